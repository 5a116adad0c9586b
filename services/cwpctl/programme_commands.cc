#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/time/local_time.h"
#include "google/protobuf/struct.pb.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/loader.h"
#include "services/cwpctl/programme.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {
namespace {

struct Fields {
  std::string file;
  bool dry_run = false;
  std::string today;
};

void ShowItems(Shell& shell, const Loader& loader) {
  google::protobuf::Struct answer;
  auto& list = *(*answer.mutable_fields())["items"].mutable_list_value();
  std::map<std::string, int> counts;
  Table table({"KIND", "OUTCOME", "NAME"});
  for (const LoadedItem& item : loader.items()) {
    auto& fields = *list.add_values()->mutable_struct_value()->mutable_fields();
    fields["kind"].set_string_value(item.kind);
    fields["name"].set_string_value(item.name);
    fields["outcome"].set_string_value(item.outcome);
    if (item.kind != "booking") {
      table.AddRow({item.kind, item.outcome, item.name});
    }
    ++counts[absl::StrCat(item.kind, "s ", item.outcome)];
  }
  shell.Show(answer, table);
  if (shell.settings.json()) return;
  for (const auto& [what, count] : counts) {
    shell.out << what << ": " << count << "\n";
  }
}

absl::Status Load(Shell& shell, const Fields& fields) {
  absl::CivilDay today =
      absl::ToCivilDay(shell.connections.clock().Now(), civil::London());
  if (!fields.today.empty() && !absl::ParseCivilTime(fields.today, &today)) {
    return UsageError("--today must be a day such as 2027-01-12");
  }
  ASSIGN_OR_RETURN(const Programme programme,
                   ReadProgramme(fields.file, today));
  LoadOptions options;
  options.dry_run = fields.dry_run;
  options.progress = [&shell](absl::string_view path, int64_t sent,
                              int64_t size) {
    shell.ShowProgress(path, sent, size);
  };
  Loader loader(shell.connections, options);
  RETURN_IF_ERROR(loader.Load(programme));
  ShowItems(shell, loader);
  if (fields.dry_run) shell.err << "Nothing was changed.\n";
  return absl::OkStatus();
}

}  // namespace

void AddProgrammeCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand(
      "programme", "Workshops, sessions and webinars from one file");
  noun.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();
  CLI::App& load = *noun.add_subcommand(
      "load",
      "Brings in what FILE holds and is not there yet. Loading it again "
      "changes nothing. deploy/sample/programme.yaml says how it is written");
  load.add_option("FILE", fields->file, "A programme in YAML")->required();
  load.add_flag("--dry-run", fields->dry_run,
                "Checks the file and says what would be done");
  load.add_option("--today", fields->today,
                  "The day that relative times count from, such as 2027-01-12");
  load.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Load(shell, *fields); };
  });
}

}  // namespace cwp::ctl
