#include "services/web/desk_session_form.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/time/local_time.h"
#include "common/time/proto_time.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_when.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

// As scheduling's Session.
constexpr int kMostMeetings = 20;
constexpr int kMostMinutes = 24 * 60;

constexpr absl::string_view kRow[] = {"date", "time", "minutes"};
constexpr absl::string_view kFields[] = {
    "where",      "venue_name",   "venue_address", "venue_postcode",
    "join_uri",   "facilitators", "format",        "opens_date",
    "opens_time", "closes_date",  "closes_time"};

constexpr TextRule kTexts[] = {{.field = "join_uri", .max = 2'000}};

constexpr FieldName kNames[] = {
    {"capacity", "capacity"},
    {"join_uri", "join_uri"},
    {"facilitator_ids", "facilitators"},
    {"delivery_override.venue.name", "venue_name"},
    {"delivery_override.venue.address", "venue_address"},
    {"delivery_override.venue.postcode", "venue_postcode"},
    {"delivery_override", "where"},
    {"format", "format"},
    {"booking_open_time", "opens_date"},
    {"booking_close_time", "closes_date"}};

// What says which field is wrong without naming one.
constexpr std::pair<absl::string_view, absl::string_view> kByReason[] = {
    {"JOIN_URI_INVALID", "join_uri"},
    {"JOIN_HOST_NOT_ALLOWED", "join_uri"},
    {"BOOKING_WINDOW_INVALID", "closes_date"},
    {"FACILITATOR_BUSY", "facilitators"},
    {"FACILITATOR_RETIRED", "facilitators"},
    {"FACILITATOR_NOT_FOUND", "facilitators"},
    {"MEETING_IN_PAST", "date"},
    {"MEETINGS_OVERLAP", "date"},
    {"MEETING_ENDS_BEFORE_START", "minutes"}};

std::string InRow(absl::string_view field, int row) {
  return row == 1 ? std::string(field) : absl::StrCat(field, "_", row);
}

json::string_view Key(absl::string_view text) {
  return json::string_view(text.data(), text.size());
}

absl::CivilDay TodayOf(const FormTime& time) {
  return absl::ToCivilDay(time.now, time.zone);
}

// An instant as two fields.
void AddInstant(absl::Time instant, const FormTime& time,
                absl::string_view prefix, http::Parameters& form) {
  const absl::CivilMinute local = absl::ToCivilMinute(instant, time.zone);
  form.Add(absl::StrCat(prefix, "date"), DayWords(absl::CivilDay(local)));
  form.Add(absl::StrCat(prefix, "time"),
           TimeOfDayWords(local.hour() * 60 + local.minute()));
}

// A wall time from two fields, or what is wrong with them.
std::optional<absl::CivilMinute> ReadWhen(const http::Parameters& form,
                                          const std::string& date_field,
                                          const std::string& time_field,
                                          const FormTime& time,
                                          std::vector<FieldError>& errors) {
  const std::string date = TypedIn(form, date_field);
  const std::string hour = TypedIn(form, time_field);
  const auto day = ReadDayWords(date, TodayOf(time));
  const auto minutes = ReadTimeWords(hour);
  if (!day) {
    errors.push_back({date_field, date.empty() ? "required" : "invalid"});
  }
  if (!minutes) {
    errors.push_back({time_field, hour.empty() ? "required" : "invalid"});
  }
  if (!day || !minutes) return std::nullopt;
  return absl::CivilMinute(*day) + *minutes;
}

// The instant of a wall time; an error at the field of the time.
std::optional<absl::Time> Resolve(absl::CivilMinute local,
                                  const std::string& field,
                                  const FormTime& time,
                                  std::vector<FieldError>& errors) {
  const absl::StatusOr<absl::Time> instant =
      civil::ResolveLocal(LocalText(local), time.zone.name());
  if (instant.ok()) return *instant;
  const std::string reason = ReasonOf(instant.status());
  errors.push_back({field, reason == "TIME_SKIPPED"   ? "time_skipped"
                           : reason == "TIME_DOUBLED" ? "time_doubled"
                                                      : "invalid"});
  return std::nullopt;
}

void ReadMeeting(const http::Parameters& form, int row, const FormTime& time,
                 int64_t usual_minutes, TypedMeetings& typed) {
  std::optional<int64_t> minutes = usual_minutes;
  const std::string minutes_field = InRow("minutes", row);
  const bool says = !TypedIn(form, minutes_field).empty();
  if (says) minutes = TypedNumber(form, minutes_field, 1, kMostMinutes);
  const auto local = ReadWhen(form, InRow("date", row), InRow("time", row),
                              time, typed.errors);
  if (!minutes || *minutes == 0) {
    typed.errors.push_back({minutes_field, says ? "invalid" : "required"});
    return;
  }
  if (!local) return;
  const auto start = Resolve(*local, InRow("time", row), time, typed.errors);
  const auto end =
      Resolve(*local + *minutes, minutes_field, time, typed.errors);
  if (!start || !end) return;
  if (*start <= time.now) {
    typed.errors.push_back({InRow("date", row), "meeting_in_past"});
  } else if (!typed.meetings.empty() &&
             *start < ToTime(typed.meetings.rbegin()->end_time())) {
    typed.errors.push_back({InRow("date", row), "meetings_overlap"});
  }
  scheduling::Meeting& meeting = *typed.meetings.Add();
  meeting.set_local_start(LocalText(*local));
  meeting.set_local_end(LocalText(*local + *minutes));
  meeting.set_time_zone(time.zone.name());
  *meeting.mutable_start_time() = ToTimestamp(*start);
  *meeting.mutable_end_time() = ToTimestamp(*end);
}

void ReadPlace(const http::Parameters& form, TypedSession& typed) {
  const std::string where = TypedIn(form, "where");
  if (where == "workshop") return;
  if (where != "teams" && where != "venue") {
    typed.errors.push_back({"where", "required"});
    return;
  }
  scheduling::Delivery& delivery = *typed.session.mutable_delivery_override();
  if (where == "teams") {
    delivery.set_mode(scheduling::Delivery::TEAMS);
    return;
  }
  delivery.set_mode(scheduling::Delivery::VENUE);
  *delivery.mutable_venue() = TypedVenue(form, typed.errors);
}

// One end of the booking window; nothing when both fields are empty.
std::optional<absl::Time> ReadWindow(const http::Parameters& form,
                                     absl::string_view prefix,
                                     const FormTime& time,
                                     std::vector<FieldError>& errors) {
  const std::string date_field = absl::StrCat(prefix, "date");
  const std::string time_field = absl::StrCat(prefix, "time");
  if (TypedIn(form, date_field).empty() && TypedIn(form, time_field).empty()) {
    return std::nullopt;
  }
  const auto local = ReadWhen(form, date_field, time_field, time, errors);
  if (!local) return std::nullopt;
  return Resolve(*local, time_field, time, errors);
}

}  // namespace

int MeetingRows(const http::Parameters& form) {
  return static_cast<int>(
      TypedNumber(form, "meetings", 1, kMostMeetings).value_or(1));
}

http::Parameters WithMeetingRows(const http::Parameters& form, int rows) {
  rows = std::clamp(rows, 1, kMostMeetings);
  http::Parameters changed;
  for (const auto& [name, value] : form.entries()) {
    bool dropped = name == "meetings";
    for (int row = rows + 1; row <= kMostMeetings; ++row) {
      for (const absl::string_view field : kRow) {
        dropped = dropped || name == InRow(field, row);
      }
    }
    if (!dropped) changed.Add(name, value);
  }
  changed.Add("meetings", absl::StrCat(rows));
  return changed;
}

void AddMeetingFields(int rows, View& fields) {
  for (int row = 2; row <= rows; ++row) {
    for (const absl::string_view field : kRow) {
      View copy = fields.at(Key(field)).as_object();
      const std::string name = InRow(field, row);
      copy["id"] = name;
      copy["name"] = name;
      fields[Key(name)] = std::move(copy);
    }
  }
}

json::array TakeMeetingRows(int rows, View& fields) {
  json::array list;
  for (int row = 1; row <= rows; ++row) {
    View meeting = {
        {"meeting_legend", rows == 1 ? Say("programme.session.when")
                                     : Say("programme.session.meeting",
                                           {{"number", absl::StrCat(row)}})}};
    for (const absl::string_view field : kRow) {
      meeting[Key(field)] = fields.at(Key(InRow(field, row)));
      fields.erase(Key(InRow(field, row)));
    }
    list.push_back(std::move(meeting));
  }
  return list;
}

TypedMeetings ReadMeetings(const http::Parameters& form, const FormTime& time,
                           int64_t usual_minutes) {
  TypedMeetings typed;
  for (int row = 1; row <= MeetingRows(form); ++row) {
    ReadMeeting(form, row, time, usual_minutes, typed);
  }
  return typed;
}

void AddMeetingRows(const Meetings& meetings, const FormTime& time, int later,
                    http::Parameters& form) {
  int row = 0;
  for (const scheduling::Meeting& meeting : meetings) {
    ++row;
    const absl::Time start = ToTime(meeting.start_time());
    const absl::CivilMinute local = absl::ToCivilMinute(start, time.zone);
    form.Add(InRow("date", row), DayWords(absl::CivilDay(local) + later));
    form.Add(InRow("time", row),
             TimeOfDayWords(local.hour() * 60 + local.minute()));
    form.Add(
        InRow("minutes", row),
        absl::StrCat(absl::ToInt64Minutes(ToTime(meeting.end_time()) - start)));
  }
  form.Add("meetings", absl::StrCat(std::max(row, 1)));
}

absl::Span<const absl::string_view> SessionFormFields() { return kFields; }

http::Parameters SessionFormOf(const scheduling::Session& session,
                               const FormTime& time) {
  http::Parameters form;
  const scheduling::Delivery& own = session.delivery_override();
  form.Add("where", !session.has_delivery_override()            ? "workshop"
                    : own.mode() == scheduling::Delivery::VENUE ? "venue"
                                                                : "teams");
  for (const auto& [field, value] :
       {std::pair("venue_name", own.venue().name()),
        std::pair("venue_address", own.venue().address()),
        std::pair("venue_postcode", own.venue().postcode())}) {
    if (!value.empty()) form.Add(field, value);
  }
  for (const int64_t id : session.facilitator_ids()) {
    form.Add("facilitators", absl::StrCat(id));
  }
  form.Add("format", session.format() == scheduling::Session::LIVE_WEBINAR
                         ? "live_webinar"
                         : "workshop");
  // Unless it is said otherwise, a session is booked from when it was made
  // until it starts.
  if (session.has_booking_open_time() &&
      ToTime(session.booking_open_time()) > ToTime(session.create_time())) {
    AddInstant(ToTime(session.booking_open_time()), time, "opens_", form);
  }
  if (session.has_booking_close_time() && !session.meetings().empty() &&
      ToTime(session.booking_close_time()) !=
          ToTime(session.meetings(0).start_time())) {
    AddInstant(ToTime(session.booking_close_time()), time, "closes_", form);
  }
  form.Add("capacity", absl::StrCat(session.capacity()));
  return form;
}

TypedSession ReadSessionForm(const http::Parameters& form,
                             const FormTime& time) {
  TypedSession typed;
  ReadPlace(form, typed);
  for (FieldError& error : CheckTexts(form, kTexts)) {
    typed.errors.push_back(std::move(error));
  }
  typed.join_uri = TypedIn(form, "join_uri");
  for (const absl::string_view id : form.All("facilitators")) {
    const std::optional<int64_t> read = ParseId(id);
    if (read.has_value()) typed.session.add_facilitator_ids(*read);
  }
  typed.session.set_format(TypedIn(form, "format") == "live_webinar"
                               ? scheduling::Session::LIVE_WEBINAR
                               : scheduling::Session::WORKSHOP);
  const auto opens = ReadWindow(form, "opens_", time, typed.errors);
  const auto closes = ReadWindow(form, "closes_", time, typed.errors);
  if (opens) {
    *typed.session.mutable_booking_open_time() = ToTimestamp(*opens);
  }
  if (closes) {
    *typed.session.mutable_booking_close_time() = ToTimestamp(*closes);
  }
  if (opens && closes && *closes <= *opens) {
    typed.errors.push_back({"closes_date", "booking_window_invalid"});
  }
  return typed;
}

std::vector<std::string> SessionPaths(
    const std::vector<std::string>& changed_fields) {
  std::vector<std::string> paths;
  for (const std::string& field : changed_fields) {
    const std::string path =
        field == "where" || absl::StartsWith(field, "venue_")
            ? "delivery_override"
        : field == "facilitators"            ? "facilitator_ids"
        : absl::StartsWith(field, "opens_")  ? "booking_open_time"
        : absl::StartsWith(field, "closes_") ? "booking_close_time"
                                             : field;
    if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
      paths.push_back(path);
    }
  }
  return paths;
}

std::optional<FieldError> RefusedSessionField(const absl::Status& status) {
  const std::string path = MetadataOf(status, "field");
  const std::string reason = ReasonOf(status);
  if (absl::StartsWith(path, "meetings[")) {
    const int row = static_cast<int>(IndexIn(status)) + 1;
    const bool end = absl::StrContains(path, "local_end");
    return FieldError{
        InRow(end ? "minutes" : "time", row),
        absl::StartsWith(reason, "TIME_")
            ? (reason == "TIME_SKIPPED" ? "time_skipped" : "time_doubled")
            : "invalid"};
  }
  for (const auto& [known, field] : kByReason) {
    if (known == reason) {
      return FieldError{std::string(field), absl::AsciiStrToLower(reason)};
    }
  }
  return RefusedField(status, kNames);
}

void AddSessionChoices(const http::Parameters& form,
                       const std::vector<scheduling::Facilitator>& facilitators,
                       View& fields) {
  std::vector<std::string> chosen;
  for (const absl::string_view id : form.All("facilitators")) {
    chosen.emplace_back(id);
  }
  const std::vector<Choice> choices = FacilitatorChoices(facilitators, chosen);
  if (choices.empty()) {
    fields["facilitators"] = false;
  } else {
    SetChoices(fields, "facilitators", choices);
  }
}

}  // namespace cwp::web
