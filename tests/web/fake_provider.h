#ifndef CWP_TESTS_WEB_FAKE_PROVIDER_H_
#define CWP_TESTS_WEB_FAKE_PROVIDER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "boost/json.hpp"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/http/await.h"
#include "common/http/handler.h"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "common/http/server.h"
#include "common/telemetry/metrics.h"
#include "common/testing/temp_dir.h"
#include "tests/web/signing_key.h"

namespace cwp::web {

// An identity provider on a free loopback port: as much of OpenID Connect as a
// sign-in needs, and as strict as one should be about PKCE, codes that work
// once, and who asks.
class FakeProvider {
 public:
  // Makes the token of what it is to say; SigningKey::Token when there is none.
  using Sign = std::function<std::string(const SigningKey& key,
                                         const boost::json::object& claims)>;

  // `clock` outlives it.
  explicit FakeProvider(const Clock& clock);
  ~FakeProvider();

  std::string issuer() const;

  // What the user does there, once the browser comes with this address: signs
  // in as `subject` with this e-mail address, and is sent back. The path and
  // query that the browser then asks us for; with an error in it when the
  // address does not ask as it should.
  std::string SignIn(const std::string& url, const std::string& subject,
                     const std::string& email);

  // From now on, tokens say besides, or instead, what this sets.
  void SetClaims(std::function<void(boost::json::object&)> change);
  void SetSign(Sign sign);
  // It signs with another key from now on; what it publishes is `published`.
  void Rotate(SigningKey key, std::vector<SigningKey> published);
  // Its document says besides, or instead.
  void SetDocument(std::function<void(boost::json::object&)> change);

  // It answers everything with this code; 0: as it should.
  void SetDown(int code);
  // It says nothing any more for as long as it lives.
  void SetSilent(bool silent);

  // How often it was asked: "GET /keys".
  int Asked(const std::string& what) const;
  // The form that the last token was asked for with.
  http::Parameters last_form() const;

  // A file in the folder with its secret, for us to read.
  static std::string WriteSecret(const TempDir& folder);

  static constexpr char kClientId[] = "cwp-booking";
  static constexpr char kSecret[] = "a secret with / and + and : in it";

 private:
  // A code that was given out.
  struct Grant {
    std::string redirect_uri;
    std::string nonce;
    std::string challenge;
    std::string subject;
    std::string email;
  };

  http::Answer Answer(http::Request& request);
  http::Response Token(const http::Request& request)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  boost::json::object ClaimsOf(const Grant& grant)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  boost::json::object Document() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Clock& clock_;
  mutable Mutex mu_;
  std::map<std::string, Grant> grants_ ABSL_GUARDED_BY(mu_);
  std::map<std::string, int> asked_ ABSL_GUARDED_BY(mu_);
  std::function<void(boost::json::object&)> claims_ ABSL_GUARDED_BY(mu_);
  std::function<void(boost::json::object&)> document_ ABSL_GUARDED_BY(mu_);
  Sign sign_ ABSL_GUARDED_BY(mu_);
  SigningKey key_ ABSL_GUARDED_BY(mu_){"first", "RS256"};
  std::vector<SigningKey> published_ ABSL_GUARDED_BY(mu_) = {key_};
  int down_ ABSL_GUARDED_BY(mu_) = 0;
  bool silent_ ABSL_GUARDED_BY(mu_) = false;
  http::Parameters last_form_ ABSL_GUARDED_BY(mu_);
  std::vector<http::Done<bool>> waiting_ ABSL_GUARDED_BY(mu_);
  Metrics metrics_{"test"};
  std::unique_ptr<http::Server> server_;
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_FAKE_PROVIDER_H_
