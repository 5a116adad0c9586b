#include "services/registration/join.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/time/proto_time.h"
#include "services/registration/booking_store.h"
#include "services/registration/commands.h"
#include "services/registration/convert.h"
#include "services/registration/farewell_store.h"
#include "services/registration/hold_store.h"
#include "services/registration/notice.h"
#include "services/registration/notice_store.h"
#include "services/registration/pool_store.h"
#include "services/registration/session_store.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {
namespace {

// A booking and its session.
struct Pair {
  Booking booking;
  Session session;
};

absl::StatusOr<Session> LoadSession(db::Transaction& tx, int64_t id) {
  ASSIGN_OR_RETURN(std::optional<Session> session, FindSession(tx, id));
  CWP_CHECK(session.has_value(), "every booking has a session");
  return *std::move(session);
}

absl::StatusOr<Pair> FollowLink(db::Transaction& tx, const crypto::Link& link,
                                absl::Time now) {
  ASSIGN_OR_RETURN(std::optional<Booking> booking, FindBooking(tx, link.id));
  if (!booking.has_value() || booking->generation != link.generation) {
    return LinkNotValid();
  }
  ASSIGN_OR_RETURN(Session session, LoadSession(tx, booking->session_id));
  RETURN_IF_ERROR(CheckLinksLast(session.end(), now));
  return Pair{.booking = *std::move(booking), .session = std::move(session)};
}

absl::Status CheckMayJoin(const Pair& pair, absl::Time now) {
  const absl::Status status = CheckJoin(pair.session, now);
  const bool session_is_on = ReasonOf(status) != "SESSION_CANCELLED";
  if (session_is_on && pair.booking.state == BookingState::kCancelled) {
    return FailedPrecondition("BOOKING_CANCELLED", "this booking is cancelled");
  }
  return status;
}

// What a message says of a session.
void AddSession(const Session& session, v1::MessageDetails& response) {
  response.set_workshop_title(session.workshop_title);
  AddMeetings(session, *response.mutable_meetings());
  response.set_venue(session.venue);
  response.set_session_state(std::string(StateName(session.state)));
}

// Which turn an entry has that waits for this session, and until when the
// places are only held that it waits for.
absl::Status AddTurn(db::Transaction& tx, const WaitlistEntry& entry,
                     int64_t session_id, absl::Time now, Line& line,
                     v1::MessageDetails& response) {
  if (entry.state != EntryState::kWaiting) return absl::OkStatus();
  ASSIGN_OR_RETURN(const int64_t position,
                   line.PlaceOf(tx, session_id, entry.join_revision));
  response.set_position(static_cast<int32_t>(position));
  if (entry.topic || entry.session_ids.size() > 1) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<Pool> pool, FindPool(tx, session_id));
  CWP_CHECK(pool.has_value(), "what somebody waits for has a pool");
  ASSIGN_OR_RETURN(const std::optional<absl::Time> last,
                   FindLastHeld(tx, session_id, now));
  if (last.has_value() && AreOnlyHeld(*pool, entry.least, now)) {
    *response.mutable_hold_lapse_time() = ToTimestamp(*last);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LinkNotValid() {
  return NotFound("LINK_NOT_VALID", "this link is not valid");
}

absl::Status LoadJoinPass(db::Transaction& tx, const crypto::Link& link,
                          absl::Time now, v1::JoinPass& response) {
  ASSIGN_OR_RETURN(const Pair pair, FollowLink(tx, link, now));
  const auto& [booking, session] = pair;
  response.set_session_id(session.id);
  response.set_workshop_title(session.workshop_title);
  AddMeetings(session, *response.mutable_meetings());
  const std::optional<absl::Time> open = NextJoinTime(session, now);
  if (open.has_value()) *response.mutable_open_time() = ToTimestamp(*open);
  response.set_can_join(CheckMayJoin(pair, now).ok());
  response.set_booking_state(ToProto(booking.state));
  response.set_session_state(std::string(StateName(session.state)));
  response.set_places(static_cast<int32_t>(booking.places));
  response.set_booking_id(booking.id);
  // Of this feed, which rises whatever session the booking is moved to.
  ASSIGN_OR_RETURN(const std::optional<Pool> pool, FindPool(tx, session.id));
  CWP_CHECK(pool.has_value(), "every session has a pool");
  response.set_sequence(std::max(booking.revision, pool->revision));
  response.set_venue(session.venue);
  response.set_name_workshop(booking.name_workshop);
  return absl::OkStatus();
}

absl::Status LoadJoinUri(db::Transaction& tx, const crypto::Link& link,
                         absl::Time now, const Vault& vault,
                         v1::GetJoinUriResponse& response) {
  ASSIGN_OR_RETURN(const Pair pair, FollowLink(tx, link, now));
  RETURN_IF_ERROR(CheckMayJoin(pair, now));
  ASSIGN_OR_RETURN(const std::string sealed, FindJoinUri(tx, pair.session.id));
  if (sealed.empty()) {
    return FailedPrecondition("JOIN_ADDRESS_MISSING",
                              "this session has no address to join at yet");
  }
  ASSIGN_OR_RETURN(*response.mutable_uri(),
                   vault.OpenJoinUri(pair.session.id, sealed));
  return absl::OkStatus();
}

absl::Status LoadMessageDetails(db::Transaction& tx, int64_t booking_id,
                                const Vault& vault,
                                v1::MessageDetails& response) {
  ASSIGN_OR_RETURN(std::optional<BookingRecord> record,
                   FindBookingRecord(tx, booking_id));
  if (!record.has_value()) return BookingNotFound();
  const Booking& booking = record->booking;
  v1::Booking opened;
  RETURN_IF_ERROR(vault.OpenContact(*record, opened));
  ASSIGN_OR_RETURN(const Session session, LoadSession(tx, booking.session_id));
  response.set_email(opened.contact().email());
  response.set_name(opened.contact().name());
  response.set_reference(booking.reference);
  response.set_places(static_cast<int32_t>(booking.places));
  response.set_manage_token(vault.ManageToken(booking));
  response.set_join_token(vault.JoinToken(booking));
  AddSession(session, response);
  response.set_state(ToProto(booking.state));
  response.set_cancel_reason(
      static_cast<v1::Booking::CancelReason>(booking.cancel_reason));
  response.set_name_workshop(booking.name_workshop);
  return absl::OkStatus();
}

absl::Status LoadWaitlistDetails(db::Transaction& tx, int64_t entry_id,
                                 absl::Time now, const Vault& vault, Line& line,
                                 v1::MessageDetails& response) {
  ASSIGN_OR_RETURN(std::optional<EntryRecord> record,
                   FindEntryRecord(tx, entry_id));
  if (!record.has_value()) return EntryNotFound();
  const WaitlistEntry& entry = record->entry;
  v1::WaitlistEntry opened;
  RETURN_IF_ERROR(vault.OpenContact(*record, opened));
  response.set_email(opened.contact().email());
  response.set_name(opened.contact().name());
  response.set_places(static_cast<int32_t>(entry.places));
  response.set_waitlist_token(vault.WaitlistToken(entry));
  response.set_name_workshop(entry.name_workshop);
  response.set_waitlist_state(
      static_cast<v1::WaitlistEntry::State>(entry.state));
  std::optional<Offer> offer;
  if (entry.offer_id != 0) {
    ASSIGN_OR_RETURN(offer, FindOffer(tx, entry.offer_id));
  }
  if (offer.has_value()) *response.mutable_offer() = ToProto(*offer);
  // Of an entry that waits for nothing to come there is no session.
  ASSIGN_OR_RETURN(const int64_t next,
                   FindNextSession(tx, entry.session_ids, now));
  if (next != 0) {
    RETURN_IF_ERROR(AddTurn(tx, entry, next, now, line, response));
  }
  const int64_t session_id = offer.has_value() ? offer->session_id : next;
  if (session_id == 0) {
    ASSIGN_OR_RETURN(*response.mutable_workshop_title(),
                     FindWorkshopTitle(tx, entry.workshop_id));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const Session session, LoadSession(tx, session_id));
  AddSession(session, response);
  return absl::OkStatus();
}

absl::Status LoadSessionDetails(db::Transaction& tx, int64_t session_id,
                                v1::MessageDetails& response) {
  ASSIGN_OR_RETURN(const std::optional<Session> session,
                   FindSession(tx, session_id));
  if (!session.has_value()) return SessionNotFound(session_id);
  AddSession(*session, response);
  return absl::OkStatus();
}

absl::Status AddNotice(db::Transaction& tx,
                       const v1::GetMessageDetailsRequest& request,
                       absl::Time now, const Vault& vault,
                       v1::MessageDetails& response) {
  const int64_t id = request.notice_id();
  ASSIGN_OR_RETURN(const std::optional<Notice> notice, FindNotice(tx, id));
  ASSIGN_OR_RETURN(const std::string sealed, FindNoticeText(tx, id));
  if (!notice.has_value() || sealed.empty() ||
      now >= notice->create_time + kNoticeKept) {
    return NoticeNotFound();
  }
  ASSIGN_OR_RETURN(const bool meant,
                   IsStillMeant(tx, *notice, request.booking_id(),
                                request.waitlist_entry_id()));
  if (!meant) return NoticeNotFound();
  ASSIGN_OR_RETURN(*response.mutable_notice_text(),
                   vault.OpenNotice(id, sealed));
  ASSIGN_OR_RETURN(const Session session, LoadSession(tx, notice->session_id));
  response.clear_meetings();
  AddSession(session, response);
  return absl::OkStatus();
}

absl::Status LoadFarewell(db::Transaction& tx, int64_t subject_id,
                          absl::Time now, const Vault& vault,
                          v1::MessageDetails& response) {
  ASSIGN_OR_RETURN(const std::string sealed, FindFarewell(tx, subject_id, now));
  if (sealed.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(*response.mutable_email(),
                   vault.OpenFarewell(subject_id, sealed));
  return absl::OkStatus();
}

}  // namespace cwp::registration
