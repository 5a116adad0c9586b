#ifndef CWP_TESTS_BENCH_LOAD_H_
#define CWP_TESTS_BENCH_LOAD_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/rpc/caller.h"
#include "cwp/registration/v1/registration_service.pb.h"

namespace cwp::bench {

// How hard to press.
struct LoadOptions {
  std::string address;
  absl::Duration length = absl::Seconds(10);
  // Calls that wait for their answer at any moment.
  int in_flight = 256;
  int connections = 4;
};

// What came back.
struct LoadResult {
  double per_second = 0;
  absl::Duration p50;
  absl::Duration p99;
  int64_t answers = 0;
  // Answers that were not what the case expects. One voids the figure.
  int64_t errors = 0;
  std::string first_error;
};

// Makes the request with this number.
using MakeRequest =
    std::function<registration::v1::CreateBookingRequest(int64_t number)>;

// Whether an answer is the one expected: empty, or the reason of a refusal.
struct Expectation {
  std::string reason;
};

// Calls CreateBooking as web does for families, from an asynchronous client,
// for the given time after a short warm-up.
LoadResult PressCreateBooking(const LoadOptions& options,
                              const rpc::CallerSigner& signer,
                              const MakeRequest& make,
                              const Expectation& expected);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_LOAD_H_
