#include <CLI/CLI.hpp>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/programme/programme.h"
#include "common/programme/table.h"
#include "common/programme/yaml_file.h"
#include "common/time/local_time.h"
#include "google/protobuf/struct.pb.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/importer.h"
#include "services/cwpctl/leading_options.h"
#include "services/cwpctl/meeting_options.h"
#include "services/cwpctl/programme_export.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {
namespace {

using programme::FieldChange;
using programme::FileNode;
using programme::Programme;
using programme::ReadProgramme;
using programme::WriteTable;
using programme::WriteYaml;

struct Fields {
  std::string file;
  bool dry_run = false;
  bool accept_over = false;
  bool acknowledge = false;
  bool confirmed = false;
  std::string today;
  bool csv = false;
};

google::protobuf::Struct ItemsMessage(const std::vector<ImportedItem>& items) {
  google::protobuf::Struct answer;
  auto& list = *(*answer.mutable_fields())["items"].mutable_list_value();
  for (const ImportedItem& item : items) {
    auto& fields = *list.add_values()->mutable_struct_value()->mutable_fields();
    fields["kind"].set_string_value(item.kind);
    fields["name"].set_string_value(item.name);
    fields["outcome"].set_string_value(item.outcome);
    if (!item.notes.empty()) fields["notes"].set_string_value(item.notes);
    for (const FieldChange& change : item.changes) {
      auto& keys = *fields["changes"]
                        .mutable_list_value()
                        ->add_values()
                        ->mutable_struct_value()
                        ->mutable_fields();
      keys["key"].set_string_value(change.key);
      keys["before"].set_string_value(change.before);
      keys["after"].set_string_value(change.after);
    }
  }
  return answer;
}

std::string Mark(absl::string_view outcome) {
  if (outcome == "created") return "+";
  if (outcome == "changed") return "~";
  return " ";
}

// A line for each thing, and below it what changes.
void ShowDifferences(Shell& shell, const std::vector<ImportedItem>& items) {
  std::map<std::string, int> counts;
  for (const ImportedItem& item : items) {
    ++counts[absl::StrCat(item.kind, "s ", item.outcome)];
    if (item.kind == "booking") continue;
    shell.out << Mark(item.outcome) << " " << item.kind << " " << item.name
              << "  " << item.outcome << "\n";
    for (const FieldChange& change : item.changes) {
      shell.out << "    " << change.key << ":\n";
      for (const auto& [mark, text] :
           {std::pair("-", change.before), std::pair("+", change.after)}) {
        for (const absl::string_view line : absl::StrSplit(text, '\n')) {
          if (!text.empty())
            shell.out << "      " << mark << " " << line << "\n";
        }
      }
    }
    for (const absl::string_view note :
         absl::StrSplit(item.notes, '\n', absl::SkipEmpty())) {
      shell.out << "    " << note << "\n";
    }
  }
  for (const auto& [what, count] : counts) {
    shell.out << what << ": " << count << "\n";
  }
}

absl::Status Import(Shell& shell, const Fields& fields) {
  absl::CivilDay today =
      absl::ToCivilDay(shell.connections.clock().Now(), civil::London());
  if (!fields.today.empty() && !absl::ParseCivilTime(fields.today, &today)) {
    return UsageError("--today must be a day such as 2027-01-12");
  }
  ASSIGN_OR_RETURN(const Programme programme,
                   ReadProgramme(fields.file, today));
  Importer importer(shell.connections, fields.file,
                    {.dry_run = fields.dry_run,
                     .accept_over = fields.accept_over,
                     .acknowledge_trainee_alone = fields.acknowledge,
                     .meeting_options_confirmed = fields.confirmed,
                     .progress = [&shell](absl::string_view path, int64_t sent,
                                          int64_t size) {
                       shell.ShowProgress(path, sent, size);
                     }});
  RETURN_IF_ERROR(importer.Import(programme));
  if (shell.settings.json()) {
    shell.Show(ItemsMessage(importer.items()), Table({}));
  } else {
    ShowDifferences(shell, importer.items());
  }
  if (fields.dry_run) shell.err << "Nothing was changed.\n";
  return absl::OkStatus();
}

absl::Status Export(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const FileNode programme,
                   ExportProgramme(shell.connections));
  const bool csv = fields.csv || absl::EndsWithIgnoreCase(fields.file, ".csv");
  const std::string text = csv ? WriteTable(programme) : WriteYaml(programme);
  if (fields.file.empty()) {
    shell.out << text;
    return absl::OkStatus();
  }
  std::ofstream file(fields.file, std::ios::binary);
  file << text;
  file.close();
  if (file) return absl::OkStatus();
  return FailedPrecondition(
      "FILE_NOT_WRITTEN",
      absl::StrCat("the file ", fields.file, " cannot be written"));
}

}  // namespace

void AddProgrammeCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand(
      "programme", "Workshops, sessions and webinars from one file");
  noun.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();
  CLI::App& read = *noun.add_subcommand(
      "import",
      "Makes what is there what FILE says, and leaves what it does not say. "
      "Importing it again changes nothing. deploy/sample/programme.yaml says "
      "how it is written");
  read.add_option("FILE", fields->file,
                  "A programme in YAML, or a table whose name ends in .csv")
      ->required();
  read.add_flag("--dry-run", fields->dry_run,
                "Checks the file, and shows what would change and whom that "
                "concerns");
  read.add_flag("--accept-over", fields->accept_over,
                "Also when more places are taken than there will be");
  AddAcknowledge(read, fields->acknowledge);
  AddConfirm(read, fields->confirmed);
  read.add_option("--today", fields->today,
                  "The day that relative times count from, such as "
                  "2027-01-12");
  read.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Import(shell, *fields); };
  });

  CLI::App& write = *noun.add_subcommand(
      "export",
      "Writes the workshops that are not archived and their sessions to come, "
      "as `import` reads them. Join addresses, bookings, webinars and pictures "
      "are not in it");
  write.add_option("FILE", fields->file,
                   "Where to; a table when its name ends in .csv. Without, to "
                   "the standard output");
  write.add_flag("--csv", fields->csv, "A table, whatever the file's name");
  write.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Export(shell, *fields); };
  });
}

}  // namespace cwp::ctl
