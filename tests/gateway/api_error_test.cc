#include "services/gateway/api_error.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "common/http/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::gateway {
namespace {

using ::testing::HasSubstr;

// What a partner gets, as the server puts it together.
http::Response Answered(const absl::Status& status) {
  const auto answer = Refuse(status);
  if (answer.ok()) return *answer;
  const int code = http::ToHttpStatus(answer.status().code());
  http::Response page =
      ErrorPage(http::Request(), {.code = code, .status = answer.status()});
  page.code = code;
  return page;
}

// Down, hung or busy: the partner tries again, and no proxy's page gets in
// between.
TEST(ApiErrorTest, WhatMayPassIsATemporaryFailure) {
  struct Case {
    absl::Status status;
    std::string error;
    std::string retry_after;
  };
  const std::vector<Case> cases = {
      {absl::DeadlineExceededError("no answer"), "SERVICE_UNAVAILABLE", "2"},
      {MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED", "x"),
       "DEADLINE_EXCEEDED", "2"},
      {absl::UnavailableError("down"), "SERVICE_UNAVAILABLE", "2"},
      {Unavailable("OUTCOME_UNKNOWN", "x"), "OUTCOME_UNKNOWN", "2"},
      {MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "x",
                 {{"retry_after_ms", "3500"}}),
       "OVERLOADED", "4"},
      {MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL", "x",
                 {{"retry_after_ms", "30000"}}),
       "DISK_FULL", "30"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.status.ToString());
    const http::Response page = Answered(test.status);
    EXPECT_EQ(page.code, 503);
    EXPECT_EQ(page.Header("Retry-After"), test.retry_after);
    EXPECT_THAT(page.body, HasSubstr("\"status_code\":503"));
    EXPECT_THAT(page.body,
                HasSubstr(absl::StrCat("\"error\":\"", test.error, "\"")));
    EXPECT_THAT(page.body, HasSubstr("never books twice"));
  }
}

TEST(ApiErrorTest, OurOwnFaultsGiveNothingAway) {
  const http::Response page = Answered(absl::InternalError("secret text"));
  EXPECT_EQ(page.code, 500);
  EXPECT_THAT(page.body, HasSubstr("INTERNAL_ERROR"));
  EXPECT_THAT(page.body, ::testing::Not(HasSubstr("secret text")));
}

}  // namespace
}  // namespace cwp::gateway
