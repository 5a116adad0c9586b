#ifndef CWP_SERVICES_WEB_DESK_POSTED_H_
#define CWP_SERVICES_WEB_DESK_POSTED_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/handler.h"
#include "common/http/multipart_reader.h"
#include "common/http/request.h"
#include "services/web/desk.h"

namespace cwp::web {

// What was posted to a page of the desk: a form, with a file or without.
class PostedForm {
 public:
  // Reads it into the visit; of a route that streams, up to its file. This and
  // the request outlive the visit's use of the file. Fails as ParseForm and
  // MultipartReader do.
  boost::asio::awaitable<absl::Status> Read(const DeskRoute& route,
                                            http::Request& request,
                                            DeskVisit& visit);

 private:
  boost::asio::awaitable<absl::Status> ReadParts(const DeskRoute& route,
                                                 http::Request& request,
                                                 DeskVisit& visit);

  std::optional<http::MultipartReader> reader_;
};

// What a form holds, as one without a file is sent. The file is not kept: it
// has to be chosen again. Nothing of a form that cannot be read.
boost::asio::awaitable<std::string> BodyToKeep(const DeskRoute& route,
                                               http::Request& request);

// A handler that also reads what is left of a body that it streams: browsers
// look at an answer only when they have sent everything.
http::Handler ReadingOn(http::Handler handler);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_POSTED_H_
