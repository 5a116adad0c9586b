#ifndef CWP_TESTS_BENCH_SERIES_CASE_H_
#define CWP_TESTS_BENCH_SERIES_CASE_H_

#include "tests/bench/round.h"

namespace cwp::bench {

// Makes 20 series of 120 dates, one after the other, among 10,000 sessions;
// other sessions in the way are looked for, and whether the two facilitators of
// each are free. The median, in milliseconds.
Round RunSeries(const RoundInput& input);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_SERIES_CASE_H_
