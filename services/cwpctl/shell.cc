#include "services/cwpctl/shell.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/id.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "services/cwpctl/failure.h"

namespace cwp::ctl {
namespace {

constexpr char kPurpose[] =
    "Runs an installation of CWP Booking from the command line: what is on\n"
    "offer, who booked, partners, files and backups.";

constexpr char kFooter[] =
    "Options may also be given as environment variables: CWP_CTL_DATA,\n"
    "CWP_CTL_OUTPUT, CWP_CTL_TIMEOUT, CWP_CTL_KEY_FILE, CWP_CTL_SCHEDULING "
    "and\n"
    "so on. `cwpctl NOUN --help` and `cwpctl NOUN VERB --help` say more.\n"
    "\n"
    "Times are wall time in London. Errors are a sentence and a reason on\n"
    "stderr. Ends with 0 when done, 1 when refused, 2 when the command line "
    "or\n"
    "a file is wrong, 3 when a service did not answer.";

absl::Status RunAction(Shell& shell) {
  RETURN_IF_ERROR(CompleteSettings(shell.settings));
  return shell.action();
}

int Report(const absl::Status& status, std::ostream& err) {
  if (!status.ok()) err << "cwpctl: " << Describe(status) << "\n";
  return ExitCodeOf(status);
}

// Says what is wrong with the command line, and where to read on: at the
// innermost command that was named.
void ExplainMistake(const CLI::App& app, const CLI::Error& error,
                    std::ostream& err) {
  const CLI::App* named = &app;
  std::string path = app.get_name();
  while (!named->get_subcommands().empty()) {
    named = named->get_subcommands().front();
    absl::StrAppend(&path, " ", named->get_name());
  }
  std::vector<std::string> known;
  for (const CLI::App* command : named->get_subcommands({})) {
    known.push_back(command->get_name());
  }
  err << "cwpctl: ";
  if (known.empty()) {
    err << error.what();
  } else if (app.remaining().empty()) {
    err << path << " needs a command: " << absl::StrJoin(known, ", ");
  } else {
    err << "'" << app.remaining().front() << "' is no command of " << path
        << ", which has " << absl::StrJoin(known, ", ");
  }
  err << "\nSee " << path << " --help.\n";
}

}  // namespace

void Shell::Show(const google::protobuf::Message& message, const Table& table) {
  out << (settings.json() ? ToJson(message) : table.Text());
}

void Shell::ShowProgress(absl::string_view path, int64_t sent, int64_t size) {
  if (!terminal || size == 0) return;
  err << "\r" << std::filesystem::path(std::string(path)).filename().string()
      << "  " << 100 * sent / size << " %" << (sent == size ? "\n" : "")
      << std::flush;
}

absl::StatusOr<int64_t> NeedId(const std::string& text) {
  const std::optional<int64_t> id = ParseId(text);
  if (id.has_value()) return *id;
  return UsageError(absl::StrCat("'", text, "' is no id: ids are numbers"));
}

int Run(int argc, const char* const* argv, const Clock& clock,
        std::ostream& out, std::ostream& err) {
  Shell shell{.settings = {},
              .connections = Connections(shell.settings, clock),
              .out = out,
              .err = err,
              .terminal = isatty(STDERR_FILENO) == 1,
              .action = {}};
  CLI::App app(kPurpose, "cwpctl");
  app.fallthrough();
  app.require_subcommand(1);
  app.footer(kFooter);
  app.set_version_flag("--version", "cwpctl " CWP_VERSION);
  app.get_formatter()->column_width(34);
  AddSettings(app, shell.settings);
  AddWorkshopCommands(app, shell);
  AddSessionCommands(app, shell);
  AddSeriesCommands(app, shell);
  AddFacilitatorCommands(app, shell);
  AddWebinarCommands(app, shell);
  AddFileCommands(app, shell);
  AddBookingCommands(app, shell);
  AddWaitlistCommands(app, shell);
  AddAllotmentCommands(app, shell);
  AddContactCommands(app, shell);
  AddLedgerCommands(app, shell);
  AddAuditCommands(app, shell);
  AddMessageCommands(app, shell);
  AddPartnerCommands(app, shell);
  AddStaffCommands(app, shell);
  AddOrganisationCommands(app, shell);
  AddProgrammeCommands(app, shell);
  AddBankHolidaysCommands(app, shell);
  AddTeamsCommands(app, shell);
  AddBackupCommands(app, shell);
  for (int i = 1; i < argc; ++i) {
    if (IsValidUtf8(argv[i])) continue;
    err << "cwpctl: argument " << i << " is not UTF-8.\n";
    return kExitUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    app.exit(asked, out, err);
    return kExitOk;
  } catch (const CLI::Error& error) {
    ExplainMistake(app, error, err);
    return kExitUsage;
  }
  return Report(RunAction(shell), err);
}

}  // namespace cwp::ctl
