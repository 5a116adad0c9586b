#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "services/cwpctl/partner_client.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {
namespace {

namespace v1 = gateway::v1;

struct Fields {
  std::string id;
  std::string name;
  std::string channel;
  int64_t days = 0;
  std::vector<std::string> scopes;
};

// What a token may be for, as it is written and shown.
const std::map<std::string, v1::Partner::Scope>& Scopes() {
  static const auto* const kScopes =
      new std::map<std::string, v1::Partner::Scope>{
          {"events:read", v1::Partner::READ_EVENTS},
          {"orders:read", v1::Partner::READ_ORDERS},
          {"orders:write", v1::Partner::WRITE_ORDERS}};
  return *kScopes;
}

std::string ShowScopes(const v1::Partner& partner) {
  std::vector<std::string> names;
  for (const auto& [name, scope] : Scopes()) {
    for (const int had : partner.scopes()) {
      if (had == scope) names.push_back(name);
    }
  }
  return absl::StrJoin(names, ",");
}

void AddRows(const v1::Partner& partner, Table& table) {
  table.AddRow({"id", absl::StrCat(partner.id())});
  table.AddRow({"name", partner.name()});
  table.AddRow({"channel", partner.channel()});
  table.AddRow({"scopes", ShowScopes(partner)});
  table.AddRow({"made", ShowTime(partner.create_time())});
  table.AddRow({"last used", ShowTime(partner.last_use_time())});
  table.AddRow({"expires", ShowTime(partner.expire_time())});
  table.AddRow({"revoked", ShowTime(partner.revoke_time())});
}

absl::Status Create(Shell& shell, const Fields& fields) {
  v1::CreatePartnerRequest request;
  request.mutable_partner()->set_name(fields.name);
  request.mutable_partner()->set_channel(fields.channel);
  for (const std::string& scope : fields.scopes) {
    request.mutable_partner()->add_scopes(Scopes().at(scope));
  }
  if (fields.days > 0) {
    request.mutable_partner()->mutable_expire_time()->set_seconds(
        absl::ToUnixSeconds(shell.connections.clock().Now() +
                            fields.days * absl::Hours(24)));
  }
  ASSIGN_OR_RETURN(const v1::CreatePartnerResponse made,
                   PartnerClient(shell.connections).CreatePartner(request));
  Table table({});
  AddRows(made.partner(), table);
  table.AddRow({"token", made.token()});
  shell.Show(made, table);
  if (!shell.settings.json()) {
    shell.err << "The token is shown this once. Hand it to the partner, and "
                 "keep no copy.\n";
  }
  return absl::OkStatus();
}

absl::Status List(Shell& shell) {
  ASSIGN_OR_RETURN(const v1::ListPartnersResponse list,
                   PartnerClient(shell.connections).ListPartners());
  Table table({"ID", "CHANNEL", "SCOPES", "MADE", "LAST USED", "EXPIRES",
               "REVOKED", "NAME"});
  for (const v1::Partner& partner : list.partners()) {
    table.AddRow({absl::StrCat(partner.id()), partner.channel(),
                  ShowScopes(partner), ShowTime(partner.create_time()),
                  ShowTime(partner.last_use_time()),
                  ShowTime(partner.expire_time()),
                  ShowTime(partner.revoke_time()), partner.name()});
  }
  shell.Show(list, table);
  return absl::OkStatus();
}

absl::Status Revoke(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  ASSIGN_OR_RETURN(const v1::Partner partner,
                   PartnerClient(shell.connections).RevokePartner(id));
  Table table({});
  AddRows(partner, table);
  shell.Show(partner, table);
  return absl::OkStatus();
}

}  // namespace

void AddPartnerCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun =
      *app.add_subcommand("partner", "The booking platforms that use our API");
  noun.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();

  CLI::App& create =
      *noun.add_subcommand("create", "Makes one, and shows its token once");
  create.add_option("--name", fields->name, "What people call it")->required();
  create
      .add_option("--channel", fields->channel,
                  "What its bookings are marked with: lower-case letters, "
                  "digits, hyphens")
      ->required();
  create
      .add_option("--expire-days", fields->days,
                  "After how many days the token ends; never without")
      ->check(CLI::Range(1, 3650));
  create
      .add_option("--scope", fields->scopes,
                  "What its token is for, once for each: events:read (the "
                  "programme), orders:read (people who booked by it), "
                  "orders:write (to book); all of these without")
      ->check(CLI::IsMember(Scopes()));
  create.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Create(shell, *fields); };
  });

  noun.add_subcommand("list", "Lists all")->callback([&shell] {
    shell.action = [&shell] { return List(shell); };
  });

  CLI::App& revoke =
      *noun.add_subcommand("revoke", "Makes its token useless at once");
  revoke.add_option("partner", fields->id, "Its id")->required();
  revoke.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Revoke(shell, *fields); };
  });
}

}  // namespace cwp::ctl
