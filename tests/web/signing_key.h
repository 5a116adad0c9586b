#ifndef CWP_TESTS_WEB_SIGNING_KEY_H_
#define CWP_TESTS_WEB_SIGNING_KEY_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "boost/json.hpp"

namespace cwp::web {

// A key that an identity provider of the tests signs with.
class SigningKey {
 public:
  // `algorithm` is `RS256` or `ES256`. Keys of RSA are made once for each id,
  // since that takes its time.
  SigningKey(std::string id, std::string algorithm);

  const std::string& id() const { return id_; }
  const std::string& algorithm() const { return algorithm_; }

  // The public half, as a key set holds it.
  boost::json::object Jwk() const;

  // The signature as JOSE has it.
  std::string Sign(absl::string_view text) const;

  // A whole token: the header says the algorithm and the id unless it says
  // something else already.
  std::string Token(boost::json::object header,
                    const boost::json::object& claims) const;

 private:
  struct Native;

  std::string id_;
  std::string algorithm_;
  std::shared_ptr<const Native> native_;
};

// A token without a signature, and one that is "signed" with a secret (HS256).
std::string UnsignedToken(const boost::json::object& claims);
std::string HmacToken(absl::string_view key_id, absl::string_view secret,
                      const boost::json::object& claims);

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_SIGNING_KEY_H_
