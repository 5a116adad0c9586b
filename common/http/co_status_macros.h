#ifndef CWP_COMMON_HTTP_CO_STATUS_MACROS_H_
#define CWP_COMMON_HTTP_CO_STATUS_MACROS_H_

#include <utility>

#include "absl/base/optimization.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/status_macros.h"

// RETURN_IF_ERROR and ASSIGN_OR_RETURN for coroutines, whose expression may
// hold co_await.
#define CO_RETURN_IF_ERROR(expr)                \
  do {                                          \
    absl::Status cwp_status = (expr);           \
    if (ABSL_PREDICT_FALSE(!cwp_status.ok())) { \
      co_return cwp_status;                     \
    }                                           \
  } while (false)

#define CO_ASSIGN_OR_RETURN(lhs, expr) \
  CWP_CO_ASSIGN_OR_RETURN_(CWP_CONCAT_(cwp_result_, __LINE__), lhs, expr)

#define CWP_CO_ASSIGN_OR_RETURN_(result, lhs, expr) \
  auto result = (expr);                             \
  if (ABSL_PREDICT_FALSE(!result.ok())) {           \
    co_return std::move(result).status();           \
  }                                                 \
  lhs = *std::move(result)

#endif  // CWP_COMMON_HTTP_CO_STATUS_MACROS_H_
