#include "services/cwpctl/importer.h"

#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/time/proto_time.h"
#include "services/cwpctl/impact.h"

namespace cwp::ctl {
namespace {

using programme::Differences;
using programme::FindSession;
using programme::Leaders;
using programme::PlanSession;
using programme::PlanWorkshop;
using programme::Programme;
using programme::SessionEntry;
using programme::SessionNode;
using programme::SessionPlan;
using programme::WebinarEntry;
using programme::WorkshopEntry;
using programme::WorkshopPlan;
using scheduling::v1::Session;
using scheduling::v1::Workshop;

// "worry-and-anxiety 2027-01-12 18:00".
std::string NameOf(const Workshop& workshop, const std::string& local_start) {
  return absl::StrCat(workshop.slug(), " ",
                      absl::StrReplaceAll(local_start, {{"T", " "}}));
}

// Whether a session that is not in the file is one that it should say something
// of.
bool IsToCome(const Session& session, absl::Time now) {
  return session.state() != Session::CANCELLED &&
         ToTime(session.meetings(0).start_time()) > now;
}

}  // namespace

Importer::Importer(Connections& connections, std::string file,
                   ImportOptions options)
    : connections_(connections),
      file_(std::move(file)),
      options_(std::move(options)),
      scheduling_(connections),
      facilitators_(connections),
      bookings_(connections, file_),
      webinars_(connections, options_.progress) {}

absl::Status Importer::Import(const Programme& programme) {
  ASSIGN_OR_RETURN(names_, facilitators_.Names());
  std::vector<PlannedWorkshop> planned;
  for (const WorkshopEntry& entry : programme.workshops) {
    ASSIGN_OR_RETURN(planned.emplace_back(), Look(entry));
  }
  if (!options_.dry_run) {
    for (PlannedWorkshop& workshop : planned) RETURN_IF_ERROR(Do(workshop));
  }
  for (const WebinarEntry& entry : programme.webinars) {
    const absl::StatusOr<ImportedItem> item =
        webinars_.Import(entry, options_.dry_run);
    RETURN_IF_ERROR(At(file_, entry.place, item.status()));
    items_.push_back(*item);
  }
  return absl::OkStatus();
}

absl::StatusOr<Importer::PlannedWorkshop> Importer::Look(
    const WorkshopEntry& entry) {
  const std::string& slug = entry.workshop.slug();
  const absl::StatusOr<Workshop> found = scheduling_.GetWorkshop(slug);
  const bool missing = ReasonOf(found.status()) == "WORKSHOP_NOT_FOUND";
  if (!found.ok() && !missing) return At(file_, entry.place, found.status());
  PlannedWorkshop planned;
  planned.entry = &entry;
  ASSIGN_OR_RETURN(
      planned.plan,
      PlanWorkshop(file_, entry,
                   missing ? std::nullopt : std::optional<Workshop>(*found)));
  ImportedItem& item = Note("workshop", slug,
                            missing                        ? "created"
                            : planned.plan.changes.empty() ? "unchanged"
                                                           : "changed");
  item.changes = planned.plan.changes;
  RETURN_IF_ERROR(LookAtSessions(entry, planned));
  return planned;
}

absl::Status Importer::LookAtSessions(const WorkshopEntry& entry,
                                      PlannedWorkshop& planned) {
  const Workshop& workshop = planned.plan.wanted;
  std::vector<Session> there;
  if (workshop.id() != 0) {
    scheduling::v1::ListSessionsRequest request;
    request.set_workshop_id(workshop.id());
    const auto listed = scheduling_.ListSessions(request);
    RETURN_IF_ERROR(At(file_, entry.place, listed.status()));
    there = {listed->sessions().begin(), listed->sessions().end()};
  }
  std::set<int64_t> used;
  for (const SessionEntry& wanted : entry.sessions) {
    const Session* const found = FindSession(wanted, there, used);
    PlannedSession& session = planned.sessions.emplace_back();
    session.entry = &wanted;
    const absl::StatusOr<Leaders> leaders = FindLeaders(wanted);
    RETURN_IF_ERROR(At(file_, wanted.place, leaders.status()));
    absl::StatusOr<SessionPlan> plan =
        PlanSession(wanted, workshop, found, *leaders);
    RETURN_IF_ERROR(At(file_, wanted.place, plan.status()));
    session.plan = *std::move(plan);
    session.item = items_.size();
    ImportedItem& item =
        Note("session", NameOf(workshop, wanted.meetings[0].local_start),
             found == nullptr               ? "created"
             : session.plan.changes.empty() ? "unchanged"
                                            : "changed");
    item.changes = session.plan.changes;
    if (options_.dry_run) {
      ASSIGN_OR_RETURN(
          const auto bookings,
          bookings_.Look(wanted, found == nullptr ? 0 : found->id()));
      items_.insert(items_.end(), bookings.begin(), bookings.end());
    }
    if (found == nullptr) continue;
    used.insert(found->id());
    session.there = *found;
    const absl::StatusOr<std::string> people = LookAtPeople(session.plan);
    RETURN_IF_ERROR(At(file_, wanted.place, people.status()));
    std::string& notes = items_[session.item].notes;
    notes = absl::StrCat(session.plan.note,
                         session.plan.note.empty() ? "" : "\n", *people);
    if (!wanted.join_uri.empty() && found->has_join_address() &&
        !session.plan.stays) {
      absl::StrAppend(&notes,
                      "Its join address is set to the file's; whether that is "
                      "another is not shown.\n");
    }
  }
  for (const Session& session : there) {
    if (used.count(session.id()) > 0 ||
        !IsToCome(session, connections_.clock().Now())) {
      continue;
    }
    Note("session", NameOf(workshop, session.meetings(0).local_start()),
         "not in the file");
  }
  return absl::OkStatus();
}

absl::StatusOr<Leaders> Importer::FindLeaders(const SessionEntry& entry) {
  Leaders leaders{.names = names_};
  if (!entry.facilitators.has_value()) return leaders;
  ASSIGN_OR_RETURN(leaders.ids, facilitators_.FindAll(*entry.facilitators));
  return leaders;
}

absl::StatusOr<std::string> Importer::LookAtPeople(const SessionPlan& plan) {
  std::vector<ImpactRequest> requests;
  const int64_t id = plan.wanted.id();
  if (plan.move) {
    ASSIGN_OR_RETURN(requests.emplace_back(),
                     OfMeetings(id, plan.wanted.meetings()));
  }
  if (plan.change_capacity) {
    requests.push_back(OfCapacity(id, plan.wanted.capacity()));
  }
  if (!plan.states.empty() && plan.states.back() == Session::CANCELLED) {
    requests.push_back(OfCancelling(id));
  }
  std::string words;
  for (const ImpactRequest& request : requests) {
    ASSIGN_OR_RETURN(const Impact impact, Foresee(connections_, request));
    if (request.has_capacity() && !options_.accept_over) {
      RETURN_IF_ERROR(CheckNotOver(impact));
    }
    absl::StrAppend(&words, ImpactWords(request, impact));
  }
  return words;
}

absl::Status Importer::Do(PlannedWorkshop& planned) {
  const WorkshopEntry& entry = *planned.entry;
  Workshop& workshop = planned.plan.wanted;
  if (workshop.id() == 0) {
    scheduling::v1::CreateWorkshopRequest request;
    *request.mutable_workshop() = workshop;
    const absl::StatusOr<Workshop> made = scheduling_.CreateWorkshop(request);
    RETURN_IF_ERROR(At(file_, entry.place, made.status()));
    workshop = *made;
  } else if (!planned.plan.fields.empty()) {
    RETURN_IF_ERROR(Update(planned));
  }
  if (planned.plan.publish) {
    RETURN_IF_ERROR(At(file_, entry.place,
                       scheduling_.PublishWorkshop(workshop.id()).status()));
  }
  for (const PlannedSession& session : planned.sessions) {
    RETURN_IF_ERROR(At(file_, session.entry->place, Do(planned.plan, session)));
  }
  return absl::OkStatus();
}

// Sessions show their workshop, so they change with it; those of them that did
// not change otherwise are taken as they are then.
absl::Status Importer::Update(PlannedWorkshop& planned) {
  const Workshop& workshop = planned.plan.wanted;
  scheduling::v1::UpdateWorkshopRequest request;
  *request.mutable_workshop() = workshop;
  for (const std::string& field : planned.plan.fields) {
    request.mutable_update_mask()->add_paths(field);
  }
  RETURN_IF_ERROR(At(file_, planned.entry->place,
                     scheduling_.UpdateWorkshop(request).status()));
  for (PlannedSession& session : planned.sessions) {
    if (!session.there.has_value()) continue;
    const absl::StatusOr<Session> now =
        scheduling_.GetSession(session.there->id());
    RETURN_IF_ERROR(At(file_, session.entry->place, now.status()));
    const bool same = Differences(SessionNode(*session.there, workshop, names_),
                                  SessionNode(*now, workshop, names_))
                          .empty();
    if (same) session.there = *now;
  }
  return absl::OkStatus();
}

absl::Status Importer::Do(const WorkshopPlan& workshop,
                          const PlannedSession& planned) {
  const bool is_new = !planned.there.has_value();
  ASSIGN_OR_RETURN(Session session,
                   is_new ? Make(workshop.wanted, planned) : Change(planned));
  if (!is_new &&
      session.join_address_version() != planned.there->join_address_version()) {
    items_[planned.item].outcome = "changed";
    items_[planned.item].changes.push_back({.key = "join", .after = "set"});
  }
  for (const Session::State state : planned.plan.states) {
    if (state > Session::OPEN && session.state() == Session::OPEN) {
      RETURN_IF_ERROR(bookings_.Import(*planned.entry, session, items_));
    }
    ASSIGN_OR_RETURN(session, BringTo(session.id(), state, is_new));
  }
  if (session.state() != Session::OPEN) return absl::OkStatus();
  return bookings_.Import(*planned.entry, session, items_);
}

absl::StatusOr<Session> Importer::Make(const Workshop& workshop,
                                       const PlannedSession& planned) {
  scheduling::v1::CreateSessionRequest request;
  *request.mutable_session() = planned.plan.wanted;
  request.mutable_session()->set_workshop_id(workshop.id());
  request.set_join_uri(planned.entry->join_uri);
  request.set_draft(planned.plan.draft);
  request.set_acknowledge_trainee_alone(options_.acknowledge_trainee_alone);
  return scheduling_.CreateSession(request);
}

absl::StatusOr<Session> Importer::Change(const PlannedSession& planned) {
  const SessionPlan& plan = planned.plan;
  if (plan.stays) return *planned.there;
  Session session = plan.wanted;
  session.set_etag(planned.there->etag());
  std::vector<std::string> fields = plan.fields;
  if (!planned.entry->join_uri.empty()) fields.emplace_back("join_uri");
  if (!fields.empty()) {
    scheduling::v1::UpdateSessionRequest request;
    *request.mutable_session() = session;
    for (const std::string& field : fields) {
      request.mutable_update_mask()->add_paths(field);
    }
    request.set_join_uri(planned.entry->join_uri);
    request.set_acknowledge_trainee_alone(options_.acknowledge_trainee_alone);
    request.set_meeting_options_confirmed(options_.meeting_options_confirmed);
    ASSIGN_OR_RETURN(session, scheduling_.UpdateSession(request));
  }
  if (plan.move) {
    scheduling::v1::RescheduleSessionRequest request;
    request.set_id(session.id());
    *request.mutable_meetings() = plan.wanted.meetings();
    request.set_etag(session.etag());
    ASSIGN_OR_RETURN(session, scheduling_.RescheduleSession(request));
  }
  return session;
}

absl::StatusOr<Session> Importer::Open(int64_t id) {
  scheduling::v1::OpenSessionRequest request;
  request.set_id(id);
  request.set_acknowledge_trainee_alone(options_.acknowledge_trainee_alone);
  request.set_meeting_options_confirmed(options_.meeting_options_confirmed);
  return scheduling_.OpenSession(request);
}

// A session that was there may have people in it, so that it can be taken back.
absl::StatusOr<Session> Importer::BringTo(int64_t id, Session::State state,
                                          bool is_new) {
  switch (state) {
    case Session::SCHEDULED:
      return scheduling_.ScheduleSession(id);
    case Session::OPEN:
      return Open(id);
    case Session::CLOSED:
      return scheduling_.CloseSession(id);
    default:
      return scheduling_.CancelSession(id, /*apply_now=*/is_new);
  }
}

ImportedItem& Importer::Note(absl::string_view kind, absl::string_view name,
                             absl::string_view outcome) {
  items_.push_back({.kind = std::string(kind),
                    .name = std::string(name),
                    .outcome = std::string(outcome)});
  return items_.back();
}

}  // namespace cwp::ctl
