#include "services/notifications/registration_follower.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/registration/v1/change.pb.h"
#include "services/notifications/domain.h"
#include "services/notifications/message_store.h"

namespace cwp::notifications {

RegistrationFollower::RegistrationFollower(IdGenerator& ids, const Clock& clock,
                                           std::function<void()> committed)
    : ids_(ids), clock_(clock), committed_(std::move(committed)) {}

absl::Status RegistrationFollower::Apply(
    db::Transaction& tx, const std::vector<feed::FollowedChange>& changes) {
  for (const feed::FollowedChange& change : changes) {
    if (change.change->kind() != "booking") continue;
    registration::v1::BookingChange booking;
    if (!booking.ParseFromString(change.change->resource())) {
      return MakeError(absl::StatusCode::kDataLoss, "FEED_ENTRY_INVALID",
                       absl::StrCat("registration's entry ", change.revision,
                                    " holds no booking"));
    }
    ASSIGN_OR_RETURN(std::vector<Message> earlier,
                     FindMessages(tx, booking.booking_id()));
    std::optional<Message> message = Plan(
        {.booking_id = booking.booking_id(),
         .confirmed = booking.state() == registration::v1::Booking::CONFIRMED,
         .version = booking.version()},
        earlier);
    if (!message.has_value()) continue;
    message->id = ids_.Next();
    message->create_time = clock_.Now();
    message->next_time = message->create_time;
    RETURN_IF_ERROR(InsertMessage(tx, *message));
  }
  return absl::OkStatus();
}

absl::StatusOr<feed::FollowerTarget::Listing> RegistrationFollower::Relist(
    rpc::Canceller&) {
  return Listing{.revision = 0,
                 .replace = [](db::Transaction&) { return absl::OkStatus(); }};
}

}  // namespace cwp::notifications
