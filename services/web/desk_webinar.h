#ifndef CWP_SERVICES_WEB_DESK_WEBINAR_H_
#define CWP_SERVICES_WEB_DESK_WEBINAR_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "services/web/desk.h"
#include "services/web/view.h"

namespace cwp::web {

// What pages of webinars ask of webinars, in the name of whoever is signed in,
// and how they say it.

// The one that the path names. Fails with NOT_FOUND `WEBINAR_NOT_FOUND`.
boost::asio::awaitable<absl::StatusOr<webinars::v1::Webinar>> GetWebinar(
    const Desk& desk, const DeskVisit& visit, const http::Request& request);

// All of them, in order of title.
boost::asio::awaitable<absl::StatusOr<std::vector<webinars::v1::Webinar>>>
ListWebinars(const Desk& desk, const DeskVisit& visit,
             const http::Request& request);

// Changes these fields to what they are in `wanted`, whose etag says what they
// were before. Fails as UpdateWebinar says.
boost::asio::awaitable<absl::StatusOr<webinars::v1::Webinar>> ChangeWebinar(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    webinars::v1::Webinar wanted, absl::Span<const absl::string_view> fields);

// How often files were fetched.
struct ViewNumbers {
  struct Number {
    int64_t all = 0;
    int64_t recent = 0;
  };
  // Whether webinars answered.
  bool known = false;
  // By webinar, and file.
  std::map<int64_t, std::map<std::string, Number>> by_file;

  Number OfFile(int64_t webinar_id, const std::string& hash) const;
  // Of all files it has or had.
  Number OfWebinar(int64_t webinar_id) const;
};

// What counts as recent: the last 30 days.
inline constexpr int kRecentDays = 30;
boost::asio::awaitable<ViewNumbers> GetViewNumbers(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const std::vector<webinars::v1::Webinar>& webinars);

std::string DeskWebinarPath(int64_t id);
// Of a part, by its id, and of a handout, by its file. There, what the webinar
// does not have fails with NOT_FOUND `PART_NOT_FOUND` or `HANDOUT_NOT_FOUND`.
std::string DeskPartPath(int64_t webinar_id, int64_t part_id);
std::string DeskHandoutPath(int64_t webinar_id, absl::string_view hash);

// "Draft", "Shown to families", "Withdrawn".
std::string WebinarStateWords(webinars::v1::Webinar::State state);

// What is still to be done before families can watch it: each with a link.
json::array WebinarGaps(const webinars::v1::Webinar& webinar);

// A route of those who plan the programme. Below a webinar, which its pattern
// names as {id}, a POST is in the audit log as a change of that one.
DeskRoute WebinarRoute(absl::string_view method, absl::string_view pattern,
                       DeskHandler handler);

// What staff are told about why webinars refused something; empty when it is
// for no one's eyes.
std::string WebinarWordsFor(const absl::Status& status);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_WEBINAR_H_
