#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "google/protobuf/field_mask.pb.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/impact.h"
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
  MeetingOptions meetings;
  int32_t capacity = 0;
  std::string join;
  std::vector<std::string> facilitators;
  PlaceOptions place;
  std::string etag;
  bool acknowledge = false;
  bool confirmed = false;
  bool now = false;
  bool accept_over = false;
  bool dry_run = false;
};

// Says what a change does to people, and makes it unless that is all that was
// wanted. A change can be made while registration is away: nobody is told or
// let in by it before registration is back.
absl::Status Make(Shell& shell, const Fields& fields,
                  const ImpactRequest& concerns,
                  absl::FunctionRef<absl::StatusOr<v1::Session>()> change) {
  const absl::StatusOr<Impact> impact = Foresee(shell.connections, concerns);
  if (fields.dry_run) RETURN_IF_ERROR(impact.status());
  if (impact.ok()) {
    shell.err << ImpactWords(concerns, *impact);
  } else {
    shell.err << "Whom this concerns is not known: "
              << Describe(impact.status()) << "\n";
  }
  if (fields.dry_run) {
    shell.Show(*impact, Table({}));
    shell.err << "Nothing was changed.\n";
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::Session session, change());
  return ShowSession(shell, session);
}

absl::StatusOr<v1::UpdateSessionRequest> ReadUpdate(Shell& shell,
                                                    const Fields& fields) {
  v1::UpdateSessionRequest request;
  v1::Session& session = *request.mutable_session();
  google::protobuf::FieldMask& mask = *request.mutable_update_mask();
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  session.set_id(id);
  session.set_etag(fields.etag);
  request.set_acknowledge_trainee_alone(fields.acknowledge);
  request.set_meeting_options_confirmed(fields.confirmed);
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
    RETURN_IF_ERROR(FillFacilitators(shell, fields.facilitators, session));
  }
  for (const std::string& path : ReadPlace(fields.place, session)) {
    mask.add_paths(path);
  }
  if (!mask.paths().empty()) return request;
  return UsageError("there is nothing to change; see session update --help");
}

absl::Status Update(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const v1::UpdateSessionRequest request,
                   ReadUpdate(shell, fields));
  const int64_t id = request.session().id();
  const auto change = [&] {
    return SchedulingClient(shell.connections).UpdateSession(request);
  };
  if (fields.capacity == 0) {
    ASSIGN_OR_RETURN(const v1::Session session, change());
    return ShowSession(shell, session);
  }
  const ImpactRequest concerns = OfCapacity(id, fields.capacity);
  if (!fields.accept_over && !fields.dry_run) {
    ASSIGN_OR_RETURN(const Impact impact, Foresee(shell.connections, concerns));
    RETURN_IF_ERROR(CheckNotOver(impact));
  }
  return Make(shell, fields, concerns, change);
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
  ASSIGN_OR_RETURN(*request.mutable_meetings(),
                   ReadMeetings(shell, fields.meetings, workshop));
  ASSIGN_OR_RETURN(const ImpactRequest concerns,
                   OfMeetings(id, request.meetings()));
  return Make(shell, fields, concerns,
              [&] { return client.RescheduleSession(request); });
}

absl::Status Cancel(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  return Make(shell, fields, OfCancelling(id), [&] {
    return SchedulingClient(shell.connections).CancelSession(id, fields.now);
  });
}

void AddEtag(CLI::App& verb, Fields& fields) {
  verb.add_option("--etag", fields.etag,
                  "Refuses when it has changed since this etag was shown");
}

void AddNow(CLI::App& verb, Fields& fields) {
  verb.add_flag("--now", fields.now,
                "At once, so that it cannot be taken back; otherwise it waits "
                "some minutes for `session undo`");
}

}  // namespace

void AddSessionChangeCommands(CLI::App& noun, Shell& shell) {
  const auto fields = std::make_shared<Fields>();
  const auto add =
      [&](const char* name, const char* help,
          absl::Status (*run)(Shell&, const Fields&)) -> CLI::App& {
    CLI::App& verb = *noun.add_subcommand(name, help);
    verb.add_option("session", fields->id, "Its id")->required();
    verb.add_flag("--dry-run", fields->dry_run,
                  "Says whom it would concern, and changes nothing");
    verb.callback([&shell, fields, run] {
      shell.action = [&shell, fields, run] { return run(shell, *fields); };
    });
    return verb;
  };
  CLI::App& update = add("update", "Changes what is given, at once", &Update);
  update
      .add_option("--capacity", fields->capacity,
                  "How many places there are; nobody loses one")
      ->check(CLI::Range(1, kMaxCapacity));
  update.add_flag("--accept-over", fields->accept_over,
                  "Also when more places are taken than there will be");
  update.add_option("--join", fields->join,
                    "The https address of the Teams meeting");
  AddFacilitators(update, fields->facilitators,
                  "Name or id of who leads it from now on; once for each, or "
                  "'none' for nobody");
  AddAcknowledge(update, fields->acknowledge);
  AddConfirm(update, fields->confirmed);
  AddPlaceOptions(update, fields->place);
  AddEtag(update, *fields);
  CLI::App& reschedule =
      add("reschedule",
          "Moves it to other times. Bookings stop at once; the contacts are "
          "told when the change comes",
          &Reschedule);
  AddMeetingOptions(reschedule, fields->meetings);
  AddNow(reschedule, *fields);
  AddEtag(reschedule, *fields);
  CLI::App& cancel = add(
      "cancel", "Cancels it and its bookings for good, and tells the contacts",
      &Cancel);
  AddNow(cancel, *fields);
}

}  // namespace cwp::ctl
