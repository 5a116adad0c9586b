#ifndef CWP_COMMON_BASE_STATUS_MACROS_H_
#define CWP_COMMON_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/base/optimization.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns from the function when `expr`, an absl::Status, is an error.
#define RETURN_IF_ERROR(expr) \
  CWP_RETURN_IF_ERROR_(CWP_CONCAT_(cwp_status_, __COUNTER__), expr)

// Declares or assigns `lhs` from `expr`, an absl::StatusOr, or returns its
// error.
//
//   ASSIGN_OR_RETURN(Session session, LoadSession(tx, id));
#define ASSIGN_OR_RETURN(lhs, expr) \
  CWP_ASSIGN_OR_RETURN_(CWP_CONCAT_(cwp_result_, __COUNTER__), lhs, expr)

// A counter, not the line: uses nest, in a lambda inside of `expr`.
#define CWP_CONCAT_INNER_(a, b) a##b
#define CWP_CONCAT_(a, b) CWP_CONCAT_INNER_(a, b)

#define CWP_RETURN_IF_ERROR_(status, expr)                                \
  do {                                                                    \
    if (absl::Status status = (expr); ABSL_PREDICT_FALSE(!status.ok())) { \
      return status;                                                      \
    }                                                                     \
  } while (false)

#define CWP_ASSIGN_OR_RETURN_(result, lhs, expr) \
  auto result = (expr);                          \
  if (ABSL_PREDICT_FALSE(!result.ok())) {        \
    return std::move(result).status();           \
  }                                              \
  lhs = *std::move(result)

#endif  // CWP_COMMON_BASE_STATUS_MACROS_H_
