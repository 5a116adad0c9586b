#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/registration/server.h"
#include "tests/integration/deployment.h"

// Reasons that families meet seldom, through the service as they come about.
namespace cwp {
namespace {

namespace v1 = registration::v1;

constexpr char kBrowser[] = "browser-token-of-a-family";

class RefusalsTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::Hold> Place(int64_t session_id) {
    v1::CreateHoldRequest request;
    request.mutable_hold()->set_session_id(session_id);
    request.mutable_hold()->set_places(1);
    request.set_browser_token(kBrowser);
    request.set_request_id(absl::StrCat("hold", ++holds_));
    return deployment_.Call<Registration>(
        "web", kFamily, &Registration::Stub::CreateHold, request);
  }

  absl::Status Extend(const v1::Hold& hold) {
    v1::ExtendHoldRequest request;
    request.set_id(hold.id());
    request.set_browser_token(kBrowser);
    return deployment_
        .Call<Registration>("web", kFamily, &Registration::Stub::ExtendHold,
                            request)
        .status();
  }

  absl::Status Join(int64_t session_id, int places) {
    v1::CreateWaitlistEntryRequest request;
    v1::WaitlistEntry& entry = *request.mutable_waitlist_entry();
    entry.add_session_ids(session_id);
    entry.set_places(places);
    entry.mutable_contact()->set_name("Ada Example");
    entry.mutable_contact()->set_email("ada@example.org");
    request.set_request_id("join");
    return deployment_
        .Call<Registration>("web", kFamily,
                            &Registration::Stub::CreateWaitlistEntry, request)
        .status();
  }

  // From tomorrow on it can be booked.
  void OpenTomorrow(int64_t session_id) {
    scheduling::v1::UpdateSessionRequest update;
    update.mutable_session()->set_id(session_id);
    update.mutable_session()->mutable_booking_open_time()->set_seconds(
        absl::ToUnixSeconds(deployment_.clock().Now() + absl::Hours(24)));
    update.mutable_update_mask()->add_paths("booking_open_time");
    ASSERT_OK(deployment_.Call<Scheduling>(
        "cwpctl", kOperator, &Scheduling::Stub::UpdateSession, update));
    deployment_.AwaitScheduling();
  }

  Deployment deployment_;
  int holds_ = 0;
};

TEST_F(RefusalsTest, AreToldByTheirReasons) {
  struct Case {
    std::string reason;
    std::function<absl::Status(int64_t session_id)> ask;
  };
  const Case cases[] = {
      {"HOLD_LAPSED",
       [this](int64_t session_id) {
         const auto hold = Place(session_id);
         EXPECT_OK(hold.status());
         deployment_.clock().Advance(absl::Minutes(20));
         return Extend(hold.value_or(v1::Hold()));
       }},
      {"HOLD_NOT_EXTENDABLE",
       [this](int64_t session_id) {
         const auto hold = Place(session_id);
         EXPECT_OK(hold.status());
         for (int i = 0; i < 10; ++i) {
           EXPECT_OK(Extend(hold.value_or(v1::Hold())));
         }
         return Extend(hold.value_or(v1::Hold()));
       }},
      {"BOOKING_NOT_YET_OPEN",
       [this](int64_t session_id) {
         OpenTomorrow(session_id);
         return deployment_.Book(session_id, "ada@example.org", 1, "book")
             .status();
       }},
      {"PARTY_TOO_LARGE",
       [this](int64_t session_id) { return Join(session_id, 3); }},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.reason);
    const int64_t session_id = deployment_.OpenSession(2).id();
    EXPECT_THAT(test.ask(session_id), HasReason(test.reason));
  }
}

// A writer that takes one more while it commits: of two more who ask, one is
// told to come again, and what it asks then is done.
TEST_F(RefusalsTest, WhoeverComesWhileTooManyWaitIsToldWhenToComeAgain) {
  const int64_t session_id = deployment_.OpenSession(10).id();
  deployment_.StopRegistration();
  deployment_.clock().Advance(absl::Seconds(1));
  std::promise<void> busy;
  std::promise<void> goes_on;
  const std::shared_future<void> may_go_on = goes_on.get_future().share();
  std::once_flag first_commit;
  registration::Settings settings = deployment_.RegistrationSettings();
  settings.writer.queue_limit = 1;
  settings.after_commit = [&] {
    std::call_once(first_commit, [&] { busy.set_value(); });
    may_go_on.wait();
  };
  const auto server =
      registration::RegistrationServer::Start(settings, deployment_.clock());
  ASSERT_OK(server.status());
  const auto book = [&](int number) {
    return deployment_.Book(session_id,
                            absl::StrCat("f", number, "@example.org"), 1,
                            absl::StrCat("r", number));
  };
  const auto ask = [&](int number) {
    return std::async(std::launch::async, book, number);
  };
  auto first = ask(1);
  busy.get_future().wait();
  auto second = ask(2);
  auto third = ask(3);
  const auto is_answered = [](const auto& answer) {
    return answer.wait_for(std::chrono::seconds(0)) ==
           std::future_status::ready;
  };
  EXPECT_TRUE(
      Eventually([&] { return is_answered(second) || is_answered(third); }));
  const int refused = is_answered(second) ? 2 : 3;
  goes_on.set_value();
  EXPECT_OK(first.get().status());
  const absl::Status told = (refused == 2 ? second : third).get().status();
  EXPECT_THAT(told, HasReason("OVERLOADED"));
  EXPECT_NE(MetadataOf(told, "retry_after_ms"), "");
  EXPECT_OK((refused == 2 ? third : second).get().status());
  EXPECT_OK(book(refused).status());
  EXPECT_EQ(deployment_.Bookings(session_id).size(), 3u);
}

}  // namespace
}  // namespace cwp
