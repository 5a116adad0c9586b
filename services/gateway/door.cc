#include "services/gateway/door.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/http/await.h"
#include "common/http/co_status_macros.h"
#include "services/gateway/api_error.h"
#include "services/gateway/partner_store.h"

namespace cwp::gateway {
namespace {

constexpr absl::string_view kScheme = "Bearer ";
constexpr absl::Duration kPatience = absl::Seconds(8);

absl::StatusOr<std::string> TokenOf(const http::Request& request) {
  if (request.HasHeader("Authorization")) {
    const absl::string_view header = request.Header("Authorization");
    if (!absl::StartsWithIgnoreCase(header, kScheme)) {
      return InvalidArgument("INVALID_AUTH_HEADER",
                             "The Authorization header must be Bearer TOKEN.");
    }
    return std::string(
        absl::StripAsciiWhitespace(header.substr(kScheme.size())));
  }
  const absl::string_view token = request.query().Get("token");
  if (token.empty()) {
    return MakeError(absl::StatusCode::kUnauthenticated, "NO_AUTH",
                     "An authentication token must be supplied.");
  }
  return std::string(token);
}

// Finds the partner, and the catalogue as of the same instant.
absl::Status LoadVisit(db::Transaction& tx, const std::string& token_hash,
                       CatalogueCache& catalogue, Visit& visit) {
  ASSIGN_OR_RETURN(std::optional<Partner> partner,
                   FindPartnerByToken(tx, token_hash));
  if (!partner.has_value()) {
    return MakeError(absl::StatusCode::kUnauthenticated, "INVALID_AUTH",
                     "The OAuth token you provided was invalid.");
  }
  RETURN_IF_ERROR(CheckToken(*partner, visit.time));
  visit.partner = *std::move(partner);
  ASSIGN_OR_RETURN(visit.catalogue, catalogue.Get(tx));
  return absl::OkStatus();
}

}  // namespace

rpc::Caller Visit::caller() const {
  rpc::Caller caller;
  caller.kind = rpc::CallerKind::kPartner;
  caller.id = absl::StrCat(partner.id);
  caller.channel = partner.channel;
  caller.trace = trace;
  return caller;
}

http::Handler Door::Guard(Need need, PartnerHandler handler) {
  return [this, need, handler = std::move(handler)](http::Request& request) {
    return Answer(request, need, handler);
  };
}

http::Answer Door::Answer(http::Request& request, const Need& need,
                          const PartnerHandler& handler) {
  const absl::StatusOr<Visit> visit = co_await Admit(request);
  if (!visit.ok()) co_return Refuse(visit.status());
  NoteUse(*visit);
  const absl::Status may =
      need.has_value() ? CheckScope(visit->partner, *need) : absl::OkStatus();
  if (!may.ok()) co_return Refuse(may);
  absl::StatusOr<http::Response> response = co_await handler(request, *visit);
  if (!response.ok()) co_return Refuse(response.status());
  co_return response;
}

// Nobody waits for it, and the next request tries again what failed.
void Door::NoteUse(const Visit& visit) {
  if (!IsUseNews(visit.partner, visit.time)) return;
  writer_.Submit(gateway::NoteUse{.partner_id = visit.partner.id},
                 visit.deadline, [](const absl::StatusOr<WriteAnswer>&) {});
}

boost::asio::awaitable<absl::StatusOr<Visit>> Door::Admit(
    const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const std::string token, TokenOf(request));
  auto visit = std::make_shared<Visit>();
  visit->time = clock_.Now();
  visit->deadline = visit->time + kPatience;
  visit->trace = std::string(request.id());
  const std::string hash = crypto::Hash(token);
  const absl::Status status =
      co_await http::Await<absl::Status>([&](http::Done<absl::Status> done) {
        readers_.Submit(
            visit->deadline,
            [this, visit, hash](db::Transaction& tx) {
              return LoadVisit(tx, hash, catalogue_, *visit);
            },
            std::move(done));
      });
  CO_RETURN_IF_ERROR(status);
  co_return std::move(*visit);
}

}  // namespace cwp::gateway
