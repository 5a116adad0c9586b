#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/time/local_time.h"
#include "services/cwpctl/scheduling_client.h"
#include "services/cwpctl/shell.h"
#include "services/cwpctl/when.h"
#include "services/cwpctl/words.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;

struct Fields {
  std::string id;
  std::string workshop;
  std::vector<std::string> starts;
  int64_t minutes = 0;
  int32_t capacity = 0;
  std::string join;
  bool past = false;
};

std::string StateOf(const v1::Session& session) {
  return ShowName(v1::Session::State_Name(session.state()));
}

absl::Status Show(Shell& shell, const absl::StatusOr<v1::Session>& session) {
  RETURN_IF_ERROR(session.status());
  Table table({});
  table.AddRow({"id", absl::StrCat(session->id())});
  table.AddRow({"workshop", session->workshop_title()});
  table.AddRow({"workshop id", absl::StrCat(session->workshop_id())});
  table.AddRow({"state", StateOf(*session)});
  for (const v1::Meeting& meeting : session->meetings()) {
    table.AddRow(
        {"meeting", absl::StrCat(ShowTime(meeting.start_time()), " to ",
                                 ShowTime(meeting.end_time()))});
  }
  table.AddRow({"capacity", absl::StrCat(session->capacity())});
  table.AddRow({"join address", session->has_join_address() ? "set" : "none"});
  table.AddRow({"etag", session->etag()});
  shell.Show(*session, table);
  return absl::OkStatus();
}

absl::Status Create(Shell& shell, const Fields& fields) {
  SchedulingClient client(shell.connections);
  ASSIGN_OR_RETURN(const v1::Workshop workshop,
                   client.GetWorkshop(fields.workshop));
  v1::CreateSessionRequest request;
  v1::Session& session = *request.mutable_session();
  session.set_workshop_id(workshop.id());
  session.set_capacity(fields.capacity);
  request.set_join_uri(fields.join);
  const int64_t minutes = fields.minutes != 0
                              ? fields.minutes
                              : workshop.meeting_duration().seconds() / 60;
  const absl::CivilDay today =
      absl::ToCivilDay(shell.connections.clock().Now(), civil::London());
  for (const std::string& start : fields.starts) {
    v1::Meeting& meeting = *session.add_meetings();
    ASSIGN_OR_RETURN(*meeting.mutable_local_start(), ReadWhen(start, today));
    meeting.set_local_end(AddMinutes(meeting.local_start(), minutes));
  }
  return Show(shell, client.CreateSession(request));
}

absl::Status List(Shell& shell, const Fields& fields) {
  SchedulingClient client(shell.connections);
  v1::ListSessionsRequest request;
  if (!fields.workshop.empty()) {
    ASSIGN_OR_RETURN(const v1::Workshop workshop,
                     client.GetWorkshop(fields.workshop));
    request.set_workshop_id(workshop.id());
  }
  if (!fields.past) {
    request.mutable_start_time_min()->set_seconds(
        absl::ToUnixSeconds(shell.connections.clock().Now()));
  }
  ASSIGN_OR_RETURN(const v1::ListSessionsResponse list,
                   client.ListSessions(request));
  Table table({"ID", "START", "STATE", "CAPACITY", "WORKSHOP"});
  for (const v1::Session& session : list.sessions()) {
    table.AddRow({absl::StrCat(session.id()),
                  ShowTime(session.meetings(0).start_time()), StateOf(session),
                  absl::StrCat(session.capacity()), session.workshop_title()});
  }
  shell.Show(list, table);
  return absl::OkStatus();
}

// Adds a verb that takes the id of a session and answers with the session.
void AddVerb(CLI::App& noun, Shell& shell,
             const std::shared_ptr<Fields>& fields, const char* name,
             const char* help,
             absl::StatusOr<v1::Session> (SchedulingClient::*method)(int64_t)) {
  CLI::App& verb = *noun.add_subcommand(name, help);
  verb.add_option("session", fields->id, "Its id")->required();
  verb.callback([&shell, fields, method] {
    shell.action = [&shell, fields, method]() -> absl::Status {
      ASSIGN_OR_RETURN(const int64_t id, NeedId(fields->id));
      SchedulingClient client(shell.connections);
      return Show(shell, (client.*method)(id));
    };
  });
}

}  // namespace

void AddSessionCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun =
      *app.add_subcommand("session", "The dated sessions of workshops");
  noun.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();

  CLI::App& create =
      *noun.add_subcommand("create", "Makes one, not yet open for booking");
  create.add_option("--workshop", fields->workshop, "Its id or slug")
      ->required();
  create
      .add_option("--start", fields->starts,
                  "When a meeting starts: 2027-01-12T18:00, 'in 12 days at "
                  "18:00' or 'next Tuesday + 2 weeks at 18:00'; once for each "
                  "meeting")
      ->allow_extra_args(false)
      ->required();
  create.add_option("--minutes", fields->minutes,
                    "How long a meeting is; otherwise as the workshop says");
  create.add_option("--capacity", fields->capacity,
                    "How many places there are; otherwise as the workshop "
                    "says");
  create.add_option("--join", fields->join,
                    "The https address of the Teams meeting");
  create.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Create(shell, *fields); };
  });

  CLI::App& list = *noun.add_subcommand("list", "Lists those to come");
  list.add_option("--workshop", fields->workshop, "Only those of this one");
  list.add_flag("--past", fields->past, "Also those that have begun");
  list.callback([&shell, fields] {
    shell.action = [&shell, fields] { return List(shell, *fields); };
  });

  AddVerb(noun, shell, fields, "open", "Lets families book it",
          &SchedulingClient::OpenSession);
  AddVerb(noun, shell, fields, "close",
          "Stops new bookings; those made stay as they are",
          &SchedulingClient::CloseSession);
  AddVerb(noun, shell, fields, "cancel",
          "Cancels it and its bookings for good, and tells the contacts",
          &SchedulingClient::CancelSession);
  AddVerb(noun, shell, fields, "show", "Shows one",
          &SchedulingClient::GetSession);
}

}  // namespace cwp::ctl
