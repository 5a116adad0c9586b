#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;
using scheduling::Session;

// A session at the desk, as scheduling has it.
class DeskSessionEditTest : public DeskTest {
 protected:
  DeskSessionEditTest() {
    workshop_ = SampleWorkshop();
    workshop_.set_default_capacity(12);
    session_ = SampleSession(kOpen, Evening(2), Session::OPEN);
    session_.set_etag("\"5\"");
    session_.add_facilitator_ids(71);
    *session_.mutable_booking_close_time() = session_.meetings(0).start_time();
  }

  // 6pm in London on a day of December 2026.
  static absl::Time Evening(int day) {
    return absl::FromCivil(absl::CivilHour(2026, 12, day, 18),
                           absl::UTCTimeZone());
  }

  void SetUp() override {
    DeskTest::SetUp();
    services_.scheduling.get_workshop.Do(
        [this](const scheduling::GetWorkshopRequest&)
            -> absl::StatusOr<scheduling::Workshop> { return workshop_; });
    services_.scheduling.get_session.Do(
        [this](const scheduling::GetSessionRequest&)
            -> absl::StatusOr<Session> { return session_; });
    services_.scheduling.update_session.Do(
        [this](const scheduling::UpdateSessionRequest& request)
            -> absl::StatusOr<Session> {
          if (request.session().etag() != session_.etag()) {
            return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "x");
          }
          return session_;
        });
    scheduling::ListFacilitatorsResponse team;
    Add(team, 71, "Cleo <Example>", scheduling::Facilitator::PRACTITIONER);
    Add(team, 72, "Dora Example", scheduling::Facilitator::TRAINEE);
    services_.facilitators.list.Return(team);
    browser_.emplace(*client_);
    SetUpAccount(*browser_, "ada@example.org", v1::Staff::COORDINATOR);
  }

  static void Add(scheduling::ListFacilitatorsResponse& team, int64_t id,
                  const char* name, scheduling::Facilitator::Role role) {
    scheduling::Facilitator& one = *team.add_facilitators();
    one.set_id(id);
    one.set_display_name(name);
    one.set_role(role);
  }

  // A new session filled in well, but for one field.
  static Fields NewWith(const std::string& field, const std::string& value) {
    Fields fields;
    for (const auto& [name, usual] :
         Fields{{"meetings", "1"},
                {"date", "12 January 2027"},
                {"time", "6pm"},
                {"where", "workshop"},
                {"format", "workshop"},
                {"capacity", "15"},
                {"facilitators", "72"},
                {"join_uri", "https://teams.microsoft.com/l/1"}}) {
      if (name != field) fields.emplace_back(name, usual);
    }
    fields.emplace_back(field, value);
    return fields;
  }

  // The form of the session as it is, but for one field.
  static Fields EditWith(const std::string& field, const std::string& value) {
    Fields fields;
    for (const auto& [name, usual] : Fields{{"where", "workshop"},
                                            {"format", "workshop"},
                                            {"facilitators", "71"}}) {
      if (name != field) fields.emplace_back(name, usual);
    }
    fields.emplace_back(field, value);
    return fields;
  }

  static constexpr char kNew[] = "/desk/workshops/11/sessions/new";
  static constexpr char kEdit[] = "/desk/sessions/101/edit";
  static constexpr char kMove[] = "/desk/sessions/101/move";
  static constexpr char kSession[] = "/desk/sessions/101";
  static constexpr char kMade[] = "/desk/sessions/101?done=made";
  scheduling::Workshop workshop_;
  Session session_;
  std::optional<DeskBrowser> browser_;
};

TEST_F(DeskSessionEditTest, MakesOneOnceItWasLookedThrough) {
  services_.scheduling.create_session.Return(session_);
  const HttpAnswer page = browser_->Get(kNew);
  EXPECT_THAT(page.body, HasSubstr("Cleo &lt;Example&gt;"));
  EXPECT_THAT(page.body, HasSubstr("name=\"capacity\" type=\"text\" "
                                   "value=\"12\""));
  const HttpAnswer check =
      browser_->Submit(page, kNew, NewWith("minutes", "60"));
  EXPECT_EQ(check.code, 200);
  EXPECT_THAT(check.body, HasSubstr("Tuesday 12 January 2027, 6pm to 7pm"));
  EXPECT_THAT(check.body, HasSubstr("Dora Example"));
  EXPECT_TRUE(services_.scheduling.create_session.requests().empty());
  const HttpAnswer back = browser_->Submit(check, kNew, {{"then", "form"}});
  EXPECT_THAT(back.body, HasSubstr("value=\"12 January 2027\""));
  EXPECT_THAT(back.body, HasSubstr("value=\"72\" checked"));
  EXPECT_EQ(
      browser_->Submit(check, kNew, {{"then", "show"}}).Header("Location"),
      kMade);
  const auto made = services_.scheduling.create_session.requests();
  ASSERT_EQ(made.size(), 1);
  EXPECT_EQ(made[0].session().workshop_id(), 11);
  ASSERT_EQ(made[0].session().meetings_size(), 1);
  EXPECT_EQ(made[0].session().meetings(0).local_start(), "2027-01-12T18:00");
  EXPECT_EQ(made[0].session().meetings(0).local_end(), "2027-01-12T19:00");
  EXPECT_EQ(made[0].session().capacity(), 15);
  EXPECT_THAT(made[0].session().facilitator_ids(), ElementsAre(72));
  EXPECT_FALSE(made[0].draft());
  EXPECT_FALSE(made[0].session().has_delivery_override());
  EXPECT_EQ(made[0].join_uri(), "https://teams.microsoft.com/l/1");
}

TEST_F(DeskSessionEditTest, TakesSeveralMeetingsAndARowMore) {
  services_.scheduling.create_session.Return(session_);
  const HttpAnswer page = browser_->Get(kNew);
  Fields first = NewWith("then", "add_meeting");
  const HttpAnswer two = browser_->Submit(page, kNew, first);
  EXPECT_THAT(two.body, HasSubstr("Meeting 2"));
  EXPECT_THAT(two.body, HasSubstr("name=\"date_2\""));
  EXPECT_THAT(two.body, HasSubstr("value=\"12 January 2027\""));
  Fields fields = NewWith("meetings", "2");
  fields.emplace_back("date_2", "19 January 2027");
  fields.emplace_back("time_2", "18:30");
  fields.emplace_back("minutes_2", "45");
  const HttpAnswer check = browser_->Submit(page, kNew, fields);
  EXPECT_THAT(check.body, HasSubstr("Tuesday 19 January 2027, 6:30pm to "
                                    "7:15pm"));
  EXPECT_EQ(browser_->Submit(check, kNew, {}).Header("Location"), kMade);
  const auto made = services_.scheduling.create_session.requests();
  ASSERT_EQ(made.size(), 1);
  EXPECT_TRUE(made[0].draft());
  ASSERT_EQ(made[0].session().meetings_size(), 2);
  EXPECT_EQ(made[0].session().meetings(0).local_end(), "2027-01-12T19:30")
      << "as long as the workshop says";
  fields.emplace_back("then", "remove_meeting");
  EXPECT_THAT(browser_->Submit(page, kNew, fields).body,
              Not(HasSubstr("date_2")));
}

TEST_F(DeskSessionEditTest, SaysAtEachFieldWhatIsWrongAndKeepsTheForm) {
  const HttpAnswer page = browser_->Get(kNew);
  struct Case {
    std::string field;
    std::string value;
    std::string says;
  };
  for (const Case& c : std::vector<Case>{
           {"date", "", "Enter the day"},
           {"date", "31 February 2027", "Enter a day such as"},
           {"date", "1 January 2026", "must be in the future"},
           {"time", "six", "Enter a time such as"},
           {"minutes", "0", "from 1 to 1,440"},
           {"capacity", "none", "from 1 to 10,000"},
           {"where", "moon", "Choose where it takes place"},
           {"where", "venue", "Enter the name of the venue"},
           {"join_uri", std::string(10'000, 'x'), "2,000 characters or fewer"},
           {"opens_date", "x", "Enter a day such as"},
           {"closes_time", "9am", "Enter the day until which"}}) {
    const HttpAnswer answer =
        browser_->Submit(page, kNew, NewWith(c.field, c.value));
    EXPECT_EQ(answer.code, 400) << c.says;
    EXPECT_THAT(answer.body, HasSubstr(c.says));
    EXPECT_THAT(
        answer.body,
        HasSubstr(absl::StrCat(
            "href=\"#", c.field == "where" && c.value == "venue" ? "venue_name"
                        : c.field == "closes_time"               ? "closes_date"
                                                                 : c.field)));
    EXPECT_THAT(answer.body, HasSubstr("value=\"72\" checked")) << "is kept";
  }
  // The night that the clocks go forward.
  Fields skipped = NewWith("date", "28 March 2027");
  for (auto& [name, value] : skipped) {
    if (name == "time") value = "1:30am";
  }
  EXPECT_THAT(browser_->Submit(page, kNew, skipped).body,
              HasSubstr("this time does not come"));
}

TEST_F(DeskSessionEditTest, PutsWhatSchedulingRefusesAtItsField) {
  const HttpAnswer page = browser_->Get(kNew);
  const auto refused = [&](absl::Status status) {
    services_.scheduling.create_session.Return(std::move(status));
    Fields fields = NewWith("confirmed", "yes");
    return browser_->Submit(page, kNew, fields);
  };
  const HttpAnswer busy =
      refused(FailedPrecondition("FACILITATOR_BUSY", "x",
                                 {{"facilitator", "72"},
                                  {"session", "9"},
                                  {"start", "2027-01-12T18:00:00Z"}}));
  EXPECT_EQ(busy.code, 400);
  EXPECT_THAT(busy.body, HasSubstr("Dora Example leads another session"));
  EXPECT_THAT(busy.body, HasSubstr("Choose others to lead it"));
  EXPECT_THAT(refused(InvalidArgument("JOIN_HOST_NOT_ALLOWED", "x",
                                      {{"field", "join_uri"}}))
                  .body,
              HasSubstr("meetings are not held on here"));
  EXPECT_THAT(refused(FailedPrecondition("WORKSHOP_ARCHIVED", "x")).body,
              HasSubstr("show it to families again first"));
  // What has to be said first.
  const HttpAnswer alone = refused(
      FailedPrecondition("TRAINEE_ALONE", "x", {{"facilitator", "72"}}));
  EXPECT_EQ(alone.code, 409);
  EXPECT_THAT(alone.body, HasSubstr("Trainees alone would lead it"));
  services_.scheduling.create_session.Return(session_);
  EXPECT_EQ(browser_->Submit(alone, kNew, {}).Header("Location"), kMade);
  EXPECT_TRUE(services_.scheduling.create_session.requests()
                  .back()
                  .acknowledge_trainee_alone());
}

TEST_F(DeskSessionEditTest, CopiesOneAWeekLater) {
  const std::string body = browser_->Get(absl::StrCat(kNew, "?from=101")).body;
  EXPECT_THAT(body, HasSubstr("value=\"Wednesday 9 December 2026\""));
  EXPECT_THAT(body, HasSubstr("value=\"6pm\""));
  EXPECT_THAT(body, HasSubstr("name=\"minutes\" type=\"text\" value=\"90\""));
  EXPECT_THAT(body, HasSubstr("value=\"71\" checked"));
  EXPECT_EQ(browser_->Get(absl::StrCat(kNew, "?from=x")).code, 200);
}

TEST_F(DeskSessionEditTest, ChangesWhatIsDifferentOnceThatWasShown) {
  const HttpAnswer page = browser_->Get(kEdit);
  Fields typed = EditWith("where", "venue");
  typed.emplace_back("venue_name", "Village hall");
  typed.emplace_back("venue_address", "1 Road, Anytown");
  const HttpAnswer check = browser_->Submit(page, kEdit, typed);
  EXPECT_EQ(check.code, 200);
  EXPECT_THAT(check.body, HasSubstr("In person, at the venue below"));
  EXPECT_THAT(check.body, HasSubstr("Until now: As the workshop says"));
  EXPECT_THAT(check.body, HasSubstr("9 places are booked in it"));
  EXPECT_TRUE(services_.scheduling.update_session.requests().empty());
  EXPECT_EQ(browser_->Submit(check, kEdit, {}).Header("Location"),
            absl::StrCat(kSession, "?done=edit"));
  const auto changed = services_.scheduling.update_session.requests();
  ASSERT_EQ(changed.size(), 1);
  EXPECT_THAT(changed[0].update_mask().paths(),
              ElementsAre("delivery_override"));
  EXPECT_EQ(changed[0].session().delivery_override().venue().name(),
            "Village hall");
  EXPECT_EQ(changed[0].session().etag(), "\"5\"");
  EXPECT_THAT(browser_->Submit(page, kEdit, EditWith("where", "workshop")).body,
              HasSubstr("Nothing is different"));
}

TEST_F(DeskSessionEditTest, ShowsTheSecondWhatTheFirstChangedAndLosesNothing) {
  const HttpAnswer page = browser_->Get(kEdit);
  Fields typed = EditWith("facilitators", "72");
  typed.emplace_back("join_uri", "https://teams.microsoft.com/l/2");
  // Meanwhile the first gives it to others, and makes it a live webinar.
  session_.clear_facilitator_ids();
  session_.add_facilitator_ids(71);
  session_.add_facilitator_ids(72);
  session_.set_format(Session::LIVE_WEBINAR);
  session_.set_etag("\"6\"");
  const HttpAnswer second = browser_->Submit(page, kEdit, typed);
  EXPECT_EQ(second.code, 409);
  EXPECT_THAT(second.body,
              HasSubstr("Now: Cleo &lt;Example&gt;, Dora Example"));
  EXPECT_THAT(second.body, HasSubstr("You entered: Dora Example"));
  EXPECT_THAT(second.body,
              HasSubstr("Now: People watch and listen: a live webinar"));
  EXPECT_THAT(second.body, HasSubstr("value=\"live_webinar\" checked"));
  EXPECT_THAT(second.body, HasSubstr("https://teams.microsoft.com/l/2"));
  Fields again = EditWith("format", "live_webinar");
  for (auto& [name, value] : again) {
    if (name == "facilitators") value = "72";
  }
  const HttpAnswer check = browser_->Submit(second, kEdit, again);
  EXPECT_EQ(browser_->Submit(check, kEdit, {}).Header("Location"),
            absl::StrCat(kSession, "?done=edit"));
  const auto changed = services_.scheduling.update_session.requests();
  ASSERT_EQ(changed.size(), 1);
  EXPECT_EQ(changed[0].session().etag(), "\"6\"");
  EXPECT_THAT(changed[0].update_mask().paths(), ElementsAre("facilitator_ids"));
}

TEST_F(DeskSessionEditTest, MovesItOnceTheImpactWasShown) {
  registration::PreviewSessionChangeResponse impact;
  impact.set_bookings(3);
  impact.set_places(5);
  impact.set_messages(3);
  services_.registration.preview.Return(impact);
  Session waits = session_;
  *waits.mutable_pending_change()->mutable_apply_time() =
      session_.meetings(0).start_time();
  services_.scheduling.reschedule_session.Return(waits);
  const HttpAnswer page = browser_->Get(kMove);
  EXPECT_THAT(page.body, HasSubstr("value=\"Wednesday 2 December 2026\""));
  const Fields typed = {{"date", "3 December 2026"}, {"time", "7pm"}};
  const HttpAnswer check = browser_->Submit(page, kMove, typed);
  EXPECT_THAT(check.body, HasSubstr("Thursday 3 December 2026, 7pm to 8:30pm"));
  EXPECT_THAT(check.body, HasSubstr("3 bookings with 5 places would get"));
  EXPECT_THAT(check.body, HasSubstr("3 messages would be sent"));
  EXPECT_TRUE(services_.scheduling.reschedule_session.requests().empty());
  EXPECT_EQ(browser_->Submit(check, kMove, {}).Header("Location"), kSession)
      << "which says that it waits, and lets it be taken back";
  const auto moved = services_.scheduling.reschedule_session.requests();
  ASSERT_EQ(moved.size(), 1);
  EXPECT_EQ(moved[0].meetings(0).local_start(), "2026-12-03T19:00");
  EXPECT_EQ(moved[0].etag(), "\"5\"");
  EXPECT_FALSE(moved[0].apply_now());
  const auto foreseen = services_.registration.preview.requests();
  EXPECT_EQ(foreseen[0].meetings_size(), 1);
  EXPECT_EQ(foreseen[0].session_id(), 101);
}

// By a move, which is shown before it is made, too.
TEST_F(DeskSessionEditTest, OffersToMoveItBackWhereTheMoveCameAtOnce) {
  constexpr char kMoved[] = "/desk/sessions/101?done=move";
  session_.set_state(Session::SCHEDULED);
  services_.registration.preview.Return(
      registration::PreviewSessionChangeResponse());
  services_.scheduling.reschedule_session.Do(
      [this](const scheduling::RescheduleSessionRequest& asked)
          -> absl::StatusOr<Session> {
        *session_.mutable_meetings() = asked.meetings();
        session_.set_etag(absl::StrCat("\"", asked.request_id(), "\""));
        return session_;
      });
  EXPECT_THAT(browser_->Get(kMoved).body, Not(HasSubstr("It is moved")));
  const HttpAnswer check =
      browser_->Submit(browser_->Get(kMove), kMove,
                       {{"date", "3 December 2026"}, {"time", "7pm"}});
  // Twice, as the button of a page can be pressed.
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(browser_->Submit(check, kMove, {}).Header("Location"), kMoved);
  }
  const HttpAnswer page = browser_->Get(kMoved);
  EXPECT_THAT(page.body, HasSubstr("It is moved."));
  EXPECT_THAT(page.body, HasSubstr("Undo: move it back"));
  const HttpAnswer back = browser_->Submit(page, kMove, {});
  EXPECT_EQ(back.code, 200);
  EXPECT_THAT(back.body, HasSubstr("Wednesday 2 December 2026, 6pm to 7:30pm"));
  auto asked = services_.scheduling.reschedule_session.requests();
  ASSERT_EQ(asked.size(), 2);
  EXPECT_EQ(browser_->Submit(back, kMove, {}).Header("Location"), kMoved);
  asked = services_.scheduling.reschedule_session.requests();
  ASSERT_EQ(asked.size(), 3);
  EXPECT_EQ(asked[2].meetings(0).local_start(), "2026-12-02T18:00");
  EXPECT_EQ(asked[2].etag(), absl::StrCat("\"", asked[1].request_id(), "\""));
  EXPECT_NE(asked[2].request_id(), asked[1].request_id());

  session_.set_etag("\"99\"");
  EXPECT_THAT(browser_->Get(kMoved).body, Not(HasSubstr("Undo:")))
      << "somebody else has changed it since";
}

TEST_F(DeskSessionEditTest, MovesNothingThatChangedMeanwhile) {
  services_.scheduling.reschedule_session.Return(
      MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "x"));
  const HttpAnswer page = browser_->Get(kMove);
  session_.set_etag("\"6\"");
  const HttpAnswer refused = browser_->Submit(
      page, kMove,
      {{"date", "3 December 2026"}, {"time", "7pm"}, {"confirmed", "yes"}});
  EXPECT_EQ(refused.code, 409);
  EXPECT_THAT(refused.body, HasSubstr("Somebody else has changed it"));
  EXPECT_THAT(refused.body, HasSubstr("value=\"3 December 2026\""));
  EXPECT_EQ(HiddenIn(refused.body, "etag"), "&quot;6&quot;");
}

TEST_F(DeskSessionEditTest, RemindsOfWhatIsMissingBeforeItCanOpen) {
  session_.set_state(Session::DRAFT);
  session_.clear_facilitator_ids();
  workshop_.set_state(scheduling::Workshop::DRAFT);
  const std::string body = browser_->Get(kSession).body;
  EXPECT_THAT(body, HasSubstr("href=\"/desk/workshops/11#acts\""));
  EXPECT_THAT(body, HasSubstr("href=\"#acts\">It is a draft"));
  EXPECT_THAT(body, HasSubstr("href=\"/desk/sessions/101/edit#join_uri\""));
  EXPECT_THAT(body, HasSubstr("href=\"/desk/sessions/101/edit#facilitators\""));
  session_.set_state(Session::OPEN);
  session_.add_facilitator_ids(72);
  session_.set_has_join_address(true);
  EXPECT_THAT(browser_->Get(kSession).body, Not(HasSubstr("Still missing")));
  workshop_.set_supervised_pair(true);
  EXPECT_THAT(browser_->Get(kSession).body,
              HasSubstr("Trainees alone lead it"));
}

}  // namespace
}  // namespace cwp::web
