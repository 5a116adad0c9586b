#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "services/notifications/mailer.h"

namespace cwp::notifications {
namespace {

constexpr absl::string_view kFinished = ".eml";
constexpr absl::string_view kDraft = ".eml.part";

absl::Status Failed(absl::string_view what) {
  return Unavailable(
      "MAIL_UNAVAILABLE",
      absl::StrCat("cannot ", what, " a mail file: ", std::strerror(errno)));
}

bool WriteAll(int file, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(written);
  }
  return true;
}

class FileMailer final : public Mailer {
 public:
  FileMailer(std::string folder, int folder_fd)
      : folder_(std::move(folder)), folder_fd_(folder_fd) {}
  ~FileMailer() override { close(folder_fd_); }

  absl::Status Send(const Envelope& envelope) override {
    const std::string stem = absl::StrCat(folder_, "/", envelope.name);
    const std::string path = absl::StrCat(stem, kFinished);
    const std::string draft = absl::StrCat(stem, kDraft);
    const int file =
        open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return Failed("make");
    const bool written = WriteAll(file, envelope.content) && fsync(file) == 0;
    if (close(file) != 0 || !written) return Failed("write");
    if (rename(draft.c_str(), path.c_str()) != 0) return Failed("name");
    if (fsync(folder_fd_) != 0) return Failed("keep");
    return absl::OkStatus();
  }

 private:
  const std::string folder_;
  const int folder_fd_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Mailer>> MakeFileMailer(
    absl::string_view folder) {
  std::string path(folder);
  mkdir(path.c_str(), 0700);
  const int folder_fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_fd < 0 || access(path.c_str(), W_OK) != 0) {
    if (folder_fd >= 0) close(folder_fd);
    return FailedPrecondition("MAIL_DIR_UNUSABLE",
                              absl::StrCat("cannot write into the mail folder ",
                                           folder, ": ", std::strerror(errno)));
  }
  return std::make_unique<FileMailer>(std::move(path), folder_fd);
}

absl::StatusOr<int> RemoveMailFiles(absl::string_view folder,
                                    const std::vector<std::string>& names) {
  const std::string path(folder);
  const int folder_fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_fd < 0 && errno == ENOENT) return 0;
  int removed = 0;
  bool kept = folder_fd < 0;
  for (const std::string& name : names) {
    for (const absl::string_view end : {kFinished, kDraft}) {
      const std::string file = absl::StrCat(name, end);
      if (unlinkat(folder_fd, file.c_str(), 0) == 0) {
        ++removed;
      } else if (errno != ENOENT) {
        kept = true;
      }
    }
  }
  if (removed > 0 && fsync(folder_fd) != 0) kept = true;
  if (folder_fd >= 0) close(folder_fd);
  if (!kept) return removed;
  return Unavailable("MAIL_FILE_KEPT", "cannot remove a mail file");
}

}  // namespace cwp::notifications
