#ifndef CWP_TESTS_WEB_DESK_FIXTURE_H_
#define CWP_TESTS_WEB_DESK_FIXTURE_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "cwp/web/v1/staff_service.grpc.pb.h"
#include "services/web/staff_domain.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {

inline constexpr char kPassword[] = "a green boat at noon";

// A browser at the desk: keeps cookies, follows nothing.
class DeskBrowser {
 public:
  // Both outlive it.
  DeskBrowser(HttpClient& client) : client_(client) {}

  HttpAnswer Get(const std::string& path);
  HttpAnswer Post(const std::string& path, const Fields& fields);
  // Posts the form of a page to `path`: with its hidden fields.
  HttpAnswer Submit(const HttpAnswer& page, const std::string& path,
                    Fields fields);
  // The same with a file, as forms that take files are sent.
  HttpAnswer Upload(const HttpAnswer& page, const std::string& path,
                    Fields fields, const std::string& file_field,
                    const std::string& file_name, const std::string& content);

  // The same with a file, in the field of this name.
  HttpAnswer Upload(const HttpAnswer& page, const std::string& path,
                    const std::string& field, const std::string& content);

  bool HasCookie(const std::string& name) const {
    return cookies_.contains(name);
  }
  std::string CookieOf(const std::string& name) const;
  void SetCookie(const std::string& name, const std::string& value) {
    cookies_[name] = value;
  }
  void Forget() { cookies_.clear(); }

 private:
  HttpAnswer Keep(absl::StatusOr<HttpAnswer> answer);
  Fields Headers() const;

  HttpClient& client_;
  std::map<std::string, std::string> cookies_;
};

// Somebody with an account.
struct Colleague {
  int64_t id = 0;
  std::string email;
  // Of the authenticator app; empty without.
  std::string secret;
  // A recovery code, as it was shown.
  std::string recovery_code;
};

// The desk, with accounts.
class DeskTest : public WebTest {
 protected:
  // In the operator's name; the path of the invitation.
  web::v1::Invitation Invite(const std::string& email,
                             v1::Staff::Role role = v1::Staff::ADMINISTRATOR);
  static std::string PathOf(const v1::Invitation& invitation);
  absl::StatusOr<v1::Invitation> TryInvite(const v1::Staff& staff);
  absl::StatusOr<v1::Invitation> InviteAgain(int64_t id);
  absl::StatusOr<v1::Staff> Change(const v1::Staff& staff);
  absl::StatusOr<v1::Staff> SignOut(int64_t id);

  // Takes an invitation up in a browser, which is signed in then.
  Colleague SetUpAccount(DeskBrowser& browser, const std::string& email,
                         v1::Staff::Role role = v1::Staff::ADMINISTRATOR);

  // The code that the app shows; each time that of a later step, since a code
  // works once.
  std::string NextCode(const Colleague& colleague);

  HttpAnswer SignIn(DeskBrowser& browser, const Colleague& colleague,
                    const std::string& password = kPassword);
  HttpAnswer SignIn(DeskBrowser& browser, const std::string& email,
                    const std::string& password, const std::string& code);

 private:
  // Calls web in the operator's name.
  template <class Request, class Response>
  absl::StatusOr<Response> Call(
      grpc::Status (v1::StaffService::Stub::*method)(grpc::ClientContext*,
                                                     const Request&, Response*),
      const Request& request);
};

// The key that a page shows for apps, read back.
std::string SecretOf(const HttpAnswer& page);

// The first of the recovery codes that a page shows; empty without any.
std::string FirstCodeOf(const HttpAnswer& page);

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_DESK_FIXTURE_H_
