#include "common/programme/nodes.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/programme/words.h"
#include "common/time/local_time.h"
#include "common/time/proto_time.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace cwp::programme {
namespace {

using google::protobuf::RepeatedPtrField;
using scheduling::v1::Meeting;
using scheduling::v1::Session;
using scheduling::v1::Workshop;

void AddText(FileNode& node, absl::string_view key, const std::string& text) {
  if (!text.empty()) node.Add(key, FileNode::Text(text));
}

void AddNumber(FileNode& node, absl::string_view key, int64_t number) {
  node.Add(key, FileNode::Text(absl::StrCat(number)));
}

void AddList(FileNode& node, absl::string_view key,
             const RepeatedPtrField<std::string>& texts) {
  if (texts.empty()) return;
  node.Add(key, FileNode::List({texts.begin(), texts.end()}));
}

// As clocks in London show it.
std::string StartOf(const Meeting& meeting) {
  if (meeting.time_zone().empty() || meeting.time_zone() == "Europe/London") {
    return meeting.local_start();
  }
  return civil::ToLocal(ToTime(meeting.start_time()), civil::London());
}

// A session of one meeting has no list of them.
void AddMeetings(FileNode& node, const RepeatedPtrField<Meeting>& meetings,
                 int64_t usual_minutes) {
  const auto describe = [&](const Meeting& meeting, FileNode& to) {
    AddText(to, "start", StartOf(meeting));
    if (MinutesOf(meeting) != usual_minutes) {
      AddNumber(to, "minutes", MinutesOf(meeting));
    }
  };
  if (meetings.size() == 1) return describe(meetings[0], node);
  // All say how long they are, or none.
  const bool usual = std::all_of(meetings.begin(), meetings.end(),
                                 [&](const Meeting& meeting) {
                                   return MinutesOf(meeting) == usual_minutes;
                                 });
  if (!usual) usual_minutes = 0;
  FileNode list = FileNode::List({});
  for (const Meeting& meeting : meetings) {
    describe(meeting, list.items.emplace_back());
  }
  node.Add("meetings", std::move(list));
}

void AddTime(FileNode& node, absl::string_view key, absl::Time time) {
  AddText(node, key, civil::ToLocal(time, civil::London()));
}

void AddVenue(FileNode& node, const scheduling::v1::Venue& venue) {
  FileNode written;
  AddText(written, "name", venue.name());
  AddText(written, "address", venue.address());
  AddText(written, "postcode", venue.postcode());
  node.Add("venue", std::move(written));
}

void AddFacilitators(FileNode& node, const Session& session,
                     const FacilitatorNames& names) {
  std::vector<std::string> leaders;
  for (const int64_t id : session.facilitator_ids()) {
    const auto known = names.find(id);
    leaders.push_back(known == names.end() ? absl::StrCat(id) : known->second);
  }
  if (!leaders.empty()) node.Add("facilitators", FileNode::List(leaders));
}

void AddPlace(FileNode& node, const Session& session) {
  const scheduling::v1::Delivery& own = session.delivery_override();
  if (own.mode() == scheduling::v1::Delivery::TEAMS) {
    AddText(node, "online", "yes");
  } else if (own.mode() == scheduling::v1::Delivery::VENUE) {
    AddVenue(node, own.venue());
  }
  if (session.format() == Session::LIVE_WEBINAR) {
    AddText(node, "format", "live webinar");
  }
}

std::string InWords(const FileNode& node) {
  switch (node.kind) {
    case FileNode::Kind::kNothing:
    case FileNode::Kind::kText:
      return node.text;
    case FileNode::Kind::kList:
      return absl::StrJoin(node.items, "; ",
                           [](std::string* out, const FileNode& item) {
                             absl::StrAppend(out, InWords(item));
                           });
    case FileNode::Kind::kMap:
      return absl::StrJoin(node.entries, ", ",
                           [](std::string* out, const FileNode::Entry& entry) {
                             absl::StrAppend(out, InWords(entry.value));
                           });
  }
  return "";
}

}  // namespace

int64_t MinutesOf(const Meeting& meeting) {
  absl::CivilMinute start;
  absl::CivilMinute end;
  absl::ParseCivilTime(meeting.local_start(), &start);
  absl::ParseCivilTime(meeting.local_end(), &end);
  return end - start;
}

FileNode WorkshopNode(const Workshop& workshop) {
  FileNode node;
  AddText(node, "slug", workshop.slug());
  AddText(node, "title", workshop.title());
  AddText(node, "summary", workshop.summary());
  AddText(node, "description", workshop.description());
  AddText(node, "audience", AudienceWords(workshop.audience()));
  AddText(node, "ages",
          absl::StrCat(workshop.age_range().min_years(), " to ",
                       workshop.age_range().max_years()));
  AddList(node, "topics", workshop.topics());
  AddNumber(node, "minutes", workshop.meeting_duration().seconds() / 60);
  if (workshop.delivery().mode() == scheduling::v1::Delivery::VENUE) {
    AddVenue(node, workshop.delivery().venue());
  }
  AddText(node, "bring", workshop.what_to_bring());
  AddText(node, "content_note", workshop.content_note());
  AddList(node, "languages", workshop.languages());
  AddText(node, "names_reason", workshop.attendee_names_reason());
  if (workshop.default_capacity() > 0) {
    AddNumber(node, "capacity", workshop.default_capacity());
  }
  if (workshop.supervised_pair()) AddText(node, "supervised_pair", "yes");
  if (workshop.state() == Workshop::DRAFT) AddText(node, "state", "draft");
  return node;
}

FileNode SessionNode(const Session& session, const Workshop& workshop,
                     const FacilitatorNames& names) {
  const bool moves = !session.pending_change().meetings().empty();
  const bool ends = session.has_pending_change() && !moves;
  FileNode node;
  AddMeetings(node,
              moves ? session.pending_change().meetings() : session.meetings(),
              workshop.meeting_duration().seconds() / 60);
  if (session.capacity() != workshop.default_capacity()) {
    AddNumber(node, "capacity", session.capacity());
  }
  // Unless it is said otherwise, a session is booked from when it was made
  // until it starts.
  const absl::Time opens = ToTime(session.booking_open_time());
  const absl::Time closes = ToTime(session.booking_close_time());
  if (opens > ToTime(session.create_time())) AddTime(node, "book_from", opens);
  if (closes != ToTime(session.meetings(0).start_time())) {
    AddTime(node, "book_until", closes);
  }
  AddFacilitators(node, session, names);
  AddPlace(node, session);
  const Session::State state = ends ? Session::CANCELLED : session.state();
  if (state != Session::OPEN) {
    AddText(node, "state", ShowName(Session::State_Name(state)));
  }
  return node;
}

FileNode ProgrammeNode(const std::vector<Workshop>& workshops,
                       const std::vector<Session>& sessions,
                       const FacilitatorNames& names) {
  std::map<std::string, const Workshop*> by_slug;
  for (const Workshop& workshop : workshops) {
    if (workshop.state() == Workshop::ARCHIVED) continue;
    by_slug[workshop.slug()] = &workshop;
  }
  FileNode all = FileNode::List({});
  for (const auto& [slug, workshop] : by_slug) {
    FileNode node = WorkshopNode(*workshop);
    FileNode dates = FileNode::List({});
    for (const Session& session : sessions) {
      if (session.workshop_id() != workshop->id()) continue;
      if (session.state() == Session::CANCELLED) continue;
      dates.items.push_back(SessionNode(session, *workshop, names));
    }
    if (!dates.items.empty()) node.Add("sessions", std::move(dates));
    all.items.push_back(std::move(node));
  }
  FileNode programme;
  programme.Add("workshops", std::move(all));
  return programme;
}

std::vector<FieldChange> Differences(const FileNode& before,
                                     const FileNode& after) {
  std::vector<FieldChange> changes;
  for (const FileNode::Entry& entry : before.entries) {
    const FileNode* const now = after.Find(entry.key);
    FieldChange change{.key = entry.key,
                       .before = InWords(entry.value),
                       .after = now == nullptr ? "" : InWords(*now)};
    if (change.before != change.after) changes.push_back(std::move(change));
  }
  for (const FileNode::Entry& entry : after.entries) {
    if (before.Find(entry.key) != nullptr) continue;
    changes.push_back({.key = entry.key, .after = InWords(entry.value)});
  }
  return changes;
}

}  // namespace cwp::programme
