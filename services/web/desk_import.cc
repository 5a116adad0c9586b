#include "services/web/desk_import.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/time/civil_time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/http/co_status_macros.h"
#include "common/programme/leaders.h"
#include "common/time/local_time.h"
#include "common/time/proto_time.h"
#include "services/web/desk_check.h"
#include "services/web/desk_plan.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

using boost::asio::awaitable;
using programme::Mistake;
using programme::SessionEntry;
using programme::WorkshopEntry;
using scheduling::Session;
using scheduling::Workshop;
using Impact = registration::PreviewSessionChangeResponse;
using Team = std::vector<scheduling::Facilitator>;

constexpr char kZone[] = "Europe/London";

// Where it is, and what: of errors that planning gives.
Mistake MistakeAt(const programme::FilePlace& place, std::string key,
                  std::string problem) {
  return {.place = place, .key = std::move(key), .problem = std::move(problem)};
}

std::string TimeProblem(const absl::Status& status) {
  const std::string local = MetadataOf(status, "local");
  if (ReasonOf(status) == "TIME_SKIPPED") {
    return Say("programme.import.time_skipped", {{"time", local}});
  }
  if (ReasonOf(status) == "TIME_DOUBLED") {
    return Say("programme.import.time_doubled", {{"time", local}});
  }
  return std::string(status.message());
}

// The workshop with a slug, if there is one.
awaitable<absl::StatusOr<std::optional<Workshop>>> FindWorkshop(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const std::string& slug) {
  scheduling::GetWorkshopRequest wanted;
  wanted.set_slug(slug);
  absl::StatusOr<Workshop> found = co_await desk.scheduling->Call(
      &SchedulingCalls::Async::GetWorkshop, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (absl::IsNotFound(found.status())) co_return std::nullopt;
  if (!found.ok()) co_return found.status();
  co_return *std::move(found);
}

awaitable<absl::StatusOr<std::vector<Session>>> SessionsOf(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    int64_t workshop_id) {
  if (workshop_id == 0) co_return std::vector<Session>();
  scheduling::ListSessionsRequest wanted;
  wanted.set_workshop_id(workshop_id);
  co_return co_await ListSessions(desk, visit, request, std::move(wanted));
}

// One file that is looked at.
class Planner {
 public:
  // All outlive it.
  Planner(const Desk& desk, const Team& team, ImportPlan& plan)
      : now_(desk.site->clock->Now()), team_(team), plan_(plan) {}

  // Nothing where the file does not say enough.
  std::optional<PlannedWorkshop> Plan(const WorkshopEntry& entry,
                                      const std::optional<Workshop>& there,
                                      const std::vector<Session>& sessions) {
    absl::StatusOr<programme::WorkshopPlan> planned =
        programme::PlanWorkshop(plan_.file->file, entry, there);
    if (!planned.ok()) {
      Add(entry.place, MetadataOf(planned.status(), "key"),
          Say("programme.import.new_needs", {{"slug", entry.workshop.slug()}}));
      return std::nullopt;
    }
    PlannedWorkshop workshop = {.entry = &entry,
                                .plan = *std::move(planned),
                                .is_new = !there.has_value()};
    std::set<int64_t> used;
    for (const SessionEntry& session : entry.sessions) {
      PlanOne(session, sessions, used, workshop);
    }
    for (const Session& session : sessions) {
      if (used.count(session.id()) == 0 && IsToCome(session)) {
        ++plan_.left_out;
      }
    }
    return workshop;
  }

 private:
  void Add(const programme::FilePlace& place, std::string key,
           std::string problem) {
    plan_.mistakes.push_back(
        MistakeAt(place, std::move(key), std::move(problem)));
  }

  bool IsToCome(const Session& session) const {
    return session.state() != Session::CANCELLED &&
           ToTime(session.meetings(0).start_time()) > now_;
  }

  void PlanOne(const SessionEntry& entry, const std::vector<Session>& all,
               std::set<int64_t>& used, PlannedWorkshop& workshop) {
    const Session* const found = programme::FindSession(entry, all, used);
    if (found != nullptr) used.insert(found->id());
    programme::Leaders leaders = {.names = plan_.leaders};
    if (entry.facilitators.has_value()) {
      absl::StatusOr<std::vector<int64_t>> ids =
          programme::FindLeaders(team_, *entry.facilitators);
      if (!ids.ok()) {
        return Add(entry.place, "facilitators",
                   Say("programme.import.leaders_unclear",
                       {{"why", ids.status().message()}}));
      }
      leaders.ids = *std::move(ids);
    }
    absl::StatusOr<programme::SessionPlan> planned =
        programme::PlanSession(entry, workshop.plan.wanted, found, leaders);
    if (!planned.ok()) {
      return Add(entry.place, "", TimeProblem(planned.status()));
    }
    PlannedSession session = {.entry = &entry, .plan = *std::move(planned)};
    if (found != nullptr) session.there = *found;
    Check(session, workshop);
    workshop.sessions.push_back(std::move(session));
  }

  // What scheduling would refuse of it.
  void Check(const PlannedSession& session, const PlannedWorkshop& workshop) {
    const programme::FilePlace& place = session.entry->place;
    const Session& wanted = session.plan.wanted;
    const bool is_new = !session.there.has_value();
    if (is_new && workshop.plan.wanted.state() == Workshop::ARCHIVED) {
      Add(place, "", Say("programme.import.workshop_archived"));
    }
    if (is_new && wanted.capacity() == 0 &&
        workshop.plan.wanted.default_capacity() == 0) {
      Add(place, "capacity", Say("programme.import.capacity_missing"));
    }
    if ((is_new || session.plan.move) &&
        ToTime(wanted.meetings(0).start_time()) <= now_) {
      Add(place, "start",
          Say("programme.import.start_over",
              {{"start", wanted.meetings(0).local_start()}}));
    }
  }

  const absl::Time now_;
  const Team& team_;
  ImportPlan& plan_;
};

// What to ask registration about a plan, if anything: a move, or an end, or
// other places.
absl::StatusOr<std::optional<registration::PreviewSessionChangeRequest>>
QuestionOf(const PlannedSession& session) {
  registration::PreviewSessionChangeRequest change;
  change.set_session_id(session.plan.wanted.id());
  const auto& states = session.plan.states;
  if (!states.empty() && states.back() == Session::CANCELLED) {
    change.set_cancel(true);
    return change;
  }
  if (session.plan.move) {
    for (const scheduling::Meeting& meeting : session.plan.wanted.meetings()) {
      registration::MeetingTime& time = *change.add_meetings();
      ASSIGN_OR_RETURN(const absl::Time end,
                       civil::ResolveLocal(meeting.local_end(), kZone));
      *time.mutable_start_time() = meeting.start_time();
      *time.mutable_end_time() = ToTimestamp(end);
    }
    return change;
  }
  if (session.plan.change_capacity) {
    change.set_capacity(session.plan.wanted.capacity());
    return change;
  }
  return std::nullopt;
}

awaitable<absl::Status> ForeseeAll(const Desk& desk, const DeskVisit& visit,
                                   const http::Request& request,
                                   ImportPlan& plan) {
  for (PlannedWorkshop& workshop : plan.workshops) {
    for (PlannedSession& session : workshop.sessions) {
      if (!session.there.has_value() || session.plan.stays) continue;
      absl::StatusOr<std::optional<registration::PreviewSessionChangeRequest>>
          question = QuestionOf(session);
      if (!question.ok()) {
        plan.mistakes.push_back(MistakeAt(session.entry->place, "",
                                          TimeProblem(question.status())));
        continue;
      }
      if (!question->has_value()) continue;
      registration::PreviewSessionChangeRequest change = **question;
      CO_ASSIGN_OR_RETURN(
          session.impact,
          co_await ForeseeChange(desk, visit, request, std::move(change)));
    }
  }
  co_return absl::OkStatus();
}

}  // namespace

awaitable<absl::StatusOr<ImportPlan>> PlanImport(const Desk& desk,
                                                 const DeskVisit& visit,
                                                 const http::Request& request,
                                                 const ProgrammeText& text) {
  programme::Schedule read = programme::ReadSchedule(
      text.text, text.form,
      absl::ToCivilDay(desk.site->clock->Now(), civil::London()));
  ImportPlan plan;
  plan.file =
      std::make_unique<const programme::Programme>(std::move(read.programme));
  plan.mistakes = std::move(read.mistakes);
  if (!plan.mistakes.empty()) co_return std::move(plan);
  CO_ASSIGN_OR_RETURN(const Team team,
                      co_await ListFacilitators(desk, visit, request));
  plan.leaders = programme::NamesOf(team);
  Planner planner(desk, team, plan);
  for (const WorkshopEntry& entry : plan.file->workshops) {
    CO_ASSIGN_OR_RETURN(
        const std::optional<scheduling::Workshop> there,
        co_await FindWorkshop(desk, visit, request, entry.workshop.slug()));
    CO_ASSIGN_OR_RETURN(
        const std::vector<scheduling::Session> sessions,
        co_await SessionsOf(desk, visit, request,
                            there.has_value() ? there->id() : 0));
    std::optional<PlannedWorkshop> planned =
        planner.Plan(entry, there, sessions);
    if (planned.has_value()) plan.workshops.push_back(*std::move(planned));
  }
  CO_RETURN_IF_ERROR(co_await ForeseeAll(desk, visit, request, plan));
  std::stable_sort(plan.mistakes.begin(), plan.mistakes.end(),
                   [](const Mistake& a, const Mistake& b) {
                     return a.place.line < b.place.line;
                   });
  co_return std::move(plan);
}

bool Changes(const PlannedSession& session) {
  return session.there.has_value() && !session.plan.stays &&
         (!session.plan.changes.empty() || SetsAddress(session));
}

bool SetsAddress(const PlannedSession& session) {
  return session.there.has_value() && !session.plan.stays &&
         !session.entry->join_uri.empty();
}

bool Changes(const PlannedWorkshop& workshop) {
  return !workshop.is_new && !workshop.plan.changes.empty();
}

ImportCounts CountsOf(const ImportPlan& plan) {
  ImportCounts counts;
  for (const PlannedWorkshop& workshop : plan.workshops) {
    counts.new_workshops += workshop.is_new ? 1 : 0;
    counts.changed_workshops += Changes(workshop) ? 1 : 0;
    for (const PlannedSession& session : workshop.sessions) {
      counts.new_sessions += session.there.has_value() ? 0 : 1;
      counts.changed_sessions += Changes(session) ? 1 : 0;
    }
  }
  return counts;
}

bool ImportReport::all_done() const {
  const auto done = [](const ImportResult& result) {
    return result.state == ImportResult::State::kDone;
  };
  return std::all_of(workshops.begin(), workshops.end(),
                     [&](const WorkshopResult& workshop) {
                       return done(workshop.result) &&
                              std::all_of(workshop.sessions.begin(),
                                          workshop.sessions.end(), done);
                     });
}

}  // namespace cwp::web
