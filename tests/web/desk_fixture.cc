#include "tests/web/desk_fixture.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/crypto/totp.h"
#include "common/rpc/status.h"
#include "common/testing/status_matchers.h"
#include "cwp/web/v1/staff_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace cwp::web {
namespace {

// Between two texts of a page.
std::string Between(const std::string& text, const std::string& begin,
                    const std::string& end) {
  const size_t at = text.find(begin);
  if (at == std::string::npos) return "";
  const size_t from = at + begin.size();
  return text.substr(from, text.find(end, from) - from);
}

std::string Unescaped(const std::string& html) {
  return absl::StrReplaceAll(html, {{"&quot;", "\""},
                                    {"&apos;", "'"},
                                    {"&lt;", "<"},
                                    {"&gt;", ">"},
                                    {"&amp;", "&"}});
}

// All hidden fields of the first form after `action`.
Fields HiddenOf(const std::string& html, const std::string& action) {
  const size_t at = html.find(absl::StrCat("action=\"", action, "\""));
  if (at == std::string::npos) return {};
  const std::string form = html.substr(at, html.find("</form>", at) - at);
  Fields hidden;
  for (size_t next = form.find("type=\"hidden\""); next != std::string::npos;
       next = form.find("type=\"hidden\"", next + 1)) {
    const std::string rest = form.substr(next);
    hidden.emplace_back(Between(rest, "name=\"", "\""),
                        Unescaped(Between(rest, "value=\"", "\"")));
  }
  return hidden;
}

// What ToBase32 wrote.
std::string FromBase32(const std::string& text) {
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == ' ') continue;
    const int digit = c >= 'A' ? c - 'A' : c - '2' + 26;
    bits = bits << 5 | static_cast<uint32_t>(digit);
    if ((count += 5) < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 0xff));
  }
  return bytes;
}

}  // namespace

HttpAnswer DeskBrowser::Get(const std::string& path) {
  return Keep(client_.Get(path, Headers()));
}

HttpAnswer DeskBrowser::Post(const std::string& path, const Fields& fields) {
  Fields headers = Headers();
  headers.emplace_back("Sec-Fetch-Site", "same-origin");
  return Keep(client_.PostForm(path, fields, headers));
}

HttpAnswer DeskBrowser::Submit(const HttpAnswer& page, const std::string& path,
                               Fields fields) {
  for (auto& hidden : HiddenOf(page.body, path)) {
    fields.push_back(std::move(hidden));
  }
  return Post(path, fields);
}

HttpAnswer DeskBrowser::Upload(const HttpAnswer& page, const std::string& path,
                               Fields fields, const std::string& file_field,
                               const std::string& file_name,
                               const std::string& content) {
  for (auto& hidden : HiddenOf(page.body, path)) {
    fields.push_back(std::move(hidden));
  }
  constexpr char kBoundary[] = "a-boundary-of-parts";
  std::string body;
  for (const auto& [name, value] : fields) {
    absl::StrAppend(&body, "--", kBoundary,
                    "\r\nContent-Disposition: form-data; name=\"", name,
                    "\"\r\n\r\n", value, "\r\n");
  }
  absl::StrAppend(&body, "--", kBoundary,
                  "\r\nContent-Disposition: form-data; name=\"", file_field,
                  "\"; filename=\"", file_name,
                  "\"\r\nContent-Type: application/octet-stream\r\n\r\n",
                  content, "\r\n--", kBoundary, "--\r\n");
  Fields headers = Headers();
  headers.emplace_back("Sec-Fetch-Site", "same-origin");
  headers.emplace_back(
      "Content-Type",
      absl::StrCat("multipart/form-data; boundary=", kBoundary));
  return Keep(client_.Send("POST", path, headers, body));
}

HttpAnswer DeskBrowser::Upload(const HttpAnswer& page, const std::string& path,
                               const std::string& field,
                               const std::string& content) {
  // As browsers send a field that was left empty.
  return Upload(page, path, {}, field, content.empty() ? "" : "report.csv",
                content);
}

std::string DeskBrowser::CookieOf(const std::string& name) const {
  const auto found = cookies_.find(name);
  return found == cookies_.end() ? "" : found->second;
}

Fields DeskBrowser::Headers() const {
  std::string line;
  for (const auto& [name, value] : cookies_) {
    absl::StrAppend(&line, line.empty() ? "" : "; ", name, "=", value);
  }
  return line.empty() ? Fields() : Fields{{"Cookie", line}};
}

HttpAnswer DeskBrowser::Keep(absl::StatusOr<HttpAnswer> answer) {
  EXPECT_OK(answer);
  if (!answer.ok()) return {};
  for (const std::string& cookie : answer->Headers("Set-Cookie")) {
    const std::pair<std::string, std::string> pair =
        absl::StrSplit(cookie, absl::MaxSplits('=', 1));
    const std::string value = pair.second.substr(0, pair.second.find(';'));
    if (value.empty()) {
      cookies_.erase(pair.first);
    } else {
      cookies_[pair.first] = value;
    }
  }
  return *std::move(answer);
}

template <class Request, class Response>
absl::StatusOr<Response> DeskTest::Call(
    grpc::Status (v1::StaffService::Stub::*method)(grpc::ClientContext*,
                                                   const Request&, Response*),
    const Request& request) {
  TestClient client(identity_, "web", web_->port(), clock_);
  const rpc::Peer& peer = client.As("cwpctl");
  v1::StaffService::Stub stub(peer.channel());
  grpc::ClientContext context;
  peer.Prepare(context, {.kind = rpc::CallerKind::kOperator},
               clock_.Now() + absl::Seconds(10));
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return response;
}

absl::StatusOr<v1::Invitation> DeskTest::TryInvite(const v1::Staff& staff) {
  v1::InviteStaffRequest request;
  *request.mutable_staff() = staff;
  return Call(&v1::StaffService::Stub::InviteStaff, request);
}

absl::StatusOr<v1::Invitation> DeskTest::InviteAgain(int64_t id) {
  v1::InviteStaffAgainRequest request;
  request.set_id(id);
  return Call(&v1::StaffService::Stub::InviteStaffAgain, request);
}

v1::Invitation DeskTest::Invite(const std::string& email,
                                v1::Staff::Role role) {
  v1::Staff staff;
  staff.set_email(email);
  staff.set_name("Ada Example");
  staff.set_role(role);
  if (role == v1::Staff::FACILITATOR) staff.set_facilitator_id(71);
  const absl::StatusOr<v1::Invitation> invitation = TryInvite(staff);
  EXPECT_OK(invitation);
  return invitation.ok() ? *invitation : v1::Invitation();
}

absl::StatusOr<v1::Staff> DeskTest::Change(const v1::Staff& staff) {
  v1::ChangeStaffRequest request;
  *request.mutable_staff() = staff;
  return Call(&v1::StaffService::Stub::ChangeStaff, request);
}

absl::StatusOr<v1::Staff> DeskTest::SignOut(int64_t id) {
  v1::SignOutStaffRequest request;
  request.set_id(id);
  return Call(&v1::StaffService::Stub::SignOutStaff, request);
}

std::string DeskTest::PathOf(const v1::Invitation& invitation) {
  return std::string(absl::StripPrefix(invitation.invitation_uri(),
                                       "https://book.example.org"));
}

Colleague DeskTest::SetUpAccount(DeskBrowser& browser, const std::string& email,
                                 v1::Staff::Role role) {
  const v1::Invitation invitation = Invite(email, role);
  const std::string path = PathOf(invitation);
  const HttpAnswer page = browser.Get(path);
  EXPECT_EQ(page.code, 200);
  Colleague colleague = {.id = invitation.staff().id(), .email = email};
  Fields fields = {{"password", kPassword}, {"password_again", kPassword}};
  if (NeedsCode(static_cast<Role>(role))) {
    colleague.secret = SecretOf(page);
    fields.emplace_back("code", NextCode(colleague));
  }
  const HttpAnswer accepted = browser.Submit(page, path, fields);
  EXPECT_EQ(accepted.code, 200) << accepted.body;
  colleague.recovery_code = FirstCodeOf(accepted);
  return colleague;
}

std::string DeskTest::NextCode(const Colleague& colleague) {
  clock_.Advance(absl::Seconds(30));
  return crypto::TotpCode(colleague.secret, crypto::TotpStep(clock_.Now()));
}

HttpAnswer DeskTest::SignIn(DeskBrowser& browser, const Colleague& colleague,
                            const std::string& password) {
  return SignIn(browser, colleague.email, password,
                colleague.secret.empty() ? "" : NextCode(colleague));
}

HttpAnswer DeskTest::SignIn(DeskBrowser& browser, const std::string& email,
                            const std::string& password,
                            const std::string& code) {
  return browser.Post(
      "/desk/sign-in",
      {{"email", email}, {"password", password}, {"code", code}});
}

std::string SecretOf(const HttpAnswer& page) {
  return FromBase32(Between(page.body, "<code class=\"app-key\">", "<"));
}

std::string FirstCodeOf(const HttpAnswer& page) {
  return Between(page.body, "<li><code>", "<");
}

}  // namespace cwp::web
