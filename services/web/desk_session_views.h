#ifndef CWP_SERVICES_WEB_DESK_SESSION_VIEWS_H_
#define CWP_SERVICES_WEB_DESK_SESSION_VIEWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "google/protobuf/repeated_field.h"
#include "services/web/desk.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_session_form.h"
#include "services/web/view.h"

namespace cwp::web {

// What pages that make, change and move sessions share.

FormTime TimeOf(const Desk& desk);

// What a form of a session is about.
struct SessionSubject {
  scheduling::v1::Workshop workshop;
  // Of one that is there.
  std::optional<scheduling::v1::Session> session;
  std::vector<scheduling::v1::Facilitator> facilitators;

  // Where the form is posted to.
  std::string path() const;
};

// Of a new session of the workshop that the path names, and of the session that
// it names.
boost::asio::awaitable<absl::StatusOr<SessionSubject>> NewSubject(
    const Desk& desk, const DeskVisit& visit, const http::Request& request);
boost::asio::awaitable<absl::StatusOr<SessionSubject>> SubjectOf(
    const Desk& desk, const DeskVisit& visit, const http::Request& request);

http::Response SessionFormPage(const Desk& desk, const DeskVisit& visit,
                               const SessionSubject& subject,
                               const EditedForm& shown);

// The form with a row of meetings more or less, when a button asks for it.
std::optional<http::Parameters> WithOtherRows(const DeskVisit& visit);

// Why scheduling did not take it, into the form. An error that is no fault of
// the form's stays one.
absl::Status AddSessionRefusal(const Desk& desk, const SessionSubject& subject,
                               const absl::Status& status, EditedForm& shown);

// Each meeting in words.
json::array WhenLines(const Desk& desk, const Meetings& meetings);

// Where the session takes place, and who leads it.
bool IsOnline(const SessionSubject& subject,
              const scheduling::v1::Session& session);
std::string WhereWords(const SessionSubject& subject,
                       const scheduling::v1::Session& session);
std::string LeaderWords(
    const std::vector<scheduling::v1::Facilitator>& facilitators,
    const google::protobuf::RepeatedField<int64_t>& ids);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_SESSION_VIEWS_H_
