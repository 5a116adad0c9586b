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
#include "common/base/text.h"
#include "common/http/co_status_macros.h"
#include "common/time/words.h"
#include "services/web/desk.h"
#include "services/web/desk_act.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

constexpr absl::string_view kStaffPath = "/desk/staff";
constexpr absl::string_view kNewPath = "/desk/staff/new";
constexpr absl::string_view kMemberFields[] = {"role", "facilitator", "access"};

std::string PathOf(int64_t id) { return absl::StrCat(kStaffPath, "/", id); }

std::string StandingWords(const Staff& staff) {
  if (staff.disabled) return Say("office.staff.disabled");
  if (!staff.set_up) return Say("office.staff.invited");
  const bool lacks_app = NeedsCode(staff.role) && !staff.has_code;
  if (lacks_app && !staff.linked) return Say("office.staff.needs_invitation");
  return staff.linked ? Say("office.staff.active_linked")
                      : Say("office.staff.active");
}

// The last sign-in is a fact about a colleague: the day is enough.
std::string SignInWords(const Desk& desk, const Staff& staff) {
  return staff.sign_in_time.has_value()
             ? civil::DateWords(*staff.sign_in_time, desk.site->zone)
             : Say("office.never");
}

http::Answer List(const Desk& desk, const DeskVisit& visit, http::Request&) {
  CO_ASSIGN_OR_RETURN(const std::vector<Staff> all,
                      co_await desk.accounts->List());
  json::array rows;
  for (const Staff& staff : all) {
    rows.push_back(
        View{{"cells",
              json::array{View{{"is_header", true},
                               {"column", Say("office.name")},
                               {"text", staff.name},
                               {"cell_href", PathOf(staff.id)}},
                          View{{"column", Say("office.role")},
                               {"text", RoleWords(staff.role)}},
                          View{{"column", Say("office.state")},
                               {"text", StandingWords(staff)}},
                          View{{"column", Say("office.staff.last_signed_in")},
                               {"text", SignInWords(desk, staff)}}}}});
  }
  co_return DeskPage(desk, visit, "desk-staff",
                     {{"staff_table", View{{"table_rows", std::move(rows)}}}});
}

// Whom the account of a facilitator may be of: those whom scheduling names.
// Only who is `chosen`, when it does not answer: all else about accounts goes
// on.
http::asio::awaitable<std::vector<Choice>> FacilitatorsFor(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const std::string& chosen) {
  const auto all = co_await ListFacilitators(desk, visit, request);
  if (all.ok()) co_return FacilitatorChoices(*all, {chosen});
  if (!ParseId(chosen).has_value()) co_return std::vector<Choice>();
  scheduling::Facilitator unnamed;
  unnamed.set_id(*ParseId(chosen));
  co_return FacilitatorChoices({unnamed}, {chosen});
}

// As in the form of a facilitator.
constexpr char kNobody[] = "0";

json::array FacilitatorItems(const std::vector<Choice>& choices) {
  json::array items = {
      View{{"value", kNobody}, {"text", Say("team.facilitator.nobody")}}};
  for (const Choice& choice : choices) {
    items.push_back(
        View{{"value", choice.value},
             {"text", Say("office.staff.facilitator",
                          {{"name", choice.text}, {"role", choice.hint}})}});
  }
  return items;
}

// What never changes of a page, with its choices of roles and facilitators.
View FixedOf(const Desk& desk, absl::string_view page,
             const std::vector<Choice>& facilitators) {
  View fixed = desk.site->renderer->Fixed(page);
  std::vector<Choice> roles;
  for (const Role role : kRoles) {
    roles.push_back({.value = std::string(RoleName(role)),
                     .text = RoleWords(role),
                     .hint = RoleHint(role)});
  }
  View& fields = fixed.at("fields").as_object();
  SetChoices(fields, "role", roles);
  fields.at("facilitator").as_object()["items"] =
      FacilitatorItems(facilitators);
  return fixed;
}

// What was typed, as far as it can be read.
struct Typed {
  Staff staff;
  std::vector<FieldError> errors;
};

// The role, and whose sessions a facilitator leads.
void ReadRoleFields(const http::Parameters& form,
                    const std::vector<Choice>& facilitators, Typed& typed) {
  const std::optional<Role> role = ReadRole(TypedIn(form, "role"));
  if (!role.has_value()) {
    typed.errors.push_back({"role", "required"});
    return;
  }
  typed.staff.role = *role;
  if (*role != Role::kFacilitator) return;
  const std::string facilitator = TypedIn(form, "facilitator");
  const bool known =
      std::any_of(facilitators.begin(), facilitators.end(),
                  [&](const Choice& one) { return one.value == facilitator; });
  const std::optional<int64_t> id = ParseId(facilitator);
  if (known && id.has_value()) {
    typed.staff.facilitator_id = *id;
  } else {
    const bool left_out = facilitator.empty() || facilitator == kNobody;
    typed.errors.push_back({"facilitator", left_out ? "required" : "invalid"});
  }
}

Typed ReadNew(const http::Parameters& form,
              const std::vector<Choice>& facilitators) {
  Typed typed;
  typed.staff.name = TypedIn(form, "name");
  typed.staff.email = TypedIn(form, "email");
  if (typed.staff.name.empty()) {
    typed.errors.push_back({"name", "required"});
  } else if (!CheckText("name", typed.staff.name, {.max = kMaxStaffName})
                  .ok()) {
    typed.errors.push_back({"name", "invalid"});
  }
  if (typed.staff.email.empty()) {
    typed.errors.push_back({"email", "required"});
  } else if (!IsEmailAddress(typed.staff.email)) {
    typed.errors.push_back({"email", "invalid"});
  }
  ReadRoleFields(form, facilitators, typed);
  return typed;
}

http::Response NewPage(const Desk& desk, const DeskVisit& visit,
                       const std::vector<Choice>& facilitators,
                       const std::vector<FieldError>& errors) {
  View view = FilledFields(FixedOf(desk, "desk-staff-new", facilitators),
                           visit.form, errors);
  view["form"] = DeskForm(desk, visit, kNewPath);
  return DeskPage(desk, visit, "desk-staff-new", std::move(view),
                  errors.empty() ? 200 : 400);
}

http::Response InvitedPage(const Desk& desk, const DeskVisit& visit,
                           const Invited& invited) {
  return DeskPage(
      desk, visit, "desk-staff-invited",
      {{"invited_name", invited.staff.name},
       {"invitation_uri",
        absl::StrCat(desk.site->public_url, kInvitationPath, invited.token)}});
}

http::Answer New(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  const std::vector<Choice> facilitators =
      co_await FacilitatorsFor(desk, visit, request, "");
  co_return NewPage(desk, visit, facilitators, {});
}

http::Answer Invite(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  const std::vector<Choice> facilitators = co_await FacilitatorsFor(
      desk, visit, request, TypedIn(visit.form, "facilitator"));
  if (visit.review) co_return NewPage(desk, visit, facilitators, {});
  Typed typed = ReadNew(visit.form, facilitators);
  if (!typed.errors.empty()) {
    co_return NewPage(desk, visit, facilitators, typed.errors);
  }
  AuditActor by = ActorOf(visit, request);
  const absl::StatusOr<Invited> invited =
      co_await desk.accounts->Invite(std::move(typed.staff), std::move(by));
  if (ReasonOf(invited.status()) == "STAFF_EXISTS") {
    co_return NewPage(desk, visit, facilitators, {{"email", "exists"}});
  }
  if (!invited.ok()) co_return invited.status();
  co_return InvitedPage(desk, visit, *invited);
}

http::Answer MemberPage(const Desk& desk, const DeskVisit& visit,
                        const http::Request& request, const Staff& staff,
                        const EditedForm& shown) {
  const std::vector<Choice> facilitators = co_await FacilitatorsFor(
      desk, visit, request, TypedIn(shown.form, "facilitator"));
  const View fixed = FixedOf(desk, "desk-staff-member", facilitators);
  View view = FilledFields(fixed, shown.form, shown.errors);
  view["member"] = View{{"name", staff.name}, {"email", staff.email}};
  View form = DeskForm(desk, visit, PathOf(staff.id));
  AddVersion(shown, form);
  view["form"] = std::move(form);
  view["invite_form"] =
      DeskForm(desk, visit, absl::StrCat(PathOf(staff.id), "/invite"));
  view["standing"] = StandingWords(staff);
  view["self"] = staff.id == visit.staff().id;
  const int code = AddProblems(shown, fixed.at("fields").as_object(), view);
  co_return DeskPage(desk, visit, "desk-staff-member", std::move(view), code);
}

// The form as the account is.
http::Parameters FilledFrom(const Staff& staff) {
  http::Parameters form;
  form.Add("role", std::string(RoleName(staff.role)));
  if (staff.facilitator_id != 0) {
    form.Add("facilitator", absl::StrCat(staff.facilitator_id));
  }
  form.Add("access", staff.disabled ? "disabled" : "enabled");
  return form;
}

EditedForm AsItIs(const Staff& staff) {
  EditedForm shown = {.form = FilledFrom(staff), .etag = EtagOf(staff)};
  shown.seen = SeenText(shown.form);
  return shown;
}

http::Answer Member(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Staff staff,
                      co_await desk.accounts->Get(IdIn(request)));
  const EditedForm shown = AsItIs(staff);
  co_return co_await MemberPage(desk, visit, request, staff, shown);
}

// A colleague changed the account while it was being changed here.
http::Answer ChangedMeanwhile(const Desk& desk, const DeskVisit& visit,
                              const http::Request& request, int64_t id) {
  CO_ASSIGN_OR_RETURN(const Staff now, co_await desk.accounts->Get(id));
  const DeskVisit anew = WithNewForm(visit);
  const EditedForm shown =
      MergedForm(kMemberFields, FilledFrom(now), EtagOf(now), visit.form);
  co_return co_await MemberPage(desk, anew, request, now, shown);
}

http::Answer ChangeMember(const Desk& desk, const DeskVisit& visit,
                          http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Staff staff,
                      co_await desk.accounts->Get(IdIn(request)));
  EditedForm shown = AsPosted(visit.form);
  if (visit.review) {
    co_return co_await MemberPage(desk, visit, request, staff, shown);
  }
  if (shown.etag != EtagOf(staff)) {
    EditedForm meanwhile =
        MergedForm(kMemberFields, FilledFrom(staff), EtagOf(staff), visit.form);
    if (!meanwhile.changes.empty()) {
      const DeskVisit anew = WithNewForm(visit);
      co_return co_await MemberPage(desk, anew, request, staff, meanwhile);
    }
  }
  const std::vector<Choice> facilitators = co_await FacilitatorsFor(
      desk, visit, request, TypedIn(visit.form, "facilitator"));
  Typed typed;
  ReadRoleFields(visit.form, facilitators, typed);
  const absl::string_view access = visit.form.Get("access");
  if (access != "enabled" && access != "disabled") {
    typed.errors.push_back({"access", "required"});
  }
  if (!typed.errors.empty()) {
    shown.errors = std::move(typed.errors);
    co_return co_await MemberPage(desk, visit, request, staff, shown);
  }
  ChangeStaff change = {.staff_id = staff.id,
                        .role = typed.staff.role,
                        .facilitator_id = typed.staff.facilitator_id,
                        .disabled = access == "disabled",
                        .etag = EtagOf(staff),
                        .by = ActorOf(visit, request)};
  const absl::StatusOr<Staff> changed =
      co_await desk.accounts->Change(std::move(change));
  const std::string reason = ReasonOf(changed.status());
  if (reason == "ETAG_MISMATCH") {
    co_return co_await ChangedMeanwhile(desk, visit, request, staff.id);
  }
  if (reason == "LAST_ADMINISTRATOR") {
    shown.errors = {{"role", "last_administrator"}};
    co_return co_await MemberPage(desk, visit, request, staff, shown);
  }
  if (!changed.ok()) co_return changed.status();
  co_return http::Redirect(kStaffPath);
}

http::Answer InviteMember(const Desk& desk, const DeskVisit& visit,
                          http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Staff staff,
                      co_await desk.accounts->Get(IdIn(request)));
  AuditActor by = ActorOf(visit, request);
  const absl::StatusOr<Invited> invited =
      co_await desk.accounts->InviteAgain(staff.id, std::move(by));
  if (ReasonOf(invited.status()) == "STAFF_DISABLED") {
    EditedForm shown = AsItIs(staff);
    shown.errors = {{"access", "disabled"}};
    co_return co_await MemberPage(desk, visit, request, staff, shown);
  }
  if (!invited.ok()) co_return invited.status();
  co_return InvitedPage(desk, visit, *invited);
}

}  // namespace

std::vector<DeskRoute> DeskStaffRoutes() {
  constexpr Permission kNeeded = Permission::kStaff;
  return {
      {.method = "GET",
       .pattern = std::string(kStaffPath),
       .permission = kNeeded,
       .audit = DeskAudit::Shows(AuditAct::kStaffViewed, AuditSubject::kNone),
       .handler = &List},
      {.method = "GET",
       .pattern = std::string(kNewPath),
       .permission = kNeeded,
       .audit = DeskAudit::Nothing(),
       .handler = &New},
      {.method = "POST",
       .pattern = std::string(kNewPath),
       .permission = kNeeded,
       .audit = DeskAudit::WithTheChange(AuditAct::kStaffInvited,
                                         AuditSubject::kNone),
       .handler = &Invite,
       .has_form = true,
       .shows_once = true},
      {.method = "GET",
       .pattern = "/desk/staff/{id}",
       .permission = kNeeded,
       .audit = DeskAudit::Shows(AuditAct::kStaffViewed, AuditSubject::kStaff),
       .handler = &Member},
      {.method = "POST",
       .pattern = "/desk/staff/{id}",
       .permission = kNeeded,
       .audit = DeskAudit::WithTheChange(AuditAct::kStaffRoleChanged,
                                         AuditSubject::kStaff),
       .handler = &ChangeMember,
       .has_form = true},
      {.method = "POST",
       .pattern = "/desk/staff/{id}/invite",
       .permission = kNeeded,
       .audit = DeskAudit::WithTheChange(AuditAct::kStaffInvitedAgain,
                                         AuditSubject::kStaff),
       .handler = &InviteMember,
       .shows_once = true}};
}

}  // namespace cwp::web
