#ifndef CWP_TESTS_BENCH_PROGRAMME_H_
#define CWP_TESTS_BENCH_PROGRAMME_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/installation.h"

namespace cwp::bench {

// The title that all workshops here have.
inline constexpr char kWorkshopTitle[] = "Understanding worry";

// Sessions that can be booked.
struct Programme {
  std::vector<int64_t> workshops;
  std::vector<int64_t> sessions;
};

// Publishes `workshops` workshops with `sessions` open sessions between them,
// of 10,000 places each, as the operator. Scheduling must run.
absl::StatusOr<Programme> MakeProgramme(const Installation& installation,
                                        int64_t workshops, int64_t sessions);

// The same with workshops for various people, ages, topics and places, and
// sessions in the daytime and in the evening.
absl::StatusOr<Programme> MakeVariedProgramme(const Installation& installation,
                                              int64_t workshops,
                                              int64_t sessions);

// Makes a partner and returns its token. The gateway must run.
absl::StatusOr<std::string> MakePartner(const Installation& installation);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_PROGRAMME_H_
