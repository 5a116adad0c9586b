#include "common/programme/programme.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/programme/check.h"
#include "common/programme/section.h"
#include "common/programme/table.h"
#include "common/programme/text_file.h"
#include "common/programme/webinar.h"
#include "common/programme/when.h"
#include "common/programme/words.h"
#include "common/programme/yaml_file.h"

namespace cwp::programme {
namespace {

using scheduling::v1::Session;
using scheduling::v1::Workshop;

Session::State ReadSessionState(Section& section) {
  const std::string state = section.Take("state", "open");
  for (const Session::State each : kStatesInOrder) {
    if (state == ShowName(Session::State_Name(each))) return each;
  }
  section.Wrong("state", "must be draft, scheduled, open, closed or cancelled");
  return Session::OPEN;
}

// The local time under a key; nothing when it is left out or wrong.
std::optional<std::string> TakeWhen(Section& section, absl::string_view key,
                                    absl::CivilDay today) {
  if (!section.Has(key)) return std::nullopt;
  const absl::StatusOr<std::string> when = ReadWhen(section.Need(key), today);
  if (when.ok()) return *when;
  section.Wrong(key, when.status().message());
  return std::nullopt;
}

std::optional<int64_t> TakeMinutes(Section& section) {
  if (!section.Has("minutes")) return std::nullopt;
  return section.NeedNumber("minutes", 1, kMaxMinutes);
}

// One meeting; `minutes` when the section does not say how long it is.
MeetingEntry ReadMeeting(Section& section, std::optional<int64_t> minutes,
                         absl::CivilDay today) {
  section.Need("start");
  const std::optional<int64_t> own = TakeMinutes(section);
  return {.local_start = TakeWhen(section, "start", today).value_or(""),
          .minutes = own.has_value() ? own : minutes};
}

BookingEntry ReadBooking(Section section) {
  section.AllowOnly(
      {"name", "email", "phone", "relationship", "places", "age"});
  BookingEntry entry;
  entry.place = section.place();
  registration::v1::Contact& contact = *entry.booking.mutable_contact();
  contact.set_name(section.Need("name"));
  contact.set_email(section.Need("email"));
  contact.set_phone(section.Take("phone"));
  contact.set_relationship(section.Take("relationship"));
  const int64_t age = section.TakeNumber("age", 0, 120, -1);
  const int64_t places = section.TakeNumber("places", 1, 10, 1);
  for (int64_t place = 0; place < places; ++place) {
    registration::v1::Attendee& attendee = *entry.booking.add_attendees();
    attendee.set_role(contact.relationship().empty()
                          ? registration::v1::Attendee::YOUNG_PERSON
                          : registration::v1::Attendee::PARENT_OR_CARER);
    if (age < 0) continue;
    // Registration keeps the band that it falls into.
    attendee.mutable_age_band()->set_min_years(static_cast<int32_t>(age));
    attendee.mutable_age_band()->set_max_years(static_cast<int32_t>(age));
  }
  return entry;
}

void ReadMeetings(Section& section, absl::CivilDay today, SessionEntry& entry) {
  if (!section.Has("meetings")) {
    entry.meetings.push_back(ReadMeeting(section, std::nullopt, today));
    return;
  }
  if (section.Has("start")) {
    section.Wrong("start", "and meetings cannot both be given");
  }
  const std::optional<int64_t> minutes = TakeMinutes(section);
  for (Section& meeting : section.List("meetings")) {
    meeting.AllowOnly({"start", "minutes"});
    entry.meetings.push_back(ReadMeeting(meeting, minutes, today));
  }
  if (entry.meetings.empty()) section.Wrong("meetings", "must not be empty");
}

// `no` when left out.
bool ReadYesOrNo(Section& section, absl::string_view key) {
  const std::string word = section.Take(key, "no");
  if (word != "yes" && word != "no") section.Wrong(key, "must be yes or no");
  return word == "yes";
}

void ReadVenue(Section section, scheduling::v1::Delivery& delivery) {
  section.AllowOnly({"name", "address", "postcode"});
  delivery.set_mode(scheduling::v1::Delivery::VENUE);
  delivery.mutable_venue()->set_name(section.Need("name"));
  delivery.mutable_venue()->set_address(section.Need("address"));
  delivery.mutable_venue()->set_postcode(section.Take("postcode"));
}

// Where a session takes place, when not where the workshop says, and what it is
// like.
void ReadPlace(Section& section, SessionEntry& entry) {
  if (ReadYesOrNo(section, "online")) {
    if (section.Has("venue")) {
      section.Wrong("venue", "and online cannot both be given");
    }
    entry.delivery.emplace().set_mode(scheduling::v1::Delivery::TEAMS);
  } else if (const auto venue = section.Sub("venue"); venue.has_value()) {
    ReadVenue(*venue, entry.delivery.emplace());
  }
  if (!section.Has("format")) return;
  const std::string format = section.Need("format");
  if (format != "workshop" && format != "live webinar") {
    section.Wrong("format", "must be workshop or live webinar");
  }
  entry.format =
      format == "workshop" ? Session::WORKSHOP : Session::LIVE_WEBINAR;
}

SessionEntry ReadSession(Section section, absl::CivilDay today) {
  section.AllowOnly({"start", "minutes", "meetings", "moved_from", "capacity",
                     "join", "book_from", "book_until", "facilitators", "venue",
                     "online", "format", "state", "bookings"});
  SessionEntry entry;
  entry.place = section.place();
  ReadMeetings(section, today, entry);
  entry.moved_from = TakeWhen(section, "moved_from", today).value_or("");
  if (section.Has("capacity")) {
    entry.capacity =
        static_cast<int32_t>(section.NeedNumber("capacity", 1, kMaxCapacity));
  }
  entry.join_uri = section.Take("join");
  entry.book_from = TakeWhen(section, "book_from", today);
  entry.book_until = TakeWhen(section, "book_until", today);
  if (section.Has("facilitators")) {
    entry.facilitators = section.Texts("facilitators");
  }
  ReadPlace(section, entry);
  entry.state = ReadSessionState(section);
  for (Section& booking : section.List("bookings")) {
    entry.bookings.push_back(ReadBooking(booking));
  }
  return entry;
}

void ReadDelivery(Section& section, Workshop& workshop) {
  scheduling::v1::Delivery& delivery = *workshop.mutable_delivery();
  std::optional<Section> venue = section.Sub("venue");
  if (!venue.has_value() || section.Says("venue", "none")) {
    delivery.set_mode(scheduling::v1::Delivery::TEAMS);
    return;
  }
  ReadVenue(*venue, delivery);
}

void ReadAgeRange(Section& section, Workshop& workshop) {
  const std::optional<Ages> ages = ReadAges(section.Need("ages"));
  if (!ages.has_value()) section.Wrong("ages", "must be like 5 to 11");
  workshop.mutable_age_range()->set_min_years(ages.value_or(Ages()).min);
  workshop.mutable_age_range()->set_max_years(ages.value_or(Ages()).max);
}

// How a key of a workshop is read, and which field it is.
struct WorkshopKey {
  absl::string_view key;
  absl::string_view field;
  void (*read)(Section& section, Workshop& workshop);
};

const WorkshopKey kWorkshopKeys[] = {
    {"title", "title",
     [](Section& from, Workshop& to) { to.set_title(from.Need("title")); }},
    {"summary", "summary",
     [](Section& from, Workshop& to) { to.set_summary(from.Need("summary")); }},
    {"description", "description",
     [](Section& from, Workshop& to) {
       to.set_description(from.Take("description"));
     }},
    {"audience", "audience",
     [](Section& from, Workshop& to) {
       to.set_audience(
           static_cast<scheduling::v1::Audience>(ReadAudienceOf(from)));
     }},
    {"ages", "age_range", &ReadAgeRange},
    {"topics", "topics",
     [](Section& from, Workshop& to) {
       for (const auto& each : from.Texts("topics")) to.add_topics(each);
     }},
    {"minutes", "meeting_duration",
     [](Section& from, Workshop& to) {
       to.mutable_meeting_duration()->set_seconds(
           60 * from.NeedNumber("minutes", 1, kMaxMinutes));
     }},
    {"venue", "delivery", &ReadDelivery},
    {"bring", "what_to_bring",
     [](Section& from, Workshop& to) {
       to.set_what_to_bring(from.Take("bring"));
     }},
    {"content_note", "content_note",
     [](Section& from, Workshop& to) {
       to.set_content_note(from.Take("content_note"));
     }},
    {"languages", "languages",
     [](Section& from, Workshop& to) {
       for (const auto& each : from.Texts("languages")) to.add_languages(each);
     }},
    {"names_reason", "attendee_names_reason",
     [](Section& from, Workshop& to) {
       to.set_attendee_names_reason(from.Take("names_reason"));
     }},
    {"capacity", "default_capacity",
     [](Section& from, Workshop& to) {
       to.set_default_capacity(
           static_cast<int32_t>(from.NeedNumber("capacity", 1, kMaxCapacity)));
     }},
    {"supervised_pair", "supervised_pair",
     [](Section& from, Workshop& to) {
       to.set_supervised_pair(ReadYesOrNo(from, "supervised_pair"));
     }},
};

WorkshopEntry ReadWorkshop(Section section, absl::CivilDay today) {
  section.AllowOnly({"slug", "title", "summary", "description", "audience",
                     "ages", "topics", "minutes", "venue", "state", "sessions",
                     "names_reason", "bring", "content_note", "languages",
                     "capacity", "supervised_pair"});
  WorkshopEntry entry;
  entry.place = section.place();
  entry.workshop.set_slug(section.Need("slug"));
  entry.workshop.mutable_delivery()->set_mode(scheduling::v1::Delivery::TEAMS);
  for (const WorkshopKey& key : kWorkshopKeys) {
    if (!section.Has(key.key)) continue;
    key.read(section, entry.workshop);
    entry.given.emplace_back(key.field);
  }
  entry.publish = ReadPublish(section);
  for (Section& session : section.List("sessions")) {
    entry.sessions.push_back(ReadSession(session, today));
  }
  return entry;
}

// All but webinars.
Programme ReadWorkshops(Section& root, absl::CivilDay today) {
  root.AllowOnly({"workshops", "webinars"});
  Programme programme;
  programme.file = root.mistakes().file();
  for (Section& workshop : root.List("workshops")) {
    programme.workshops.push_back(ReadWorkshop(workshop, today));
  }
  return programme;
}

// A mistake for which a file could not be read any further.
Mistake MistakeOf(const absl::Status& status) {
  Mistake mistake = {.key = MetadataOf(status, "key"),
                     .problem = std::string(status.message())};
  const std::string line = MetadataOf(status, "line");
  const std::string column = MetadataOf(status, "column");
  if (!absl::SimpleAtoi(line, &mistake.place.line) ||
      !absl::SimpleAtoi(column, &mistake.place.column)) {
    return mistake;
  }
  const std::string before =
      absl::StrCat(MetadataOf(status, "file"), ":", line, ":", column, ": ",
                   mistake.key, mistake.key.empty() ? "" : " ");
  mistake.problem = std::string(absl::StripPrefix(status.message(), before));
  return mistake;
}

void CheckNoPeople(const Programme& programme, Mistakes& mistakes) {
  for (const WorkshopEntry& workshop : programme.workshops) {
    for (const SessionEntry& session : workshop.sessions) {
      if (session.bookings.empty()) continue;
      mistakes.Add(session.bookings[0].place, "bookings",
                   "cannot be brought in here: they are people");
    }
  }
}

}  // namespace

absl::StatusOr<Programme> ReadProgramme(const std::string& path,
                                        absl::CivilDay today) {
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path));
  ASSIGN_OR_RETURN(const FileNode root, absl::EndsWithIgnoreCase(path, ".csv")
                                            ? ReadTable(path, text)
                                            : ReadYaml(path, text));
  Mistakes mistakes(path);
  Section section(root, mistakes);
  Programme programme = ReadWorkshops(section, today);
  for (Section& webinar : section.List("webinars")) {
    programme.webinars.push_back(ReadWebinarSection(webinar));
  }
  RETURN_IF_ERROR(mistakes.first());
  return programme;
}

Schedule ReadSchedule(const std::string& text, Form form,
                      absl::CivilDay today) {
  Schedule schedule;
  const std::string file = "file";
  const absl::StatusOr<FileNode> root =
      form == Form::kTable ? ReadTable(file, text) : ReadYaml(file, text);
  if (!root.ok()) {
    schedule.mistakes.push_back(MistakeOf(root.status()));
    return schedule;
  }
  Mistakes mistakes(file);
  Section section(*root, mistakes);
  if (section.Has("webinars")) {
    section.Wrong("webinars",
                  "cannot be brought in here: their files are on no machine "
                  "but the service's own");
  }
  schedule.programme = ReadWorkshops(section, today);
  CheckNoPeople(schedule.programme, mistakes);
  CheckFields(schedule.programme, mistakes);
  schedule.mistakes = mistakes.all();
  std::stable_sort(schedule.mistakes.begin(), schedule.mistakes.end(),
                   [](const Mistake& a, const Mistake& b) {
                     return a.place.line < b.place.line;
                   });
  return schedule;
}

}  // namespace cwp::programme
