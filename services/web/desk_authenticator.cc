#include "services/web/desk_authenticator.h"

#include "absl/strings/str_cat.h"
#include "common/crypto/seal.h"
#include "common/crypto/totp.h"
#include "services/web/qr_code.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kSecretPurpose = "web desk authenticator";
constexpr absl::Duration kSecretTime = absl::Hours(2);
constexpr char kSecretField[] = "secret";

std::string Grouped(const std::string& text) {
  std::string grouped;
  for (size_t at = 0; at < text.size(); at += 4) {
    absl::StrAppend(&grouped, at == 0 ? "" : " ", text.substr(at, 4));
  }
  return grouped;
}

}  // namespace

void ShowSecret(const Desk& desk, absl::string_view secret,
                absl::string_view email, View& view) {
  view["secret"] = Grouped(crypto::ToBase32(secret));
  view["qr_html"] = QrCodeSvg(
      crypto::TotpUri(secret, desk.site->said->Get()->service_name, email),
      Say("office.account.qr_code"));
  View& form = view.at("form").as_object();
  if (!form.contains("hidden")) form["hidden"] = json::array();
  form.at("hidden").as_array().push_back(View{
      {"name", kSecretField},
      {"value", crypto::SealToken(desk.site->form_key, kSecretPurpose, secret,
                                  desk.site->clock->Now() + kSecretTime)}});
}

absl::StatusOr<std::string> PostedSecret(const Desk& desk,
                                         const http::Parameters& form) {
  return crypto::OpenToken(desk.site->form_key, kSecretPurpose,
                           form.Get(kSecretField), desk.site->clock->Now());
}

json::array CodesView(const std::vector<std::string>& codes) {
  json::array shown;
  for (const std::string& code : codes) shown.emplace_back(code);
  return shown;
}

}  // namespace cwp::web
