#include "services/web/webinars_client.h"

#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/rpc/await_stream.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "grpcpp/channel.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::webinars::v1;

// Somebody on a slow line who watches to the end, with pauses; browsers ask
// again for the rest when it takes longer.
constexpr absl::Duration kDownloadTime = absl::Hours(2);

using Stream = rpc::ReadStream<v1::DownloadFileResponse>;
using Message = absl::StatusOr<std::optional<v1::DownloadFileResponse>>;

class StreamedDownload final : public Download {
 public:
  explicit StreamedDownload(Stream stream) : stream_(std::move(stream)) {}

  boost::asio::awaitable<absl::StatusOr<int64_t>> Begin() override {
    Message message = co_await stream_.Next();
    if (!message.ok()) co_return message.status();
    if (!message->has_value()) {
      co_return MakeError(absl::StatusCode::kDataLoss, "FILE_NOT_FOUND",
                          "webinars sent nothing of the file");
    }
    first_ = std::move(*(*message)->mutable_data());
    co_return (*message)->file().size_bytes();
  }

  boost::asio::awaitable<absl::StatusOr<std::string>> Next() override {
    if (!first_.empty()) co_return std::exchange(first_, "");
    while (true) {
      Message message = co_await stream_.Next();
      if (!message.ok()) co_return message.status();
      if (!message->has_value()) co_return std::string();
      // An empty piece would be taken for the end.
      std::string data = std::move(*(*message)->mutable_data());
      if (!data.empty()) co_return data;
    }
  }

  void Stop() override { stream_.Cancel(); }

 private:
  std::string first_;
  Stream stream_;
};

}  // namespace

struct WebinarsClient::Stub {
  std::unique_ptr<v1::WebinarsService::Stub> service;
};

WebinarsClient::WebinarsClient(const rpc::Peer& webinars, const Clock& clock)
    : peer_(webinars),
      clock_(clock),
      stub_(std::make_unique<Stub>(
          Stub{v1::WebinarsService::NewStub(webinars.channel())})) {}

WebinarsClient::~WebinarsClient() = default;

std::shared_ptr<Download> WebinarsClient::Open(const rpc::Caller& caller,
                                               const std::string& hash,
                                               int64_t first, int64_t size) {
  v1::DownloadFileRequest request;
  request.set_hash(hash);
  request.set_offset(first);
  request.set_length(size);
  return std::make_shared<StreamedDownload>(
      Stream(peer_, caller, clock_.Now() + kDownloadTime, std::move(request),
             [this](auto* context, auto* sent, auto* reactor) {
               stub_->service->async()->DownloadFile(context, sent, reactor);
             }));
}

}  // namespace cwp::web
