#include "common/crypto/key_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/error.h"
#include "common/crypto/encoding.h"
#include "common/crypto/random.h"

namespace cwp::crypto {
namespace {

// More than any key file holds, so that a wrong path is not read to its end.
constexpr size_t kMaxFileSize = 256;

absl::Status Unusable(absl::string_view path, absl::string_view problem) {
  return FailedPrecondition("KEY_FILE_UNUSABLE",
                            absl::StrCat("the key file ", path, " ", problem),
                            {{"path", std::string(path)}});
}

absl::Status UnusableErrno(absl::string_view path, absl::string_view act) {
  const int error = errno;
  return Unusable(path, absl::StrCat(act, ": ", std::strerror(error)));
}

// A file descriptor that closes itself.
class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int fd() const { return fd_; }

 private:
  const int fd_;
};

absl::Status CheckMode(absl::string_view path, const File& file) {
  struct stat found;
  if (fstat(file.fd(), &found) != 0) {
    return UnusableErrno(path, "cannot be looked at");
  }
  if (!S_ISREG(found.st_mode)) return Unusable(path, "is not a file");
  if ((found.st_mode & 077) != 0) {
    return Unusable(
        path,
        absl::StrFormat("may be touched by others than its owner: its mode is "
                        "%04o; make it 0600 (chmod 600), and if others may "
                        "have read it, replace the key",
                        found.st_mode & 07777));
  }
  return absl::OkStatus();
}

std::optional<std::string> Decode(absl::string_view text) {
  std::optional<std::string> bytes =
      text.size() == Key::kSize * 2 ? FromHex(text) : FromBase64(text);
  if (bytes.has_value() && bytes->size() != Key::kSize) bytes.reset();
  return bytes;
}

absl::Status WriteAll(absl::string_view path, const File& file,
                      absl::string_view bytes) {
  const ssize_t written = write(file.fd(), bytes.data(), bytes.size());
  if (written != static_cast<ssize_t>(bytes.size()) || fsync(file.fd()) != 0) {
    return UnusableErrno(path, "cannot be written");
  }
  return absl::OkStatus();
}

// Gives the finished file its name, unless another process was quicker.
absl::Status Publish(const std::string& temporary, const std::string& path) {
  if (link(temporary.c_str(), path.c_str()) != 0 && errno != EEXIST) {
    return UnusableErrno(path, "cannot be made");
  }
  const size_t slash = path.rfind('/');
  const std::string folder =
      slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const File opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.fd() < 0 || fsync(opened.fd()) != 0) {
    return UnusableErrno(path, "cannot be made durable");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Key> ReadKeyFile(absl::string_view path) {
  const File file(open(std::string(path).c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd() < 0) return UnusableErrno(path, "cannot be opened");
  if (absl::Status status = CheckMode(path, file); !status.ok()) return status;

  std::string text(kMaxFileSize, '\0');
  const ssize_t size = read(file.fd(), text.data(), text.size());
  if (size < 0) return UnusableErrno(path, "cannot be read");
  std::optional<std::string> bytes = Decode(
      absl::StripAsciiWhitespace(absl::string_view(text).substr(0, size)));
  sodium_memzero(text.data(), text.size());
  if (!bytes.has_value()) {
    return Unusable(path, "does not hold 32 bytes in base64 or hexadecimal");
  }
  Key key(*bytes);
  sodium_memzero(bytes->data(), bytes->size());
  return key;
}

absl::Status MakeKeyFile(absl::string_view path) {
  const std::string name(path);
  if (access(name.c_str(), F_OK) == 0) return absl::OkStatus();

  std::string temporary = absl::StrCat(path, ".new-", ToHex(RandomBytes(8)));
  const File file(
      open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.fd() < 0) return UnusableErrno(path, "cannot be made");
  std::string text = absl::StrCat(ToBase64(RandomBytes(Key::kSize)), "\n");
  absl::Status status = WriteAll(path, file, text);
  sodium_memzero(text.data(), text.size());
  if (status.ok()) status = Publish(temporary, name);
  unlink(temporary.c_str());
  return status;
}

}  // namespace cwp::crypto
