#include "services/registration/preview.h"

#include <algorithm>
#include <optional>

#include "common/base/status_macros.h"
#include "services/registration/commands.h"
#include "services/registration/session_store.h"

namespace cwp::registration {

absl::Status LoadPreview(db::Transaction& tx,
                         const v1::PreviewSessionChangeRequest& request,
                         const GroupOptions& options, absl::Time now,
                         v1::PreviewSessionChangeResponse& response) {
  ASSIGN_OR_RETURN(std::optional<Session> session,
                   FindSession(tx, request.session_id()));
  ASSIGN_OR_RETURN(Group group, Group::Open(tx, options, now));
  ASSIGN_OR_RETURN(const std::optional<Pool> pool,
                   group.FindPool(request.session_id()));
  if (!session.has_value() || !pool.has_value()) {
    return SessionNotFound(request.session_id());
  }
  if (request.has_capacity()) session->capacity = request.capacity();
  if (request.cancel()) session->state = SessionState::kCancelled;
  ASSIGN_OR_RETURN(const ApplySession all, group.FindAllOf(*session));
  ASSIGN_OR_RETURN(const PoolView view, group.View(session->id));
  const Changes changes = Decide(view, all, group.moment());

  const auto offered = std::count_if(
      changes.steps.begin(), changes.steps.end(),
      [](const Step& step) { return step.cause == Cause::kOfferMade; });
  const auto bookings = static_cast<int32_t>(all.bookings.size());
  const auto offers = static_cast<int32_t>(all.offers.size());
  const auto waiting = static_cast<int32_t>(all.entries.size());
  const bool told = request.cancel() || request.reschedule();
  response.set_bookings(bookings);
  response.set_places(static_cast<int32_t>(pool->confirmed));
  response.set_holds(static_cast<int32_t>(all.holds.size()));
  response.set_offers(offers);
  response.set_waiting(waiting);
  response.set_would_be_offered(static_cast<int32_t>(offered));
  response.set_over(
      request.cancel() ? 0 : static_cast<int32_t>(changes.pool.over()));
  response.set_messages(static_cast<int32_t>(offered) + (told ? bookings : 0) +
                        (request.cancel() ? offers + waiting : 0));
  return absl::OkStatus();
}

}  // namespace cwp::registration
