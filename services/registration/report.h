#ifndef CWP_SERVICES_REGISTRATION_REPORT_H_
#define CWP_SERVICES_REGISTRATION_REPORT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "services/registration/eligibility.h"
#include "services/registration/parties.h"
#include "services/registration/pool.h"

namespace cwp::registration {

// What is counted of sessions; as in report_service.proto, which says more.

struct ChannelFigures {
  int64_t bookings = 0;
  int64_t places = 0;
  int64_t cancelled = 0;
  int64_t refused = 0;
  int64_t with_session = 0;
};

struct AttendeeFigures {
  int64_t places = 0;
  int64_t attended = 0;
  int64_t absent = 0;
};

struct WaitFigures {
  int64_t within_day = 0;
  int64_t within_week = 0;
  int64_t within_four_weeks = 0;
  int64_t longer = 0;
  int64_t waiting = 0;
};

// A role and the ages of a band, from and to; nothing when it was not said.
using AttendeeGroup =
    std::pair<int64_t, std::optional<std::pair<int64_t, int64_t>>>;

struct Figures {
  std::map<std::string, ChannelFigures> channels;
  std::map<AttendeeGroup, AttendeeFigures> attendees;
  WaitFigures waits;
};

// One session, and what there is in it.
struct CountedSession {
  int64_t session_id = 0;
  int64_t workshop_id = 0;
  std::string workshop_title;
  SessionState state = SessionState::kOpen;
  absl::Time start_time;
  int64_t capacity = 0;
  Figures figures;
};

// Bookings of one channel that stand alike.
struct BookingTally {
  BookingState state = BookingState::kConfirmed;
  CancelReason cancel_reason = CancelReason::kNone;
  int64_t bookings = 0;
  int64_t places = 0;
};

// Adds what was found to the figures.
void Count(const BookingTally& tally, ChannelFigures& figures);
void CountAttendees(int64_t attendance, int64_t people,
                    AttendeeFigures& figures);
void CountWait(absl::Duration wait, WaitFigures& figures);

// One workshop in one period.
struct ReportRow {
  int64_t period = 0;
  int64_t workshop_id = 0;
  std::string workshop_title;
  int64_t sessions = 0;
  int64_t cancelled_sessions = 0;
  int64_t capacity = 0;
  Figures figures;
};

// Sums up sessions, each of which starts at one of the boundaries or later and
// before the last, by period and workshop.
std::vector<ReportRow> MakeReport(const std::vector<CountedSession>& sessions,
                                  const std::vector<absl::Time>& boundaries);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_REPORT_H_
