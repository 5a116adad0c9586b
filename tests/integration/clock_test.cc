#include "absl/time/clock.h"

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/rpc/status.h"
#include "common/testing/http_client.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "common/testing/test_identity.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "services/registration/scheduling_follower.h"
#include "services/registration/schema.h"
#include "services/registration/server.h"
#include "tests/integration/deployment.h"

// Somebody sets the machine's wall clock under a registration that runs.

namespace cwp {
namespace {

namespace v1 = registration::v1;

// The two clocks of a machine, which the test moves.
class Machine {
 public:
  SystemClock::Source Source() {
    return {.wall =
                [this] {
                  MutexLock lock(mu_);
                  return wall_;
                },
            .boot =
                [this] {
                  MutexLock lock(mu_);
                  return boot_;
                }};
  }

  // Time goes by.
  void Pass(absl::Duration time) {
    MutexLock lock(mu_);
    wall_ += time;
    boot_ += time;
  }

  // Somebody sets the wall clock.
  void Step(absl::Duration step) {
    MutexLock lock(mu_);
    wall_ += step;
  }

 private:
  Mutex mu_;
  absl::Time wall_ ABSL_GUARDED_BY(mu_) = absl::Now();
  absl::Duration boot_ ABSL_GUARDED_BY(mu_) = absl::Hours(5);
};

struct StepCase {
  std::string name;
  absl::Duration step;
};

void PrintTo(const StepCase& c, std::ostream* out) { *out << c.name; }

class WallClockTest : public ::testing::TestWithParam<StepCase> {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(clock_, registration::Migrations()));
    OpenSessions();
    database_.Close();
    registration::Settings settings;
    settings.host = identity_.SettingsFor("registration", database_.uri());
    settings.master_key = identity_.MasterKeyFile();
    // Nobody answers there: the sessions are here already.
    settings.scheduling = "127.0.0.1:1";
    auto server = registration::RegistrationServer::Start(settings, clock_);
    ASSERT_OK(server.status());
    server_ = *std::move(server);
    client_ = std::make_unique<TestClient>(identity_, "registration",
                                           server_->port(), clock_);
  }

  template <class Request, class Response>
  absl::StatusOr<Response> Call(
      const rpc::Caller& who,
      grpc::Status (Registration::Stub::*method)(grpc::ClientContext*,
                                                 const Request&, Response*),
      const Request& request) {
    const rpc::Peer& peer =
        client_->As(who.kind == rpc::CallerKind::kOperator ? "cwpctl" : "web");
    const auto stub = Registration::NewStub(peer.channel());
    grpc::ClientContext context;
    peer.Prepare(context, who, clock_.Now() + absl::Seconds(20));
    Response response;
    const grpc::Status status = ((*stub).*method)(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response;
  }

  absl::StatusOr<v1::Hold> Place(int64_t session_id, int browser,
                                 bool wait_in_line) {
    v1::CreateHoldRequest request;
    request.mutable_hold()->set_session_id(session_id);
    request.mutable_hold()->set_places(1);
    request.set_browser_token(Browser(browser));
    request.set_wait_in_line(wait_in_line);
    request.set_request_id(absl::StrCat("hold", ++requests_));
    return Call(kFamily, &Registration::Stub::CreateHold, request);
  }

  v1::Hold::State StateOf(const v1::Hold& hold, int browser) {
    v1::GetHoldRequest request;
    request.set_id(hold.id());
    request.set_browser_token(Browser(browser));
    const auto found = Call(kFamily, &Registration::Stub::GetHold, request);
    EXPECT_OK(found.status());
    return found.ok() ? found->state() : v1::Hold::STATE_UNSPECIFIED;
  }

  absl::StatusOr<v1::Booking> Confirm(const v1::Hold& hold, int browser) {
    v1::CreateBookingRequest request = Wanted(hold.session_id());
    request.set_hold_id(hold.id());
    request.set_browser_token(Browser(browser));
    return Call(kFamily, &Registration::Stub::CreateBooking, request);
  }

  // A session with one place that was booked, for which two wait; then it is
  // given back.
  void MakeOffer(int64_t session_id) {
    ASSERT_OK_AND_ASSIGN(const v1::Booking booked,
                         Call(kOperator, &Registration::Stub::CreateBooking,
                              Wanted(session_id)));
    for (const char* email : {"eve@example.org", "finn@example.org"}) {
      v1::CreateWaitlistEntryRequest request;
      v1::WaitlistEntry& entry = *request.mutable_waitlist_entry();
      entry.add_session_ids(session_id);
      entry.set_places(1);
      entry.mutable_contact()->set_name("Eve Example");
      entry.mutable_contact()->set_email(email);
      request.set_request_id(email);
      ASSERT_OK(
          Call(kFamily, &Registration::Stub::CreateWaitlistEntry, request));
    }
    v1::CancelBookingRequest cancel;
    cancel.set_id(booked.id());
    ASSERT_OK(Call(kOperator, &Registration::Stub::CancelBooking, cancel));
  }

  std::vector<v1::WaitlistEntry> Entries(int64_t session_id) {
    v1::ListWaitlistEntriesRequest request;
    request.set_session_id(session_id);
    const auto list =
        Call(kOperator, &Registration::Stub::ListWaitlistEntries, request);
    EXPECT_OK(list.status());
    if (!list.ok()) return {};
    return {list->waitlist_entries().begin(), list->waitlist_entries().end()};
  }

  absl::StatusOr<v1::Booking> Accept(const v1::WaitlistEntry& entry) {
    v1::AcceptOfferRequest request;
    request.set_id(entry.id());
    request.set_request_id("accept");
    request.add_attendees();
    return Call(
        {.kind = rpc::CallerKind::kManageLink, .id = absl::StrCat(entry.id())},
        &Registration::Stub::AcceptOffer, request);
  }

  // What the metric says of the clock.
  bool Measures(int64_t seconds) {
    const auto page = HttpClient(server_->admin_port()).Get("/metrics");
    EXPECT_OK(page.status());
    return page.ok() &&
           absl::StrContains(
               page->body,
               absl::StrCat("\ncwp_clock_offset_seconds ", seconds, "\n"));
  }

  Machine machine_;
  const SystemClock clock_{machine_.Source()};

 private:
  static std::string Browser(int number) {
    return absl::StrCat("browser-token-of-number-", number);
  }

  v1::CreateBookingRequest Wanted(int64_t session_id) {
    v1::CreateBookingRequest request;
    request.set_request_id(absl::StrCat("book", ++requests_));
    v1::Booking& booking = *request.mutable_booking();
    booking.set_session_id(session_id);
    booking.mutable_contact()->set_name("Ada Example");
    booking.mutable_contact()->set_email(
        absl::StrCat("ada", requests_, "@example.org"));
    booking.add_attendees();
    return request;
  }

  // Three, numbered from 1, with a place each.
  void OpenSessions() {
    const absl::Time start = clock_.Now() + absl::Hours(24 * 60);
    std::vector<registration::Session> sessions;
    for (int64_t id = 1; id <= 3; ++id) {
      sessions.push_back(
          {.id = id,
           .workshop_id = 1,
           .state = registration::SessionState::kOpen,
           .capacity = 1,
           .meetings = {{.start = start, .end = start + absl::Hours(1)}}});
    }
    const registration::GroupOptions group = {.next_id = [] { return 1; }};
    ASSERT_OK(database_->Write([&](db::Transaction& tx) {
      return registration::ApplySessions(tx, sessions, group, clock_.Now());
    }));
  }

  TestIdentity identity_;
  db::TestDatabase database_;
  std::unique_ptr<registration::RegistrationServer> server_;
  std::unique_ptr<TestClient> client_;
  int requests_ = 0;
};

TEST_P(WallClockTest, AStepLapsesNothingEarlyAndOffersNothingTwice) {
  ASSERT_OK_AND_ASSIGN(const v1::Hold over, Place(1, 1, false));
  machine_.Pass(absl::Minutes(10));
  ASSERT_OK_AND_ASSIGN(const v1::Hold next, Place(1, 2, true));
  ASSERT_EQ(next.state(), v1::Hold::IN_LINE);
  ASSERT_OK_AND_ASSIGN(const v1::Hold shown, Place(2, 3, false));
  ASSERT_OK_AND_ASSIGN(const v1::Hold behind, Place(2, 4, true));
  ASSERT_NO_FATAL_FAILURE(MakeOffer(3));
  EXPECT_TRUE(Measures(0));

  machine_.Step(GetParam().step);
  EXPECT_TRUE(Measures(absl::ToInt64Seconds(GetParam().step)));
  machine_.Pass(absl::Minutes(10) + absl::Seconds(10));

  // The timer goes by the same clock, and has looked: time is up for one hold,
  // whose places went to the next in line. The others' is not.
  EXPECT_TRUE(Eventually([&] { return StateOf(next, 2) == v1::Hold::HELD; }));
  EXPECT_EQ(StateOf(over, 1), v1::Hold::LAPSED);
  EXPECT_EQ(StateOf(shown, 3), v1::Hold::HELD);
  EXPECT_EQ(StateOf(behind, 4), v1::Hold::IN_LINE);
  EXPECT_THAT(Place(2, 5, false), HasReason("PLACES_HELD"));
  EXPECT_OK(Confirm(shown, 3)) << "what somebody had on the screen";

  std::vector<v1::WaitlistEntry> entries = Entries(3);
  ASSERT_EQ(entries.size(), 2);
  EXPECT_EQ(entries[0].state(), v1::WaitlistEntry::OFFERED);
  EXPECT_EQ(entries[1].state(), v1::WaitlistEntry::WAITING) << "one offer";
  EXPECT_THAT(Place(3, 6, false), HasReason("PLACES_HELD"));
  EXPECT_OK(Accept(entries[0]));
  EXPECT_THAT(Accept(entries[1]), HasReason("OFFER_LAPSED")) << "it has none";
}

INSTANTIATE_TEST_SUITE_P(
    All, WallClockTest,
    ::testing::ValuesIn(std::vector<StepCase>{
        {.name = "AYearAhead", .step = absl::Hours(24 * 365)},
        {.name = "ADayBack", .step = -absl::Hours(24)},
        {.name = "FiveMinutesAhead", .step = absl::Minutes(5)},
        {.name = "FiveMinutesBack", .step = -absl::Minutes(5)},
    }),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace cwp
