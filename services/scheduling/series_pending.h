#ifndef CWP_SERVICES_SCHEDULING_SERIES_PENDING_H_
#define CWP_SERVICES_SCHEDULING_SERIES_PENDING_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/series_domain.h"
#include "services/scheduling/session_change.h"

namespace cwp::scheduling {

// How an edit of a series waits and is taken back: pure functions, as in
// domain.h. An edit comes as one: all that it changes waits for the same time,
// or nothing does.

// Which sessions of a plan count.
enum class Counting { kChanged, kAlsoToBeConfirmed };

// When the plan is carried out, if that waits. It waits when a session that was
// ever open moves or is cancelled; not when any that is changed is so near that
// people have to hear of it.
std::optional<absl::Time> ApplyTimeOf(const SeriesEditPlan& plan,
                                      Counting counting,
                                      const ChangeMoment& moment);

// The plan with what it makes of `series` and its sessions pending.
SeriesEditPlan Postpone(SeriesEditPlan plan, const Series& series,
                        const Workshop& workshop, absl::Time apply_time,
                        absl::Time now);

// The series without its pending edit, and its sessions without their parts of
// it. Fails with FAILED_PRECONDITION `NO_PENDING_CHANGE` and ABORTED
// `ETAG_MISMATCH`.
absl::StatusOr<Series> TakeBack(const Series& series,
                                std::optional<int64_t> if_revision,
                                absl::Time now);

// What time makes of a series and of each of its sessions: an edit that is due
// has come. Equal to `series` when time makes nothing.
Series PassTime(const Series& series, const Workshop& workshop, absl::Time now);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SERIES_PENDING_H_
