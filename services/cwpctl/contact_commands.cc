#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/cwpctl/registration_client.h"
#include "services/cwpctl/shell.h"
#include "services/cwpctl/words.h"

namespace cwp::ctl {
namespace {

namespace v1 = registration::v1;

// What is given on the command line.
struct Fields {
  std::string contact;
  std::string reason;
};

absl::Status Export(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(
      const v1::ExportContactResponse kept,
      RegistrationClient(shell.connections).ExportContact(fields.contact));
  Table table({"KIND", "ID", "STATE", "PLACES", "MADE"});
  for (const v1::Booking& booking : kept.bookings()) {
    table.AddRow({"booking", absl::StrCat(booking.id()),
                  ShowName(v1::Booking::State_Name(booking.state())),
                  absl::StrCat(booking.places()),
                  ShowTime(booking.create_time())});
  }
  for (const v1::WaitlistEntry& entry : kept.waitlist_entries()) {
    table.AddRow({"waitlist entry", absl::StrCat(entry.id()),
                  ShowName(v1::WaitlistEntry::State_Name(entry.state())),
                  absl::StrCat(entry.places()), ShowTime(entry.create_time())});
  }
  shell.Show(kept, table);
  return absl::OkStatus();
}

absl::Status Erase(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(
      const v1::EraseContactResponse erased,
      RegistrationClient(shell.connections).EraseContact(fields.contact));
  Table table({});
  table.AddRow({"bookings", absl::StrCat(erased.bookings())});
  table.AddRow({"waitlist entries", absl::StrCat(erased.waitlist_entries())});
  shell.Show(erased, table);
  return absl::OkStatus();
}

absl::Status SetBlock(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const v1::SetContactBlockResponse done,
                   RegistrationClient(shell.connections)
                       .SetContactBlock(fields.contact, fields.reason));
  Table table({});
  table.AddRow({"blocked", fields.reason.empty() ? "no" : "yes"});
  shell.Show(done, table);
  return absl::OkStatus();
}

CLI::App& AddVerb(CLI::App& noun, Shell& shell,
                  const std::shared_ptr<Fields>& fields, const char* name,
                  const char* help,
                  absl::Status (*act)(Shell&, const Fields&)) {
  CLI::App& verb = *noun.add_subcommand(name, help);
  verb.add_option("contact", fields->contact,
                  "The e-mail address, or the phone number of one without")
      ->required();
  verb.callback([&shell, fields, act] {
    shell.action = [&shell, fields, act] { return act(shell, *fields); };
  });
  return verb;
}

}  // namespace

void AddContactCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand(
      "contact", "What is kept of a person. Shows personal data");
  noun.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();
  AddVerb(noun, shell, fields, "export",
          "Everything that is kept of a contact; with --output json to hand "
          "over",
          &Export);
  AddVerb(noun, shell, fields, "erase",
          "Cancels what is live and erases everything personal, for good",
          &Erase);
  AddVerb(noun, shell, fields, "block",
          "What this contact books from now on takes no place", &SetBlock)
      .add_option("reason", fields->reason, "Why, without naming anybody")
      ->required();
  AddVerb(noun, shell, fields, "unblock", "Lets this contact book again",
          &SetBlock);
}

}  // namespace cwp::ctl
