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

std::string StateOf(const v1::Booking& booking) {
  return ShowName(v1::Booking::State_Name(booking.state()));
}

absl::Status Show(Shell& shell, const absl::StatusOr<v1::Booking>& booking) {
  RETURN_IF_ERROR(booking.status());
  Table table({});
  table.AddRow({"id", absl::StrCat(booking->id())});
  table.AddRow({"reference", booking->reference()});
  table.AddRow({"session", absl::StrCat(booking->session_id())});
  table.AddRow({"state", StateOf(*booking)});
  table.AddRow({"places", absl::StrCat(booking->places())});
  table.AddRow({"channel", booking->channel()});
  table.AddRow({"names workshop", booking->name_workshop() ? "yes" : "no"});
  table.AddRow({"contact", booking->contact().name()});
  table.AddRow({"e-mail", booking->contact().email()});
  table.AddRow({"phone", booking->contact().phone()});
  table.AddRow({"made", ShowTime(booking->create_time())});
  table.AddRow({"cancelled", ShowTime(booking->cancel_time())});
  shell.Show(*booking, table);
  return absl::OkStatus();
}

absl::Status List(Shell& shell, const std::string& session) {
  ASSIGN_OR_RETURN(const int64_t id, NeedId(session));
  ASSIGN_OR_RETURN(const v1::ListBookingsResponse list,
                   RegistrationClient(shell.connections).ListBookings(id));
  Table table(
      {"ID", "REFERENCE", "STATE", "PLACES", "CHANNEL", "MADE", "CONTACT"});
  for (const v1::Booking& booking : list.bookings()) {
    table.AddRow({absl::StrCat(booking.id()), booking.reference(),
                  StateOf(booking), absl::StrCat(booking.places()),
                  booking.channel(), ShowTime(booking.create_time()),
                  booking.contact().name()});
  }
  shell.Show(list, table);
  return absl::OkStatus();
}

using Method = absl::StatusOr<v1::Booking> (RegistrationClient::*)(int64_t);

void AddVerb(CLI::App& noun, Shell& shell, const char* name, const char* help,
             Method method) {
  const auto text = std::make_shared<std::string>();
  CLI::App& verb = *noun.add_subcommand(name, help);
  verb.add_option("booking", *text, "Its id")->required();
  verb.callback([&shell, text, method] {
    shell.action = [&shell, text, method]() -> absl::Status {
      ASSIGN_OR_RETURN(const int64_t id, NeedId(*text));
      RegistrationClient client(shell.connections);
      return Show(shell, (client.*method)(id));
    };
  });
}

void AddRefuse(CLI::App& noun, Shell& shell) {
  const auto booking = std::make_shared<std::string>();
  const auto reason = std::make_shared<std::string>();
  CLI::App& refuse = *noun.add_subcommand(
      "refuse", "Takes its places away, and tells the contact to call");
  refuse.add_option("booking", *booking, "Its id")->required();
  refuse.add_option("--reason", *reason,
                    "Why, for staff alone; kept sealed, 200 characters");
  refuse.callback([&shell, booking, reason] {
    shell.action = [&shell, booking, reason]() -> absl::Status {
      ASSIGN_OR_RETURN(const int64_t id, NeedId(*booking));
      return Show(
          shell,
          RegistrationClient(shell.connections).RefuseBooking(id, *reason));
    };
  });
}

void AddMove(CLI::App& noun, Shell& shell) {
  const auto booking = std::make_shared<std::string>();
  const auto session = std::make_shared<std::string>();
  CLI::App& move = *noun.add_subcommand(
      "move", "Moves it to another session of the same workshop");
  move.add_option("booking", *booking, "Its id")->required();
  move.add_option("session", *session, "The other session's id")->required();
  move.callback([&shell, booking, session] {
    shell.action = [&shell, booking, session]() -> absl::Status {
      ASSIGN_OR_RETURN(const int64_t id, NeedId(*booking));
      ASSIGN_OR_RETURN(const int64_t to, NeedId(*session));
      return Show(shell,
                  RegistrationClient(shell.connections).MoveBooking(id, to));
    };
  });
}

}  // namespace

void AddBookingCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun =
      *app.add_subcommand("booking", "Who booked. Shows personal data");
  noun.require_subcommand(1);
  const auto session = std::make_shared<std::string>();
  CLI::App& list = *noun.add_subcommand("list", "Lists those of one session");
  list.add_option("session", *session, "The session's id")->required();
  list.callback([&shell, session] {
    shell.action = [&shell, session] { return List(shell, *session); };
  });
  AddVerb(noun, shell, "show", "Shows one", &RegistrationClient::GetBooking);
  AddVerb(noun, shell, "cancel", "Gives its places back, and tells the contact",
          &RegistrationClient::CancelBooking);
  AddRefuse(noun, shell);
  AddVerb(noun, shell, "revoke-links",
          "Makes its links useless; the next message holds new ones",
          &RegistrationClient::RevokeLinks);
  AddMove(noun, shell);
}

}  // namespace cwp::ctl
