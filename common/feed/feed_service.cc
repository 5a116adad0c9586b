#include "common/feed/feed_service.h"

#include <utility>

#include "absl/status/statusor.h"
#include "common/base/error.h"
#include "common/feed/log.h"
#include "common/feed/watcher.h"
#include "common/rpc/stream_pump.h"
#include "cwp/feed/v1/feed_service.grpc.pb.h"

namespace cwp::feed {

rpc::AccessTable FeedAccess(const std::vector<std::string>& followers) {
  // The operator recounts what services build on.
  rpc::MethodAccess watch{.method = "Watch",
                          .allowed = {{"cwpctl", rpc::CallerKind::kOperator}}};
  for (const std::string& follower : followers) {
    watch.allowed.push_back({follower, rpc::CallerKind::kService});
  }
  return {watch};
}

// Reads pages for watchers.
class FeedService::Reader {
 public:
  explicit Reader(const Options& options) : options_(options) {}

  void BeginRound() { head_ = HeadRevision(); }

  // Sends what is new. Ends those who ask for what cannot be had; anything else
  // may pass.
  absl::Status Serve(Watcher& watcher) const {
    const bool due = watcher.IdleFor(options_.progress_interval);
    if (!due && watcher.position().revision >= head_) return absl::OkStatus();
    const absl::StatusOr<Page> page = Read(watcher);
    if (absl::IsOutOfRange(page.status())) return page.status();
    if (page.ok() && (due || !page->entries.empty())) watcher.Send(*page);
    return absl::OkStatus();
  }

 private:
  // Where the feed ends; -1 when the database does not say.
  int64_t HeadRevision() const {
    int64_t head = -1;
    const absl::Status status =
        options_.database->Read([&](db::Transaction& tx) -> absl::Status {
          absl::StatusOr<Position> read = ReadHead(tx);
          if (read.ok()) head = read->revision;
          return read.status();
        });
    return status.ok() ? head : -1;
  }

  absl::StatusOr<Page> Read(const Watcher& watcher) const {
    absl::StatusOr<Page> page;
    const absl::Status status =
        options_.database->Read([&](db::Transaction& tx) {
          page = watcher.greeted()
                     ? ReadOn(tx, watcher.position().revision,
                              options_.page_entries, options_.page_bytes)
                     : ReadAfter(tx, watcher.position(), options_.page_entries,
                                 options_.page_bytes);
          return page.status();
        });
    if (!status.ok()) return status;
    return page;
  }

  const Options options_;
  int64_t head_ = -1;
};

class FeedService::Pump final : public rpc::StreamPump<Watcher, Reader> {
 public:
  explicit Pump(const FeedService::Options& options)
      : StreamPump({.bell = options.bell,
                    .interval = options.poll_interval,
                    .name = "feed_pump",
                    .metrics = options.metrics},
                   Reader(options)) {}
};

class FeedService::Impl final : public v1::FeedService::CallbackService {
 public:
  Impl(rpc::Gate& gate, Pump& pump) : gate_(gate), pump_(pump) {}

  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(
      grpc::CallbackServerContext* context,
      const v1::WatchRequest* request) override {
    auto* watcher = new Watcher(
        pump_.streams(), Position{.revision = request->after().revision(),
                                  .hash = request->after().hash()});
    rpc::CallPtr call = gate_.Admit(
        *context, "Watch",
        [watcher](const grpc::Status& status) { watcher->Finish(status); });
    if (call == nullptr) return watcher;
    watcher->Adopt(std::move(call));
    if (request->after().revision() < 0) {
      watcher->End(InvalidArgument("FIELD_INVALID", "after.revision is below 0",
                                   {{"field", "after.revision"}}));
    } else {
      pump_.Add(watcher);
    }
    return watcher;
  }

 private:
  rpc::Gate& gate_;
  Pump& pump_;
};

FeedService::FeedService(Options options)
    : pump_(std::make_unique<Pump>(options)),
      impl_(std::make_unique<Impl>(*options.gate, *pump_)) {}

FeedService::~FeedService() {
  Stop();
  pump_ = nullptr;
}

void FeedService::Stop() { pump_->Stop(); }

grpc::Service* FeedService::grpc_service() { return impl_.get(); }

}  // namespace cwp::feed
