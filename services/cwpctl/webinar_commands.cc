#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/programme/programme.h"
#include "services/cwpctl/shell.h"
#include "services/cwpctl/webinar_importer.h"
#include "services/cwpctl/webinars_client.h"
#include "services/cwpctl/words.h"

namespace cwp::ctl {
namespace {

using programme::ReadWebinar;
using programme::WebinarEntry;

namespace v1 = webinars::v1;

std::string StateOf(const v1::Webinar& webinar) {
  return ShowName(v1::Webinar::State_Name(webinar.state()));
}

absl::Status Show(Shell& shell, const absl::StatusOr<v1::Webinar>& webinar) {
  RETURN_IF_ERROR(webinar.status());
  Table table({});
  table.AddRow({"id", absl::StrCat(webinar->id())});
  table.AddRow({"slug", webinar->slug()});
  table.AddRow({"title", webinar->title()});
  table.AddRow({"state", StateOf(*webinar)});
  table.AddRow({"audience", AudienceWords(webinar->audience())});
  table.AddRow({"summary", webinar->summary()});
  for (const v1::Part& part : webinar->parts()) {
    table.AddRow({"part", part.title()});
  }
  for (const v1::Handout& handout : webinar->handouts()) {
    table.AddRow({"handout", absl::StrCat(handout.title(), " (",
                                          handout.file_name(), ")")});
  }
  shell.Show(*webinar, table);
  return absl::OkStatus();
}

absl::Status List(Shell& shell) {
  ASSIGN_OR_RETURN(const v1::ListWebinarsResponse list,
                   WebinarsClient(shell.connections).ListWebinars());
  Table table({"ID", "SLUG", "STATE", "PARTS", "TITLE"});
  for (const v1::Webinar& webinar : list.webinars()) {
    table.AddRow({absl::StrCat(webinar.id()), webinar.slug(), StateOf(webinar),
                  absl::StrCat(webinar.parts_size()), webinar.title()});
  }
  shell.Show(list, table);
  return absl::OkStatus();
}

absl::Status Create(Shell& shell, const std::string& file) {
  ASSIGN_OR_RETURN(const WebinarEntry entry, ReadWebinar(file));
  WebinarImporter importer(
      shell.connections,
      [&shell](absl::string_view path, int64_t sent, int64_t size) {
        shell.ShowProgress(path, sent, size);
      });
  return Show(shell, importer.Create(entry));
}

absl::Status Publish(Shell& shell, const std::string& key) {
  WebinarsClient client(shell.connections);
  ASSIGN_OR_RETURN(const v1::Webinar now, client.GetWebinar(key));
  return Show(shell, client.PublishWebinar(now.id()));
}

}  // namespace

void AddWebinarCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand("webinar", "The recorded webinars");
  noun.require_subcommand(1);
  const auto text = std::make_shared<std::string>();

  CLI::App& create = *noun.add_subcommand(
      "create",
      "Uploads the files of one and makes it, as a draft. FILE is YAML with "
      "the keys that one webinar has in a programme");
  create.add_option("FILE", *text, "The file")->required();
  create.callback([&shell, text] {
    shell.action = [&shell, text] { return Create(shell, *text); };
  });

  CLI::App& publish = *noun.add_subcommand("publish", "Shows it to everybody");
  publish.add_option("webinar", *text, "Its id or slug")->required();
  publish.callback([&shell, text] {
    shell.action = [&shell, text] { return Publish(shell, *text); };
  });

  noun.add_subcommand("list", "Lists all")->callback([&shell] {
    shell.action = [&shell] { return List(shell); };
  });

  CLI::App& show = *noun.add_subcommand("show", "Shows one");
  show.add_option("webinar", *text, "Its id or slug")->required();
  show.callback([&shell, text] {
    shell.action = [&shell, text] {
      return Show(shell, WebinarsClient(shell.connections).GetWebinar(*text));
    };
  });
}

void AddFileCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand("file", "The files behind webinars");
  noun.require_subcommand(1);
  struct Fields {
    std::string path;
    std::string type;
  };
  const auto fields = std::make_shared<Fields>();
  CLI::App& upload = *noun.add_subcommand(
      "upload", "Takes in a file and shows the hash that webinars name it by");
  upload.add_option("PATH", fields->path, "The file")->required();
  upload.add_option("--type", fields->type, "What it is")
      ->check(CLI::IsMember({"video/mp4", "text/vtt", "application/pdf"}))
      ->required();
  upload.callback([&shell, fields] {
    shell.action = [&shell, fields]() -> absl::Status {
      ASSIGN_OR_RETURN(const v1::File file,
                       WebinarsClient(shell.connections)
                           .UploadFile(fields->path, fields->type,
                                       [&](int64_t sent, int64_t size) {
                                         shell.ShowProgress(fields->path, sent,
                                                            size);
                                       }));
      Table table({});
      table.AddRow({"hash", file.hash()});
      table.AddRow({"type", file.content_type()});
      table.AddRow({"bytes", absl::StrCat(file.size_bytes())});
      shell.Show(file, table);
      return absl::OkStatus();
    };
  });
}

}  // namespace cwp::ctl
