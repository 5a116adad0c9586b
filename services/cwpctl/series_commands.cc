#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/programme/when.h"
#include "common/time/local_time.h"
#include "services/cwpctl/facilitator_client.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/leading_options.h"
#include "services/cwpctl/meeting_options.h"
#include "services/cwpctl/scheduling_client.h"
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
};

absl::Status ReadChoices(const Fields& fields, v1::Series& series) {
  ASSIGN_OR_RETURN(const int all, NeedClockChoice(fields.clock));
  series.set_clock_choice(static_cast<v1::Series::ClockChoice>(all));
  for (const std::string& text : fields.clock_on) {
    const std::pair<std::string, std::string> sides = absl::StrSplit(text, '=');
    v1::Series::DateChoice& choice = *series.add_clock_choices();
    choice.set_day(sides.first);
    ASSIGN_OR_RETURN(const int read, NeedClockChoice(sides.second));
    choice.set_choice(static_cast<v1::Series::ClockChoice>(read));
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
                   programme::ReadWhen(fields.start, today));
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

}  // namespace

void AddSeriesCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand(
      "series", "Sessions of one workshop on dates that recur");
  noun.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();
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
  create.add_flag("--accept-conflicts", fields->accept_conflicts,
                  kAcceptConflicts);
  AddAcknowledge(create, fields->acknowledge);

  CLI::App& show = AddVerb(noun, shell, fields, "show", "Shows one", &ShowOne);
  show.add_option("series", fields->id, "Its id")->required();

  AddSeriesChangeCommands(noun, shell);
  AddSeriesList(noun, shell);
}

}  // namespace cwp::ctl
