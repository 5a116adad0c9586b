#include "services/webinars/piece_upload.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/db/error.h"
#include "services/webinars/field.h"
#include "services/webinars/file_check.h"

namespace cwp::webinars {
namespace {

constexpr absl::Duration kKeepPieces = absl::Hours(24);
constexpr absl::Duration kForgetInterval = absl::Hours(1);
// What one thread reads before another has a turn.
constexpr int64_t kReadAtOnce = 4 << 20;

// Nobody can go on with what another began: the caller is part of the name.
std::string NameOf(const rpc::Caller& caller, const UploadName& upload) {
  return crypto::Sha256Hex(
      absl::StrCat(rpc::KindName(caller.kind), " ", caller.id, " ",
                   ContentTypeOf(upload.type), " ", upload.id));
}

absl::Status OffsetWrong(int64_t received) {
  return MakeError(absl::StatusCode::kOutOfRange, "UPLOAD_OFFSET_WRONG",
                   absl::StrCat(received, " bytes of the file are here"),
                   {{"received", absl::StrCat(received)}});
}

// A file whose pieces are all there: looked at from its beginning, and then
// kept. One worker has it at a time, and gives it back after some megabytes.
class Finishing : public std::enable_shared_from_this<Finishing> {
 public:
  Finishing(Transfers& transfers, rpc::CallPtr call,
            std::unique_ptr<UnfinishedFile> source, FileType type, int64_t size,
            v1::File& response)
      : transfers_(transfers),
        call_(std::move(call)),
        source_(std::move(source)),
        check_(MakeFileCheck(type)),
        file_{.size_bytes = size, .type = type},
        response_(response) {}

  void Step() {
    const absl::Status status = ReadSome();
    if (!status.ok()) return Refuse(status);
    if (offset_ < file_.size_bytes) {
      transfers_.workers->Submit([self = shared_from_this()] { self->Step(); });
      return;
    }
    const absl::Status kept = Keep();
    if (!kept.ok()) return Refuse(kept);
    transfers_.writer->Submit(
        {.what = AddFile{file_}, .now = transfers_.clock->Now()},
        call_->deadline(),
        [self = shared_from_this()](const absl::StatusOr<Answer>& answer) {
          if (answer.ok()) self->response_ = ToProto(self->file_);
          self->End(answer.status());
        });
  }

 private:
  absl::Status ReadSome() {
    const int64_t end = std::min(offset_ + kReadAtOnce, file_.size_bytes);
    while (offset_ < end) {
      std::string bytes(static_cast<size_t>(
                            std::min(end - offset_, int64_t{kMaxAppendBytes})),
                        '\0');
      RETURN_IF_ERROR(source_->Read(offset_, bytes));
      RETURN_IF_ERROR(check_->Update(bytes));
      sha256_.Update(bytes);
      offset_ += static_cast<int64_t>(bytes.size());
    }
    return absl::OkStatus();
  }

  absl::Status Keep() {
    RETURN_IF_ERROR(check_->Finish());
    file_.hash = sha256_.FinishHex();
    return source_->Keep(file_.hash);
  }

  void Refuse(const absl::Status& status) {
    // It never becomes what it should have been.
    if (ReasonOf(status) == "FILE_WRONG_TYPE") source_->Remove();
    End(status);
  }

  void End(const absl::Status& status) {
    source_ = nullptr;
    transfers_.uploads.End();
    call_->Finish(status);
  }

  Transfers& transfers_;
  const rpc::CallPtr call_;
  std::unique_ptr<UnfinishedFile> source_;
  const std::unique_ptr<FileCheck> check_;
  crypto::Sha256 sha256_;
  int64_t offset_ = 0;
  File file_;
  v1::File& response_;
};

}  // namespace

PieceUploads::PieceUploads(Transfers& transfers)
    : transfers_(transfers), files_(transfers.folder->path()) {}

void PieceUploads::Append(rpc::CallPtr call,
                          const v1::AppendUploadRequest& request,
                          v1::Upload& response) {
  const absl::StatusOr<UploadName> upload =
      UploadFromProto(request.upload_id(), request.content_type());
  if (!upload.ok()) return call->Finish(upload.status());
  const absl::Status checked = CheckAppend(request);
  if (!checked.ok()) return call->Finish(checked);
  if (!transfers_.uploads.TryStart(transfers_.limits.uploads)) {
    return call->Finish(db::Overloaded("too many files are being uploaded"));
  }
  transfers_.workers->Submit([this, call = std::move(call), upload = *upload,
                              &request, &response] {
    const absl::Status status =
        Take(NameOf(call->caller(), upload), upload.type, request, response);
    transfers_.uploads.End();
    call->Finish(status);
  });
}

absl::Status PieceUploads::Take(const std::string& name, FileType type,
                                const v1::AppendUploadRequest& request,
                                v1::Upload& response) {
  const int64_t limit = transfers_.limits.BytesFor(type);
  const int64_t size = static_cast<int64_t>(request.data().size());
  if (request.offset() > limit - size) return TooLarge(limit);
  if (request.offset() == 0) {
    ForgetOld();
    RETURN_IF_ERROR(MakeFileCheck(type)->Update(request.data()));
  } else if (files_.SizeOf(name) == 0) {
    return OffsetWrong(0);
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<UnfinishedFile> file,
                   files_.Begin(name));
  ASSIGN_OR_RETURN(const int64_t received, file->Size());
  if (received != request.offset()) return OffsetWrong(received);
  RETURN_IF_ERROR(file->Append(request.data(), transfers_.clock->Now()));
  response.set_received_bytes(received + size);
  return absl::OkStatus();
}

// Only uploads make anything to forget, so no thread of its own is needed.
void PieceUploads::ForgetOld() {
  const absl::Time now = transfers_.clock->Now();
  {
    MutexLock lock(mu_);
    if (now < next_forget_) return;
    next_forget_ = now + kForgetInterval;
  }
  files_.Forget(now - kKeepPieces);
}

void PieceUploads::Get(rpc::CallPtr call, const v1::GetUploadRequest& request,
                       v1::Upload& response) {
  const absl::StatusOr<UploadName> upload =
      UploadFromProto(request.upload_id(), request.content_type());
  if (!upload.ok()) return call->Finish(upload.status());
  transfers_.workers->Submit([this, call = std::move(call), upload = *upload,
                              &response] {
    response.set_received_bytes(files_.SizeOf(NameOf(call->caller(), upload)));
    call->Finish(absl::OkStatus());
  });
}

void PieceUploads::Finish(rpc::CallPtr call,
                          const v1::FinishUploadRequest& request,
                          v1::File& response) {
  const absl::StatusOr<UploadName> upload =
      UploadFromProto(request.upload_id(), request.content_type());
  if (!upload.ok()) return call->Finish(upload.status());
  const int64_t size = request.size_bytes();
  if (size < 1) {
    return call->Finish(FieldInvalid("size_bytes", "is less than 1"));
  }
  if (!transfers_.uploads.TryStart(transfers_.limits.uploads)) {
    return call->Finish(db::Overloaded("too many files are being uploaded"));
  }
  transfers_.workers->Submit(
      [this, call = std::move(call), upload = *upload, size, &response] {
        absl::StatusOr<std::unique_ptr<UnfinishedFile>> file =
            files_.Open(NameOf(call->caller(), upload));
        absl::Status status = file.status();
        if (status.ok()) {
          const absl::StatusOr<int64_t> received = (*file)->Size();
          status = received.status();
          if (status.ok() && *received != size) status = OffsetWrong(*received);
        }
        if (!status.ok()) {
          transfers_.uploads.End();
          return call->Finish(status);
        }
        std::make_shared<Finishing>(transfers_, call, *std::move(file),
                                    upload.type, size, response)
            ->Step();
      });
}

}  // namespace cwp::webinars
