#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
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
using webinars::Handout;
using webinars::Webinar;

constexpr char kPage[] = "desk-webinar-handout";
constexpr absl::string_view kHandouts[] = {"handouts"};

// A handout of a webinar, and where it stands.
struct Place {
  Webinar webinar;
  int index = 0;

  const Handout& handout() const { return webinar.handouts(index); }
  std::string Path() const {
    return DeskHandoutPath(webinar.id(), handout().file_hash());
  }
};

awaitable<absl::StatusOr<Place>> FindPlace(const Desk& desk,
                                           const DeskVisit& visit,
                                           const http::Request& request) {
  CO_ASSIGN_OR_RETURN(Webinar webinar,
                      co_await GetWebinar(desk, visit, request));
  for (int i = 0; i < webinar.handouts_size(); ++i) {
    if (webinar.handouts(i).file_hash() != request.Param("file")) continue;
    co_return Place{.webinar = std::move(webinar), .index = i};
  }
  co_return NotFound("HANDOUT_NOT_FOUND", "the webinar has no such handout");
}

// The form of a handout; `place` is null for a new one.
http::Response HandoutPage(const Desk& desk, const DeskVisit& visit,
                           const Webinar& webinar, const Place* place,
                           const EditedForm& shown) {
  const std::string path = DeskWebinarPath(webinar.id());
  View fixed = desk.site->renderer->Fixed(kPage);
  View& fields = fixed.at("fields").as_object();
  AddParts(webinar, fields);
  View view = FilledFields(fixed, shown.form, shown.errors);
  View form = DeskForm(
      desk, visit,
      place == nullptr ? absl::StrCat(path, "/handouts/new") : place->Path());
  AddVersion(shown, form);
  view["form"] = std::move(form);
  view["webinar_title"] = webinar.title();
  view["back_link"] = View{{"text", Say("office.back")}, {"href", path}};
  if (place == nullptr) {
    view["new_handout"] = true;
  } else {
    View remove = DeskForm(desk, visit, absl::StrCat(place->Path(), "/act"));
    remove["act_button"] = View{{"text", Say("webinar.take_out_of_webinar")},
                                {"name", "act"},
                                {"value", "remove"},
                                {"variant", "secondary"},
                                {"once", true}};
    view["handout"] =
        View{{"file_href",
              absl::StrCat(path, "/files/", place->handout().file_hash())},
             {"handout_file", place->handout().file_name()},
             {"remove_form", std::move(remove)}};
  }
  AddUpload(visit, *FindUploadKind(kHandoutUpload), view);
  const int code = AddProblems(shown, fields, view);
  return WithUploadScript(DeskPage(desk, visit, kPage, std::move(view), code));
}

// Why a form was refused, into it. Other errors stay what they are.
absl::Status AddRefusal(const absl::Status& status, EditedForm& shown) {
  constexpr FieldName kNames[] = {
      {"title", "title"}, {"file", "file"}, {"part", "part"}};
  std::optional<FieldError> refused = FileErrorOf(status);
  if (!refused.has_value()) refused = RefusedFieldOfOne(status, kNames);
  if (refused.has_value()) {
    shown.errors.push_back(*std::move(refused));
    return absl::OkStatus();
  }
  shown.problem = WebinarWordsFor(status);
  return shown.problem.empty() ? status : absl::OkStatus();
}

bool HasSuchHandout(const Webinar& webinar, const Handout& wanted) {
  for (const Handout& handout : webinar.handouts()) {
    if (handout.title() == wanted.title() && handout.part() == wanted.part() &&
        handout.file_hash() == wanted.file_hash()) {
      return true;
    }
  }
  return false;
}

// Takes the file of a form into `handout`.
awaitable<absl::Status> TakePdf(const Desk& desk, const DeskVisit& visit,
                                const http::Request& request,
                                Handout& handout) {
  const UploadKind& kind = *FindUploadKind(kHandoutUpload);
  CO_ASSIGN_OR_RETURN(const std::optional<UploadedMedia> media,
                      co_await TakeFile(desk, visit, request, kind));
  if (media.has_value()) {
    handout.set_file_hash(media->hash);
    handout.set_file_name(HandoutFileName(media->name, handout.title()));
  }
  co_return absl::OkStatus();
}

// Puts a handout in the place of one, or at the end.
awaitable<absl::Status> SaveHandout(const Desk& desk, const DeskVisit& visit,
                                    const http::Request& request,
                                    const Webinar& now, const Place* place,
                                    const Handout& handout) {
  Webinar wanted = now;
  if (place == nullptr) {
    *wanted.add_handouts() = handout;
  } else {
    *wanted.mutable_handouts(place->index) = handout;
  }
  const absl::StatusOr<Webinar> changed = co_await ChangeWebinar(
      desk, visit, request, std::move(wanted), kHandouts);
  const bool did_before = ReasonOf(changed.status()) == "REQUEST_ID_REUSED" &&
                          HasSuchHandout(now, handout);
  co_return did_before ? absl::OkStatus() : changed.status();
}

http::Answer AskNew(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Webinar webinar,
                      co_await GetWebinar(desk, visit, request));
  EditedForm shown;
  shown.form.Add("part", "0");
  co_return HandoutPage(desk, visit, webinar, nullptr, shown);
}

http::Answer Keep(const Desk& desk, const DeskVisit& visit,
                  const http::Request& request, const Webinar& webinar,
                  const Place* place) {
  EditedForm shown = AsPosted(visit.form);
  TypedHandout typed = ReadHandoutForm(visit.form, webinar);
  if (place == nullptr && !BringsFile(visit)) {
    typed.errors.push_back({"file", "required"});
  }
  if (place != nullptr) {
    typed.handout.set_file_hash(place->handout().file_hash());
    typed.handout.set_file_name(place->handout().file_name());
  }
  absl::Status status;
  if (typed.errors.empty()) {
    status = co_await TakePdf(desk, visit, request, typed.handout);
  }
  if (typed.errors.empty() && status.ok()) {
    status = co_await SaveHandout(desk, visit, request, webinar, place,
                                  typed.handout);
    if (status.ok()) co_return http::Redirect(DeskWebinarPath(webinar.id()));
  }
  shown.errors = std::move(typed.errors);
  if (!status.ok()) CO_RETURN_IF_ERROR(AddRefusal(status, shown));
  co_return HandoutPage(desk, WithNewForm(visit), webinar, place, shown);
}

http::Answer Add(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Webinar webinar,
                      co_await GetWebinar(desk, visit, request));
  if (visit.review) {
    co_return HandoutPage(desk, visit, webinar, nullptr, AsPosted(visit.form));
  }
  co_return co_await Keep(desk, visit, request, webinar, nullptr);
}

http::Answer AskEdit(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Place place,
                      co_await FindPlace(desk, visit, request));
  EditedForm shown = {.form = HandoutFormOf(place.webinar, place.handout()),
                      .etag = place.webinar.etag()};
  shown.seen = SeenText(shown.form);
  co_return HandoutPage(desk, visit, place.webinar, &place, shown);
}

// A colleague took the handout out, or replaced its file, while it was changed:
// the form as that of a new one, so that nothing typed is lost.
http::Answer TakenOut(const Desk& desk, const DeskVisit& visit,
                      const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Webinar webinar,
                      co_await GetWebinar(desk, visit, request));
  const EditedForm shown = {.form = visit.form,
                            .problem = Say("webinar.handout_taken_out")};
  co_return HandoutPage(desk, WithNewForm(visit), webinar, nullptr, shown);
}

http::Answer Edit(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  const absl::StatusOr<Place> found = co_await FindPlace(desk, visit, request);
  if (ReasonOf(found.status()) == "HANDOUT_NOT_FOUND") {
    co_return co_await TakenOut(desk, visit, request);
  }
  if (!found.ok()) co_return found.status();
  const Place& place = *found;
  if (visit.review) {
    co_return HandoutPage(desk, visit, place.webinar, &place,
                          AsPosted(visit.form));
  }
  if (visit.form.Get("etag") != place.webinar.etag()) {
    const EditedForm meanwhile = MergedForm(
        HandoutFormFields(), HandoutFormOf(place.webinar, place.handout()),
        place.webinar.etag(), visit.form);
    if (!meanwhile.changes.empty()) {
      co_return HandoutPage(desk, WithNewForm(visit), place.webinar, &place,
                            meanwhile);
    }
  }
  co_return co_await Keep(desk, visit, request, place.webinar, &place);
}

http::Response RemovePage(const Desk& desk, const DeskVisit& visit,
                          const Place& place) {
  return CheckPage(desk, visit,
                   {.heading = Say("webinar.take_out_which",
                                   {{"title", place.handout().title()}}),
                    .action = absl::StrCat(place.Path(), "/act"),
                    .button = Say("webinar.take_out"),
                    .impact = {Say("webinar.handout_gone"),
                               Say("webinar.handout_no_undo")}});
}

http::Answer Act(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Place place,
                      co_await FindPlace(desk, visit, request));
  if (visit.form.Get("act") != "remove") {
    co_return InvalidArgument("FIELD_INVALID", "there is no such act");
  }
  if (LeadsBack(visit.form)) co_return http::Redirect(place.Path());
  if (!IsConfirmed(visit)) co_return RemovePage(desk, visit, place);
  Webinar wanted = place.webinar;
  wanted.mutable_handouts()->DeleteSubrange(place.index, 1);
  const absl::StatusOr<Webinar> changed = co_await ChangeWebinar(
      desk, visit, request, std::move(wanted), kHandouts);
  if (changed.ok() || ReasonOf(changed.status()) == "REQUEST_ID_REUSED") {
    co_return http::Redirect(DeskWebinarPath(place.webinar.id()));
  }
  EditedForm shown = {.form = HandoutFormOf(place.webinar, place.handout()),
                      .etag = place.webinar.etag()};
  CO_RETURN_IF_ERROR(AddRefusal(changed.status(), shown));
  co_return HandoutPage(desk, WithNewForm(visit), place.webinar, &place, shown);
}

DeskRoute Route(absl::string_view method, absl::string_view rest,
                DeskHandler handler) {
  return WebinarRoute(method,
                      absl::StrCat("/desk/webinars/{id}/handouts/", rest),
                      std::move(handler));
}

DeskRoute FileRoute(absl::string_view rest, DeskHandler handler) {
  return TakesUpload(Route("POST", rest, std::move(handler)));
}

DeskRoute ActRoute() {
  DeskRoute route = Route("POST", "{file}/act", &Act);
  route.audit = std::move(route.audit).OnceHas("confirmed");
  return route;
}

}  // namespace

std::vector<DeskRoute> DeskHandoutRoutes() {
  return {Route("GET", "new", &AskNew), FileRoute("new", &Add),
          Route("GET", "{file}", &AskEdit), FileRoute("{file}", &Edit),
          ActRoute()};
}

}  // namespace cwp::web
