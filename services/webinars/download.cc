#include "services/webinars/download.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/db/error.h"
#include "services/webinars/file_store.h"

namespace cwp::webinars {

Download::Download(Transfers& transfers) : transfers_(transfers) {
  transfers_.downloads.Open();
}

void Download::Begin(rpc::CallPtr call,
                     const v1::DownloadFileRequest& request) {
  call_ = std::move(call);
  absl::StatusOr<FileWanted> wanted = DownloadFromProto(request);
  if (!wanted.ok()) {
    End(wanted.status());
    return;
  }
  wanted_ = *std::move(wanted);
  started_ = transfers_.downloads.TryStart(transfers_.limits.downloads);
  if (!started_) {
    End(db::Overloaded("too many files are being downloaded"));
    return;
  }
  transfers_.readers->Submit(
      call_->deadline(), [this](db::Transaction& tx) { return Find(tx); },
      [this](const absl::Status& status) {
        if (!status.ok()) {
          End(status);
          return;
        }
        transfers_.workers->Submit([this] { Open(); });
      });
}

absl::Status Download::Find(db::Transaction& tx) {
  ASSIGN_OR_RETURN(std::optional<File> file, LoadFile(tx, wanted_.hash));
  if (!file.has_value()) return FileNotFound();
  if (call_->caller().kind == rpc::CallerKind::kPublic) {
    ASSIGN_OR_RETURN(const bool shown, IsFilePublished(tx, wanted_.hash));
    if (!shown) return FileNotFound();
  }
  ASSIGN_OR_RETURN(range_,
                   ClipRange(file->size_bytes, wanted_.offset, wanted_.length));
  file_ = *std::move(file);
  return absl::OkStatus();
}

void Download::Open() {
  absl::StatusOr<std::unique_ptr<StoredFile>> stored =
      transfers_.folder->OpenStored(file_.hash);
  if (!stored.ok()) {
    End(stored.status());
    return;
  }
  stored_ = *std::move(stored);
  *response_.mutable_file() = ToProto(file_);
  SendPiece();
}

void Download::SendPiece() {
  if (cancelled_) {
    End(absl::CancelledError());
    return;
  }
  const int64_t size =
      std::min<int64_t>(range_.end - range_.begin, int64_t{kMaxPieceBytes});
  response_.mutable_data()->resize(static_cast<size_t>(size));
  const absl::Status status =
      stored_->Read(range_.begin, *response_.mutable_data());
  if (!status.ok()) {
    End(status);
    return;
  }
  range_.begin += size;
  StartWrite(&response_);
}

void Download::OnWriteDone(bool ok) {
  if (!ok || range_.begin == range_.end) {
    End(ok ? absl::OkStatus() : absl::CancelledError());
    return;
  }
  response_.clear_file();
  transfers_.workers->Submit([this] { SendPiece(); });
}

void Download::OnDone() {
  StreamCount& downloads = transfers_.downloads;
  delete this;
  downloads.Close();
}

void Download::End(const absl::Status& status) {
  stored_ = nullptr;
  if (started_) transfers_.downloads.End();
  const rpc::CallPtr call = std::move(call_);
  call->Finish(status);
}

}  // namespace cwp::webinars
