#include "services/web/desk_proof.h"

#include <string>
#include <utility>

#include "common/base/error.h"
#include "services/web/desk_device.h"
#include "services/web/page.h"

namespace cwp::web {
namespace {

constexpr char kField[] = "current_password";

}  // namespace

OwnProof ProofOf(const Desk& desk, const DeskVisit& visit,
                 const http::Request& request) {
  return {.session = visit.session,
          .password = std::string(visit.form.Get(kField)),
          .attempt = TryOf(desk, request, visit.staff().email),
          .request_id = std::string(request.id())};
}

void CheckProof(const DeskVisit& visit, std::vector<FieldError>& errors) {
  if (visit.form.Get(kField).empty()) errors.push_back({kField, "required"});
}

std::vector<FieldError> ProofErrors(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  if (reason == "PASSWORD_WRONG") return {{kField, "wrong"}};
  if (reason == "TOO_MANY_TRIES") return {{kField, "too_many"}};
  if (reason == "CODE_WRONG") return {{"code", "wrong"}};
  return {};
}

http::Response ProofRefused(http::Response page, const absl::Status& status) {
  page.cause = status;
  if (!absl::IsResourceExhausted(status)) return page;
  page.code = 429;
  return TryLater(std::move(page), status);
}

}  // namespace cwp::web
