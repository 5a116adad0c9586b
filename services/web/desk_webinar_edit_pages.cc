#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "services/web/convert.h"
#include "services/web/desk.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_webinar.h"
#include "services/web/desk_webinar_form.h"
#include "services/web/file_answer.h"
#include "services/web/page.h"
#include "services/web/say.h"
#include "services/web/views.h"

namespace cwp::web {
namespace {

namespace webinars = ::cwp::webinars::v1;

using webinars::Webinar;
using Webinars = WebinarCalls::Async;

constexpr char kFormPage[] = "desk-webinar-form";
constexpr char kNewPath[] = "/desk/webinars/new";

std::string EditPath(const Webinar& webinar) {
  return absl::StrCat(DeskWebinarPath(webinar.id()), "/edit");
}

// `webinar` is null for a new one.
http::Response FormPage(const Desk& desk, const DeskVisit& visit,
                        const Webinar* webinar, const EditedForm& shown) {
  View fixed = desk.site->renderer->Fixed(kFormPage);
  View& fields = fixed.at("fields").as_object();
  AddAudiences(fields);
  View view = FilledFields(fixed, shown.form, shown.errors);
  View form =
      DeskForm(desk, visit,
               webinar == nullptr ? std::string(kNewPath) : EditPath(*webinar));
  AddVersion(shown, form);
  view["form"] = std::move(form);
  view["form_heading"] =
      webinar == nullptr ? Say("webinar.new") : webinar->title();
  view["back_link"] =
      View{{"text", Say("office.back")},
           {"href", webinar == nullptr ? std::string("/desk/webinars")
                                       : DeskWebinarPath(webinar->id())}};
  const int code = AddProblems(shown, fields, view);
  return DeskPage(desk, visit, kFormPage, std::move(view), code);
}

// Why a form was refused, into it. Other errors stay what they are.
absl::Status AddRefusal(const absl::Status& status, EditedForm& shown) {
  const std::string reason = ReasonOf(status);
  if (reason == "SLUG_TAKEN" || reason == "SLUG_FIXED") {
    shown.errors.push_back(
        {"slug", reason == "SLUG_TAKEN" ? "taken" : "fixed"});
    return absl::OkStatus();
  }
  const std::optional<FieldError> refused = RefusedWebinarField(status);
  if (refused.has_value()) {
    shown.errors.push_back(*refused);
    return absl::OkStatus();
  }
  shown.problem = WebinarWordsFor(status);
  return shown.problem.empty() ? status : absl::OkStatus();
}

http::Answer AskNew(const Desk& desk, const DeskVisit& visit, http::Request&) {
  co_return FormPage(desk, visit, nullptr, {});
}

http::Answer Create(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  EditedForm shown = AsPosted(visit.form);
  if (visit.review) co_return FormPage(desk, visit, nullptr, shown);
  TypedWebinar typed = ReadWebinarForm(visit.form);
  if (!typed.errors.empty()) {
    shown.errors = std::move(typed.errors);
    co_return FormPage(desk, visit, nullptr, shown);
  }
  webinars::CreateWebinarRequest wanted;
  *wanted.mutable_webinar() = std::move(typed.webinar);
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Webinar> made = co_await desk.webinars->Call(
      &Webinars::CreateWebinar, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (made.ok()) co_return http::Redirect(DeskWebinarPath(made->id()));
  const absl::Status refused = AddRefusal(made.status(), shown);
  if (!refused.ok()) co_return refused;
  co_return FormPage(desk, WithNewForm(visit), nullptr, shown);
}

http::Answer AskEdit(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Webinar webinar,
                      co_await GetWebinar(desk, visit, request));
  EditedForm shown = {.form = WebinarFormOf(webinar), .etag = webinar.etag()};
  shown.seen = SeenText(shown.form);
  co_return FormPage(desk, visit, &webinar, shown);
}

http::Answer Edit(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Webinar now,
                      co_await GetWebinar(desk, visit, request));
  EditedForm shown = AsPosted(visit.form);
  if (visit.review) co_return FormPage(desk, visit, &now, shown);
  if (shown.etag != now.etag()) {
    EditedForm meanwhile = MergedForm(WebinarFormFields(), WebinarFormOf(now),
                                      now.etag(), visit.form);
    if (!meanwhile.changes.empty()) {
      co_return FormPage(desk, WithNewForm(visit), &now, meanwhile);
    }
  }
  TypedWebinar typed = ReadWebinarForm(visit.form);
  if (!typed.errors.empty()) {
    shown.errors = std::move(typed.errors);
    co_return FormPage(desk, visit, &now, shown);
  }
  typed.webinar.set_id(now.id());
  typed.webinar.set_etag(now.etag());
  const absl::StatusOr<Webinar> changed = co_await ChangeWebinar(
      desk, visit, request, std::move(typed.webinar), WebinarFormFields());
  if (changed.ok()) co_return http::Redirect(DeskWebinarPath(changed->id()));
  const absl::Status refused = AddRefusal(changed.status(), shown);
  if (!refused.ok()) co_return refused;
  co_return FormPage(desk, WithNewForm(visit), &now, shown);
}

// Paths of files as families get them, into those that show drafts to staff.
void LeadToDeskFiles(json::value& value, const std::string& folder) {
  if (value.is_object()) {
    for (auto& entry : value.get_object()) {
      LeadToDeskFiles(entry.value(), folder);
    }
  } else if (value.is_array()) {
    for (json::value& item : value.get_array()) LeadToDeskFiles(item, folder);
  } else if (value.is_string()) {
    absl::string_view text(value.get_string().data(),
                           value.get_string().size());
    if (absl::ConsumePrefix(&text, "/media/") ||
        absl::ConsumePrefix(&text, "/handouts/")) {
      value = absl::StrCat(folder, text.substr(0, text.find_first_of("./")));
    }
  }
}

http::Answer Preview(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  CO_ASSIGN_OR_RETURN(Webinar webinar,
                      co_await GetWebinar(desk, visit, request));
  const std::string path = DeskWebinarPath(webinar.id());
  webinar.set_state(Webinar::PUBLISHED);
  const std::optional<web::Webinar> read = FromProto(webinar);
  if (!read.has_value()) {
    co_return InvalidArgument("FIELD_INVALID", "this cannot be shown");
  }
  json::value shown = WebinarView(*read);
  for (const char* const key : {"parts", "handouts"}) {
    LeadToDeskFiles(shown.as_object().at(key), absl::StrCat(path, "/files/"));
  }
  View view = {{"webinar", std::move(shown)},
               {"preview", View{{"saved", true}, {"preview_href", path}}}};
  co_return ForDeskAlone(Page(*desk.site, "webinar", view));
}

// The file of a webinar with this hash; nothing when it has none.
std::optional<FileFacts> FindFile(const Webinar& webinar,
                                  absl::string_view hash) {
  for (const webinars::Part& part : webinar.parts()) {
    if (part.video_hash() == hash) {
      return FileFacts{.kind = PublicFile::Kind::kVideo,
                       .hash = part.video_hash(),
                       .size = part.video_size_bytes()};
    }
    if (part.captions_hash() == hash) {
      return FileFacts{.kind = PublicFile::Kind::kCaptions,
                       .hash = part.captions_hash()};
    }
  }
  for (const webinars::Handout& handout : webinar.handouts()) {
    if (handout.file_hash() == hash) {
      return FileFacts{.kind = PublicFile::Kind::kHandout,
                       .hash = handout.file_hash(),
                       .size = handout.size_bytes(),
                       .name = handout.file_name()};
    }
  }
  return std::nullopt;
}

// For staff: a file of a draft, too.
http::Answer File(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Webinar webinar,
                      co_await GetWebinar(desk, visit, request));
  const absl::string_view hash = request.Param("file");
  const std::optional<FileFacts> found =
      hash.empty() ? std::nullopt : FindFile(webinar, hash);
  if (!found.has_value()) {
    co_return NotFound("FILE_NOT_FOUND", "the webinar has no such file");
  }
  const rpc::Caller caller = StaffCaller(desk, visit, request);
  CO_ASSIGN_OR_RETURN(
      http::Response response,
      co_await AnswerWithFile(*desk.site, request, caller, *found));
  co_return ForDeskAlone(std::move(response));
}

DeskRoute FormRoute(absl::string_view pattern, DeskHandler handler) {
  DeskRoute route = WebinarRoute("POST", pattern, std::move(handler));
  route.has_form = true;
  return route;
}

}  // namespace

std::vector<DeskRoute> DeskWebinarEditRoutes() {
  std::vector<DeskRoute> routes = {
      WebinarRoute("GET", kNewPath, &AskNew), FormRoute(kNewPath, &Create),
      WebinarRoute("GET", "/desk/webinars/{id}/edit", &AskEdit),
      FormRoute("/desk/webinars/{id}/edit", &Edit)};
  for (const auto& [pattern, handler] :
       {std::pair<const char*, DeskHandler>("/desk/webinars/{id}/preview",
                                            &Preview),
        std::pair<const char*, DeskHandler>("/desk/webinars/{id}/files/{file}",
                                            &File)}) {
    DeskRoute route = WebinarRoute("GET", pattern, handler);
    route.permission = Permission::kSeeProgramme;
    routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace cwp::web
