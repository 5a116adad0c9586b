#include "services/cwpctl/connections.h"

#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/key_file.h"
#include "common/crypto/random.h"
#include "common/rpc/status.h"
#include "grpcpp/client_context.h"
#include "services/cwpctl/failure.h"

namespace cwp::ctl {
namespace {

// For streams, whose length is that of a file.
constexpr absl::Duration kLong = absl::Hours(1);

rpc::Caller Operator() {
  rpc::Caller caller;
  caller.kind = rpc::CallerKind::kOperator;
  caller.id = absl::StrCat("uid-", getuid());
  return caller;
}

}  // namespace

Connections::Connections(const Settings& settings, const Clock& clock)
    : settings_(settings), clock_(clock) {}

absl::Status Connections::LoadKey() {
  if (key_.has_value()) return absl::OkStatus();
  if (settings_.key_file.empty()) {
    return InvalidArgument(
        "CONFIG_INVALID",
        absl::StrCat("no key file is known: ", settings_.data,
                     "/config/cwpctl.conf cannot be read; give the "
                     "installation's data folder with --data"));
  }
  ASSIGN_OR_RETURN(key_, crypto::ReadKeyFile(settings_.key_file));
  signer_.emplace("cwpctl", *key_);
  return absl::OkStatus();
}

absl::StatusOr<const rpc::Peer*> Connections::To(absl::string_view service) {
  if (const auto found = peers_.find(service); found != peers_.end()) {
    return found->second.get();
  }
  RETURN_IF_ERROR(LoadKey());
  const auto address = settings_.addresses.find(std::string(service));
  if (address == settings_.addresses.end() || address->second.empty()) {
    return InvalidArgument(
        "CONFIG_INVALID",
        absl::StrCat("the address of ", service, " is not known: give --",
                     service, ", or the data folder with --data"),
        {{"key", std::string(service)}});
  }
  auto& peer = peers_[std::string(service)];
  peer =
      std::make_unique<rpc::Peer>(service, address->second, *signer_, clock_);
  return peer.get();
}

void Connections::Prepare(const rpc::Peer& peer,
                          grpc::ClientContext& context) const {
  peer.Prepare(context, Operator(),
               clock_.Now() + absl::Seconds(settings_.timeout_seconds));
}

void Connections::PrepareLong(const rpc::Peer& peer,
                              grpc::ClientContext& context) const {
  peer.Prepare(context, Operator(), clock_.Now() + kLong);
}

absl::Status Connections::ErrorOf(const rpc::Peer& peer,
                                  const grpc::Status& status) const {
  const absl::Status error = rpc::FromGrpcStatus(status);
  const std::string reason = ReasonOf(error);
  if (reason != "SERVICE_UNAVAILABLE" && reason != "DEADLINE_EXCEEDED") {
    return error;
  }
  const auto address = settings_.addresses.find(peer.service());
  return Explain(error, absl::StrCat(peer.service(), " at ", address->second,
                                     " did not answer; is it running?"));
}

std::string Connections::NewRequestId() {
  return absl::StrCat("cwpctl-", crypto::RandomToken());
}

absl::StatusOr<std::string> Connections::RequestIdFor(
    absl::Span<const absl::string_view> parts) {
  RETURN_IF_ERROR(LoadKey());
  return absl::StrCat("cwpctl-",
                      crypto::ToBase64Url(crypto::KeyedHash(
                          key_->Derive("request ids of cwpctl"), parts)));
}

}  // namespace cwp::ctl
