#ifndef CWP_TESTS_BENCH_FILLED_CASES_H_
#define CWP_TESTS_BENCH_FILLED_CASES_H_

#include <string>

#include "tests/bench/round.h"

namespace cwp::bench {

// Cases of registration with many bookings, on copies of the filled database.

// Books on one hot session. In bookings a second.
Round RunGrowth(const RoundInput& input);

// Kills registration while it books, and starts it again: the time until it has
// answered a booking. In seconds.
Round RunRestart(const RoundInput& input);

// Follows registration from the start, into another database. In changes a
// second.
Round RunFeed(const RoundInput& input);

// The memory of a service that was started and is not called. In megabytes.
Round RunIdleMemory(const std::string& service);

// That of registration with many bookings, after booking for a while.
Round RunFilledMemory(const RoundInput& input);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_FILLED_CASES_H_
