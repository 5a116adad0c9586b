#include "common/feed/head.h"

#include "common/base/status_macros.h"
#include "common/crypto/encoding.h"
#include "common/feed/log.h"
#include "common/telemetry/log.h"

namespace cwp::feed {

absl::Status LogHead(db::Database& database) {
  Position head;
  RETURN_IF_ERROR(database.Read([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(head, ReadHead(tx));
    return absl::OkStatus();
  }));
  Log(LogLevel::kInfo, "feed_head",
      {{"revision", head.revision}, {"hash", crypto::ToHex(head.hash)}});
  return absl::OkStatus();
}

}  // namespace cwp::feed
