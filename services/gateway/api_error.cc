#include "services/gateway/api_error.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "boost/json/array.hpp"
#include "boost/json/object.hpp"
#include "boost/json/serialize.hpp"
#include "common/http/status.h"
#include "google/rpc/status.pb.h"
#include "services/gateway/shape.h"

namespace cwp::gateway {
namespace {

constexpr absl::string_view kArgumentsError = "ARGUMENTS_ERROR";
constexpr absl::Duration kRetryAfter = absl::Seconds(2);

http::Response Envelope(int code, absl::string_view error,
                        absl::string_view description) {
  return http::Json(json::serialize(json::object{
                        {"status_code", code},
                        {"error", JsonText(error)},
                        {"error_description", JsonText(description)}}),
                    code);
}

http::Response ArgumentsPage(const ErrorMetadata& errors) {
  std::vector<std::string> parts;
  json::object detail;
  for (const auto& [field, code] : errors) {
    parts.push_back(absl::StrCat(field, " - ", code));
    detail[field] = json::array{JsonText(code)};
  }
  return http::Json(json::serialize(json::object{
                        {"status_code", 400},
                        {"error", JsonText(kArgumentsError)},
                        {"error_description",
                         absl::StrCat("There are errors with your arguments: ",
                                      absl::StrJoin(parts, ", "))},
                        {"error_detail", json::object{{"ARGUMENTS_ERROR",
                                                       std::move(detail)}}}}),
                    400);
}

// What registration calls a field, in the words of the API.
std::string FieldName(const std::string& field) {
  if (field == "request_id") return "Idempotency-Key";
  if (field == "session_id") return "event_id";
  return absl::StrCat("order.", field);
}

// The arguments that an error of registration's, or of ArgumentErrors', is
// about.
ErrorMetadata ArgumentsOf(const absl::Status& status,
                          const std::string& reason) {
  if (reason == kArgumentsError) {
    google::rpc::ErrorInfo info;
    const auto payload = status.GetPayload(kErrorInfoUrl);
    if (payload.has_value()) info.ParseFromString(std::string(*payload));
    return {info.metadata().begin(), info.metadata().end()};
  }
  std::string code = "INVALID";
  if (reason == "FIELD_REQUIRED") code = "MISSING";
  if (reason == "FIELD_TOO_LONG") code = "TOO_LONG";
  return {{FieldName(MetadataOf(status, "field")), code}};
}

http::Response NotFoundPage(absl::string_view reason) {
  const bool event = reason == "EVENT_NOT_FOUND";
  return Envelope(404, "NOT_FOUND",
                  event ? "The event you requested does not exist."
                        : "The path you requested does not exist.");
}

// Another service is down, slow or overloaded; trying again may help.
bool IsTemporary(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status);
}

http::Response RefuseArguments(const absl::Status& status,
                               const std::string& reason) {
  if (reason == "REQUEST_ID_REUSED") {
    return Envelope(422, reason,
                    "This Idempotency-Key came before with another order. Use "
                    "a new one for a new order.");
  }
  if (reason == "PAGE_TOKEN_INVALID") {
    return Envelope(400, "BAD_CONTINUATION_TOKEN",
                    "The continuation is not of this list.");
  }
  if (reason == "UNSUPPORTED_MEDIA_TYPE") {
    return Envelope(415, reason, status.message());
  }
  if (reason == kArgumentsError || !MetadataOf(status, "field").empty()) {
    return ArgumentsPage(ArgumentsOf(status, reason));
  }
  return Envelope(400, reason, status.message());
}

http::Response BusyPage(const absl::Status& status, const std::string& reason) {
  http::Response page =
      Envelope(503, reason.empty() ? "SERVICE_UNAVAILABLE" : reason,
               "This cannot be done right now. Please try again soon; the same "
               "Idempotency-Key never books twice.");
  page.SetHeader("Retry-After", http::RetryAfter(status, kRetryAfter));
  return page;
}

}  // namespace

void ArgumentErrors::Add(absl::string_view field, absl::string_view code) {
  errors_.emplace(std::string(field), std::string(code));
}

absl::Status ArgumentErrors::status() const {
  if (errors_.empty()) return absl::OkStatus();
  return InvalidArgument(kArgumentsError, "arguments are wrong", errors_);
}

absl::Status EventNotFound() {
  return NotFound("EVENT_NOT_FOUND", "there is no such event");
}

absl::Status PathNotFound() {
  return NotFound("PATH_NOT_FOUND", "there is no such path");
}

absl::Status NotAuthorized() {
  return MakeError(absl::StatusCode::kPermissionDenied, "NOT_AUTHORIZED",
                   "You do not have permission to see this.");
}

absl::StatusOr<http::Response> Refuse(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
      if (!reason.empty()) return RefuseArguments(status, reason);
      break;
    case absl::StatusCode::kNotFound:
      return NotFoundPage(reason);
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
      if (!reason.empty()) {
        return Envelope(http::ToHttpStatus(status.code()), reason,
                        status.message());
      }
      break;
    default:
      break;
  }
  if (IsTemporary(status)) {
    return Unavailable(
        reason.empty() ? "SERVICE_UNAVAILABLE" : reason, status.message(),
        {{"retry_after_ms", MetadataOf(status, "retry_after_ms")}});
  }
  return status;
}

http::Response ErrorPage(const http::Request& /*request*/,
                         const http::Failure& failure) {
  const std::string reason = ReasonOf(failure.status);
  if (failure.code == 503) return BusyPage(failure.status, reason);
  if (failure.code == 404) return NotFoundPage(reason);
  if (failure.code >= 500 || reason.empty()) {
    return Envelope(failure.code, "INTERNAL_ERROR",
                    "Something went wrong here. Please tell us if it stays.");
  }
  return Envelope(failure.code, reason, failure.status.message());
}

}  // namespace cwp::gateway
