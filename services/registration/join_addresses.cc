#include "services/registration/join_addresses.h"

#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "common/telemetry/log.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/registration/session_store.h"

namespace cwp::registration {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(5);
constexpr absl::Duration kRetry = absl::Seconds(2);

}  // namespace

JoinAddresses::JoinAddresses(db::Database& database, rpc::Peer& scheduling,
                             const Vault& vault, const Clock& clock)
    : database_(database),
      scheduling_(scheduling),
      vault_(vault),
      clock_(clock),
      thread_([this] { Run(); }) {}

JoinAddresses::~JoinAddresses() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
}

void JoinAddresses::Wake() {
  MutexLock lock(mu_);
  woken_ = true;
  wake_.NotifyAll();
}

void JoinAddresses::Run() {
  while (true) {
    {
      MutexLock lock(mu_);
      if (!woken_ && !stopping_) wake_.WaitFor(mu_, kRetry);
      if (stopping_) return;
      woken_ = false;
    }
    const absl::Status status = FetchAll();
    if (!status.ok()) {
      Log(LogLevel::kWarning, "join_address_not_fetched",
          {{"reason", ReasonOf(status)}});
    }
  }
}

// Fetches what is wanted; one session's failure does not hold up the others.
absl::Status JoinAddresses::FetchAll() {
  absl::Status status;
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(database_.Read([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(ids, FindSessionsWithoutAddress(tx));
    return absl::OkStatus();
  }));
  for (const int64_t id : ids) status.Update(FetchOne(id));
  return status;
}

absl::Status JoinAddresses::FetchOne(int64_t session_id) {
  namespace scheduling = ::cwp::scheduling::v1;
  const auto stub =
      scheduling::SchedulingService::NewStub(scheduling_.channel());
  grpc::ClientContext context;
  scheduling_.Prepare(context, rpc::ServiceCaller(), clock_.Now() + kTimeout);
  scheduling::GetJoinAddressRequest request;
  request.set_session_id(session_id);
  scheduling::JoinAddress address;
  RETURN_IF_ERROR(
      rpc::FromGrpcStatus(stub->GetJoinAddress(&context, request, &address)));
  const std::string sealed =
      address.uri().empty() ? ""
                            : vault_.SealJoinUri(session_id, address.uri());
  return database_.Write([&](db::Transaction& tx) {
    return SaveJoinUri(tx, session_id, address.version(), sealed).status();
  });
}

}  // namespace cwp::registration
