#include "services/webinars/upload.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/error.h"

namespace cwp::webinars {
namespace {

absl::Status HashMismatch() {
  return MakeError(absl::StatusCode::kDataLoss, "HASH_MISMATCH",
                   "the bytes that came do not match the hash stated");
}

}  // namespace

Upload::Upload(Transfers& transfers, const grpc::CallbackServerContext& context,
               v1::File& response)
    : transfers_(transfers), context_(context), response_(response) {
  transfers_.uploads.Open();
}

void Upload::Begin(rpc::CallPtr call) {
  call_ = std::move(call);
  started_ = transfers_.uploads.TryStart(transfers_.limits.uploads);
  if (!started_) {
    End(db::Overloaded("too many files are being uploaded"));
    return;
  }
  StartRead(&message_);
}

void Upload::OnReadDone(bool ok) {
  transfers_.workers->Submit([this, ok] {
    if (ok) {
      TakeMessage();
    } else {
      Complete();
    }
  });
}

void Upload::OnDone() {
  StreamCount& uploads = transfers_.uploads;
  delete this;
  uploads.Close();
}

void Upload::TakeMessage() {
  absl::Status status = check_ == nullptr ? TakeDescription() : TakePiece();
  if (!status.ok()) {
    End(status);
    return;
  }
  StartRead(&message_);
}

absl::Status Upload::TakeDescription() {
  ASSIGN_OR_RETURN(description_, DescriptionFromProto(message_));
  ASSIGN_OR_RETURN(incoming_, transfers_.folder->Begin());
  file_.type = description_.type;
  check_ = MakeFileCheck(file_.type);
  return absl::OkStatus();
}

absl::Status Upload::TakePiece() {
  ASSIGN_OR_RETURN(const absl::string_view bytes, PieceFromProto(message_));
  const int64_t limit = transfers_.limits.BytesFor(file_.type);
  file_.size_bytes += static_cast<int64_t>(bytes.size());
  if (file_.size_bytes > limit) return TooLarge(limit);
  RETURN_IF_ERROR(check_->Update(bytes));
  sha256_.Update(bytes);
  return incoming_->Append(bytes);
}

void Upload::Complete() {
  if (absl::Status status = Keep(); !status.ok()) {
    End(status);
    return;
  }
  transfers_.writer->Submit(
      {.what = AddFile{file_}, .now = transfers_.clock->Now()},
      call_->deadline(), [this](const absl::StatusOr<Answer>& answer) {
        if (answer.ok()) response_ = ToProto(file_);
        End(answer.status());
      });
}

absl::Status Upload::Keep() {
  // A stream that broke off ends as one that was sent to its end does; but gRPC
  // marks it as cancelled before it says that nothing more comes.
  if (context_.IsCancelled()) return absl::CancelledError();
  if (check_ == nullptr) return DescriptionFromProto({}).status();
  if (file_.size_bytes == 0) {
    return InvalidArgument("FILE_EMPTY", "the file has no bytes");
  }
  file_.hash = sha256_.FinishHex();
  if (!description_.hash.empty() && file_.hash != description_.hash) {
    return HashMismatch();
  }
  RETURN_IF_ERROR(check_->Finish());
  RETURN_IF_ERROR(incoming_->Sync());
  return incoming_->Keep(file_.hash);
}

void Upload::End(const absl::Status& status) {
  incoming_ = nullptr;
  if (started_) transfers_.uploads.End();
  const rpc::CallPtr call = std::move(call_);
  call->Finish(status);
}

}  // namespace cwp::webinars
