// What somebody sees of bookings who leads sessions.
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"

namespace cwp {
namespace {

namespace v1 = registration::v1;

using ::testing::SizeIs;

class LeadersTest : public ::testing::Test {
 protected:
  static rpc::Caller Leading(int64_t facilitator_id) {
    return {.kind = rpc::CallerKind::kStaff,
            .id = "7",
            .roles = {"facilitator"},
            .facilitator_id = facilitator_id};
  }

  // Has somebody lead a session, and waits until registration knows.
  void Lead(int64_t session_id, const std::vector<int64_t>& facilitators) {
    scheduling::v1::UpdateSessionRequest update;
    update.mutable_session()->set_id(session_id);
    for (const int64_t id : facilitators) {
      update.mutable_session()->add_facilitator_ids(id);
    }
    update.mutable_update_mask()->add_paths("facilitator_ids");
    ASSERT_OK(deployment_.Call<Scheduling>(
        "cwpctl", kOperator, &Scheduling::Stub::UpdateSession, update));
    deployment_.AwaitScheduling();
  }

  int64_t Facilitator(const std::string& name) {
    using Facilitators = scheduling::v1::FacilitatorService;
    scheduling::v1::CreateFacilitatorRequest request;
    request.mutable_facilitator()->set_display_name(name);
    request.mutable_facilitator()->set_role(
        scheduling::v1::Facilitator::PRACTITIONER);
    const rpc::Peer& peer = deployment_.PeerOf("scheduling", "cwpctl");
    grpc::ClientContext context;
    peer.Prepare(context, kOperator,
                 deployment_.clock().Now() + absl::Seconds(20));
    scheduling::v1::Facilitator made;
    EXPECT_TRUE(Facilitators::NewStub(peer.channel())
                    ->CreateFacilitator(&context, request, &made)
                    .ok());
    return made.id();
  }

  template <class Request, class Response>
  absl::Status Ask(const rpc::Caller& caller,
                   grpc::Status (Registration::Stub::*method)(
                       grpc::ClientContext*, const Request&, Response*),
                   const Request& request) {
    return deployment_.Call<Registration>("web", caller, method, request)
        .status();
  }

  Deployment deployment_;
  const scheduling::v1::Session session_ = deployment_.OpenSession(20);
};

TEST_F(LeadersTest, SeeBookingsOfTheirOwnSessionsAlone) {
  const int64_t lena = Facilitator("Lena Example");
  const int64_t max = Facilitator("Max Example");
  Lead(session_.id(), {lena});
  ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 1, "r1"));
  const int64_t booking = deployment_.Bookings(session_.id())[0].id();

  v1::ListBookingsRequest list;
  list.set_session_id(session_.id());
  v1::GetBookingRequest get;
  get.set_id(booking);
  v1::ListWaitlistEntriesRequest waiting;
  waiting.set_session_id(session_.id());
  v1::MarkAttendanceRequest mark;
  mark.set_id(booking);
  mark.add_attendance(v1::Attendee::ATTENDED);

  const auto refused = [&](const rpc::Caller& caller) {
    using Stub = Registration::Stub;
    EXPECT_THAT(Ask(caller, &Stub::ListBookings, list),
                HasReason("NOT_YOUR_SESSION"));
    EXPECT_THAT(Ask(caller, &Stub::GetBooking, get),
                HasReason("NOT_YOUR_SESSION"));
    EXPECT_THAT(Ask(caller, &Stub::ListWaitlistEntries, waiting),
                HasReason("NOT_YOUR_SESSION"));
    EXPECT_THAT(Ask(caller, &Stub::MarkAttendance, mark),
                HasReason("NOT_YOUR_SESSION"));
  };
  refused(Leading(max));
  refused(Leading(0));

  ASSERT_OK_AND_ASSIGN(
      const v1::ListBookingsResponse own,
      deployment_.Call<Registration>("web", Leading(lena),
                                     &Registration::Stub::ListBookings, list));
  ASSERT_THAT(own.bookings(), SizeIs(1));
  EXPECT_EQ(own.bookings(0).contact().email(), "ada@example.org");
  EXPECT_OK(Ask(Leading(lena), &Registration::Stub::GetBooking, get));
  EXPECT_OK(
      Ask(Leading(lena), &Registration::Stub::ListWaitlistEntries, waiting));
  EXPECT_THAT(Ask(Leading(lena), &Registration::Stub::MarkAttendance, mark),
              HasReason("SESSION_NOT_STARTED"));

  // Who leads it no more, sees it no more.
  Lead(session_.id(), {max});
  refused(Leading(lena));
  EXPECT_OK(Ask(Leading(max), &Registration::Stub::ListBookings, list));
}

// By what is read out on the phone.
TEST_F(LeadersTest, FindByAReferenceWhatIsTheirOwnAlone) {
  const int64_t lena = Facilitator("Lena Example");
  const int64_t max = Facilitator("Max Example");
  Lead(session_.id(), {lena});
  ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 1, "r1"));
  ASSERT_OK(deployment_.Book(session_.id(), "ben@example.org", 1, "r2"));
  const v1::Booking booking = deployment_.Bookings(session_.id())[0];
  v1::ListBookingsRequest wanted;
  const auto found = [&](const std::string& service, const rpc::Caller& caller)
      -> absl::StatusOr<v1::ListBookingsResponse> {
    return deployment_.Call<Registration>(
        service, caller, &Registration::Stub::ListBookings, wanted);
  };
  const std::string reference = booking.reference();
  for (const std::string& typed :
       {reference, absl::AsciiStrToLower(absl::StrCat(
                       reference.substr(0, 4), " ", reference.substr(4)))}) {
    wanted.set_reference(typed);
    ASSERT_OK_AND_ASSIGN(const auto all, found("cwpctl", kOperator));
    ASSERT_THAT(all.bookings(), SizeIs(1)) << typed;
    EXPECT_EQ(all.bookings(0).id(), booking.id());
    EXPECT_EQ(all.bookings(0).contact().email(), "ada@example.org");
    EXPECT_EQ(all.total_size(), 1);
  }
  ASSERT_OK_AND_ASSIGN(const auto own, found("web", Leading(lena)));
  EXPECT_THAT(own.bookings(), SizeIs(1));
  ASSERT_OK_AND_ASSIGN(const auto others, found("web", Leading(max)));
  EXPECT_THAT(others.bookings(), SizeIs(0));
  EXPECT_EQ(others.total_size(), 0) << "not even that there is one";
  wanted.set_state(v1::Booking::CANCELLED);
  ASSERT_OK_AND_ASSIGN(const auto cancelled, found("cwpctl", kOperator));
  EXPECT_THAT(cancelled.bookings(), SizeIs(0));

  for (const char* const typed : {"7K3M9Q2", "ada@example.org", "7K3M9Q2U"}) {
    wanted.set_reference(typed);
    EXPECT_THAT(found("cwpctl", kOperator), HasReason("FIELD_INVALID"));
  }
  wanted.set_reference(reference);
  wanted.set_session_id(session_.id());
  EXPECT_THAT(found("cwpctl", kOperator), HasReason("FIELD_INVALID"));
}

}  // namespace
}  // namespace cwp
