#include "common/rpc/server.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/rpc/library.h"
#include "common/rpc/status.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/health_check_service_interface.h"

namespace cwp::rpc {
namespace {

// Larger messages than this are refused by gRPC itself; files travel in pieces.
constexpr int kMaxMessageBytes = 1 << 20;

// gRPC answers a request that it cannot parse as if there were no such method,
// with no word of why, and never tells the handler. All other answers that are
// sent from here have a message.
class UnreadableRequest final : public grpc::experimental::Interceptor {
 public:
  void Intercept(grpc::experimental::InterceptorBatchMethods* batch) override {
    if (batch->QueryInterceptionHookPoint(
            grpc::experimental::InterceptionHookPoints::PRE_SEND_STATUS)) {
      const grpc::Status status = batch->GetSendStatus();
      if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED &&
          status.error_message().empty()) {
        batch->ModifySendStatus(ToGrpcStatus(RequestUnreadable()));
      }
    }
    batch->Proceed();
  }
};

using InterceptorFactory =
    grpc::experimental::ServerInterceptorFactoryInterface;

class UnreadableRequests final : public InterceptorFactory {
 public:
  // Other types read their requests themselves; a method that does not exist
  // comes as BIDI_STREAMING.
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* call) override {
    using Type = grpc::experimental::ServerRpcInfo::Type;
    if (call->type() != Type::UNARY && call->type() != Type::SERVER_STREAMING) {
      return nullptr;
    }
    return new UnreadableRequest();
  }
};

std::vector<std::unique_ptr<InterceptorFactory>> Interceptors() {
  std::vector<std::unique_ptr<InterceptorFactory>> interceptors;
  interceptors.push_back(std::make_unique<UnreadableRequests>());
  return interceptors;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const Options& options, const std::vector<grpc::Service*>& services) {
  KeepLibrary();
  grpc::EnableDefaultHealthCheckService(true);
  if (options.reflection) {
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  }
  std::unique_ptr<Server> result(new Server);
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options.listen, grpc::InsecureServerCredentials(),
                           &result->port_);
  // A second process on the same port must fail, not share it.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.experimental().SetInterceptorCreators(Interceptors());
  for (grpc::Service* service : services) builder.RegisterService(service);
  result->server_ = builder.BuildAndStart();
  if (result->server_ == nullptr) {
    return Unavailable("LISTEN_FAILED",
                       absl::StrCat("cannot listen on ", options.listen),
                       {{"address", options.listen}});
  }
  return result;
}

Server::~Server() { Drain(absl::ZeroDuration()); }

void Server::Drain(absl::Duration patience) {
  if (server_ == nullptr) return;
  server_->GetHealthCheckService()->SetServingStatus(false);
  server_->Shutdown(absl::ToChronoTime(absl::Now() + patience));
  server_->Wait();
  server_ = nullptr;
}

}  // namespace cwp::rpc
