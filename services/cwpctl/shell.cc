#include "services/cwpctl/shell.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/id.h"
#include "common/base/status_macros.h"
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
  AddMessageCommands(app, shell);
  AddPartnerCommands(app, shell);
  AddProgrammeCommands(app, shell);
  AddBankHolidaysCommands(app, shell);
  AddTeamsCommands(app, shell);
  AddBackupCommands(app, shell);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    app.exit(asked, out, err);
    return kExitOk;
  } catch (const CLI::Error& error) {
    err << "cwpctl: " << error.what() << "\nSee cwpctl --help.\n";
    return kExitUsage;
  }
  return Report(RunAction(shell), err);
}

}  // namespace cwp::ctl
