#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "services/web/desk_series_done.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

namespace scheduling = ::cwp::scheduling::v1;

class DeskSeriesTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    workshop_ = SampleWorkshop();
    services_.scheduling.get_workshop.Return(workshop_);
    services_.facilitators.list.Return(scheduling::ListFacilitatorsResponse());
    series_.set_id(301);
    series_.set_workshop_id(11);
    series_.set_rule("FREQ=WEEKLY;BYDAY=WE;COUNT=2");
    series_.set_capacity(12);
    *series_.add_sessions() =
        SampleSession(401, Evening(2), scheduling::Session::OPEN);
    *series_.add_sessions() =
        SampleSession(402, Evening(9), scheduling::Session::SCHEDULED);
    services_.series.get.Do(
        [this](const scheduling::GetSeriesRequest&)
            -> absl::StatusOr<scheduling::Series> { return series_; });
    services_.series.create.Return(series_);
    services_.series.edit.Return(series_);
    browser_.emplace(*client_);
    SetUpAccount(*browser_, "ada@example.org", v1::Staff::COORDINATOR);
  }

  // 6pm in London on a day of December 2026.
  static absl::Time Evening(int day) {
    return absl::FromCivil(absl::CivilHour(2026, 12, day, 18),
                           absl::UTCTimeZone());
  }

  static scheduling::SeriesPlan Plan() {
    scheduling::SeriesPlan plan;
    plan.set_kept_count(1);
    const scheduling::Session session =
        SampleSession(1, Evening(2), scheduling::Session::OPEN);
    scheduling::SeriesDate& kept = *plan.add_dates();
    kept.set_day("2026-12-02");
    kept.set_state(scheduling::SeriesDate::KEPT);
    *kept.mutable_meeting() = session.meetings(0);
    scheduling::SeriesDate& skipped = *plan.add_dates();
    skipped.set_day("2026-12-28");
    skipped.set_state(scheduling::SeriesDate::SKIPPED);
    skipped.set_skip_reason(scheduling::SeriesDate::BANK_HOLIDAY);
    skipped.set_bank_holiday("Boxing Day <substitute>");
    return plan;
  }

  // A form filled in well, but for one field.
  static Fields NewWith(const std::string& field, const std::string& value) {
    Fields fields;
    for (const auto& [name, usual] : Fields{{"date", "2 December 2026"},
                                            {"time", "6pm"},
                                            {"how", "weekly"},
                                            {"count", "2"},
                                            {"skip", "bank_holidays"},
                                            {"capacity", "12"}}) {
      if (name != field) fields.emplace_back(name, usual);
    }
    fields.emplace_back(field, value);
    return fields;
  }

  static constexpr char kNew[] = "/desk/workshops/11/series/new";
  static constexpr char kSeries[] = "/desk/series/301";
  static constexpr char kMade[] = "/desk/series/301?done=made";
  static constexpr char kEdit[] = "/desk/series/301/edit";
  static constexpr char kEdited[] = "/desk/series/301?done=edit";
  scheduling::Workshop workshop_;
  scheduling::Series series_;
  std::optional<DeskBrowser> browser_;
};

TEST_F(DeskSeriesTest, ShowsEveryDateBeforeItMakesAny) {
  scheduling::SeriesPlan plan = Plan();
  scheduling::SessionConflict& conflict = *plan.add_conflicts();
  conflict.set_workshop_title("Sleep");
  conflict.set_kind(scheduling::SessionConflict::SAME_VENUE);
  services_.series.preview.Return(plan);
  const HttpAnswer page = browser_->Get(kNew);
  const HttpAnswer check = browser_->Submit(page, kNew, NewWith("minutes", ""));
  EXPECT_EQ(check.code, 200);
  EXPECT_THAT(check.body,
              HasSubstr("Wednesday 2 December 2026, 6pm to 7:30pm"));
  EXPECT_THAT(check.body, HasSubstr("Monday 28 December 2026"));
  EXPECT_THAT(check.body, HasSubstr("Left out: Boxing Day &lt;substitute&gt;"));
  EXPECT_THAT(check.body, HasSubstr("In the way: Sleep"));
  EXPECT_THAT(check.body, HasSubstr("Every week on Wednesday"));
  EXPECT_THAT(check.body, HasSubstr("Make 1 session"));
  EXPECT_TRUE(services_.series.create.requests().empty());
  EXPECT_EQ(browser_->Submit(check, kNew, {}).Header("Location"), kMade);
  const auto made = services_.series.create.requests();
  ASSERT_EQ(made.size(), 1);
  EXPECT_EQ(made[0].series().rule(), "FREQ=WEEKLY;BYDAY=WE;COUNT=2");
  EXPECT_EQ(made[0].series().local_start(), "2026-12-02T18:00");
  EXPECT_EQ(made[0].series().meeting_duration().seconds(), 90 * 60);
  EXPECT_TRUE(made[0].series().skip_bank_holidays());
  EXPECT_FALSE(made[0].series().skip_closed_days());
  EXPECT_TRUE(made[0].accept_conflicts());
  EXPECT_NE(made[0].request_id(), "");
}

TEST_F(DeskSeriesTest, SaysAtEachFieldWhatIsWrongAndKeepsTheForm) {
  const HttpAnswer page = browser_->Get(kNew);
  struct Case {
    std::string field;
    std::string value;
    std::string says;
  };
  for (const Case& c : std::vector<Case>{
           {"date", "never", "Enter a day such as"},
           {"time", "", "Enter when it starts"},
           {"how", "yearly", "Choose how often"},
           {"count", "", "Enter how many dates, or until when"},
           {"count", "401", "from 1 to 400"},
           {"until", "30 March 2027", "not both"},
           {"exceptions", "9 December\nx", "each day to leave out"},
           {"capacity", "", "Enter the number of places"},
           {"open_days", "-1", "from 0 to 366"},
           {"join_uri", std::string(10'000, 'x'), "2,000 characters"}}) {
    const HttpAnswer answer =
        browser_->Submit(page, kNew, NewWith(c.field, c.value));
    EXPECT_EQ(answer.code, 400) << c.says;
    EXPECT_THAT(answer.body, HasSubstr(c.says));
    EXPECT_THAT(answer.body, HasSubstr("value=\"bank_holidays\" checked"));
  }
  services_.series.preview.Return(
      InvalidArgument("SERIES_TOO_LONG", "more than 400 dates"));
  const HttpAnswer refused =
      browser_->Submit(page, kNew, NewWith("time", "7pm"));
  EXPECT_EQ(refused.code, 400);
  EXPECT_THAT(refused.body, HasSubstr("400 dates at most"));
  EXPECT_THAT(refused.body, HasSubstr("value=\"7pm\""));
}

TEST_F(DeskSeriesTest, ShowsItAndTakesAChangeBack) {
  *series_.mutable_pending_edit()->mutable_apply_time() =
      series_.sessions(0).meetings(0).start_time();
  services_.series.undo.Return(series_);
  const HttpAnswer page = browser_->Get(kSeries);
  EXPECT_THAT(page.body, HasSubstr("Every week on Wednesday"));
  EXPECT_THAT(page.body, HasSubstr("/desk/sessions/402"));
  EXPECT_THAT(page.body, HasSubstr("A change of it comes at 6pm"));
  EXPECT_THAT(page.body, Not(HasSubstr("Change all of them")));
  EXPECT_EQ(
      browser_->Submit(page, "/desk/series/301/undo", {}).Header("Location"),
      kSeries);
  services_.series.undo.Return(FailedPrecondition("NO_PENDING_CHANGE", "x"));
  const HttpAnswer late = browser_->Submit(page, "/desk/series/301/undo", {});
  EXPECT_EQ(late.code, 409);
  EXPECT_THAT(late.body, HasSubstr("The change has come"));
  EXPECT_EQ(browser_->Get("/desk/series/x").code, 404);
}

// By cancelling all of it, once that was shown.
TEST_F(DeskSeriesTest, OffersToUndoWhatWasMade) {
  EXPECT_THAT(browser_->Get(kSeries).body, Not(HasSubstr("Undo:")));
  EXPECT_THAT(browser_->Get(kMade).body, Not(HasSubstr("Undo:")))
      << "one of them has been opened since";
  series_.mutable_sessions(0)->set_state(scheduling::Session::SCHEDULED);
  const HttpAnswer page = browser_->Get(kMade);
  EXPECT_THAT(page.body, HasSubstr("2 sessions are made"));
  scheduling::SeriesEditPlan plan;
  plan.set_etag("\"9\"");
  services_.series.preview_edit.Return(plan);
  const HttpAnswer check = browser_->Submit(page, kEdit, {});
  EXPECT_EQ(check.code, 200);
  EXPECT_TRUE(services_.series.edit.requests().empty());
  EXPECT_EQ(browser_->Submit(check, kEdit, {}).Header("Location"), kEdited);
  const auto edited = services_.series.edit.requests();
  ASSERT_EQ(edited.size(), 1);
  EXPECT_EQ(edited[0].edit().scope(), scheduling::SeriesEdit::ALL);
  EXPECT_TRUE(edited[0].edit().cancel());
}

TEST_F(DeskSeriesTest, ChangesThoseThatFollowOnceTheImpactWasShown) {
  scheduling::SeriesEditPlan plan;
  plan.set_etag("\"9\"");
  *plan.mutable_apply_time() = series_.sessions(0).meetings(0).start_time();
  scheduling::Series waits = series_;
  *waits.mutable_pending_edit()->mutable_apply_time() = plan.apply_time();
  services_.series.edit.Return(waits);
  scheduling::EditedSession& opened = *plan.add_sessions();
  opened.set_outcome(scheduling::EditedSession::NEEDS_CONFIRMATION);
  *opened.mutable_before() = series_.sessions(0);
  *opened.mutable_after() = SampleSession(401, Evening(2) + absl::Hours(1),
                                          scheduling::Session::OPEN);
  services_.series.preview_edit.Return(plan);
  const HttpAnswer page = browser_->Get("/desk/series/301/edit?from=401");
  EXPECT_THAT(page.body, HasSubstr("and those that follow"));
  const HttpAnswer check =
      browser_->Submit(page, kEdit, {{"scope", "following"}, {"time", "7pm"}});
  EXPECT_EQ(check.code, 200);
  EXPECT_THAT(check.body,
              HasSubstr("Wednesday 2 December 2026, 7pm to 8:30pm"));
  EXPECT_THAT(check.body, HasSubstr("9 of 12 booked"));
  EXPECT_THAT(check.body, HasSubstr("can be taken back until then"));
  EXPECT_THAT(check.body, Not(HasSubstr("value=\"401\" checked")))
      << "somebody is in it";
  const auto asked = services_.series.preview_edit.requests();
  ASSERT_EQ(asked.size(), 1);
  EXPECT_EQ(asked[0].edit().scope(),
            scheduling::SeriesEdit::THIS_AND_FOLLOWING);
  EXPECT_EQ(asked[0].edit().session_id(), 401);
  EXPECT_EQ(asked[0].edit().local_time(), "19:00");
  EXPECT_EQ(
      browser_->Submit(check, kEdit, {{"chosen", "401"}}).Header("Location"),
      kSeries)
      << "which says that it waits, and lets it be taken back";
  const auto edited = services_.series.edit.requests();
  ASSERT_EQ(edited.size(), 1);
  EXPECT_EQ(edited[0].edit().etag(), "\"9\"");
  EXPECT_EQ(edited[0].edit().local_time(), "19:00");
  EXPECT_THAT(edited[0].confirmed_session_ids(), ElementsAre(401));
}

// Two Wednesdays at 6pm, as scheduling tells of them: 401 and 402.
scheduling::Series Wednesdays() {
  scheduling::Series series;
  series.set_id(301);
  series.set_workshop_id(11);
  series.set_rule("FREQ=WEEKLY;BYDAY=WE;COUNT=2");
  series.set_local_start("2026-12-02T18:00");
  series.mutable_meeting_duration()->set_seconds(90 * 60);
  series.set_capacity(12);
  series.add_facilitator_ids(71);
  series.set_etag("\"9\"");
  for (const int week : {0, 1}) {
    const absl::CivilHour start(2026, 12, 2 + 7 * week, 18);
    scheduling::Session& session = *series.add_sessions();
    session =
        SampleSession(401 + week, absl::FromCivil(start, absl::UTCTimeZone()),
                      scheduling::Session::SCHEDULED);
    session.set_series_day(absl::FormatCivilTime(absl::CivilDay(start)));
    session.add_facilitator_ids(71);
    session.mutable_meetings(0)->set_local_start(
        absl::FormatCivilTime(absl::CivilMinute(start)));
    *session.mutable_booking_close_time() = session.meetings(0).start_time();
  }
  return series;
}

// All of them an hour later, and bookable as the series says.
scheduling::Series AnHourLater(scheduling::Series series) {
  for (scheduling::Session& session : *series.mutable_sessions()) {
    scheduling::Meeting& meeting = *session.mutable_meetings(0);
    meeting.mutable_start_time()->set_seconds(meeting.start_time().seconds() +
                                              3600);
    meeting.mutable_end_time()->set_seconds(meeting.end_time().seconds() +
                                            3600);
    *session.mutable_booking_close_time() = meeting.start_time();
  }
  return series;
}

// The form of what undoes an edit, of 402 or from it on where not of all, as
// "scope=all capacity=12"; empty when there is none.
std::string BackOf(const scheduling::Series& before,
                   scheduling::SeriesEdit edit) {
  if (edit.scope() != scheduling::SeriesEdit::ALL) edit.set_session_id(402);
  const auto form = SeriesFormBack(before, AnHourLater(before), edit);
  std::vector<std::string> fields;
  if (form.has_value()) {
    for (const auto& [name, value] : form->entries()) {
      fields.push_back(absl::StrCat(name, "=", value));
    }
  }
  return absl::StrJoin(fields, " ");
}

scheduling::SeriesEdit ToSeven(
    scheduling::SeriesEdit::Scope scope = scheduling::SeriesEdit::ALL) {
  scheduling::SeriesEdit edit;
  edit.set_scope(scope);
  edit.set_local_time("19:00");
  return edit;
}

scheduling::SeriesEdit ToFivePlaces() {
  scheduling::SeriesEdit edit;
  edit.set_scope(scheduling::SeriesEdit::ALL);
  edit.set_capacity(5);
  return edit;
}

TEST(SeriesFormBack, GivesBackWhatTheEditSet) {
  using scheduling::SeriesEdit;
  const scheduling::Series before = Wednesdays();
  EXPECT_EQ(BackOf(before, ToSeven()), "scope=all time=18:00 minutes=90");
  EXPECT_EQ(BackOf(before, ToFivePlaces()), "scope=all capacity=12");
  EXPECT_EQ(BackOf(before, ToSeven(SeriesEdit::THIS_AND_FOLLOWING)),
            "scope=following from=402 time=18:00 minutes=90");
  EXPECT_EQ(BackOf(before, ToSeven(SeriesEdit::THIS)), "")
      << "it is left alone by edits of several from now on, for good";
  SeriesEdit led_by_nobody;
  led_by_nobody.set_scope(SeriesEdit::ALL);
  led_by_nobody.mutable_leaders();
  EXPECT_EQ(BackOf(before, led_by_nobody),
            "scope=all set_leaders=yes facilitators=71");
  SeriesEdit cancel;
  cancel.set_scope(SeriesEdit::ALL);
  cancel.set_cancel(true);
  EXPECT_EQ(BackOf(before, cancel), "");
}

// Where one edit would give some of them what they did not have, there is none.
TEST(SeriesFormBack, IsForSessionsThatWereAlike) {
  using scheduling::Session;
  struct Case {
    const char* name;
    std::function<void(scheduling::Series& series, Session& second)> vary;
    scheduling::SeriesEdit edit;
    bool there;
  };
  const auto more_places = [](scheduling::Series&, Session& second) {
    second.set_capacity(20);
  };
  const auto starts = [](const char* local_start) {
    return [local_start](scheduling::Series&, Session& second) {
      second.mutable_meetings(0)->set_local_start(local_start);
    };
  };
  for (const Case& c : std::vector<Case>{
           {"other places", more_places, ToFivePlaces(), false},
           {"other places, not touched", more_places, ToSeven(), true},
           {"other places, cancelled",
            [](scheduling::Series&, Session&second) {
              second.set_capacity(20);
              second.set_state(Session::CANCELLED);
            },
            ToFivePlaces(), true},
           {"the series said otherwise",
            [](scheduling::Series&series, Session&) {
              series.set_capacity(20);
            },
            ToFivePlaces(), false},
           {"another time", starts("2026-12-09T17:00"), ToSeven(), false},
           {"another time, all that is moved", starts("2026-12-09T17:00"),
            ToSeven(scheduling::SeriesEdit::THIS_AND_FOLLOWING), true},
           {"another day", starts("2026-12-10T18:00"), ToSeven(), false},
           {"booked until another time",
            [](scheduling::Series&, Session&second) {
              second.mutable_booking_close_time()->set_seconds(0);
            },
            ToSeven(), false}}) {
    scheduling::Series before = Wednesdays();
    c.vary(before, *before.mutable_sessions(1));
    EXPECT_EQ(!BackOf(before, c.edit).empty(), c.there) << c.name;
  }
}

// By another edit, which is shown before it is made, too.
TEST_F(DeskSeriesTest, OffersToChangeItBackWhereTheEditCameAtOnce) {
  series_ = Wednesdays();
  scheduling::SeriesEditPlan plan;
  plan.set_etag("\"9\"");
  services_.series.preview_edit.Return(plan);
  services_.series.edit.Do([this](const scheduling::EditSeriesRequest& asked)
                               -> absl::StatusOr<scheduling::Series> {
    series_.set_etag(absl::StrCat("\"", asked.request_id(), "\""));
    return series_;
  });
  const auto edit = [&] {
    const HttpAnswer check = browser_->Submit(
        browser_->Get(kEdit), kEdit, {{"scope", "all"}, {"capacity", "15"}});
    // Twice, as the button of a page can be pressed.
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(browser_->Submit(check, kEdit, {}).Header("Location"), kEdited);
    }
  };
  edit();
  const HttpAnswer page = browser_->Get(kEdited);
  EXPECT_THAT(page.body, HasSubstr("It is changed."));
  EXPECT_THAT(page.body, HasSubstr("Undo: change it back"));
  const HttpAnswer back = browser_->Submit(page, kEdit, {});
  EXPECT_THAT(back.body, HasSubstr("Change the series?"));
  EXPECT_EQ(services_.series.edit.requests().size(), 2);
  EXPECT_EQ(browser_->Submit(back, kEdit, {}).Header("Location"), kEdited);
  const auto asked = services_.series.edit.requests();
  ASSERT_EQ(asked.size(), 3);
  EXPECT_EQ(asked[2].edit().scope(), scheduling::SeriesEdit::ALL);
  EXPECT_EQ(asked[2].edit().capacity(), 12);

  series_.mutable_sessions(1)->set_capacity(20);
  edit();
  std::string body = browser_->Get(kEdited).body;
  EXPECT_THAT(body, HasSubstr("It is changed."));
  EXPECT_THAT(body, Not(HasSubstr("Undo:")))
      << "no one edit gives each what it had";
  series_.set_etag("\"99\"");
  EXPECT_THAT(browser_->Get(kEdited).body, Not(HasSubstr("It is changed")))
      << "somebody else has changed it since";
}

// Whether its page still offers it, or has been read already.
TEST_F(DeskSeriesTest, ChangesNothingBackThatWasChangedSince) {
  series_ = Wednesdays();
  scheduling::SeriesEditPlan plan;
  plan.set_etag("\"9\"");
  scheduling::EditedSession& opened = *plan.add_sessions();
  opened.set_outcome(scheduling::EditedSession::NEEDS_CONFIRMATION);
  *opened.mutable_before() = series_.sessions(0);
  services_.series.preview_edit.Return(plan);
  services_.series.edit.Do([this](const scheduling::EditSeriesRequest&)
                               -> absl::StatusOr<scheduling::Series> {
    series_.set_etag("\"10\"");
    return series_;
  });
  const HttpAnswer check = browser_->Submit(
      browser_->Get(kEdit), kEdit, {{"scope", "all"}, {"capacity", "15"}});
  EXPECT_THAT(check.body, Not(HasSubstr("value=\"401\" checked")));
  browser_->Submit(check, kEdit, {{"chosen", "401"}});
  const HttpAnswer page = browser_->Get(kEdited);
  const HttpAnswer back = browser_->Submit(page, kEdit, {});
  EXPECT_EQ(back.code, 200);
  EXPECT_THAT(back.body, HasSubstr("value=\"401\" checked"))
      << "the edit touched it, so undoing that does";

  // Of one session, by itself: the series is of the same version.
  series_.mutable_sessions(1)->set_etag("\"11\"");
  for (const HttpAnswer& seen : {page, back}) {
    const HttpAnswer late = browser_->Submit(seen, kEdit, {{"chosen", "401"}});
    EXPECT_EQ(late.code, 409);
    EXPECT_THAT(late.body, HasSubstr("Somebody else has changed it"));
    EXPECT_THAT(late.body, HasSubstr("value=\"12\""));
  }
  EXPECT_EQ(services_.series.edit.requests().size(), 1);
  EXPECT_THAT(browser_->Get(kEdited).body, Not(HasSubstr("Undo:")));
}

TEST_F(DeskSeriesTest, RefusesChangesKindly) {
  const HttpAnswer page = browser_->Get("/desk/series/301/edit?from=401");
  struct Case {
    Fields fields;
    std::string says;
  };
  for (const Case& c : std::vector<Case>{
           {{{"time", "7pm"}}, "Choose which sessions"},
           {{{"scope", "all"}}, "at least one thing that changes"},
           {{{"scope", "all"}, {"day", "3 December 2026"}},
            "Only one session can be moved"},
           {{{"scope", "this"}, {"time", "late"}}, "Enter a time such as"},
           {{{"scope", "all"}, {"capacity", "many"}}, "from 1 to 10,000"}}) {
    const HttpAnswer answer = browser_->Submit(page, kEdit, c.fields);
    EXPECT_EQ(answer.code, 400) << c.says;
    EXPECT_THAT(answer.body, HasSubstr(c.says));
  }
  services_.series.preview_edit.Return(
      FailedPrecondition("SERIES_EDIT_PENDING", "x"));
  const HttpAnswer waits =
      browser_->Submit(page, kEdit, {{"scope", "all"}, {"time", "7pm"}});
  EXPECT_EQ(waits.code, 409);
  EXPECT_THAT(waits.body, HasSubstr("take that back first"));
  EXPECT_THAT(waits.body, HasSubstr("value=\"7pm\""));
}

}  // namespace
}  // namespace cwp::web
