#include <algorithm>
#include <iterator>

#include "common/base/check.h"
#include "services/registration/domain.h"

namespace cwp::registration {
namespace {

struct Named {
  Cause cause;
  absl::string_view name;
};

constexpr Named kNames[] = {
    {Cause::kBookingCreated, "booking_created"},
    {Cause::kBookingRepeated, "booking_repeated"},
    {Cause::kBookingRefused, "booking_refused"},
    {Cause::kBookingChanged, "booking_changed"},
    {Cause::kBookingMoved, "booking_moved"},
    {Cause::kDetailsChanged, "details_changed"},
    {Cause::kBookingCancelled, "booking_cancelled"},
    {Cause::kBookingFound, "booking_found"},
    {Cause::kEmailCorrected, "email_corrected"},
    {Cause::kBookingErased, "booking_erased"},
    {Cause::kAttendanceMarked, "attendance_marked"},
    {Cause::kLinksRevoked, "links_revoked"},
    {Cause::kHoldPlaced, "hold_placed"},
    {Cause::kHoldQueued, "hold_queued"},
    {Cause::kHoldAdmitted, "hold_admitted"},
    {Cause::kHoldChanged, "hold_changed"},
    {Cause::kHoldExtended, "hold_extended"},
    {Cause::kHoldReleased, "hold_released"},
    {Cause::kHoldLapsed, "hold_lapsed"},
    {Cause::kWaitlistJoined, "waitlist_joined"},
    {Cause::kWaitlistRepeated, "waitlist_repeated"},
    {Cause::kWaitlistLeft, "waitlist_left"},
    {Cause::kWaitlistEnded, "waitlist_ended"},
    {Cause::kWaitlistErased, "waitlist_erased"},
    {Cause::kOfferMade, "offer_made"},
    {Cause::kOfferAccepted, "offer_accepted"},
    {Cause::kOfferDeclined, "offer_declined"},
    {Cause::kOfferLapsed, "offer_lapsed"},
    {Cause::kOfferWithdrawn, "offer_withdrawn"},
    {Cause::kAllotmentChanged, "allotment_changed"},
    {Cause::kSessionCancelled, "session_cancelled"},
    {Cause::kSessionChanged, "session_changed"},
    {Cause::kQueueChanged, "queue_changed"},
};

}  // namespace

absl::string_view CauseName(Cause cause) {
  const auto* const named =
      std::find_if(std::begin(kNames), std::end(kNames),
                   [&](const Named& one) { return one.cause == cause; });
  CWP_CHECK(named != std::end(kNames), "every cause has a name");
  return named->name;
}

}  // namespace cwp::registration
