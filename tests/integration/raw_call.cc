#include "tests/integration/raw_call.h"

#include <vector>

#include "absl/strings/match.h"
#include "common/rpc/status.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

// The sub-messages or texts with this number in a message of any type.
std::vector<std::string> FieldsOf(const std::string& message, int number) {
  // What an empty message does not know is all there is.
  google::protobuf::Empty parsed;
  EXPECT_TRUE(parsed.ParseFromString(message));
  const UnknownFieldSet& fields =
      parsed.GetReflection()->GetUnknownFields(parsed);
  std::vector<std::string> found;
  for (int i = 0; i < fields.field_count(); ++i) {
    const UnknownField& field = fields.field(i);
    if (field.number() == number &&
        field.type() == UnknownField::TYPE_LENGTH_DELIMITED) {
      found.push_back(field.length_delimited());
    }
  }
  return found;
}

}  // namespace

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

std::set<std::string> AskServices(const rpc::Peer& peer) {
  constexpr char kPath[] =
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
  constexpr int kListServicesResponse = 6;
  // ServerReflectionRequest{list_services: "*"}
  const std::string request = "\x3a\x01*";
  grpc::ClientContext context;
  const absl::StatusOr<std::string> answer =
      CallRaw(context, peer, kPath, request);
  EXPECT_OK(answer.status());
  std::set<std::string> names;
  if (!answer.ok()) return names;
  for (const auto& list : FieldsOf(*answer, kListServicesResponse)) {
    for (const std::string& service : FieldsOf(list, 1)) {
      for (const std::string& name : FieldsOf(service, 1)) {
        if (!absl::StartsWith(name, "grpc.")) names.insert(name);
      }
    }
  }
  return names;
}

}  // namespace cwp
