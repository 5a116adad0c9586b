#ifndef CWP_TESTS_BENCH_LOAD_H_
#define CWP_TESTS_BENCH_LOAD_H_

#include <cstdint>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tests/bench/round.h"

namespace cwp::bench {

// Calls of one kind that can be made at will.
class Calls {
 public:
  using Done = absl::AnyInvocable<void(const absl::Status&)>;

  virtual ~Calls() = default;

  // Makes the call with this number. `done` is called once, from another
  // thread: OK when the answer is what the case expects, else what was wrong.
  virtual void Start(int64_t number, Done done) = 0;
};

// Keeps `in_flight` calls under way for the given time, after a short warm-up;
// then does `end`, while they still go on. `calls` lives as long as the
// process: the last callbacks are still on their way out when the last call has
// been counted.
Round Press(
    Calls& calls, int in_flight, absl::Duration length,
    absl::FunctionRef<void()> end = [] {});

// Makes exactly `count` calls, numbered from 0.
Round PressCount(Calls& calls, int in_flight, int64_t count);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_LOAD_H_
