#include "services/web/desk_series_form.h"

#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_when.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

// As scheduling's Series.
constexpr int kMostMinutes = 24 * 60;
constexpr int kMostPlaces = 10'000;
constexpr int kMostDates = 400;
constexpr int kMostOpenDays = 366;
constexpr int kMostCloseMinutes = 43'200;

constexpr absl::string_view kDays[] = {"MO", "TU", "WE", "TH",
                                       "FR", "SA", "SU"};
// The words of days, and of places in a month.
constexpr absl::string_view kDayNames[] = {
    "programme.day.monday",    "programme.day.tuesday",
    "programme.day.wednesday", "programme.day.thursday",
    "programme.day.friday",    "programme.day.saturday",
    "programme.day.sunday"};
constexpr absl::string_view kPlaces[] = {
    "programme.place.first", "programme.place.second", "programme.place.third",
    "programme.place.fourth"};

constexpr FieldName kNames[] = {{"series.capacity", "capacity"},
                                {"series.local_start", "date"},
                                {"series.meeting_duration", "minutes"},
                                {"series.facilitator_ids", "facilitators"},
                                {"series.exceptions", "exceptions"},
                                {"series.rule", "how"},
                                {"capacity", "capacity"},
                                {"local_start", "date"},
                                {"meeting_duration", "minutes"},
                                {"facilitator_ids", "facilitators"},
                                {"exceptions", "exceptions"},
                                {"rule", "how"},
                                {"join_uri", "join_uri"},
                                {"edit.local_time", "time"},
                                {"edit.local_day", "day"},
                                {"edit.capacity", "capacity"},
                                {"edit.meeting_duration", "minutes"},
                                {"edit.clock_choice", "clock"},
                                {"edit.leaders", "facilitators"},
                                {"edit", "time"}};

constexpr std::pair<absl::string_view, absl::string_view> kByReason[] = {
    {"RRULE_INVALID", "how"},
    {"RRULE_PART_UNKNOWN", "how"},
    {"START_NOT_IN_RULE", "date"},
    {"SERIES_EMPTY", "count"},
    {"SERIES_TOO_LONG", "count"},
    {"DATE_NOT_IN_SERIES", "exceptions"},
    {"MEETING_IN_PAST", "date"},
    {"MEETINGS_OVERLAP", "minutes"},
    {"BOOKING_WINDOW_INVALID", "close_minutes"},
    {"JOIN_URI_INVALID", "join_uri"},
    {"JOIN_HOST_NOT_ALLOWED", "join_uri"},
    {"FACILITATOR_BUSY", "facilitators"},
    {"FACILITATOR_RETIRED", "facilitators"},
    {"FACILITATOR_NOT_FOUND", "facilitators"},
    {"CLOCK_CHOICE_NEEDED", "clock"}};

int PlaceOf(absl::CivilDay day) {
  return static_cast<int>(absl::GetWeekday(day));
}

absl::CivilDay TodayOf(const FormTime& time) {
  return absl::ToCivilDay(time.now, time.zone);
}

std::string DayText(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

// A number that may be left out, as 0.
int64_t TakeNumber(const http::Parameters& form, absl::string_view field,
                   int64_t max, std::vector<FieldError>& errors) {
  if (TypedIn(form, field).empty()) return 0;
  const auto number = TypedNumber(form, field, 0, max);
  if (!number.has_value()) errors.push_back({std::string(field), "invalid"});
  return number.value_or(0);
}

scheduling::Series::ClockChoice ReadClock(const http::Parameters& form) {
  const std::string clock = TypedIn(form, "clock");
  if (clock == "skip") return scheduling::Series::SKIP;
  if (clock == "earlier") return scheduling::Series::EARLIER;
  if (clock == "later") return scheduling::Series::LATER;
  return scheduling::Series::CLOCK_CHOICE_UNSPECIFIED;
}

template <class Message>
void ReadLeaders(const http::Parameters& form, Message& into) {
  for (const absl::string_view id : form.All("facilitators")) {
    const std::optional<int64_t> read = ParseId(id);
    if (read.has_value()) into.add_facilitator_ids(*read);
  }
}

// "COUNT=10" or "UNTIL=20270330", of which one is given.
std::string ReadEnd(const http::Parameters& form, const FormTime& time,
                    std::vector<FieldError>& errors) {
  const std::string count = TypedIn(form, "count");
  const std::string until = TypedIn(form, "until");
  if (count.empty() == until.empty()) {
    errors.push_back({"count", count.empty() ? "required" : "one_alone"});
    return "";
  }
  if (!count.empty()) {
    const auto number = TypedNumber(form, "count", 1, kMostDates);
    if (!number.has_value()) errors.push_back({"count", "invalid"});
    return absl::StrCat("COUNT=", number.value_or(1));
  }
  const auto day = ReadDayWords(until, TodayOf(time));
  if (!day.has_value()) {
    errors.push_back({"until", "invalid"});
    return "";
  }
  return absl::StrFormat("UNTIL=%04d%02d%02d", day->year(), day->month(),
                         day->day());
}

// When the first one is, and so which rule it is.
void ReadStart(const http::Parameters& form, const FormTime& time,
               TypedSeries& typed) {
  const std::string date = TypedIn(form, "date");
  const std::string hour = TypedIn(form, "time");
  const auto day = ReadDayWords(date, TodayOf(time));
  const auto minutes = ReadTimeWords(hour);
  if (!day) {
    typed.errors.push_back({"date", date.empty() ? "required" : "invalid"});
  }
  if (!minutes) {
    typed.errors.push_back({"time", hour.empty() ? "required" : "invalid"});
  }
  const std::string end = ReadEnd(form, time, typed.errors);
  const std::string rule =
      RuleFor(TypedIn(form, "how"), day.value_or(TodayOf(time)), end);
  if (rule.empty()) typed.errors.push_back({"how", "required"});
  if (!day || !minutes) return;
  typed.series.set_rule(rule);
  typed.series.set_local_start(LocalText(absl::CivilMinute(*day) + *minutes));
}

// Days to leave out, one to a line.
void ReadExceptions(const http::Parameters& form, const FormTime& time,
                    TypedSeries& typed) {
  for (absl::string_view line :
       absl::StrSplit(TypedText(form, "exceptions"), '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (line.empty()) continue;
    const auto day = ReadDayWords(line, TodayOf(time));
    if (!day.has_value()) {
      typed.errors.push_back({"exceptions", "invalid"});
      return;
    }
    typed.series.add_exceptions(DayText(*day));
  }
}

}  // namespace

TypedSeries ReadSeriesForm(const http::Parameters& form, const FormTime& time,
                           const scheduling::Workshop& workshop) {
  TypedSeries typed;
  scheduling::Series& series = typed.series;
  series.set_workshop_id(workshop.id());
  series.set_time_zone(time.zone.name());
  ReadStart(form, time, typed);
  const int64_t minutes =
      TakeNumber(form, "minutes", kMostMinutes, typed.errors);
  series.mutable_meeting_duration()->set_seconds(
      minutes > 0 ? 60 * minutes : workshop.meeting_duration().seconds());
  const bool says = !TypedIn(form, "capacity").empty();
  const auto capacity = TypedNumber(form, "capacity", 1, kMostPlaces);
  if (capacity.has_value()) {
    series.set_capacity(static_cast<int32_t>(*capacity));
  } else {
    typed.errors.push_back({"capacity", says ? "invalid" : "required"});
  }
  ReadExceptions(form, time, typed);
  for (const absl::string_view skip : form.All("skip")) {
    if (skip == "bank_holidays") series.set_skip_bank_holidays(true);
    if (skip == "closed_days") series.set_skip_closed_days(true);
  }
  series.set_clock_choice(ReadClock(form));
  ReadLeaders(form, series);
  series.set_booking_open_days(static_cast<int32_t>(
      TakeNumber(form, "open_days", kMostOpenDays, typed.errors)));
  series.set_booking_close_minutes(static_cast<int32_t>(
      TakeNumber(form, "close_minutes", kMostCloseMinutes, typed.errors)));
  constexpr TextRule kTexts[] = {{.field = "join_uri", .max = 2'000}};
  for (FieldError& error : CheckTexts(form, kTexts)) {
    typed.errors.push_back(std::move(error));
  }
  typed.join_uri = TypedIn(form, "join_uri");
  return typed;
}

TypedSeriesEdit ReadSeriesEdit(const http::Parameters& form,
                               const FormTime& time, int64_t session_id) {
  TypedSeriesEdit typed;
  scheduling::SeriesEdit& edit = typed.edit;
  const std::string scope = TypedIn(form, "scope");
  if (scope == "all") {
    edit.set_scope(scheduling::SeriesEdit::ALL);
  } else if (session_id != 0 && (scope == "this" || scope == "following")) {
    edit.set_scope(scope == "this"
                       ? scheduling::SeriesEdit::THIS
                       : scheduling::SeriesEdit::THIS_AND_FOLLOWING);
    edit.set_session_id(session_id);
  } else {
    typed.errors.push_back({"scope", "required"});
  }
  edit.set_cancel(form.Get("cancel") == "yes");
  if (edit.cancel()) return typed;
  const std::string day_text = TypedIn(form, "day");
  if (!day_text.empty()) {
    const auto day = ReadDayWords(day_text, TodayOf(time));
    if (!day.has_value()) {
      typed.errors.push_back({"day", "invalid"});
    } else if (scope != "this") {
      typed.errors.push_back({"day", "for_one"});
    } else {
      edit.set_local_day(DayText(*day));
    }
  }
  const std::string hour = TypedIn(form, "time");
  if (!hour.empty()) {
    const auto minutes = ReadTimeWords(hour);
    if (!minutes.has_value()) typed.errors.push_back({"time", "invalid"});
    edit.set_local_time(absl::StrFormat("%02d:%02d", minutes.value_or(0) / 60,
                                        minutes.value_or(0) % 60));
  }
  const int64_t length =
      TakeNumber(form, "minutes", kMostMinutes, typed.errors);
  if (length > 0) edit.mutable_meeting_duration()->set_seconds(60 * length);
  edit.set_capacity(static_cast<int32_t>(
      TakeNumber(form, "capacity", kMostPlaces, typed.errors)));
  if (form.Get("set_leaders") == "yes") {
    ReadLeaders(form, *edit.mutable_leaders());
  }
  edit.set_clock_choice(ReadClock(form));
  const bool changes = !edit.local_day().empty() ||
                       !edit.local_time().empty() || length > 0 ||
                       edit.capacity() > 0 || edit.has_leaders();
  if (!changes && typed.errors.empty()) {
    typed.errors.push_back({"time", "nothing"});
  }
  return typed;
}

std::string RuleFor(absl::string_view how, absl::CivilDay first,
                    absl::string_view end) {
  const absl::string_view day = kDays[PlaceOf(first)];
  if (how == "weekly") return absl::StrCat("FREQ=WEEKLY;BYDAY=", day, ";", end);
  if (how == "fortnightly") {
    return absl::StrCat("FREQ=WEEKLY;INTERVAL=2;BYDAY=", day, ";", end);
  }
  if (how == "weekdays") {
    return absl::StrCat("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;", end);
  }
  if (how == "monthly") {
    // The fifth Tuesday does not come each month: the last does.
    const int place = (first.day() - 1) / 7 + 1;
    return absl::StrCat("FREQ=MONTHLY;BYDAY=", place > 4 ? -1 : place, day, ";",
                        end);
  }
  return "";
}

std::string RuleWords(absl::string_view rule) {
  std::map<std::string, std::string> parts;
  for (const absl::string_view part : absl::StrSplit(rule, ';')) {
    const std::pair<std::string, std::string> sides =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    parts[sides.first] = sides.second;
  }
  std::string days = parts["BYDAY"];
  const std::string interval = parts["INTERVAL"];
  if (days == "MO,TU,WE,TH,FR") return Say("programme.rule.weekdays");
  std::string name;
  for (size_t i = 0; i < 7; ++i) {
    if (absl::EndsWith(days, kDays[i])) name = Say(kDayNames[i]);
  }
  if (name.empty() || absl::StrContains(days, ',')) return std::string(rule);
  days = days.substr(0, days.size() - 2);
  if (parts["FREQ"] == "WEEKLY" && days.empty()) {
    if (interval.empty() || interval == "1") {
      return Say("programme.rule.weekly", {{"day", name}});
    }
    return interval == "2" ? Say("programme.rule.fortnightly", {{"day", name}})
                           : Say("programme.rule.every_weeks",
                                 {{"weeks", interval}, {"day", name}});
  }
  if (parts["FREQ"] != "MONTHLY" || !interval.empty()) {
    return std::string(rule);
  }
  if (days == "-1") return Say("programme.rule.last", {{"day", name}});
  int place = 0;
  if (!absl::SimpleAtoi(days, &place) || place < 1 || place > 4) {
    return std::string(rule);
  }
  return Say("programme.rule.monthly",
             {{"place", Say(kPlaces[place - 1])}, {"day", name}});
}

std::optional<FieldError> RefusedSeriesField(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  for (const auto& [known, field] : kByReason) {
    if (known == reason) {
      return FieldError{std::string(field), absl::AsciiStrToLower(reason)};
    }
  }
  return RefusedField(status, kNames);
}

}  // namespace cwp::web
