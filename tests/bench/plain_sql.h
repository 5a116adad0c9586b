#ifndef CWP_TESTS_BENCH_PLAIN_SQL_H_
#define CWP_TESTS_BENCH_PLAIN_SQL_H_

#include <string>

#include "tests/bench/round.h"

namespace cwp::bench {

// How fast a plain SQL pattern books: that of the script plain_sql/NAME.sql,
// run by pgbench with 64 clients on a PostgreSQL of its own. Every transaction
// must have left a booking.
Round RunPlainSql(const std::string& name, const RoundInput& input);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_PLAIN_SQL_H_
