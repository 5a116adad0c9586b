#include "common/http/admin.h"

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/security_headers.h"

namespace cwp::http {
namespace {

ServerOptions OptionsFor(absl::string_view listen) {
  ServerOptions options;
  options.listen = std::string(listen);
  options.headers = SecurityHeaders({});
  options.limits.connections = 100;
  options.drain_time = absl::Seconds(1);
  return options;
}

}  // namespace

AdminServer::AdminServer(absl::string_view listen, const Metrics& metrics)
    : metrics_(metrics),
      own_metrics_("admin"),
      server_(OptionsFor(listen), MakeRouter(), own_metrics_) {}

AdminServer::~AdminServer() { Stop(); }

void AdminServer::AddCheck(absl::string_view name,
                           std::function<absl::Status()> check) {
  MutexLock lock(mu_);
  checks_.emplace_back(std::string(name), std::move(check));
}

absl::Status AdminServer::Start() { return server_.Start(); }
void AdminServer::Stop() { server_.Stop(); }
uint16_t AdminServer::port() const { return server_.port(); }

Router AdminServer::MakeRouter() {
  Router router;
  router.Add("GET", "/livez",
             [](Request&) -> Answer { co_return Text("alive\n"); });
  for (const absl::string_view path : {"/readyz", "/healthz"}) {
    router.Add("GET", path, [this](Request& request) -> Answer {
      co_return Ready(request.query().Has("verbose"));
    });
  }
  router.Add("GET", "/metrics", [this](Request&) -> Answer {
    Response response = Text(metrics_.Text());
    response.SetHeader("Content-Type",
                       "text/plain; version=0.0.4; charset=utf-8");
    co_return response;
  });
  return router;
}

Response AdminServer::Ready(bool verbose) {
  std::string details;
  bool ready = true;
  MutexLock lock(mu_);
  for (const auto& [name, check] : checks_) {
    const absl::Status status = check();
    ready = ready && status.ok();
    if (status.ok()) {
      absl::StrAppend(&details, "[+] ", name, ": ok\n");
    } else {
      absl::StrAppend(&details, "[-] ", name, ": ", ReasonOf(status), " ",
                      status.message(), "\n");
    }
  }
  return Text(
      absl::StrCat(verbose ? details : "", ready ? "ready\n" : "not ready\n"),
      ready ? 200 : 503);
}

}  // namespace cwp::http
