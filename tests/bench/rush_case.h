#ifndef CWP_TESTS_BENCH_RUSH_CASE_H_
#define CWP_TESTS_BENCH_RUSH_CASE_H_

#include "tests/bench/round.h"

namespace cwp::bench {

// Everybody wants places of one session at once: 20,000 people and 500 places
// where there are 1,000,000 bookings, fewer in proportion. Of their calls,
// sixteen times as many as --in-flight says are on their way at any moment;
// whoever comes after those is counted as waiting from the start. Families of
// one to four, each with an address of its own, ask for a hold of one second,
// or wait in line. Two of three who hold places book them; the third walks
// away, and the places lapse to the next in line. Whoever is far behind gives
// up.
//
// The value is how long the slowest first answer took, in seconds. The round is
// void unless each of those is places held, a position in line, or full; nobody
// was told that it is full while so many places were free; and in the end every
// place is booked, but for those that collect for a party that was passed too
// often: fewer than it wants. Their number is printed.
Round RunRush(const RoundInput& input);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_RUSH_CASE_H_
