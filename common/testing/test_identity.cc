#include "common/testing/test_identity.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/crypto/key_file.h"

namespace cwp {
namespace {

constexpr absl::string_view kServices[] = {
    "scheduling", "registration", "webinars", "notifications",
    "gateway",    "web",          "cwpctl",
};

}  // namespace

TestIdentity::TestIdentity() {
  for (const absl::string_view service : kServices) {
    const std::string path = absl::StrCat(folder_.path(), "/", service, ".key");
    CWP_CHECK(crypto::MakeKeyFile(path).ok(), "cannot make a key file");
    signers_.emplace(service, std::make_unique<rpc::CallerSigner>(
                                  service, *crypto::ReadKeyFile(path)));
  }
}

host::HostSettings TestIdentity::SettingsFor(absl::string_view service,
                                             absl::string_view database) const {
  host::HostSettings settings;
  settings.database = std::string(database);
  settings.key_file = absl::StrCat(folder_.path(), "/", service, ".key");
  settings.caller_keys = folder_.path();
  return settings;
}

const rpc::CallerSigner& TestIdentity::SignerOf(
    absl::string_view service) const {
  const auto found = signers_.find(service);
  CWP_CHECK(found != signers_.end(), "there is no such service");
  return *found->second;
}

std::string TestIdentity::MasterKeyFile() const {
  // In a folder of its own, so that it is no caller's.
  std::error_code error;
  std::filesystem::create_directory(folder_.File("master"), error);
  CWP_CHECK(!error, "cannot make a folder");
  const std::string path = folder_.File("master/test.key");
  CWP_CHECK(crypto::MakeKeyFile(path).ok(), "cannot make a key file");
  return path;
}

TestClient::TestClient(const TestIdentity& identity, absl::string_view service,
                       int port, const Clock& clock)
    : identity_(identity),
      service_(service),
      address_(absl::StrCat("127.0.0.1:", port)),
      clock_(clock) {}

const rpc::Peer& TestClient::As(absl::string_view caller) {
  MutexLock lock(mu_);
  auto& peer = peers_[std::string(caller)];
  if (peer == nullptr) {
    peer = std::make_unique<rpc::Peer>(service_, address_,
                                       identity_.SignerOf(caller), clock_);
  }
  return *peer;
}

}  // namespace cwp
