#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/cwpctl/shell.h"
#include "services/cwpctl/staff_client.h"

namespace cwp::ctl {
namespace {

namespace v1 = web::v1;

struct Fields {
  std::string id;
  std::string email;
  std::string name;
  std::string role;
  std::string facilitator;
};

std::string RoleOf(const v1::Staff& staff) {
  return absl::AsciiStrToLower(v1::Staff::Role_Name(staff.role()));
}

std::string StandingOf(const v1::Staff& staff) {
  if (staff.disabled()) return "disabled";
  if (!staff.set_up()) return "invited";
  const bool needs_code = staff.role() != v1::Staff::READER;
  const bool lacks_code = needs_code && !staff.has_code();
  if (lacks_code && !staff.linked()) return "needs an invitation";
  return staff.linked() ? "active, linked" : "active";
}

void AddRows(const v1::Staff& staff, Table& table) {
  table.AddRow({"id", absl::StrCat(staff.id())});
  table.AddRow({"email", staff.email()});
  table.AddRow({"name", staff.name()});
  table.AddRow({"role", RoleOf(staff)});
  if (staff.facilitator_id() != 0) {
    table.AddRow({"facilitator", absl::StrCat(staff.facilitator_id())});
  }
  table.AddRow({"state", StandingOf(staff)});
}

void ShowInvitation(Shell& shell, const v1::Invitation& invitation) {
  Table table({});
  AddRows(invitation.staff(), table);
  table.AddRow({"invitation", invitation.invitation_uri()});
  shell.Show(invitation, table);
  if (!shell.settings.json()) {
    shell.err << "The invitation works once, for 24 hours, and is shown this "
                 "once. Send it in a way that only they can read.\n";
  }
}

absl::Status SetRole(const Fields& fields, v1::Staff& staff) {
  v1::Staff::Role role = v1::Staff::ROLE_UNSPECIFIED;
  v1::Staff::Role_Parse(absl::AsciiStrToUpper(fields.role), &role);
  staff.set_role(role);
  staff.set_facilitator_id(0);
  if (!fields.facilitator.empty()) {
    ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.facilitator));
    staff.set_facilitator_id(id);
  }
  return absl::OkStatus();
}

absl::Status Invite(Shell& shell, const Fields& fields) {
  v1::InviteStaffRequest request;
  request.mutable_staff()->set_email(fields.email);
  request.mutable_staff()->set_name(fields.name);
  RETURN_IF_ERROR(SetRole(fields, *request.mutable_staff()));
  ASSIGN_OR_RETURN(const v1::Invitation invitation,
                   StaffClient(shell.connections).InviteStaff(request));
  ShowInvitation(shell, invitation);
  return absl::OkStatus();
}

absl::Status InviteAgain(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  ASSIGN_OR_RETURN(const v1::Invitation invitation,
                   StaffClient(shell.connections).InviteStaffAgain(id));
  ShowInvitation(shell, invitation);
  return absl::OkStatus();
}

absl::Status List(Shell& shell) {
  ASSIGN_OR_RETURN(const v1::ListStaffResponse list,
                   StaffClient(shell.connections).ListStaff());
  Table table({"ID", "ROLE", "STATE", "LAST SIGNED IN", "NAME", "EMAIL"});
  for (const v1::Staff& staff : list.staff()) {
    table.AddRow({absl::StrCat(staff.id()), RoleOf(staff), StandingOf(staff),
                  ShowTime(staff.sign_in_time()), staff.name(), staff.email()});
  }
  shell.Show(list, table);
  return absl::OkStatus();
}

absl::Status Show(Shell& shell, const v1::Staff& staff) {
  Table table({});
  AddRows(staff, table);
  shell.Show(staff, table);
  return absl::OkStatus();
}

absl::Status Change(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  StaffClient client(shell.connections);
  ASSIGN_OR_RETURN(v1::Staff staff, client.GetStaff(id));
  RETURN_IF_ERROR(SetRole(fields, staff));
  ASSIGN_OR_RETURN(staff, client.ChangeStaff(staff));
  return Show(shell, staff);
}

absl::Status SetDisabled(Shell& shell, const Fields& fields, bool disabled) {
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  StaffClient client(shell.connections);
  ASSIGN_OR_RETURN(v1::Staff staff, client.GetStaff(id));
  staff.set_disabled(disabled);
  ASSIGN_OR_RETURN(staff, client.ChangeStaff(staff));
  return Show(shell, staff);
}

absl::Status SignOut(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  ASSIGN_OR_RETURN(const v1::Staff staff,
                   StaffClient(shell.connections).SignOutStaff(id));
  return Show(shell, staff);
}

void AddRoleOptions(CLI::App& verb, Fields& fields) {
  verb.add_option("--role", fields.role,
                  "administrator, coordinator, facilitator or reader")
      ->required()
      ->check(CLI::IsMember(
          {"administrator", "coordinator", "facilitator", "reader"}));
  verb.add_option("--facilitator", fields.facilitator,
                  "With the role facilitator: whose sessions they lead, as "
                  "`cwpctl facilitator list` names them");
}

using Act = absl::Status (*)(Shell&, const Fields&);

// A verb that takes an account and nothing else.
void AddVerb(CLI::App& noun, Shell& shell,
             const std::shared_ptr<Fields>& fields, const std::string& name,
             const std::string& what, Act act) {
  CLI::App& verb = *noun.add_subcommand(name, what);
  verb.add_option("account", fields->id, "Its id")->required();
  verb.callback([&shell, fields, act] {
    shell.action = [&shell, fields, act] { return act(shell, *fields); };
  });
}

}  // namespace

void AddStaffCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand("staff", "Who may sign in to the desk");
  noun.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();

  CLI::App& invite = *noun.add_subcommand(
      "invite", "Makes an account, and an invitation to set it up");
  invite.add_option("--email", fields->email, "Their address at work")
      ->required();
  invite.add_option("--name", fields->name, "Their name")->required();
  AddRoleOptions(invite, *fields);
  invite.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Invite(shell, *fields); };
  });

  noun.add_subcommand("list", "Lists all")->callback([&shell] {
    shell.action = [&shell] { return List(shell); };
  });

  AddVerb(noun, shell, fields, "invite-again",
          "Makes a new invitation, for a lost password, phone or invitation",
          &InviteAgain);

  CLI::App& role = *noun.add_subcommand(
      "role", "Changes the role, and signs the account out everywhere");
  role.add_option("account", fields->id, "Its id")->required();
  AddRoleOptions(role, *fields);
  role.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Change(shell, *fields); };
  });

  AddVerb(
      noun, shell, fields, "disable",
      "Lets nobody sign in with it, and signs it out everywhere",
      [](Shell& at, const Fields& of) { return SetDisabled(at, of, true); });
  AddVerb(
      noun, shell, fields, "enable", "Lets it sign in again",
      [](Shell& at, const Fields& of) { return SetDisabled(at, of, false); });
  AddVerb(noun, shell, fields, "sign-out", "Signs it out everywhere", &SignOut);
}

}  // namespace cwp::ctl
