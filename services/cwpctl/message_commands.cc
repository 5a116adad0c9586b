#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "services/cwpctl/call.h"
#include "services/cwpctl/shell.h"
#include "services/cwpctl/words.h"

namespace cwp::ctl {
namespace {

namespace v1 = notifications::v1;

// Which messages to list: about one of these, or all.
struct About {
  std::string booking;
  std::string waitlist_entry;
  std::string session;
};

std::vector<std::string> RowOf(const v1::Message& message) {
  std::string about = "waitlist-entry";
  if (message.booking_id() != 0) about = "booking";
  if (message.session_id() != 0) about = "session";
  // One of them; the others are 0.
  const int64_t subject =
      message.booking_id() + message.waitlist_entry_id() + message.session_id();
  return {absl::StrCat(message.id()),
          std::move(about),
          absl::StrCat(subject),
          ShowName(v1::Message::Kind_Name(message.kind())),
          ShowName(v1::Message::State_Name(message.state())),
          absl::StrCat(message.attempts()),
          ShowTime(message.send_time()),
          ShowTime(message.next_time()),
          message.last_error()};
}

Table MessageTable() {
  return Table({"ID", "ABOUT", "ITS ID", "KIND", "STATE", "ATTEMPTS", "SENT",
                "NEXT TRY", "ERROR"});
}

void ShowOne(Shell& shell, const v1::Message& message) {
  Table table = MessageTable();
  table.AddRow(RowOf(message));
  shell.Show(message, table);
}

absl::Status List(Shell& shell, const About& about) {
  v1::ListMessagesRequest request;
  if (!about.booking.empty()) {
    ASSIGN_OR_RETURN(const int64_t id, NeedId(about.booking));
    request.set_booking_id(id);
  }
  if (!about.waitlist_entry.empty()) {
    ASSIGN_OR_RETURN(const int64_t id, NeedId(about.waitlist_entry));
    request.set_waitlist_entry_id(id);
  }
  if (!about.session.empty()) {
    ASSIGN_OR_RETURN(const int64_t id, NeedId(about.session));
    request.set_session_id(id);
  }
  ASSIGN_OR_RETURN(
      const v1::ListMessagesResponse list,
      ListAll(shell.connections, "notifications",
              &v1::NotificationsService::Stub::ListMessages, request,
              &v1::ListMessagesResponse::mutable_messages));
  Table table = MessageTable();
  for (const v1::Message& message : list.messages()) {
    table.AddRow(RowOf(message));
  }
  shell.Show(list, table);
  return absl::OkStatus();
}

absl::Status ShowMessage(Shell& shell, const std::string& message) {
  v1::GetMessageRequest request;
  ASSIGN_OR_RETURN(const int64_t id, NeedId(message));
  request.set_id(id);
  ASSIGN_OR_RETURN(const v1::Message found,
                   Call(shell.connections, "notifications",
                        &v1::NotificationsService::Stub::GetMessage, request));
  ShowOne(shell, found);
  return absl::OkStatus();
}

absl::Status Resend(Shell& shell, const std::string& message) {
  v1::ResendMessageRequest request;
  ASSIGN_OR_RETURN(const int64_t id, NeedId(message));
  request.set_id(id);
  ASSIGN_OR_RETURN(
      const v1::Message resent,
      Call(shell.connections, "notifications",
           &v1::NotificationsService::Stub::ResendMessage, request));
  ShowOne(shell, resent);
  return absl::OkStatus();
}

}  // namespace

void AddMessageCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand(
      "message", "What was sent, or waits to be, without its content");
  noun.require_subcommand(1);
  const auto about = std::make_shared<About>();
  const auto message = std::make_shared<std::string>();
  CLI::App& list = *noun.add_subcommand("list", "Lists them, newest first");
  list.add_option("--booking", about->booking,
                  "Only those of this one, by its id");
  list.add_option("--waitlist-entry", about->waitlist_entry,
                  "Only those of this one, by its id");
  list.add_option("--session", about->session,
                  "Only those to whoever leads this one, by its id");
  list.callback([&shell, about] {
    shell.action = [&shell, about] { return List(shell, *about); };
  });

  CLI::App& show = *noun.add_subcommand("show", "Shows one");
  show.add_option("message", *message, "Its id")->required();
  show.callback([&shell, message] {
    shell.action = [&shell, message] { return ShowMessage(shell, *message); };
  });

  CLI::App& resend = *noun.add_subcommand(
      "resend", "Tries one again that was dropped; others it leaves alone");
  resend.add_option("message", *message, "Its id")->required();
  resend.callback([&shell, message] {
    shell.action = [&shell, message] { return Resend(shell, *message); };
  });
}

}  // namespace cwp::ctl
