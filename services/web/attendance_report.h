#ifndef CWP_SERVICES_WEB_ATTENDANCE_REPORT_H_
#define CWP_SERVICES_WEB_ATTENDANCE_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cwp::web {

// The report about who attended a meeting that Microsoft Teams gives as a file,
// and which bookings the people in it may belong to. Pure: nothing of a report
// is kept.

// Somebody in a report, once, however often they came and went.
struct Participant {
  // As they called themselves; without "(Guest)" and the like. At most 100
  // characters.
  std::string name;
  // Often empty.
  std::string email;
  // As the report says it: "45m 10s"; may be empty.
  std::string stayed;
};

// The most that a report may have.
inline constexpr size_t kMostParticipants = 1000;

// Reads a report in any of the forms that Teams has given it: in UTF-16 or
// UTF-8, with or without a byte order mark; cells parted by tabs, commas or
// semicolons; with sections ("2. Participants") or as one table. Columns may
// stand in any order. Who organised the meeting is left out.
//
// Fails with INVALID_ARGUMENT
// - `REPORT_KIND`: it is no text, but a workbook or the like;
// - `REPORT_ENCODING`: it is neither UTF-16 nor UTF-8;
// - `REPORT_COLUMNS`: there is no table of people with a column of names;
// - `REPORT_EMPTY`: nobody is in it;
// - `REPORT_TOO_LONG`: more than kMostParticipants are.
absl::StatusOr<std::vector<Participant>> ReadAttendanceReport(
    absl::string_view bytes);

// A booking, as far as people are found by it.
struct Party {
  int64_t booking_id = 0;
  std::string contact_name;
  std::string contact_email;
  // Of those who come, where the workshop needs names.
  std::vector<std::string> names;
};

// How somebody was found.
enum class MatchedBy {
  kEmail,
  kName,
  // Only the first of the names is the same: a guess.
  kFirstName,
};

// Somebody in the report who may belong to a party.
struct Match {
  size_t participant = 0;
  size_t party = 0;
  MatchedBy by = MatchedBy::kName;
  // Whether there is no other party that they might belong to as well.
  bool sure = false;
};

// Finds the parties of participants: by e-mail address, or else by name, or
// else by first name. Who fits several parties is matched to each, and is
// sure of none. In the order of the participants.
std::vector<Match> MatchParticipants(
    const std::vector<Participant>& participants,
    const std::vector<Party>& parties);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_ATTENDANCE_REPORT_H_
