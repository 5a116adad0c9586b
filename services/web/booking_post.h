#ifndef CWP_SERVICES_WEB_BOOKING_POST_H_
#define CWP_SERVICES_WEB_BOOKING_POST_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "services/web/booking_steps.h"
#include "services/web/booking_views.h"
#include "services/web/sealed_form.h"
#include "services/web/site.h"

namespace cwp::web {

// What a button of the form says to do instead of going on: the values of the
// field `then`.
inline constexpr absl::string_view kBack = "back";
inline constexpr absl::string_view kMoreTime = "more_time";
inline constexpr absl::string_view kLeave = "leave";

// What was posted, and to where.
struct Posted {
  Visit visit;
  BookingRules rules;
  http::Parameters fields;
  FormState form;

  absl::string_view then() const { return fields.Get("then"); }
};

// The visit of a path that names a session (`id`), or a workshop (`slug`) whose
// sessions are waited for. Fails as FindOccurrence, or with NOT_FOUND
// `WORKSHOP_NOT_FOUND`.
boost::asio::awaitable<absl::StatusOr<Visit>> Begin(
    const Site& site, const http::Request& request);

// The visit of a workshop whose sessions are waited for.
absl::StatusOr<Visit> BeginWaiting(const Site& site, absl::string_view slug);

// Fails also with `TOKEN_INVALID`, or `TOKEN_EXPIRED` for a form that has
// lapsed.
boost::asio::awaitable<absl::StatusOr<Posted>> ReadPosted(
    const Site& site, const http::Request& request);

// The page of a step, or the last look for null.
http::Response PageOf(const Site& site, const Posted& posted, const Step* step);

// The same for somebody who is led there: what is wrong with what was answered
// is said, since it was not when it was; what is only missing is not.
http::Response PageLedTo(const Site& site, const Posted& posted,
                         const Step* step);

// Says why nothing came of the last look, or that nobody knows.
absl::StatusOr<http::Response> AnswerFailure(const Site& site,
                                             const http::Request& request,
                                             const Posted& posted,
                                             const absl::Status& status);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_BOOKING_POST_H_
