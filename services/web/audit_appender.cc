#include "services/web/audit_appender.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/web/audit_convert.h"
#include "services/web/audit_store.h"

namespace cwp::web {

absl::StatusOr<int64_t> AuditAppender::Add(const AuditNote& note) {
  if (!feed_.has_value()) {
    ASSIGN_OR_RETURN(feed::Appender feed, feed::Appender::Open(tx_));
    feed_.emplace(std::move(feed));
  }
  const int64_t revision = feed_->next_revision();
  feed_->Append(ToChange(note, revision, now_));
  RETURN_IF_ERROR(InsertAudit(tx_, note, revision, now_));
  return revision;
}

absl::Status AuditAppender::Flush() {
  return feed_.has_value() ? feed_->Flush() : absl::OkStatus();
}

}  // namespace cwp::web
