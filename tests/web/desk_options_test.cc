// What people may do in the meeting of a session: seen, changed, confirmed.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_people_fixture.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::SessionMeetingOptions;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kSession[] = "/desk/sessions/101";
constexpr char kPath[] = "/desk/sessions/101/meeting-options";
// After a change that made version 2.
constexpr char kSetNow[] = "/desk/sessions/101/meeting-options?set=%222%22";
constexpr char kConfirm[] = "/desk/sessions/101/meeting-options/confirm";

class DeskOptionsTest : public DeskPeopleTest {
 protected:
  void SetUp() override {
    DeskPeopleTest::SetUp();
    SetBookings({});
    SetWaiting({});
    SessionMeetingOptions& now = *list_.mutable_meeting_options();
    now.set_session_id(kOpen);
    now.set_etag("\"1\"");
    now.set_set_by(SessionMeetingOptions::STAFF);
    now.mutable_options()->set_lobby_for_outsiders(true);
    services_.meeting_options.list.Do(
        [this](const scheduling::ListMeetingOptionChangesRequest&)
            -> absl::StatusOr<scheduling::ListMeetingOptionChangesResponse> {
          return list_;
        });
    SessionMeetingOptions set;
    set.set_etag("\"2\"");
    services_.meeting_options.set.Return(set);
    services_.meeting_options.confirm.Return(SessionMeetingOptions());
  }

  // Somebody turned the chat on, or off again.
  void ToggleChat(const std::string& actor_kind, const std::string& actor_id) {
    scheduling::MeetingOptionChange& change = *list_.add_changes();
    change.set_actor_kind(actor_kind);
    change.set_actor_id(actor_id);
    change.set_reason("They <b>write</b>");
    *change.mutable_before() = list_.meeting_options().options();
    list_.mutable_meeting_options()->mutable_options()->set_chat(
        !change.before().chat());
    list_.mutable_meeting_options()->clear_loosened();
    if (!change.before().chat()) {
      list_.mutable_meeting_options()->add_loosened("chat");
    }
    *change.mutable_loosened() = list_.meeting_options().loosened();
    list_.mutable_meeting_options()->set_etag(
        absl::StrCat("\"", list_.changes_size() + 1, "\""));
    *change.mutable_after() = list_.meeting_options().options();
  }

  // The form as the options are at first, but for one field.
  static Fields But(const std::string& field, const std::string& value) {
    Fields fields = {{field, value}};
    for (const auto& [name, usual] : Fields{{"lobby", "on"},
                                            {"camera", "off"},
                                            {"microphone", "off"},
                                            {"chat", "off"},
                                            {"recording", "off"}}) {
      if (name != field) fields.emplace_back(name, usual);
    }
    return fields;
  }
  HttpAnswer Send(const Fields& fields) {
    return browser_->Submit(browser_->Get(kPath), kPath, fields);
  }
  auto Asked() { return services_.meeting_options.set.requests(); }

  scheduling::ListMeetingOptionChangesResponse list_;
};

TEST_F(DeskOptionsTest, TheSessionSaysHowTheyStand) {
  struct Case {
    SessionMeetingOptions::SetBy set_by;
    bool unconfirmed;
    const char* words;
  };
  for (const Case& one :
       {Case{SessionMeetingOptions::SERVICE, false, "Set in Teams by this"},
        Case{SessionMeetingOptions::STAFF, false,
             "Nothing has to be confirmed"},
        Case{SessionMeetingOptions::STAFF, true,
             "Nobody has confirmed what people may do in its meeting"}}) {
    list_.mutable_meeting_options()->set_set_by(one.set_by);
    list_.mutable_meeting_options()->set_unconfirmed(one.unconfirmed);
    EXPECT_THAT(browser_->Get(kSession).body,
                AllOf(HasSubstr(one.words), HasSubstr(kPath)));
  }
  services_.meeting_options.list.Return(
      Unavailable("SERVICE_UNAVAILABLE", "no"));
  const HttpAnswer page = browser_->Get(kSession);
  EXPECT_EQ(page.code, 200) << "the rest of the page is there";
  EXPECT_THAT(page.body, Not(HasSubstr(kPath)));
}

TEST_F(DeskOptionsTest, ShowsWhatHoldsAndWhoChangedIt) {
  ToggleChat("OPERATOR", "ops");
  ToggleChat("STAFF", "999");
  ToggleChat("STAFF", "999");
  const HttpAnswer page = browser_->Get(kPath);
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(
      page.body,
      AllOf(HasSubstr("set them in Teams by hand"),
            HasSubstr("More than is usual"), HasSubstr("the operator"),
            HasSubstr("somebody who is not here any more"),
            HasSubstr("Chat: on"), HasSubstr("They &lt;b&gt;write&lt;/b&gt;")));
  list_.clear_changes();
  EXPECT_THAT(browser_->Get(kPath).body, HasSubstr("Nobody has changed them"));
}

TEST_F(DeskOptionsTest, ShowsNoChangeOfAColleagueAsOnesOwn) {
  ToggleChat("OPERATOR", "ops");
  ToggleChat("OPERATOR", "ops");
  EXPECT_THAT(browser_->Get(kSetNow).body,
              AllOf(Not(HasSubstr("Changed now")), Not(HasSubstr("Undo"))));
}

// It would be refused without a reason, and a button has none.
TEST_F(DeskOptionsTest, UndoesNothingThatNeedsAReason) {
  ToggleChat("OPERATOR", "ops");
  ToggleChat("OPERATOR", "ops");
  EXPECT_THAT(
      browser_->Get(absl::StrCat(kPath, "?set=%223%22")).body,
      AllOf(HasSubstr("Changed now: Chat: off"), Not(HasSubstr("Undo"))));
}

TEST_F(DeskOptionsTest, UndoesNothingThatAColleagueHasChangedSince) {
  ToggleChat("OPERATOR", "ops");
  const HttpAnswer after = browser_->Get(kSetNow);
  EXPECT_THAT(after.body, HasSubstr("Undo"));
  SessionMeetingOptions& now = *list_.mutable_meeting_options();
  now.mutable_options()->set_recording(true);
  now.set_etag("\"3\"");
  const HttpAnswer both = browser_->Submit(after, kPath, {});
  EXPECT_EQ(both.code, 409);
  EXPECT_THAT(both.body,
              HasSubstr("Somebody else changed this in the meantime"));
  // Whoever cannot say what they have seen overwrites nothing either.
  Fields blind = But("chat", "off");
  blind.emplace_back("etag", "\"2\"");
  blind.emplace_back("seen", "x");
  EXPECT_EQ(browser_->Submit(after, kPath, blind).code, 409);
  EXPECT_THAT(Asked(), IsEmpty());
}

TEST_F(DeskOptionsTest, AFormWhoseAnswerWasLostIsDoneTheSecondTime) {
  const HttpAnswer page = browser_->Get(kPath);
  Fields fields = But("chat", "on");
  fields.emplace_back("reason", "They write to each other");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(browser_->Submit(page, kPath, fields).Header("Location"),
              kSetNow);
    // The first did it.
    if (i == 0) ToggleChat("OPERATOR", "ops");
  }
  const auto asked = Asked();
  ASSERT_THAT(asked, SizeIs(2));
  EXPECT_EQ(asked[0].SerializeAsString(), asked[1].SerializeAsString())
      << "scheduling knows that it was asked before";
}

TEST_F(DeskOptionsTest, ListsAllThatWasChanged) {
  services_.meeting_options.list.Do(
      [this](const scheduling::ListMeetingOptionChangesRequest& request)
          -> absl::StatusOr<scheduling::ListMeetingOptionChangesResponse> {
        scheduling::ListMeetingOptionChangesResponse page = list_;
        const bool first = request.page_token().empty();
        page.add_changes()->set_reason(first ? "the first" : "the second");
        if (first) page.set_next_page_token("next");
        return page;
      });
  const std::string body = browser_->Get(kPath).body;
  EXPECT_THAT(body, HasSubstr("the first"));
  EXPECT_LT(body.find("the second"), body.find("the first"))
      << "the newest first";
}

TEST_F(DeskOptionsTest, ChangesWhatIsAnotherAndUndoesIt) {
  Fields fields = But("chat", "on");
  fields.emplace_back("reason", "They write to each other");
  EXPECT_EQ(Send(fields).Header("Location"), kSetNow);
  ASSERT_THAT(Asked(), SizeIs(1));
  EXPECT_EQ(Asked()[0].session_id(), 101);
  EXPECT_TRUE(Asked()[0].options().chat());
  EXPECT_FALSE(Asked()[0].options().has_recording());
  EXPECT_EQ(Asked()[0].reason(), "They write to each other");
  EXPECT_EQ(Asked()[0].etag(), "\"1\"");
  EXPECT_THAT(Asked()[0].request_id(), SizeIs(43));
  ToggleChat("OPERATOR", "ops");
  const HttpAnswer after = browser_->Get(kSetNow);
  EXPECT_THAT(after.body, AllOf(HasSubstr("Changed now: Chat: on"),
                                HasSubstr("Undo: as it was before")));
  EXPECT_EQ(browser_->Submit(after, kPath, {}).code, 303);
  EXPECT_TRUE(Asked().back().options().has_chat());
  EXPECT_FALSE(Asked().back().options().chat());
}

TEST_F(DeskOptionsTest, SaysWhatIsWrongAndKeepsTheRest) {
  const HttpAnswer empty = Send({});
  EXPECT_EQ(empty.code, 400);
  for (const char* const field :
       {"lobby", "camera", "microphone", "chat", "recording"}) {
    EXPECT_THAT(empty.body,
                HasSubstr(absl::StrCat("<a href=\"#", field, "\">")));
  }
  const HttpAnswer same = Send(But("chat", "off"));
  EXPECT_EQ(same.code, 409);
  EXPECT_THAT(same.body, HasSubstr("Nothing is different"));
  Fields wordy = But("chat", "on");
  wordy.emplace_back("reason", std::string(10'000, 'x'));
  EXPECT_THAT(Send(wordy).body, HasSubstr("must be 500 characters or fewer"));
  EXPECT_THAT(Asked(), IsEmpty());

  struct Case {
    absl::Status status;
    int code;
    const char* words;
  };
  for (const Case& one :
       {Case{FailedPrecondition("REASON_REQUIRED", "no"), 400,
             "Enter why people may do more than is usual"},
        Case{FailedPrecondition("SESSION_CANCELLED", "no"), 409,
             "It is cancelled"},
        Case{FailedPrecondition("SESSION_COMPLETED", "no"), 409, "It is over"},
        Case{MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "no"), 409,
             "Somebody else has changed it"}}) {
    services_.meeting_options.set.Return(one.status);
    const HttpAnswer refused = Send(But("recording", "on"));
    EXPECT_EQ(refused.code, one.code) << one.status;
    EXPECT_THAT(
        refused.body,
        AllOf(HasSubstr(one.words),
              HasSubstr("name=\"recording\" type=\"radio\" value=\"on\" "
                        "checked")))
        << one.status;
  }
}

TEST_F(DeskOptionsTest, ShowsWhatAColleagueChangedAndLosesNothing) {
  const HttpAnswer page = browser_->Get(kPath);
  ToggleChat("OPERATOR", "ops");
  Fields fields = But("recording", "on");
  fields.emplace_back("reason", "For those who cannot come");
  const HttpAnswer both = browser_->Submit(page, kPath, fields);
  EXPECT_EQ(both.code, 409);
  EXPECT_THAT(
      both.body,
      AllOf(HasSubstr("Somebody else changed this in the meantime"),
            HasSubstr("Now: On"), HasSubstr("For those who cannot come"),
            HasSubstr("name=\"recording\" type=\"radio\" value=\"on\" "
                      "checked")));
  EXPECT_THAT(Asked(), IsEmpty());
}

TEST_F(DeskOptionsTest, ConfirmsAMeetingThatWasMadeByHand) {
  list_.mutable_meeting_options()->set_unconfirmed(true);
  const HttpAnswer page = browser_->Get(kPath);
  EXPECT_THAT(page.body, HasSubstr("Nobody has confirmed them"));
  const HttpAnswer typed = browser_->Submit(page, kPath, {});
  EXPECT_EQ(typed.code, 400);
  EXPECT_THAT(typed.body, Not(HasSubstr(kConfirm)))
      << "what is confirmed is not what is shown";
  EXPECT_EQ(browser_->Submit(page, kConfirm, {}).Header("Location"),
            absl::StrCat(kPath, "?done=confirmed"));
  const auto asked = services_.meeting_options.confirm.requests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].session_id(), 101);
  EXPECT_EQ(asked[0].etag(), "\"1\"");
  EXPECT_THAT(asked[0].request_id(), SizeIs(43));
  list_.mutable_meeting_options()->set_unconfirmed(false);
  EXPECT_THAT(browser_->Get(absl::StrCat(kPath, "?done=confirmed")).body,
              AllOf(HasSubstr("It is confirmed that the meeting is as shown"),
                    Not(HasSubstr(kConfirm))));

  struct Case {
    absl::Status status;
    const char* words;
  };
  for (const Case& one :
       {Case{MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "no"),
             "The options are others now"},
        Case{FailedPrecondition("NOTHING_TO_CONFIRM", "no"),
             "there is nothing to confirm"},
        Case{FailedPrecondition("SESSION_CANCELLED", "no"),
             "It is cancelled"}}) {
    services_.meeting_options.confirm.Return(one.status);
    const HttpAnswer refused = browser_->Submit(page, kConfirm, {});
    EXPECT_EQ(refused.code, 409) << one.status;
    EXPECT_THAT(refused.body, HasSubstr(one.words)) << one.status;
    list_.mutable_meeting_options()->set_unconfirmed(true);
    EXPECT_THAT(browser_->Submit(page, kConfirm, {}).body, HasSubstr(kConfirm));
  }
}

}  // namespace
}  // namespace cwp::web
