#ifndef CWP_COMMON_FEED_HEAD_H_
#define CWP_COMMON_FEED_HEAD_H_

#include "absl/status/status.h"
#include "common/db/database.h"

namespace cwp::feed {

// Writes to the process's log where the feed ends, as `feed_head` with revision
// and hash: a chain alone cannot show that its end was cut off.
absl::Status LogHead(db::Database& database);

}  // namespace cwp::feed

#endif  // CWP_COMMON_FEED_HEAD_H_
