#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/time/local_time.h"
#include "google/protobuf/repeated_field.h"
#include "services/cwpctl/facilitator_client.h"
#include "services/cwpctl/place_options.h"
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
  std::vector<std::string> facilitators;
  PlaceOptions place;
  std::string etag;
  bool past = false;
  bool draft = false;
  bool now = false;
  bool acknowledge = false;
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
  if (session->has_pending_change()) {
    const v1::PendingChange& pending = session->pending_change();
    table.AddRow({pending.meetings().empty() ? "cancelled at" : "moved at",
                  absl::StrCat(ShowTime(pending.apply_time()),
                               ", unless `session undo` takes it back")});
    for (const v1::Meeting& meeting : pending.meetings()) {
      table.AddRow(
          {"new meeting", absl::StrCat(ShowTime(meeting.start_time()), " to ",
                                       ShowTime(meeting.end_time()))});
    }
  }
  for (const int64_t id : session->facilitator_ids()) {
    ASSIGN_OR_RETURN(const v1::Facilitator facilitator,
                     FacilitatorClient(shell.connections).Get(id));
    table.AddRow({"facilitator",
                  absl::StrCat(facilitator.display_name(), " (", id, ")")});
  }
  table.AddRow({"place", PlaceWords(*session)});
  table.AddRow({"capacity", absl::StrCat(session->capacity())});
  table.AddRow({"join address", session->has_join_address() ? "set" : "none"});
  table.AddRow({"etag", session->etag()});
  shell.Show(*session, table);
  return absl::OkStatus();
}

absl::Status FillFacilitators(Shell& shell, const Fields& fields,
                              v1::Session& session) {
  ASSIGN_OR_RETURN(
      const std::vector<int64_t> ids,
      FacilitatorClient(shell.connections).FindAll(fields.facilitators));
  session.mutable_facilitator_ids()->Assign(ids.begin(), ids.end());
  return absl::OkStatus();
}

// The meetings that `--start` and `--minutes` name.
absl::Status AddMeetings(
    const Shell& shell, const Fields& fields, const v1::Workshop& workshop,
    google::protobuf::RepeatedPtrField<v1::Meeting>& meetings) {
  const int64_t minutes = fields.minutes != 0
                              ? fields.minutes
                              : workshop.meeting_duration().seconds() / 60;
  const absl::CivilDay today =
      absl::ToCivilDay(shell.connections.clock().Now(), civil::London());
  for (const std::string& start : fields.starts) {
    v1::Meeting& meeting = *meetings.Add();
    ASSIGN_OR_RETURN(*meeting.mutable_local_start(), ReadWhen(start, today));
    meeting.set_local_end(AddMinutes(meeting.local_start(), minutes));
  }
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
  request.set_draft(fields.draft);
  request.set_acknowledge_trainee_alone(fields.acknowledge);
  RETURN_IF_ERROR(FillFacilitators(shell, fields, session));
  ReadPlace(fields.place, session);
  RETURN_IF_ERROR(
      AddMeetings(shell, fields, workshop, *session.mutable_meetings()));
  return Show(shell, client.CreateSession(request));
}

absl::Status Update(Shell& shell, const Fields& fields) {
  v1::UpdateSessionRequest request;
  v1::Session& session = *request.mutable_session();
  google::protobuf::FieldMask& mask = *request.mutable_update_mask();
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  session.set_id(id);
  session.set_etag(fields.etag);
  request.set_acknowledge_trainee_alone(fields.acknowledge);
  if (fields.capacity != 0) {
    mask.add_paths("capacity");
    session.set_capacity(fields.capacity);
  }
  if (!fields.join.empty()) {
    mask.add_paths("join_uri");
    request.set_join_uri(fields.join);
  }
  if (!fields.facilitators.empty()) {
    mask.add_paths("facilitator_ids");
    RETURN_IF_ERROR(FillFacilitators(shell, fields, session));
  }
  for (const std::string& path : ReadPlace(fields.place, session)) {
    mask.add_paths(path);
  }
  return Show(shell,
              SchedulingClient(shell.connections).UpdateSession(request));
}

absl::Status Open(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  return Show(
      shell,
      SchedulingClient(shell.connections).OpenSession(id, fields.acknowledge));
}

absl::Status Reschedule(Shell& shell, const Fields& fields) {
  SchedulingClient client(shell.connections);
  v1::RescheduleSessionRequest request;
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  request.set_id(id);
  request.set_apply_now(fields.now);
  request.set_etag(fields.etag);
  ASSIGN_OR_RETURN(const v1::Session session, client.GetSession(id));
  ASSIGN_OR_RETURN(const v1::Workshop workshop,
                   client.GetWorkshop(absl::StrCat(session.workshop_id())));
  RETURN_IF_ERROR(
      AddMeetings(shell, fields, workshop, *request.mutable_meetings()));
  return Show(shell, client.RescheduleSession(request));
}

absl::Status Cancel(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  return Show(
      shell, SchedulingClient(shell.connections).CancelSession(id, fields.now));
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

using FieldsPtr = std::shared_ptr<Fields>;

void AddMeetingOptions(CLI::App& verb, Fields& fields) {
  verb.add_option("--start", fields.starts,
                  "When a meeting starts: 2027-01-12T18:00, 'in 12 days at "
                  "18:00' or 'next Tuesday + 2 weeks at 18:00'; once for each "
                  "meeting")
      ->allow_extra_args(false)
      ->required();
  verb.add_option("--minutes", fields.minutes,
                  "How long a meeting is; otherwise as the workshop says");
}

void AddFacilitators(CLI::App& verb, Fields& fields, const char* help) {
  verb.add_option("--facilitator", fields.facilitators, help)
      ->allow_extra_args(false);
}

void AddAcknowledge(CLI::App& verb, Fields& fields) {
  verb.add_flag("--acknowledge-trainee-alone", fields.acknowledge,
                "Goes on although trainees alone lead it, where the workshop "
                "wants a supervised pair");
}

void AddNow(CLI::App& verb, Fields& fields) {
  verb.add_flag("--now", fields.now,
                "At once, so that it cannot be taken back; otherwise it waits "
                "some minutes for `session undo`");
}

// What changes a session that there is, apart from its state.
void AddChanges(CLI::App& noun, Shell& shell, const FieldsPtr& fields) {
  const auto add =
      [&](const char* name, const char* help,
          absl::Status (*run)(Shell&, const Fields&)) -> CLI::App& {
    CLI::App& verb = *noun.add_subcommand(name, help);
    verb.add_option("session", fields->id, "Its id")->required();
    verb.callback([&shell, fields, run] {
      shell.action = [&shell, fields, run] { return run(shell, *fields); };
    });
    return verb;
  };
  const char kEtag[] = "Refuses when it has changed since this etag was shown";
  CLI::App& update = add("update", "Changes what is given, at once", &Update);
  update.add_option("--capacity", fields->capacity,
                    "How many places there are; nobody loses one");
  update.add_option("--join", fields->join,
                    "The https address of the Teams meeting");
  AddFacilitators(update, *fields,
                  "Name or id of who leads it from now on; once for each, or "
                  "'none' for nobody");
  AddAcknowledge(update, *fields);
  AddPlaceOptions(update, fields->place);
  update.add_option("--etag", fields->etag, kEtag);
  AddAcknowledge(add("open", "Lets families book it", &Open), *fields);
  CLI::App& reschedule =
      add("reschedule",
          "Moves it to other times. Bookings stop at once; the contacts are "
          "told when the change comes",
          &Reschedule);
  AddMeetingOptions(reschedule, *fields);
  AddNow(reschedule, *fields);
  reschedule.add_option("--etag", fields->etag, kEtag);
  CLI::App& cancel = add(
      "cancel", "Cancels it and its bookings for good, and tells the contacts",
      &Cancel);
  AddNow(cancel, *fields);
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
  AddMeetingOptions(create, *fields);
  create.add_option("--capacity", fields->capacity,
                    "How many places there are; otherwise as the workshop "
                    "says");
  create.add_option("--join", fields->join,
                    "The https address of the Teams meeting");
  AddFacilitators(create, *fields, "Name or id of who leads it; once for each");
  AddAcknowledge(create, *fields);
  AddPlaceOptions(create, fields->place);
  create.add_flag("--draft", fields->draft, "Seen by staff only");
  create.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Create(shell, *fields); };
  });

  CLI::App& list = *noun.add_subcommand("list", "Lists those to come");
  list.add_option("--workshop", fields->workshop, "Only those of this one");
  list.add_flag("--past", fields->past, "Also those that have begun");
  list.callback([&shell, fields] {
    shell.action = [&shell, fields] { return List(shell, *fields); };
  });

  AddVerb(noun, shell, fields, "schedule", "Shows a draft to families",
          &SchedulingClient::ScheduleSession);
  AddVerb(noun, shell, fields, "close",
          "Stops new bookings; those made stay as they are",
          &SchedulingClient::CloseSession);
  AddChanges(noun, shell, fields);
  AddVerb(noun, shell, fields, "undo",
          "Takes back a move or cancellation that has not come yet",
          &SchedulingClient::UndoSessionChange);
  AddVerb(noun, shell, fields, "show", "Shows one",
          &SchedulingClient::GetSession);
}

}  // namespace cwp::ctl
