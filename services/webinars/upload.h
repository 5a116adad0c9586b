#ifndef CWP_SERVICES_WEBINARS_UPLOAD_H_
#define CWP_SERVICES_WEBINARS_UPLOAD_H_

#include <memory>

#include "absl/status/status.h"
#include "common/crypto/hash.h"
#include "common/rpc/gate.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "services/webinars/file_check.h"
#include "services/webinars/file_convert.h"
#include "services/webinars/media_folder.h"
#include "services/webinars/transfers.h"

namespace cwp::webinars {

// One file on its way in.
//
// One thing is under way at any time: gRPC reads a message, a worker deals with
// one, or the writer remembers the file; whoever is done starts the next. So
// nothing needs a lock, and a client that sends faster than the disk takes is
// held back. A client that vanishes ends the read that is under way.
class Upload final : public grpc::ServerReadReactor<v1::UploadFileRequest> {
 public:
  // Both live until OnDone.
  Upload(Transfers& transfers, const grpc::CallbackServerContext& context,
         v1::File& response);

  // Starts with a call that was admitted.
  void Begin(rpc::CallPtr call);

  void OnReadDone(bool ok) override;
  void OnDone() override;

 private:
  // On a worker.
  void TakeMessage();
  absl::Status TakeDescription();
  absl::Status TakePiece();
  void Complete();
  absl::Status Keep();

  // Ends the stream; this may be gone when it returns.
  void End(const absl::Status& status);

  Transfers& transfers_;
  const grpc::CallbackServerContext& context_;
  v1::File& response_;
  rpc::CallPtr call_;
  bool started_ = false;
  v1::UploadFileRequest message_;
  std::unique_ptr<FileCheck> check_;
  std::unique_ptr<IncomingFile> incoming_;
  Description description_;
  crypto::Sha256 sha256_;
  File file_;
};

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_UPLOAD_H_
