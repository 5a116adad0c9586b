#ifndef CWP_COMMON_BASE_CHECK_H_
#define CWP_COMMON_BASE_CHECK_H_

#include "absl/base/optimization.h"

namespace cwp {

// Writes the message to stderr and aborts. For CWP_CHECK.
[[noreturn]] void DieOfFailedCheck(const char* file, int line,
                                   const char* condition, const char* message);

}  // namespace cwp

// Aborts, in release builds too, unless `condition` holds. For states that only
// a mistake in this program can bring about; never for input, nor for what a
// database or a peer answered.
#define CWP_CHECK(condition, message)                                     \
  do {                                                                    \
    if (ABSL_PREDICT_FALSE(!(condition))) {                               \
      ::cwp::DieOfFailedCheck(__FILE__, __LINE__, #condition, (message)); \
    }                                                                     \
  } while (false)

#endif  // CWP_COMMON_BASE_CHECK_H_
