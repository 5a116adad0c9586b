#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/text.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "cwp/registration/v1/seat.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"
#include "services/web/words.h"

// Places of a session that a partner may sell by itself.

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

using registration::Allotment;
using Registration = RegistrationCalls::Async;

constexpr char kPage[] = "desk-allotments";
// A channel that has none yet, as it was typed and asked about once more.
constexpr char kSure[] = "sure";
// As registration takes them.
constexpr int kMostPlaces = 10'000;
constexpr TextRule kTexts[] = {
    {.field = "channel", .max = 40, .required = true}};
constexpr FieldName kNames[] = {{"channel", "channel"}, {"places", "places"}};

std::string PathOf(const scheduling::Session& session) {
  return absl::StrCat(SessionPath(session.id()), "/allotments");
}

// A session, and what partners have of it.
struct Subject {
  scheduling::Session session;
  std::vector<Allotment> allotments;
  // Registration has not heard of the session yet, so nothing can be set.
  bool unknown = false;

  // How many places a channel has.
  int PlacesOf(absl::string_view channel) const {
    for (const Allotment& one : allotments) {
      if (one.channel() == channel) return one.places();
    }
    return 0;
  }
};

http::asio::awaitable<absl::StatusOr<Subject>> SubjectOf(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  Subject subject;
  CO_ASSIGN_OR_RETURN(subject.session,
                      co_await GetSession(desk, visit, request));
  registration::ListAllotmentsRequest wanted;
  wanted.set_session_id(subject.session.id());
  const absl::StatusOr<registration::ListAllotmentsResponse> listed =
      co_await desk.registration->Call(&Registration::ListAllotments,
                                       StaffCaller(desk, visit, request),
                                       std::move(wanted));
  subject.unknown = absl::IsNotFound(listed.status());
  if (subject.unknown) co_return subject;
  if (!listed.ok()) co_return listed.status();
  for (const Allotment& one : listed->allotments()) {
    subject.allotments.push_back(one);
  }
  co_return subject;
}

View RowOf(const Subject& subject, const Allotment& one) {
  const auto number = [](absl::string_view key, int count) {
    return View{
        {"column", Say(key)}, {"numeric", true}, {"text", absl::StrCat(count)}};
  };
  return {
      {"cells",
       json::array{View{{"is_header", true},
                        {"column", Say("team.allotment.channel")},
                        {"text", ChannelWords(one.channel())},
                        {"cell_href",
                         absl::StrCat(PathOf(subject.session), "?channel=",
                                      http::PercentEncode(one.channel()))}},
                   number("team.allotment.set_aside", one.places()),
                   number("team.allotment.sold", one.sold()),
                   number("team.allotment.left", one.places() - one.sold())}}};
}

// How many places each channel has, to find out whether that changed while a
// form was filled in.
http::Parameters NumbersOf(const Subject& subject) {
  http::Parameters numbers;
  for (const Allotment& one : subject.allotments) {
    numbers.Add(one.channel(), absl::StrCat(one.places()));
  }
  return numbers;
}

// What was done a moment ago, and the button that undoes it.
void AddDone(const Desk& desk, const DeskVisit& visit,
             const http::Request& request, const Subject& subject, View& view) {
  const std::string channel(request.query().Get("set"));
  const std::optional<int64_t> was =
      TypedNumber(request.query(), "was", 0, kMostPlaces);
  const int now = subject.PlacesOf(channel);
  if (channel.empty() || !was.has_value() || *was == now) return;
  View undo = DeskForm(desk, visit, PathOf(subject.session));
  json::array& hidden = undo["hidden"].as_array();
  hidden.push_back(View{{"name", "channel"}, {"value", channel}});
  hidden.push_back(View{{"name", "places"}, {"value", absl::StrCat(*was)}});
  hidden.push_back(View{{"name", kSure}, {"value", channel}});
  EditedForm shown;
  shown.seen = SeenText(NumbersOf(subject));
  AddVersion(shown, undo);
  undo["act_button"] = View{
      {"text", Say("team.allotment.undo", {{"places", absl::StrCat(*was)}})},
      {"variant", "secondary"},
      {"once", true}};
  view["done"] = View{{"done_text", Say("team.allotment.done",
                                        {{"channel", ChannelWords(channel)},
                                         {"places", absl::StrCat(now)},
                                         {"was", absl::StrCat(*was)}})},
                      {"undo_form", std::move(undo)}};
}

http::Response ListPage(const Desk& desk, const DeskVisit& visit,
                        const http::Request& request, const Subject& subject,
                        EditedForm shown, const std::string& sure = "") {
  const View fixed = desk.site->renderer->Fixed(kPage);
  View view = FilledFields(fixed, shown.form, shown.errors);
  view["session_title"] = subject.session.workshop_title();
  view["session_begins"] = RangeOf(subject.session, desk.site->zone);
  view["back_link"] = View{{"text", Say("office.back")},
                           {"href", SessionPath(subject.session.id())}};
  json::array rows;
  for (const Allotment& one : subject.allotments) {
    rows.push_back(RowOf(subject, one));
  }
  if (rows.empty()) {
    view["allotments_table"] = false;
    view["no_allotments"] = true;
  } else {
    view["allotments_table"] = View{{"table_rows", std::move(rows)}};
  }
  AddDone(desk, visit, request, subject, view);
  if (subject.unknown) {
    view["not_known_yet"] = true;
  } else {
    shown.seen = SeenText(NumbersOf(subject));
    View form = DeskForm(desk, visit, PathOf(subject.session));
    AddVersion(shown, form);
    if (!sure.empty()) {
      form["hidden"].as_array().push_back(
          View{{"name", kSure}, {"value", sure}});
    }
    view["form"] = std::move(form);
  }
  const int code = AddProblems(shown, fixed.at("fields").as_object(), view);
  return DeskPage(desk, visit, kPage, std::move(view), code);
}

http::Answer List(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Subject subject,
                      co_await SubjectOf(desk, visit, request));
  EditedForm shown;
  const std::string channel(request.query().Get("channel"));
  if (!channel.empty()) {
    shown.form.Add("channel", channel);
    shown.form.Add("places", absl::StrCat(subject.PlacesOf(channel)));
  }
  co_return ListPage(desk, visit, request, subject, std::move(shown));
}

// How many places the channel had when the form was shown; none when nobody can
// tell.
std::optional<int64_t> SeenPlaces(const DeskVisit& visit,
                                  const std::string& channel) {
  const std::optional<http::Parameters> seen = ReadSeen(visit.form.Get("seen"));
  if (!seen.has_value()) return std::nullopt;
  return TypedNumber(*seen, channel, 0, kMostPlaces).value_or(0);
}

// What was typed, and what is wrong with it.
struct Typed {
  std::string channel;
  int places = 0;
  std::vector<FieldError> errors;
};

Typed ReadForm(const DeskVisit& visit, const Subject& subject) {
  const http::Parameters& form = visit.form;
  Typed typed = {.channel = TypedText(form, "channel"),
                 .errors = CheckTexts(form, kTexts)};
  if (typed.errors.empty() && !IsSlug(typed.channel)) {
    typed.errors.push_back({"channel", "invalid"});
  }
  const std::optional<int64_t> places =
      TypedNumber(form, "places", 0, kMostPlaces);
  if (!places.has_value()) {
    const bool none = TypedIn(form, "places").empty();
    typed.errors.push_back({"places", none ? "required" : "invalid"});
  } else if (*places == 0 && typed.errors.empty() &&
             subject.PlacesOf(typed.channel) == 0 &&
             SeenPlaces(visit, typed.channel).value_or(0) == 0) {
    typed.errors.push_back({"channel", "has_none"});
  }
  typed.places = static_cast<int>(places.value_or(0));
  return typed;
}

// Whether somebody else gave the channel other places than the form showed.
// Those that are typed the form itself may have given, when its answer was
// lost: registration knows.
bool ChangedMeanwhile(const Typed& typed, std::optional<int64_t> seen,
                      int now) {
  return now != typed.places && seen != now;
}

http::Answer Set(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Subject subject,
                      co_await SubjectOf(desk, visit, request));
  EditedForm shown = AsPosted(visit.form);
  if (visit.review || subject.unknown) {
    co_return ListPage(desk, visit, request, subject, std::move(shown));
  }
  Typed typed = ReadForm(visit, subject);
  if (!typed.errors.empty()) {
    shown.errors = std::move(typed.errors);
    co_return ListPage(desk, visit, request, subject, std::move(shown));
  }
  const DeskVisit again = WithNewForm(visit);
  const int now = subject.PlacesOf(typed.channel);
  const std::optional<int64_t> seen = SeenPlaces(visit, typed.channel);
  if (ChangedMeanwhile(typed, seen, now)) {
    shown.problem = StaffWordsFor("ETAG_MISMATCH");
    co_return ListPage(desk, again, request, subject, std::move(shown));
  }
  // A slip of the pen would take places off sale that nobody can book.
  if (now == 0 && typed.places > 0 && visit.form.Get(kSure) != typed.channel) {
    shown.problem = Say("team.allotment.is_new", {{"channel", typed.channel}});
    co_return ListPage(desk, visit, request, subject, std::move(shown),
                       typed.channel);
  }
  registration::SetAllotmentRequest wanted;
  wanted.set_session_id(subject.session.id());
  wanted.set_channel(typed.channel);
  wanted.set_places(typed.places);
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Allotment> done = co_await desk.registration->Call(
      &Registration::SetAllotment, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (done.ok()) {
    co_return http::Redirect(absl::StrCat(
        PathOf(subject.session), "?set=", http::PercentEncode(typed.channel),
        "&was=", seen.value_or(now)));
  }
  if (auto error = RefusedField(done.status(), kNames); error.has_value()) {
    shown.errors = {*std::move(error)};
  } else {
    shown.problem = StaffWordsFor(ReasonOf(done.status()));
    if (shown.problem.empty()) co_return done.status();
  }
  co_return ListPage(desk, again, request, subject, std::move(shown));
}

}  // namespace

std::vector<DeskRoute> DeskAllotmentRoutes() {
  constexpr Permission kNeeded = Permission::kPlan;
  constexpr char kPattern[] = "/desk/sessions/{id}/allotments";
  return {{.method = "GET",
           .pattern = kPattern,
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &List},
          {.method = "POST",
           .pattern = kPattern,
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kAllotmentChanged,
                                       AuditSubject::kSession),
           .handler = &Set,
           .has_form = true}};
}

}  // namespace cwp::web
