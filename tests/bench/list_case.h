#ifndef CWP_TESTS_BENCH_LIST_CASE_H_
#define CWP_TESTS_BENCH_LIST_CASE_H_

#include "tests/bench/round.h"

namespace cwp::bench {

// ListSessions of scheduling's: pages of 50 out of 10,000 sessions, by a mix of
// filters, in answers a second. As wrk does with pages of the web's, the load
// takes answers as bytes: it parses each page once before it begins, and then
// holds every answer against that. What a caller spends on reading 50 sessions
// is the caller's, and not in the figure.
Round RunListSessions(const RoundInput& input);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_LIST_CASE_H_
