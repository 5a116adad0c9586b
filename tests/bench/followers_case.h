#ifndef CWP_TESTS_BENCH_FOLLOWERS_CASE_H_
#define CWP_TESTS_BENCH_FOLLOWERS_CASE_H_

#include "tests/bench/round.h"

namespace cwp::bench {

// Sessions of scheduling's are changed 200 times a second, at even pauses
// however long an answer takes, while three follow its feed as registration,
// gateway and web do, each into a database of its own. From the answer to the
// writer until the last of the three has committed the change: the 99th
// percentile, in milliseconds.
Round RunFollowers(const RoundInput& input);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_FOLLOWERS_CASE_H_
