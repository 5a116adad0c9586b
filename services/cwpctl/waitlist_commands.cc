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

std::string StateOf(const v1::WaitlistEntry& entry) {
  return ShowName(v1::WaitlistEntry::State_Name(entry.state()));
}

absl::Status Show(Shell& shell,
                  const absl::StatusOr<v1::WaitlistEntry>& entry) {
  RETURN_IF_ERROR(entry.status());
  Table table({});
  table.AddRow({"id", absl::StrCat(entry->id())});
  table.AddRow({"state", StateOf(*entry)});
  table.AddRow({"position", absl::StrCat(entry->position())});
  table.AddRow({"places", absl::StrCat(entry->places())});
  table.AddRow({"at least", absl::StrCat(entry->least_places())});
  table.AddRow({"passed", absl::StrCat(entry->passed())});
  table.AddRow({"names workshop", entry->name_workshop() ? "yes" : "no"});
  table.AddRow({"offer until", ShowTime(entry->offer().expire_time())});
  table.AddRow({"contact", entry->contact().name()});
  table.AddRow({"e-mail", entry->contact().email()});
  table.AddRow({"joined", ShowTime(entry->create_time())});
  shell.Show(*entry, table);
  return absl::OkStatus();
}

absl::Status List(Shell& shell, const std::string& session) {
  ASSIGN_OR_RETURN(const int64_t id, NeedId(session));
  ASSIGN_OR_RETURN(const v1::ListWaitlistEntriesResponse list,
                   RegistrationClient(shell.connections).ListWaitlist(id));
  Table table({"ID", "POSITION", "STATE", "PLACES", "AT LEAST", "PASSED",
               "JOINED", "CONTACT"});
  for (const v1::WaitlistEntry& entry : list.waitlist_entries()) {
    table.AddRow({absl::StrCat(entry.id()), absl::StrCat(entry.position()),
                  StateOf(entry), absl::StrCat(entry.places()),
                  absl::StrCat(entry.least_places()),
                  absl::StrCat(entry.passed()), ShowTime(entry.create_time()),
                  entry.contact().name()});
  }
  shell.Show(list, table);
  return absl::OkStatus();
}

// Who asked to wait, on the phone for example.
struct Party {
  std::string session;
  std::string name;
  std::string email;
  std::string phone;
  std::string needs;
  int places = 1;
  int least = 0;
  bool name_workshop = false;
};

absl::Status Join(Shell& shell, const Party& party) {
  ASSIGN_OR_RETURN(const int64_t session, NeedId(party.session));
  v1::CreateWaitlistEntryRequest request;
  v1::WaitlistEntry& entry = *request.mutable_waitlist_entry();
  entry.add_session_ids(session);
  entry.set_places(party.places);
  entry.set_least_places(party.least);
  entry.mutable_contact()->set_name(party.name);
  entry.mutable_contact()->set_email(party.email);
  entry.mutable_contact()->set_phone(party.phone);
  entry.mutable_access_needs()->set_other(party.needs);
  entry.set_name_workshop(party.name_workshop);
  return Show(
      shell,
      RegistrationClient(shell.connections).CreateWaitlistEntry(request));
}

void AddJoin(CLI::App& noun, Shell& shell) {
  const auto party = std::make_shared<Party>();
  CLI::App& join = *noun.add_subcommand(
      "join", "Puts a party on it that asked for that, and tells the contact");
  join.add_option("session", party->session, "The session's id")->required();
  join.add_option("--name", party->name, "The contact's name")->required();
  join.add_option("--email", party->email, "The contact's e-mail address");
  join.add_option("--phone", party->phone, "The contact's phone number");
  join.add_option("--needs", party->needs,
                  "What would make taking part easier");
  join.add_option("--places", party->places, "How many places; 1 by default");
  join.add_option("--least", party->least,
                  "How few it would take; all by default");
  join.add_flag("--name-workshop", party->name_workshop,
                "Lets subjects of e-mails and titles in calendars name the "
                "workshop");
  join.callback([&shell, party] {
    shell.action = [&shell, party] { return Join(shell, *party); };
  });
}

using Method =
    absl::StatusOr<v1::WaitlistEntry> (RegistrationClient::*)(int64_t);

void AddVerb(CLI::App& noun, Shell& shell, const char* name, const char* help,
             Method method) {
  const auto text = std::make_shared<std::string>();
  CLI::App& verb = *noun.add_subcommand(name, help);
  verb.add_option("entry", *text, "Its id")->required();
  verb.callback([&shell, text, method] {
    shell.action = [&shell, text, method]() -> absl::Status {
      ASSIGN_OR_RETURN(const int64_t id, NeedId(*text));
      RegistrationClient client(shell.connections);
      return Show(shell, (client.*method)(id));
    };
  });
}

}  // namespace

void AddWaitlistCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand(
      "waitlist", "Who waits for places. Shows personal data");
  noun.require_subcommand(1);
  const auto session = std::make_shared<std::string>();
  CLI::App& list = *noun.add_subcommand(
      "list", "Lists who waits for one session, in the order they are served");
  list.add_option("session", *session, "The session's id")->required();
  list.callback([&shell, session] {
    shell.action = [&shell, session] { return List(shell, *session); };
  });
  AddJoin(noun, shell);
  AddVerb(noun, shell, "show", "Shows one",
          &RegistrationClient::GetWaitlistEntry);
  AddVerb(noun, shell, "leave",
          "Takes one off the list; its offer goes to the next",
          &RegistrationClient::LeaveWaitlist);
}

}  // namespace cwp::ctl
