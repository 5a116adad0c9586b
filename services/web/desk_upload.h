#ifndef CWP_SERVICES_WEB_DESK_UPLOAD_H_
#define CWP_SERVICES_WEB_DESK_UPLOAD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "services/web/booking_form.h"
#include "services/web/desk.h"
#include "services/web/view.h"

namespace cwp::web {

// Files of webinars that staff upload. A form brings its file at its end, and
// it goes on to webinars as it arrives. Where scripts run, upload.js has sent
// it before, in pieces that may stop and go on, and the form names what it sent
// by `upload_id`, `upload_size` and `upload_name`.

// A kind of file: how forms and webinars call it.
struct UploadKind {
  absl::string_view name;
  absl::string_view content_type;
  int64_t max_bytes = 0;
};
// Null for another name.
const UploadKind* FindUploadKind(absl::string_view name);
inline constexpr absl::string_view kVideoUpload = "video";
inline constexpr absl::string_view kCaptionsUpload = "captions";
inline constexpr absl::string_view kHandoutUpload = "handout";

// What the script sends at once, and webinars takes at once.
inline constexpr size_t kUploadPiece = 512 << 10;
// The most that a route with such a form takes: a little more than webinars, so
// that somebody is told what is wrong, and not cut off.
inline constexpr size_t kLongestUpload = size_t{3} << 30;

// The same route, whose form brings a file.
DeskRoute TakesUpload(DeskRoute route);

// A file that webinars has.
struct UploadedMedia {
  std::string hash;
  std::string name;
};

// Whether the form brings a file.
bool BringsFile(const DeskVisit& visit);

// Has webinars take in the file of a form, which is read to its end; nothing
// when there is none. Fails as webinars' AppendUpload and FinishUpload do, or
// as the body of the form.
boost::asio::awaitable<absl::StatusOr<std::optional<UploadedMedia>>> TakeFile(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const UploadKind& kind);

// What is wrong with the file, as an error of the field `file`; nothing when
// something else is.
std::optional<FieldError> FileErrorOf(const absl::Status& status);

// Adds to a page with such a form what its script needs, and what was uploaded
// before it was shown again.
void AddUpload(const DeskVisit& visit, const UploadKind& kind, View& view);

// The headers of such a page, which has a script.
http::Response WithUploadScript(http::Response response);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_UPLOAD_H_
