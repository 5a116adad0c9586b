#ifndef CWP_SERVICES_GATEWAY_API_ERROR_H_
#define CWP_SERVICES_GATEWAY_API_ERROR_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/http/handler.h"
#include "common/http/request.h"
#include "common/http/response.h"

namespace cwp::gateway {

// How errors reach partners: Eventbrite's envelope, its codes where it has one,
// and else our own reasons.
//
// The reasons that are born in this service: `NO_AUTH`, `INVALID_AUTH`,
// `INVALID_AUTH_HEADER`, `NOT_AUTHORIZED`, `EVENT_NOT_FOUND`, `PATH_NOT_FOUND`,
// `ARGUMENTS_ERROR`, `INVALID_BODY`, `UNSUPPORTED_MEDIA_TYPE`, `BAD_PAGE`,
// `BAD_CONTINUATION_TOKEN`.

// What is wrong with the arguments of one request.
class ArgumentErrors {
 public:
  // `code` is `MISSING`, `INVALID`, `TOO_LONG` or `Unknown parameter`. The
  // first one for a field stays.
  void Add(absl::string_view field, absl::string_view code);

  // OK when there are none, else INVALID_ARGUMENT `ARGUMENTS_ERROR`.
  absl::Status status() const;

 private:
  ErrorMetadata errors_;
};

// Errors that several routes make.
absl::Status EventNotFound();
absl::Status PathNotFound();
absl::Status NotAuthorized();

// Turns an error into the answer of a handler: a response where partners could
// do better, and the error itself, with its HTTP code put right, where we
// could: the server logs that, and asks ErrorPage.
absl::StatusOr<http::Response> Refuse(const absl::Status& status);

// The page of an error for the server, in the same envelope.
http::Response ErrorPage(const http::Request& request,
                         const http::Failure& failure);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_API_ERROR_H_
