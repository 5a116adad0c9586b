#ifndef CWP_TESTS_BENCH_LAPSE_CASE_H_
#define CWP_TESTS_BENCH_LAPSE_CASE_H_

#include "tests/bench/round.h"

namespace cwp::bench {

// 100,000 holds are placed in 1,000 sessions as fast as registration takes
// them, a tenth of input.bookings where that is fewer, so that all of them live
// at the same time; nobody asks for anything when they run out, as fast as they
// were placed. Amid that registration is killed and started again. The value is
// by how many seconds the latest lapse in the ledger is after its time, or
// after the moment when registration took calls again, whichever was later.
Round RunLapses(const RoundInput& input);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_LAPSE_CASE_H_
