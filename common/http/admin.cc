#include "common/http/admin.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/http/handler.h"
#include "common/http/request.h"
#include "common/http/router.h"

namespace cwp::http {
namespace {

constexpr char kMetricsType[] = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace

absl::StatusOr<std::unique_ptr<AdminServer>> AdminServer::Start(
    absl::string_view listen, Metrics& metrics) {
  std::unique_ptr<AdminServer> admin(new AdminServer(metrics));
  AdminServer* const self = admin.get();
  Router router;
  router.Add("GET", "/livez",
             [](Request&) -> Answer { co_return Text("ok\n"); });
  const Handler ready = [self](Request& request) -> Answer {
    co_return self->Ready(request.query_text() == "verbose");
  };
  router.Add("GET", "/readyz", ready);
  router.Add("GET", "/healthz", ready);
  router.Add("GET", "/metrics", [self](Request&) -> Answer {
    Response response = Text(self->metrics_.Text());
    response.SetHeader("Content-Type", kMetricsType);
    co_return response;
  });
  ServerOptions options;
  options.listen = std::string(listen);
  options.drain_time = absl::Seconds(1);
  admin->server_ =
      std::make_unique<Server>(std::move(options), std::move(router), metrics);
  RETURN_IF_ERROR(admin->server_->Start());
  return admin;
}

AdminServer::~AdminServer() {
  if (server_ != nullptr) server_->Stop();
}

void AdminServer::SetReadyCheck(absl::string_view name, Check check) {
  MutexLock lock(mu_);
  checks_[std::string(name)] = std::move(check);
}

void AdminServer::SetNotReady() {
  MutexLock lock(mu_);
  checks_.clear();
  stopping_ = true;
}

// Checks run under the lock, so that none runs once SetNotReady has returned.
Response AdminServer::Ready(bool verbose) {
  MutexLock lock(mu_);
  bool ready = !stopping_;
  std::string text;
  for (const auto& [name, check] : checks_) {
    const absl::Status status = check();
    ready &= status.ok();
    const std::string outcome = status.ok() ? "ok" : ReasonOf(status);
    absl::StrAppend(&text, name, ": ", outcome, "\n");
  }
  const absl::string_view verdict = ready ? "ready\n" : "not ready\n";
  return Text(verbose ? absl::StrCat(text, verdict) : std::string(verdict),
              ready ? 200 : 503);
}

}  // namespace cwp::http
