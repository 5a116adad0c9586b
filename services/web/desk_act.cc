#include "services/web/desk_act.h"

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/text.h"
#include "common/telemetry/log.h"
#include "services/web/desk_form.h"
#include "services/web/desk_words.h"

namespace cwp::web {
namespace {

// Whether what was asked for may have been done all the same.
bool MayHaveBeenDone(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsCancelled(status) || absl::IsInternal(status) ||
         absl::IsUnknown(status);
}

// Why an answer is not what was asked for; empty when it is.
std::string WhyRefused(const absl::StatusOr<http::Response>& answer) {
  if (!answer.ok()) return ReasonOf(answer.status());
  if (answer->code < 400) return "";
  if (!answer->cause.ok()) return ReasonOf(answer->cause);
  switch (answer->code) {
    case 400:
      return "FORM_INVALID";
    case 409:
      return "CHANGED_MEANWHILE";
    default:
      return absl::StrCat("HTTP_", answer->code);
  }
}

// How a change went.
struct Went {
  AuditOutcome outcome = AuditOutcome::kDone;
  std::string reason;
};

Went HowAChangeWent(std::initializer_list<CallsMade*> services,
                    const absl::StatusOr<http::Response>& answer, bool review) {
  if (review) return {AuditOutcome::kRefused, "FORM_SHOWN_AGAIN"};
  absl::Status failure;
  bool changed = false;
  for (const CallsMade* const calls : services) {
    failure.Update(calls->change_failure());
    changed = changed || calls->changed();
  }
  if (!failure.ok()) {
    const bool unknown = changed || MayHaveBeenDone(failure);
    return {unknown ? AuditOutcome::kUnknown : AuditOutcome::kRefused,
            ReasonOf(failure)};
  }
  // A page that could not be made after the change says nothing about it.
  if (changed) return {};
  const std::string reason = WhyRefused(answer);
  if (!reason.empty()) return {AuditOutcome::kRefused, reason};
  // It leads on, to what was there already; or shows a page, such as what would
  // come of it, and nothing was asked of any service that changes something.
  const bool leads_on = answer->code >= 300;
  return leads_on ? Went{} : Went{AuditOutcome::kRefused, "NOTHING_CHANGED"};
}

// Why nothing was shown; empty when something was: a list may lack what could
// not be looked up, or is not there any more.
std::string WhyNotShown(const CallsMade& registration,
                        const absl::StatusOr<http::Response>& answer) {
  const absl::Status& failure = registration.read_failure();
  const bool withheld = absl::IsPermissionDenied(failure) ||
                        (!failure.ok() && !absl::IsNotFound(failure) &&
                         !registration.showed_people());
  return withheld ? ReasonOf(failure) : WhyRefused(answer);
}

}  // namespace

AuditActor ActorOf(const DeskVisit& visit, const http::Request& request) {
  return {.kind = AuditActor::Kind::kStaff,
          .staff_id = visit.staff().id,
          .request_id = std::string(request.id())};
}

DeskAct::DeskAct(const Desk& desk, const DeskRoute& route,
                 const DeskVisit& visit, const http::Request& request)
    : audit_(route.audit.WhenPosted(visit.form)),
      visit_(visit),
      request_(request),
      log_(*desk.audit),
      recorded_(IsRecorded()),
      registration_calls_(recorded_),
      // What it tells of those who lead sessions, the programme does, too.
      scheduling_calls_(true),
      // Partners are no people.
      gateway_calls_(true),
      // Which messages there are about whom, and nothing of whom.
      notifications_calls_(recorded_),
      // Nor is anybody in a webinar.
      webinar_calls_(true),
      registration_(*desk.registration, registration_calls_),
      scheduling_(*desk.scheduling, scheduling_calls_),
      series_(*desk.series, scheduling_calls_),
      facilitators_(*desk.facilitators, scheduling_calls_),
      meeting_options_(*desk.meeting_options, scheduling_calls_),
      pictures_(*desk.pictures, scheduling_calls_),
      organisation_(*desk.organisation, scheduling_calls_),
      gateway_(*desk.gateway, gateway_calls_),
      notifications_(*desk.notifications, notifications_calls_),
      webinars_(*desk.webinars, webinar_calls_),
      teams_(*desk.teams, scheduling_calls_),
      desk_(desk) {
  desk_.registration = &registration_;
  desk_.scheduling = &scheduling_;
  desk_.series = &series_;
  desk_.facilitators = &facilitators_;
  desk_.meeting_options = &meeting_options_;
  desk_.pictures = &pictures_;
  desk_.organisation = &organisation_;
  desk_.gateway = &gateway_;
  desk_.notifications = &notifications_;
  desk_.webinars = &webinars_;
  desk_.teams = &teams_;
}

bool DeskAct::IsRecorded() const {
  switch (audit_.kind) {
    case DeskAudit::Kind::kShows:
      return Allows(visit_.staff().role, audit_.permission);
    case DeskAudit::Kind::kChanges:
      return true;
    default:
      return false;
  }
}

// The id that the route or its pattern has for it.
int64_t DeskAct::SubjectId() const {
  if (audit_.subject_id != 0) return audit_.subject_id;
  return audit_.subject == AuditSubject::kNone ? 0 : IdIn(request_);
}

AuditNote DeskAct::NoteOf() const {
  return {.actor = ActorOf(visit_, request_),
          .act = audit_.act,
          .subject = audit_.subject,
          .subject_id = SubjectId()};
}

boost::asio::awaitable<absl::Status> DeskAct::Begin() {
  if (!recorded_) co_return absl::OkStatus();
  AuditNote note = NoteOf();
  if (audit_.kind == DeskAudit::Kind::kChanges) {
    note.outcome = AuditOutcome::kBegun;
  }
  const std::string why = TypedIn(visit_.form, audit_.why_field);
  // What is too long the page refuses.
  if (CheckText("why", why, {.max = kMaxAuditWhy, .lines = true}).ok()) {
    log_.SealWhy(why, note);
  }
  const absl::StatusOr<int64_t> revision =
      co_await log_.Record(std::move(note));
  if (!revision.ok()) {
    Log(LogLevel::kError, "audit_entry_not_written",
        {{"request_id", request_.id()},
         {"reason", ReasonOf(revision.status())}});
    co_return Unavailable("AUDIT_UNAVAILABLE",
                          "the audit log cannot be written");
  }
  revision_ = *revision;
  co_return absl::OkStatus();
}

boost::asio::awaitable<void> DeskAct::End(
    const absl::StatusOr<http::Response>& answer) {
  const bool with_the_change = audit_.kind == DeskAudit::Kind::kWithTheChange;
  if (!recorded_ && !with_the_change) co_return;
  AuditNote note = NoteOf();
  note.about_revision = revision_;
  if (audit_.kind == DeskAudit::Kind::kChanges) {
    const auto services = {&scheduling_calls_, &registration_calls_,
                           &gateway_calls_, &notifications_calls_,
                           &webinar_calls_};
    // So that what was made is found with who made it.
    for (const CallsMade* const calls : services) {
      if (!calls->made().has_value()) continue;
      note.subject = calls->made()->subject;
      note.subject_id = calls->made()->id;
    }
    Went went = HowAChangeWent(services, answer, visit_.review);
    note.outcome = went.outcome;
    note.recipients = registration_calls_.recipients();
    note.subject_version = scheduling_calls_.version();
    note.reason = std::move(went.reason);
  } else {
    note.reason = with_the_change ? WhyRefused(answer)
                                  : WhyNotShown(registration_calls_, answer);
    if (note.reason.empty()) co_return;
    note.outcome = AuditOutcome::kRefused;
  }
  const absl::StatusOr<int64_t> written = co_await log_.Record(std::move(note));
  if (written.ok()) co_return;
  Log(LogLevel::kError, "audit_outcome_not_written",
      {{"request_id", request_.id()}, {"reason", ReasonOf(written.status())}});
}

}  // namespace cwp::web
