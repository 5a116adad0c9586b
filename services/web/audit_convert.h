#ifndef CWP_SERVICES_WEB_AUDIT_CONVERT_H_
#define CWP_SERVICES_WEB_AUDIT_CONVERT_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/feed/log.h"
#include "cwp/web/v1/audit.pb.h"
#include "cwp/web/v1/audit_service.pb.h"
#include "services/web/audit_domain.h"

namespace cwp::web {

// What stands on the feed of an entry, which will get this revision.
feed::ChangeRecord ToChange(const AuditNote& note, int64_t revision,
                            absl::Time now);

// Reads it back, without the sealed reason. Fails with DATA_LOSS
// `AUDIT_UNREADABLE`, metadata `revision`.
absl::StatusOr<AuditRecord> ReadChange(int64_t revision,
                                       absl::string_view change);

v1::AuditEntry ToProto(const AuditNote& note);

// Fails as AuditService.ListAuditEntries says.
absl::StatusOr<AuditFilter> ToFilter(const v1::ListAuditEntriesRequest& proto);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_AUDIT_CONVERT_H_
