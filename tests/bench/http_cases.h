#ifndef CWP_TESTS_BENCH_HTTP_CASES_H_
#define CWP_TESTS_BENCH_HTTP_CASES_H_

#include "tests/bench/round.h"

namespace cwp::bench {

// Cases whose load comes from wrk, in answers a second.

// The smallest route on our HTTP server, with as many threads as web and the
// gateway have.
Round RunHttpHello(const RoundInput& input);

// Web's home page, and that of the workshops with 50 sessions and their seats.
Round RunPageHome(const RoundInput& input);
Round RunPageWorkshops(const RoundInput& input);

// The 99th percentile of the time, in milliseconds, until somebody has the
// workshops page while web has half of the load that it can bear. The network
// and the one who asks take their part of it.
Round RunPageTime(const RoundInput& input);

// One event of the gateway's, 50 of them, both with seat counts, and orders.
Round RunGatewayEvent(const RoundInput& input);
Round RunGatewayList(const RoundInput& input);
Round RunGatewayBook(const RoundInput& input);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_HTTP_CASES_H_
