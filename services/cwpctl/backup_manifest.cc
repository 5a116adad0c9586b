#include "services/cwpctl/backup_manifest.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "services/cwpctl/output.h"
#include "services/cwpctl/plain_file.h"

namespace cwp::ctl {
namespace {

using google::protobuf::Struct;

constexpr char kManifest[] = "/manifest.json";
constexpr char kManifestSum[] = "/manifest.json.sha256";
// Raised when older programs could not read what newer ones write.
constexpr absl::string_view kFormat = "1";

absl::Status Damaged(const std::string& what, absl::string_view problem) {
  return FailedPrecondition("BACKUP_DAMAGED", absl::StrCat(what, " ", problem),
                            {{"path", what}});
}

std::string Text(const Struct& object, const std::string& key) {
  const auto found = object.fields().find(key);
  return found == object.fields().end() ? "" : found->second.string_value();
}

void Set(Struct& object, const std::string& key, absl::string_view text) {
  (*object.mutable_fields())[key].set_string_value(std::string(text));
}

Struct ToStruct(const BackupManifest& manifest) {
  Struct object;
  Set(object, "format", kFormat);
  Set(object, "version", manifest.version);
  Set(object, "create_time",
      absl::FormatTime(absl::RFC3339_sec, manifest.create_time,
                       absl::UTCTimeZone()));
  (*object.mutable_fields())["with_keys"].set_bool_value(manifest.with_keys);
  auto& files = *(*object.mutable_fields())["files"].mutable_list_value();
  for (const BackupFile& file : manifest.files) {
    Struct& entry = *files.add_values()->mutable_struct_value();
    Set(entry, "path", file.path);
    Set(entry, "sha256", file.sha256);
    Set(entry, "size", absl::StrCat(file.size));
    if (file.feed_revision < 0) continue;
    Set(entry, "feed_revision", absl::StrCat(file.feed_revision));
    Set(entry, "feed_hash", file.feed_hash);
  }
  return object;
}

// Whether a path stays inside of the folder that it counts from.
bool StaysInside(absl::string_view path) {
  for (const absl::string_view part : absl::StrSplit(path, '/')) {
    if (part.empty() || part == "." || part == "..") return false;
  }
  return true;
}

absl::StatusOr<BackupManifest> FromStruct(const Struct& object) {
  BackupManifest manifest;
  std::string ignored;
  if (Text(object, "format") != kFormat) {
    return Damaged("manifest.json",
                   "is of another format than this program knows");
  }
  manifest.version = Text(object, "version");
  if (!absl::ParseTime(absl::RFC3339_sec, Text(object, "create_time"),
                       &manifest.create_time, &ignored)) {
    return Damaged("manifest.json", "says no time");
  }
  const auto keys = object.fields().find("with_keys");
  manifest.with_keys =
      keys != object.fields().end() && keys->second.bool_value();
  const auto files = object.fields().find("files");
  if (files == object.fields().end()) {
    return Damaged("manifest.json", "names no files");
  }
  for (const auto& value : files->second.list_value().values()) {
    const Struct& entry = value.struct_value();
    BackupFile file{.path = Text(entry, "path"),
                    .sha256 = Text(entry, "sha256")};
    if (!StaysInside(file.path) ||
        !absl::SimpleAtoi(Text(entry, "size"), &file.size)) {
      return Damaged("manifest.json", "names a file that cannot be");
    }
    file.feed_hash = Text(entry, "feed_hash");
    if (!absl::SimpleAtoi(Text(entry, "feed_revision"), &file.feed_revision)) {
      file.feed_revision = -1;
    }
    manifest.files.push_back(std::move(file));
  }
  return manifest;
}

absl::StatusOr<std::string> ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return Damaged(path, "cannot be read");
  return text.str();
}

}  // namespace

int64_t BackupManifest::TotalSize() const {
  int64_t size = 0;
  for (const BackupFile& file : files) size += file.size;
  return size;
}

absl::Status WriteManifest(const std::string& folder,
                           const BackupManifest& manifest) {
  const std::string json = ToJson(ToStruct(manifest));
  ASSIGN_OR_RETURN(NewFile file, NewFile::Create(folder + kManifest));
  RETURN_IF_ERROR(file.Append(json));
  RETURN_IF_ERROR(file.Sync());
  ASSIGN_OR_RETURN(NewFile sum, NewFile::Create(folder + kManifestSum));
  RETURN_IF_ERROR(
      sum.Append(absl::StrCat(crypto::Sha256Hex(json), "  manifest.json\n")));
  return sum.Sync();
}

absl::StatusOr<BackupManifest> VerifyBackup(const std::string& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder + kManifest, error)) {
    return FailedPrecondition(
        "BACKUP_NOT_FOUND",
        absl::StrCat(folder,
                     " holds no manifest.json: it is no backup, or one "
                     "that was not finished"));
  }
  ASSIGN_OR_RETURN(const std::string json, ReadAll(folder + kManifest));
  ASSIGN_OR_RETURN(const std::string sum, ReadAll(folder + kManifestSum));
  if (!absl::StartsWith(sum, crypto::Sha256Hex(json))) {
    return Damaged("manifest.json", "has changed since the backup was made");
  }
  Struct object;
  if (!google::protobuf::util::JsonStringToMessage(json, &object).ok()) {
    return Damaged("manifest.json", "is not JSON");
  }
  ASSIGN_OR_RETURN(BackupManifest manifest, FromStruct(object));
  for (const BackupFile& file : manifest.files) {
    ASSIGN_OR_RETURN(const FileSum now,
                     SumOf(absl::StrCat(folder, "/", file.path)));
    if (now.size != file.size || now.sha256 != file.sha256) {
      return Damaged(file.path, "has changed since the backup was made");
    }
  }
  return manifest;
}

}  // namespace cwp::ctl
