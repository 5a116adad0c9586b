#include "services/cwpctl/programme.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/cwpctl/section.h"
#include "services/cwpctl/when.h"
#include "services/cwpctl/words.h"
#include "services/cwpctl/yaml_file.h"

namespace cwp::ctl {
namespace {

constexpr int64_t kMaxMinutes = 24 * 60;

bool ReadPublish(Section& section) {
  const std::string state = section.Take("state", "published");
  if (state != "published" && state != "draft") {
    section.Wrong("state", "must be published or draft");
  }
  return state == "published";
}

int ReadAudienceOf(Section& section) {
  const std::optional<int> audience = ReadAudience(section.Need("audience"));
  if (!audience.has_value()) {
    section.Wrong("audience",
                  "must be parents and carers, young people or professionals");
  }
  return audience.value_or(0);
}

scheduling::v1::Session::State ReadSessionState(Section& section) {
  const std::string state = section.Take("state", "open");
  if (state == "scheduled") return scheduling::v1::Session::SCHEDULED;
  if (state == "closed") return scheduling::v1::Session::CLOSED;
  if (state == "cancelled") return scheduling::v1::Session::CANCELLED;
  if (state != "open") {
    section.Wrong("state", "must be scheduled, open, closed or cancelled");
  }
  return scheduling::v1::Session::OPEN;
}

// One meeting; `minutes` when the section does not say how long it is.
void ReadMeeting(Section& section, int64_t minutes, absl::CivilDay today,
                 scheduling::v1::Meeting& meeting) {
  const std::string written = section.Need("start");
  const absl::StatusOr<std::string> start = ReadWhen(written, today);
  const int64_t length = section.TakeNumber("minutes", 1, kMaxMinutes, minutes);
  if (!start.ok()) {
    if (!written.empty()) section.Wrong("start", start.status().message());
    return;
  }
  meeting.set_local_start(*start);
  meeting.set_local_end(AddMinutes(*start, length));
}

BookingEntry ReadBooking(Section section) {
  section.AllowOnly(
      {"name", "email", "phone", "relationship", "places", "age"});
  BookingEntry entry;
  entry.line = section.line();
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

void ReadDelivery(Section& section, scheduling::v1::Delivery& delivery) {
  std::optional<Section> venue = section.Sub("venue");
  if (!venue.has_value()) {
    delivery.set_mode(scheduling::v1::Delivery::TEAMS);
    return;
  }
  venue->AllowOnly({"name", "address", "postcode"});
  delivery.set_mode(scheduling::v1::Delivery::VENUE);
  delivery.mutable_venue()->set_name(venue->Need("name"));
  delivery.mutable_venue()->set_address(venue->Need("address"));
  delivery.mutable_venue()->set_postcode(venue->Take("postcode"));
}

// `no` when left out.
bool ReadYesOrNo(Section& section, absl::string_view key) {
  const std::string word = section.Take(key, "no");
  if (word != "yes" && word != "no") section.Wrong(key, "must be yes or no");
  return word == "yes";
}

// Where the session takes place, when not where the workshop says, and what it
// is like.
void ReadPlace(Section& section, scheduling::v1::Session& session) {
  const bool online = ReadYesOrNo(section, "online");
  if (online && section.Has("venue")) {
    section.Wrong("venue", "and online cannot both be given");
  }
  if (online || section.Has("venue")) {
    ReadDelivery(section, *session.mutable_delivery_override());
  }
  const std::string format = section.Take("format", "workshop");
  if (format != "workshop" && format != "live webinar") {
    section.Wrong("format", "must be workshop or live webinar");
  }
  session.set_format(format == "workshop"
                         ? scheduling::v1::Session::WORKSHOP
                         : scheduling::v1::Session::LIVE_WEBINAR);
}

// A session of `workshop`, which says what the session does not.
SessionEntry ReadSession(Section section,
                         const scheduling::v1::Workshop& workshop,
                         absl::CivilDay today) {
  section.AllowOnly({"start", "minutes", "meetings", "capacity", "join",
                     "state", "bookings", "venue", "online", "format",
                     "facilitators"});
  SessionEntry entry;
  entry.line = section.line();
  const int64_t minutes = workshop.meeting_duration().seconds() / 60;
  if (section.Has("meetings")) {
    if (section.Has("start")) {
      section.Wrong("start", "and meetings cannot both be given");
    }
    for (Section meeting : section.List("meetings")) {
      meeting.AllowOnly({"start", "minutes"});
      ReadMeeting(meeting, minutes, today, *entry.session.add_meetings());
    }
  } else {
    ReadMeeting(section, minutes, today, *entry.session.add_meetings());
  }
  entry.session.set_capacity(
      static_cast<int32_t>(workshop.default_capacity() > 0
                               ? section.TakeNumber("capacity", 1, 10000, 0)
                               : section.NeedNumber("capacity", 1, 10000)));
  entry.join_uri = section.Take("join");
  ReadPlace(section, entry.session);
  entry.facilitators = section.Texts("facilitators");
  entry.state = ReadSessionState(section);
  for (Section& booking : section.List("bookings")) {
    entry.bookings.push_back(ReadBooking(booking));
  }
  return entry;
}

WorkshopEntry ReadWorkshop(Section section, absl::CivilDay today) {
  section.AllowOnly({"slug", "title", "summary", "description", "audience",
                     "ages", "topics", "minutes", "venue", "state", "sessions",
                     "names_reason", "bring", "content_note", "languages",
                     "capacity", "supervised_pair"});
  WorkshopEntry entry;
  entry.line = section.line();
  scheduling::v1::Workshop& workshop = entry.workshop;
  workshop.set_slug(section.Need("slug"));
  workshop.set_title(section.Need("title"));
  workshop.set_summary(section.Need("summary"));
  workshop.set_description(section.Take("description"));
  workshop.set_audience(
      static_cast<scheduling::v1::Audience>(ReadAudienceOf(section)));
  const std::optional<Ages> ages = ReadAges(section.Need("ages"));
  if (!ages.has_value()) section.Wrong("ages", "must be like 5 to 11");
  workshop.mutable_age_range()->set_min_years(ages.value_or(Ages()).min);
  workshop.mutable_age_range()->set_max_years(ages.value_or(Ages()).max);
  for (const std::string& topic : section.Texts("topics")) {
    workshop.add_topics(topic);
  }
  const int64_t minutes = section.NeedNumber("minutes", 1, kMaxMinutes);
  workshop.mutable_meeting_duration()->set_seconds(minutes * 60);
  ReadDelivery(section, *workshop.mutable_delivery());
  workshop.set_attendee_names_reason(section.Take("names_reason"));
  workshop.set_what_to_bring(section.Take("bring"));
  workshop.set_content_note(section.Take("content_note"));
  for (const std::string& tag : section.Texts("languages")) {
    workshop.add_languages(tag);
  }
  workshop.set_default_capacity(
      static_cast<int32_t>(section.TakeNumber("capacity", 1, 10000, 0)));
  workshop.set_supervised_pair(ReadYesOrNo(section, "supervised_pair"));
  entry.publish = ReadPublish(section);
  for (Section& session : section.List("sessions")) {
    entry.sessions.push_back(ReadSession(session, workshop, today));
  }
  return entry;
}

// The path of a file that the section names, from the folder of the programme.
std::string ReadPath(Section& section, absl::string_view key) {
  const std::string name = section.Take(key);
  if (name.empty()) return "";
  const std::filesystem::path path =
      std::filesystem::path(section.mistakes().file()).parent_path() / name;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error) || !std::ifstream(path)) {
    section.Wrong(key, absl::StrCat("names the file ", path.string(),
                                    ", which cannot be read"));
  }
  return path;
}

void ReadPart(Section& section, WebinarEntry& entry) {
  section.AllowOnly(
      {"title", "description", "video", "video_uri", "captions", "seconds"});
  webinars::v1::Part& part = *entry.webinar.add_parts();
  part.set_title(section.Need("title"));
  part.set_description(section.Take("description"));
  PartEntry files{.line = section.line(),
                  .video = ReadPath(section, "video"),
                  .captions = ReadPath(section, "captions")};
  if (section.Has("video") == section.Has("video_uri")) {
    section.Wrong("video", "or video_uri must be given, and not both");
  }
  if (section.Has("video_uri")) part.set_video_uri(section.Need("video_uri"));
  const int64_t seconds = section.TakeNumber("seconds", 1, 86400, 0);
  if (seconds > 0) part.mutable_duration()->set_seconds(seconds);
  entry.parts.push_back(std::move(files));
}

void ReadHandout(Section& section, WebinarEntry& entry) {
  section.AllowOnly({"title", "file", "part"});
  webinars::v1::Handout& handout = *entry.webinar.add_handouts();
  handout.set_title(section.Need("title"));
  section.Need("file");
  entry.handouts.push_back(
      {.line = section.line(), .file = ReadPath(section, "file")});
  handout.set_file_name(
      std::filesystem::path(entry.handouts.back().file).filename());
  handout.set_part(static_cast<int32_t>(section.TakeNumber("part", 1, 20, 0)));
}

WebinarEntry ReadWebinarSection(Section section) {
  section.AllowOnly({"slug", "title", "summary", "description", "audience",
                     "state", "parts", "handouts"});
  WebinarEntry entry;
  entry.line = section.line();
  webinars::v1::Webinar& webinar = entry.webinar;
  webinar.set_slug(section.Need("slug"));
  webinar.set_title(section.Need("title"));
  webinar.set_summary(section.Need("summary"));
  webinar.set_description(section.Take("description"));
  webinar.set_audience(
      static_cast<webinars::v1::Audience>(ReadAudienceOf(section)));
  entry.publish = ReadPublish(section);
  for (Section& part : section.List("parts")) ReadPart(part, entry);
  for (Section& handout : section.List("handouts")) ReadHandout(handout, entry);
  return entry;
}

}  // namespace

absl::StatusOr<Programme> ReadProgramme(const std::string& path,
                                        absl::CivilDay today) {
  ASSIGN_OR_RETURN(const YamlNode root, ReadYamlFile(path));
  Mistakes mistakes(path);
  Section section(root, mistakes);
  section.AllowOnly({"workshops", "webinars"});
  Programme programme;
  programme.file = path;
  for (Section& workshop : section.List("workshops")) {
    programme.workshops.push_back(ReadWorkshop(workshop, today));
  }
  for (Section& webinar : section.List("webinars")) {
    programme.webinars.push_back(ReadWebinarSection(webinar));
  }
  RETURN_IF_ERROR(mistakes.first());
  return programme;
}

absl::StatusOr<WebinarEntry> ReadWebinar(const std::string& path) {
  ASSIGN_OR_RETURN(const YamlNode root, ReadYamlFile(path));
  Mistakes mistakes(path);
  WebinarEntry entry = ReadWebinarSection(Section(root, mistakes));
  RETURN_IF_ERROR(mistakes.first());
  return entry;
}

}  // namespace cwp::ctl
