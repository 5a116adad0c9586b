#include "common/organisation/fetch.h"

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "cwp/scheduling/v1/organisation_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace cwp::organisation {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(10);

}  // namespace

absl::StatusOr<scheduling::v1::Organisation> Fetch(rpc::Peer& scheduling_peer,
                                                   const Clock& clock,
                                                   rpc::Canceller& canceller) {
  const auto stub =
      scheduling::v1::OrganisationService::NewStub(scheduling_peer.channel());
  grpc::ClientContext context;
  const rpc::Canceller::Scope scope(canceller, context);
  scheduling_peer.Prepare(context, rpc::ServiceCaller(),
                          clock.Now() + kTimeout);
  scheduling::v1::Organisation organisation;
  RETURN_IF_ERROR(rpc::FromGrpcStatus(stub->GetOrganisation(
      &context, scheduling::v1::GetOrganisationRequest(), &organisation)));
  return organisation;
}

}  // namespace cwp::organisation
