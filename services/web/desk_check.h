#ifndef CWP_SERVICES_WEB_DESK_CHECK_H_
#define CWP_SERVICES_WEB_DESK_CHECK_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "common/http/response.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "cwp/registration/v1/seat.pb.h"
#include "services/web/desk.h"
#include "services/web/view.h"

namespace cwp::web {

// The page between typing and doing: what would be made or changed and whom
// that concerns, to be confirmed.

struct Check {
  std::string heading;
  // Where the form is posted to, and what its button says.
  std::string action;
  std::string button;
  // Another button that does it another way: its text, and the `then` it sends.
  std::string other_button;
  std::string other_then;
  // What the button says that leads back; "Back to the form" when empty.
  std::string back_button;
  // Rows of a summary list, and sentences.
  json::array rows;
  json::array impact;
  // A table: its caption, columns and rows (nhsuk_table).
  View table;
  // Choices that the answer takes (nhsuk_checkboxes), as its fields `chosen`.
  View choices;
  // Hidden fields of the answer, besides what was posted.
  std::vector<std::pair<std::string, std::string>> hidden;
  // What has to be said before it is done (ToSay): the field that says it, and
  // its words.
  std::string say_field;
  std::string say_words;
};

// Everything that was posted goes along. The buttons send `confirmed`; another,
// `then` = `form`, leads back to the form.
http::Response CheckPage(const Desk& desk, const DeskVisit& visit,
                         const Check& check);

// Whether a check was answered.
bool IsConfirmed(const DeskVisit& visit);

// Has the check ask for what scheduling wants said first (`TRAINEE_ALONE`,
// `MEETING_OPTIONS_UNCONFIRMED`). False when it wants nothing of the kind.
bool ToSay(const absl::Status& status, Check& check);

// What a change of a session would do to those in it. A session that
// registration has not heard of has nobody.
boost::asio::awaitable<
    absl::StatusOr<registration::v1::PreviewSessionChangeResponse>>
ForeseeChange(const Desk& desk, const DeskVisit& visit,
              const http::Request& request,
              registration::v1::PreviewSessionChangeRequest change);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_CHECK_H_
