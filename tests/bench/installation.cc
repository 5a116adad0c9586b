#include "tests/bench/installation.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/check.h"

namespace cwp::bench {
namespace {

constexpr absl::string_view kServices[] = {
    "scheduling", "registration", "webinars", "notifications", "gateway", "web",
};
constexpr absl::Duration kPatience = absl::Seconds(60);

sockaddr_in Loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

bool Answers(int port) {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(port);
  const bool connected =
      connect(probe, reinterpret_cast<const sockaddr*>(&address),
              sizeof(address)) == 0;
  close(probe);
  return connected;
}

void WriteFile(const std::string& path, absl::string_view text) {
  std::ofstream(path) << text;
}

}  // namespace

void AwaitAnswer(const Program& program, int port) {
  const absl::Time give_up = absl::Now() + kPatience;
  while (!Answers(port)) {
    CWP_CHECK(absl::Now() < give_up && program.Lives(),
              "a program did not come up");
    absl::SleepFor(absl::Milliseconds(1));
  }
}

Installation::Installation() : master_key_(identity_.MasterKeyFile()) {
  for (const absl::string_view service : kServices) {
    ports_.try_emplace(std::string(service));
  }
  http_ports_.try_emplace("web");
  http_ports_.try_emplace("gateway");
  WriteAssets();
}

void Installation::Set(const std::string& service, const std::string& name,
                       const std::string& value) {
  std::vector<std::string>& extras = extras_[service];
  extras.push_back(absl::StrCat("--", name));
  extras.push_back(value);
}

Program& Installation::Start(const std::string& service) {
  std::vector<std::string> command = SettingsOf(service);
  command.insert(command.begin(), BuiltBeside(absl::StrCat("cwp-", service)));
  const std::vector<std::string>& extras = extras_[service];
  command.insert(command.end(), extras.begin(), extras.end());
  auto& program = programs_[service];
  program = std::make_unique<Program>(command);
  AwaitAnswer(*program, ports_.at(service).number());
  const auto http = http_ports_.find(service);
  if (http != http_ports_.end()) AwaitAnswer(*program, http->second.number());
  return *program;
}

std::string Installation::DatabaseOf(const std::string& service) const {
  return folder_.File(absl::StrCat(service, ".db"));
}

Target Installation::TargetFor(const std::string& service,
                               const std::string& caller,
                               rpc::CallerKind kind) const {
  return {.service = service,
          .address = AddressOf(service),
          .signer = &identity_.SignerOf(caller),
          .kind = kind,
          .clock = &clock_};
}

std::string Installation::HttpOf(const std::string& service) const {
  return http_ports_.at(service).address();
}

std::vector<std::string> Installation::SettingsOf(
    const std::string& service) const {
  const host::HostSettings host = identity_.SettingsFor(
      service, absl::StrCat("sqlite:", DatabaseOf(service)));
  std::vector<std::string> settings = {
      "--listen",       AddressOf(service), "--database",    host.database,
      "--key-file",     host.key_file,      "--caller-keys", host.caller_keys,
      "--admin-listen", "127.0.0.1:0"};
  const auto add = [&](const std::string& name, const std::string& value) {
    settings.push_back(absl::StrCat("--", name));
    settings.push_back(value);
  };
  const auto add_peers = [&](const std::vector<std::string>& peers) {
    for (const std::string& peer : peers) add(peer, AddressOf(peer));
  };
  if (service == "scheduling" || service == "registration" ||
      service == "web") {
    add("master-key", master_key_);
  }
  if (service == "registration") add_peers({"scheduling"});
  if (service == "webinars") add("media-dir", folder_.File("media"));
  if (service == "notifications") {
    add_peers({"registration"});
    add("mail-dir", folder_.File("mail"));
    add("public-url", "https://book.example.org");
  }
  if (service == "gateway") {
    add_peers({"scheduling", "registration"});
    add("http-listen", HttpOf(service));
    add("public-url", "https://gateway.example.org");
    add("organisation-id", "900100");
  }
  if (service == "web") {
    add_peers({"scheduling", "registration", "webinars", "notifications"});
    add("http-listen", HttpOf(service));
    add("public-url", "https://book.example.org");
    add("statement-date", "22 November 2026");
    add("assets", folder_.path());
    add("templates", "services/web/templates");
  }
  return settings;
}

std::string Installation::AddressOf(const std::string& service) const {
  return ports_.at(service).address();
}

// Stand-ins for what web's own build makes: these pages are not looked at.
void Installation::WriteAssets() const {
  WriteFile(folder_.File("style.css"), "body{color:#212b32}");
  WriteFile(folder_.File("assets.json"), R"({"style_css": "style.css"})");
}

}  // namespace cwp::bench
