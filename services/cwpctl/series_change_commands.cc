#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/cwpctl/facilitator_client.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/impact.h"
#include "services/cwpctl/leading_options.h"
#include "services/cwpctl/meeting_options.h"
#include "services/cwpctl/registration_client.h"
#include "services/cwpctl/series_client.h"
#include "services/cwpctl/series_tables.h"
#include "services/cwpctl/shell.h"
#include "services/cwpctl/words.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;

// What is given on the command line.
struct Fields {
  std::string id;
  std::string only;
  std::string from;
  bool all = false;
  std::string time;
  std::string day;
  int64_t minutes = 0;
  int32_t capacity = 0;
  bool accept_over = false;
  std::vector<std::string> facilitators;
  bool cancel = false;
  std::string clock;
  std::vector<std::string> confirmed;
  bool confirm_all = false;
  bool accept_conflicts = false;
  bool acknowledge = false;
  bool now = false;
  bool dry_run = false;
};

absl::StatusOr<v1::SeriesEdit> ReadEdit(Shell& shell, const Fields& fields) {
  v1::SeriesEdit edit;
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  edit.set_series_id(id);
  if (fields.all + !fields.only.empty() + !fields.from.empty() != 1) {
    return UsageError("say which sessions: --only, --from or --all");
  }
  edit.set_scope(fields.all             ? v1::SeriesEdit::ALL
                 : !fields.only.empty() ? v1::SeriesEdit::THIS
                                        : v1::SeriesEdit::THIS_AND_FOLLOWING);
  if (!fields.all) {
    ASSIGN_OR_RETURN(const int64_t session,
                     NeedId(fields.only.empty() ? fields.from : fields.only));
    edit.set_session_id(session);
  }
  edit.set_local_time(fields.time);
  edit.set_local_day(fields.day);
  if (fields.minutes != 0) {
    edit.mutable_meeting_duration()->set_seconds(fields.minutes * 60);
  }
  edit.set_capacity(fields.capacity);
  edit.set_cancel(fields.cancel);
  if (!fields.facilitators.empty()) {
    ASSIGN_OR_RETURN(
        const std::vector<int64_t> ids,
        FacilitatorClient(shell.connections).FindAll(fields.facilitators));
    edit.mutable_leaders()->mutable_facilitator_ids()->Assign(ids.begin(),
                                                              ids.end());
  }
  ASSIGN_OR_RETURN(const int choice, NeedClockChoice(fields.clock));
  edit.set_clock_choice(static_cast<v1::Series::ClockChoice>(choice));
  return edit;
}

// How many places are taken or waited for, of the sessions that were ever open.
// Scheduling does not know, so registration is asked.
absl::StatusOr<std::map<int64_t, int64_t>> CountPeople(
    Shell& shell, const v1::SeriesEditPlan& plan) {
  std::vector<int64_t> sessions;
  for (const v1::EditedSession& edited : plan.sessions()) {
    if (edited.outcome() == v1::EditedSession::NEEDS_CONFIRMATION) {
      sessions.push_back(edited.before().id());
    }
  }
  std::map<int64_t, int64_t> people;
  ASSIGN_OR_RETURN(
      const auto counts,
      RegistrationClient(shell.connections).GetSeatCounts(sessions));
  for (const registration::v1::SeatCount& count : counts) {
    people[count.session_id()] = int64_t{count.confirmed()} + count.held() +
                                 count.offered() + (count.queued() ? 1 : 0);
  }
  return people;
}

// The sessions that the edit may touch: those that nobody is in, and those that
// the operator named.
absl::StatusOr<std::set<int64_t>> Confirmed(
    const Fields& fields, const v1::SeriesEditPlan& plan,
    const std::map<int64_t, int64_t>& people) {
  std::set<int64_t> confirmed;
  for (const std::string& text : fields.confirmed) {
    ASSIGN_OR_RETURN(const int64_t id, NeedId(text));
    confirmed.insert(id);
  }
  for (const v1::EditedSession& edited : plan.sessions()) {
    const int64_t id = edited.before().id();
    const auto known = people.find(id);
    // What registration does not know yet may be booked a moment later.
    const bool empty = known != people.end() && known->second == 0;
    if (edited.outcome() == v1::EditedSession::NEEDS_CONFIRMATION &&
        (empty || fields.confirm_all)) {
      confirmed.insert(id);
    }
  }
  return confirmed;
}

// Names the sessions that stay as they are because people are in them.
void TellOfLeft(Shell& shell, const v1::SeriesEditPlan& plan,
                const std::set<int64_t>& confirmed) {
  std::string left;
  for (const v1::EditedSession& edited : plan.sessions()) {
    const int64_t id = edited.before().id();
    if (edited.outcome() == v1::EditedSession::NEEDS_CONFIRMATION &&
        confirmed.count(id) == 0) {
      absl::StrAppend(&left, " ", id);
    }
  }
  if (left.empty()) return;
  shell.err << "These may have bookings and stay as they are, unless "
               "confirmed with --confirm or --confirm-all:"
            << left << "\n";
}

// Where fewer places than are taken are asked for, of sessions that the edit
// touches. Those that were never open have none taken.
absl::Status CheckCapacity(Shell& shell, const Fields& fields,
                           const std::set<int64_t>& confirmed) {
  if (fields.capacity == 0 || fields.accept_over) return absl::OkStatus();
  for (const int64_t id : confirmed) {
    ASSIGN_OR_RETURN(
        const Impact impact,
        Foresee(shell.connections, OfCapacity(id, fields.capacity)));
    RETURN_IF_ERROR(CheckNotOver(impact));
  }
  return absl::OkStatus();
}

absl::Status Edit(Shell& shell, const Fields& fields) {
  v1::EditSeriesRequest request;
  ASSIGN_OR_RETURN(*request.mutable_edit(), ReadEdit(shell, fields));
  SeriesClient client(shell.connections);
  ASSIGN_OR_RETURN(const v1::SeriesEditPlan plan,
                   client.PreviewEdit(request.edit(), fields.now));
  ASSIGN_OR_RETURN(const auto people, CountPeople(shell, plan));
  ASSIGN_OR_RETURN(const auto confirmed, Confirmed(fields, plan, people));
  if (fields.dry_run) {
    shell.Show(plan, EditTable(plan, people));
    if (plan.trainee_alone()) shell.err << kTraineeAlone;
    if (plan.has_apply_time()) shell.err << kWouldWait;
    TellOfLeft(shell, plan, confirmed);
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(CheckCapacity(shell, fields, confirmed));
  // As it was looked at.
  request.mutable_edit()->set_etag(plan.etag());
  for (const int64_t id : confirmed) request.add_confirmed_session_ids(id);
  request.set_accept_conflicts(fields.accept_conflicts);
  request.set_acknowledge_trainee_alone(fields.acknowledge);
  request.set_apply_now(fields.now);
  ASSIGN_OR_RETURN(const v1::Series edited, client.Edit(request));
  shell.Show(edited, SeriesTable(edited));
  shell.err << PendingWords(edited);
  TellOfLeft(shell, plan, confirmed);
  return absl::OkStatus();
}

absl::Status Undo(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  ASSIGN_OR_RETURN(const v1::Series series,
                   SeriesClient(shell.connections).UndoEdit(id));
  shell.Show(series, SeriesTable(series));
  return absl::OkStatus();
}

void AddEditOptions(CLI::App& verb, Fields& fields) {
  verb.add_option("series", fields.id, "Its id")->required();
  verb.add_option("--only", fields.only, "The id of the one session to change");
  verb.add_option("--from", fields.from,
                  "The id of the session to change with those that follow");
  verb.add_flag("--all", fields.all, "Changes all of them");
  verb.add_option("--time", fields.time, "The new time of day, 19:00");
  verb.add_option("--day", fields.day,
                  "The day to move to, 2027-02-17; with --only");
  verb.add_option("--minutes", fields.minutes, "How long a meeting is then")
      ->check(CLI::Range(1, kMaxMinutes));
  verb.add_option("--capacity", fields.capacity, "How many places there are")
      ->check(CLI::Range(1, kMaxCapacity));
  verb.add_flag("--accept-over", fields.accept_over,
                "Also when more places are taken than there will be");
  AddFacilitators(verb, fields.facilitators,
                  "Name or id of who leads them from now on; once for each, or "
                  "'none' for nobody");
  verb.add_flag("--cancel", fields.cancel, "Cancels them for good");
  verb.add_option("--clock", fields.clock,
                  "Where the clock change leaves out or repeats the time: "
                  "earlier or later");
  verb.add_option("--confirm", fields.confirmed,
                  "A session that may be changed although people are in it; "
                  "once for each")
      ->allow_extra_args(false);
  verb.add_flag("--confirm-all", fields.confirm_all,
                "The same for all of them");
  verb.add_flag("--now", fields.now,
                "At once, so that it cannot be taken back; otherwise a move or "
                "cancellation waits some minutes for `series undo`");
  verb.add_flag("--dry-run", fields.dry_run,
                "Shows what would happen, and changes nothing");
}

}  // namespace

void AddSeriesChangeCommands(CLI::App& noun, Shell& shell) {
  const auto fields = std::make_shared<Fields>();
  CLI::App& edit = *noun.add_subcommand(
      "edit", "Changes one of its sessions, it and those that follow, or all");
  AddEditOptions(edit, *fields);
  edit.add_flag("--accept-conflicts", fields->accept_conflicts,
                kAcceptConflicts);
  AddAcknowledge(edit, fields->acknowledge);
  edit.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Edit(shell, *fields); };
  });
  CLI::App& undo = *noun.add_subcommand(
      "undo", "Takes back an edit that has not come yet, of all its sessions");
  undo.add_option("series", fields->id, "Its id")->required();
  undo.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Undo(shell, *fields); };
  });
}

}  // namespace cwp::ctl
