#ifndef CWP_SERVICES_WEB_DESK_ACT_H_
#define CWP_SERVICES_WEB_DESK_ACT_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "common/http/response.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "cwp/scheduling/v1/meeting_options_service.grpc.pb.h"
#include "cwp/scheduling/v1/organisation_service.grpc.pb.h"
#include "cwp/scheduling/v1/picture_service.grpc.pb.h"
#include "cwp/scheduling/v1/series_service.grpc.pb.h"
#include "cwp/scheduling/v1/teams_service.grpc.pb.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "services/web/calls_made.h"
#include "services/web/desk.h"

namespace cwp::web {

// One visit to a page of the desk, as the audit log tells of it: an entry
// before, another one after where that says more.
class DeskAct {
 public:
  // All outlive it.
  DeskAct(const Desk& desk, const DeskRoute& route, const DeskVisit& visit,
          const http::Request& request);

  DeskAct(const DeskAct&) = delete;
  DeskAct& operator=(const DeskAct&) = delete;

  // Writes the entry, if the route has one. Fails with UNAVAILABLE
  // `AUDIT_UNAVAILABLE`: then nothing may be shown or begun.
  boost::asio::awaitable<absl::Status> Begin();

  // What the page is to call services by, after Begin.
  const Desk& desk() const { return desk_; }

  // Says how it went. What fails here is logged: the entry from before says,
  // truly, that nobody knows.
  boost::asio::awaitable<void> End(
      const absl::StatusOr<http::Response>& answer);

 private:
  bool IsRecorded() const;
  int64_t SubjectId() const;
  AuditNote NoteOf() const;

  const DeskAudit audit_;
  const DeskVisit& visit_;
  const http::Request& request_;
  AuditLog& log_;
  // Whether it is in the log that people are seen.
  const bool recorded_;
  int64_t revision_ = 0;
  CallsMade registration_calls_;
  CallsMade scheduling_calls_;
  CallsMade gateway_calls_;
  CallsMade notifications_calls_;
  CallsMade webinar_calls_;
  const RegistrationCalls registration_;
  const SchedulingCalls scheduling_;
  const SeriesCalls series_;
  const FacilitatorCalls facilitators_;
  const MeetingOptionsCalls meeting_options_;
  const PictureCalls pictures_;
  const OrganisationCalls organisation_;
  const GatewayCalls gateway_;
  const NotificationsCalls notifications_;
  const WebinarCalls webinars_;
  const TeamsCalls teams_;
  Desk desk_;
};

// Who is signed in, within this request, as the audit log names them.
AuditActor ActorOf(const DeskVisit& visit, const http::Request& request);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_ACT_H_
