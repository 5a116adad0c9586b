#ifndef CWP_SERVICES_SCHEDULING_PENDING_STORE_H_
#define CWP_SERVICES_SCHEDULING_PENDING_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/scheduling/domain.h"

namespace cwp::scheduling {

// How the columns of sessions hold what is pending: `pending_micros`, when it
// comes, null for nothing; `pending_meetings`, one meeting to a line; and
// `pending_edit`, what else an edit of its series makes of it.

std::optional<absl::Time> PendingTime(const Session& session);

// Empty when it is to be cancelled, or when nothing is pending.
std::string PendingMeetings(const Session& session);

// Reads what PendingMeetings() made.
std::vector<Meeting> ReadPendingMeetings(absl::string_view lines);

// Empty when nothing is pending, or that is no part of an edit of a series.
std::string PendingEditText(const Session& session);

// Reads what PendingEditText() made.
std::optional<PendingEdit> ReadPendingEdit(absl::string_view text);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_PENDING_STORE_H_
