#include "common/host/request_keys.h"

#include <vector>

#include "common/crypto/hash.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/message.h"

namespace cwp::host {
namespace {

std::string SerializeAlike(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace

RequestKeys::RequestKeys(const crypto::Key& key, absl::string_view purpose)
    : key_(key.Derive(purpose)) {}

std::optional<db::RequestKey> RequestKeys::Make(
    const rpc::Caller& caller, absl::string_view method,
    absl::string_view request_id,
    const google::protobuf::Message& content) const {
  if (request_id.empty()) return std::nullopt;
  const std::vector<absl::string_view> who = {caller.service,
                                              rpc::KindName(caller.kind),
                                              caller.id, method, request_id};
  return db::RequestKey{.key = crypto::KeyedHash(key_, who),
                        .fingerprint = crypto::KeyedHash(
                            key_, {method, SerializeAlike(content)})};
}

}  // namespace cwp::host
