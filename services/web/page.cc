#include "services/web/page.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/crypto/hash.h"
#include "common/http/address.h"
#include "common/http/status.h"
#include "services/web/packed_page.h"
#include "services/web/security.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kLinkPage = "link-not-valid";

// Browsers keep a page that is the same for everybody, and ask whether it still
// is.
constexpr absl::string_view kAskAnew = "no-cache";

// When a refusal does not say how long to wait.
constexpr absl::Duration kRetryAfter = absl::Seconds(5);

absl::string_view ProblemPageName(int code, absl::string_view reason) {
  if (reason == "LINK_NOT_VALID" || reason == "LINK_EXPIRED" ||
      reason == "BOOKING_NOT_FOUND") {
    return kLinkPage;
  }
  switch (code) {
    case 403:
    case 410:
      return "forbidden";
    case 404:
    case 405:
      return "not-found";
    case 429:
    case 502:
    case 503:
    case 504:
      return "unavailable";
    default:
      return code < 500 ? "bad-request" : "server-error";
  }
}

// What of `desk-problem` a code is said by.
absl::string_view DeskProblemKind(int code) {
  switch (code) {
    case 403:
      return "not_allowed";
    case 404:
    case 405:
      return "not_found";
    case 429:
      return "is_busy";
    case 502:
    case 503:
    case 504:
      return "not_working";
    default:
      return code < 500 ? "not_understood" : "our_mistake";
  }
}

bool IsOfDesk(absl::string_view path) {
  return path == "/desk" || absl::StartsWith(path, "/desk/");
}

// What a browser says about the page that a request came from.
bool IsFromOwnSite(const Site& site, Origin unnamed,
                   const http::Request& request) {
  const absl::string_view fetch_site = request.Header("sec-fetch-site");
  if (!fetch_site.empty()) {
    return fetch_site == "same-origin" || fetch_site == "none";
  }
  const absl::string_view origin = request.Header("origin");
  if (origin.empty()) return true;
  if (origin == "null") return unnamed == Origin::kAny;
  if (origin == site.public_url) return true;
  // Whoever stands between could make plain http say anything, so where
  // browsers come by https, nothing else is our own.
  return !absl::StartsWith(site.public_url, "https://") &&
         origin == absl::StrCat("http://", request.Header("host"));
}

// A page of everybody's whose numbers of places change while it is open.
http::Response Live(const PackedPage& page, const http::Request& request) {
  http::Response response = page.AnswerTo(request, kAskAnew);
  response.SetHeader("Content-Security-Policy", kLivePolicy);
  return response;
}

http::Answer Same(http::Response response) { co_return response; }

// The page as it is kept, or made now.
PageCache::Html Kept(const Site& site, absl::string_view name,
                     const std::string& path, PageCache::Basis basis,
                     absl::FunctionRef<View()> view) {
  const absl::Time now = site.clock->Now();
  PageCache::Html page = site.pages->Find(path, basis, now);
  if (page != nullptr) return page;
  return site.pages->Put(path, std::move(basis), now,
                         site.renderer->Render(name, view()));
}

http::Answer RefuseOtherSite() {
  co_return MakeError(absl::StatusCode::kPermissionDenied, "OTHER_SITE",
                      "the form was sent from another site");
}

// What every page for a failure is fed.
View ProblemView(const http::Request& request, const http::Failure& failure) {
  View view;
  const absl::string_view words = WordsFor(ReasonOf(failure.status));
  if (!words.empty()) view["problem"] = std::string(words);
  // Of these alone it is certain that they are in the log.
  if (failure.code >= 500 && !request.id().empty()) {
    view["request_id"] = std::string(request.id());
  }
  return view;
}

}  // namespace

http::Response TryLater(http::Response response, const absl::Status& status) {
  response.SetHeader("Retry-After", http::RetryAfter(status, kRetryAfter));
  response.cause = status;
  return response;
}

http::Response Page(const Site& site, absl::string_view name, const View& view,
                    int code) {
  return http::Html(site.renderer->Render(name, view), code);
}

http::Response CachedPage(const Site& site, const http::Request& request,
                          absl::string_view name, const std::string& path,
                          PageCache::Basis basis,
                          absl::FunctionRef<View()> view) {
  basis.said = site.said->Get();
  return Live(*Kept(site, name, path, std::move(basis), view), request);
}

std::optional<http::Response> RecentPage(const Site& site,
                                         const http::Request& request,
                                         const std::string& path,
                                         const ProgrammePtr& programme,
                                         absl::Time now) {
  const PageCache::Html page = site.pages->FindRecent(
      path, programme.get(), site.knows_workshops(), now);
  if (page == nullptr) return std::nullopt;
  return Live(*page, request);
}

void AddSamePage(http::Router& router, const Site& site, const char* path,
                 const char* name, std::function<View(const Said& said)> view) {
  const auto answer = [&site, path, name, view = std::move(view)](
                          http::Request& request) -> http::Answer {
    const std::shared_ptr<const Said> said = site.said->Get();
    const PageCache::Html page =
        Kept(site, name, path, {.said = said}, [&] { return view(*said); });
    return Same(page->AnswerTo(request, kForSomeMinutes));
  };
  router.Add("GET", path, answer);
}

PageCache::Basis BasisOf(const Site& site, ProgrammePtr programme,
                         const std::vector<int64_t>& sessions,
                         const SeatReader::Counts& seats, absl::Time now) {
  PageCache::Basis basis = {.programme = std::move(programme),
                            .second = SecondOf(now),
                            .known = site.knows_workshops()};
  basis.left.reserve(sessions.size());
  for (const int64_t session : sessions) {
    basis.left.push_back(seats.at(session).left);
  }
  return basis;
}

View DeskProblemView(const http::Request& request,
                     const http::Failure& failure) {
  View view = ProblemView(request, failure);
  const absl::string_view kind = DeskProblemKind(failure.code);
  view[json::string_view(kind.data(), kind.size())] = true;
  return view;
}

http::Response ProblemPage(const Renderer& renderer,
                           const http::Request& request,
                           const http::Failure& failure) {
  const std::string reason = ReasonOf(failure.status);
  absl::string_view name = kDeskProblemPage;
  View view;
  if (IsOfDesk(request.path())) {
    view = DeskProblemView(request, failure);
  } else {
    name = ProblemPageName(failure.code, reason);
    view = ProblemView(request, failure);
    view["is_over"] = reason == "LINK_EXPIRED";
    view["is_busy"] = failure.code == 429;
  }
  http::Response page = http::Html(renderer.Render(name, view), failure.code);
  if (failure.code != 503) return page;
  return TryLater(std::move(page), failure.status);
}

absl::StatusOr<http::Response> NotOpened(const Site& site,
                                         const http::Request& request,
                                         const absl::Status& status) {
  if (ReasonOf(status) != "TOKEN_EXPIRED") return status;
  return ProblemPage(*site.renderer, request, {.code = 410, .status = status});
}

http::Response Secret(http::Response response) {
  response.SetHeader("Referrer-Policy", "no-referrer");
  response.SetHeader("Cache-Control", "no-store");
  response.SetHeader("X-Robots-Tag", "noindex");
  return response;
}

http::Response ForHistory(http::Response response) {
  response.code = 200;
  response.SetHeader("Cache-Control", "private, max-age=0");
  return response;
}

BookingRules RulesFor(const Site& site, const Workshop& workshop) {
  BookingRules rules = site.said->Get()->rules;
  rules.workshop_ages = {.min = workshop.min_years, .max = workshop.max_years};
  rules.names_reason = workshop.attendee_names_reason;
  return rules;
}

std::string ClientKey(const Site& site, const http::Request& request) {
  return crypto::KeyedHash(site.client_key,
                           {http::ClientNetwork(request.client_address())});
}

rpc::Caller PublicCaller(const Site& site, const http::Request& request) {
  return {.kind = rpc::CallerKind::kPublic,
          .client_key = ClientKey(site, request),
          .trace = std::string(request.id())};
}

http::Handler FromOwnSite(const Site& site, Origin unnamed,
                          http::Handler handler) {
  return [&site, unnamed, handler = std::move(handler)](
             http::Request& request) -> http::Answer {
    if (!IsFromOwnSite(site, unnamed, request)) return RefuseOtherSite();
    return handler(request);
  };
}

absl::StatusOr<Occurrence> FindOccurrence(const Site& site,
                                          absl::string_view session_id) {
  Occurrence found = {.programme = site.catalogue->Get()};
  const std::optional<int64_t> id = ParseId(session_id);
  if (id.has_value()) found.session = found.programme->FindSession(*id);
  if (found.session == nullptr) {
    if (!site.knows_workshops()) {
      return Unavailable("CATALOGUE_UNKNOWN", "the programme is not known yet");
    }
    return NotFound("SESSION_NOT_FOUND", "there is no such session");
  }
  found.workshop = found.programme->FindWorkshop(found.session->workshop_id);
  return found;
}

}  // namespace cwp::web
