#include "services/registration/join_addresses.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/random/random.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/steady_time.h"
#include "common/rpc/status.h"
#include "common/telemetry/log.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/registration/session_store.h"

namespace cwp::registration {

JoinAddresses::JoinAddresses(Options options)
    : options_(std::move(options)), thread_([this] { Run(); }) {}

JoinAddresses::~JoinAddresses() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  canceller_.Cancel();
  thread_.join();
}

void JoinAddresses::Wake() {
  MutexLock lock(mu_);
  woken_ = true;
  wake_.NotifyAll();
}

int64_t JoinAddresses::wanted() const {
  MutexLock lock(mu_);
  return wanted_;
}

void JoinAddresses::Run() {
  while (WaitForWork()) {
    const absl::Status status = FetchAll();
    if (!status.ok() && !canceller_.cancelled()) {
      Log(LogLevel::kWarning, "join_address_not_fetched",
          {{"reason", ReasonOf(status)},
           {"code", absl::StatusCodeToString(status.code())}});
    }
  }
}

// False when it is to stop.
bool JoinAddresses::WaitForWork() {
  MutexLock lock(mu_);
  if (!woken_ && !stopping_) wake_.WaitFor(mu_, options_.min_backoff);
  woken_ = false;
  return !stopping_;
}

bool JoinAddresses::IsInterrupted() const {
  MutexLock lock(mu_);
  return stopping_ || woken_;
}

// Fetches what is due; one session's failure does not hold up the others. When
// something new is wanted, that comes before the rest.
absl::Status JoinAddresses::FetchAll() {
  ASSIGN_OR_RETURN(const std::vector<int64_t> due, FindDue());
  absl::Status status;
  for (const int64_t id : due) {
    const absl::Status fetched = FetchOne(id);
    Note(id, fetched);
    status.Update(fetched);
    if (IsInterrupted()) break;
  }
  return status;
}

// The sessions to be fetched now: those that have failed least first, of these
// the newest.
absl::StatusOr<std::vector<int64_t>> JoinAddresses::FindDue() {
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(
      options_.database->Read([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(ids, FindSessionsWithoutAddress(tx));
        return absl::OkStatus();
      }));
  {
    MutexLock lock(mu_);
    wanted_ = static_cast<int64_t>(ids.size());
  }
  const absl::Time now = SteadyNow();
  absl::flat_hash_map<int64_t, Failures> still;
  std::vector<std::pair<int, int64_t>> due;
  for (const int64_t id : ids) {
    const auto failed = failures_.find(id);
    if (failed != failures_.end()) still.insert(*failed);
    const Failures failures =
        failed == failures_.end() ? Failures() : failed->second;
    if (failures.next_try <= now) due.emplace_back(failures.count, -id);
  }
  failures_ = std::move(still);
  std::sort(due.begin(), due.end());
  ids.clear();
  for (const auto& [count, minus_id] : due) ids.push_back(-minus_id);
  return ids;
}

void JoinAddresses::Note(int64_t session_id, const absl::Status& fetched) {
  if (fetched.ok()) {
    failures_.erase(session_id);
    return;
  }
  Failures& failures = failures_[session_id];
  absl::Duration backoff = options_.min_backoff;
  for (int i = 0; i < failures.count && backoff < options_.max_backoff; ++i) {
    backoff *= 2;
  }
  backoff = std::min(backoff, options_.max_backoff);
  absl::BitGen random;
  ++failures.count;
  failures.next_try = SteadyNow() + backoff * absl::Uniform(random, 0.5, 1.0);
}

absl::Status JoinAddresses::FetchOne(int64_t session_id) {
  namespace scheduling = ::cwp::scheduling::v1;
  const auto stub =
      scheduling::SchedulingService::NewStub(options_.scheduling->channel());
  grpc::ClientContext context;
  const rpc::Canceller::Scope scope(canceller_, context);
  options_.scheduling->Prepare(context, rpc::ServiceCaller(),
                               options_.clock->Now() + options_.timeout);
  scheduling::GetJoinAddressRequest request;
  request.set_session_id(session_id);
  scheduling::JoinAddress address;
  RETURN_IF_ERROR(
      rpc::FromGrpcStatus(stub->GetJoinAddress(&context, request, &address)));
  const std::string sealed =
      address.uri().empty()
          ? ""
          : options_.vault->SealJoinUri(session_id, address.uri());
  bool is_wanted = false;
  RETURN_IF_ERROR(
      options_.database->Write([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(
            is_wanted, SaveJoinUri(tx, session_id, address.version(), sealed));
        return absl::OkStatus();
      }));
  if (is_wanted) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAborted, "JOIN_ADDRESS_MOVED",
                   "scheduling's feed has not caught up with the address");
}

}  // namespace cwp::registration
