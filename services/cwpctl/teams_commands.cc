#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "cwp/scheduling/v1/teams_service.grpc.pb.h"
#include "services/cwpctl/call.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/shell.h"
#include "services/cwpctl/words.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;
using Stub = v1::TeamsService::Stub;

constexpr absl::string_view kService = "scheduling";

// Which meetings to try again.
struct Which {
  std::string session;
  bool all = false;
};

absl::Status Diagnose(Shell& shell) {
  ASSIGN_OR_RETURN(const v1::CheckTeamsResponse found,
                   Call(shell.connections, kService, &Stub::CheckTeams,
                        v1::CheckTeamsRequest()));
  Table table({"STEP", "STATE", "WHAT TO DO"});
  bool well = true;
  for (const v1::TeamsCheck& check : found.checks()) {
    well = well && check.state() != v1::TeamsCheck::PROBLEM;
    table.AddRow({check.step(),
                  ShowName(v1::TeamsCheck::State_Name(check.state())),
                  check.advice()});
  }
  shell.Show(found, table);
  if (well) return absl::OkStatus();
  return FailedPrecondition("TEAMS_NOT_READY",
                            "meetings cannot be made yet; see above");
}

Table QueueTable() {
  return Table({"SESSION", "START", "STATE", "TRIES", "NEXT TRY", "REASON",
                "MICROSOFT SAYS", "REQUEST", "WORKSHOP", "WHAT TO DO"});
}

void AddTo(Table& table, const v1::QueuedMeeting& meeting) {
  table.AddRow(
      {absl::StrCat(meeting.session_id()), ShowTime(meeting.start_time()),
       ShowName(v1::QueuedMeeting::State_Name(meeting.state())),
       absl::StrCat(meeting.tries()), ShowTime(meeting.next_time()),
       meeting.last_reason(), meeting.graph_code(), meeting.graph_request(),
       meeting.workshop_title(), meeting.advice()});
}

absl::StatusOr<v1::ListQueuedMeetingsResponse> ListQueue(Shell& shell) {
  return ListAll(shell.connections, kService, &Stub::ListQueuedMeetings,
                 v1::ListQueuedMeetingsRequest(),
                 &v1::ListQueuedMeetingsResponse::mutable_meetings);
}

absl::Status ShowQueue(Shell& shell) {
  ASSIGN_OR_RETURN(const v1::ListQueuedMeetingsResponse list, ListQueue(shell));
  Table table = QueueTable();
  for (const v1::QueuedMeeting& meeting : list.meetings()) {
    AddTo(table, meeting);
  }
  shell.Show(list, table);
  return absl::OkStatus();
}

absl::StatusOr<v1::QueuedMeeting> RetryOne(Shell& shell, int64_t session_id) {
  v1::RetryMeetingRequest request;
  request.set_session_id(session_id);
  return Call(shell.connections, kService, &Stub::RetryMeeting, request);
}

// All that are parked. What meanwhile needs it no more is left alone.
absl::Status RetryAll(Shell& shell) {
  ASSIGN_OR_RETURN(const v1::ListQueuedMeetingsResponse list, ListQueue(shell));
  v1::ListQueuedMeetingsResponse retried;
  Table table = QueueTable();
  for (const v1::QueuedMeeting& meeting : list.meetings()) {
    if (meeting.state() != v1::QueuedMeeting::PARKED) continue;
    const absl::StatusOr<v1::QueuedMeeting> one =
        RetryOne(shell, meeting.session_id());
    if (ReasonOf(one.status()) == "MEETING_NOT_QUEUED") continue;
    RETURN_IF_ERROR(one.status());
    *retried.add_meetings() = *one;
    AddTo(table, *one);
  }
  shell.Show(retried, table);
  return absl::OkStatus();
}

absl::Status Retry(Shell& shell, const Which& which) {
  if (which.all == !which.session.empty()) {
    return UsageError("give the id of a session, or --all");
  }
  if (which.all) return RetryAll(shell);
  ASSIGN_OR_RETURN(const int64_t id, NeedId(which.session));
  ASSIGN_OR_RETURN(const v1::QueuedMeeting retried, RetryOne(shell, id));
  Table table = QueueTable();
  AddTo(table, retried);
  shell.Show(retried, table);
  return absl::OkStatus();
}

}  // namespace

void AddTeamsCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand("teams", "Meetings on Microsoft Teams");
  noun.require_subcommand(1);
  noun.add_subcommand("doctor",
                      "Says what the set-up for Microsoft Graph lacks")
      ->callback(
          [&shell] { shell.action = [&shell] { return Diagnose(shell); }; });
  noun.add_subcommand("queue", "Lists meetings that wait or are parked")
      ->callback(
          [&shell] { shell.action = [&shell] { return ShowQueue(shell); }; });

  const auto which = std::make_shared<Which>();
  CLI::App& retry = *noun.add_subcommand(
      "retry", "Tries a meeting again at once that waits or is parked");
  retry.add_option("session", which->session, "The id of its session");
  retry.add_flag("--all", which->all, "All that are parked");
  retry.callback([&shell, which] {
    shell.action = [&shell, which] { return Retry(shell, *which); };
  });
}

}  // namespace cwp::ctl
