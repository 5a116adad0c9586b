#include "services/cwpctl/copy_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"

namespace cwp::ctl {
namespace {

constexpr absl::string_view kSelectFeedTable =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = "
    "'feed_head'";

constexpr absl::string_view kClearIdentity =
    "UPDATE feed_head SET identity = '' WHERE id = 1";

absl::StatusOr<bool> HasFeed(db::Transaction& tx) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectFeedTable));
  return !rows.empty();
}

// Opens the copy for as long as `body` runs.
absl::Status WithCopy(const std::string& path, const Clock& clock,
                      db::Database::Body body) {
  {
    ASSIGN_OR_RETURN(const std::unique_ptr<db::Database> database,
                     db::Open(absl::StrCat("sqlite:", path), clock));
    RETURN_IF_ERROR(database->Write(body));
  }
  RemoveLeftovers(path);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<feed::Position>> ReadCopy(const std::string& path,
                                                       const Clock& clock) {
  std::optional<feed::Position> head;
  RETURN_IF_ERROR(
      WithCopy(path, clock, [&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(const bool has_feed, HasFeed(tx));
        if (!has_feed) return absl::OkStatus();
        ASSIGN_OR_RETURN(head, feed::ReadHead(tx));
        return absl::OkStatus();
      }));
  return head;
}

absl::Status ForgetIdentity(const std::string& path, const Clock& clock) {
  return WithCopy(path, clock, [](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const bool has_feed, HasFeed(tx));
    if (!has_feed) return absl::OkStatus();
    return tx.Run(kClearIdentity).status();
  });
}

// The database itself is not opened: it may be what has to be replaced.
absl::Status CheckNotInUse(const std::string& path) {
  const std::string name = absl::StrCat(path, ".lock");
  const int descriptor = open(name.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return absl::OkStatus();
  const bool busy =
      flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  close(descriptor);
  if (!busy) return absl::OkStatus();
  return FailedPrecondition(
      "DATABASE_IN_USE",
      absl::StrCat("a service has ", path,
                   " open: stop the services first, as deploy/down does"),
      {{"path", path}});
}

void RemoveLeftovers(const std::string& path) {
  for (const absl::string_view ending : {"-wal", "-shm", ".lock"}) {
    std::error_code ignored;
    std::filesystem::remove(absl::StrCat(path, ending), ignored);
  }
}

}  // namespace cwp::ctl
