#ifndef CWP_COMMON_BASE_ID_H_
#define CWP_COMMON_BASE_ID_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace cwp {

inline constexpr int kIdBlockBits = 4;
inline constexpr int64_t kIdBlock = int64_t{1} << kIdBlockBits;

// Makes ids that are unique across replicas and rise with time: 41 bits of
// milliseconds since 2024-01-01, 10 of replica, 12 of counter. Never 0. They
// are not secrets. Safe to use from several threads at once.
//
// A generator knows nothing of those before it: between the last id of one and
// the first of the next with the same replica, the clock must have moved on, as
// it does while a program starts. If a wall clock was set back meanwhile, an id
// may come twice, and the primary key refuses the second.
class IdGenerator {
 public:
  // `replica` is 0 to 1023 and held by no other running process of the service.
  IdGenerator(const Clock& clock, int replica);

  int64_t Next();

  // Returns the first of kIdBlock ids in a row that nobody else gets, with its
  // low kIdBlockBits free: for what numbers its own parts by ids, too, such as
  // the attendees of a booking, so that those ids are as short and lead back to
  // it.
  int64_t NextBlock();

 private:
  int64_t Take(int64_t count);

  const Clock& clock_;
  const int64_t replica_;
  Mutex mu_;
  int64_t last_millis_ ABSL_GUARDED_BY(mu_) = 0;
  // The first that is free; 0 would make an id of 0 when time begins.
  int64_t counter_ ABSL_GUARDED_BY(mu_) = 1;
};

// Reads the decimal string that stands for an id at every edge. Nothing unless
// it is 1 to 19 digits without a leading zero, and at most 2^63 - 1.
std::optional<int64_t> ParseId(absl::string_view text);

}  // namespace cwp

#endif  // CWP_COMMON_BASE_ID_H_
