#include "common/telemetry/log.h"

#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/telemetry/json_text.h"

namespace cwp {
namespace {

struct Logger {
  // Set before other threads start, only read later.
  std::string service;
  LogFormat format = LogFormat::kJson;
  LogLevel minimum = LogLevel::kInfo;

  Mutex mu;
  LogSink sink ABSL_GUARDED_BY(mu);
};

// Never destroyed, because threads may log while the process ends.
Logger& TheLogger() {
  static Logger* const logger = new Logger;
  return *logger;
}

absl::string_view LevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "error";
}

void AppendNumber(double value, std::string& line) {
  if (!std::isfinite(value)) {
    line += "null";
    return;
  }
  char digits[32];
  const auto [end, error] =
      std::to_chars(digits, digits + sizeof(digits), value);
  if (error == std::errc()) line.append(digits, end);
}

void AppendValue(const LogValue& value, std::string& line) {
  const auto& any = value.value();
  if (const bool* truth = std::get_if<bool>(&any)) {
    line += *truth ? "true" : "false";
  } else if (const int64_t* integer = std::get_if<int64_t>(&any)) {
    absl::StrAppend(&line, *integer);
  } else if (const double* number = std::get_if<double>(&any)) {
    AppendNumber(*number, line);
  } else {
    AppendJsonString(std::get<absl::string_view>(any), line);
  }
}

std::string FormatNow() {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(),
                          absl::UTCTimeZone());
}

std::string FormatJson(const Logger& logger, LogLevel level,
                       absl::string_view event,
                       absl::Span<const LogField> fields) {
  std::string line =
      absl::StrCat("{\"time\":\"", FormatNow(), "\",\"level\":\"",
                   LevelName(level), "\",\"service\":");
  AppendJsonString(logger.service, line);
  line += ",\"event\":";
  AppendJsonString(event, line);
  for (const LogField& field : fields) {
    line += ',';
    AppendJsonString(field.name, line);
    line += ':';
    AppendValue(field.value, line);
  }
  line += '}';
  return line;
}

std::string FormatText(const Logger& logger, LogLevel level,
                       absl::string_view event,
                       absl::Span<const LogField> fields) {
  std::string line = absl::StrCat(FormatNow(), " ", LevelName(level), " ",
                                  logger.service, " ", event);
  for (const LogField& field : fields) {
    absl::StrAppend(&line, " ", field.name, "=");
    AppendValue(field.value, line);
  }
  return line;
}

// A log that cannot be written has nobody to tell, so errors are dropped.
void WriteLine(absl::string_view line) {
  while (!line.empty()) {
    const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return;
    line.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace

void InitLog(absl::string_view service, LogFormat format, LogLevel minimum) {
  Logger& logger = TheLogger();
  logger.service = std::string(service);
  logger.format = format;
  logger.minimum = minimum;
}

absl::Status ParseLogFormat(absl::string_view text, LogFormat& format) {
  if (text == "json") {
    format = LogFormat::kJson;
  } else if (text == "text") {
    format = LogFormat::kText;
  } else {
    return InvalidArgument("LOG_FORMAT_UNKNOWN",
                           "the log format is \"json\" or \"text\"",
                           {{"format", std::string(text)}});
  }
  return absl::OkStatus();
}

void Log(LogLevel level, absl::string_view event,
         std::initializer_list<LogField> fields) {
  Log(level, event, absl::Span<const LogField>(fields.begin(), fields.size()));
}

void Log(LogLevel level, absl::string_view event,
         absl::Span<const LogField> fields) {
  Logger& logger = TheLogger();
  if (level < logger.minimum) return;
  std::string line = logger.format == LogFormat::kJson
                         ? FormatJson(logger, level, event, fields)
                         : FormatText(logger, level, event, fields);
  // A line longer than a pipe takes at once would mix with others', hence the
  // lock around the write.
  MutexLock lock(logger.mu);
  if (logger.sink) {
    logger.sink(line);
    return;
  }
  line += '\n';
  WriteLine(line);
}

void SetLogSink(LogSink sink) {
  Logger& logger = TheLogger();
  MutexLock lock(logger.mu);
  logger.sink = std::move(sink);
}

}  // namespace cwp
