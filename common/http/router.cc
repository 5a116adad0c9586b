#include "common/http/router.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/check.h"
#include "common/base/text.h"
#include "common/http/escape.h"

namespace cwp::http {

// What can follow after some segments. A path ends at a node that has routes.
struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> exact;
  std::unique_ptr<Node> any;   // "{name}"
  std::unique_ptr<Node> rest;  // "{name...}"
  // By method. The names of the parameters belong to the route, since
  // patterns that share nodes may name them differently.
  std::map<std::string, const Route*, std::less<>> routes;
};

namespace {

using Segments = absl::InlinedVector<absl::string_view, 8>;

Segments Split(absl::string_view path) {
  path.remove_prefix(1);
  Segments segments;
  for (const absl::string_view segment : absl::StrSplit(path, '/')) {
    segments.push_back(segment);
  }
  return segments;
}

bool IsParameter(absl::string_view segment) {
  return absl::StartsWith(segment, "{");
}

bool IsRest(absl::string_view segment) {
  return absl::EndsWith(segment, "...}");
}

absl::string_view ParameterName(absl::string_view segment) {
  absl::ConsumePrefix(&segment, "{");
  absl::ConsumeSuffix(&segment, "}");
  absl::ConsumeSuffix(&segment, "...");
  return segment;
}

std::optional<std::string> Decode(absl::string_view segment) {
  std::optional<std::string> text = PercentDecode(segment);
  if (!text.has_value() || !IsValidUtf8(*text) ||
      absl::StrContains(*text, '\0')) {
    return std::nullopt;
  }
  return text;
}

bool Has(const auto& routes, absl::string_view method) {
  return routes.find(method) != routes.end() ||
         (method == "HEAD" && routes.find("GET") != routes.end());
}

// Gives the request the parts of its path that the pattern names. False when
// one is wrongly encoded.
bool TakeParams(const Route& route, const Segments& path, Request& request) {
  const Segments pattern = Split(route.pattern);
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (!IsParameter(pattern[i])) continue;
    const std::string rest =
        IsRest(pattern[i]) ? absl::StrJoin(path.begin() + i, path.end(), "/")
                           : std::string(path[i]);
    std::optional<std::string> value = Decode(rest);
    if (!value.has_value()) return false;
    request.AddParam(ParameterName(pattern[i]), *std::move(value));
  }
  return true;
}

std::string OtherSlash(absl::string_view pattern) {
  if (absl::ConsumeSuffix(&pattern, "/")) return std::string(pattern);
  return std::string(pattern) + "/";
}

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

void Router::Add(absl::string_view method, absl::string_view pattern,
                 Handler handler, RouteOptions options) {
  CWP_CHECK(absl::StartsWith(pattern, "/"), "a pattern begins with a slash");
  auto route = std::make_unique<Route>(Route{.method = std::string(method),
                                             .pattern = std::string(pattern),
                                             .handler = std::move(handler),
                                             .options = options,
                                             .index = routes_.size()});
  std::vector<std::string> patterns = {route->pattern};
  if (options.either_slash && pattern != "/") {
    patterns.push_back(OtherSlash(pattern));
  }
  for (const std::string& each : patterns) {
    Node* node = root_.get();
    for (const absl::string_view segment : Split(each)) {
      std::unique_ptr<Node>& next = IsRest(segment) ? node->rest
                                    : IsParameter(segment)
                                        ? node->any
                                        : node->exact[std::string(segment)];
      if (!next) next = std::make_unique<Node>();
      node = next.get();
    }
    const bool added =
        node->routes.try_emplace(route->method, route.get()).second;
    CWP_CHECK(added, "a method and a pattern have one handler");
  }
  routes_.push_back(std::move(route));
}

namespace {

// Calls `visit` with the nodes where a path may end, the best first, until it
// returns true.
template <typename Node, typename Visit>
bool Walk(const Node& node, const Segments& path, size_t at,
          const Visit& visit) {
  if (at == path.size()) return !node.routes.empty() && visit(node);
  const auto exact = node.exact.find(path[at]);
  if (exact != node.exact.end() && Walk(*exact->second, path, at + 1, visit)) {
    return true;
  }
  if (node.any && !path[at].empty() && Walk(*node.any, path, at + 1, visit)) {
    return true;
  }
  return node.rest && visit(*node.rest);
}

}  // namespace

Router::Match Router::Find(Request& request) const {
  Match match;
  const Segments path = Split(request.path());
  std::vector<std::string> allow;
  Walk(*root_, path, 0, [&](const Node& node) {
    if (!Has(node.routes, request.method())) {
      for (const auto& [method, route] : node.routes) {
        allow.push_back(method);
        if (method == "GET") allow.push_back("HEAD");
      }
      return false;
    }
    auto found = node.routes.find(request.method());
    if (found == node.routes.end()) found = node.routes.find("GET");
    match.route = found->second;
    return true;
  });
  if (match.route != nullptr) {
    request.SetRoute(match.route->pattern);
    match.result = TakeParams(*match.route, path, request) ? Result::kFound
                                                           : Result::kBadPath;
  } else if (!allow.empty()) {
    std::sort(allow.begin(), allow.end());
    allow.erase(std::unique(allow.begin(), allow.end()), allow.end());
    match.result = Result::kNoMethod;
    match.allow = absl::StrJoin(allow, ", ");
  }
  return match;
}

}  // namespace cwp::http
