#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/time/local_time.h"
#include "google/protobuf/struct.pb.h"
#include "services/cwpctl/backup.h"
#include "services/cwpctl/backup_manifest.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {
namespace {

struct Fields {
  std::string folder;
  bool with_keys = false;
  bool force = false;
};

void ShowManifest(Shell& shell, const std::string& folder,
                  const BackupManifest& manifest) {
  google::protobuf::Struct answer;
  auto& fields = *answer.mutable_fields();
  Table table({});
  const auto add = [&](const std::string& name, const std::string& value) {
    fields[name].set_string_value(value);
    table.AddRow({name, value});
  };
  add("folder", folder);
  add("made", civil::ToLocal(manifest.create_time, civil::London()));
  add("version", manifest.version);
  add("files", absl::StrCat(manifest.files.size()));
  add("bytes", absl::StrCat(manifest.TotalSize()));
  add("keys", manifest.with_keys ? "included" : "not included");
  for (const BackupFile& file : manifest.files) {
    if (file.feed_revision < 0) continue;
    add(absl::StrCat("feed of ", file.path), absl::StrCat(file.feed_revision));
  }
  shell.Show(answer, table);
}

absl::Status Create(Shell& shell, const Fields& given) {
  BackupOptions options;
  options.data = shell.settings.data;
  options.out = given.folder;
  options.with_keys = given.with_keys;
  while (options.out.size() > 1 && options.out.back() == '/') {
    options.out.pop_back();
  }
  options.progress = [&shell](absl::string_view what) {
    if (shell.terminal) shell.err << "Copying " << what << ".\n";
  };
  ASSIGN_OR_RETURN(const BackupManifest manifest,
                   CreateBackup(shell.connections, options));
  ShowManifest(shell, options.out, manifest);
  shell.err << (given.with_keys
                    ? "This backup holds the keys: whoever has it can read "
                      "everything in it.\n"
                    : absl::StrCat("The keys are not in this backup, and "
                                   "without them nobody can read who booked. "
                                   "Keep a copy of ",
                                   options.data, "/keys in another place.\n"));
  return absl::OkStatus();
}

absl::Status Restore(Shell& shell, const Fields& given) {
  const RestoreOptions options{
      .from = given.folder, .data = shell.settings.data, .force = given.force};
  ASSIGN_OR_RETURN(const BackupManifest manifest,
                   RestoreBackup(options, shell.connections.clock()));
  ShowManifest(shell, given.folder, manifest);
  shell.err << "Restored into " << options.data << ".";
  if (!manifest.with_keys) {
    shell.err << " The keys of the old installation must be in " << options.data
              << "/keys before the services start.";
  }
  shell.err << "\n";
  return absl::OkStatus();
}

absl::Status Verify(Shell& shell, const Fields& given) {
  ASSIGN_OR_RETURN(const BackupManifest manifest, VerifyBackup(given.folder));
  ShowManifest(shell, given.folder, manifest);
  return absl::OkStatus();
}

// Adds a verb that runs `run` with what is given.
CLI::App& AddVerb(CLI::App& noun, Shell& shell,
                  const std::shared_ptr<Fields>& fields, const char* name,
                  const char* help,
                  absl::Status (*run)(Shell&, const Fields&)) {
  CLI::App& verb = *noun.add_subcommand(name, help);
  verb.callback([&shell, fields, run] {
    shell.action = [&shell, fields, run] { return run(shell, *fields); };
  });
  return verb;
}

}  // namespace

void AddBackupCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand(
      "backup",
      "Copies of everything that an installation keeps. A backup is a folder "
      "with the databases, the media and a manifest of sums");
  noun.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();

  CLI::App& create = AddVerb(noun, shell, fields, "create",
                             "Makes one while the services work", &Create);
  create.add_option("--out", fields->folder, "The folder to make")->required();
  create.add_flag("--with-keys", fields->with_keys,
                  "Also the keys, which open all that is sealed");

  CLI::App& verify = AddVerb(noun, shell, fields, "verify",
                             "Holds every file against the sums", &Verify);
  verify.add_option("--from", fields->folder, "The backup's folder")
      ->required();

  CLI::App& restore = AddVerb(
      noun, shell, fields, "restore",
      "Brings one into the data folder of services that do not run", &Restore);
  restore.add_option("--from", fields->folder, "The backup's folder")
      ->required();
  restore.add_flag("--force", fields->force,
                   "Replaces what the data folder holds");
}

}  // namespace cwp::ctl
