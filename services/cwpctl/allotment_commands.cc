#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/cwpctl/registration_client.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {
namespace {

namespace v1 = registration::v1;

// What is given on the command line.
struct Fields {
  std::string session;
  std::string channel;
  int places = 0;
};

void AddTo(Table& table, const v1::Allotment& allotment) {
  table.AddRow({allotment.channel(), absl::StrCat(allotment.places()),
                absl::StrCat(allotment.sold())});
}

absl::Status Set(Shell& shell, const Fields& fields) {
  v1::SetAllotmentRequest request;
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.session));
  request.set_session_id(id);
  request.set_channel(fields.channel);
  request.set_places(fields.places);
  ASSIGN_OR_RETURN(const v1::Allotment allotment,
                   RegistrationClient(shell.connections).SetAllotment(request));
  Table table({"CHANNEL", "PLACES", "SOLD"});
  AddTo(table, allotment);
  shell.Show(allotment, table);
  return absl::OkStatus();
}

absl::Status List(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.session));
  ASSIGN_OR_RETURN(const v1::ListAllotmentsResponse list,
                   RegistrationClient(shell.connections).ListAllotments(id));
  Table table({"CHANNEL", "PLACES", "SOLD"});
  for (const v1::Allotment& allotment : list.allotments()) {
    AddTo(table, allotment);
  }
  shell.Show(list, table);
  return absl::OkStatus();
}

}  // namespace

void AddAllotmentCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand(
      "allotment", "Places that one partner's channel may sell by itself");
  noun.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();
  CLI::App& list = *noun.add_subcommand("list", "Lists those of one session");
  list.add_option("session", fields->session, "The session's id")->required();
  list.callback([&shell, fields] {
    shell.action = [&shell, fields] { return List(shell, *fields); };
  });
  CLI::App& set = *noun.add_subcommand(
      "set", "Sets how many places a channel has; 0 releases the unsold");
  set.add_option("session", fields->session, "The session's id")->required();
  set.add_option("channel", fields->channel, "The channel")->required();
  set.add_option("places", fields->places, "How many in all")->required();
  set.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Set(shell, *fields); };
  });
}

}  // namespace cwp::ctl
