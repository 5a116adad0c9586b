#ifndef CWP_SERVICES_WEB_DESK_SERIES_DONE_H_
#define CWP_SERVICES_WEB_DESK_SERIES_DONE_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "cwp/scheduling/v1/series_service.pb.h"
#include "services/web/desk.h"
#include "services/web/view.h"

namespace cwp::web {

// What the page of a series says was done to it a moment ago, with what undoes
// it.

// The form of the edit that gives its sessions back what `edit` took from them;
// `before` and `after` are the series around that. Nothing where one edit
// cannot: it cancelled them, it was of one of them, which edits of several
// leave alone from then on, they were not all alike in what it set, or a move
// took more from them than a move gives.
std::optional<http::Parameters> SeriesFormBack(
    const scheduling::v1::Series& before, const scheduling::v1::Series& after,
    const scheduling::v1::SeriesEdit& edit);

// Where its page says that it was edited, and remembers the way back. What
// waits that page says in any case.
std::string SeriesEditedPath(const Desk& desk, const DeskVisit& visit,
                             const scheduling::v1::Series& before,
                             const scheduling::v1::Series& after,
                             const scheduling::v1::SeriesEdit& edit);

// Whether `form` undoes an edit, and the series or any of its sessions has been
// changed since the page that offered it.
bool IsUndoTooLate(const http::Parameters& form,
                   const scheduling::v1::Series& series);

// As what its page's address says that its sessions were opened.
inline constexpr absl::string_view kSeriesOpened = "opened";

// By what the page's address says, and as long as it is so.
std::optional<View> SeriesDone(const Desk& desk, const DeskVisit& visit,
                               const http::Request& request,
                               const scheduling::v1::Series& series);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_SERIES_DONE_H_
