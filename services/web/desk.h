#ifndef CWP_SERVICES_WEB_DESK_H_
#define CWP_SERVICES_WEB_DESK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/http/form.h"
#include "common/http/handler.h"
#include "common/http/multipart_reader.h"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "common/http/router.h"
#include "common/rpc/caller.h"
#include "cwp/gateway/v1/gateway_service.grpc.pb.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "cwp/registration/v1/report_service.grpc.pb.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "services/web/audit_log.h"
#include "services/web/desk_audit.h"
#include "services/web/oidc_sign_in.h"
#include "services/web/service_client.h"
#include "services/web/site.h"
#include "services/web/staff_accounts.h"
#include "services/web/staff_domain.h"
#include "services/web/view.h"

namespace cwp::notifications::v1 {
class NotificationsService;
}  // namespace cwp::notifications::v1

namespace cwp::scheduling::v1 {
class FacilitatorService;
class MeetingOptionsService;
class OrganisationService;
class PictureService;
class SeriesService;
class TeamsService;
}  // namespace cwp::scheduling::v1

namespace cwp::webinars::v1 {
class WebinarsService;
}  // namespace cwp::webinars::v1

namespace cwp::web {

class ShortMemory;
class ShownOnce;

// The services that the desk asks for the one who is signed in.
using SchedulingCalls = ServiceClient<scheduling::v1::SchedulingService>;
using RegistrationCalls = ServiceClient<registration::v1::RegistrationService>;
using SeriesCalls = ServiceClient<scheduling::v1::SeriesService>;
using FacilitatorCalls = ServiceClient<scheduling::v1::FacilitatorService>;
using MeetingOptionsCalls =
    ServiceClient<scheduling::v1::MeetingOptionsService>;
using PictureCalls = ServiceClient<scheduling::v1::PictureService>;
using OrganisationCalls = ServiceClient<scheduling::v1::OrganisationService>;
using GatewayCalls = ServiceClient<gateway::v1::GatewayService>;
using NotificationsCalls =
    ServiceClient<notifications::v1::NotificationsService>;
using ReportCalls = ServiceClient<registration::v1::ReportService>;
using WebinarCalls = ServiceClient<webinars::v1::WebinarsService>;
using TeamsCalls = ServiceClient<scheduling::v1::TeamsService>;

// How long what is posted to a page of the desk may be, besides a file: several
// fields of 10,000 characters, of which each is up to three when it is sent.
inline constexpr size_t kLongestDeskForm = 1 << 20;

// What the pages of the desk stand on. Made once, at start; what it points to
// outlives it.
struct Desk {
  const Site* site = nullptr;
  StaffAccounts* accounts = nullptr;
  const SchedulingCalls* scheduling = nullptr;
  const RegistrationCalls* registration = nullptr;
  const SeriesCalls* series = nullptr;
  const FacilitatorCalls* facilitators = nullptr;
  const MeetingOptionsCalls* meeting_options = nullptr;
  const PictureCalls* pictures = nullptr;
  const OrganisationCalls* organisation = nullptr;
  const ReportCalls* reports = nullptr;
  const GatewayCalls* gateway = nullptr;
  const NotificationsCalls* notifications = nullptr;
  const WebinarCalls* webinars = nullptr;
  AuditLog* audit = nullptr;
  ShownOnce* shown_once = nullptr;
  // Null while staff sign in with passwords alone.
  OidcSignIn* oidc = nullptr;
  const TeamsCalls* teams = nullptr;
  // Whether seat counts come from Redis, as they should; null without Redis.
  std::function<bool()> counts_live;
  // How what was edited a moment ago was before (desk_undo.h).
  ShortMemory* before = nullptr;
  // When what families see of the programme, and of webinars, was last all that
  // the services behind them had said.
  std::function<absl::Time()> programme_time;
  std::function<absl::Time()> webinars_time;
};

// A file that came with a form, and that is still arriving: piece by piece from
// the reader, whose present part it is.
struct ArrivingFile {
  // What the browser called it; not to be trusted.
  std::string name;
  http::MultipartReader* reader = nullptr;
};

// Somebody who is signed in and asks for a page of the desk.
struct DeskVisit {
  StaffSession session;
  // What was posted; empty for a GET.
  http::Parameters form;
  // The files that came with it, where the route takes any.
  std::vector<http::UploadedFile> files;
  // The file, where the route streams it; nothing when none was chosen.
  std::optional<ArrivingFile> arriving;
  // The form was sent when nobody was signed in any more, or is of an earlier
  // visit: it is to be shown as it was, and nothing is to be done.
  bool review = false;

  const Staff& staff() const { return session.staff; }
};

using DeskHandler =
    std::function<http::Answer(const Desk&, const DeskVisit&, http::Request&)>;

// A page of the desk, and what somebody must be allowed to get it.
struct DeskRoute {
  std::string method;
  std::string pattern;
  Permission permission = Permission::kDesk;
  // What of it gets into the audit log.
  DeskAudit audit;
  DeskHandler handler;
  // Of a POST: shows its own form again when a visit says `review`. The others
  // have nothing that somebody typed.
  bool has_form = false;
  // Of a POST: a page that it answers with shows something once. Sent again,
  // the same form gets the same page for a minute.
  bool shows_once = false;
  // Of a POST with a file: how large that may be. It can be sent without one.
  // What is larger comes cut off, and longer than this by one byte: the page
  // says that it is too large.
  size_t max_file = 0;
  // The handler reads the file as it arrives: for one too large for memory. The
  // form's fields stand before it.
  bool streams_file = false;
  // Of a POST: how many fields its form may have.
  size_t max_fields = http::kMaxParameters;
};

// All pages of the desk that need signing in: the table from which the test of
// who may see what is made.
std::vector<DeskRoute> DeskRoutes();

// Adds them, and the pages to sign in by. The desk outlives the router.
//
// Whoever is not signed in is asked to, and then led on to where they wanted
// to go; a form that was sent meanwhile is kept. Whoever may not see a page
// gets 403. A POST without this visit's token (see DeskForm) does nothing: one
// of an earlier visit of the same account is shown again, or where there is
// nothing to show, refused with PERMISSION_DENIED `FORM_OF_EARLIER_VISIT`; any
// other with `OTHER_SITE`. What fails is answered in the frame of the desk.
void AddDesk(http::Router& router, const Desk& desk);

// A page of the desk, with the header that belongs to it.
http::Response DeskPage(const Desk& desk, const DeskVisit& visit,
                        absl::string_view name, View view, int code = 200);

// The headers of every page of the desk.
http::Response ForDeskAlone(http::Response response);

// A form to be posted within this visit: `action` and `hidden`. Each has an id
// of its own, or that of the form that was posted and is shown again.
View DeskForm(const Desk& desk, const DeskVisit& visit,
              absl::string_view action);

// Whether a form was on a page of this account, in whichever visit.
bool IsFormOf(const Desk& desk, int64_t staff_id, const http::Parameters& form);

// The same visit, but a form that it is answered with is a new one. For one
// that did something before (`REQUEST_ID_REUSED`).
DeskVisit WithNewForm(const DeskVisit& visit);

// Adds what was posted to the hidden fields of another form, but for what the
// desk adds itself and the fields `without`: so no page between two steps loses
// anything.
void CarryOn(const DeskVisit& visit,
             absl::Span<const absl::string_view> without, View& form);

// The request id of what a form asks for: the same each time that the same
// form is sent.
std::string RequestIdOf(const Desk& desk, const DeskVisit& visit);

// In whose name services are called.
rpc::Caller StaffCaller(const Desk& desk, const DeskVisit& visit,
                        const http::Request& request);

// The cookies of the desk.
inline constexpr absl::string_view kDeskCookie = "desk";
inline constexpr absl::string_view kDeviceCookie = "desk-device";
inline constexpr absl::string_view kProviderCookie = "desk-provider";

// The page to sign in by; after it, `next`, a path of the desk.
http::Response ToSignIn(absl::string_view next);

// The same for a form whose sender is signed in no more: it is kept, for the
// account whose page it was on (IsFormOf). `body` is what was sent, as
// application/x-www-form-urlencoded.
http::Response SignInToGoOn(const Desk& desk, absl::string_view path,
                            std::string body);

// The routes, by subject, each in a file of its own.
std::vector<DeskRoute> DeskTodayRoutes();
std::vector<DeskRoute> DeskProgrammeRoutes();
std::vector<DeskRoute> DeskSessionRoutes();
std::vector<DeskRoute> DeskChangeRoutes();
std::vector<DeskRoute> DeskBookingRoutes();
std::vector<DeskRoute> DeskReportRoutes();
std::vector<DeskRoute> DeskPartnerRoutes();
std::vector<DeskRoute> DeskBookRoutes();
std::vector<DeskRoute> DeskAmendRoutes();
std::vector<DeskRoute> DeskAmendDateRoutes();
std::vector<DeskRoute> DeskEmailRoutes();
std::vector<DeskRoute> DeskListRoutes();
std::vector<DeskRoute> DeskAttendanceRoutes();
std::vector<DeskRoute> DeskWaitingRoutes();
std::vector<DeskRoute> DeskNoticeRoutes();
std::vector<DeskRoute> DeskOutboxRoutes();
std::vector<DeskRoute> DeskFailedRoutes();
// Where a colleague was faster they fail with FAILED_PRECONDITION
// `CONTACT_GONE`, `ALREADY_BLOCKED` or `NOT_BLOCKED`.
std::vector<DeskRoute> DeskContactRoutes();
std::vector<DeskRoute> DeskFindRoutes();
std::vector<DeskRoute> DeskAccountRoutes();
std::vector<DeskRoute> DeskPasswordRoutes();
std::vector<DeskRoute> DeskAuthenticatorRoutes();
std::vector<DeskRoute> DeskStaffRoutes();
std::vector<DeskRoute> DeskFacilitatorRoutes();
std::vector<DeskRoute> DeskFacilitatorFormRoutes();
std::vector<DeskRoute> DeskAllotmentRoutes();
std::vector<DeskRoute> DeskOptionsRoutes();
std::vector<DeskRoute> DeskWorkshopRoutes();
std::vector<DeskRoute> DeskWorkshopActRoutes();
std::vector<DeskRoute> DeskWorkshopWaitingRoutes();
std::vector<DeskRoute> DeskWorkshopEditRoutes();
std::vector<DeskRoute> DeskPictureRoutes();
std::vector<DeskRoute> DeskSessionNewRoutes();
std::vector<DeskRoute> DeskSessionEditRoutes();
std::vector<DeskRoute> DeskMoveRoutes();
std::vector<DeskRoute> DeskSessionListRoutes();
std::vector<DeskRoute> DeskSeriesRoutes();
std::vector<DeskRoute> DeskSeriesNewRoutes();
std::vector<DeskRoute> DeskSeriesOpenRoutes();
std::vector<DeskRoute> DeskAuditRoutes();
std::vector<DeskRoute> DeskWebinarRoutes();
std::vector<DeskRoute> DeskWebinarEditRoutes();
std::vector<DeskRoute> DeskPartRoutes();
std::vector<DeskRoute> DeskHandoutRoutes();
std::vector<DeskRoute> DeskUploadRoutes();
std::vector<DeskRoute> DeskSettingsRoutes();

// /desk/sign-in, /desk/invitation/{token}: for those who are not signed in
// (desk_sign_in_pages.cc, desk_invitation_pages.cc); and below
// /desk/sign-in/provider, with the identity provider (desk_provider_pages.cc).
// A way back that this browser did not begin fails with PERMISSION_DENIED
// `WAY_BACK_REFUSED`, and is answered like any sign-in that is refused.
void AddDeskSignInPages(http::Router& router, const Desk& desk);
void AddDeskInvitationPages(http::Router& router, const Desk& desk);
void AddDeskProviderPages(http::Router& router, const Desk& desk);

// Where a sign-in with the identity provider begins.
inline constexpr absl::string_view kProviderPath = "/desk/sign-in/provider";

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_H_
