#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/cwpctl/organisation_client.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using v1::OrganisationPart;

struct Fields {
  std::string part;
  int64_t version = 0;
};

// "urgent-help" for URGENT_HELP, and back.
std::string NameOf(OrganisationPart::Part part) {
  return absl::StrReplaceAll(
      absl::AsciiStrToLower(OrganisationPart::Part_Name(part)), {{"_", "-"}});
}
OrganisationPart::Part PartOf(const std::string& name) {
  OrganisationPart::Part part = OrganisationPart::PART_UNSPECIFIED;
  OrganisationPart::Part_Parse(
      absl::AsciiStrToUpper(absl::StrReplaceAll(name, {{"-", "_"}})), &part);
  return part;
}

std::vector<std::string> PartNames() {
  std::vector<std::string> names;
  for (int part = OrganisationPart::Part_MIN + 1;
       part <= OrganisationPart::Part_MAX; ++part) {
    names.push_back(NameOf(static_cast<OrganisationPart::Part>(part)));
  }
  return names;
}

std::string TextOf(const Message& message, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "yes" : "no";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.GetEnum(message, &field)->name();
    default:
      return reflection.GetString(message, &field);
  }
}

// A row for each field of what is said, also of those within it.
void AddRows(const Message& content, const std::string& prefix, Table& table) {
  const google::protobuf::Reflection& reflection = *content.GetReflection();
  const google::protobuf::Descriptor& type = *content.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const std::string name = prefix + field.name();
    if (!field.is_repeated()) {
      table.AddRow({name, TextOf(content, field)});
      continue;
    }
    for (int j = 0; j < reflection.FieldSize(content, &field); ++j) {
      AddRows(reflection.GetRepeatedMessage(content, &field, j),
              absl::StrCat(name, "[", j + 1, "]."), table);
    }
  }
}

void AddContent(const OrganisationPart& part, Table& table) {
  const FieldDescriptor* const said =
      part.GetReflection()->GetOneofFieldDescriptor(
          part, OrganisationPart::descriptor()->FindOneofByName("content"));
  if (said == nullptr) {
    table.AddRow({"content", "as the services were told when they started"});
    return;
  }
  AddRows(part.GetReflection()->GetMessage(part, said), "", table);
}

void AddPart(const OrganisationPart& part, Table& table) {
  table.AddRow({"part", NameOf(part.part())});
  table.AddRow({"version", absl::StrCat(part.version())});
  if (part.version() > 0) {
    table.AddRow(
        {"said", absl::StrCat(ShowTime(part.change_time()), ", by ",
                              part.actor_kind(), " ", part.actor_id())});
  }
  AddContent(part, table);
}

absl::Status Show(Shell& shell) {
  ASSIGN_OR_RETURN(const v1::Organisation said,
                   OrganisationClient(shell.connections).Get());
  Table table({});
  for (const OrganisationPart& part : said.parts()) AddPart(part, table);
  shell.Show(said, table);
  return absl::OkStatus();
}

absl::Status History(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(
      const v1::ListOrganisationVersionsResponse listed,
      OrganisationClient(shell.connections).ListVersions(PartOf(fields.part)));
  Table table({});
  for (const OrganisationPart& version : listed.versions()) {
    AddPart(version, table);
  }
  shell.Show(listed, table);
  return absl::OkStatus();
}

absl::Status Restore(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const OrganisationPart part,
                   OrganisationClient(shell.connections)
                       .Restore(PartOf(fields.part), fields.version));
  Table table({});
  AddPart(part, table);
  shell.Show(part, table);
  return absl::OkStatus();
}

void AddPartOption(CLI::App& verb, Fields& fields) {
  verb.add_option("part", fields.part, "Which part")
      ->required()
      ->check(CLI::IsMember(PartNames()));
}

}  // namespace

void AddOrganisationCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand(
      "organisation", "What the organisation says of itself, as at the desk");
  noun.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();

  noun.add_subcommand("show", "Shows what is said now, and who said it")
      ->callback([&shell] { shell.action = [&shell] { return Show(shell); }; });

  CLI::App& history = *noun.add_subcommand(
      "history", "Lists what was said of a part, the newest first");
  AddPartOption(history, *fields);
  history.callback([&shell, fields] {
    shell.action = [&shell, fields] { return History(shell, *fields); };
  });

  CLI::App& restore = *noun.add_subcommand(
      "restore", "Says again what an earlier version said");
  AddPartOption(restore, *fields);
  restore
      .add_option("version", fields->version,
                  "Its number; 0 for what the services were told when they "
                  "started")
      ->required()
      ->check(CLI::NonNegativeNumber);
  restore.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Restore(shell, *fields); };
  });
}

}  // namespace cwp::ctl
