#include "services/registration/preview.h"

#include <algorithm>
#include <optional>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/time/proto_time.h"
#include "services/registration/commands.h"
#include "services/registration/request_checks.h"
#include "services/registration/session_store.h"

namespace cwp::registration {
namespace {

constexpr int kMaxMeetings = 50;

absl::Status Invalid(const char* field, const char* message) {
  return InvalidArgument("FIELD_INVALID", message, {{"field", field}});
}

// The session as it would be.
Session Changed(Session session,
                const v1::PreviewSessionChangeRequest& request) {
  if (request.cancel()) {
    session.state = SessionState::kCancelled;
    return session;
  }
  if (request.open()) session.state = SessionState::kOpen;
  if (request.has_capacity()) session.capacity = request.capacity();
  if (request.meetings().empty()) return session;
  const bool closes_at_start = session.booking_close_time == session.start();
  session.meetings.clear();
  for (const v1::MeetingTime& meeting : request.meetings()) {
    session.meetings.push_back({.start = ToTime(meeting.start_time()),
                                .end = ToTime(meeting.end_time())});
  }
  if (closes_at_start) session.booking_close_time = session.start();
  return session;
}

// Whether those with a booking would be told.
bool IsTold(const Session& now, const Session& then,
            const v1::PreviewSessionChangeRequest& request) {
  if (request.cancel()) return true;
  if (request.meetings().empty()) return request.reschedule();
  return now.meetings != then.meetings;
}

// Whether a change is one of the waitlist that its contact is told, beside
// offers: not that one of several sessions is waited for no more.
bool IsToldToWaiting(const Step& step) {
  return step.cause == Cause::kOfferWithdrawn ||
         (step.cause == Cause::kWaitlistEnded &&
          step.entry->state == EntryState::kEnded);
}

// How many of what is set aside lasts longer than until `start`.
template <class SetAside, class TimeOf>
int32_t CountBeyond(const std::vector<SetAside>& all, absl::Time start,
                    TimeOf time_of) {
  return static_cast<int32_t>(
      std::count_if(all.begin(), all.end(),
                    [&](const SetAside& one) { return time_of(one) > start; }));
}

}  // namespace

absl::Status CheckPreview(const v1::PreviewSessionChangeRequest& request) {
  RETURN_IF_ERROR(CheckId("session_id", request.session_id()));
  if (request.has_capacity() && request.capacity() < 0) {
    return Invalid("capacity", "capacity must not be negative");
  }
  if (request.meetings_size() > kMaxMeetings) {
    return Invalid("meetings", "there are too many meetings");
  }
  absl::Time before = absl::InfinitePast();
  for (const v1::MeetingTime& meeting : request.meetings()) {
    const absl::Time start = ToTime(meeting.start_time());
    const absl::Time end = ToTime(meeting.end_time());
    if (start < before || end <= start) {
      return Invalid("meetings", "meetings must end and follow one another");
    }
    before = end;
  }
  return absl::OkStatus();
}

absl::Status LoadPreview(db::Transaction& tx,
                         const v1::PreviewSessionChangeRequest& request,
                         const GroupOptions& options, absl::Time now,
                         v1::PreviewSessionChangeResponse& response) {
  ASSIGN_OR_RETURN(std::optional<Session> session,
                   FindSession(tx, request.session_id()));
  ASSIGN_OR_RETURN(Group group, Group::OpenToLook(tx, options, now));
  ASSIGN_OR_RETURN(const std::optional<Pool> pool,
                   group.FindPool(request.session_id()));
  if (!session.has_value() || !pool.has_value()) {
    return SessionNotFound(request.session_id());
  }
  const Session then = Changed(*session, request);
  ASSIGN_OR_RETURN(const ApplySession all, group.FindAllOf(then));
  ASSIGN_OR_RETURN(const PoolView view,
                   group.ViewWithCapacity(session->id, then.capacity));
  const Changes changes = Decide(view, all, group.moment());
  const int64_t offered_before = group.CountNewOffers(session->id);
  group.Save(changes, OwnActor());
  // Where many wait, they are served part by part.
  RETURN_IF_ERROR(group.Settle());
  const int64_t offered = group.CountNewOffers(session->id) - offered_before;
  const auto bookings = static_cast<int32_t>(all.bookings.size());
  const auto told_waiting = std::count_if(changes.steps.begin(),
                                          changes.steps.end(), IsToldToWaiting);
  const bool told = IsTold(*session, then, request);
  response.set_bookings(bookings);
  response.set_places(static_cast<int32_t>(pool->confirmed));
  response.set_holds(static_cast<int32_t>(all.holds.size()));
  response.set_offers(static_cast<int32_t>(all.offers.size()));
  const auto waiting = std::count_if(
      all.entries.begin(), all.entries.end(), [](const WaitlistEntry& entry) {
        return entry.state == EntryState::kWaiting;
      });
  response.set_waiting(static_cast<int32_t>(waiting));
  response.set_would_be_offered(static_cast<int32_t>(offered));
  response.set_over(
      request.cancel() ? 0 : static_cast<int32_t>(changes.pool.over()));
  response.set_messages(static_cast<int32_t>(told_waiting + offered) +
                        (told ? bookings : 0));
  if (request.cancel() || request.meetings().empty()) return absl::OkStatus();
  response.set_holds_shortened(
      CountBeyond(all.holds, then.start(),
                  [](const Hold& hold) { return hold.expire_time; }));
  response.set_offers_shortened(CountBeyond(
      all.offers, then.start(),
      [](const OfferedEntry& one) { return one.offer.expire_time; }));
  return absl::OkStatus();
}

}  // namespace cwp::registration
