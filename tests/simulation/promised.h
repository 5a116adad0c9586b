#ifndef CWP_TESTS_SIMULATION_PROMISED_H_
#define CWP_TESTS_SIMULATION_PROMISED_H_

#include <cstdint>

#include "absl/time/time.h"
#include "services/registration/pool.h"

namespace cwp::simulation {

// What is promised in numbers, written down anew: an auditor that took them
// from the code would follow whatever that says.

// A hold lasts 20 minutes, and again after each extension (the issue: "20
// minutes, extended by a press up to ten times").
inline constexpr absl::Duration kPromisedHold = absl::Minutes(20);

// A contact is told again at most once in ten minutes (FindMyBookings in
// registration_service.proto).
inline constexpr absl::Duration kPromisedQuiet = absl::Minutes(10);

// An address can be put right 3 times, within 30 minutes (CorrectEmail in
// registration_service.proto).
inline constexpr absl::Duration kPromisedCorrection = absl::Minutes(30);
inline constexpr int64_t kPromisedCorrections = 3;

// Whether an offer that is made at `made` stands until the right time: its time
// counts only from 8am to 9pm in London, and not on bank holidays, never passes
// the end of the booking window, and shortens as the session nears (the issue,
// and registration's README).
bool StandsAsPromised(absl::Time made, absl::Time until,
                      const registration::Session& session,
                      const registration::Rules& rules);

}  // namespace cwp::simulation

#endif  // CWP_TESTS_SIMULATION_PROMISED_H_
