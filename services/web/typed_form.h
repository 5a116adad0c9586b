#ifndef CWP_SERVICES_WEB_TYPED_FORM_H_
#define CWP_SERVICES_WEB_TYPED_FORM_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "services/web/link_visit.h"
#include "services/web/site.h"

namespace cwp::web {

// What was typed into a form of a visit is not lost when it cannot be saved:
// the visit may be over, or somebody behind these pages not to be reached.

// A form that was sent when its visit was over.
struct TypedForm {
  // Where it was sent.
  std::string path;
  http::Parameters fields;
};

// Where a form waits, below the place where the visit begins.
inline constexpr absl::string_view kTypedStep = "/typed";

// Says that the link has to be opened once more. Then a form in which something
// was typed is there again as it was, by a cookie that opens for what it was
// shown for; one too large for a cookie is sent again from this page.
http::Response OpenLinkAgain(const Site& site, const http::Request& request,
                             const LinkKind& kind);

// The form that was sent too late for this, within a day and in this browser.
std::optional<TypedForm> FindTyped(const Site& site,
                                   const http::Request& request,
                                   const LinkKind& kind, int64_t id);

// Makes the browser forget a form that has been saved.
void ForgetTyped(const Site& site, const http::Request& request,
                 const LinkKind& kind, http::Response& response);

// Answers a form that was not saved for now, or of which nobody knows, with a
// page that sends the same again; `asked` says whether it got so far that it
// may have been saved. Any other failure, and that of a page which is only
// looked at, stays the error that it is.
absl::StatusOr<http::Response> SendAgain(const Site& site,
                                         const http::Request& request,
                                         const absl::Status& status,
                                         bool asked);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_TYPED_FORM_H_
