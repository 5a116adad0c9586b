#ifndef CWP_TESTS_WEB_FAKE_WEBINARS_H_
#define CWP_TESTS_WEB_FAKE_WEBINARS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "grpcpp/server_context.h"
#include "tests/web/fake_method.h"

namespace cwp::web {

// Streams files that a test put in, in small pieces.
class FakeWebinars final : public webinars::v1::WebinarsService::Service {
 public:
  // By hash.
  std::map<std::string, std::string> files;
  std::vector<webinars::v1::Webinar> webinars;
  int64_t revision = 0;
  size_t piece = 1000;
  // How many pieces were taken, of all downloads together, and how many
  // downloads are over.
  std::atomic<int> pieces{0};
  std::atomic<int> downloads{0};

  template <class Request, class Response>
  using Method = FakeMethod<Request, Response>;
  Method<webinars::v1::GetWebinarRequest, webinars::v1::Webinar> get;
  Method<webinars::v1::CreateWebinarRequest, webinars::v1::Webinar> create;
  Method<webinars::v1::UpdateWebinarRequest, webinars::v1::Webinar> update;
  Method<webinars::v1::PublishWebinarRequest, webinars::v1::Webinar> publish;
  Method<webinars::v1::WithdrawWebinarRequest, webinars::v1::Webinar> withdraw;
  Method<webinars::v1::AppendUploadRequest, webinars::v1::Upload> append;
  Method<webinars::v1::GetUploadRequest, webinars::v1::Upload> get_upload;
  Method<webinars::v1::FinishUploadRequest, webinars::v1::File> finish;
  Method<webinars::v1::CountViewsRequest, webinars::v1::CountViewsResponse>
      count_views;
  Method<webinars::v1::ListViewCountsRequest,
         webinars::v1::ListViewCountsResponse>
      list_views;

  grpc::Status GetWebinar(grpc::ServerContext* context,
                          const webinars::v1::GetWebinarRequest* request,
                          webinars::v1::Webinar* response) override {
    return get.Handle(*context, *request, response);
  }
  grpc::Status CreateWebinar(grpc::ServerContext* context,
                             const webinars::v1::CreateWebinarRequest* request,
                             webinars::v1::Webinar* response) override {
    return create.Handle(*context, *request, response);
  }
  grpc::Status UpdateWebinar(grpc::ServerContext* context,
                             const webinars::v1::UpdateWebinarRequest* request,
                             webinars::v1::Webinar* response) override {
    return update.Handle(*context, *request, response);
  }
  grpc::Status PublishWebinar(
      grpc::ServerContext* context,
      const webinars::v1::PublishWebinarRequest* request,
      webinars::v1::Webinar* response) override {
    return publish.Handle(*context, *request, response);
  }
  grpc::Status WithdrawWebinar(
      grpc::ServerContext* context,
      const webinars::v1::WithdrawWebinarRequest* request,
      webinars::v1::Webinar* response) override {
    return withdraw.Handle(*context, *request, response);
  }
  grpc::Status AppendUpload(grpc::ServerContext* context,
                            const webinars::v1::AppendUploadRequest* request,
                            webinars::v1::Upload* response) override {
    return append.Handle(*context, *request, response);
  }
  grpc::Status GetUpload(grpc::ServerContext* context,
                         const webinars::v1::GetUploadRequest* request,
                         webinars::v1::Upload* response) override {
    return get_upload.Handle(*context, *request, response);
  }
  grpc::Status FinishUpload(grpc::ServerContext* context,
                            const webinars::v1::FinishUploadRequest* request,
                            webinars::v1::File* response) override {
    return finish.Handle(*context, *request, response);
  }
  grpc::Status CountViews(grpc::ServerContext* context,
                          const webinars::v1::CountViewsRequest* request,
                          webinars::v1::CountViewsResponse* response) override {
    return count_views.Handle(*context, *request, response);
  }
  grpc::Status ListViewCounts(
      grpc::ServerContext* context,
      const webinars::v1::ListViewCountsRequest* request,
      webinars::v1::ListViewCountsResponse* response) override {
    return list_views.Handle(*context, *request, response);
  }

  grpc::Status ListWebinars(
      grpc::ServerContext* context,
      const webinars::v1::ListWebinarsRequest* request,
      webinars::v1::ListWebinarsResponse* response) override;
  grpc::Status DownloadFile(
      grpc::ServerContext* context,
      const webinars::v1::DownloadFileRequest* request,
      grpc::ServerWriter<webinars::v1::DownloadFileResponse>* writer) override;
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_FAKE_WEBINARS_H_
