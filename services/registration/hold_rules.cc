#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/admission.h"
#include "services/registration/domain.h"

namespace cwp::registration {
namespace {

absl::Status HoldLapsed() {
  return FailedPrecondition("HOLD_LAPSED",
                            "the time for these places has run out");
}

// One that is told where it would stand, like whoever does not wait.
absl::Status LineIsFull(const Pool& pool) {
  return FailedPrecondition("PLACES_HELD",
                            "as many wait in line from here as can be",
                            {{"session", absl::StrCat(pool.session_id)},
                             {"left", absl::StrCat(pool.left())}});
}

// A form sent twice, or for fewer places, keeps its places or its turn.
bool KeepsTurn(const Hold& previous, const Hold& wanted) {
  return previous.state == HoldState::kHeld ? previous.places >= wanted.places
                                            : previous.places == wanted.places;
}

void Shrink(Admission& admission, Hold hold, int64_t places) {
  const int64_t fewer = hold.places - places;
  hold.places = places;
  admission.changes().hold = hold;
  if (fewer == 0) return;
  admission.pool().held -= fewer;
  admission.CountHeld(hold, -fewer);
  admission.Add(Cause::kHoldChanged).hold = std::move(hold);
}

}  // namespace

absl::StatusOr<Changes> Decide(const PoolView& view, const PlaceHold& command,
                               const Moment& moment) {
  RETURN_IF_ERROR(CheckOpen(view.pool, moment.now));
  Admission admission(view, moment);
  const std::optional<Hold>& previous = command.previous;
  if (previous.has_value() && KeepsTurn(*previous, command.hold)) {
    Shrink(admission, *previous, command.hold.places);
    return admission.Finish();
  }
  if (previous.has_value()) {
    admission.EndHold(*previous, HoldState::kReleased, Cause::kHoldReleased);
  }
  Hold hold = command.hold;
  hold.create_time = moment.now;
  hold.expire_time = moment.now + moment.rules.hold_time;
  const bool may_hold = admission.AskerMayHold(hold.places);
  if (may_hold && admission.Admits(hold.places)) {
    admission.pool().held += hold.places;
    hold.state = HoldState::kHeld;
    Step& step = admission.Add(Cause::kHoldPlaced);
    step.passed = admission.PassAll();
    // After that: before, its client could hold more.
    admission.CountHeld(hold, hold.places);
    step.hold = hold;
    admission.changes().hold = std::move(hold);
    return admission.Finish();
  }
  const bool waits = command.wait_in_line || !may_hold;
  if (!admission.MayYetAdmit(hold.places) || !waits) {
    return admission.CheckAdmits(hold.places);
  }
  // Its previous turn, which ends with this, does not count.
  const bool had_turn = previous.has_value() &&
                        previous->state == HoldState::kInLine &&
                        previous->client_key == hold.client_key;
  const int64_t in_line = view.of_asker.in_line - (had_turn ? 1 : 0);
  if (in_line >= kClientInLine) return LineIsFull(view.pool);
  hold.state = HoldState::kInLine;
  admission.NoteNewcomerWaits();
  admission.Add(Cause::kHoldQueued).hold = hold;
  admission.changes().hold = std::move(hold);
  return admission.Finish();
}

absl::StatusOr<Changes> Decide(const PoolView& view, const ExtendHold& command,
                               const Moment& moment) {
  Hold hold = command.hold;
  if (!hold.live() || hold.expire_time <= moment.now) return HoldLapsed();
  RETURN_IF_ERROR(CheckNotStarted(view.pool, moment.now));
  if (hold.extensions >= moment.rules.max_extensions) {
    return FailedPrecondition("HOLD_NOT_EXTENDABLE",
                              "these places cannot be kept any longer");
  }
  ++hold.extensions;
  hold.expire_time = moment.now + moment.rules.hold_time;
  Admission admission(view, moment);
  admission.Add(Cause::kHoldExtended).hold = hold;
  admission.changes().hold = std::move(hold);
  return admission.Finish();
}

Changes Decide(const PoolView& view, const ReleaseHold& command,
               const Moment& moment) {
  Admission admission(view, moment);
  Hold hold = command.hold;
  if (hold.live()) {
    admission.EndHold(hold, HoldState::kReleased, Cause::kHoldReleased);
    hold.state = HoldState::kReleased;
  }
  admission.changes().hold = std::move(hold);
  return admission.Finish();
}

}  // namespace cwp::registration
