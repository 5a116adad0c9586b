#ifndef CWP_TESTS_BENCH_WRK_H_
#define CWP_TESTS_BENCH_WRK_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/round.h"

namespace cwp::bench {

// What wrk is told.
struct WrkLoad {
  // As `http://127.0.0.1:PORT/path`.
  std::string url;
  std::vector<std::string> headers;
  // A script of wrk/NAME.lua, when the requests differ, and what it is given.
  std::string script;
  std::vector<std::string> arguments;
};

// Presses with wrk, on as many connections as calls are to wait. An answer that
// is not 2xx, and a broken connection, are errors.
Round PressHttp(const WrkLoad& load, const RoundInput& input);

// Waits until a GET is answered with 200 and a body that has each of these
// texts in it so many times; says what it was answered otherwise.
absl::Status AwaitPage(const WrkLoad& load,
                       const std::map<std::string, int>& texts);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_WRK_H_
