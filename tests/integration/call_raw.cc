#include "tests/integration/call_raw.h"

#include "common/rpc/status.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"

namespace cwp {

absl::StatusOr<std::string> CallRaw(grpc::ClientContext& context,
                                    const rpc::Peer& peer,
                                    const std::string& path,
                                    const std::string& request) {
  grpc::GenericStub stub(peer.channel());
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  const auto call = stub.PrepareCall(&context, path, &queue);
  call->StartCall(nullptr);
  queue.Next(&tag, &ok);
  const grpc::Slice slice(request);
  call->WriteLast(grpc::ByteBuffer(&slice, 1), {}, nullptr);
  queue.Next(&tag, &ok);
  grpc::ByteBuffer answer;
  call->Read(&answer, nullptr);
  queue.Next(&tag, &ok);
  const bool answered = ok;
  // The status comes after all answers.
  grpc::ByteBuffer rest;
  while (ok) {
    call->Read(&rest, nullptr);
    queue.Next(&tag, &ok);
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  if (!answered) return absl::InternalError("there was no answer");
  grpc::Slice whole;
  if (!answer.DumpToSingleSlice(&whole).ok()) {
    return absl::InternalError("the answer cannot be read");
  }
  return std::string(whole.begin(), whole.end());
}

}  // namespace cwp
