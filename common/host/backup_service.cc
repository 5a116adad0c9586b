#include "common/host/backup_service.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/mutex.h"
#include "cwp/operations/v1/backup_service.grpc.pb.h"

namespace cwp::host {
namespace {

constexpr size_t kPieceBytes = 256 << 10;

// A fresh folder that only this process may read, removed with its content.
class PrivateFolder {
 public:
  PrivateFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "cwp-backup-XXXXXX").string();
    if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~PrivateFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// One copy on its way to the operator. A thread of its own makes the file and
// then feeds the stream, piece by piece.
class BackupStream final
    : public grpc::ServerWriteReactor<operations::v1::BackupResponse> {
 public:
  explicit BackupStream(db::Database& database) : database_(database) {}

  ~BackupStream() override {
    if (thread_.joinable()) thread_.join();
  }

  void Begin(rpc::CallPtr call) {
    call_ = std::move(call);
    thread_ = std::thread([this] { Run(); });
  }

  void OnWriteDone(bool ok) override { Settle(ok); }
  void OnCancel() override { Settle(false); }

  // gRPC calls this on a thread of its own, after the last Finish.
  void OnDone() override { delete this; }

 private:
  void Run() {
    const absl::Status status = SendCopy();
    const rpc::CallPtr call = std::move(call_);
    call->Finish(status);
  }

  absl::Status SendCopy() {
    const PrivateFolder folder;
    if (folder.path().empty()) {
      return MakeError(absl::StatusCode::kInternal, "NO_TEMPORARY_FOLDER",
                       "cannot make a temporary folder for the copy");
    }
    const std::string path = folder.path() + "/copy.db";
    if (absl::Status status = database_.BackupTo(path); !status.ok()) {
      return status;
    }
    std::ifstream file(path, std::ios::binary);
    std::string piece(kPieceBytes, '\0');
    while (file.read(piece.data(), piece.size()), file.gcount() > 0) {
      response_.set_data(piece.data(), file.gcount());
      if (!Send()) return absl::CancelledError();
    }
    return absl::OkStatus();
  }

  // Sends one piece and waits until it has left; false when the client is gone.
  bool Send() {
    {
      MutexLock lock(mu_);
      if (gone_) return false;
      writing_ = true;
    }
    StartWrite(&response_);
    MutexLock lock(mu_);
    while (writing_) settled_.Wait(mu_);
    return !gone_;
  }

  void Settle(bool ok) {
    MutexLock lock(mu_);
    gone_ |= !ok;
    writing_ = false;
    settled_.NotifyAll();
  }

  db::Database& database_;
  rpc::CallPtr call_;
  operations::v1::BackupResponse response_;
  Mutex mu_;
  CondVar settled_;
  bool writing_ ABSL_GUARDED_BY(mu_) = false;
  bool gone_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

class BackupService final
    : public operations::v1::BackupService::CallbackService {
 public:
  BackupService(db::Database& database, rpc::Gate& gate)
      : database_(database), gate_(gate) {}

  grpc::ServerWriteReactor<operations::v1::BackupResponse>* Backup(
      grpc::CallbackServerContext* context,
      const operations::v1::BackupRequest*) override {
    auto* stream = new BackupStream(database_);
    rpc::CallPtr call = gate_.Admit(
        *context, "Backup",
        [stream](const grpc::Status& status) { stream->Finish(status); });
    if (call != nullptr) stream->Begin(std::move(call));
    return stream;
  }

 private:
  db::Database& database_;
  rpc::Gate& gate_;
};

}  // namespace

rpc::AccessTable BackupAccess() {
  return {{.method = "Backup",
           .allowed = {{"cwpctl", rpc::CallerKind::kOperator}}}};
}

std::unique_ptr<grpc::Service> MakeBackupService(db::Database& database,
                                                 rpc::Gate& gate) {
  return std::make_unique<BackupService>(database, gate);
}

}  // namespace cwp::host
