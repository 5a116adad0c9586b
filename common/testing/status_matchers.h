#ifndef CWP_COMMON_TESTING_STATUS_MATCHERS_H_
#define CWP_COMMON_TESTING_STATUS_MATCHERS_H_

#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/error.h"
#include "gmock/gmock.h"

// Matchers and macros for absl::Status and absl::StatusOr, named as upstream
// names its own:
//
//   EXPECT_OK(store.Save(tx, booking));
//   ASSERT_OK_AND_ASSIGN(const Booking booking, store.Load(tx, id));
//   EXPECT_THAT(Load(tx, 0), StatusIs(absl::StatusCode::kNotFound));
//   EXPECT_THAT(Load(tx, 0), HasReason("BOOKING_NOT_FOUND"));
//   EXPECT_THAT(Count(tx), IsOkAndHolds(3));

namespace cwp {
namespace testing_internal {

inline const absl::Status& StatusOf(const absl::Status& status) {
  return status;
}
template <class T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// Matches a StatusOr that is OK and whose value matches.
template <class Inner>
class IsOkAndHoldsMatcher {
 public:
  explicit IsOkAndHoldsMatcher(Inner inner) : inner_(std::move(inner)) {}

  template <class Result>
  operator ::testing::Matcher<Result>() const {  // NOLINT
    return ::testing::Matcher<Result>(new Impl<Result>(inner_));
  }

 private:
  template <class Result>
  class Impl final : public ::testing::MatcherInterface<Result> {
   public:
    using Held = typename std::remove_reference_t<Result>::value_type;

    explicit Impl(const Inner& inner)
        : inner_(::testing::SafeMatcherCast<const Held&>(inner)) {}

    void DescribeTo(std::ostream* out) const override {
      *out << "is OK and holds a value that ";
      inner_.DescribeTo(out);
    }

    bool MatchAndExplain(
        Result result,
        ::testing::MatchResultListener* listener) const override {
      if (!result.ok()) {
        *listener << "which is " << result.status().ToString();
        return false;
      }
      return inner_.MatchAndExplain(*result, listener);
    }

   private:
    const ::testing::Matcher<const Held&> inner_;
  };

  const Inner inner_;
};

}  // namespace testing_internal

MATCHER(IsOk, negation ? "is an error" : "is OK") {
  const absl::Status& status = testing_internal::StatusOf(arg);
  *result_listener << "which is " << status.ToString();
  return status.ok();
}

MATCHER_P(StatusIs, code,
          std::string(negation ? "has not" : "has") + " the code " +
              absl::StatusCodeToString(code)) {
  const absl::Status& status = testing_internal::StatusOf(arg);
  *result_listener << "which is " << status.ToString();
  return status.code() == code;
}

MATCHER_P2(StatusIs, code, message_matcher,
           std::string(negation ? "has not" : "has") + " the code " +
               absl::StatusCodeToString(code) + " and such a message") {
  const absl::Status& status = testing_internal::StatusOf(arg);
  *result_listener << "which is " << status.ToString();
  return status.code() == code &&
         ::testing::ExplainMatchResult(
             message_matcher, std::string(status.message()), result_listener);
}

// The reason that the error was given at birth.
MATCHER_P(HasReason, reason,
          std::string(negation ? "has not" : "has") + " the reason " +
              std::string(reason)) {
  const absl::Status& status = testing_internal::StatusOf(arg);
  *result_listener << "which is " << status.ToString() << " with the reason '"
                   << ReasonOf(status) << "'";
  return ReasonOf(status) == reason;
}

template <class Inner>
testing_internal::IsOkAndHoldsMatcher<std::decay_t<Inner>> IsOkAndHolds(
    Inner&& inner) {
  return testing_internal::IsOkAndHoldsMatcher<std::decay_t<Inner>>(
      std::forward<Inner>(inner));
}

}  // namespace cwp

#define EXPECT_OK(expression) EXPECT_THAT((expression), ::cwp::IsOk())
#define ASSERT_OK(expression) ASSERT_THAT((expression), ::cwp::IsOk())

// Declares or assigns `lhs` from an absl::StatusOr, or fails the test and
// returns from the function.
#define ASSERT_OK_AND_ASSIGN(lhs, expression)                                  \
  CWP_ASSERT_OK_AND_ASSIGN_(CWP_TESTING_CONCAT_(cwp_assigned_, __LINE__), lhs, \
                            expression)
#define CWP_TESTING_CONCAT_INNER_(a, b) a##b
#define CWP_TESTING_CONCAT_(a, b) CWP_TESTING_CONCAT_INNER_(a, b)
#define CWP_ASSERT_OK_AND_ASSIGN_(result, lhs, expression) \
  auto result = (expression);                              \
  ASSERT_THAT(result, ::cwp::IsOk());                      \
  lhs = *std::move(result)

#endif  // CWP_COMMON_TESTING_STATUS_MATCHERS_H_
