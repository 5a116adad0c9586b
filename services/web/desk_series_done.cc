#include "services/web/desk_series_done.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/crypto/hash.h"
#include "common/time/proto_time.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_undo.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Series;
using scheduling::SeriesEdit;

using OneSession = scheduling::Session;

// Where the form of what undoes an edit says what the edit made.
constexpr char kVersion[] = "version";

// The version of a series with its sessions: the etag of the series stays what
// it is when a session is changed by itself.
std::string VersionOf(const Series& series) {
  std::string etags = series.etag();
  for (const OneSession& session : series.sessions()) {
    absl::StrAppend(&etags, " ", session.etag());
  }
  return crypto::Sha256Hex(etags);
}

// What an edit sets of a session, as far as one sets it.
struct Kind {
  std::string hour;
  int64_t minutes = 0;
  int64_t capacity = 0;
  std::vector<int64_t> leaders;

  friend bool operator==(const Kind&, const Kind&) = default;
};

// The day and the hour of "2027-01-12T18:00".
std::pair<std::string, std::string> PartsOf(const std::string& local) {
  return absl::StrSplit(local, absl::MaxSplits('T', 1));
}

bool Moves(const SeriesEdit& edit) {
  return !edit.local_day().empty() || !edit.local_time().empty() ||
         edit.has_meeting_duration();
}

// `of` is a session or the series itself.
template <class Message>
Kind KindOf(const Message& of, const SeriesEdit& edit,
            const std::string& local_start, int64_t minutes) {
  Kind kind;
  if (Moves(edit)) {
    kind.hour = PartsOf(local_start).second;
    kind.minutes = minutes;
  }
  if (edit.capacity() > 0) kind.capacity = of.capacity();
  if (edit.has_leaders()) {
    kind.leaders = {of.facilitator_ids().begin(), of.facilitator_ids().end()};
  }
  return kind;
}

Kind KindOf(const OneSession& session, const SeriesEdit& edit) {
  const scheduling::Meeting& meeting = session.meetings(0);
  return KindOf(session, edit, meeting.local_start(),
                absl::ToInt64Minutes(ToTime(meeting.end_time()) -
                                     ToTime(meeting.start_time())));
}

// The sessions that such an edit is about, as far as they are to come.
std::vector<OneSession> InScope(const Series& series, const SeriesEdit& edit) {
  std::string first_day;
  for (const OneSession& session : series.sessions()) {
    if (session.id() == edit.session_id()) first_day = session.series_day();
  }
  std::vector<OneSession> found;
  for (const OneSession& session : series.sessions()) {
    const bool is_in = session.series_day() >= first_day;
    const bool over = session.state() == OneSession::CANCELLED ||
                      session.state() == OneSession::COMPLETED;
    if (is_in && !over && !session.meetings().empty()) found.push_back(session);
  }
  return found;
}

// Whether a move gives a session the days and times that it had: it has one
// meeting, on the day that the series made it for, and is booked as the series
// says, which each move makes anew.
bool IsMovedBack(const OneSession& before, const OneSession& after) {
  const auto closes = [](const OneSession& session) {
    return StartOf(session) - ToTime(session.booking_close_time());
  };
  const auto opens = [](const OneSession& session) {
    return ToTime(session.booking_open_time());
  };
  const bool on_its_day =
      PartsOf(before.meetings(0).local_start()).first == before.series_day();
  const bool opens_so =
      opens(before) == opens(after) ||
      StartOf(before) - opens(before) == StartOf(after) - opens(after);
  return before.meetings_size() == 1 && on_its_day && opens_so &&
         closes(before) == closes(after);
}

http::Parameters FormFor(const Kind& kind, const SeriesEdit& edit) {
  http::Parameters form;
  form.Add("scope", edit.scope() == SeriesEdit::ALL ? "all" : "following");
  if (edit.session_id() != 0) form.Add("from", absl::StrCat(edit.session_id()));
  if (Moves(edit)) {
    form.Add("time", kind.hour);
    form.Add("minutes", absl::StrCat(kind.minutes));
  }
  if (kind.capacity > 0) form.Add("capacity", absl::StrCat(kind.capacity));
  if (edit.has_leaders()) form.Add("set_leaders", "yes");
  for (const int64_t id : kind.leaders) {
    form.Add("facilitators", absl::StrCat(id));
  }
  return form;
}

// Whether nothing has become of them since.
bool AreAsMade(const Series& series) {
  return std::all_of(series.sessions().begin(), series.sessions().end(),
                     [](const OneSession& session) {
                       return session.state() == OneSession::SCHEDULED;
                     });
}

// Says that it was made. To undo that is to cancel all of it, and what that
// does is shown first.
View MadeView(const Desk& desk, const DeskVisit& visit, const Series& series) {
  http::Parameters cancel;
  cancel.Add("scope", "all");
  cancel.Add("cancel", "yes");
  return {
      {"done_text", SayCount("programme.series.made", series.sessions_size())},
      {"undo_form",
       FormBack(desk, visit, absl::StrCat(SeriesPath(series.id()), "/edit"),
                cancel, Say("programme.series.undo_made"))}};
}

}  // namespace

std::optional<http::Parameters> SeriesFormBack(const Series& before,
                                               const Series& after,
                                               const SeriesEdit& edit) {
  if (edit.cancel() || edit.scope() == SeriesEdit::THIS) return std::nullopt;
  const std::vector<OneSession> sessions = InScope(before, edit);
  if (sessions.empty()) return std::nullopt;
  const Kind kind = KindOf(sessions.front(), edit);
  // An edit of all sets what the series itself says, too.
  const Kind said = KindOf(before, edit, before.local_start(),
                           before.meeting_duration().seconds() / 60);
  if (edit.scope() == SeriesEdit::ALL && said != kind) return std::nullopt;
  for (const OneSession& session : sessions) {
    if (KindOf(session, edit) != kind) return std::nullopt;
    for (const OneSession& then : after.sessions()) {
      if (then.id() == session.id() && Moves(edit) &&
          !IsMovedBack(session, then)) {
        return std::nullopt;
      }
    }
  }
  return FormFor(kind, edit);
}

std::string SeriesEditedPath(const Desk& desk, const DeskVisit& visit,
                             const Series& before, const Series& after,
                             const SeriesEdit& edit) {
  const std::string path = SeriesPath(after.id());
  if (after.has_pending_edit()) return path;
  // A form that is sent twice finds it changed already.
  if (after.etag() != before.etag()) {
    http::Parameters back =
        SeriesFormBack(before, after, edit).value_or(http::Parameters());
    // Those that were open are touched again, too.
    if (!back.entries().empty()) {
      for (const absl::string_view id : visit.form.All("chosen")) {
        back.Add("chosen", std::string(id));
      }
    }
    RememberBefore(desk, visit, path, VersionOf(after), back);
  }
  return EditedPath(path);
}

bool IsUndoTooLate(const http::Parameters& form, const Series& series) {
  return form.Has(kVersion) && form.Get(kVersion) != VersionOf(series);
}

std::optional<View> SeriesDone(const Desk& desk, const DeskVisit& visit,
                               const http::Request& request,
                               const Series& series) {
  const absl::string_view done = request.query().Get("done");
  if (done == "made" && AreAsMade(series)) {
    return MadeView(desk, visit, series);
  }
  if (done == kSeriesOpened) {
    return View{{"done_text", Say("programme.series.open.done")}};
  }
  if (done != kEditDone) return std::nullopt;
  const std::string path = SeriesPath(series.id());
  const std::string version = VersionOf(series);
  std::optional<http::Parameters> back = FormBefore(desk, visit, path, version);
  if (!back.has_value()) return std::nullopt;
  View view = {{"done_text", Say("programme.edit.done")}};
  if (!back->entries().empty()) {
    back->Add(kVersion, version);
    view["undo_form"] = FormBack(desk, visit, absl::StrCat(path, "/edit"),
                                 *back, Say("programme.edit.undo"));
  }
  return view;
}

}  // namespace cwp::web
