#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/cwpctl/facilitator_client.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/shell.h"
#include "services/cwpctl/words.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;

// Empties a field.
constexpr char kNone[] = "none";

// What the command line gives.
struct Fields {
  // A name or an id.
  std::string who;
  std::string name;
  std::string role;
  std::string supervisor;
  std::string email;
  std::string etag;
  bool retired = false;
};

std::string RoleOf(const v1::Facilitator& facilitator) {
  return ShowName(v1::Facilitator::Role_Name(facilitator.role()));
}

std::string IdOrNothing(int64_t id) { return id == 0 ? "-" : absl::StrCat(id); }

// Of one that was erased nothing is left to show.
std::string NameOf(const v1::Facilitator& facilitator) {
  return facilitator.erased() ? kFormerColleague : facilitator.display_name();
}

absl::Status Show(Shell& shell,
                  const absl::StatusOr<v1::Facilitator>& facilitator) {
  RETURN_IF_ERROR(facilitator.status());
  Table table({});
  table.AddRow({"id", absl::StrCat(facilitator->id())});
  table.AddRow({"name", NameOf(*facilitator)});
  table.AddRow({"role", RoleOf(*facilitator)});
  table.AddRow({"supervisor", IdOrNothing(facilitator->supervisor_id())});
  table.AddRow(
      {"email", facilitator->email().empty() ? "-" : facilitator->email()});
  table.AddRow({"retired", ShowTime(facilitator->retire_time())});
  table.AddRow({"etag", facilitator->etag()});
  shell.Show(*facilitator, table);
  return absl::OkStatus();
}

absl::StatusOr<v1::Facilitator::Role> ReadRole(const std::string& word) {
  v1::Facilitator::Role role = v1::Facilitator::ROLE_UNSPECIFIED;
  if (v1::Facilitator::Role_Parse(absl::AsciiStrToUpper(word), &role) &&
      role != v1::Facilitator::ROLE_UNSPECIFIED) {
    return role;
  }
  return UsageError("--role must be trainee, practitioner or supervisor");
}

absl::Status Create(Shell& shell, const Fields& fields) {
  FacilitatorClient client(shell.connections);
  v1::Facilitator facilitator;
  facilitator.set_display_name(fields.name);
  facilitator.set_email(fields.email);
  ASSIGN_OR_RETURN(const v1::Facilitator::Role role, ReadRole(fields.role));
  facilitator.set_role(role);
  if (!fields.supervisor.empty()) {
    ASSIGN_OR_RETURN(const int64_t id, client.Find(fields.supervisor));
    facilitator.set_supervisor_id(id);
  }
  return Show(shell, client.Create(facilitator));
}

absl::Status Update(Shell& shell, const Fields& fields) {
  FacilitatorClient client(shell.connections);
  v1::UpdateFacilitatorRequest request;
  v1::Facilitator& facilitator = *request.mutable_facilitator();
  google::protobuf::FieldMask& mask = *request.mutable_update_mask();
  ASSIGN_OR_RETURN(const int64_t id, client.Find(fields.who));
  facilitator.set_id(id);
  facilitator.set_etag(fields.etag);
  if (!fields.name.empty()) {
    mask.add_paths("display_name");
    facilitator.set_display_name(fields.name);
  }
  if (!fields.role.empty()) {
    mask.add_paths("role");
    ASSIGN_OR_RETURN(const v1::Facilitator::Role role, ReadRole(fields.role));
    facilitator.set_role(role);
  }
  if (!fields.supervisor.empty()) {
    mask.add_paths("supervisor_id");
    if (fields.supervisor != kNone) {
      ASSIGN_OR_RETURN(const int64_t supervisor,
                       client.Find(fields.supervisor));
      facilitator.set_supervisor_id(supervisor);
    }
  }
  if (!fields.email.empty()) {
    mask.add_paths("email");
    if (fields.email != kNone) facilitator.set_email(fields.email);
  }
  return Show(shell, client.Update(request));
}

absl::Status List(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const v1::ListFacilitatorsResponse list,
                   FacilitatorClient(shell.connections).List(fields.retired));
  Table table({"ID", "ROLE", "SUPERVISOR", "RETIRED", "NAME"});
  for (const v1::Facilitator& facilitator : list.facilitators()) {
    table.AddRow({absl::StrCat(facilitator.id()), RoleOf(facilitator),
                  IdOrNothing(facilitator.supervisor_id()),
                  ShowTime(facilitator.retire_time()), NameOf(facilitator)});
  }
  shell.Show(list, table);
  return absl::OkStatus();
}

absl::Status ShowOne(Shell& shell, const Fields& fields) {
  FacilitatorClient client(shell.connections);
  ASSIGN_OR_RETURN(const int64_t id, client.Find(fields.who));
  return Show(shell, client.Get(id));
}

absl::Status Retire(Shell& shell, const Fields& fields) {
  FacilitatorClient client(shell.connections);
  ASSIGN_OR_RETURN(const int64_t id, client.Find(fields.who));
  return Show(shell, client.Retire(id));
}

absl::Status Erase(Shell& shell, const Fields& fields) {
  FacilitatorClient client(shell.connections);
  ASSIGN_OR_RETURN(const int64_t id, client.Find(fields.who));
  return Show(shell, client.Erase(id));
}

void AddFields(CLI::App& verb, Fields& fields, bool needed) {
  verb.add_option("--name", fields.name, "As colleagues know them")
      ->required(needed);
  verb.add_option("--role", fields.role, "trainee, practitioner or supervisor")
      ->required(needed);
  verb.add_option("--supervisor", fields.supervisor,
                  absl::StrCat("Name or id of who supervises a trainee or "
                               "practitioner",
                               needed ? "" : "; 'none' for nobody"));
  verb.add_option("--email", fields.email,
                  absl::StrCat("The address at work, for messages about their "
                               "sessions",
                               needed ? "" : "; 'none' takes it away"));
}

}  // namespace

void AddFacilitatorCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand("facilitator", "Who leads sessions");
  noun.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();
  const auto add =
      [&](const char* name, const char* help, bool about_one,
          absl::Status (*run)(Shell&, const Fields&)) -> CLI::App& {
    CLI::App& verb = *noun.add_subcommand(name, help);
    if (about_one) {
      verb.add_option("facilitator", fields->who, "Name or id")->required();
    }
    verb.callback([&shell, fields, run] {
      shell.action = [&shell, fields, run] { return run(shell, *fields); };
    });
    return verb;
  };
  AddFields(add("create", "Adds one", false, &Create), *fields, true);
  add("list", "Lists them", false, &List)
      .add_flag("--retired", fields->retired, "Also those who are retired");
  add("show", "Shows one", true, &ShowOne);
  CLI::App& update = add("update", "Changes what is given", true, &Update);
  AddFields(update, *fields, false);
  update.add_option("--etag", fields->etag,
                    "Refuses when it has changed since this etag was shown");
  add("retire",
      "Keeps one from new sessions, for good; those they have stay theirs",
      true, &Retire);
  add("erase",
      "Retires one and erases name and e-mail address, for good; sessions that "
      "are over keep the id",
      true, &Erase);
}

}  // namespace cwp::ctl
