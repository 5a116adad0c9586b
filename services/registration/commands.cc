#include "services/registration/commands.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::registration {
namespace {

// An answer, which may be a refusal, inside; or, outside, a reason why the
// whole group cannot go on.
using Applied = absl::StatusOr<absl::StatusOr<Booking>>;

absl::Status AlreadyBooked() {
  return MakeError(absl::StatusCode::kAlreadyExists, "CONTACT_ALREADY_BOOKED",
                   "this contact has places in this session already");
}

// What the same request made before; nothing when it is new.
absl::StatusOr<std::optional<Booking>> FindEarlier(
    Group& group, const db::RequestKey& request) {
  if (request.key.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(std::optional<db::RequestEffect> effect,
                   group.FindRequest(request));
  if (!effect.has_value()) return std::nullopt;
  return group.FindBooking(effect->resource_id);
}

// Whether an error concerns this one command, and not the database.
bool IsRefusal(const absl::Status& status) {
  return ReasonOf(status) == "REQUEST_ID_REUSED";
}

Applied Apply(Group& group, const MakeBooking& command, absl::Time now) {
  absl::StatusOr<std::optional<Booking>> earlier =
      FindEarlier(group, command.request);
  if (!earlier.ok()) {
    if (!IsRefusal(earlier.status())) return earlier.status();
    return absl::StatusOr<Booking>(earlier.status());
  }
  if (earlier->has_value()) return absl::StatusOr<Booking>(**earlier);

  const Booking& wanted = command.places.booking;
  ASSIGN_OR_RETURN(std::optional<Pool> pool, group.FindPool(wanted.session_id));
  if (!pool.has_value()) {
    return absl::StatusOr<Booking>(SessionNotFound(wanted.session_id));
  }
  ASSIGN_OR_RETURN(
      std::optional<Booking> own,
      group.FindLiveBooking(wanted.session_id, wanted.contact_key));
  absl::StatusOr<Changes> changes = Decide(*pool, own, command.places, now);
  if (!changes.ok()) return absl::StatusOr<Booking>(changes.status());
  if (own.has_value() && command.own_channel_only &&
      own->channel != wanted.channel) {
    return absl::StatusOr<Booking>(AlreadyBooked());
  }
  const bool is_new = changes->cause == Cause::kBookingCreated;
  std::optional<Booking> saved = group.Save(*changes, command.actor, now,
                                            is_new ? &command.record : nullptr);
  CWP_CHECK(saved.has_value(), "booking places ends with a booking");
  group.SaveRequest(command.request,
                    {.resource_id = saved->id, .revision = saved->revision},
                    now);
  return absl::StatusOr<Booking>(*std::move(saved));
}

Applied Apply(Group& group, const CancelOne& command, absl::Time now) {
  absl::StatusOr<std::optional<Booking>> earlier =
      FindEarlier(group, command.request);
  if (!earlier.ok()) {
    if (!IsRefusal(earlier.status())) return earlier.status();
    return absl::StatusOr<Booking>(earlier.status());
  }
  if (earlier->has_value()) return absl::StatusOr<Booking>(**earlier);

  ASSIGN_OR_RETURN(std::optional<Booking> own,
                   group.FindBooking(command.booking_id));
  if (!own.has_value() || !command.reach.Covers(*own)) {
    return absl::StatusOr<Booking>(BookingNotFound());
  }
  ASSIGN_OR_RETURN(std::optional<Pool> pool, group.FindPool(own->session_id));
  CWP_CHECK(pool.has_value(), "every booking has a pool");
  absl::StatusOr<Changes> changes = Decide(*pool, own, CancelBooking(), now);
  if (!changes.ok()) return absl::StatusOr<Booking>(changes.status());
  std::optional<Booking> saved =
      group.Save(*changes, command.actor, now, nullptr);
  if (!command.request.key.empty() && changes->cause != Cause::kNone) {
    group.SaveRequest(command.request,
                      {.resource_id = saved->id, .revision = saved->revision},
                      now);
  }
  return absl::StatusOr<Booking>(*std::move(saved));
}

}  // namespace

absl::StatusOr<std::vector<absl::StatusOr<Booking>>> ApplyCommands(
    db::Transaction& tx, absl::Span<const WriteCommand* const> commands,
    absl::Time now) {
  ASSIGN_OR_RETURN(Group group, Group::Open(tx));
  std::vector<absl::StatusOr<Booking>> answers;
  answers.reserve(commands.size());
  for (const WriteCommand* command : commands) {
    ASSIGN_OR_RETURN(
        absl::StatusOr<Booking> answer,
        std::visit([&](const auto& one) { return Apply(group, one, now); },
                   *command));
    answers.push_back(std::move(answer));
  }
  RETURN_IF_ERROR(group.Flush());
  return answers;
}

absl::Status BookingNotFound() {
  return NotFound("BOOKING_NOT_FOUND", "there is no such booking");
}

absl::Status SessionNotFound(int64_t session_id) {
  return NotFound("SESSION_NOT_FOUND", "there is no such session",
                  {{"session", absl::StrCat(session_id)}});
}

}  // namespace cwp::registration
