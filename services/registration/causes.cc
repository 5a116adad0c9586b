#include "common/base/check.h"
#include "services/registration/domain.h"

namespace cwp::registration {

absl::string_view CauseName(Cause cause) {
  switch (cause) {
    case Cause::kBookingCreated:
      return "booking_created";
    case Cause::kBookingRepeated:
      return "booking_repeated";
    case Cause::kBookingRefused:
      return "booking_refused";
    case Cause::kBookingChanged:
      return "booking_changed";
    case Cause::kBookingMoved:
      return "booking_moved";
    case Cause::kBookingCancelled:
      return "booking_cancelled";
    case Cause::kBookingFound:
      return "booking_found";
    case Cause::kEmailCorrected:
      return "email_corrected";
    case Cause::kBookingErased:
      return "booking_erased";
    case Cause::kAttendanceMarked:
      return "attendance_marked";
    case Cause::kLinksRevoked:
      return "links_revoked";
    case Cause::kHoldPlaced:
      return "hold_placed";
    case Cause::kHoldQueued:
      return "hold_queued";
    case Cause::kHoldAdmitted:
      return "hold_admitted";
    case Cause::kHoldChanged:
      return "hold_changed";
    case Cause::kHoldExtended:
      return "hold_extended";
    case Cause::kHoldReleased:
      return "hold_released";
    case Cause::kHoldLapsed:
      return "hold_lapsed";
    case Cause::kWaitlistJoined:
      return "waitlist_joined";
    case Cause::kWaitlistRepeated:
      return "waitlist_repeated";
    case Cause::kWaitlistLeft:
      return "waitlist_left";
    case Cause::kWaitlistEnded:
      return "waitlist_ended";
    case Cause::kWaitlistErased:
      return "waitlist_erased";
    case Cause::kOfferMade:
      return "offer_made";
    case Cause::kOfferAccepted:
      return "offer_accepted";
    case Cause::kOfferDeclined:
      return "offer_declined";
    case Cause::kOfferLapsed:
      return "offer_lapsed";
    case Cause::kOfferWithdrawn:
      return "offer_withdrawn";
    case Cause::kAllotmentChanged:
      return "allotment_changed";
    case Cause::kSessionCancelled:
      return "session_cancelled";
    case Cause::kSessionChanged:
      return "session_changed";
    case Cause::kQueueChanged:
      return "queue_changed";
  }
  CWP_CHECK(false, "there is no other cause");
}

}  // namespace cwp::registration
