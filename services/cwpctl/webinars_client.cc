#include "services/cwpctl/webinars_client.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/base/id.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "services/cwpctl/call.h"
#include "services/cwpctl/failure.h"

namespace cwp::ctl {
namespace {

namespace v1 = webinars::v1;
using Stub = v1::WebinarsService::Stub;

constexpr absl::string_view kService = "webinars";
constexpr size_t kPieceBytes = 256 << 10;

// Sends the pieces of an open file, until it ends or the service has refused.
void SendPieces(std::ifstream& file, int64_t size, const Progress& progress,
                grpc::ClientWriter<v1::UploadFileRequest>& writer) {
  v1::UploadFileRequest message;
  std::string& piece = *message.mutable_data();
  int64_t sent = 0;
  for (;;) {
    piece.resize(kPieceBytes);
    file.read(piece.data(), kPieceBytes);
    piece.resize(file.gcount());
    if (piece.empty() || !writer.Write(message)) return;
    sent += piece.size();
    if (progress) progress(sent, size);
  }
}

}  // namespace

absl::StatusOr<v1::Webinar> WebinarsClient::CreateWebinar(
    const v1::CreateWebinarRequest& request) {
  return Write(connections_, kService, &Stub::CreateWebinar, request);
}

absl::StatusOr<v1::Webinar> WebinarsClient::GetWebinar(absl::string_view key) {
  v1::GetWebinarRequest request;
  if (const std::optional<int64_t> id = ParseId(key); id.has_value()) {
    request.set_id(*id);
  } else {
    request.set_slug(std::string(key));
  }
  return Call(connections_, kService, &Stub::GetWebinar, request);
}

absl::StatusOr<v1::Webinar> WebinarsClient::PublishWebinar(int64_t id) {
  v1::PublishWebinarRequest request;
  request.set_id(id);
  return Write(connections_, kService, &Stub::PublishWebinar, request);
}

absl::StatusOr<v1::ListWebinarsResponse> WebinarsClient::ListWebinars() {
  return ListAll(connections_, kService, &Stub::ListWebinars,
                 v1::ListWebinarsRequest(),
                 &v1::ListWebinarsResponse::mutable_webinars);
}

absl::StatusOr<v1::File> WebinarsClient::UploadFile(
    const std::string& path, absl::string_view content_type,
    const Progress& progress) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) {
    return UsageError(absl::StrCat("the file ", path, " cannot be read"));
  }
  ASSIGN_OR_RETURN(const rpc::Peer* peer, connections_.To(kService));
  Stub stub(peer->channel());
  grpc::ClientContext context;
  connections_.PrepareLong(*peer, context);
  v1::File stored;
  const auto writer = stub.UploadFile(&context, &stored);
  v1::UploadFileRequest first;
  first.mutable_description()->set_content_type(std::string(content_type));
  if (writer->Write(first)) {
    SendPieces(file, static_cast<int64_t>(size), progress, *writer);
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) {
    return Explain(connections_.ErrorOf(*peer, status), path);
  }
  return stored;
}

}  // namespace cwp::ctl
