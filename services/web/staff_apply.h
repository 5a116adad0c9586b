#ifndef CWP_SERVICES_WEB_STAFF_APPLY_H_
#define CWP_SERVICES_WEB_STAFF_APPLY_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/web/audit_appender.h"
#include "services/web/audit_domain.h"
#include "services/web/staff_commands.h"
#include "services/web/staff_store.h"

namespace cwp::web {

// What becomes of commands, for StaffApplier alone; staff_commands.h says what
// each does and how it is refused. Each adds its entries to `audit`.

using StaffAnswer = absl::StatusOr<SealedStaff>;

// staff_session_commands.cc
StaffAnswer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                     const StartSession& command, absl::Time now);
StaffAnswer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                     const StartProviderSession& command, absl::Time now);
StaffAnswer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                     const SeeSession& command, absl::Time now);
StaffAnswer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                     const EndSession& command, absl::Time now);

// staff_own_commands.cc
StaffAnswer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                     const ChangePassword& command, absl::Time now);
StaffAnswer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                     const RenewAuthenticator& command, absl::Time now);
StaffAnswer ApplyOne(db::Transaction& tx, AuditAppender& audit,
                     const RenewRecoveryCodes& command, absl::Time now);

// An entry about an account; `by` did it.
AuditNote NoteOf(AuditAct act, int64_t staff_id, const AuditActor& by);

// The account itself acts.
AuditNote NoteOfOwn(AuditAct act, int64_t staff_id,
                    const std::string& request_id);

// Fails with NOT_FOUND `STAFF_NOT_FOUND`.
absl::StatusOr<SealedStaff> NeedStaff(db::Transaction& tx, int64_t id);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_STAFF_APPLY_H_
