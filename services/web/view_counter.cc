#include "services/web/view_counter.h"

#include <cstddef>
#include <utility>

#include "absl/strings/match.h"
#include "absl/time/civil_time.h"
#include "common/base/error.h"
#include "common/crypto/random.h"
#include "common/rpc/status.h"
#include "common/telemetry/log.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace cwp::web {
namespace {

namespace webinars = ::cwp::webinars::v1;

constexpr absl::Duration kEvery = absl::Minutes(1);
constexpr absl::Duration kPatience = absl::Seconds(10);
// The last words of a process that stops.
constexpr absl::Duration kLastPatience = absl::Seconds(2);
// As webinars takes them.
constexpr size_t kMostAtOnce = 1000;
// Files on days while webinars cannot be reached; more are not counted.
constexpr size_t kMostWaiting = 10'000;

// Some browsers ask for the first two bytes to see whether ranges are given.
constexpr absl::string_view kProbe = "bytes 0-1/";

}  // namespace

ViewCounter::ViewCounter(const Options& options)
    : options_(options),
      meter_(options.metrics, "view_counter"),
      thread_([this] { Run(); }) {}

ViewCounter::~ViewCounter() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
}

void ViewCounter::Count(int64_t webinar_id, absl::string_view file_hash) {
  const absl::CivilDay today =
      absl::ToCivilDay(options_.clock->Now(), options_.zone);
  Key key(webinar_id, std::string(file_hash), absl::FormatCivilTime(today));
  MutexLock lock(mu_);
  const auto found = counts_.find(key);
  if (found != counts_.end()) {
    ++found->second;
  } else if (counts_.size() < kMostWaiting) {
    counts_.emplace(std::move(key), 1);
  }
}

void ViewCounter::Run() {
  while (true) {
    bool last = false;
    {
      MutexLock lock(mu_);
      if (!stopping_) wake_.WaitFor(mu_, kEvery);
      last = stopping_;
    }
    const absl::Status status = Flush();
    meter_.Count(status);
    if (!status.ok()) {
      Log(LogLevel::kWarning, "views_not_counted",
          {{"reason", ReasonOf(status)}});
    }
    if (last) return;
  }
}

// Takes over what was counted, up to what can be told at once.
void ViewCounter::FillBatch() {
  batch_.Clear();
  MutexLock lock(mu_);
  while (!counts_.empty() &&
         batch_.counts_size() < static_cast<int>(kMostAtOnce)) {
    const auto first = counts_.begin();
    webinars::ViewCount& count = *batch_.add_counts();
    count.set_webinar_id(std::get<0>(first->first));
    count.set_file_hash(std::get<1>(first->first));
    count.set_day(std::get<2>(first->first));
    count.set_count(first->second);
    counts_.erase(first);
  }
  batch_.set_request_id(crypto::RandomToken());
}

absl::Status ViewCounter::Flush() {
  MutexLock telling(telling_);
  const auto stub =
      webinars::WebinarsService::NewStub(options_.webinars->channel());
  while (true) {
    if (batch_.counts().empty()) FillBatch();
    if (batch_.counts().empty()) return absl::OkStatus();
    bool last = false;
    {
      MutexLock lock(mu_);
      last = stopping_;
    }
    grpc::ClientContext context;
    options_.webinars->Prepare(
        context, rpc::ServiceCaller(),
        options_.clock->Now() + (last ? kLastPatience : kPatience));
    webinars::CountViewsResponse response;
    const absl::Status status =
        rpc::FromGrpcStatus(stub->CountViews(&context, batch_, &response));
    // What webinars will never take must not stand in the way of the rest.
    if (status.ok() || absl::IsInvalidArgument(status)) batch_.Clear();
    if (!status.ok()) return status;
  }
}

bool BeginsFile(const http::Request& request, const http::Response& response) {
  if (request.method() != "GET") return false;
  if (response.code == 200) return true;
  const absl::string_view range = response.Header("Content-Range");
  return response.code == 206 && absl::StartsWith(range, "bytes 0-") &&
         !absl::StartsWith(range, kProbe);
}

}  // namespace cwp::web
