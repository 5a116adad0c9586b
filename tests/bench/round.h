#ifndef CWP_TESTS_BENCH_ROUND_H_
#define CWP_TESTS_BENCH_ROUND_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/time/time.h"

namespace cwp::bench {

// What a round is told.
struct RoundInput {
  // How long it presses.
  absl::Duration length = absl::Seconds(10);
  // Calls that wait for their answer at any moment.
  int in_flight = 256;
  // How many bookings a case has that needs many.
  int64_t bookings = 1'000'000;
  // How many open pages are told of places.
  int watchers = 2000;
  // A database of registration's with so many bookings, for cases that need
  // it; not to be changed.
  std::string filled;
};

// What one round of a case came to.
struct Round {
  // In the case's unit.
  double value = 0;
  // Of single answers; zero where a case has none.
  absl::Duration p50;
  absl::Duration p99;
  int64_t answers = 0;
  // Answers that were not what the case expects. One voids the figure.
  int64_t errors = 0;
  std::string first_error;
};

// A round that went wrong as a whole.
Round Failed(std::string error);

// Runs a round in a process of its own, so that each is as fresh as the servers
// that it starts: nothing of gRPC's may run when a server is forked. A round
// whose process dies has failed.
Round RunFresh(const std::function<Round()>& run);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_ROUND_H_
