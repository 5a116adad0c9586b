#include "services/scheduling/pending_store.h"

#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/check.h"

namespace cwp::scheduling {
namespace {

absl::Time ReadTime(absl::string_view micros) {
  int64_t read = 0;
  CWP_CHECK(absl::SimpleAtoi(micros, &read), "a time of ours is a number");
  return absl::FromUnixMicros(read);
}

}  // namespace

std::optional<absl::Time> PendingTime(const Session& session) {
  if (!session.pending.has_value()) return std::nullopt;
  return session.pending->apply_time;
}

std::string PendingMeetings(const Session& session) {
  std::string lines;
  if (!session.pending.has_value()) return lines;
  for (const Meeting& meeting : session.pending->meetings) {
    absl::StrAppend(&lines, meeting.local_start, " ", meeting.local_end, " ",
                    meeting.time_zone, " ", absl::ToUnixMicros(meeting.start),
                    " ", absl::ToUnixMicros(meeting.end), "\n");
  }
  return lines;
}

std::vector<Meeting> ReadPendingMeetings(absl::string_view lines) {
  std::vector<Meeting> meetings;
  for (const absl::string_view line :
       absl::StrSplit(lines, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> parts = absl::StrSplit(line, ' ');
    CWP_CHECK(parts.size() == 5, "a meeting of ours has five parts");
    meetings.push_back({.local_start = parts[0],
                        .local_end = parts[1],
                        .time_zone = parts[2],
                        .start = ReadTime(parts[3]),
                        .end = ReadTime(parts[4])});
  }
  return meetings;
}

}  // namespace cwp::scheduling
