#include "services/notifications/registration_follower.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "services/notifications/convert.h"
#include "services/notifications/erasure.h"
#include "services/notifications/erasure_store.h"
#include "services/notifications/message_store.h"
#include "services/notifications/told_store.h"

namespace cwp::notifications {

RegistrationFollower::RegistrationFollower(IdGenerator& ids, const Clock& clock,
                                           std::function<void()> committed)
    : ids_(ids), clock_(clock), committed_(std::move(committed)) {}

absl::Status RegistrationFollower::Apply(
    db::Transaction& tx, const std::vector<feed::FollowedChange>& changes) {
  for (const feed::FollowedChange& change : changes) {
    const std::string& kind = change.change->kind();
    if (kind == "booking") {
      RETURN_IF_ERROR(ApplyBooking(tx, *change.change));
    } else if (kind == "waitlist_entry") {
      RETURN_IF_ERROR(ApplyEntry(tx, *change.change));
    } else if (kind == "pool") {
      RETURN_IF_ERROR(ApplyArrangement(tx, change));
    } else if (kind == "notice") {
      RETURN_IF_ERROR(ApplyNotice(tx, *change.change));
    }
  }
  return absl::OkStatus();
}

absl::Status RegistrationFollower::ApplyBooking(
    db::Transaction& tx, const feed::v1::Change& change) {
  ASSIGN_OR_RETURN(const BookingNews news, ReadBookingNews(change));
  if (IsErasure(news.cause)) {
    RETURN_IF_ERROR(ForgetBooking(tx, news.booking_id));
    RETURN_IF_ERROR(Erase(tx, news.booking_id));
  } else {
    RETURN_IF_ERROR(SaveBooking(tx, news));
  }
  ASSIGN_OR_RETURN(const std::vector<Message> earlier,
                   FindMessages(tx, news.booking_id));
  std::optional<Message> message = Plan(news, earlier);
  if (!message.has_value()) return absl::OkStatus();
  return PutInLine(tx, *std::move(message));
}

absl::Status RegistrationFollower::ApplyEntry(db::Transaction& tx,
                                              const feed::v1::Change& change) {
  ASSIGN_OR_RETURN(const EntryNews news, ReadEntryNews(change));
  const int64_t subject = SubjectOf({.waitlist_entry_id = news.entry_id});
  if (IsErasure(news.cause)) RETURN_IF_ERROR(Erase(tx, subject));
  ASSIGN_OR_RETURN(const std::vector<Message> earlier,
                   FindMessages(tx, subject));
  std::optional<Message> message = Plan(news, earlier);
  if (!message.has_value()) return absl::OkStatus();
  return PutInLine(tx, *std::move(message));
}

absl::Status RegistrationFollower::ApplyArrangement(
    db::Transaction& tx, const feed::FollowedChange& change) {
  ASSIGN_OR_RETURN(const std::optional<Arrangement> now,
                   ReadArrangement(*change.change));
  if (!now.has_value()) return absl::OkStatus();
  const int64_t session_id = change.change->resource_id();
  ASSIGN_OR_RETURN(const std::optional<Arrangement> before,
                   FindArrangement(tx, session_id));
  RETURN_IF_ERROR(SaveArrangement(tx, session_id, *now));
  const std::optional<Kind> kind =
      KindOfRearranging(before.value_or(*now), *now);
  if (!kind.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<int64_t> bookings,
                   FindBookingsOf(tx, session_id));
  for (const int64_t booking_id : bookings) {
    RETURN_IF_ERROR(PutInLine(tx, {.booking_id = booking_id,
                                   .kind = *kind,
                                   .version = change.revision,
                                   .change_time = absl::FromUnixMicros(
                                       change.change->commit_micros())}));
  }
  return absl::OkStatus();
}

absl::Status RegistrationFollower::ApplyNotice(db::Transaction& tx,
                                               const feed::v1::Change& change) {
  ASSIGN_OR_RETURN(const NoticeNews news, ReadNoticeNews(change));
  if (news.taken_back) return DropNotice(tx, news.notice_id);
  Message message = {.kind = Kind::kNotice,
                     .version = news.notice_id,
                     .change_time = news.change_time,
                     .due_time = news.send_time};
  for (const int64_t id : news.bookings) {
    message.booking_id = id;
    RETURN_IF_ERROR(PutInLine(tx, message));
  }
  message.booking_id = 0;
  for (const int64_t id : news.entries) {
    message.waitlist_entry_id = id;
    RETURN_IF_ERROR(PutInLine(tx, message));
  }
  return absl::OkStatus();
}

// Nothing is sent about it any more, and what was written goes.
absl::Status RegistrationFollower::Erase(db::Transaction& tx, int64_t subject) {
  ASSIGN_OR_RETURN(std::vector<Message> messages, FindMessages(tx, subject));
  for (const Message& dropped : DropErased(std::move(messages))) {
    RETURN_IF_ERROR(UpdateMessage(tx, dropped));
  }
  const absl::Time now = clock_.Now();
  return SaveErasure(tx,
                     {.subject = subject, .erase_time = now, .next_time = now});
}

absl::Status RegistrationFollower::PutInLine(db::Transaction& tx,
                                             Message message) {
  message.id = ids_.Next();
  message.create_time = clock_.Now();
  message.due_time = std::max(message.due_time, message.create_time);
  message.next_time = message.due_time;
  return InsertMessage(tx, message);
}

absl::StatusOr<feed::FollowerTarget::Listing> RegistrationFollower::Relist(
    rpc::Canceller&) {
  return Listing{.revision = 0, .replace = [](db::Transaction& tx) {
                   return ForgetSessions(tx);
                 }};
}

}  // namespace cwp::notifications
