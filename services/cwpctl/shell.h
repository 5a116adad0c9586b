#ifndef CWP_SERVICES_CWPCTL_SHELL_H_
#define CWP_SERVICES_CWPCTL_SHELL_H_

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/cwpctl/connections.h"
#include "services/cwpctl/output.h"
#include "services/cwpctl/settings.h"

namespace CLI {
class App;
}  // namespace CLI

namespace cwp::ctl {

// What commands work with. Reading the command line only fills `action`; it
// runs once all options are known.
struct Shell {
  Settings settings;
  Connections connections;
  std::ostream& out;
  std::ostream& err;
  // Whether somebody watches `err`.
  bool terminal = false;
  std::function<absl::Status()> action;

  // Shows an answer as the operator asked: the message, or the table.
  void Show(const google::protobuf::Message& message, const Table& table);

  // Shows how far a file has got, on a terminal.
  void ShowProgress(absl::string_view path, int64_t sent, int64_t size);
};

// Reads an id from the command line. Fails with INVALID_ARGUMENT
// `USAGE_INVALID`.
absl::StatusOr<int64_t> NeedId(const std::string& text);

// Adds the commands about one thing to the program's. The shell outlives the
// app. What is refused here and not by a service: `teams doctor` ends with
// FAILED_PRECONDITION `TEAMS_NOT_READY` while something is to be done, and
// `session update` with `CAPACITY_BELOW_TAKEN` unless that is accepted.
void AddWorkshopCommands(CLI::App& app, Shell& shell);
void AddSessionCommands(CLI::App& app, Shell& shell);
void AddSeriesCommands(CLI::App& app, Shell& shell);
void AddFacilitatorCommands(CLI::App& app, Shell& shell);
void AddWebinarCommands(CLI::App& app, Shell& shell);
void AddFileCommands(CLI::App& app, Shell& shell);
void AddBookingCommands(CLI::App& app, Shell& shell);
void AddWaitlistCommands(CLI::App& app, Shell& shell);
void AddAllotmentCommands(CLI::App& app, Shell& shell);
void AddContactCommands(CLI::App& app, Shell& shell);
void AddLedgerCommands(CLI::App& app, Shell& shell);
void AddAuditCommands(CLI::App& app, Shell& shell);
void AddMessageCommands(CLI::App& app, Shell& shell);
void AddPartnerCommands(CLI::App& app, Shell& shell);
void AddStaffCommands(CLI::App& app, Shell& shell);
void AddOrganisationCommands(CLI::App& app, Shell& shell);
void AddProgrammeCommands(CLI::App& app, Shell& shell);
void AddBankHolidaysCommands(CLI::App& app, Shell& shell);
void AddTeamsCommands(CLI::App& app, Shell& shell);
void AddBackupCommands(CLI::App& app, Shell& shell);

// Adds to the commands about sessions those that change one.
void AddSessionChangeCommands(CLI::App& noun, Shell& shell);

// Adds to the commands about series those that change one.
void AddSeriesChangeCommands(CLI::App& noun, Shell& shell);

// Adds to the commands about workshops those about their pictures.
void AddPictureCommands(CLI::App& noun, Shell& shell);

// Adds to the commands about sessions the verb `options`.
void AddSessionOptions(CLI::App& noun, Shell& shell);

// Adds the verb `list` to those of a workshop, of a session, or of a series.
void AddWorkshopList(CLI::App& noun, Shell& shell);
void AddSeriesList(CLI::App& noun, Shell& shell);
void AddSessionList(CLI::App& noun, Shell& shell);

// Runs the program and returns its exit code, as failure.h names them. Answers
// go to `out`, errors and progress to `err`.
int Run(int argc, const char* const* argv, const Clock& clock,
        std::ostream& out, std::ostream& err);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_SHELL_H_
