#include "tests/webinars/webinars_fixture.h"

#include <chrono>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/rpc/status.h"
#include "common/testing/status_matchers.h"
#include "grpcpp/grpcpp.h"

namespace cwp::webinars {
namespace {

template <class Response>
absl::StatusOr<Response> Result(const grpc::Status& status, Response response) {
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return response;
}

}  // namespace

WebinarsFixture::WebinarsFixture() {
  // Opened once here, so that it is removed at the end.
  EXPECT_OK(database_.Open(clock_));
  database_.Close();
  settings_.host = identity_.SettingsFor("webinars", database_.uri());
  settings_.media_dir = folder_.File("media");
}

void WebinarsFixture::Start() {
  Stop();
  absl::StatusOr<std::unique_ptr<WebinarsServer>> server =
      WebinarsServer::Start(settings_, clock_);
  ASSERT_OK(server);
  server_ = *std::move(server);
  client_ = std::make_unique<TestClient>(identity_, "webinars", server_->port(),
                                         clock_);
}

std::unique_ptr<v1::WebinarsService::Stub> WebinarsFixture::Stub(const As& as) {
  return v1::WebinarsService::NewStub(client_->As(as.service).channel());
}

void WebinarsFixture::Prepare(grpc::ClientContext& context, const As& as) {
  rpc::Caller caller;
  caller.kind = as.kind;
  caller.roles = as.roles;
  caller.id = as.id;
  client_->As(as.service)
      .Prepare(context, caller, clock_.Now() + absl::Seconds(30));
}

absl::StatusOr<v1::Webinar> WebinarsFixture::Create(
    const v1::CreateWebinarRequest& request) {
  grpc::ClientContext context;
  Prepare(context, kOperator);
  v1::Webinar response;
  const grpc::Status status =
      Stub(kOperator)->CreateWebinar(&context, request, &response);
  return Result(status, std::move(response));
}

absl::StatusOr<v1::Webinar> WebinarsFixture::Publish(
    int64_t id, absl::string_view request_id) {
  grpc::ClientContext context;
  Prepare(context, kOperator);
  v1::PublishWebinarRequest request;
  request.set_id(id);
  request.set_request_id(std::string(request_id));
  v1::Webinar response;
  const grpc::Status status =
      Stub(kOperator)->PublishWebinar(&context, request, &response);
  return Result(status, std::move(response));
}

absl::StatusOr<v1::Webinar> WebinarsFixture::Withdraw(
    int64_t id, absl::string_view request_id) {
  grpc::ClientContext context;
  Prepare(context, kEditor);
  v1::WithdrawWebinarRequest request;
  request.set_id(id);
  request.set_request_id(std::string(request_id));
  v1::Webinar response;
  const grpc::Status status =
      Stub(kEditor)->WithdrawWebinar(&context, request, &response);
  return Result(status, std::move(response));
}

absl::StatusOr<v1::Webinar> WebinarsFixture::Update(
    const v1::Webinar& webinar, const std::vector<std::string>& fields,
    absl::string_view request_id) {
  grpc::ClientContext context;
  Prepare(context, kEditor);
  v1::UpdateWebinarRequest request;
  *request.mutable_webinar() = webinar;
  request.mutable_update_mask();
  for (const std::string& field : fields) {
    request.mutable_update_mask()->add_paths(field);
  }
  request.set_request_id(std::string(request_id));
  v1::Webinar response;
  const grpc::Status status =
      Stub(kEditor)->UpdateWebinar(&context, request, &response);
  return Result(status, std::move(response));
}

absl::StatusOr<int64_t> WebinarsFixture::Append(absl::string_view upload_id,
                                                int64_t offset,
                                                absl::string_view bytes,
                                                const As& as,
                                                absl::string_view type) {
  grpc::ClientContext context;
  Prepare(context, as);
  v1::AppendUploadRequest request;
  request.set_upload_id(std::string(upload_id));
  request.set_content_type(std::string(type));
  request.set_offset(offset);
  request.set_data(std::string(bytes));
  v1::Upload response;
  const grpc::Status status =
      Stub(as)->AppendUpload(&context, request, &response);
  return Result(status, response.received_bytes());
}

absl::StatusOr<int64_t> WebinarsFixture::Received(absl::string_view upload_id,
                                                  const As& as) {
  grpc::ClientContext context;
  Prepare(context, as);
  v1::GetUploadRequest request;
  request.set_upload_id(std::string(upload_id));
  request.set_content_type("video/mp4");
  v1::Upload response;
  const grpc::Status status = Stub(as)->GetUpload(&context, request, &response);
  return Result(status, response.received_bytes());
}

absl::StatusOr<v1::File> WebinarsFixture::FinishUpload(
    absl::string_view upload_id, size_t size, const As& as,
    absl::string_view type) {
  grpc::ClientContext context;
  Prepare(context, as);
  v1::FinishUploadRequest request;
  request.set_upload_id(std::string(upload_id));
  request.set_content_type(std::string(type));
  request.set_size_bytes(static_cast<int64_t>(size));
  v1::File response;
  const grpc::Status status =
      Stub(as)->FinishUpload(&context, request, &response);
  return Result(status, std::move(response));
}

absl::Status WebinarsFixture::Count(const v1::CountViewsRequest& request) {
  grpc::ClientContext context;
  Prepare(context, kWeb);
  v1::CountViewsResponse response;
  return rpc::FromGrpcStatus(
      Stub(kWeb)->CountViews(&context, request, &response));
}

absl::StatusOr<v1::ListViewCountsResponse> WebinarsFixture::Views(
    const std::vector<int64_t>& webinar_ids, absl::string_view recent_day) {
  grpc::ClientContext context;
  Prepare(context, kEditor);
  v1::ListViewCountsRequest request;
  for (const int64_t id : webinar_ids) request.add_webinar_ids(id);
  request.set_recent_day(std::string(recent_day));
  v1::ListViewCountsResponse response;
  const grpc::Status status =
      Stub(kEditor)->ListViewCounts(&context, request, &response);
  return Result(status, std::move(response));
}

absl::StatusOr<v1::Webinar> WebinarsFixture::Get(int64_t id, const As& as) {
  grpc::ClientContext context;
  Prepare(context, as);
  v1::GetWebinarRequest request;
  request.set_id(id);
  v1::Webinar response;
  const grpc::Status status =
      Stub(as)->GetWebinar(&context, request, &response);
  return Result(status, std::move(response));
}

absl::StatusOr<v1::Webinar> WebinarsFixture::GetBySlug(absl::string_view slug,
                                                       const As& as) {
  grpc::ClientContext context;
  Prepare(context, as);
  v1::GetWebinarRequest request;
  request.set_slug(std::string(slug));
  v1::Webinar response;
  const grpc::Status status =
      Stub(as)->GetWebinar(&context, request, &response);
  return Result(status, std::move(response));
}

absl::StatusOr<v1::ListWebinarsResponse> WebinarsFixture::List(
    int page_size, absl::string_view page_token, const As& as) {
  grpc::ClientContext context;
  Prepare(context, as);
  v1::ListWebinarsRequest request;
  request.set_page_size(page_size);
  request.set_page_token(std::string(page_token));
  v1::ListWebinarsResponse response;
  const grpc::Status status =
      Stub(as)->ListWebinars(&context, request, &response);
  return Result(status, std::move(response));
}

absl::StatusOr<v1::File> WebinarsFixture::Send(
    const std::vector<v1::UploadFileRequest>& messages) {
  grpc::ClientContext context;
  Prepare(context, kOperator);
  v1::File response;
  const auto stub = Stub(kOperator);
  const auto writer = stub->UploadFile(&context, &response);
  for (const v1::UploadFileRequest& message : messages) {
    // Once the service has refused, nothing more is taken.
    if (!writer->Write(message)) break;
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  return Result(status, std::move(response));
}

absl::StatusOr<v1::File> WebinarsFixture::Upload(absl::string_view content_type,
                                                 absl::string_view bytes,
                                                 absl::string_view hash,
                                                 size_t piece) {
  std::vector<v1::UploadFileRequest> messages(1);
  v1::FileDescription& description = *messages[0].mutable_description();
  description.set_content_type(std::string(content_type));
  description.set_hash(std::string(hash));
  for (size_t begin = 0; begin < bytes.size(); begin += piece) {
    messages.emplace_back().set_data(std::string(bytes.substr(begin, piece)));
  }
  return Send(messages);
}

std::string WebinarsFixture::Stored(absl::string_view content_type,
                                    absl::string_view bytes) {
  absl::StatusOr<v1::File> file = Upload(content_type, bytes);
  EXPECT_OK(file);
  return file.ok() ? file->hash() : "";
}

absl::StatusOr<std::vector<v1::DownloadFileResponse>> WebinarsFixture::Download(
    absl::string_view hash, int64_t offset, int64_t length, const As& as) {
  grpc::ClientContext context;
  Prepare(context, as);
  v1::DownloadFileRequest request;
  request.set_hash(std::string(hash));
  request.set_offset(offset);
  request.set_length(length);
  const auto stub = Stub(as);
  const auto reader = stub->DownloadFile(&context, request);
  std::vector<v1::DownloadFileResponse> messages;
  v1::DownloadFileResponse message;
  while (reader->Read(&message)) messages.push_back(message);
  const grpc::Status status = reader->Finish();
  return Result(status, std::move(messages));
}

absl::StatusOr<std::string> WebinarsFixture::Bytes(absl::string_view hash,
                                                   int64_t offset,
                                                   int64_t length,
                                                   const As& as) {
  const auto messages = Download(hash, offset, length, as);
  if (!messages.ok()) return messages.status();
  std::string bytes;
  for (const v1::DownloadFileResponse& message : *messages) {
    bytes += message.data();
  }
  return bytes;
}

v1::CreateWebinarRequest WebinarsFixture::Wanted(absl::string_view slug) {
  v1::CreateWebinarRequest request;
  v1::Webinar& webinar = *request.mutable_webinar();
  webinar.set_slug(std::string(slug));
  webinar.set_title("School anxiety");
  webinar.set_summary("For parents and carers.");
  webinar.set_audience(v1::AUDIENCE_PARENTS_AND_CARERS);
  v1::Part& part = *webinar.add_parts();
  part.set_title("Theory");
  part.set_video_uri("https://video.example.org/theory");
  return request;
}

std::vector<std::string> WebinarsFixture::FilesOnDisk() const {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(settings_.media_dir)) {
    std::error_code vanished;
    if (!entry.is_regular_file(vanished)) continue;
    files.push_back(
        entry.path().lexically_relative(settings_.media_dir).string());
  }
  return files;
}

bool WebinarsFixture::Eventually(const std::function<bool()>& condition) {
  const absl::Time give_up = absl::Now() + absl::Seconds(10);
  while (!condition()) {
    if (absl::Now() > give_up) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace cwp::webinars
