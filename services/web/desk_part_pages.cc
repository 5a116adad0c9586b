#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "services/web/desk.h"
#include "services/web/desk_check.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_upload.h"
#include "services/web/desk_webinar.h"
#include "services/web/desk_webinar_form.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace webinars = ::cwp::webinars::v1;

using http::asio::awaitable;
using webinars::Part;
using webinars::Webinar;

constexpr char kPage[] = "desk-webinar-part";
constexpr char kCaptionsPage[] = "desk-webinar-captions";
constexpr absl::string_view kParts[] = {"parts"};

// A part of a webinar, and where it stands.
struct Place {
  Webinar webinar;
  int index = 0;

  const Part& part() const { return webinar.parts(index); }
  std::string Words() const {
    return Say("webinar.part", {{"number", absl::StrCat(index + 1)}});
  }
};

awaitable<absl::StatusOr<Place>> FindPlace(const Desk& desk,
                                           const DeskVisit& visit,
                                           const http::Request& request) {
  CO_ASSIGN_OR_RETURN(Webinar webinar,
                      co_await GetWebinar(desk, visit, request));
  const int64_t id = ParseId(request.Param("part")).value_or(0);
  for (int i = 0; i < webinar.parts_size(); ++i) {
    if (webinar.parts(i).id() != id) continue;
    co_return Place{.webinar = std::move(webinar), .index = i};
  }
  co_return NotFound("PART_NOT_FOUND", "the webinar has no such part");
}

// The form of a part; `place` is null for a new one.
http::Response PartPage(const Desk& desk, const DeskVisit& visit,
                        const Webinar& webinar, const Place* place,
                        const EditedForm& shown) {
  const std::string path = DeskWebinarPath(webinar.id());
  const View fixed = desk.site->renderer->Fixed(kPage);
  View view = FilledFields(fixed, shown.form, shown.errors);
  View form = DeskForm(desk, visit,
                       place == nullptr
                           ? absl::StrCat(path, "/parts/new")
                           : DeskPartPath(webinar.id(), place->part().id()));
  AddVersion(shown, form);
  view["form"] = std::move(form);
  view["webinar_title"] = webinar.title();
  view["back_link"] = View{{"text", Say("office.back")}, {"href", path}};
  if (place == nullptr) {
    view["new_part"] = true;
  } else {
    View part = {{"part_words", place->Words()},
                 {"captions_href",
                  absl::StrCat(DeskPartPath(webinar.id(), place->part().id()),
                               "/captions")}};
    if (place->part().has_video_hash()) part["has_video"] = true;
    json::array acts;
    const auto act = [&](const char* name, const std::string& text) {
      View one = DeskForm(
          desk, visit,
          absl::StrCat(DeskPartPath(webinar.id(), place->part().id()), "/act"));
      one["act_button"] = View{{"text", text},
                               {"name", "act"},
                               {"value", name},
                               {"variant", "secondary"},
                               {"once", true}};
      acts.push_back(std::move(one));
    };
    if (place->index > 0) act("up", Say("webinar.move_up"));
    if (place->index + 1 < webinar.parts_size()) {
      act("down", Say("webinar.move_down"));
    }
    act("remove", Say("webinar.take_out_of_webinar"));
    part["acts"] = std::move(acts);
    view["part"] = std::move(part);
  }
  AddUpload(visit, *FindUploadKind(kVideoUpload), view);
  const int code = AddProblems(shown, fixed.at("fields").as_object(), view);
  return WithUploadScript(DeskPage(desk, visit, kPage, std::move(view), code));
}

// Why a form was refused, into it. Other errors stay what they are.
absl::Status AddRefusal(const absl::Status& status, EditedForm& shown) {
  std::optional<FieldError> refused = FileErrorOf(status);
  if (!refused.has_value()) refused = RefusedPartField(status);
  if (refused.has_value()) {
    shown.errors.push_back(*std::move(refused));
    return absl::OkStatus();
  }
  shown.problem = WebinarWordsFor(status);
  return shown.problem.empty() ? status : absl::OkStatus();
}

// Whether a form that was sent twice has done what it says.
bool HasSuchPart(const Webinar& webinar, const Part& wanted) {
  for (const Part& part : webinar.parts()) {
    if (part.title() == wanted.title() &&
        part.description() == wanted.description() &&
        part.video_hash() == wanted.video_hash() &&
        part.video_uri() == wanted.video_uri()) {
      return true;
    }
  }
  return false;
}

http::Answer AskNew(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Webinar webinar,
                      co_await GetWebinar(desk, visit, request));
  co_return PartPage(desk, visit, webinar, nullptr, {});
}

// Checks what stands in the form besides its file. Both a file and an address
// are one video too many.
void CheckVideo(const DeskVisit& visit, const Part& before, TypedPart& typed) {
  const bool brings = BringsFile(visit);
  if (brings && typed.part.has_video_uri()) {
    typed.errors.push_back({"address", "both"});
  }
  const bool has_video = typed.part.has_video_uri() || before.has_video_hash();
  if (!brings && !has_video) typed.errors.push_back({"file", "required"});
}

// Takes the video of a form into `part`.
awaitable<absl::Status> TakeVideo(const Desk& desk, const DeskVisit& visit,
                                  const http::Request& request, Part& part) {
  const UploadKind& kind = *FindUploadKind(kVideoUpload);
  CO_ASSIGN_OR_RETURN(const std::optional<UploadedMedia> media,
                      co_await TakeFile(desk, visit, request, kind));
  if (media.has_value()) part.set_video_hash(media->hash);
  co_return absl::OkStatus();
}

http::Answer Add(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  CO_ASSIGN_OR_RETURN(Webinar webinar,
                      co_await GetWebinar(desk, visit, request));
  EditedForm shown = AsPosted(visit.form);
  if (visit.review) co_return PartPage(desk, visit, webinar, nullptr, shown);
  TypedPart typed = ReadPartForm(visit.form, Part());
  CheckVideo(visit, Part(), typed);
  absl::Status status;
  if (typed.errors.empty()) {
    status = co_await TakeVideo(desk, visit, request, typed.part);
  }
  if (typed.errors.empty() && status.ok()) {
    Webinar wanted = webinar;
    *wanted.add_parts() = typed.part;
    const absl::StatusOr<Webinar> changed =
        co_await ChangeWebinar(desk, visit, request, std::move(wanted), kParts);
    status = changed.status();
    const bool did_before = ReasonOf(status) == "REQUEST_ID_REUSED" &&
                            HasSuchPart(webinar, typed.part);
    if (status.ok() || did_before) {
      co_return http::Redirect(DeskWebinarPath(webinar.id()));
    }
  }
  shown.errors = std::move(typed.errors);
  if (!status.ok()) CO_RETURN_IF_ERROR(AddRefusal(status, shown));
  co_return PartPage(desk, WithNewForm(visit), webinar, nullptr, shown);
}

http::Answer AskEdit(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Place place,
                      co_await FindPlace(desk, visit, request));
  EditedForm shown = {.form = PartFormOf(place.part()),
                      .etag = place.webinar.etag()};
  shown.seen = SeenText(shown.form);
  co_return PartPage(desk, visit, place.webinar, &place, shown);
}

// A colleague took the part out while it was changed: the form as that of a new
// one, so that nothing typed is lost.
http::Answer TakenOut(const Desk& desk, const DeskVisit& visit,
                      const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Webinar webinar,
                      co_await GetWebinar(desk, visit, request));
  const EditedForm shown = {.form = visit.form,
                            .problem = Say("webinar.part_taken_out")};
  co_return PartPage(desk, WithNewForm(visit), webinar, nullptr, shown);
}

http::Answer Edit(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  const absl::StatusOr<Place> found = co_await FindPlace(desk, visit, request);
  if (ReasonOf(found.status()) == "PART_NOT_FOUND") {
    co_return co_await TakenOut(desk, visit, request);
  }
  if (!found.ok()) co_return found.status();
  const Place& place = *found;
  EditedForm shown = AsPosted(visit.form);
  if (visit.review) {
    co_return PartPage(desk, visit, place.webinar, &place, shown);
  }
  if (shown.etag != place.webinar.etag()) {
    const EditedForm meanwhile =
        MergedForm(PartFormFields(), PartFormOf(place.part()),
                   place.webinar.etag(), visit.form);
    if (!meanwhile.changes.empty()) {
      co_return PartPage(desk, WithNewForm(visit), place.webinar, &place,
                         meanwhile);
    }
  }
  TypedPart typed = ReadPartForm(visit.form, place.part());
  CheckVideo(visit, place.part(), typed);
  absl::Status status;
  if (typed.errors.empty()) {
    status = co_await TakeVideo(desk, visit, request, typed.part);
  }
  if (typed.errors.empty() && status.ok()) {
    Webinar wanted = place.webinar;
    *wanted.mutable_parts(place.index) = typed.part;
    const absl::StatusOr<Webinar> changed =
        co_await ChangeWebinar(desk, visit, request, std::move(wanted), kParts);
    status = changed.status();
    if (status.ok()) {
      co_return http::Redirect(DeskWebinarPath(place.webinar.id()));
    }
  }
  shown.errors = std::move(typed.errors);
  if (!status.ok()) CO_RETURN_IF_ERROR(AddRefusal(status, shown));
  co_return PartPage(desk, WithNewForm(visit), place.webinar, &place, shown);
}

http::Response CaptionsPage(const Desk& desk, const DeskVisit& visit,
                            const Place& place, const EditedForm& shown) {
  const View fixed = desk.site->renderer->Fixed(kCaptionsPage);
  View view = FilledFields(fixed, shown.form, shown.errors);
  const std::string path = DeskPartPath(place.webinar.id(), place.part().id());
  view["form"] = DeskForm(desk, visit, absl::StrCat(path, "/captions"));
  view["part_words"] = place.Words();
  view["part_title"] = place.part().title();
  view["back_link"] = View{{"text", Say("office.back")}, {"href", path}};
  if (!place.part().captions_hash().empty()) {
    view["captions_href"] =
        absl::StrCat(DeskWebinarPath(place.webinar.id()), "/files/",
                     place.part().captions_hash());
  }
  AddUpload(visit, *FindUploadKind(kCaptionsUpload), view);
  const int code = AddProblems(shown, fixed.at("fields").as_object(), view);
  return WithUploadScript(
      DeskPage(desk, visit, kCaptionsPage, std::move(view), code));
}

http::Answer AskCaptions(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Place place,
                      co_await FindPlace(desk, visit, request));
  co_return CaptionsPage(desk, visit, place, {});
}

http::Answer SetCaptions(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Place place,
                      co_await FindPlace(desk, visit, request));
  EditedForm shown;
  if (visit.review) co_return CaptionsPage(desk, visit, place, shown);
  const UploadKind& kind = *FindUploadKind(kCaptionsUpload);
  const absl::StatusOr<std::optional<UploadedMedia>> media =
      co_await TakeFile(desk, visit, request, kind);
  absl::Status status = media.status();
  if (status.ok() && !media->has_value()) {
    shown.errors.push_back({"file", "required"});
    co_return CaptionsPage(desk, visit, place, shown);
  }
  if (status.ok()) {
    Webinar wanted = place.webinar;
    wanted.mutable_parts(place.index)->set_captions_hash((*media)->hash);
    const absl::StatusOr<Webinar> changed =
        co_await ChangeWebinar(desk, visit, request, std::move(wanted), kParts);
    status = changed.status();
    const bool did_before = ReasonOf(status) == "REQUEST_ID_REUSED" &&
                            place.part().captions_hash() == (*media)->hash;
    if (status.ok() || did_before) {
      co_return http::Redirect(DeskWebinarPath(place.webinar.id()));
    }
  }
  CO_RETURN_IF_ERROR(AddRefusal(status, shown));
  co_return CaptionsPage(desk, WithNewForm(visit), place, shown);
}

// What a part is taken out for is asked once more: its video is not named
// anywhere any more.
http::Response RemovePage(const Desk& desk, const DeskVisit& visit,
                          const Place& place) {
  return CheckPage(
      desk, visit,
      {.heading =
           Say("webinar.take_out_which", {{"title", place.part().title()}}),
       .action = absl::StrCat(
           DeskPartPath(place.webinar.id(), place.part().id()), "/act"),
       .button = Say("webinar.take_out"),
       .impact = {Say("webinar.part_gone"), Say("webinar.part_handouts_stay"),
                  Say("webinar.part_no_undo")}});
}

http::Answer Act(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Place place,
                      co_await FindPlace(desk, visit, request));
  const std::string act(visit.form.Get("act"));
  if (act == "remove" && LeadsBack(visit.form)) {
    co_return http::Redirect(
        DeskPartPath(place.webinar.id(), place.part().id()));
  }
  if (act == "remove" && !IsConfirmed(visit)) {
    co_return RemovePage(desk, visit, place);
  }
  Webinar wanted = place.webinar;
  const int other = act == "up" ? place.index - 1 : place.index + 1;
  if (act == "remove") {
    wanted.mutable_parts()->DeleteSubrange(place.index, 1);
  } else if (act != "up" && act != "down") {
    co_return InvalidArgument("FIELD_INVALID", "there is no such act");
  } else if (other >= 0 && other < wanted.parts_size()) {
    wanted.mutable_parts()->SwapElements(place.index, other);
  }
  const absl::StatusOr<Webinar> changed =
      co_await ChangeWebinar(desk, visit, request, std::move(wanted), kParts);
  // A button that was pressed twice did it the first time.
  if (changed.ok() || ReasonOf(changed.status()) == "REQUEST_ID_REUSED") {
    co_return http::Redirect(DeskWebinarPath(place.webinar.id()));
  }
  EditedForm shown = {.form = PartFormOf(place.part()),
                      .etag = place.webinar.etag()};
  shown.seen = SeenText(shown.form);
  CO_RETURN_IF_ERROR(AddRefusal(changed.status(), shown));
  co_return PartPage(desk, WithNewForm(visit), place.webinar, &place, shown);
}

DeskRoute Route(absl::string_view method, absl::string_view rest,
                DeskHandler handler) {
  return WebinarRoute(method, absl::StrCat("/desk/webinars/{id}/parts/", rest),
                      std::move(handler));
}

DeskRoute FileRoute(absl::string_view rest, DeskHandler handler) {
  return TakesUpload(Route("POST", rest, std::move(handler)));
}

DeskRoute ActRoute() {
  DeskRoute route = Route("POST", "{part}/act", &Act);
  route.audit = std::move(route.audit).OnceHas("confirmed").ForAct("remove");
  return route;
}

}  // namespace

std::vector<DeskRoute> DeskPartRoutes() {
  return {Route("GET", "new", &AskNew),
          FileRoute("new", &Add),
          Route("GET", "{part}", &AskEdit),
          FileRoute("{part}", &Edit),
          Route("GET", "{part}/captions", &AskCaptions),
          FileRoute("{part}/captions", &SetCaptions),
          ActRoute()};
}

}  // namespace cwp::web
