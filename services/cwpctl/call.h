#ifndef CWP_SERVICES_CWPCTL_CALL_H_
#define CWP_SERVICES_CWPCTL_CALL_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/cwpctl/connections.h"

namespace cwp::ctl {

// Makes one call and waits for its answer. For the clients' .cc files alone:
// it brings gRPC's headers along.
template <class Stub, class Request, class Response>
absl::StatusOr<Response> Call(Connections& connections,
                              absl::string_view service,
                              grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                           const Request&,
                                                           Response*),
                              const Request& request) {
  ASSIGN_OR_RETURN(const rpc::Peer* peer, connections.To(service));
  Stub stub(peer->channel());
  grpc::ClientContext context;
  connections.Prepare(*peer, context);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return connections.ErrorOf(*peer, status);
  return response;
}

// The same for a write that carries a request id, and is given one when it has
// none: so a call that is made again within its deadline has one effect.
template <class Stub, class Request, class Response>
absl::StatusOr<Response> Write(
    Connections& connections, absl::string_view service,
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                 Response*),
    Request request) {
  if (request.request_id().empty()) {
    request.set_request_id(Connections::NewRequestId());
  }
  return Call(connections, service, method, request);
}

// Reads all pages of a list into one answer. `items` names the repeated field:
// &ListWorkshopsResponse::mutable_workshops.
template <class Stub, class Request, class Response, class Items>
absl::StatusOr<Response> ListAll(
    Connections& connections, absl::string_view service,
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                 Response*),
    Request request, Items* (Response::*items)()) {
  request.set_page_size(200);
  ASSIGN_OR_RETURN(Response all, Call(connections, service, method, request));
  while (!all.next_page_token().empty()) {
    request.set_page_token(all.next_page_token());
    ASSIGN_OR_RETURN(Response page,
                     Call(connections, service, method, request));
    all.set_next_page_token(page.next_page_token());
    (all.*items)()->MergeFrom(*(page.*items)());
  }
  return all;
}

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_CALL_H_
