#include "services/web/desk_health.h"

#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "boost/asio/experimental/awaitable_operators.hpp"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "cwp/scheduling/v1/teams_service.grpc.pb.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "services/web/desk_outbox.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace gateway = ::cwp::gateway::v1;
namespace notifications = ::cwp::notifications::v1;
namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;
namespace webinars = ::cwp::webinars::v1;

using scheduling::QueuedMeeting;
template <class T>
using Awaited = boost::asio::awaitable<absl::StatusOr<T>>;

// So long the page waits for those that do not answer.
constexpr absl::Duration kHealthPatience = absl::Seconds(1);
// As lists take; more than wait at a time.
constexpr int kMost = 200;
// A partner that keeps itself up to date asks several times a day.
constexpr absl::Duration kPartnerSilence = absl::Hours(48);
// A service says where its feed ends every few seconds.
constexpr absl::Duration kOldestCopy = absl::Minutes(5);

void AddTrouble(absl::string_view key, DeskHealth& health) {
  health.troubles.push_back(View{{"text", Say(key)}});
}

// That a service does not answer. One that has no such thing, will not say or
// cannot yet, does.
void AddSilence(const absl::Status& status, absl::string_view key,
                DeskHealth& health) {
  const bool answers = status.ok() || absl::IsNotFound(status) ||
                       absl::IsPermissionDenied(status) ||
                       absl::IsUnimplemented(status);
  if (!answers) AddTrouble(key, health);
}

// Seat counts would be answered from memory.
Awaited<registration::ListAllotmentsResponse> AskRegistration(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  registration::ListAllotmentsRequest wanted;
  // Whether there is such a session or not.
  wanted.set_session_id(1);
  co_return co_await desk.registration->Call(
      &RegistrationCalls::Async::ListAllotments,
      StaffCaller(desk, visit, request), std::move(wanted), kHealthPatience);
}

Awaited<scheduling::ListQueuedMeetingsResponse> AskScheduling(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  scheduling::ListQueuedMeetingsRequest wanted;
  wanted.set_page_size(kMost);
  co_return co_await desk.teams->Call(&TeamsCalls::Async::ListQueuedMeetings,
                                      StaffCaller(desk, visit, request),
                                      std::move(wanted), kHealthPatience);
}

Awaited<webinars::ListWebinarsResponse> AskWebinars(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  webinars::ListWebinarsRequest wanted;
  wanted.set_page_size(1);
  co_return co_await desk.webinars->Call(&WebinarCalls::Async::ListWebinars,
                                         StaffCaller(desk, visit, request),
                                         std::move(wanted), kHealthPatience);
}

Awaited<notifications::ListMessagesResponse> AskNotifications(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  notifications::ListMessagesRequest wanted;
  wanted.set_page_size(1);
  *wanted.mutable_failed_since() = ToTimestamp(FailedSince(desk));
  co_return co_await desk.notifications->Call(
      &NotificationsCalls::Async::ListMessages,
      StaffCaller(desk, visit, request), std::move(wanted), kHealthPatience);
}

// None for those who may not see partners.
Awaited<gateway::ListPartnersResponse> AskGateway(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  gateway::ListPartnersRequest wanted;
  wanted.set_page_size(kMost);
  if (!Allows(visit.staff().role, Permission::kPartners)) {
    co_return gateway::ListPartnersResponse();
  }
  co_return co_await desk.gateway->Call(&GatewayCalls::Async::ListPartners,
                                        StaffCaller(desk, visit, request),
                                        std::move(wanted), kHealthPatience);
}

// A meeting that somebody has to do something about.
View ParkedMeeting(const Desk& desk, const DeskVisit& visit,
                   const QueuedMeeting& meeting) {
  const std::string path = SessionPath(meeting.session_id());
  const std::string words = absl::StrCat(
      meeting.workshop_title(), ", ",
      civil::DateTimeWords(ToTime(meeting.start_time()), desk.site->zone));
  View form = DeskForm(desk, visit, absl::StrCat(path, kRetryStep));
  form["act_button"] =
      View{{"text", Say("office.health.retry")},
           {"label_text", Say("office.health.retry_of", {{"session", words}})},
           {"variant", "secondary"},
           {"small", true},
           {"once", true}};
  return {{"text", Say("office.health.meeting_parked",
                       {{"reason", meeting.last_reason()}})},
          {"session_href", path},
          {"session_words", words},
          {"retry_form", std::move(form)}};
}

// Meetings on Teams that are parked, and how many wait for Microsoft. Those
// that were never tried wait for nothing but their turn, or for an address that
// is typed.
void AddMeetings(const Desk& desk, const DeskVisit& visit,
                 const scheduling::ListQueuedMeetingsResponse& queue,
                 DeskHealth& health) {
  int waiting = 0;
  for (const QueuedMeeting& meeting : queue.meetings()) {
    if (meeting.last_reason().empty()) continue;
    if (meeting.state() == QueuedMeeting::PARKED) {
      health.troubles.push_back(ParkedMeeting(desk, visit, meeting));
    } else {
      ++waiting;
    }
  }
  if (waiting == 0) return;
  health.troubles.push_back(
      View{{"text", SayCount("office.health.meetings_wait", waiting)}});
}

// Partners whose programme may be out of date, or whose token ended.
void AddPartners(const gateway::ListPartnersResponse& partners,
                 const Desk& desk, DeskHealth& health) {
  const absl::Time now = desk.site->clock->Now();
  const absl::TimeZone& zone = desk.site->zone;
  for (const gateway::Partner& partner : partners.partners()) {
    // Whoever never asked has not begun.
    if (partner.has_revoke_time() || !partner.has_last_use_time()) continue;
    const absl::Time last = ToTime(partner.last_use_time());
    if (partner.has_expire_time() && ToTime(partner.expire_time()) <= now) {
      health.troubles.push_back(View{
          {"text", Say("office.health.partner_ended",
                       {{"partner", partner.name()},
                        {"day", civil::DateWords(ToTime(partner.expire_time()),
                                                 zone)}})}});
    } else if (last < now - kPartnerSilence) {
      health.troubles.push_back(
          View{{"text", Say("office.health.partner_silent",
                            {{"partner", partner.name()},
                             {"when", civil::DateTimeWords(last, zone)}})}});
    }
  }
}

// Says that what families see is older than it should be.
void AddOldCopy(absl::string_view key, absl::Time current, const Desk& desk,
                DeskHealth& health) {
  if (current >= desk.site->clock->Now() - kOldestCopy) return;
  health.troubles.push_back(View{
      {"text",
       Say(key, {{"when", civil::DateTimeWords(current, desk.site->zone)}})}});
}

}  // namespace

boost::asio::awaitable<DeskHealth> AskHealth(const Desk& desk,
                                             const DeskVisit& visit,
                                             const http::Request& request) {
  using boost::asio::experimental::awaitable_operators::operator&&;
  auto all = AskRegistration(desk, visit, request) &&
             AskScheduling(desk, visit, request) &&
             AskWebinars(desk, visit, request) &&
             AskNotifications(desk, visit, request) &&
             AskGateway(desk, visit, request);
  const auto [allotments, queue, webinars, messages, partners] =
      co_await std::move(all);
  DeskHealth health;
  AddSilence(allotments.status(), "office.health.registration", health);
  AddSilence(queue.status(), "office.health.scheduling", health);
  AddSilence(webinars.status(), "office.health.webinars", health);
  AddSilence(messages.status(), "office.health.notifications", health);
  AddSilence(partners.status(), "office.health.gateway", health);
  if (desk.counts_live && !desk.counts_live()) {
    AddTrouble("office.health.counts", health);
  }
  AddOldCopy("office.health.programme_old", desk.programme_time(), desk,
             health);
  AddOldCopy("office.health.webinars_old", desk.webinars_time(), desk, health);
  if (queue.ok()) AddMeetings(desk, visit, *queue, health);
  if (partners.ok()) AddPartners(*partners, desk, health);
  if (messages.ok()) health.failed_messages = messages->total_size();
  co_return health;
}

}  // namespace cwp::web
