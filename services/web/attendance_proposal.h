#ifndef CWP_SERVICES_WEB_ATTENDANCE_PROPOSAL_H_
#define CWP_SERVICES_WEB_ATTENDANCE_PROPOSAL_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cwp/registration/v1/booking.pb.h"
#include "services/web/attendance_report.h"
#include "services/web/site.h"

namespace cwp::web {

// What a report of Teams says of the bookings of a session, for somebody to
// confirm; or nothing, where they say by hand who came. It travels sealed in
// the form, and is kept nowhere.

// Of one booking.
struct Found {
  // "Ada E. (by email address, 45m 10s)".
  std::string words;
  // Whether nobody else can be meant.
  bool sure = false;
};

struct Proposal {
  // By the ids of bookings.
  std::map<int64_t, Found> found;
  // Who is in the report and in no booking.
  std::vector<std::string> others;
  // Whether there is no report.
  bool by_hand = false;

  // Null when the report does not have them.
  const Found* Find(int64_t booking_id) const;
};

Proposal Propose(const std::vector<Participant>& people,
                 const std::vector<registration::v1::Booking>& bookings);

// For one session.
std::string SealProposal(const Site& site, int64_t session_id,
                         const Proposal& proposal);

// Fails with INVALID_ARGUMENT `TOKEN_INVALID`, also for another session's, or
// `TOKEN_EXPIRED`.
absl::StatusOr<Proposal> OpenProposal(const Site& site, int64_t session_id,
                                      absl::string_view sealed);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_ATTENDANCE_PROPOSAL_H_
