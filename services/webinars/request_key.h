#ifndef CWP_SERVICES_WEBINARS_REQUEST_KEY_H_
#define CWP_SERVICES_WEBINARS_REQUEST_KEY_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/crypto/key.h"
#include "common/db/requests.h"
#include "common/rpc/caller.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace cwp::webinars {

// Makes of request ids what the database remembers: keyed hashes. Safe to use
// from several threads at once.
class RequestKeys {
 public:
  // `key` is the service's own.
  explicit RequestKeys(const crypto::Key& key);

  // For a call of `method`; `content` is the request without its id. Nothing
  // when the caller gave no id.
  std::optional<db::RequestKey> Make(
      const rpc::Caller& caller, absl::string_view method,
      absl::string_view request_id,
      const google::protobuf::Message& content) const;

 private:
  const crypto::Key key_;
};

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_REQUEST_KEY_H_
