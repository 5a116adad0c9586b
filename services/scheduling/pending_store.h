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
// comes, null for nothing; and `pending_meetings`, one meeting to a line.

std::optional<absl::Time> PendingTime(const Session& session);

// Empty when it is to be cancelled, or when nothing is pending.
std::string PendingMeetings(const Session& session);

// Reads what PendingMeetings() made.
std::vector<Meeting> ReadPendingMeetings(absl::string_view lines);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_PENDING_STORE_H_
