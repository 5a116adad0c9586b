#ifndef CWP_TESTS_BENCH_REGISTRATION_CALLS_H_
#define CWP_TESTS_BENCH_REGISTRATION_CALLS_H_

#include <cstdint>
#include <string>

#include "tests/bench/calls.h"
#include "tests/bench/load.h"

namespace cwp::bench {

// The id of a session of registration's, from 0.
int64_t SessionId(int64_t index);

// CreateBooking as families do it.
struct BookingLoad {
  // Bookings go to these sessions: by turns, or `run` to one and then the next.
  int64_t sessions = 1;
  int64_t run = 1;
  // The number of the first session.
  int64_t first_session = 0;
  // Tells this load's people and requests from those of another.
  std::string name = "bench";
  // The reason of the refusal that is expected; empty for success.
  std::string reason;
  // Whether to check what a booking says: the ceiling's says nothing.
  bool checked = true;
};

// Lives as long as the process, as the other calls here.
Calls& CreateBookingCalls(const Target& target, const BookingLoad& load);

// Asks for the seats left of one session of `sessions` per call, each of which
// has `left` of them.
Calls& SeatCountCalls(const Target& target, int64_t sessions, int64_t left);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_REGISTRATION_CALLS_H_
