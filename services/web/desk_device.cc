#include "services/web/desk_device.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/crypto/seal.h"
#include "services/web/page.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kDevicePurpose = "web desk device";
constexpr absl::Duration kDeviceTime = absl::Hours(24 * 90);

// A browser that its holder has signed in with before.
struct Device {
  std::string email_key;
  std::string name;
};

std::optional<Device> DeviceOf(const Desk& desk, const http::Request& request) {
  const std::optional<std::string> cookie =
      desk.site->cookies.Get(request, kDeviceCookie);
  if (!cookie.has_value()) return std::nullopt;
  const absl::StatusOr<std::string> opened = crypto::OpenToken(
      desk.site->form_key, kDevicePurpose, *cookie, desk.site->clock->Now());
  if (!opened.ok() || opened->size() <= crypto::kHashSize) return std::nullopt;
  return Device{.email_key = opened->substr(0, crypto::kHashSize),
                .name = opened->substr(crypto::kHashSize)};
}

}  // namespace

SignInTry TryOf(const Desk& desk, const http::Request& request,
                absl::string_view email) {
  SignInTry attempt = {.email_key = desk.accounts->EmailKey(email),
                       .client_key = ClientKey(*desk.site, request)};
  const std::optional<Device> device = DeviceOf(desk, request);
  if (device.has_value() && device->email_key == attempt.email_key) {
    attempt.device = device->name;
  }
  return attempt;
}

void RememberDevice(const Desk& desk, const http::Request& request,
                    const Staff& staff, http::Response& response) {
  const SignInTry before = TryOf(desk, request, staff.email);
  const std::string name =
      before.device.empty() ? crypto::RandomToken() : before.device;
  desk.site->cookies.Set(response, {.name = std::string(kDeviceCookie),
                                    .value = crypto::SealToken(
                                        desk.site->form_key, kDevicePurpose,
                                        absl::StrCat(before.email_key, name),
                                        desk.site->clock->Now() + kDeviceTime),
                                    .max_age = kDeviceTime});
}

}  // namespace cwp::web
