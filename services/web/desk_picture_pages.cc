#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "cwp/scheduling/v1/picture_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_check.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"
#include "services/web/security.h"
#include "services/web/views.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Workshop;
using Pictures = PictureCalls::Async;

constexpr char kPage[] = "desk-workshop-picture";
constexpr absl::string_view kPattern = "/desk/workshops/{id}/picture";
// As scheduling takes; phones make larger ones, whose owners are told.
constexpr size_t kLargestPicture = 1'000'000;
constexpr size_t kLargestUpload = 16 << 20;

constexpr TextRule kText[] = {{.field = "alt", .max = 125, .required = true}};
constexpr FieldName kNames[] = {{"image", "picture"},
                                {"alternative_text", "alt"}};

std::string PicturePath(const Workshop& workshop) {
  return absl::StrCat(DeskWorkshopPath(workshop.id()), "/picture");
}

// What is wrong, besides the fields.
struct Refusal {
  std::vector<FieldError> errors;
  std::string problem;
};

http::Response PicturePage(const Desk& desk, const DeskVisit& visit,
                           const Workshop& workshop,
                           const http::Parameters& typed,
                           const Refusal& refusal) {
  View view =
      FilledFields(desk.site->renderer->Fixed(kPage), typed, refusal.errors);
  View form = DeskForm(desk, visit, PicturePath(workshop));
  form["hidden"].as_array().push_back(
      View{{"name", "etag"}, {"value", workshop.etag()}});
  view["form"] = std::move(form);
  view["workshop_title"] = workshop.title();
  view["back_link"] = View{{"text", Say("programme.back")},
                           {"href", DeskWorkshopPath(workshop.id())}};
  if (workshop.has_picture()) {
    view["picture"] =
        View{{"alt", workshop.picture().alternative_text()},
             {"src", absl::StrCat(PicturePath(workshop), "/small")}};
  } else {
    view["remove_button"] = false;
  }
  if (!refusal.problem.empty()) view["refused_because"] = refusal.problem;
  return DeskPage(desk, visit, kPage, std::move(view),
                  FormCode(!refusal.errors.empty(), !refusal.problem.empty()));
}

http::Answer Ask(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  CO_ASSIGN_OR_RETURN(
      const Workshop workshop,
      co_await GetWorkshop(desk, visit, request, IdIn(request)));
  http::Parameters now;
  now.Add("alt", workshop.picture().alternative_text());
  co_return PicturePage(desk, visit, workshop, now, {});
}

http::asio::awaitable<absl::StatusOr<Workshop>> Remove(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  scheduling::RemoveWorkshopPictureRequest wanted;
  wanted.set_workshop_id(IdIn(request));
  wanted.set_etag(std::string(visit.form.Get("etag")));
  wanted.set_request_id(RequestIdOf(desk, visit));
  co_return co_await desk.pictures->Call(&Pictures::RemoveWorkshopPicture,
                                         StaffCaller(desk, visit, request),
                                         std::move(wanted));
}

http::asio::awaitable<absl::StatusOr<Workshop>> Set(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  scheduling::SetWorkshopPictureRequest wanted;
  wanted.set_workshop_id(IdIn(request));
  wanted.set_etag(std::string(visit.form.Get("etag")));
  if (!visit.files.empty()) wanted.set_image(visit.files.front().content);
  wanted.set_alternative_text(TypedText(visit.form, "alt"));
  wanted.set_request_id(RequestIdOf(desk, visit));
  co_return co_await desk.pictures->Call(&Pictures::SetWorkshopPicture,
                                         StaffCaller(desk, visit, request),
                                         std::move(wanted));
}

// Why scheduling did not take it; an error that is no fault of the form's stays
// one.
absl::StatusOr<Refusal> RefusalOf(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  if (reason == "PICTURE_INVALID") return Refusal{{{"picture", "no_picture"}}};
  if (reason == "PICTURE_TOO_LARGE") return Refusal{{{"picture", "too_large"}}};
  if (reason == "PICTURE_TOO_SMALL") return Refusal{{{"picture", "too_small"}}};
  const std::optional<FieldError> refused = RefusedField(status, kNames);
  if (refused.has_value()) return Refusal{{*refused}};
  const std::string words = PlanWordsFor(reason);
  if (words.empty()) return status;
  return Refusal{.problem = words};
}

http::Response RemovalCheck(const Desk& desk, const DeskVisit& visit,
                            const Workshop& workshop) {
  Check check = {.heading = Say("programme.picture.remove",
                                {{"workshop", workshop.title()}}),
                 .action = PicturePath(workshop),
                 .button = Say("programme.picture.remove_button"),
                 .back_button = Say("programme.check.leave")};
  check.impact.emplace_back(Say("programme.picture.removed"));
  return CheckPage(desk, visit, check);
}

http::Answer Change(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  CO_ASSIGN_OR_RETURN(
      const Workshop workshop,
      co_await GetWorkshop(desk, visit, request, IdIn(request)));
  if (visit.review || visit.form.Get("then") == "form") {
    co_return PicturePage(desk, visit, workshop, visit.form, {});
  }
  const bool remove = visit.form.Get("act") == "remove";
  if (remove && !IsConfirmed(visit)) {
    co_return RemovalCheck(desk, visit, workshop);
  }
  Refusal refusal;
  if (!remove) refusal.errors = CheckTexts(visit.form, kText);
  if (!remove && !visit.files.empty() &&
      visit.files.front().content.size() > kLargestPicture) {
    refusal.errors.insert(refusal.errors.begin(), {"picture", "too_large"});
  }
  if (!refusal.errors.empty()) {
    co_return PicturePage(desk, visit, workshop, visit.form, refusal);
  }
  absl::StatusOr<Workshop> changed = Workshop();
  if (remove) {
    changed = co_await Remove(desk, visit, request);
  } else {
    changed = co_await Set(desk, visit, request);
  }
  if (changed.ok()) co_return http::Redirect(DeskWorkshopPath(changed->id()));
  CO_ASSIGN_OR_RETURN(refusal, RefusalOf(changed.status()));
  co_return PicturePage(desk, WithNewForm(visit), workshop, visit.form,
                        refusal);
}

// For staff: the picture of a draft, too.
http::Answer Serve(const Desk& desk, const DeskVisit& visit,
                   http::Request& request) {
  const bool small = request.Param("size") == "small";
  CO_ASSIGN_OR_RETURN(
      const Workshop workshop,
      co_await GetWorkshop(desk, visit, request, IdIn(request)));
  if (!workshop.has_picture() || (!small && request.Param("size") != "large")) {
    co_return NotFound("PICTURE_NOT_FOUND", "there is no such picture");
  }
  scheduling::GetWorkshopPictureRequest wanted;
  wanted.set_picture_id(workshop.picture().id());
  wanted.set_small(small);
  CO_ASSIGN_OR_RETURN(
      scheduling::PictureFile file,
      co_await desk.pictures->Call(&Pictures::GetWorkshopPicture,
                                   StaffCaller(desk, visit, request),
                                   std::move(wanted)));
  http::Response response;
  response.body = std::move(*file.mutable_image());
  response.SetHeader("Content-Type", PictureType(small));
  response.SetHeader("Content-Security-Policy", kFilePolicy);
  co_return ForDeskAlone(std::move(response));
}

}  // namespace

std::vector<DeskRoute> DeskPictureRoutes() {
  constexpr Permission kNeeded = Permission::kPlan;
  return {{.method = "GET",
           .pattern = std::string(kPattern),
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &Ask},
          {.method = "POST",
           .pattern = std::string(kPattern),
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kProgrammeChanged,
                                       AuditSubject::kWorkshop)
                        .OnceHas("confirmed")
                        .ForAct("remove"),
           .handler = &Change,
           .has_form = true,
           .max_file = kLargestUpload},
          {.method = "GET",
           .pattern = absl::StrCat(kPattern, "/{size}"),
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &Serve}};
}

}  // namespace cwp::web
