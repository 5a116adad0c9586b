#include "common/crypto/keyring.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/key_file.h"

namespace cwp::crypto {
namespace {

constexpr size_t kMaxIdSize = 32;
constexpr absl::string_view kSuffix = ".key";

absl::Status Unusable(absl::string_view path, absl::string_view problem) {
  return FailedPrecondition("KEY_FILE_UNUSABLE",
                            absl::StrCat("the key path ", path, " ", problem),
                            {{"path", std::string(path)}});
}

bool IsKeyId(absl::string_view id) {
  return !id.empty() && id.size() <= kMaxIdSize &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

// The key files that `path` stands for.
absl::StatusOr<std::vector<std::filesystem::path>> ListKeyFiles(
    absl::string_view path) {
  const std::filesystem::path given{std::string(path)};
  std::error_code error;
  if (!std::filesystem::is_directory(given, error)) return {{given}};

  std::vector<std::filesystem::path> files;
  std::filesystem::directory_iterator entry(given, error);
  for (; !error && entry != std::filesystem::directory_iterator();
       entry.increment(error)) {
    if (entry->path().extension() == std::string(kSuffix)) {
      files.push_back(entry->path());
    }
  }
  if (error) {
    return Unusable(path, absl::StrCat("cannot be listed: ", error.message()));
  }
  if (files.empty()) return Unusable(path, "holds no file named *.key");
  return files;
}

}  // namespace

absl::StatusOr<Keyring> Keyring::Load(absl::string_view path,
                                      absl::string_view current) {
  ASSIGN_OR_RETURN(const std::vector<std::filesystem::path> files,
                   ListKeyFiles(path));
  Keyring ring;
  for (const std::filesystem::path& file : files) {
    const std::string id = file.stem().string();
    if (file.extension() != std::string(kSuffix) || !IsKeyId(id)) {
      return Unusable(file.string(),
                      "is not named ID.key with an id of 1 to 32 lower-case "
                      "letters, digits and hyphens");
    }
    ASSIGN_OR_RETURN(const Key key, ReadKeyFile(file.string()));
    ring.Add(id, key);
  }
  ring.current_ =
      current.empty() ? ring.keys_.rbegin()->first : std::string(current);
  if (ring.FindSealingKey(ring.current_) == nullptr) {
    return Unusable(path, absl::StrCat("has no key named ", ring.current_));
  }
  return ring;
}

Keyring::Keyring(absl::string_view id, const Key& key) : current_(id) {
  Add(id, key);
}

void Keyring::Add(absl::string_view id, const Key& master) {
  keys_.insert_or_assign(std::string(id),
                         Entry{master, master.Derive("seal fields")});
}

Key Keyring::Lasting(absl::string_view purpose) const {
  return keys_.begin()->second.master.Derive(purpose);
}

const Key* Keyring::FindSealingKey(absl::string_view id) const {
  const auto found = keys_.find(id);
  return found == keys_.end() ? nullptr : &found->second.sealing;
}

}  // namespace cwp::crypto
