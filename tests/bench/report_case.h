#ifndef CWP_TESTS_BENCH_REPORT_CASE_H_
#define CWP_TESTS_BENCH_REPORT_CASE_H_

#include "tests/bench/round.h"

namespace cwp::bench {

// Asks registration for a report over 100,000 bookings, or as many as there are
// to be, again and again: the slowest answer.
Round RunReport(const RoundInput& input);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_REPORT_CASE_H_
