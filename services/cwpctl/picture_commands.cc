#include <CLI/CLI.hpp>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/picture_client.h"
#include "services/cwpctl/scheduling_client.h"
#include "services/cwpctl/shell.h"
#include "services/cwpctl/workshop_table.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;

// One more than a picture may have. Scheduling says so of what is this long;
// all of a longer file would not fit into a message.
constexpr size_t kReadBytes = 1'000'001;

// What the command line gives.
struct Fields {
  // An id or a slug.
  std::string workshop;
  std::string file;
  std::string text;
  std::string etag;
};

absl::StatusOr<std::string> ReadPicture(const std::string& path) {
  std::error_code error;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, error)) {
    return UsageError(absl::StrCat("the file ", path, " cannot be read"));
  }
  std::string bytes(kReadBytes, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(file.gcount()));
  if (bytes.empty()) {
    return UsageError(absl::StrCat("the file ", path, " is empty"));
  }
  return bytes;
}

absl::Status Set(Shell& shell, const Fields& fields) {
  v1::SetWorkshopPictureRequest request;
  request.set_alternative_text(fields.text);
  request.set_etag(fields.etag);
  if (!fields.file.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_image(), ReadPicture(fields.file));
  }
  ASSIGN_OR_RETURN(
      const v1::Workshop now,
      SchedulingClient(shell.connections).GetWorkshop(fields.workshop));
  request.set_workshop_id(now.id());
  const auto after = PictureClient(shell.connections).Set(request);
  if (!after.ok() && !fields.file.empty()) {
    return Explain(after.status(), fields.file);
  }
  RETURN_IF_ERROR(after.status());
  ShowWorkshop(shell, *after);
  return absl::OkStatus();
}

absl::Status Remove(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(
      const v1::Workshop now,
      SchedulingClient(shell.connections).GetWorkshop(fields.workshop));
  v1::RemoveWorkshopPictureRequest request;
  request.set_workshop_id(now.id());
  request.set_etag(fields.etag);
  ASSIGN_OR_RETURN(const v1::Workshop after,
                   PictureClient(shell.connections).Remove(request));
  ShowWorkshop(shell, after);
  return absl::OkStatus();
}

}  // namespace

void AddPictureCommands(CLI::App& noun, Shell& shell) {
  CLI::App& picture =
      *noun.add_subcommand("picture", "The picture on its page");
  picture.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();
  const auto add_common = [&fields](CLI::App& verb) {
    verb.add_option("workshop", fields->workshop, "Its id or slug")->required();
    verb.add_option("--etag", fields->etag,
                    "Refuses when it has changed since this etag was shown");
  };

  CLI::App& set = *picture.add_subcommand(
      "set",
      "Gives it a picture, in place of the one it has. Nothing but what is "
      "seen is kept of the file");
  add_common(set);
  set.add_option("FILE", fields->file,
                 "A JPEG, PNG or WebP of at most 1,000,000 bytes, at least 320 "
                 "pixels wide. Without, the picture stays and gets other "
                 "words");
  set.add_option("--alt", fields->text,
                 "What it shows, for those who do not see it: at most 125 "
                 "characters")
      ->required();
  set.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Set(shell, *fields); };
  });

  CLI::App& remove =
      *picture.add_subcommand("remove", "Takes the picture away");
  add_common(remove);
  remove.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Remove(shell, *fields); };
  });
}

}  // namespace cwp::ctl
