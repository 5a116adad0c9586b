#ifndef CWP_TESTS_BENCH_LAPSE_CASE_H_
#define CWP_TESTS_BENCH_LAPSE_CASE_H_

#include "tests/bench/round.h"

namespace cwp::bench {

// In both cases sessions of 100 places are filled as fast as registration takes
// them: 1,000, or for a tenth of input.bookings where that is fewer. All that
// fills them lives at the same time, and nobody asks for anything when it runs
// out. Amid that registration is killed and started again. The value is by how
// many seconds the latest, in the ledger, is after its time, or after the
// moment when registration took calls again, whichever was later.

// Holds, which run out as fast as they were placed. In each session a party of
// 1 to 10 waits in line: its time is when enough of them have run out.
Round RunLapses(const RoundInput& input);

// Offers to those on the waitlist, all of a session when booking ends there,
// which it does in 200 sessions a second.
Round RunOfferLapses(const RoundInput& input);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_LAPSE_CASE_H_
