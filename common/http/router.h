#ifndef CWP_COMMON_HTTP_ROUTER_H_
#define CWP_COMMON_HTTP_ROUTER_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/http/handler.h"
#include "common/http/request.h"

namespace cwp::http {

struct RouteOptions {
  // Larger bodies are answered with 413.
  size_t max_body = 64 << 10;
  // Whether the path may also be written with a slash more, or less, at its
  // end. Otherwise `/a` and `/a/` are two routes.
  bool either_slash = false;
  // The handler reads the body as it arrives (Request::body_source); it need
  // not be in memory at once, and what the handler leaves is not read.
  bool streams_body = false;
};

// One handler and what leads to it.
struct Route {
  std::string method;
  std::string pattern;
  Handler handler;
  RouteOptions options;
  // Counts from 0 in the order of Add.
  size_t index = 0;
};

// Finds the handler for a method and a path. Filled before the server starts,
// only read afterwards.
//
// A pattern is a path whose segments may be parameters: "/workshops/{slug}".
// A parameter matches one segment that is not empty. The last segment may be
// "{name...}", which matches the rest of the path, empty or not. Where several
// patterns match, an exact segment goes before a parameter, from the left. The
// path is split before it is decoded, so an encoded slash stays inside its
// segment; nothing is normalised, so `//` and `..` match nothing by accident.
class Router {
 public:
  Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;
  ~Router();

  // Adds a route. The same method and pattern twice, or a pattern that is not
  // one, is a mistake and aborts. A GET route answers HEAD too, unless HEAD
  // has its own.
  void Add(absl::string_view method, absl::string_view pattern, Handler handler,
           RouteOptions options = {});

  enum class Result {
    kFound,
    kNoPath,    // 404
    kNoMethod,  // 405; `allow` says what there is.
    kBadPath,   // 400: wrongly encoded, not UTF-8, or holds NUL.
  };
  struct Match {
    Result result = Result::kNoPath;
    // Set with kFound.
    const Route* route = nullptr;
    // The value of an Allow header.
    std::string allow;
  };

  // Finds the route, and sets the request's route and parameters.
  Match Find(Request& request) const;

  const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  struct Node;

  std::unique_ptr<Node> root_;
  std::vector<std::unique_ptr<Route>> routes_;
};

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_ROUTER_H_
