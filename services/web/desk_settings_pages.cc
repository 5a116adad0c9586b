#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "cwp/scheduling/v1/organisation_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_letters.h"
#include "services/web/desk_settings.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"
#include "services/web/words.h"

// What the organisation says of itself: seen, changed, and taken back.

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;
using scheduling::OrganisationPart;
using Organisation = OrganisationCalls::Async;
using Names = StaffNames;

constexpr char kPath[] = "/desk/settings";
constexpr int kMostVersions = 20;
constexpr absl::string_view kChanged = "ETAG_MISMATCH";

std::string PathOf(const SettingForm& setting) {
  return absl::StrCat(kPath, "/", setting.path);
}

http::asio::awaitable<absl::StatusOr<OrganisationPart>> GetPart(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const SettingForm& setting) {
  scheduling::GetOrganisationRequest all;
  CO_ASSIGN_OR_RETURN(const scheduling::Organisation said,
                      co_await desk.organisation->Call(
                          &Organisation::GetOrganisation,
                          StaffCaller(desk, visit, request), std::move(all)));
  for (const OrganisationPart& part : said.parts()) {
    if (part.part() == setting.part) co_return part;
  }
  // Scheduling, of an earlier release, says nothing of it.
  co_return OrganisationPart();
}

// Who said it, and when; how it comes when nobody did.
std::string WhoAndWhen(const OrganisationPart& part, const Names& names,
                       const absl::TimeZone& zone) {
  if (part.version() == 0) return Say("office.setting.as_set_up");
  const auto when = civil::DateTimeWords(ToTime(part.change_time()), zone);
  if (part.actor_kind().empty()) {
    return Say("office.setting.set_up_until", {{"when", when}});
  }
  return Say("office.setting.when_and_who",
             {{"when", when},
              {"who", ActorWords(part.actor_kind(), part.actor_id(), names)}});
}

// Rows of a summary list: what is said, field by field.
json::array RowsOf(const Desk& desk, const SettingForm& setting,
                   const http::Parameters& form) {
  const View fixed = desk.site->renderer->Fixed(setting.page);
  const View& fields = fixed.at("fields").as_object();
  json::array rows;
  for (const absl::string_view field : setting.fields) {
    const std::string words = FieldWords(fields, field, form);
    View row = {{"key", FieldLabel(fields, field)}};
    json::array lines;
    for (const absl::string_view line :
         absl::StrSplit(words, '\n', absl::SkipEmpty())) {
      lines.emplace_back(std::string(line));
    }
    if (lines.size() == 1) {
      row["row_value"] = words;
    } else {
      row["lines"] = std::move(lines);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// What a version says; one that says nothing any more has no rows.
json::array VersionRows(const Desk& desk, const SettingForm& setting,
                        const OrganisationPart& part) {
  if (part.content_case() == OrganisationPart::CONTENT_NOT_SET) return {};
  return RowsOf(desk, setting, setting.show(part, {}));
}

http::Answer ShowAll(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  scheduling::GetOrganisationRequest all;
  CO_ASSIGN_OR_RETURN(const scheduling::Organisation said,
                      co_await desk.organisation->Call(
                          &Organisation::GetOrganisation,
                          StaffCaller(desk, visit, request), std::move(all)));
  CO_ASSIGN_OR_RETURN(const Names names, co_await NamesOfStaff(desk));
  const std::shared_ptr<const Said> now = desk.site->said->Get();
  json::array settings;
  for (const SettingForm& setting : SettingForms()) {
    for (const OrganisationPart& part : said.parts()) {
      if (part.part() != setting.part) continue;
      View shown = {
          {"setting_heading", Say(setting.heading_key)},
          {"setting_said", WhoAndWhen(part, names, desk.site->zone)},
          {"rows", RowsOf(desk, setting, setting.show(part, *now->parts))}};
      if (Allows(visit.staff().role, Permission::kSettings)) {
        shown["setting_href"] = PathOf(setting);
      }
      settings.push_back(std::move(shown));
    }
  }
  View view = {{"settings", std::move(settings)}};
  const std::string alarm = UrgentAlarm(
      now->urgent, absl::ToCivilDay(desk.site->clock->Now(), desk.site->zone));
  if (!alarm.empty()) view["urgent_alarm"] = View{{"alarm_text", alarm}};
  co_return DeskPage(desk, visit, "desk-settings", std::move(view));
}

// What was said before, or before the version that the page's address names.
http::asio::awaitable<absl::StatusOr<View>> HistoryOf(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const SettingForm& setting) {
  const int64_t before = ParseId(request.query().Get("before")).value_or(0);
  scheduling::ListOrganisationVersionsRequest wanted;
  wanted.set_part(setting.part);
  wanted.set_page_size(kMostVersions);
  wanted.set_before_version(before);
  CO_ASSIGN_OR_RETURN(
      const scheduling::ListOrganisationVersionsResponse listed,
      co_await desk.organisation->Call(&Organisation::ListOrganisationVersions,
                                       StaffCaller(desk, visit, request),
                                       std::move(wanted)));
  CO_ASSIGN_OR_RETURN(const Names names, co_await NamesOfStaff(desk));
  json::array history;
  for (const OrganisationPart& version : listed.versions()) {
    json::array rows = VersionRows(desk, setting, version);
    View shown = {{"version_said", WhoAndWhen(version, names, desk.site->zone)},
                  {"says_nothing", rows.empty()},
                  {"rows", std::move(rows)}};
    if (before != 0 || &version != &listed.versions(0)) {
      shown["version_href"] =
          absl::StrCat(PathOf(setting), "/versions/", version.version());
    }
    history.push_back(std::move(shown));
  }
  if (history.empty()) co_return View();
  View pages = {{"landmark", Say("office.setting.pages")}};
  if (before != 0) {
    pages["previous"] = View{{"href", PathOf(setting)},
                             {"title", Say("office.setting.newest")}};
  }
  const int64_t oldest = listed.versions().rbegin()->version();
  if (oldest > 1) {
    pages["next"] =
        View{{"href", absl::StrCat(PathOf(setting), "?before=", oldest)},
             {"title", Say("office.setting.older")}};
  } else {
    // Before the first of them, nothing was said at the desk.
    history.push_back(
        View{{"version_said", Say("office.setting.before_that")},
             {"rows", json::array()},
             {"version_href", absl::StrCat(PathOf(setting), "/versions/0")}});
  }
  View view = {{"versions", std::move(history)}};
  if (pages.size() > 1) view["pages"] = std::move(pages);
  co_return view;
}

http::Answer FormPage(const Desk& desk, const DeskVisit& visit,
                      const http::Request& request, const SettingForm& setting,
                      EditedForm shown) {
  CO_ASSIGN_OR_RETURN(View history,
                      co_await HistoryOf(desk, visit, request, setting));
  const View fixed = desk.site->renderer->Fixed(setting.page);
  View view = FilledFields(fixed, shown.form, shown.errors);
  View form = DeskForm(desk, visit, PathOf(setting));
  AddVersion(shown, form);
  view["form"] = std::move(form);
  view["form_heading"] = Say(setting.heading_key);
  if (!history.empty()) view["history"] = std::move(history);
  const int code = AddProblems(shown, fixed.at("fields").as_object(), view);
  co_return DeskPage(desk, visit, setting.page, std::move(view), code);
}

http::Answer AskChange(const Desk& desk, const DeskVisit& visit,
                       http::Request& request, const SettingForm& setting) {
  CO_ASSIGN_OR_RETURN(const OrganisationPart now,
                      co_await GetPart(desk, visit, request, setting));
  EditedForm shown = {.form = setting.show(now, *desk.site->said->Get()->parts),
                      .etag = now.etag()};
  shown.seen = SeenText(shown.form);
  co_return co_await FormPage(desk, visit, request, setting, std::move(shown));
}

// Somebody else changed it while this form was on its way: what is said now,
// with what was typed.
http::Answer ChangedMeanwhile(const Desk& desk, const DeskVisit& visit,
                              const http::Request& request,
                              const SettingForm& setting) {
  CO_ASSIGN_OR_RETURN(const OrganisationPart now,
                      co_await GetPart(desk, visit, request, setting));
  const http::Parameters as_now =
      setting.show(now, *desk.site->said->Get()->parts);
  EditedForm shown = MergedForm(setting.fields, as_now, now.etag(), visit.form);
  if (shown.changes.empty()) shown.problem = StaffWordsFor(kChanged);
  const DeskVisit again = WithNewForm(visit);
  co_return co_await FormPage(desk, again, request, setting, std::move(shown));
}

http::Answer Change(const Desk& desk, const DeskVisit& visit,
                    http::Request& request, const SettingForm& setting) {
  CO_ASSIGN_OR_RETURN(const OrganisationPart now,
                      co_await GetPart(desk, visit, request, setting));
  EditedForm shown = AsPosted(visit.form);
  if (visit.review) {
    co_return co_await FormPage(desk, visit, request, setting,
                                std::move(shown));
  }
  if (shown.etag != now.etag()) {
    const http::Parameters as_now =
        setting.show(now, *desk.site->said->Get()->parts);
    EditedForm meanwhile =
        MergedForm(setting.fields, as_now, now.etag(), visit.form);
    if (!meanwhile.changes.empty()) {
      const DeskVisit again = WithNewForm(visit);
      co_return co_await FormPage(desk, again, request, setting,
                                  std::move(meanwhile));
    }
  }
  TypedSetting typed = setting.read(visit.form);
  if (!typed.errors.empty()) {
    shown.errors = std::move(typed.errors);
    co_return co_await FormPage(desk, visit, request, setting,
                                std::move(shown));
  }
  if (now.content_case() == OrganisationPart::CONTENT_NOT_SET) {
    TellHeld(*desk.site->said->Get()->parts, setting.part, typed.request);
  }
  typed.request.set_etag(now.etag());
  typed.request.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<OrganisationPart> changed =
      co_await desk.organisation->Call(&Organisation::UpdateOrganisationPart,
                                       StaffCaller(desk, visit, request),
                                       std::move(typed.request));
  if (changed.ok()) co_return http::Redirect(kPath);
  if (ReasonOf(changed.status()) == kChanged) {
    co_return co_await ChangedMeanwhile(desk, visit, request, setting);
  }
  const std::optional<FieldError> refused = RefusedSetting(changed.status());
  if (!refused.has_value()) co_return changed.status();
  shown.errors.push_back(*refused);
  const DeskVisit again = WithNewForm(visit);
  co_return co_await FormPage(desk, again, request, setting, std::move(shown));
}

// That of the path: 0 for what the installation was set up with.
std::optional<int64_t> VersionIn(const http::Request& request) {
  if (request.Param("version") == "0") return 0;
  return ParseId(request.Param("version"));
}

// Shows what an earlier version says, and asks whether to say it again; once
// more, with what is said now, where that has changed since.
http::Answer VersionPage(const Desk& desk, const DeskVisit& visit,
                         const http::Request& request,
                         const SettingForm& setting, bool changed) {
  const std::optional<int64_t> version = VersionIn(request);
  CO_ASSIGN_OR_RETURN(const OrganisationPart now,
                      co_await GetPart(desk, visit, request, setting));
  if (!version.has_value() || *version > now.version()) {
    co_return NotFound("ORGANISATION_VERSION_NOT_FOUND",
                       "there is no such version");
  }
  json::array rows;
  if (*version > 0) {
    scheduling::ListOrganisationVersionsRequest wanted;
    wanted.set_part(setting.part);
    wanted.set_page_size(1);
    wanted.set_before_version(*version + 1);
    CO_ASSIGN_OR_RETURN(
        const scheduling::ListOrganisationVersionsResponse listed,
        co_await desk.organisation->Call(
            &Organisation::ListOrganisationVersions,
            StaffCaller(desk, visit, request), std::move(wanted)));
    if (!listed.versions().empty()) {
      rows = VersionRows(desk, setting, listed.versions(0));
    }
  }
  View form = DeskForm(desk, visit,
                       absl::StrCat(PathOf(setting), "/versions/", *version));
  AddVersion({.etag = now.etag()}, form);
  View view = {{"form", std::move(form)},
               {"form_heading", Say(setting.heading_key)},
               {"back_link",
                View{{"text", Say("office.back")}, {"href", PathOf(setting)}}},
               {"says_nothing", rows.empty()},
               {"erases", setting.part == OrganisationPart::RETENTION},
               {"rows", std::move(rows)}};
  if (changed) {
    view["refused_because"] = Say("office.setting.changed_meanwhile");
    view["as_it_is"] = View{
        {"rows", RowsOf(desk, setting,
                        setting.show(now, *desk.site->said->Get()->parts))}};
  }
  co_return DeskPage(desk, visit, "desk-setting-version", std::move(view),
                     changed ? 409 : 200);
}

http::Answer AskRestore(const Desk& desk, const DeskVisit& visit,
                        http::Request& request, const SettingForm& setting) {
  co_return co_await VersionPage(desk, visit, request, setting, false);
}

http::Answer Restore(const Desk& desk, const DeskVisit& visit,
                     http::Request& request, const SettingForm& setting) {
  const std::optional<int64_t> version = VersionIn(request);
  if (!version.has_value()) {
    co_return NotFound("ORGANISATION_VERSION_NOT_FOUND",
                       "there is no such version");
  }
  scheduling::RestoreOrganisationPartRequest wanted;
  wanted.set_part(setting.part);
  wanted.set_version(*version);
  wanted.set_etag(AsPosted(visit.form).etag);
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<OrganisationPart> restored =
      co_await desk.organisation->Call(&Organisation::RestoreOrganisationPart,
                                       StaffCaller(desk, visit, request),
                                       std::move(wanted));
  if (ReasonOf(restored.status()) == kChanged) {
    const DeskVisit again = WithNewForm(visit);
    co_return co_await VersionPage(desk, again, request, setting, true);
  }
  if (!restored.ok()) co_return restored.status();
  co_return http::Redirect(kPath);
}

using SettingHandler = http::Answer (*)(const Desk&, const DeskVisit&,
                                        http::Request&, const SettingForm&);

DeskRoute Route(const SettingForm& setting, absl::string_view method,
                absl::string_view below, SettingHandler handler) {
  DeskRoute route = {
      .method = std::string(method),
      .pattern = absl::StrCat(PathOf(setting), below),
      .permission = Permission::kSettings,
      .audit = DeskAudit::Nothing(),
      .handler = [handler, &setting](const Desk& desk, const DeskVisit& visit,
                                     http::Request& request) {
        return handler(desk, visit, request, setting);
      }};
  if (method == "POST") {
    route.audit =
        DeskAudit::Changes(AuditAct::kSettingChanged, AuditSubject::kSetting)
            .About(setting.part);
  }
  return route;
}

}  // namespace

http::Answer SettingFormPage(const Desk& desk, const DeskVisit& visit,
                             const http::Request& request,
                             const SettingForm& setting, EditedForm shown) {
  return FormPage(desk, visit, request, setting, std::move(shown));
}

std::vector<DeskRoute> DeskSettingsRoutes() {
  std::vector<DeskRoute> routes = {{.method = "GET",
                                    .pattern = kPath,
                                    .permission = Permission::kPlan,
                                    .audit = DeskAudit::Nothing(),
                                    .handler = &ShowAll}};
  for (const SettingForm& setting : SettingForms()) {
    routes.push_back(Route(setting, "GET", "", &AskChange));
    routes.push_back(Route(setting, "POST", "", &Change));
    routes.back().has_form = true;
    constexpr absl::string_view kOne = "/versions/{version}";
    routes.push_back(Route(setting, "GET", kOne, &AskRestore));
    routes.push_back(Route(setting, "POST", kOne, &Restore));
  }
  for (DeskRoute& route : DeskLetterRoutes()) {
    routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace cwp::web
