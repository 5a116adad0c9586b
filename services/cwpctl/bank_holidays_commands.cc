#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "google/protobuf/struct.pb.h"
#include "services/cwpctl/bank_holidays.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {
namespace {

struct Fields {
  std::string source;
};

using Holidays = std::vector<civil::BankHoliday>;

// The days under one name of the answer, and as rows that begin with `word`.
void Add(const std::string& name, const std::string& word,
         const Holidays& holidays, google::protobuf::Struct& answer,
         Table& table) {
  auto& list = *(*answer.mutable_fields())[name].mutable_list_value();
  for (const civil::BankHoliday& holiday : holidays) {
    const std::string day = absl::FormatCivilTime(holiday.day);
    auto& fields = *list.add_values()->mutable_struct_value()->mutable_fields();
    fields["date"].set_string_value(day);
    fields["title"].set_string_value(holiday.title);
    std::vector<std::string> row = {day, holiday.title};
    if (!word.empty()) row.insert(row.begin(), word);
    table.AddRow(std::move(row));
  }
}

absl::Status Import(Shell& shell, const Fields& fields) {
  const std::string& data = shell.settings.data;
  ASSIGN_OR_RETURN(const ImportedHolidays imported,
                   ImportBankHolidays(data, fields.source));
  google::protobuf::Struct answer;
  Table table({});
  Add("added", "added", imported.added, answer, table);
  Add("removed", "removed", imported.removed, answer, table);
  (*answer.mutable_fields())["known_until_year"].set_number_value(
      static_cast<double>(imported.known.back().day.year()));
  (*answer.mutable_fields())["file"].set_string_value(BankHolidaysFile(data));
  shell.Show(answer, table);
  shell.err << "Bank holidays are known until the end of "
            << imported.known.back().day.year()
            << ". Scheduling, registration and notifications read them when "
               "they next start.\n";
  return absl::OkStatus();
}

absl::Status List(Shell& shell, const Fields&) {
  ASSIGN_OR_RETURN(const Holidays known,
                   KnownBankHolidays(shell.settings.data));
  google::protobuf::Struct answer;
  Table table({"DATE", "TITLE"});
  Add("bank_holidays", "", known, answer, table);
  shell.Show(answer, table);
  return absl::OkStatus();
}

}  // namespace

void AddBankHolidaysCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand(
      "bank-holidays",
      "England's bank holidays, which series skip and on which offers stand "
      "still");
  noun.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();

  CLI::App& import =
      *noun.add_subcommand("import", "Brings in a newer copy of GOV.UK's list");
  import
      .add_option("source", fields->source,
                  "A file, or https://www.gov.uk/bank-holidays.json")
      ->required();
  import.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Import(shell, *fields);
};
}  // namespace cwp::ctl
);

CLI::App& list = *noun.add_subcommand("list", "Lists those that are known");
list.callback([&shell, fields] {
  shell.action = [&shell, fields] { return List(shell, *fields); };
});
}

}  // namespace cwp::ctl
