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
    const std::string path = absl::StrCat(folder_, "/", envelope.name, ".eml");
    const std::string draft = absl::StrCat(path, ".part");
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

}  // namespace cwp::notifications
