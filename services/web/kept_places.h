#ifndef CWP_SERVICES_WEB_KEPT_PLACES_H_
#define CWP_SERVICES_WEB_KEPT_PLACES_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "common/http/response.h"
#include "services/web/sealed_form.h"
#include "services/web/site.h"

namespace cwp::web {

// The places that registration keeps for somebody who fills in the form. A form
// works without them: then it asks for its places at the end, like a newcomer.

// The cookie that tells browsers apart, so that two windows do not keep places
// twice. Without it each form keeps its own.
inline constexpr absl::string_view kBrowserCookie = "places";

// Sees to it that as many places are kept as the form asks for: those that it
// has, or new ones when they are gone, or are too few. What comes of it is in
// `form.kept`, which holds a turn in line when there are none to keep now and
// `wait_in_line` says so, or the client has too many.
//
// Fails as CreateHold does; then nothing is kept. While registration cannot say
// whether those are live that the form has, they are taken for it.
boost::asio::awaitable<absl::Status> KeepPlaces(const Site& site,
                                                const http::Request& request,
                                                FormState& form,
                                                bool wait_in_line);

// Has them kept for longer. What cannot be kept longer stays as it is.
boost::asio::awaitable<void> KeepLonger(const Site& site,
                                        const http::Request& request,
                                        FormState& form);

// How a turn in line stands.
struct Turn {
  enum class State {
    kInLine,
    // There are places.
    kReady,
    // It was given back, or its time ran out.
    kOver,
    // Nobody can say now.
    kUnknown,
  };
  State state = State::kUnknown;
  // From 1; 0 when it is not in line.
  int position = 0;
  // When the last of the others lapses that keep places now, if any does.
  std::optional<absl::Time> others_until;
};

// Looks how the turn of a form stands, and notes it there. Changes nothing.
boost::asio::awaitable<Turn> LookAtTurn(const Site& site,
                                        const http::Request& request,
                                        FormState& form);

// Gives them back. What cannot be given back now lapses by itself.
boost::asio::awaitable<void> GiveBack(const Site& site,
                                      const http::Request& request,
                                      FormState& form);

// Has the browser known again.
void RememberBrowser(const Site& site, const FormState& form,
                     http::Response& response);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_KEPT_PLACES_H_
