#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "gmock/gmock.h"
#include "services/web/desk_series_form.h"
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
  EXPECT_EQ(browser_->Submit(check, kEdit, {}).Header("Location"), kSeries);
  const auto edited = services_.series.edit.requests();
  ASSERT_EQ(edited.size(), 1);
  EXPECT_EQ(edited[0].edit().scope(), scheduling::SeriesEdit::ALL);
  EXPECT_TRUE(edited[0].edit().cancel());
}

TEST_F(DeskSeriesTest, ChangesThoseThatFollowOnceTheImpactWasShown) {
  scheduling::SeriesEditPlan plan;
  plan.set_etag("\"9\"");
  *plan.mutable_apply_time() = series_.sessions(0).meetings(0).start_time();
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
      kSeries);
  const auto edited = services_.series.edit.requests();
  ASSERT_EQ(edited.size(), 1);
  EXPECT_EQ(edited[0].edit().etag(), "\"9\"");
  EXPECT_EQ(edited[0].edit().local_time(), "19:00");
  EXPECT_THAT(edited[0].confirmed_session_ids(), ElementsAre(401));
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

TEST(RuleFor, SaysItAsServicesAndPeopleDo) {
  const absl::CivilDay second_tuesday(2027, 1, 12);
  struct Case {
    const char* how;
    absl::CivilDay first;
    const char* rule;
    const char* words;
  };
  for (const Case& c : std::vector<Case>{
           {"weekly", second_tuesday, "FREQ=WEEKLY;BYDAY=TU;COUNT=3",
            "Every week on Tuesday"},
           {"fortnightly", second_tuesday,
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=3",
            "Every two weeks on Tuesday"},
           {"weekdays", second_tuesday,
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=3",
            "From Monday to Friday"},
           {"monthly", second_tuesday, "FREQ=MONTHLY;BYDAY=2TU;COUNT=3",
            "On the second Tuesday of each month"},
           {"monthly", absl::CivilDay(2027, 1, 31),
            "FREQ=MONTHLY;BYDAY=-1SU;COUNT=3",
            "On the last Sunday of each month"}}) {
    EXPECT_EQ(RuleFor(c.how, c.first, "COUNT=3"), c.rule);
    EXPECT_EQ(RuleWords(c.rule), c.words);
  }
  EXPECT_EQ(RuleFor("yearly", second_tuesday, "COUNT=3"), "");
  for (const char* odd :
       {"", "x", "FREQ=DAILY;COUNT=2", "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=2",
        "FREQ=MONTHLY;BYDAY=9TU;COUNT=2"}) {
    EXPECT_EQ(RuleWords(odd), odd);
  }
}

}  // namespace
}  // namespace cwp::web
