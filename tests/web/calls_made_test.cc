#include "services/web/calls_made.h"

#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "cwp/gateway/v1/gateway_service.pb.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "cwp/registration/v1/seat.pb.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;

TEST(CallsMadeTest, KnowsWhichAnswersHoldPersonalData) {
  EXPECT_TRUE(HoldsPersonalData(*registration::Booking::descriptor()));
  EXPECT_TRUE(
      HoldsPersonalData(*registration::ListBookingsResponse::descriptor()));
  EXPECT_FALSE(HoldsPersonalData(*registration::SeatCount::descriptor()));
  EXPECT_FALSE(HoldsPersonalData(*scheduling::v1::Session::descriptor()));
}

TEST(CallsMadeTest, LetsOnlyAVisitThatIsInTheLogSeePeople) {
  EXPECT_OK(CallsMade(true).Check(true));
  EXPECT_OK(CallsMade(false).Check(false));
  EXPECT_THAT(CallsMade(false).Check(true), HasReason("NOT_IN_AUDIT_LOG"));
}

TEST(CallsMadeTest, TellsAChangeThatFailedFromPeopleThatWereNotShown) {
  const absl::Status failed = Unavailable("OUTCOME_UNKNOWN", "who knows");
  CallsMade calls(true);
  calls.Note(*registration::GetBookingRequest::descriptor(), true,
             absl::OkStatus());
  calls.Note(*registration::ExportContactRequest::descriptor(), true,
             absl::OkStatus());
  EXPECT_FALSE(calls.changed());
  calls.Note(*registration::BatchGetSeatCountsRequest::descriptor(), false,
             failed);
  EXPECT_OK(calls.read_failure()) << "nobody would have been seen by it";
  calls.Note(*registration::ListBookingsRequest::descriptor(), true, failed);
  EXPECT_EQ(calls.read_failure(), failed);
  EXPECT_OK(calls.change_failure());
  calls.Note(*registration::RefuseBookingRequest::descriptor(), true, failed);
  EXPECT_EQ(calls.change_failure(), failed);
  calls.Note(*registration::MarkAttendanceRequest::descriptor(), true,
             absl::OkStatus());
  EXPECT_TRUE(calls.changed());
}

TEST(CallsMadeTest, KnowsWhatWasMade) {
  CallsMade calls(true);
  registration::Booking booking;
  booking.set_id(7);
  calls.NoteMade(*registration::GetBookingRequest::descriptor(), booking);
  calls.NoteMade(*registration::CancelBookingRequest::descriptor(), booking);
  EXPECT_FALSE(calls.made().has_value());
  calls.NoteMade(*registration::CreateBookingRequest::descriptor(), booking);
  ASSERT_TRUE(calls.made().has_value());
  EXPECT_EQ(calls.made()->subject, AuditSubject::kBooking);
  EXPECT_EQ(calls.made()->id, 7);

  gateway::v1::CreatePartnerResponse partner;
  partner.mutable_partner()->set_id(8);
  calls.NoteMade(*gateway::v1::CreatePartnerRequest::descriptor(), partner);
  EXPECT_EQ(calls.made()->subject, AuditSubject::kPartner);
  EXPECT_EQ(calls.made()->id, 8);

  scheduling::v1::Facilitator facilitator;
  facilitator.set_id(9);
  calls.NoteMade(*scheduling::v1::CreateFacilitatorRequest::descriptor(),
                 facilitator);
  EXPECT_EQ(calls.made()->subject, AuditSubject::kFacilitator);
  EXPECT_EQ(calls.made()->id, 9);
}

}  // namespace
}  // namespace cwp::web
