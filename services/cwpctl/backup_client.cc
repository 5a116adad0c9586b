#include "services/cwpctl/backup_client.h"

#include "common/base/status_macros.h"
#include "cwp/operations/v1/backup_service.grpc.pb.h"
#include "services/cwpctl/call.h"
#include "services/cwpctl/plain_file.h"

namespace cwp::ctl {

absl::Status FetchCopy(Connections& connections, const std::string& service,
                       const std::string& path) {
  ASSIGN_OR_RETURN(const rpc::Peer* peer, connections.To(service));
  operations::v1::BackupService::Stub stub(peer->channel());
  ASSIGN_OR_RETURN(NewFile file, NewFile::Create(path));
  grpc::ClientContext context;
  connections.PrepareLong(*peer, context);
  const auto reader = stub.Backup(&context, operations::v1::BackupRequest());
  operations::v1::BackupResponse piece;
  absl::Status written;
  while (written.ok() && reader->Read(&piece)) {
    written = file.Append(piece.data());
  }
  if (!written.ok()) context.TryCancel();
  const grpc::Status status = reader->Finish();
  RETURN_IF_ERROR(written);
  if (!status.ok()) return connections.ErrorOf(*peer, status);
  return file.Sync();
}

}  // namespace cwp::ctl
