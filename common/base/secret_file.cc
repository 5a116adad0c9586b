#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "common/base/config.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp {
namespace {

// Far more than any secret, so that a wrong path is not read to its end.
constexpr size_t kMaxSize = 64 * 1024;

absl::Status Unreadable(absl::string_view path, absl::string_view problem) {
  return FailedPrecondition(
      "SECRET_UNREADABLE", absl::StrCat("the secret file ", path, " ", problem),
      {{"path", std::string(path)}});
}

absl::StatusOr<std::string> ReadOpenFile(absl::string_view path, int fd) {
  struct stat found;
  if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) {
    return Unreadable(path, "is not a file");
  }
  if ((found.st_mode & 007) != 0) {
    return Unreadable(
        path, absl::StrFormat("may be touched by others than its owner and "
                              "group: its mode is %04o; make it 0600 or 0640",
                              found.st_mode & 07777));
  }
  std::string text(kMaxSize + 1, '\0');
  const ssize_t size = read(fd, text.data(), text.size());
  if (size < 0) {
    return Unreadable(path,
                      absl::StrCat("cannot be read: ", std::strerror(errno)));
  }
  if (static_cast<size_t>(size) > kMaxSize)
    return Unreadable(path, "is too long");
  text.resize(size);
  return text;
}

}  // namespace

absl::StatusOr<std::string> ReadSecretFile(absl::string_view path) {
  const int fd = open(std::string(path).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return Unreadable(path,
                      absl::StrCat("cannot be opened: ", std::strerror(errno)));
  }
  absl::StatusOr<std::string> text = ReadOpenFile(path, fd);
  close(fd);
  RETURN_IF_ERROR(text.status());
  absl::string_view secret = *text;
  absl::ConsumeSuffix(&secret, "\n");
  absl::ConsumeSuffix(&secret, "\r");
  if (secret.empty()) return Unreadable(path, "is empty");
  return std::string(secret);
}

}  // namespace cwp
