#ifndef CWP_SERVICES_WEBINARS_PIECE_UPLOAD_H_
#define CWP_SERVICES_WEBINARS_PIECE_UPLOAD_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/rpc/gate.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "services/webinars/file_convert.h"
#include "services/webinars/transfers.h"
#include "services/webinars/unfinished_file.h"

namespace cwp::webinars {

// Files that come in pieces: the calls that bring them, which answer when a
// worker is done. Safe to use from several threads at once.
class PieceUploads {
 public:
  // Outlives the calls; so do the messages that they are given.
  explicit PieceUploads(Transfers& transfers);

  void Append(rpc::CallPtr call, const v1::AppendUploadRequest& request,
              v1::Upload& response);
  void Get(rpc::CallPtr call, const v1::GetUploadRequest& request,
           v1::Upload& response);
  void Finish(rpc::CallPtr call, const v1::FinishUploadRequest& request,
              v1::File& response);

 private:
  absl::Status Take(const std::string& name, FileType type,
                    const v1::AppendUploadRequest& request,
                    v1::Upload& response);
  void ForgetOld();

  Transfers& transfers_;
  UnfinishedFiles files_;
  Mutex mu_;
  absl::Time next_forget_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();
};

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_PIECE_UPLOAD_H_
