#include "tests/bench/load.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace cwp::bench {
namespace {

using Stub = registration::v1::RegistrationService::Stub;

constexpr absl::Duration kTimeout = absl::Seconds(20);
constexpr absl::Duration kWarmUp = absl::Milliseconds(500);

// Keeps a number of calls under way until it is told to stop.
class Presser {
 public:
  Presser(const LoadOptions& options, const rpc::CallerSigner& signer,
          const MakeRequest& make, const Expectation& expected)
      : make_(make), expected_(expected) {
    for (int i = 0; i < options.connections; ++i) {
      peers_.push_back(std::make_unique<rpc::Peer>(
          "registration", options.address, signer, clock_));
      stubs_.push_back(registration::v1::RegistrationService::NewStub(
          peers_.back()->channel()));
    }
  }

  void Begin(int in_flight) {
    open_ = in_flight;
    for (int i = 0; i < in_flight; ++i) StartOne();
  }

  // From here on answers count.
  void Count() {
    MutexLock lock(mu_);
    counting_ = true;
  }

  // Waits until the last call has ended.
  LoadResult End(absl::Duration length) {
    stopping_ = true;
    MutexLock lock(mu_);
    while (open_ > 0) done_.Wait(mu_);
    result_.answers = static_cast<int64_t>(times_.size());
    result_.per_second =
        static_cast<double>(counted_) / absl::ToDoubleSeconds(length);
    std::sort(times_.begin(), times_.end());
    result_.p50 = Percentile(0.50);
    result_.p99 = Percentile(0.99);
    return result_;
  }

  // How many answers counted so far.
  void Freeze() {
    MutexLock lock(mu_);
    counted_ = static_cast<int64_t>(times_.size());
    counting_ = false;
  }

 private:
  struct Call {
    grpc::ClientContext context;
    registration::v1::CreateBookingRequest request;
    registration::v1::Booking response;
    absl::Time start;
  };

  void StartOne() {
    const int64_t number = next_.fetch_add(1);
    auto call = std::make_shared<Call>();
    call->request = make_(number);
    call->start = absl::Now();
    const size_t at = number % peers_.size();
    peers_[at]->Prepare(call->context, caller_, clock_.Now() + kTimeout);
    stubs_[at]->async()->CreateBooking(
        &call->context, &call->request, &call->response,
        [this, call](const grpc::Status& status) {
          Finish(*call, rpc::FromGrpcStatus(status));
        });
  }

  void Finish(const Call& call, const absl::Status& status) {
    const bool expected = ReasonOf(status) == expected_.reason &&
                          status.ok() == expected_.reason.empty();
    {
      MutexLock lock(mu_);
      if (counting_) times_.push_back(absl::Now() - call.start);
      if (!expected) {
        ++result_.errors;
        if (result_.first_error.empty()) {
          result_.first_error = std::string(status.ToString());
        }
      }
      if (stopping_) {
        --open_;
        done_.NotifyAll();
        return;
      }
    }
    StartOne();
  }

  absl::Duration Percentile(double share) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    if (times_.empty()) return absl::ZeroDuration();
    return times_[static_cast<size_t>(share * (times_.size() - 1))];
  }

  const SystemClock clock_;
  const MakeRequest make_;
  const Expectation expected_;
  const rpc::Caller caller_ = {.kind = rpc::CallerKind::kPublic};
  std::vector<std::unique_ptr<rpc::Peer>> peers_;
  std::vector<std::unique_ptr<Stub>> stubs_;
  std::atomic<int64_t> next_ = 0;
  std::atomic<bool> stopping_ = false;
  Mutex mu_;
  CondVar done_;
  bool counting_ ABSL_GUARDED_BY(mu_) = false;
  int open_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t counted_ ABSL_GUARDED_BY(mu_) = 0;
  std::vector<absl::Duration> times_ ABSL_GUARDED_BY(mu_);
  LoadResult result_ ABSL_GUARDED_BY(mu_);
};

}  // namespace

LoadResult PressCreateBooking(const LoadOptions& options,
                              const rpc::CallerSigner& signer,
                              const MakeRequest& make,
                              const Expectation& expected) {
  // Lives as long as the process, which is one round's: the last callbacks are
  // still on their way out when the last call has been counted.
  auto* const presser = new Presser(options, signer, make, expected);
  presser->Begin(options.in_flight);
  absl::SleepFor(kWarmUp);
  presser->Count();
  const absl::Time start = absl::Now();
  absl::SleepFor(options.length);
  presser->Freeze();
  const absl::Duration length = absl::Now() - start;
  return presser->End(length);
}

}  // namespace cwp::bench
