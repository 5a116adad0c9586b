#ifndef CWP_TESTS_BENCH_HANDOUT_CASES_H_
#define CWP_TESTS_BENCH_HANDOUT_CASES_H_

#include "tests/bench/round.h"

namespace cwp::bench {

// A handout of 5 MB, fetched by 64 clients by turns as a whole and in ranges.
// In answers a second.

// From web, which has it from webinars.
Round RunHandout(const RoundInput& input);

// As a file, from nginx with as many workers as there are processors.
Round RunNginx(const RoundInput& input);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_HANDOUT_CASES_H_
