#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/email.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_facilitator.h"
#include "services/web/desk_form.h"
#include "services/web/desk_plan.h"
#include "services/web/say.h"

// Those who lead sessions: the form to add one, and to change one.

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Facilitator;
using Calls = FacilitatorCalls::Async;
using Team = std::vector<Facilitator>;

constexpr char kPage[] = "desk-facilitator-form";
constexpr absl::string_view kNewPath = "/desk/facilitators/new";
constexpr absl::string_view kNobody = "0";

constexpr absl::string_view kFields[] = {"name", "role", "supervisor", "email"};
// As scheduling takes them.
constexpr TextRule kTexts[] = {{.field = "name", .max = 100, .required = true},
                               {.field = "email", .max = kMaxEmailAddress}};
constexpr FieldName kNames[] = {{"display_name", "name"},
                                {"role", "role"},
                                {"supervisor_id", "supervisor"},
                                {"email", "email"}};
// What says which field is wrong without naming one.
struct RefusedFor {
  absl::string_view reason;
  absl::string_view field;
  absl::string_view error;
};
constexpr RefusedFor kByReason[] = {
    {"NOT_A_SUPERVISOR", "supervisor", "not_a_supervisor"},
    {"FACILITATOR_RETIRED", "supervisor", "not_a_supervisor"},
    {"FACILITATOR_NOT_FOUND", "supervisor", "not_a_supervisor"},
    {"SUPERVISES_OTHERS", "role", "supervises_others"}};

// What a form is about: whom it can name as supervisor, and whom it changes;
// nobody yet when it adds one.
struct Subject {
  Team team;
  std::optional<Facilitator> one;
};

std::vector<Choice> RoleChoices() {
  struct RoleHintKey {
    Facilitator::Role role;
    absl::string_view key;
  };
  constexpr RoleHintKey kHints[] = {
      {Facilitator::TRAINEE, "team.role_hint.trainee"},
      {Facilitator::PRACTITIONER, "team.role_hint.practitioner"},
      {Facilitator::SUPERVISOR, "team.role_hint.supervisor"}};
  std::vector<Choice> choices;
  for (const RoleHintKey& hint : kHints) {
    choices.push_back({.value = absl::StrCat(static_cast<int>(hint.role)),
                       .text = FacilitatorRoleWords(hint.role),
                       .hint = Say(hint.key)});
  }
  return choices;
}

// Those who can be named as supervisor, and whoever is.
std::vector<Choice> SupervisorChoices(const Subject& subject,
                                      const http::Parameters& form) {
  const std::string typed = TypedIn(form, "supervisor");
  const int64_t self = subject.one.has_value() ? subject.one->id() : 0;
  const int64_t now =
      subject.one.has_value() ? subject.one->supervisor_id() : 0;
  std::vector<Choice> choices = {
      {.value = std::string(kNobody), .text = Say("team.facilitator.nobody")}};
  for (const Facilitator& one : subject.team) {
    const std::string id = absl::StrCat(one.id());
    const bool supervises = one.role() == Facilitator::SUPERVISOR &&
                            !one.has_retire_time() && one.id() != self;
    if (!supervises && id != typed && one.id() != now) continue;
    choices.push_back({.value = id, .text = FacilitatorNameWords(one)});
  }
  return choices;
}

void AddMember(const Desk& desk, const Facilitator& one, View& view) {
  const std::string path = FacilitatorPath(one.id());
  View member = {{"standing", FacilitatorStateWords(one, desk.site->zone)},
                 {"erase_href", absl::StrCat(path, "/erase")}};
  if (!one.has_retire_time()) {
    member["retire_href"] = absl::StrCat(path, "/retire");
  }
  view["member"] = std::move(member);
}

http::Response FormPage(const Desk& desk, const DeskVisit& visit,
                        const Subject& subject, const EditedForm& shown) {
  View fixed = desk.site->renderer->Fixed(kPage);
  View& fields = fixed.at("fields").as_object();
  SetChoices(fields, "role", RoleChoices());
  SetChoices(fields, "supervisor", SupervisorChoices(subject, shown.form));
  View view = FilledFields(fixed, shown.form, shown.errors);
  const bool adds = !subject.one.has_value();
  View form = DeskForm(
      desk, visit,
      adds ? std::string(kNewPath) : FacilitatorPath(subject.one->id()));
  AddVersion(shown, form);
  view["form"] = std::move(form);
  view["form_heading"] =
      adds ? Say("team.facilitator.add") : FacilitatorNameWords(*subject.one);
  if (!adds) AddMember(desk, *subject.one, view);
  const int code = AddProblems(shown, fields, view);
  return DeskPage(desk, visit, kPage, std::move(view), code);
}

// What was typed, and what is wrong with it.
struct Typed {
  Facilitator facilitator;
  std::vector<FieldError> errors;
};

Typed ReadForm(const http::Parameters& form) {
  Typed typed;
  typed.errors = CheckTexts(form, kTexts);
  Facilitator& one = typed.facilitator;
  one.set_display_name(TypedText(form, "name"));
  one.set_email(TypedText(form, "email"));
  if (!one.email().empty() && !IsEmailAddress(one.email())) {
    typed.errors.push_back({"email", "invalid"});
  }
  const auto role =
      TypedNumber(form, "role", Facilitator::TRAINEE, Facilitator::SUPERVISOR);
  if (role.has_value()) {
    one.set_role(static_cast<Facilitator::Role>(*role));
  } else {
    typed.errors.push_back({"role", "required"});
  }
  one.set_supervisor_id(ParseId(TypedIn(form, "supervisor")).value_or(0));
  if (one.role() == Facilitator::SUPERVISOR && one.supervisor_id() != 0) {
    typed.errors.push_back({"supervisor", "invalid"});
  }
  return typed;
}

// Puts what scheduling refused onto the form. Whatever the form has no place
// for is returned.
absl::Status AddRefusal(const absl::Status& status, EditedForm& shown) {
  const std::string reason = ReasonOf(status);
  for (const RefusedFor& known : kByReason) {
    if (reason != known.reason) continue;
    shown.errors = {{std::string(known.field), std::string(known.error)}};
    return absl::OkStatus();
  }
  if (auto error = RefusedField(status, kNames); error.has_value()) {
    shown.errors = {*std::move(error)};
    return absl::OkStatus();
  }
  shown.problem = PlanWordsFor(reason);
  return shown.problem.empty() ? status : absl::OkStatus();
}

http::Answer New(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  CO_ASSIGN_OR_RETURN(Team team,
                      co_await ListFacilitators(desk, visit, request));
  co_return FormPage(desk, visit, {.team = std::move(team)}, {});
}

http::Answer Create(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  CO_ASSIGN_OR_RETURN(Team team,
                      co_await ListFacilitators(desk, visit, request));
  const Subject subject = {.team = std::move(team)};
  EditedForm shown = AsPosted(visit.form);
  if (visit.review) co_return FormPage(desk, visit, subject, shown);
  Typed typed = ReadForm(visit.form);
  if (!typed.errors.empty()) {
    shown.errors = std::move(typed.errors);
    co_return FormPage(desk, visit, subject, shown);
  }
  scheduling::CreateFacilitatorRequest wanted;
  *wanted.mutable_facilitator() = std::move(typed.facilitator);
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Facilitator> made = co_await desk.facilitators->Call(
      &Calls::CreateFacilitator, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (made.ok()) co_return http::Redirect(FacilitatorsAfter("added"));
  CO_RETURN_IF_ERROR(AddRefusal(made.status(), shown));
  co_return FormPage(desk, WithNewForm(visit), subject, shown);
}

http::asio::awaitable<absl::StatusOr<Subject>> SubjectOf(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  Subject subject;
  CO_ASSIGN_OR_RETURN(subject.one,
                      co_await GetFacilitator(desk, visit, request));
  CO_ASSIGN_OR_RETURN(subject.team,
                      co_await ListFacilitators(desk, visit, request));
  co_return subject;
}

// The form as scheduling has them.
http::Parameters FormOf(const Facilitator& one) {
  http::Parameters form;
  form.Add("name", one.display_name());
  form.Add("role", absl::StrCat(static_cast<int>(one.role())));
  form.Add("supervisor", absl::StrCat(one.supervisor_id()));
  if (!one.email().empty()) form.Add("email", one.email());
  return form;
}

http::Answer AskChange(const Desk& desk, const DeskVisit& visit,
                       http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Subject subject,
                      co_await SubjectOf(desk, visit, request));
  // Nothing is left of them but their row in the list.
  if (subject.one->erased()) {
    co_return http::Redirect(std::string(kFacilitatorsPath));
  }
  EditedForm shown = {.form = FormOf(*subject.one),
                      .etag = subject.one->etag()};
  shown.seen = SeenText(shown.form);
  co_return FormPage(desk, visit, subject, shown);
}

// What of them is to be another. A name or an address that is given counts as a
// change, so only what was changed is.
scheduling::UpdateFacilitatorRequest RequestFor(
    const Facilitator& now, Facilitator typed,
    const std::vector<std::string>& changed) {
  scheduling::UpdateFacilitatorRequest wanted;
  *wanted.mutable_facilitator() = std::move(typed);
  wanted.mutable_facilitator()->set_id(now.id());
  wanted.mutable_facilitator()->set_etag(now.etag());
  for (const FieldName& name : kNames) {
    if (std::find(changed.begin(), changed.end(), name.field) !=
        changed.end()) {
      wanted.mutable_update_mask()->add_paths(std::string(name.path));
    }
  }
  return wanted;
}

// A colleague changed them while this form was on its way.
http::Answer ChangedMeanwhile(const Desk& desk, const DeskVisit& visit,
                              const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Subject subject,
                      co_await SubjectOf(desk, visit, request));
  const EditedForm merged = MergedForm(kFields, FormOf(*subject.one),
                                       subject.one->etag(), visit.form);
  co_return FormPage(desk, WithNewForm(visit), subject, merged);
}

http::Answer Change(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Subject subject,
                      co_await SubjectOf(desk, visit, request));
  const Facilitator& now = *subject.one;
  EditedForm shown = AsPosted(visit.form);
  if (visit.review) co_return FormPage(desk, visit, subject, shown);
  const http::Parameters as_is = FormOf(now);
  if (shown.etag != now.etag()) {
    const EditedForm merged =
        MergedForm(kFields, as_is, now.etag(), visit.form);
    if (!merged.changes.empty()) {
      co_return FormPage(desk, WithNewForm(visit), subject, merged);
    }
  }
  Typed typed = ReadForm(visit.form);
  if (!typed.errors.empty()) {
    shown.errors = std::move(typed.errors);
    co_return FormPage(desk, visit, subject, shown);
  }
  const std::vector<std::string> changed =
      ChangedFields(kFields, as_is, visit.form);
  if (changed.empty()) {
    shown.problem = Say("programme.session.nothing_changed");
    co_return FormPage(desk, visit, subject, shown);
  }
  scheduling::UpdateFacilitatorRequest wanted =
      RequestFor(now, std::move(typed.facilitator), changed);
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Facilitator> done = co_await desk.facilitators->Call(
      &Calls::UpdateFacilitator, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (done.ok()) co_return http::Redirect(FacilitatorsAfter("saved"));
  if (ReasonOf(done.status()) == "ETAG_MISMATCH") {
    co_return co_await ChangedMeanwhile(desk, visit, request);
  }
  CO_RETURN_IF_ERROR(AddRefusal(done.status(), shown));
  co_return FormPage(desk, WithNewForm(visit), subject, shown);
}

}  // namespace

std::vector<DeskRoute> DeskFacilitatorFormRoutes() {
  constexpr Permission kNeeded = Permission::kPlan;
  const std::string one = absl::StrCat(kFacilitatorsPath, "/{id}");
  return {{.method = "GET",
           .pattern = std::string(kNewPath),
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &New},
          {.method = "POST",
           .pattern = std::string(kNewPath),
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kFacilitatorChanged,
                                       AuditSubject::kNone),
           .handler = &Create,
           .has_form = true},
          {.method = "GET",
           .pattern = one,
           .permission = kNeeded,
           .audit = DeskAudit::Shows(AuditAct::kFacilitatorsViewed,
                                     AuditSubject::kFacilitator),
           .handler = &AskChange},
          {.method = "POST",
           .pattern = one,
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kFacilitatorChanged,
                                       AuditSubject::kFacilitator),
           .handler = &Change,
           .has_form = true}};
}

}  // namespace cwp::web
