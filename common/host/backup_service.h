#ifndef CWP_COMMON_HOST_BACKUP_SERVICE_H_
#define CWP_COMMON_HOST_BACKUP_SERVICE_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "common/db/database.h"
#include "common/rpc/gate.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace cwp::host {

// The full name of the proto service, and its rows for an access table: the
// operator alone.
inline constexpr absl::string_view kBackupProtoService =
    "cwp.operations.v1.BackupService";
rpc::AccessTable BackupAccess();

// Serves cwp.operations.v1.BackupService from a database; also fails with
// INTERNAL `NO_TEMPORARY_FOLDER` when the copy cannot be put down. Both
// arguments outlive it; it waits for a copy under way when it is destroyed.
std::unique_ptr<grpc::Service> MakeBackupService(db::Database& database,
                                                 rpc::Gate& gate);

}  // namespace cwp::host

#endif  // CWP_COMMON_HOST_BACKUP_SERVICE_H_
