#include "services/web/desk_session_done.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/http/parameters.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_session_form.h"
#include "services/web/desk_session_views.h"
#include "services/web/desk_undo.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Session;

constexpr absl::string_view kMoveDone = "move";

// What was done about its people, and is said once they are listed again.
struct PeopleDone {
  absl::string_view done;
  const char* words;
};
constexpr PeopleDone kPeopleDone[] = {
    {"attendance", "people.done.attendance"},
    {"cancelled", "people.done.cancelled"},
    {"refused", "people.done.refused"},
    {"left", "people.done.left"},
};

http::Parameters Act(const std::string& act) {
  http::Parameters form;
  form.Add("act", act);
  return form;
}

// Says that it was made, or shown to families. What they see never goes back to
// where it was, so that is undone by cancelling it: nobody has booked yet, and
// the page that asks says so.
std::optional<View> MadeView(const Session& session, absl::string_view done) {
  const bool draft = session.state() == Session::DRAFT && done == "made";
  const bool shown = session.state() == Session::SCHEDULED &&
                     (done == "made" || done == "schedule");
  if (!draft && !shown) return std::nullopt;
  return View{{"done_text", Say(draft ? "people.session.made_draft"
                                      : "people.session.shown_now")},
              {"undo_href", absl::StrCat(SessionPath(session.id()), "/cancel")},
              {"undo_words", Say("people.session.undo_made")}};
}

// Says that it was moved. Going back is a move, too, and shows whom it concerns
// first.
std::optional<View> MovedView(const Desk& desk, const DeskVisit& visit,
                              const Session& session, absl::string_view done) {
  if (done != kMoveDone) return std::nullopt;
  const std::string path = MovePath(session.id());
  const std::optional<http::Parameters> before =
      FormBefore(desk, visit, path, session.etag());
  http::Parameters now;
  AddMeetingRows(session.meetings(), TimeOf(desk), 0, now);
  // As where the move only took another back that had not come yet.
  if (!before.has_value() || SeenText(*before) == SeenText(now)) {
    return std::nullopt;
  }
  View form =
      FormBack(desk, visit, path, *before, Say("people.session.undo_move"));
  AddVersion({.etag = session.etag()}, form);
  return View{{"done_text", Say("people.session.moved_now")},
              {"undo_form", std::move(form)}};
}

// Says how many places it has now.
std::optional<View> ResizedView(const Desk& desk, const DeskVisit& visit,
                                const http::Request& request,
                                const Session& session) {
  int was = 0;
  const bool resized = request.query().Get("done") == "capacity" &&
                       absl::SimpleAtoi(request.query().Get("was"), &was) &&
                       was > 0 && was != session.capacity();
  if (!resized) return std::nullopt;
  http::Parameters before;
  before.Add("capacity", absl::StrCat(was));
  before.Add("etag", session.etag());
  View undo = FormBack(
      desk, visit, absl::StrCat(SessionPath(session.id()), "/capacity"), before,
      Say("people.session.places_back", {{"places", absl::StrCat(was)}}));
  return View{{"done_text", Say("people.session.places_now",
                                {{"places", absl::StrCat(session.capacity())},
                                 {"was", absl::StrCat(was)}})},
              {"undo_form", std::move(undo)}};
}

}  // namespace

std::string MovePath(int64_t session_id) {
  return absl::StrCat(SessionPath(session_id), "/move");
}

std::string PeopleDonePath(int64_t session_id, absl::string_view done) {
  return absl::StrCat(SessionPath(session_id), "?done=", done);
}

std::string MovedPath(const Desk& desk, const DeskVisit& visit,
                      const scheduling::Session& before,
                      const scheduling::Session& moved) {
  const std::string path = SessionPath(moved.id());
  if (moved.has_pending_change()) return path;
  // A form that is sent twice finds it moved already.
  if (moved.etag() != before.etag()) {
    http::Parameters form;
    AddMeetingRows(before.meetings(), TimeOf(desk), 0, form);
    RememberBefore(desk, visit, MovePath(moved.id()), moved.etag(), form);
  }
  return absl::StrCat(path, "?done=", kMoveDone);
}

void AddSessionDone(const Desk& desk, const DeskVisit& visit,
                    const http::Request& request,
                    const scheduling::Session& session, View& view) {
  const absl::string_view done = request.query().Get("done");
  const std::string path = SessionPath(session.id());
  const std::string act = absl::StrCat(path, "/act");
  for (const PeopleDone& one : kPeopleDone) {
    if (one.done == done) view["done"] = View{{"done_text", Say(one.words)}};
  }
  if (done == "open" && session.state() == scheduling::Session::OPEN) {
    view["done"] =
        View{{"done_text", Say("people.session.opened_now")},
             {"undo_form", FormBack(desk, visit, act, Act("close"),
                                    Say("people.session.undo_open"))}};
  } else if (done == "close" &&
             session.state() == scheduling::Session::CLOSED) {
    view["done"] =
        View{{"done_text", Say("people.session.closed_now")},
             {"undo_form", FormBack(desk, visit, act, Act("open"),
                                    Say("people.session.undo_close"))}};
  }
  std::optional<View> made = MadeView(session, done);
  if (made.has_value()) view["done"] = *std::move(made);
  std::optional<View> edited =
      EditDone(desk, visit, request, path, SessionFormFields(), session.etag(),
               SessionFormOf(session, TimeOf(desk)));
  if (edited.has_value()) view["done"] = *std::move(edited);
  std::optional<View> moved = MovedView(desk, visit, session, done);
  if (moved.has_value()) view["done"] = *std::move(moved);
  std::optional<View> resized = ResizedView(desk, visit, request, session);
  if (resized.has_value()) view["done"] = *std::move(resized);
}

}  // namespace cwp::web
