#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/encoding.h"
#include "services/cwpctl/feed_reader.h"
#include "services/cwpctl/ledger.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {
namespace {

absl::Status Verify(Shell& shell) {
  Ledger ledger;
  ASSIGN_OR_RETURN(const feed::v1::Position last,
                   ReadFeed(shell, "registration", "ledger",
                            [&ledger](const feed::v1::Entry& entry) {
                              return ledger.Take(entry);
                            }));
  Table table({});
  table.AddRow({"entries", absl::StrCat(ledger.entries())});
  table.AddRow({"sessions", absl::StrCat(ledger.pools())});
  table.AddRow({"head", crypto::ToHex(last.hash())});
  table.AddRow({"result", "every count fits"});
  shell.Show(last, table);
  return absl::OkStatus();
}

}  // namespace

void AddLedgerCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand("ledger", "The record of every seat");
  noun.require_subcommand(1);
  CLI::App& verify = *noun.add_subcommand(
      "verify",
      "Recounts every session from the first entry, and names the first that "
      "does not fit");
  verify.callback(
      [&shell] { shell.action = [&shell] { return Verify(shell); }; });
}

}  // namespace cwp::ctl
