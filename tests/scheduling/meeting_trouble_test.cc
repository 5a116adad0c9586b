#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/meeting_queue.h"
#include "services/scheduling/meeting_worker.h"
#include "tests/scheduling/meeting_fixture.h"

namespace cwp::scheduling {
namespace {

// What Graph does once, and what the queue says of it.
struct Trouble {
  std::string name;
  Play play;
  // Of the entry after that; empty when it was overcome within the same try.
  std::string reason;
  MeetingState state = MeetingState::kWaiting;
  // How long the entry waits at least and at most.
  absl::Duration least;
  absl::Duration most;
  bool expired_token = false;
};

constexpr char kPolicyBody[] =
    R"({"error":{"code":"Forbidden","message":"No application access policy )"
    R"(found for this app: app-1 on the user: 0f3c"}})";

// Any wait of our own after a first failure.
constexpr absl::Duration kSoon = absl::Milliseconds(3700);
constexpr absl::Duration kLater = absl::Milliseconds(6300);

const std::vector<Trouble>& Troubles() {
  static const auto& troubles = *new std::vector<Trouble>{
      {.name = "Created", .play = {}, .state = MeetingState::kReady},
      {.name = "BusyForSeconds",
       .play = {.code = 429, .retry_after = "120"},
       .reason = "GRAPH_BUSY",
       .least = absl::Seconds(120),
       .most = absl::Seconds(120)},
      {.name = "BusyUntilADate",
       .play = {.code = 429, .retry_after = "Mon, 02 Mar 2026 09:07:00 GMT"},
       .reason = "GRAPH_BUSY",
       .least = absl::Minutes(7),
       .most = absl::Minutes(7)},
      {.name = "Busy",
       .play = {.code = 429},
       .reason = "GRAPH_BUSY",
       .least = kSoon,
       .most = kLater},
      {.name = "UnavailableForSeconds",
       .play = {.code = 503, .retry_after = "30"},
       .reason = "GRAPH_BUSY",
       .least = absl::Seconds(30),
       .most = absl::Seconds(30)},
      {.name = "Unavailable",
       .play = {.code = 503},
       .reason = "GRAPH_BUSY",
       .least = kSoon,
       .most = kLater},
      {.name = "ExpiredToken",
       .state = MeetingState::kReady,
       .expired_token = true},
      {.name = "PolicyMissing",
       .play = {.code = 403, .body = kPolicyBody},
       .reason = "GRAPH_POLICY_MISSING",
       .state = MeetingState::kParked},
      {.name = "Forbidden",
       .play = {.code = 403},
       .reason = "GRAPH_FORBIDDEN",
       .state = MeetingState::kParked},
      {.name = "BadRequest",
       .play = {.code = 400},
       .reason = "GRAPH_REFUSED",
       .state = MeetingState::kParked},
      {.name = "Slow",
       .play = {.slow = true},
       .reason = "GRAPH_UNREACHABLE",
       .least = kSoon,
       .most = kLater},
      {.name = "CutAfterCommit",
       .play = {.cut = true},
       .reason = "GRAPH_UNREACHABLE",
       .least = kSoon,
       .most = kLater}};
  return troubles;
}

class MeetingTroubleTest
    : public MeetingFixture,
      public ::testing::WithParamInterface<std::tuple<Trouble, int>> {
 protected:
  void SetUp() override {
    MeetingFixture::SetUp();
    if (!trouble().play.slow) return;
    // What does not come is not waited for as long as what does.
    provider_ = MakeGraph(absl::Seconds(2));
    worker_ = MakeWorker(*database_);
  }

  const Trouble& trouble() const { return std::get<0>(GetParam()); }
  // How many calls go well before: none (createOrGet has the trouble), or one
  // (PATCH has).
  int calls_before() const { return std::get<1>(GetParam()); }
};

TEST_P(MeetingTroubleTest, EndsWithOneMeeting) {
  MakeSessionOf(8);
  if (trouble().expired_token) {
    MakeSessionOf(9);
    ASSERT_OK(provider_->CreateOrGet(PlanMeeting(
        StoredSession(9), OptionsFor(Audience::kParentsAndCarers))));
    fake_.ExpireTokens();
  } else {
    for (int i = 0; i < calls_before(); ++i) fake_.Next({});
    fake_.Next(trouble().play);
  }
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(trouble().expired_token ? 2 : 1));
  const QueuedMeeting queued = *Queued(8);
  EXPECT_EQ(queued.last_reason, trouble().reason);
  ASSERT_EQ(queued.state, trouble().state);
  if (trouble().state != MeetingState::kReady) {
    EXPECT_EQ(queued.tries, 1);
    EXPECT_EQ(AddressOf(8), "") << "it is published only once it is as planned";
    EXPECT_NE(MeetingAdvice(queued.last_reason), "");
    if (trouble().play.code != 0) {
      EXPECT_EQ(queued.graph_request, "graph-request-7");
    }
  }
  if (trouble().state == MeetingState::kWaiting) {
    EXPECT_GE(queued.next_time - At(9), trouble().least);
    EXPECT_LE(queued.next_time - At(9), trouble().most);
    clock_.Advance(queued.next_time - At(9) - absl::Microseconds(1));
    EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0)) << "it is too early";
    clock_.Advance(absl::Microseconds(1));
  }
  if (trouble().state == MeetingState::kParked) {
    clock_.Advance(absl::Hours(8));
    EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0));
    ASSERT_OK(Retry(8));
  }
  EXPECT_THAT(worker_->TryDue(),
              IsOkAndHolds(trouble().state == MeetingState::kReady ? 0 : 1));
  ExpectOneMeetingOf(8);
}

INSTANTIATE_TEST_SUITE_P(All, MeetingTroubleTest,
                         ::testing::Combine(::testing::ValuesIn(Troubles()),
                                            ::testing::Values(0, 1)),
                         [](const auto& one) {
                           return std::get<0>(one.param).name +
                                  (std::get<1>(one.param) == 0 ? "OnCreateOrGet"
                                                               : "OnPatch");
                         });

class MeetingOddityTest : public MeetingFixture {};

TEST_F(MeetingOddityTest, MalformedAnswerIsAskedForAgain) {
  for (const char* body : {"", "{\"id\":", "<html>", "{}", "[1, 2]"}) {
    fake_.Next({.body = body, .garbled = true});
    if (!Queued(8).has_value()) MakeSessionOf(8);
    EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
    EXPECT_EQ(Queued(8)->last_reason, "GRAPH_ANSWER_INVALID") << body;
    EXPECT_EQ(Queued(8)->state, MeetingState::kWaiting);
    clock_.Advance(absl::Minutes(2));
  }
  // Nobody reads what a PATCH answers.
  fake_.Next({});
  fake_.Next({.body = "<html>", .garbled = true});
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ExpectOneMeetingOf(8);
}

TEST_F(MeetingOddityTest, UnknownEnumChangesNothing) {
  MakeSessionOf(8);
  // Found out beforehand, so that the answer is right but for that.
  const auto made = provider_->CreateOrGet(
      PlanMeeting(StoredSession(8), OptionsFor(Audience::kParentsAndCarers)));
  ASSERT_OK(made);
  fake_.Next({.body = absl::StrCat(
                  R"({"id":")", made->id, R"(","joinWebUrl":")", made->join_uri,
                  R"(","allowMeetingChat":"unknownFutureValue",)"
                  R"("allowedPresenters":"somethingNew",)"
                  R"("lobbyBypassSettings":{"scope":{"is":"an object"}}})"),
              .garbled = true});
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ExpectOneMeetingOf(8);
}

TEST_F(MeetingOddityTest, MeetingMadeBeforeIsTakenAndSetRight) {
  MakeSessionOf(8);
  MeetingPlan old =
      PlanMeeting(StoredSession(8), OptionsFor(Audience::kParentsAndCarers));
  old.subject = "An older title";
  ASSERT_OK(provider_->CreateOrGet(old));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ExpectOneMeetingOf(8);
  EXPECT_EQ(fake_.meetings()[0].changes, 1);
}

TEST_F(MeetingOddityTest, MeetingThatIsNotFoundYetIsLookedForAgain) {
  MakeSessionOf(8);
  fake_.Next({});
  fake_.Next({.code = 404});
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_EQ(Queued(8)->last_reason, "MEETING_GONE");
  EXPECT_EQ(Queued(8)->state, MeetingState::kWaiting);
  clock_.Advance(absl::Seconds(7));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ExpectOneMeetingOf(8);
}

TEST_F(MeetingOddityTest, OrganiserWhoIsUnknownParksIt) {
  MakeSessionOf(8);
  fake_.Next({.code = 404});
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_EQ(Queued(8)->last_reason, "GRAPH_ORGANISER_UNKNOWN");
  EXPECT_EQ(Queued(8)->state, MeetingState::kParked);
  ASSERT_OK(Retry(8));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ExpectOneMeetingOf(8);
}

TEST_F(MeetingOddityTest, AddressOfAnotherHostIsNotTaken) {
  MakeSessionOf(8);
  fake_.Next({.body = R"({"id":"1","joinWebUrl":"https://evil.example/1"})",
              .garbled = true});
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_EQ(Queued(8)->last_reason, "JOIN_HOST_UNEXPECTED");
  EXPECT_EQ(Queued(8)->state, MeetingState::kParked);
  EXPECT_EQ(AddressOf(8), "");
}

}  // namespace
}  // namespace cwp::scheduling
