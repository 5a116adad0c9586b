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

std::vector<std::string> RowOf(const v1::Message& message) {
  return {absl::StrCat(message.id()),
          absl::StrCat(message.booking_id()),
          ShowName(v1::Message::Kind_Name(message.kind())),
          ShowName(v1::Message::State_Name(message.state())),
          absl::StrCat(message.attempts()),
          ShowTime(message.send_time()),
          message.last_error()};
}

Table MessageTable() {
  return Table({"ID", "BOOKING", "KIND", "STATE", "ATTEMPTS", "SENT", "ERROR"});
}

absl::Status List(Shell& shell, const std::string& booking) {
  v1::ListMessagesRequest request;
  if (!booking.empty()) {
    ASSIGN_OR_RETURN(const int64_t id, NeedId(booking));
    request.set_booking_id(id);
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

absl::Status Resend(Shell& shell, const std::string& message) {
  v1::ResendMessageRequest request;
  ASSIGN_OR_RETURN(const int64_t id, NeedId(message));
  request.set_id(id);
  ASSIGN_OR_RETURN(
      const v1::Message resent,
      Call(shell.connections, "notifications",
           &v1::NotificationsService::Stub::ResendMessage, request));
  Table table = MessageTable();
  table.AddRow(RowOf(resent));
  shell.Show(resent, table);
  return absl::OkStatus();
}

}  // namespace

void AddMessageCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun =
      *app.add_subcommand("message", "What was sent about bookings");
  noun.require_subcommand(1);
  const auto booking = std::make_shared<std::string>();
  const auto message = std::make_shared<std::string>();
  CLI::App& list = *noun.add_subcommand("list", "Lists them, newest first");
  list.add_option("--booking", *booking, "Only those of this one, by its id");
  list.callback([&shell, booking] {
    shell.action = [&shell, booking] { return List(shell, *booking); };
  });

  CLI::App& resend = *noun.add_subcommand(
      "resend", "Tries one again that was dropped; others it leaves alone");
  resend.add_option("message", *message, "Its id")->required();
  resend.callback([&shell, message] {
    shell.action = [&shell, message] { return Resend(shell, *message); };
  });
}

}  // namespace cwp::ctl
