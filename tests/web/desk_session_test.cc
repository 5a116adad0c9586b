// A session at the desk: opened, closed, and given other places.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_people_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Session;

constexpr char kPath[] = "/desk/sessions/101";
constexpr char kAct[] = "/desk/sessions/101/act";
constexpr char kCapacity[] = "/desk/sessions/101/capacity";
constexpr char kCancel[] = "/desk/sessions/101/cancel";

class DeskSessionTest : public DeskPeopleTest {
 protected:
  // What scheduling says of the session from now on.
  void SetSession(Session::State state, int capacity = 12) {
    session_ = SampleSession(kOpen, clock_.Now() + absl::Hours(30), state);
    session_.set_capacity(capacity);
    session_.set_etag(absl::StrCat("\"", capacity, "\""));
    services_.scheduling.get_session.Return(session_);
  }

  std::vector<scheduling::OpenSessionRequest> Opened() {
    return services_.scheduling.open_session.requests();
  }

  Session session_;
};

TEST_F(DeskSessionTest, OpensOnceBothWereSaid) {
  SetSession(Session::SCHEDULED);
  services_.scheduling.open_session.Do(
      [this](const scheduling::OpenSessionRequest& asked)
          -> absl::StatusOr<Session> {
        if (!asked.acknowledge_trainee_alone()) {
          return FailedPrecondition("TRAINEE_ALONE", "trainees lead it");
        }
        if (!asked.meeting_options_confirmed()) {
          return FailedPrecondition("MEETING_OPTIONS_UNCONFIRMED", "unsaid");
        }
        return session_;
      });
  const HttpAnswer page = browser_->Get(kPath);
  EXPECT_THAT(page.body, HasSubstr("Open it for booking"));
  const HttpAnswer alone = browser_->Submit(page, kAct, {{"act", "open"}});
  EXPECT_EQ(alone.code, 200);
  EXPECT_THAT(alone.body, AllOf(HasSubstr("Before you open it for booking"),
                                HasSubstr("Trainees alone lead it"),
                                Not(HasSubstr("waits in the lobby"))));
  const HttpAnswer options = browser_->Submit(alone, kAct, {{"act", "open"}});
  EXPECT_EQ(options.code, 200);
  EXPECT_THAT(options.body, AllOf(HasSubstr("waits in the lobby"),
                                  Not(HasSubstr("Trainees alone lead it"))));
  EXPECT_EQ(
      browser_->Submit(options, kAct, {{"act", "open"}}).Header("Location"),
      "/desk/sessions/101?done=open");
  const std::vector<scheduling::OpenSessionRequest> asked = Opened();
  ASSERT_THAT(asked, SizeIs(3));
  EXPECT_FALSE(asked[0].acknowledge_trainee_alone());
  EXPECT_FALSE(asked[0].meeting_options_confirmed());
  EXPECT_TRUE(asked[1].acknowledge_trainee_alone());
  EXPECT_FALSE(asked[1].meeting_options_confirmed())
      << "nobody said that of the meeting";
  EXPECT_TRUE(asked[2].acknowledge_trainee_alone());
  EXPECT_TRUE(asked[2].meeting_options_confirmed());
}

TEST_F(DeskSessionTest, SaysWhyItIsNotOpened) {
  SetSession(Session::SCHEDULED);
  struct Case {
    const char* reason;
    const char* words;
  };
  for (const Case& c :
       std::vector<Case>{{"WORKSHOP_NOT_PUBLISHED", "publish that first"},
                         {"SESSION_IS_DRAFT", "show it to families first"},
                         {"SESSION_STARTED", "It has started"},
                         {"SESSION_CANCELLED", "It is cancelled"},
                         {"SESSION_COMPLETED", "It is over"}}) {
    services_.scheduling.open_session.Return(
        FailedPrecondition(c.reason, "not so"));
    const HttpAnswer refused =
        browser_->Submit(browser_->Get(kPath), kAct, {{"act", "open"}});
    EXPECT_EQ(refused.code, 409) << c.reason;
    EXPECT_THAT(refused.body, HasSubstr(c.words)) << c.reason;
    EXPECT_THAT(refused.body, Not(HasSubstr("Undo:"))) << c.reason;
  }
}

TEST_F(DeskSessionTest, SaysWhoIsOfferedPlacesBeforeItOpens) {
  SetSession(Session::CLOSED);
  registration::PreviewSessionChangeResponse impact;
  impact.set_waiting(7);
  impact.set_would_be_offered(3);
  impact.set_messages(3);
  registration().preview.Return(impact);
  services_.scheduling.open_session.Return(session_);
  const HttpAnswer check =
      browser_->Submit(browser_->Get(kPath), kAct, {{"act", "open"}});
  EXPECT_EQ(check.code, 200);
  EXPECT_THAT(check.body, HasSubstr("3 parties of 7 that wait would be "
                                    "offered places at once"));
  EXPECT_THAT(Opened(), IsEmpty());
  const auto asked = registration().preview.requests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_TRUE(asked[0].open());
  EXPECT_EQ(asked[0].session_id(), kOpen);
  EXPECT_EQ(
      browser_->Submit(check, kAct, {{"then", "form"}}).Header("Location"),
      kPath);
  EXPECT_THAT(Opened(), IsEmpty());
  EXPECT_EQ(browser_->Submit(check, kAct, {}).Header("Location"),
            "/desk/sessions/101?done=open");
  EXPECT_THAT(Opened(), SizeIs(1));
}

TEST_F(DeskSessionTest, OffersToUndoWhatWasDone) {
  SetSession(Session::OPEN);
  const HttpAnswer opened = browser_->Get(absl::StrCat(kPath, "?done=open"));
  EXPECT_THAT(opened.body, AllOf(HasSubstr("It is open for booking"),
                                 HasSubstr("Undo: close it")));
  services_.scheduling.close_session.Return(session_);
  EXPECT_EQ(
      browser_->Submit(opened, kAct, {{"act", "close"}}).Header("Location"),
      "/desk/sessions/101?done=close");
  EXPECT_THAT(browser_->Get(absl::StrCat(kPath, "?done=close")).body,
              Not(HasSubstr("Undo:")))
      << "it is open again meanwhile";
  SetSession(Session::CLOSED);
  EXPECT_THAT(browser_->Get(absl::StrCat(kPath, "?done=close")).body,
              HasSubstr("Undo: let families book again"));
  EXPECT_THAT(browser_->Get(kPath).body, Not(HasSubstr("Undo:")));
  DeskBrowser reader = BrowserOf("rea@example.org", v1::Staff::READER);
  EXPECT_THAT(reader.Get(absl::StrCat(kPath, "?done=close")).body,
              Not(HasSubstr("Undo:")));
}

// It never goes back to where it was: it is cancelled, once that was shown.
TEST_F(DeskSessionTest, OffersToUndoWhatWasMade) {
  struct Case {
    Session::State state;
    const char* done;
    // Empty when nothing is said.
    const char* says;
  };
  constexpr char kDraft[] = "as a draft: families do not see it yet";
  constexpr char kShown[] = "and cannot book it yet";
  for (const Case& c :
       {Case{Session::DRAFT, "made", kDraft},
        Case{Session::SCHEDULED, "made", kShown},
        Case{Session::SCHEDULED, "schedule", kShown},
        Case{Session::DRAFT, "schedule", ""}, Case{Session::OPEN, "made", ""},
        Case{Session::CANCELLED, "made", ""}}) {
    SetSession(c.state);
    const std::string body =
        browser_->Get(absl::StrCat(kPath, "?done=", c.done)).body;
    if (*c.says == '\0') {
      EXPECT_THAT(body, Not(HasSubstr("Undo:"))) << c.state << c.done;
      continue;
    }
    EXPECT_THAT(body, HasSubstr(c.says)) << c.state << c.done;
    EXPECT_THAT(body, HasSubstr("href=\"/desk/sessions/101/cancel\">Undo: "
                                "see what cancelling it would do"))
        << c.state << c.done;
  }
  SetSession(Session::DRAFT);
  services_.scheduling.schedule_session.Return(session_);
  EXPECT_EQ(browser_->Submit(browser_->Get(kPath), kAct, {{"act", "schedule"}})
                .Header("Location"),
            "/desk/sessions/101?done=schedule");
}

TEST_F(DeskSessionTest, SaysThatFamiliesNeverSeeADraft) {
  for (const Session::State state :
       {Session::DRAFT, Session::SCHEDULED, Session::OPEN}) {
    SetSession(state);
    const std::string body = browser_->Get(absl::StrCat(kPath, "/cancel")).body;
    EXPECT_THAT(body, HasSubstr("You have 10 minutes to take it back"));
    const bool never = body.find("families have not seen it, and will not") !=
                       std::string::npos;
    EXPECT_EQ(never, state == Session::DRAFT) << state;
  }
}

TEST_F(DeskSessionTest, CancelsNothingThatHasChanged) {
  SetSession(Session::OPEN);
  const HttpAnswer page = browser_->Get(kCancel);
  EXPECT_THAT(page.body, Not(HasSubstr("How it is now")));
  SetSession(Session::CLOSED, 15);
  services_.scheduling.cancel_session.Return(
      MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "changed"));
  const HttpAnswer second = browser_->Submit(page, kCancel, {});
  EXPECT_EQ(second.code, 409);
  EXPECT_THAT(second.body,
              AllOf(HasSubstr("It has changed in the meantime, and nothing "
                              "was cancelled"),
                    HasSubstr("How it is now"), HasSubstr("Closed"),
                    HasSubstr("15 places")));
  services_.scheduling.cancel_session.Return(session_);
  // Twice, as the button of a page can be pressed.
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(browser_->Submit(second, kCancel, {}).Header("Location"), kPath);
  }
  const auto asked = services_.scheduling.cancel_session.requests();
  ASSERT_THAT(asked, SizeIs(3));
  EXPECT_EQ(asked[0].etag(), "\"12\"");
  EXPECT_EQ(asked[1].id(), kOpen);
  EXPECT_EQ(asked[1].etag(), "\"15\"");
  EXPECT_NE(asked[1].request_id(), asked[0].request_id());
  EXPECT_EQ(asked[2].request_id(), asked[1].request_id());
}

TEST_F(DeskSessionTest, AsksUnderTheSameIdForWhatIsSentTwice) {
  SetSession(Session::DRAFT);
  services_.scheduling.schedule_session.Return(session_);
  services_.scheduling.undo_change.Return(session_);
  const HttpAnswer page = browser_->Get(kPath);
  for (const char* const act : {"schedule", "schedule", "undo", "undo"}) {
    EXPECT_EQ(browser_->Submit(page, kAct, {{"act", act}}).code, 303) << act;
  }
  const auto shown = services_.scheduling.schedule_session.requests();
  ASSERT_THAT(shown, SizeIs(2));
  EXPECT_EQ(shown[0].id(), kOpen);
  EXPECT_EQ(shown[1].request_id(), shown[0].request_id());
  const auto undone = services_.scheduling.undo_change.requests();
  ASSERT_THAT(undone, SizeIs(2));
  EXPECT_EQ(undone[0].id(), kOpen);
  EXPECT_EQ(undone[1].request_id(), undone[0].request_id());
}

// By the form as it was, through the same check.
TEST_F(DeskSessionTest, OffersToUndoAnEdit) {
  constexpr char kEdit[] = "/desk/sessions/101/edit";
  SetSession(Session::OPEN);
  services_.facilitators.list.Return(scheduling::ListFacilitatorsResponse());
  services_.scheduling.update_session.Do(
      [this](const scheduling::UpdateSessionRequest& asked)
          -> absl::StatusOr<Session> {
        *session_.mutable_delivery_override() =
            asked.session().delivery_override();
        session_.set_etag("\"99\"");
        services_.scheduling.get_session.Return(session_);
        return session_;
      });
  const HttpAnswer check = browser_->Submit(browser_->Get(kEdit), kEdit,
                                            {{"where", "venue"},
                                             {"venue_name", "Village hall"},
                                             {"venue_address", "1 Road"},
                                             {"format", "workshop"}});
  const std::string done =
      browser_->Submit(check, kEdit, {}).Header("Location");
  EXPECT_EQ(done, "/desk/sessions/101?done=edit");
  browser_->Get(done);
  const HttpAnswer page = browser_->Get(done);
  EXPECT_THAT(page.body, AllOf(HasSubstr("It is changed"),
                               HasSubstr("Undo: change it back")));
  const HttpAnswer back = browser_->Submit(page, kEdit, {});
  EXPECT_EQ(back.code, 200);
  EXPECT_THAT(back.body, HasSubstr("Until now: In person"));
  EXPECT_EQ(browser_->Submit(back, kEdit, {}).code, 303);
  const auto asked = services_.scheduling.update_session.requests();
  ASSERT_THAT(asked, SizeIs(2));
  EXPECT_FALSE(asked[1].session().has_delivery_override());
  EXPECT_EQ(asked[1].session().etag(), "\"99\"");

  session_.set_etag("\"100\"");
  services_.scheduling.get_session.Return(session_);
  EXPECT_THAT(browser_->Get(done).body, Not(HasSubstr("Undo:")))
      << "somebody else has changed it since";
  clock_.Advance(absl::Minutes(16));
  session_.set_etag("\"99\"");
  services_.scheduling.get_session.Return(session_);
  EXPECT_THAT(browser_->Get(done).body, Not(HasSubstr("Undo:")));
}

TEST_F(DeskSessionTest, ChangesPlacesAndOffersToGoBack) {
  SetSession(Session::OPEN);
  registration().preview.Return(registration::PreviewSessionChangeResponse());
  const HttpAnswer check = browser_->Submit(browser_->Get(kCapacity), kCapacity,
                                            {{"capacity", "15"}});
  EXPECT_THAT(check.body, HasSubstr("Places: 15 instead of 12"));
  services_.scheduling.update_session.Return(session_);
  const std::string done =
      browser_->Submit(check, kCapacity, {}).Header("Location");
  EXPECT_EQ(done, "/desk/sessions/101?done=capacity&was=12");
  SetSession(Session::OPEN, 15);
  const HttpAnswer page = browser_->Get(done);
  EXPECT_THAT(page.body, HasSubstr("It has 15 places now, and had 12"));
  // Going back shows what it would do first, too.
  const HttpAnswer back =
      browser_->Submit(page, kCapacity, {{"capacity", "12"}});
  EXPECT_THAT(back.body, HasSubstr("Places: 12 instead of 15"));
  EXPECT_EQ(browser_->Submit(back, kCapacity, {}).code, 303);
  const auto asked = services_.scheduling.update_session.requests();
  ASSERT_THAT(asked, SizeIs(2));
  EXPECT_EQ(asked[1].session().capacity(), 12);
  EXPECT_EQ(asked[1].session().etag(), "\"15\"");
  for (const char* was : {"15", "0", "-3", "x", ""}) {
    EXPECT_THAT(
        browser_->Get(absl::StrCat(kPath, "?done=capacity&was=", was)).body,
        Not(HasSubstr("Undo:")))
        << was;
  }
}

TEST_F(DeskSessionTest, ShowsTheSecondOfTwoHowManyPlacesThereAre) {
  SetSession(Session::OPEN);
  registration().preview.Return(registration::PreviewSessionChangeResponse());
  const HttpAnswer page = browser_->Get(kCapacity);
  const HttpAnswer check =
      browser_->Submit(page, kCapacity, {{"capacity", "9"}});
  SetSession(Session::OPEN, 15);
  services_.scheduling.update_session.Return(
      MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "changed"));
  const HttpAnswer second = browser_->Submit(check, kCapacity, {});
  EXPECT_EQ(second.code, 409);
  EXPECT_THAT(second.body,
              AllOf(HasSubstr("Somebody else has changed it"),
                    HasSubstr("How it is now"), HasSubstr("15 places"),
                    HasSubstr("value=\"9\"")));
  const auto stale = services_.scheduling.update_session.requests();
  ASSERT_THAT(stale, SizeIs(1));
  EXPECT_EQ(stale[0].session().etag(), "\"12\"");
  services_.scheduling.update_session.Return(session_);
  const HttpAnswer again =
      browser_->Submit(second, kCapacity, {{"capacity", "9"}});
  EXPECT_THAT(again.body, HasSubstr("Places: 9 instead of 15"));
  EXPECT_EQ(browser_->Submit(again, kCapacity, {}).code, 303);
  EXPECT_EQ(services_.scheduling.update_session.requests()[1].session().etag(),
            "\"15\"");
}

}  // namespace
}  // namespace cwp::web
