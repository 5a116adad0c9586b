#ifndef CWP_SERVICES_WEBINARS_DOWNLOAD_H_
#define CWP_SERVICES_WEBINARS_DOWNLOAD_H_

#include <atomic>
#include <memory>

#include "absl/status/status.h"
#include "common/db/database.h"
#include "common/rpc/gate.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "grpcpp/support/server_callback.h"
#include "services/webinars/file_convert.h"
#include "services/webinars/media_folder.h"
#include "services/webinars/transfers.h"

namespace cwp::webinars {

// One file, or a range of it, on its way out.
//
// One thing is under way at any time, as in Upload: a piece is read from disk
// when the one before has left, so a slow client costs one piece of memory and
// no thread.
class Download final
    : public grpc::ServerWriteReactor<v1::DownloadFileResponse> {
 public:
  explicit Download(Transfers& transfers);

  // Starts with a call that was admitted.
  void Begin(rpc::CallPtr call, const v1::DownloadFileRequest& request);

  void OnWriteDone(bool ok) override;
  void OnCancel() override { cancelled_ = true; }
  void OnDone() override;

 private:
  // On a reader.
  absl::Status Find(db::Transaction& tx);

  // On a worker.
  void Open();
  void SendPiece();

  // Ends the stream; this may be gone when it returns.
  void End(const absl::Status& status);

  Transfers& transfers_;
  rpc::CallPtr call_;
  bool started_ = false;
  FileWanted wanted_;
  File file_;
  Range range_;
  std::unique_ptr<StoredFile> stored_;
  v1::DownloadFileResponse response_;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_DOWNLOAD_H_
