#include "services/scheduling/pending_store.h"

#include <cstdint>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/check.h"
#include "services/scheduling/engagement_store.h"

namespace cwp::scheduling {
namespace {

absl::Time ReadTime(absl::string_view micros) {
  int64_t read = 0;
  CWP_CHECK(absl::SimpleAtoi(micros, &read), "a time of ours is a number");
  return absl::FromUnixMicros(read);
}

constexpr absl::string_view kNoTime = "-";

std::string TimeText(const std::optional<absl::Time>& time) {
  return time.has_value() ? absl::StrCat(absl::ToUnixMicros(*time))
                          : std::string(kNoTime);
}

std::optional<absl::Time> ReadOptionalTime(absl::string_view text) {
  if (text == kNoTime) return std::nullopt;
  return ReadTime(text);
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

// One part to a line, the first of which is always there.
std::string PendingEditText(const Session& session) {
  if (!session.pending.has_value() || !session.pending->edit.has_value()) {
    return "";
  }
  const PendingEdit& edit = *session.pending->edit;
  std::string lines = absl::StrCat("alone ", edit.edited_alone ? 1 : 0, "\n");
  if (edit.window.has_value()) {
    absl::StrAppend(&lines, "window ", TimeText(edit.window->open_time), " ",
                    TimeText(edit.window->close_time), "\n");
  }
  if (edit.capacity.has_value()) {
    absl::StrAppend(&lines, "capacity ", *edit.capacity, "\n");
  }
  if (edit.facilitator_ids.has_value()) {
    absl::StrAppend(&lines, "leaders ", IdsText(*edit.facilitator_ids), "\n");
  }
  return lines;
}

std::optional<PendingEdit> ReadPendingEdit(absl::string_view text) {
  if (text.empty()) return std::nullopt;
  PendingEdit edit;
  for (const absl::string_view line :
       absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> sides =
        absl::StrSplit(line, absl::MaxSplits(' ', 1));
    if (sides.first == "alone") {
      edit.edited_alone = sides.second == "1";
    } else if (sides.first == "window") {
      const std::pair<absl::string_view, absl::string_view> times =
          absl::StrSplit(sides.second, ' ');
      edit.window = {.open_time = ReadOptionalTime(times.first),
                     .close_time = ReadOptionalTime(times.second)};
    } else if (sides.first == "capacity") {
      CWP_CHECK(absl::SimpleAtoi(sides.second, &edit.capacity.emplace()),
                "a capacity of ours is a number");
    } else if (sides.first == "leaders") {
      edit.facilitator_ids = ReadIds(sides.second);
    }
  }
  return edit;
}

}  // namespace cwp::scheduling
