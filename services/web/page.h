#ifndef CWP_SERVICES_WEB_PAGE_H_
#define CWP_SERVICES_WEB_PAGE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/http/handler.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "common/http/router.h"
#include "common/rpc/caller.h"
#include "services/web/site.h"
#include "services/web/view.h"

namespace cwp::web {

// What pages of all resources share.

// Cache-Control of what has a hash in its name, which never means other bytes.
inline constexpr absl::string_view kForever =
    "public, max-age=31536000, immutable";

// A rendered page.
http::Response Page(const Site& site, absl::string_view name, const View& view,
                    int code = 200);

// The same, made anew only when what it is made from has changed since.
http::Response CachedPage(const Site& site, const http::Request& request,
                          absl::string_view name, const std::string& path,
                          PageCache::Basis basis,
                          absl::FunctionRef<View()> view);

// The page as it was made or found a moment ago for this programme, if it was;
// then nothing that it shows has to be read.
std::optional<http::Response> RecentPage(const Site& site,
                                         const http::Request& request,
                                         const std::string& path,
                                         const ProgrammePtr& programme,
                                         absl::Time now);

// Cache-Control of pages that hardly ever change.
inline constexpr absl::string_view kForSomeMinutes = "public, max-age=300";

// Adds a page that is the same for every request while the organisation says
// the same of itself, and is answered from memory.
void AddSamePage(http::Router& router, const Site& site, const char* path,
                 const char* name, std::function<View(const Said& said)> view);

// What a page is made from that shows these sessions, in their order.
PageCache::Basis BasisOf(const Site& site, ProgrammePtr programme,
                         const std::vector<int64_t>& sessions,
                         const SeatReader::Counts& seats, absl::Time now);

// Adds to an answer of 503 why it is one, for the log, and after how long to
// try again: as `status` says, or soon.
http::Response TryLater(http::Response response, const absl::Status& status);

// The page of the desk for a failure, and what it is fed besides its frame.
inline constexpr absl::string_view kDeskProblemPage = "desk-problem";
View DeskProblemView(const http::Request& request,
                     const http::Failure& failure);

// The page for a failure, by its HTTP code and the error's reason; below /desk
// that of the desk, as for somebody who is not signed in.
http::Response ProblemPage(const Renderer& renderer,
                           const http::Request& request,
                           const http::Failure& failure);

// The answer to a form that cannot be opened: one that has lapsed is gone
// (410), and says so; anything else stays the error that it is.
absl::StatusOr<http::Response> NotOpened(const Site& site,
                                         const http::Request& request,
                                         const absl::Status& status);

// The headers of pages whose address is a secret.
http::Response Secret(http::Response response);

// Pages that show what somebody typed into a form: the browser keeps them for
// its Back button, which would ask to send the form again otherwise, and nobody
// else does. Browsers keep no page that says that it is an error, so none does.
http::Response ForHistory(http::Response response);

// What the booking form of a workshop asks.
BookingRules RulesFor(const Site& site, const Workshop& workshop);

// By which is counted what one client does: a keyed hash of its address, or of
// the network that it has for itself.
std::string ClientKey(const Site& site, const http::Request& request);

// Somebody who is not signed in.
rpc::Caller PublicCaller(const Site& site, const http::Request& request);

enum class Origin {
  // Refused, when the browser says that it came from nowhere it wants to name.
  kNamed,
  // Accepted then: who knows a secret address may post to it, and such pages
  // make browsers send no origin.
  kAny,
};

// A handler that answers with PERMISSION_DENIED `OTHER_SITE` what a page of
// another site posted.
http::Handler FromOwnSite(const Site& site, Origin unnamed,
                          http::Handler handler);

// The session that the path names, and its workshop; both live as long as
// `programme`.
struct Occurrence {
  ProgrammePtr programme;
  const Workshop* workshop = nullptr;
  const Session* session = nullptr;
};

// Fails with NOT_FOUND `SESSION_NOT_FOUND`, or UNAVAILABLE `CATALOGUE_UNKNOWN`
// while nobody knows.
absl::StatusOr<Occurrence> FindOccurrence(const Site& site,
                                          absl::string_view session_id);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_PAGE_H_
