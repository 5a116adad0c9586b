#ifndef CWP_COMMON_TELEMETRY_LOG_H_
#define CWP_COMMON_TELEMETRY_LOG_H_

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace cwp {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
enum class LogFormat { kJson, kText };

// The value of a field. Refers to the text it is made from.
class LogValue {
 public:
  LogValue(bool value) : value_(value) {}               // NOLINT
  LogValue(double value) : value_(value) {}             // NOLINT
  LogValue(absl::string_view value) : value_(value) {}  // NOLINT
  LogValue(const std::string& value)                    // NOLINT
      : value_(absl::string_view(value)) {}
  LogValue(const char* value)  // NOLINT
      : value_(absl::string_view(value)) {}
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) LogValue(Integer value)
      : value_(static_cast<int64_t>(value)) {}  // NOLINT

  const std::variant<bool, int64_t, double, absl::string_view>& value() const {
    return value_;
  }

 private:
  std::variant<bool, int64_t, double, absl::string_view> value_;
};

// One named value. Names are lower_snake_case and carry their unit
// (`duration_s`). The id that follows a request through all services is
// `request_id`.
struct LogField {
  absl::string_view name;
  LogValue value;
};

// Sets what every line of this process begins with, and how lines look. Called
// once by main, before other threads start. Lines below `minimum` are dropped.
void InitLog(absl::string_view service, LogFormat format = LogFormat::kJson,
             LogLevel minimum = LogLevel::kInfo);

// Reads "json" or "text", as the setting `log-format` is written. Fails with
// INVALID_ARGUMENT `LOG_FORMAT_UNKNOWN`.
absl::Status ParseLogFormat(absl::string_view text, LogFormat& format);

// Writes one line to stderr, with a single write: the time (RFC 3339, UTC,
// microseconds), level, service, `event`, then the fields in their order.
//
//   Log(LogLevel::kInfo, "call_handled",
//       {{"method", method}, {"code", code}, {"duration_s", seconds}});
//
// `event` is lower_snake_case and a constant. Never log personal data, tokens,
// join addresses or raw paths. Safe to use from several threads at once.
void Log(LogLevel level, absl::string_view event,
         std::initializer_list<LogField> fields = {});
void Log(LogLevel level, absl::string_view event,
         absl::Span<const LogField> fields);

// Receives lines without their line break.
using LogSink = std::function<void(absl::string_view line)>;

// Sends lines to `sink` instead of stderr; a null sink restores stderr. One
// line at a time is given to it. For tests.
void SetLogSink(LogSink sink);

}  // namespace cwp

#endif  // CWP_COMMON_TELEMETRY_LOG_H_
