#include "common/feed/feed_service.h"

#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/feed/log.h"
#include "common/feed/watcher.h"
#include "cwp/feed/v1/feed_service.grpc.pb.h"

namespace cwp::feed {
namespace {

absl::Status ShuttingDown() {
  return Unavailable("SHUTTING_DOWN", "the service is stopping");
}

}  // namespace

rpc::AccessTable FeedAccess(const std::vector<std::string>& followers) {
  // The operator recounts what services build on.
  rpc::MethodAccess watch{.method = "Watch",
                          .allowed = {{"cwpctl", rpc::CallerKind::kOperator}}};
  for (const std::string& follower : followers) {
    watch.allowed.push_back({follower, rpc::CallerKind::kService});
  }
  return {watch};
}

// The thread that serves all watchers.
class FeedService::Pump {
 public:
  explicit Pump(const Options& options) : options_(options) {
    streams_.wake = [bell = options.bell] { bell->Ring(); };
    thread_ = std::thread([this] { Run(); });
  }

  ~Pump() {
    Stop();
    thread_.join();
    streams_.AwaitClosed();
  }

  void Stop() {
    {
      MutexLock lock(mu_);
      stopping_ = true;
    }
    options_.bell->Ring();
  }

  // Takes over a watcher, or ends it at once when stopping.
  void Add(Watcher* watcher) {
    {
      MutexLock lock(mu_);
      if (!stopping_) {
        arrived_.push_back(watcher);
        watcher = nullptr;
      }
    }
    if (watcher != nullptr) watcher->End(ShuttingDown());
    options_.bell->Ring();
  }

  rpc::PushedStreams& streams() { return streams_; }

 private:
  void Run() {
    int64_t heard = 0;
    while (true) {
      const bool stopping = TakeArrivals();
      if (stopping) break;
      ServeAll();
      // A page that has left rings the bell too.
      heard = options_.bell->Wait(heard, options_.poll_interval);
    }
    for (Watcher* watcher : watchers_) watcher->End(ShuttingDown());
  }

  // Whether the pump is to stop; it has everyone by then.
  bool TakeArrivals() {
    MutexLock lock(mu_);
    watchers_.insert(watchers_.end(), arrived_.begin(), arrived_.end());
    arrived_.clear();
    return stopping_;
  }

  // Gives every watcher that can take one its next page.
  void ServeAll() {
    std::vector<Watcher*> stay;
    stay.reserve(watchers_.size());
    const int64_t head = HeadRevision();
    for (Watcher* watcher : watchers_) {
      if (watcher->cancelled()) {
        watcher->End(absl::CancelledError());
        continue;
      }
      if (!watcher->ready() || Serve(*watcher, head)) stay.push_back(watcher);
    }
    watchers_ = std::move(stay);
  }

  // Where the feed ends; -1 when the database does not say.
  int64_t HeadRevision() {
    if (watchers_.empty()) return 0;
    int64_t head = -1;
    const absl::Status status =
        options_.database->Read([&](db::Transaction& tx) -> absl::Status {
          absl::StatusOr<Position> read = ReadHead(tx);
          if (read.ok()) head = read->revision;
          return read.status();
        });
    return status.ok() ? head : -1;
  }

  // Sends what is new; false when the watcher had to be dismissed.
  bool Serve(Watcher& watcher, int64_t head) {
    const absl::Time now = absl::Now();
    const bool due = now - watcher.last_sent() >= options_.progress_interval;
    if (watcher.greeted() && !due && watcher.position().revision >= head) {
      return true;
    }
    absl::StatusOr<Page> page = Read(watcher);
    if (page.ok()) {
      if (!page->entries.empty() || due) watcher.Send(*page, now);
      return true;
    }
    // What the client asked for cannot be had; anything else may pass.
    if (!absl::IsOutOfRange(page.status())) return true;
    watcher.End(page.status());
    return false;
  }

  absl::StatusOr<Page> Read(const Watcher& watcher) {
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
  rpc::PushedStreams streams_;
  Mutex mu_;
  std::vector<Watcher*> arrived_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<Watcher*> watchers_;  // Used by the thread alone.
  std::thread thread_;
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
    if (call != nullptr) {
      watcher->Adopt(std::move(call));
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
