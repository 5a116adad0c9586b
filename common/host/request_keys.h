#ifndef CWP_COMMON_HOST_REQUEST_KEYS_H_
#define CWP_COMMON_HOST_REQUEST_KEYS_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/crypto/key.h"
#include "common/db/requests.h"
#include "common/rpc/caller.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace cwp::host {

// Makes of request ids what the database remembers: keyed hashes, which give
// away neither who asked nor what for. Safe to use from several threads at
// once.
class RequestKeys {
 public:
  // `key` is the service's own; `purpose` sets these hashes apart from others
  // made with it, and never changes.
  RequestKeys(const crypto::Key& key, absl::string_view purpose);

  // For a call of `method`; `content` is the request without its id. Nothing
  // when the caller gave no id.
  std::optional<db::RequestKey> Make(
      const rpc::Caller& caller, absl::string_view method,
      absl::string_view request_id,
      const google::protobuf::Message& content) const;

 private:
  const crypto::Key key_;
};

}  // namespace cwp::host

#endif  // CWP_COMMON_HOST_REQUEST_KEYS_H_
