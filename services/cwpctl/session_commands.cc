#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status_macros.h"
#include "services/cwpctl/leading_options.h"
#include "services/cwpctl/meeting_options.h"
#include "services/cwpctl/place_options.h"
#include "services/cwpctl/scheduling_client.h"
#include "services/cwpctl/session_tables.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;

struct Fields {
  std::string id;
  std::string workshop;
  MeetingOptions meetings;
  int32_t capacity = 0;
  std::string join;
  std::vector<std::string> facilitators;
  PlaceOptions place;
  bool draft = false;
  bool acknowledge = false;
  bool confirmed = false;
};

absl::Status Create(Shell& shell, const Fields& fields) {
  SchedulingClient client(shell.connections);
  ASSIGN_OR_RETURN(const v1::Workshop workshop,
                   client.GetWorkshop(fields.workshop));
  v1::CreateSessionRequest request;
  v1::Session& session = *request.mutable_session();
  session.set_workshop_id(workshop.id());
  session.set_capacity(fields.capacity);
  request.set_join_uri(fields.join);
  request.set_draft(fields.draft);
  request.set_acknowledge_trainee_alone(fields.acknowledge);
  RETURN_IF_ERROR(FillFacilitators(shell, fields.facilitators, session));
  ReadPlace(fields.place, session);
  ASSIGN_OR_RETURN(*session.mutable_meetings(),
                   ReadMeetings(shell, fields.meetings, workshop));
  ASSIGN_OR_RETURN(const v1::Session made, client.CreateSession(request));
  return ShowSession(shell, made);
}

absl::Status Open(Shell& shell, const Fields& fields) {
  v1::OpenSessionRequest request;
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  request.set_id(id);
  request.set_acknowledge_trainee_alone(fields.acknowledge);
  request.set_meeting_options_confirmed(fields.confirmed);
  ASSIGN_OR_RETURN(const v1::Session opened,
                   SchedulingClient(shell.connections).OpenSession(request));
  return ShowSession(shell, opened);
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
      ASSIGN_OR_RETURN(const v1::Session session, (client.*method)(id));
      return ShowSession(shell, session);
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
  AddMeetingOptions(create, fields->meetings);
  create
      .add_option("--capacity", fields->capacity,
                  "How many places there are; otherwise as the workshop "
                  "says")
      ->check(CLI::Range(1, kMaxCapacity));
  create.add_option("--join", fields->join,
                    "The https address of the Teams meeting");
  AddFacilitators(create, fields->facilitators,
                  "Name or id of who leads it; once for each");
  AddAcknowledge(create, fields->acknowledge);
  AddPlaceOptions(create, fields->place);
  create.add_flag("--draft", fields->draft, "Seen by staff only");
  create.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Create(shell, *fields); };
  });

  AddSessionList(noun, shell);
  AddVerb(noun, shell, fields, "schedule", "Shows a draft to families",
          &SchedulingClient::ScheduleSession);
  CLI::App& open = *noun.add_subcommand("open", "Lets families book it");
  open.add_option("session", fields->id, "Its id")->required();
  AddAcknowledge(open, fields->acknowledge);
  AddConfirm(open, fields->confirmed);
  open.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Open(shell, *fields); };
  });
  AddVerb(noun, shell, fields, "close",
          "Stops new bookings; those made stay as they are",
          &SchedulingClient::CloseSession);
  AddSessionChangeCommands(noun, shell);
  AddSessionOptions(noun, shell);
  AddVerb(noun, shell, fields, "undo",
          "Takes back a move or cancellation that has not come yet",
          &SchedulingClient::UndoSessionChange);
  AddVerb(noun, shell, fields, "show", "Shows one",
          &SchedulingClient::GetSession);
}

}  // namespace cwp::ctl
