#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/time/local_time.h"
#include "services/cwpctl/facilitator_client.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/leading_options.h"
#include "services/cwpctl/meeting_options.h"
#include "services/cwpctl/registration_client.h"
#include "services/cwpctl/scheduling_client.h"
#include "services/cwpctl/series_client.h"
#include "services/cwpctl/series_tables.h"
#include "services/cwpctl/shell.h"
#include "services/cwpctl/when.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;

// What is given on the command line.
struct Fields {
  std::string id;
  std::string workshop;
  std::string rule;
  std::string start;
  int64_t minutes = 0;
  int32_t capacity = 0;
  std::vector<std::string> exceptions;
  bool skip_bank_holidays = false;
  bool skip_closed_days = false;
  std::string clock;
  std::vector<std::string> clock_on;
  int32_t open_days = 0;
  int32_t close_minutes = 0;
  std::string join;
  std::vector<std::string> facilitators;
  bool accept_conflicts = false;
  bool acknowledge = false;
  // Of edits.
  std::string only;
  std::string from;
  bool all = false;
  std::string time;
  std::string day;
  bool cancel = false;
  std::vector<std::string> confirmed;
  bool confirm_all = false;
  bool dry_run = false;
};

absl::StatusOr<v1::Series::ClockChoice> ReadChoice(absl::string_view word) {
  for (const auto& [name, choice] :
       std::map<absl::string_view, v1::Series::ClockChoice>{
           {"", v1::Series::CLOCK_CHOICE_UNSPECIFIED},
           {"skip", v1::Series::SKIP},
           {"earlier", v1::Series::EARLIER},
           {"later", v1::Series::LATER}}) {
    if (word == name) return choice;
  }
  return UsageError(absl::StrCat("'", word, "' is not skip, earlier or later"));
}

absl::Status ReadChoices(const Fields& fields, v1::Series& series) {
  ASSIGN_OR_RETURN(const auto all, ReadChoice(fields.clock));
  series.set_clock_choice(all);
  for (const std::string& text : fields.clock_on) {
    const std::pair<std::string, std::string> sides = absl::StrSplit(text, '=');
    v1::Series::DateChoice& choice = *series.add_clock_choices();
    choice.set_day(sides.first);
    ASSIGN_OR_RETURN(const auto read, ReadChoice(sides.second));
    choice.set_choice(read);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Series> ReadSeries(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(
      const v1::Workshop workshop,
      SchedulingClient(shell.connections).GetWorkshop(fields.workshop));
  v1::Series series;
  series.set_workshop_id(workshop.id());
  series.set_rule(fields.rule);
  const absl::CivilDay today =
      absl::ToCivilDay(shell.connections.clock().Now(), civil::London());
  ASSIGN_OR_RETURN(*series.mutable_local_start(),
                   ReadWhen(fields.start, today));
  series.mutable_meeting_duration()->set_seconds(
      fields.minutes != 0 ? fields.minutes * 60
                          : workshop.meeting_duration().seconds());
  series.set_capacity(fields.capacity);
  for (const std::string& day : fields.exceptions) series.add_exceptions(day);
  series.set_skip_bank_holidays(fields.skip_bank_holidays);
  series.set_skip_closed_days(fields.skip_closed_days);
  series.set_booking_open_days(fields.open_days);
  series.set_booking_close_minutes(fields.close_minutes);
  RETURN_IF_ERROR(ReadChoices(fields, series));
  ASSIGN_OR_RETURN(
      const std::vector<int64_t> ids,
      FacilitatorClient(shell.connections).FindAll(fields.facilitators));
  series.mutable_facilitator_ids()->Assign(ids.begin(), ids.end());
  return series;
}

absl::Status Preview(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const v1::Series series, ReadSeries(shell, fields));
  ASSIGN_OR_RETURN(const v1::SeriesPlan plan,
                   SeriesClient(shell.connections).Preview(series));
  shell.Show(plan, PlanTable(plan));
  shell.err << PlanWords(plan);
  return absl::OkStatus();
}

absl::Status Create(Shell& shell, const Fields& fields) {
  v1::CreateSeriesRequest request;
  ASSIGN_OR_RETURN(*request.mutable_series(), ReadSeries(shell, fields));
  request.set_join_uri(fields.join);
  request.set_accept_conflicts(fields.accept_conflicts);
  request.set_acknowledge_trainee_alone(fields.acknowledge);
  ASSIGN_OR_RETURN(const v1::Series made,
                   SeriesClient(shell.connections).Create(request));
  shell.Show(made, SeriesTable(made));
  return absl::OkStatus();
}

absl::Status ShowOne(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  ASSIGN_OR_RETURN(const v1::Series series,
                   SeriesClient(shell.connections).Get(id));
  shell.Show(series, SeriesTable(series));
  return absl::OkStatus();
}

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
  ASSIGN_OR_RETURN(const auto choice, ReadChoice(fields.clock));
  edit.set_clock_choice(choice);
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

absl::Status Edit(Shell& shell, const Fields& fields) {
  v1::EditSeriesRequest request;
  ASSIGN_OR_RETURN(*request.mutable_edit(), ReadEdit(shell, fields));
  SeriesClient client(shell.connections);
  ASSIGN_OR_RETURN(const v1::SeriesEditPlan plan,
                   client.PreviewEdit(request.edit()));
  ASSIGN_OR_RETURN(const auto people, CountPeople(shell, plan));
  ASSIGN_OR_RETURN(const auto confirmed, Confirmed(fields, plan, people));
  if (fields.dry_run) {
    shell.Show(plan, EditTable(plan, people));
    if (plan.trainee_alone()) shell.err << kTraineeAlone;
    TellOfLeft(shell, plan, confirmed);
    return absl::OkStatus();
  }
  // As it was looked at.
  request.mutable_edit()->set_etag(plan.etag());
  for (const int64_t id : confirmed) request.add_confirmed_session_ids(id);
  request.set_accept_conflicts(fields.accept_conflicts);
  request.set_acknowledge_trainee_alone(fields.acknowledge);
  ASSIGN_OR_RETURN(const v1::Series edited, client.Edit(request));
  shell.Show(edited, SeriesTable(edited));
  TellOfLeft(shell, plan, confirmed);
  return absl::OkStatus();
}

using Run = absl::Status (*)(Shell&, const Fields&);

CLI::App& AddVerb(CLI::App& noun, Shell& shell,
                  const std::shared_ptr<Fields>& fields, const char* name,
                  const char* help, Run run) {
  CLI::App& verb = *noun.add_subcommand(name, help);
  verb.callback([&shell, fields, run] {
    shell.action = [&shell, fields, run] { return run(shell, *fields); };
  });
  return verb;
}

// What a series is made of.
void AddSeriesOptions(CLI::App& verb, Fields& fields) {
  verb.add_option("--workshop", fields.workshop, "Its id or slug")->required();
  verb.add_option("--rule", fields.rule,
                  "Which days: FREQ=WEEKLY;BYDAY=TU;COUNT=10, "
                  "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20271231")
      ->required();
  verb.add_option("--start", fields.start,
                  "When the first date starts: 2027-01-12T18:00 or 'next "
                  "Tuesday at 18:00'")
      ->required();
  verb.add_option("--minutes", fields.minutes,
                  "How long a meeting is; otherwise as the workshop says")
      ->check(CLI::Range(1, kMaxMinutes));
  verb.add_option("--capacity", fields.capacity,
                  "How many places each session has")
      ->check(CLI::Range(1, kMaxCapacity))
      ->required();
  AddFacilitators(verb, fields.facilitators,
                  "Name or id of who leads the sessions; once for each");
  verb.add_option("--except", fields.exceptions,
                  "A date to leave out, 2027-02-16; once for each")
      ->allow_extra_args(false);
  verb.add_flag("--skip-bank-holidays", fields.skip_bank_holidays,
                "Leaves out England's bank holidays");
  verb.add_flag("--skip-closed-days", fields.skip_closed_days,
                "Leaves out the organisation's closed days");
  verb.add_option("--clock", fields.clock,
                  "Where the clock change leaves out or repeats the time: "
                  "skip, earlier or later");
  verb.add_option("--clock-on", fields.clock_on,
                  "The same for one date, 2027-03-28=later; once for each")
      ->allow_extra_args(false);
  verb.add_option("--book-from-days", fields.open_days,
                  "How many days before its date a session can be booked from");
  verb.add_option("--book-until-minutes", fields.close_minutes,
                  "How many minutes before its start booking ends");
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
  verb.add_flag("--dry-run", fields.dry_run,
                "Shows what would happen, and changes nothing");
}

}  // namespace

void AddSeriesCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand(
      "series", "Sessions of one workshop on dates that recur");
  noun.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();
  constexpr char kAccept[] = "Goes on although other sessions are in the way";
  AddSeriesOptions(AddVerb(noun, shell, fields, "preview",
                           "Shows every date, and makes nothing", &Preview),
                   *fields);

  CLI::App& create = AddVerb(noun, shell, fields, "create",
                             "Makes it with all its sessions, not yet open for "
                             "booking",
                             &Create);
  AddSeriesOptions(create, *fields);
  create.add_option("--join", fields->join,
                    "The https address of the Teams meeting of all sessions");
  create.add_flag("--accept-conflicts", fields->accept_conflicts, kAccept);
  AddAcknowledge(create, fields->acknowledge);

  CLI::App& show = AddVerb(noun, shell, fields, "show", "Shows one", &ShowOne);
  show.add_option("series", fields->id, "Its id")->required();

  CLI::App& edit = AddVerb(noun, shell, fields, "edit",
                           "Changes one of its sessions, it and those that "
                           "follow, or all",
                           &Edit);
  AddEditOptions(edit, *fields);
  edit.add_flag("--accept-conflicts", fields->accept_conflicts, kAccept);
  AddAcknowledge(edit, fields->acknowledge);
}

}  // namespace cwp::ctl
