#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/encoding.h"
#include "cwp/feed/v1/feed_service.grpc.pb.h"
#include "services/cwpctl/call.h"
#include "services/cwpctl/ledger.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {
namespace {

// Reads the feed up to where it ended when reading began.
absl::Status Verify(Shell& shell) {
  ASSIGN_OR_RETURN(const rpc::Peer* peer, shell.connections.To("registration"));
  feed::v1::FeedService::Stub stub(peer->channel());
  grpc::ClientContext context;
  shell.connections.PrepareLong(*peer, context);
  const auto stream = stub.Watch(&context, feed::v1::WatchRequest());
  Ledger ledger;
  feed::v1::WatchResponse response;
  feed::v1::Position last;
  int64_t end = -1;
  while (end != ledger.entries() && stream->Read(&response)) {
    if (end < 0) end = response.head_revision();
    for (const feed::v1::Entry& entry : response.entries()) {
      RETURN_IF_ERROR(ledger.Take(entry));
      last.set_revision(entry.revision());
      last.set_hash(entry.hash());
      if (ledger.entries() == end) break;
    }
    shell.ShowProgress("ledger", ledger.entries(), end);
  }
  context.TryCancel();
  const grpc::Status status = stream->Finish();
  if (end != ledger.entries()) {
    return shell.connections.ErrorOf(*peer, status);
  }
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
