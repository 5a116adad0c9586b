#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "cwp/scheduling/v1/meeting_options_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_options.h"
#include "services/web/desk_options_views.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

// What people may do in the meeting of a session: seen, changed, and confirmed
// of a meeting that somebody made by hand.

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using Calls = MeetingOptionsCalls::Async;
using scheduling::MeetingOptionChange;
using scheduling::SessionMeetingOptions;

// Which version a change made.
constexpr char kSet[] = "set";
constexpr absl::string_view kOn = "on";
constexpr absl::string_view kOff = "off";
constexpr absl::string_view kFields[] = {"lobby", "camera",    "microphone",
                                         "chat",  "recording", "reason"};
// As scheduling takes it.
constexpr TextRule kTexts[] = {{.field = "reason", .max = 500}};
constexpr FieldName kNames[] = {{"reason", "reason"}};

// A session, what holds for its meeting, and how that came to be.
struct Subject {
  scheduling::Session session;
  scheduling::ListMeetingOptionChangesResponse list;
  StaffNames names;

  const SessionMeetingOptions& now() const { return list.meeting_options(); }
};

http::asio::awaitable<absl::StatusOr<Subject>> SubjectOf(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  Subject subject;
  CO_ASSIGN_OR_RETURN(subject.session,
                      co_await GetSession(desk, visit, request));
  const int64_t id = subject.session.id();
  CO_ASSIGN_OR_RETURN(subject.list,
                      co_await ListOptionChanges(desk, visit, request, id));
  CO_ASSIGN_OR_RETURN(subject.names, co_await NamesOfStaff(desk));
  co_return subject;
}

// The options as a form, with yes or no for each.
http::Parameters FormOf(const scheduling::MeetingOptions& options) {
  http::Parameters form;
  for (const MeetingOption& option : kMeetingOptions) {
    form.Add(std::string(option.field),
             std::string(IsOn(options, option) ? kOn : kOff));
  }
  return form;
}

// The form as the options are.
EditedForm AsTheyAre(const Subject& subject) {
  EditedForm shown = {.form = FormOf(subject.now().options()),
                      .etag = subject.now().etag()};
  shown.seen = SeenText(shown.form);
  return shown;
}

// Whether people may do more than is usual again when the last change is
// undone, which needs a reason.
bool UndoLoosens(const Subject& subject) {
  const auto& changes = subject.list.changes();
  // Nothing is loosened before the first.
  if (changes.size() < 2) return false;
  return absl::c_any_of(
      changes[changes.size() - 2].loosened(), [&](const std::string& name) {
        return !absl::c_linear_search(subject.now().loosened(), name);
      });
}

// The button that undoes the last change, while nobody makes another.
View UndoForm(const Desk& desk, const DeskVisit& visit,
              const Subject& subject) {
  View undo = DeskForm(desk, visit, OptionsPath(subject.session.id()));
  json::array& hidden = undo["hidden"].as_array();
  const MeetingOptionChange& last = *subject.list.changes().rbegin();
  const http::Parameters before = FormOf(last.before());
  for (const auto& [name, value] : before.entries()) {
    hidden.push_back(View{{"name", name}, {"value", value}});
  }
  AddVersion(AsTheyAre(subject), undo);
  undo["act_button"] = View{{"text", Say("team.options.undo")},
                            {"variant", "secondary"},
                            {"once", true}};
  return undo;
}

// What was done a moment ago; of a change, the button that undoes it.
void AddDone(const Desk& desk, const DeskVisit& visit,
             const http::Request& request, const Subject& subject, View& view) {
  if (request.query().Get("done") == "confirmed" &&
      !subject.now().unconfirmed()) {
    view["done"] = View{{"done_text", Say("team.options.confirmed_now")}};
  }
  // Of the options as they still are: else the last change is a colleague's.
  if (request.query().Get(kSet) != subject.now().etag() ||
      subject.list.changes().empty()) {
    return;
  }
  const std::string what =
      OptionChangeWords(desk, *subject.list.changes().rbegin());
  View done = {{"done_text", Say("team.options.set_now", {{"what", what}})}};
  if (!UndoLoosens(subject)) done["undo_form"] = UndoForm(desk, visit, subject);
  view["done"] = std::move(done);
}

// The form to say that the meeting is so, for a page that shows nothing else:
// never beside what somebody typed.
View ConfirmForm(const Desk& desk, const DeskVisit& visit,
                 const Subject& subject) {
  if (!subject.now().unconfirmed()) return {};
  View confirm = DeskForm(
      desk, visit, absl::StrCat(OptionsPath(subject.session.id()), "/confirm"));
  confirm["hidden"].as_array().push_back(
      View{{"name", "etag"}, {"value", subject.now().etag()}});
  return confirm;
}

http::Response OptionsPage(const Desk& desk, const DeskVisit& visit,
                           const http::Request& request, const Subject& subject,
                           const EditedForm& shown, View confirm_form = {}) {
  const SessionMeetingOptions& now = subject.now();
  const View fixed = desk.site->renderer->Fixed(kOptionsPage);
  View view = FilledFields(fixed, shown.form, shown.errors);
  view["session_title"] = subject.session.workshop_title();
  view["session_begins"] = RangeOf(subject.session, desk.site->zone);
  view["set_by"] = SetByWords(now);
  view["back_link"] = View{{"text", Say("office.back")},
                           {"href", SessionPath(subject.session.id())}};
  if (json::array names = LoosenedNames(desk, now); !names.empty()) {
    view["loosened"] = View{{"names", std::move(names)}};
  }
  View form = DeskForm(desk, visit, OptionsPath(subject.session.id()));
  AddVersion(shown, form);
  view["form"] = std::move(form);
  if (!confirm_form.empty()) view["confirm_form"] = std::move(confirm_form);
  AddDone(desk, visit, request, subject, view);
  AddOptionChanges(desk, subject.list, subject.names, view);
  const int code = AddProblems(shown, fixed.at("fields").as_object(), view);
  return DeskPage(desk, visit, kOptionsPage, std::move(view), code);
}

http::Answer Show(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Subject subject,
                      co_await SubjectOf(desk, visit, request));
  co_return OptionsPage(desk, visit, request, subject, AsTheyAre(subject),
                        ConfirmForm(desk, visit, subject));
}

// What is wrong with what was typed.
std::vector<FieldError> ErrorsIn(const http::Parameters& form) {
  std::vector<FieldError> errors;
  for (const MeetingOption& option : kMeetingOptions) {
    const absl::string_view value = form.Get(option.field);
    if (value == kOn || value == kOff) continue;
    errors.push_back({std::string(option.field), "required"});
  }
  for (FieldError& error : CheckTexts(form, kTexts)) {
    errors.push_back(std::move(error));
  }
  return errors;
}

// A colleague changed the options while this form was on its way.
EditedForm Meanwhile(const Subject& subject, const DeskVisit& visit) {
  return MergedForm(kFields, FormOf(subject.now().options()),
                    subject.now().etag(), visit.form);
}

// Says so where it changed something else than was typed, or nobody can tell.
bool IsConflict(const DeskVisit& visit, EditedForm& merged) {
  if (!merged.changes.empty()) return true;
  if (ReadSeen(visit.form.Get("seen")).has_value()) return false;
  merged.problem = StaffWordsFor("ETAG_MISMATCH");
  return true;
}

// What the form asks for: the options that are to be others than `now`, of
// version `etag`.
scheduling::SetMeetingOptionsRequest RequestFor(const DeskVisit& visit,
                                                const http::Parameters& now,
                                                const std::string& etag) {
  scheduling::SetMeetingOptionsRequest wanted;
  wanted.set_etag(etag);
  wanted.set_reason(TypedText(visit.form, "reason"));
  for (const MeetingOption& option : kMeetingOptions) {
    const absl::string_view value = visit.form.Get(option.field);
    if (value == now.Get(option.field)) continue;
    SetOn(option, value == kOn, *wanted.mutable_options());
  }
  return wanted;
}

// The same; when all is as typed by now, what was asked for when the form was
// shown: the answer to that may have been lost.
scheduling::SetMeetingOptionsRequest RequestFor(const Subject& subject,
                                                const DeskVisit& visit) {
  scheduling::SetMeetingOptionsRequest wanted =
      RequestFor(visit, FormOf(subject.now().options()), subject.now().etag());
  const auto seen = ReadSeen(visit.form.Get("seen"));
  if (!wanted.has_options() && seen.has_value()) {
    wanted = RequestFor(visit, *seen, std::string(visit.form.Get("etag")));
  }
  wanted.set_session_id(subject.session.id());
  return wanted;
}

// What scheduling refused, on the form or above it. Whatever has no words is
// returned.
absl::Status AddRefusal(const absl::Status& status, EditedForm& shown) {
  const std::string reason = ReasonOf(status);
  if (reason == "REASON_REQUIRED") {
    shown.errors = {{"reason", "required"}};
    return absl::OkStatus();
  }
  if (auto error = RefusedField(status, kNames); error.has_value()) {
    shown.errors = {*std::move(error)};
    return absl::OkStatus();
  }
  shown.problem = StaffWordsFor(reason);
  return shown.problem.empty() ? status : absl::OkStatus();
}

http::Answer Set(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  CO_ASSIGN_OR_RETURN(Subject subject,
                      co_await SubjectOf(desk, visit, request));
  EditedForm shown = AsPosted(visit.form);
  if (visit.review) co_return OptionsPage(desk, visit, request, subject, shown);
  const DeskVisit again = WithNewForm(visit);
  if (shown.etag != subject.now().etag()) {
    EditedForm merged = Meanwhile(subject, visit);
    if (IsConflict(visit, merged)) {
      co_return OptionsPage(desk, again, request, subject, merged);
    }
  }
  shown.errors = ErrorsIn(visit.form);
  if (!shown.errors.empty()) {
    co_return OptionsPage(desk, visit, request, subject, shown);
  }
  scheduling::SetMeetingOptionsRequest wanted = RequestFor(subject, visit);
  if (!wanted.has_options()) {
    shown.problem = Say("programme.session.nothing_changed");
    co_return OptionsPage(desk, visit, request, subject, shown);
  }
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<SessionMeetingOptions> done =
      co_await desk.meeting_options->Call(&Calls::SetMeetingOptions,
                                          StaffCaller(desk, visit, request),
                                          std::move(wanted));
  const std::string path = OptionsPath(subject.session.id());
  if (done.ok()) {
    co_return http::Redirect(
        absl::StrCat(path, "?", kSet, "=", http::PercentEncode(done->etag())));
  }
  if (ReasonOf(done.status()) == "ETAG_MISMATCH") {
    CO_ASSIGN_OR_RETURN(subject, co_await SubjectOf(desk, visit, request));
    shown = Meanwhile(subject, visit);
    if (shown.changes.empty()) shown.problem = StaffWordsFor("ETAG_MISMATCH");
  } else {
    CO_RETURN_IF_ERROR(AddRefusal(done.status(), shown));
  }
  co_return OptionsPage(desk, again, request, subject, shown);
}

// Why a confirmation does not count; empty when there are no words for it.
std::string WhyNotConfirmed(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  if (reason == "ETAG_MISMATCH") return Say("team.options.others_now");
  if (reason == "NOTHING_TO_CONFIRM") {
    return Say("team.options.nothing_to_confirm");
  }
  return StaffWordsFor(reason);
}

http::Answer Confirm(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  const int64_t id = IdIn(request);
  scheduling::ConfirmMeetingOptionsRequest wanted;
  wanted.set_session_id(id);
  wanted.set_etag(std::string(visit.form.Get("etag")));
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<SessionMeetingOptions> done =
      co_await desk.meeting_options->Call(&Calls::ConfirmMeetingOptions,
                                          StaffCaller(desk, visit, request),
                                          std::move(wanted));
  if (done.ok()) {
    co_return http::Redirect(absl::StrCat(OptionsPath(id), "?done=confirmed"));
  }
  std::string words = WhyNotConfirmed(done.status());
  if (words.empty()) co_return done.status();
  CO_ASSIGN_OR_RETURN(const Subject subject,
                      co_await SubjectOf(desk, visit, request));
  EditedForm shown = AsTheyAre(subject);
  shown.problem = std::move(words);
  const DeskVisit again = WithNewForm(visit);
  co_return OptionsPage(desk, again, request, subject, shown,
                        ConfirmForm(desk, again, subject));
}

}  // namespace

std::vector<DeskRoute> DeskOptionsRoutes() {
  constexpr Permission kNeeded = Permission::kPlan;
  const std::string path = "/desk/sessions/{id}/meeting-options";
  const DeskAudit changes = DeskAudit::Changes(AuditAct::kMeetingOptionsChanged,
                                               AuditSubject::kSession);
  return {{.method = "GET",
           .pattern = path,
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &Show},
          {.method = "POST",
           .pattern = path,
           .permission = kNeeded,
           .audit = changes,
           .handler = &Set,
           .has_form = true},
          {.method = "POST",
           .pattern = absl::StrCat(path, "/confirm"),
           .permission = kNeeded,
           .audit = changes,
           .handler = &Confirm}};
}

}  // namespace cwp::web
