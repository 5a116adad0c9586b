#include "services/registration/commands.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/command_answers.h"

namespace cwp::registration {
namespace {

const db::RequestKey* RequestOf(const WriteCommand& command) {
  return std::visit(
      [](const auto& one) -> const db::RequestKey* {
        using T = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<T, LapseDue> ||
                      std::is_same_v<T, PurgeOld>) {
          return nullptr;
        } else {
          return one.order.request.key.empty() ? nullptr : &one.order.request;
        }
      },
      command);
}

// What a command names, to be read ahead. What hangs on a decision cannot be:
// who waits for places that come free, which offer follows one that lapsed,
// which turn a refusal tells of, who gets a notice. Nor is what staff do one at
// a time: allotments and notices.
void Name(const MakeBooking& one, Ahead& ahead) {
  ahead.contact_keys.push_back(&one.record.booking.contact_key);
  if (one.hold_id != 0) ahead.hold_ids.push_back(one.hold_id);
  ahead.session_ids.push_back(one.record.booking.session_id);
}
void Name(const CorrectOne& one, Ahead& ahead) {
  ahead.bookings.push_back({.id = one.booking_id, .pool = true});
  ahead.contact_keys.push_back(&one.contact_key);
  ahead.session_ids.push_back(one.session_id);
}
void Name(const ReaddressOne& one, Ahead& ahead) {
  ahead.bookings.push_back({.id = one.booking_id, .pool = true});
  ahead.contact_keys.push_back(&one.contact_key);
}
void Name(const CancelOne& one, Ahead& ahead) {
  ahead.bookings.push_back({.id = one.booking_id, .pool = true});
}
void Name(const ChangeOne& one, Ahead& ahead) {
  ahead.bookings.push_back(
      {.id = one.booking_id, .pool = true, .answers = true});
}
void Name(const DetailOne& one, Ahead& ahead) {
  ahead.bookings.push_back({.id = one.booking_id, .pool = true});
}
void Name(const MoveOne& one, Ahead& ahead) {
  ahead.bookings.push_back(
      {.id = one.booking_id, .pool = true, .contact = true});
  ahead.session_ids.push_back(one.to_session_id);
}
void Name(const MarkOne& one, Ahead& ahead) {
  ahead.bookings.push_back({.id = one.booking_id, .pool = true});
}
void Name(const RevokeOne& one, Ahead& ahead) {
  ahead.bookings.push_back(
      {.id = one.booking_id, .contact = one.send_new, .belongings = true});
}
void Name(const PlaceOne& one, Ahead& ahead) {
  ahead.wanted.push_back(&one.hold);
  ahead.session_ids.push_back(one.hold.session_id);
}
void Name(const ChangeHold& one, Ahead& ahead) {
  ahead.hold_ids.push_back(one.hold_id);
}
void Name(const JoinOne& one, Ahead& ahead) {
  const WaitlistEntry& entry = one.record.entry;
  ahead.joining.push_back(&entry);
  ahead.contact_keys.push_back(&entry.contact_key);
  ahead.session_ids.insert(ahead.session_ids.end(), entry.session_ids.begin(),
                           entry.session_ids.end());
}
void Name(const LeaveOne& one, Ahead& ahead) {
  ahead.entries.push_back({.id = one.entry_id});
}
void Name(const AcceptOne& one, Ahead& ahead) {
  ahead.entries.push_back({.id = one.entry_id, .contact = true});
}
void Name(const DeclineOne& one, Ahead& ahead) {
  ahead.entries.push_back({.id = one.entry_id});
}
void Name(const AllotOne& one, Ahead& ahead) {
  ahead.session_ids.push_back(one.session_id);
}
void Name(const FindMine& one, Ahead& ahead) {
  ahead.contact_keys.push_back(&one.contact_key);
}
void Name(const EraseOne& one, Ahead& ahead) {
  ahead.contact_keys.push_back(&one.contact_key);
  ahead.owner_keys.push_back(&one.contact_key);
}
void Name(const WriteOne& one, Ahead& ahead) {
  ahead.session_ids.push_back(one.notice.session_id);
  if (one.notice.audience == Audience::kOneBooking) {
    ahead.bookings.push_back({.id = one.notice.booking_id});
  }
}
void Name(const PurgeOld& one, Ahead& ahead) {
  for (const int64_t id : one.bookings) ahead.bookings.push_back({.id = id});
  for (const int64_t id : one.entries) ahead.entries.push_back({.id = id});
}
void Name(const LapseDue& one, Ahead& ahead) {
  ahead.session_ids.push_back(one.session_id);
}
// These read nothing, or a notice.
void Name(const BlockOne& /*one*/, Ahead& /*ahead*/) {}
void Name(const TakeBackOne& /*one*/, Ahead& /*ahead*/) {}

absl::Status ReadAhead(Group& group,
                       absl::Span<const WriteCommand* const> commands) {
  Ahead ahead{.alone = commands.size() == 1};
  for (const WriteCommand* command : commands) {
    const db::RequestKey* request = RequestOf(*command);
    if (request != nullptr) ahead.requests.push_back(request);
    std::visit([&](const auto& one) { Name(one, ahead); }, *command);
  }
  std::vector<int64_t>& sessions = ahead.session_ids;
  std::sort(sessions.begin(), sessions.end());
  sessions.erase(std::unique(sessions.begin(), sessions.end()), sessions.end());
  return group.ReadAhead(ahead);
}

int64_t ResourceOf(const WriteAnswer& answer) {
  return std::visit(
      [](const auto& one) -> int64_t {
        using T = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<T, std::monostate> ||
                      std::is_same_v<T, Erased>) {
          return 0;
        } else if constexpr (std::is_same_v<T, Allotment>) {
          return one.session_id;
        } else {
          return one.id;
        }
      },
      answer);
}

int64_t RevisionOf(const WriteAnswer& answer) {
  return std::visit(
      [](const auto& one) -> int64_t {
        using T = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<T, std::monostate> ||
                      std::is_same_v<T, Erased>) {
          return 0;
        } else {
          return one.revision;
        }
      },
      answer);
}

// What the resource of an earlier effect of the same request is now.
Applied Again(Group& group, const WriteCommand& command, int64_t id) {
  const auto found = [](auto resource) -> Applied {
    if (!resource.ok()) return resource.status();
    if (!resource->has_value()) return Answered(WriteAnswer());
    return Answered(**std::move(resource));
  };
  if (std::holds_alternative<PlaceOne>(command) ||
      std::holds_alternative<ChangeHold>(command)) {
    // A hold that ended is not kept for as long as what asked for it.
    ASSIGN_OR_RETURN(std::optional<Hold> hold, group.FindHold(id));
    if (!hold.has_value()) return Refused(HoldNotFound());
    return Answered(*std::move(hold));
  }
  if (std::holds_alternative<JoinOne>(command) ||
      std::holds_alternative<LeaveOne>(command) ||
      std::holds_alternative<DeclineOne>(command)) {
    return found(group.FindEntry(id));
  }
  if (const auto* allot = std::get_if<AllotOne>(&command)) {
    ASSIGN_OR_RETURN(std::optional<Allotment> allotment,
                     group.FindAllotment(allot->session_id, allot->channel));
    return Answered(allotment.value_or(
        Allotment{.session_id = allot->session_id, .channel = allot->channel}));
  }
  if (std::holds_alternative<WriteOne>(command) ||
      std::holds_alternative<TakeBackOne>(command)) {
    return found(group.FindNotice(id));
  }
  if (std::holds_alternative<BlockOne>(command)) return Answered(WriteAnswer());
  return found(group.FindBooking(id));
}

// Whoever went to the end of the line waits there as the last, unless those who
// were let in since made it the next.
absl::StatusOr<WriteAnswer> WithPosition(Group& group, const PlaceOne& asked,
                                         const Hold& placed) {
  const bool is_new = placed.id == asked.hold.id;
  if (!is_new || placed.state != HoldState::kInLine) return placed;
  ASSIGN_OR_RETURN(std::optional<Hold> hold, group.FindHold(placed.id));
  if (hold->state == HoldState::kInLine) {
    ASSIGN_OR_RETURN(hold->position, group.CountWaiting(hold->session_id));
  }
  return *std::move(hold);
}

Applied ApplyOne(Group& group, const WriteCommand& command) {
  const db::RequestKey* request = RequestOf(command);
  if (request != nullptr) {
    const absl::StatusOr<std::optional<db::RequestEffect>> earlier =
        group.FindRequest(*request);
    if (ReasonOf(earlier.status()) == "REQUEST_ID_REUSED") {
      return Refused(earlier.status());
    }
    RETURN_IF_ERROR(earlier.status());
    if (earlier->has_value()) {
      return Again(group, command, (*earlier)->resource_id);
    }
  }
  ASSIGN_OR_RETURN(
      absl::StatusOr<WriteAnswer> answer,
      std::visit([&](const auto& one) { return Apply(group, one); }, command));
  RETURN_IF_ERROR(group.Settle());
  const auto* place = std::get_if<PlaceOne>(&command);
  if (answer.ok() && place != nullptr) {
    ASSIGN_OR_RETURN(answer,
                     WithPosition(group, *place, std::get<Hold>(*answer)));
  }
  if (answer.ok() && request != nullptr) {
    group.SaveRequest(*request, {.resource_id = ResourceOf(*answer),
                                 .revision = RevisionOf(*answer)});
  }
  return answer;
}

}  // namespace

absl::StatusOr<std::vector<absl::StatusOr<WriteAnswer>>> ApplyCommands(
    db::Transaction& tx, absl::Span<const WriteCommand* const> commands,
    const GroupOptions& options, absl::Time now) {
  ASSIGN_OR_RETURN(Group group, Group::Open(tx, options, now));
  RETURN_IF_ERROR(ReadAhead(group, commands));
  std::vector<absl::StatusOr<WriteAnswer>> answers;
  answers.reserve(commands.size());
  for (const WriteCommand* command : commands) {
    ASSIGN_OR_RETURN(absl::StatusOr<WriteAnswer> answer,
                     ApplyOne(group, *command));
    answers.push_back(std::move(answer));
  }
  RETURN_IF_ERROR(group.Flush());
  return answers;
}

absl::Status BookingNotFound() {
  return NotFound("BOOKING_NOT_FOUND", "there is no such booking");
}

absl::Status BookingChanged() {
  return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                   "the booking was changed meanwhile: read it again",
                   {{"field", "etag"}});
}

absl::Status SessionNotFound(int64_t session_id) {
  return NotFound("SESSION_NOT_FOUND", "there is no such session",
                  {{"session", absl::StrCat(session_id)}});
}

absl::Status HoldNotFound() {
  return NotFound("HOLD_NOT_FOUND", "there is no such hold");
}

absl::Status EntryNotFound() {
  return NotFound("WAITLIST_ENTRY_NOT_FOUND",
                  "there is no such waitlist entry");
}

absl::Status NoticeNotFound() {
  return NotFound("NOTICE_NOT_FOUND", "there is no such notice");
}

}  // namespace cwp::registration
