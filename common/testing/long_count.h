#ifndef CWP_COMMON_TESTING_LONG_COUNT_H_
#define CWP_COMMON_TESTING_LONG_COUNT_H_

#include <cstdint>

namespace cwp {

// How often a test repeats what it was asked to repeat `full` times: that often
// in a long run (tests/run --long, which sets CWP_TEST_LONG to 1), a twentieth
// of it, rounded up, in any other. So a count of 1 or more stays 1 or more.
int64_t LongCount(int64_t full);

}  // namespace cwp

#endif  // CWP_COMMON_TESTING_LONG_COUNT_H_
