#ifndef CWP_SERVICES_WEB_DESK_UNDO_H_
#define CWP_SERVICES_WEB_DESK_UNDO_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "services/web/desk.h"
#include "services/web/view.h"

namespace cwp::web {

// The way back after a form of many fields was saved: the form as it was, sent
// once more. What was typed fits into no address, so it is remembered here for
// some minutes; one process knows nothing of another's, and then there is no
// button.

// What was changed: below `path`, into the version `etag`; `before` is the form
// as it was.
void RememberBefore(const Desk& desk, const DeskVisit& visit,
                    absl::string_view path, absl::string_view etag,
                    const http::Parameters& before);

// That form; nothing when it is not known, or when `etag` is not the version
// that the change made: somebody else has changed it since.
std::optional<http::Parameters> FormBefore(const Desk& desk,
                                           const DeskVisit& visit,
                                           absl::string_view path,
                                           absl::string_view etag);

// A form that posts it to `action`, with a button that says `text`.
View FormBack(const Desk& desk, const DeskVisit& visit,
              absl::string_view action, const http::Parameters& before,
              const std::string& text);

// Where the page of `path` says what was done, as `done` in its address.
inline constexpr absl::string_view kEditDone = "edit";
std::string EditedPath(absl::string_view path);

// What the page of `path` says just after: nothing unless its address tells
// that an edit was saved. With the button that posts the form as it was to
// `path`/edit, where there is anything to put back and nobody has changed it
// since. `fields`, `etag` and `now` are of the form as it is now.
std::optional<View> EditDone(const Desk& desk, const DeskVisit& visit,
                             const http::Request& request,
                             absl::string_view path,
                             absl::Span<const absl::string_view> fields,
                             absl::string_view etag,
                             const http::Parameters& now);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_UNDO_H_
