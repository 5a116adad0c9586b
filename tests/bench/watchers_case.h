#ifndef CWP_TESTS_BENCH_WATCHERS_CASE_H_
#define CWP_TESTS_BENCH_WATCHERS_CASE_H_

#include "tests/bench/round.h"

namespace cwp::bench {

// As many pages as input.watchers are open and told of places by server-sent
// events; a place is booked, again and again, as soon as all have heard of the
// one before. From registration's answer until a page has the number: the 99th
// percentile over all pages, in milliseconds. Needs as many open files, here
// and in web.
Round RunWatchers(const RoundInput& input);

// What web's memory grows by for each of them, in KB.
Round RunWatchersMemory(const RoundInput& input);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_WATCHERS_CASE_H_
