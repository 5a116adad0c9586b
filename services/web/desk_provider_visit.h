#ifndef CWP_SERVICES_WEB_DESK_PROVIDER_VISIT_H_
#define CWP_SERVICES_WEB_DESK_PROVIDER_VISIT_H_

#include <optional>
#include <string>

#include "common/http/request.h"
#include "common/http/response.h"
#include "services/web/desk.h"
#include "services/web/oidc_provider.h"
#include "services/web/staff_accounts.h"

namespace cwp::web {

// How far a browser has come with the identity provider: a cookie says so,
// sealed, for 10 minutes, and is of one kind alone.

// On the way there.
struct BegunVisit {
  OidcTry attempt;
  // Where to go on to; what was kept (OidcSignIn::Keep), or empty.
  std::string next;
  std::string kept;
};

// Back, and a code of ours is to come.
struct ProvedVisit {
  ProviderIdentity identity;
  std::string next;
  std::string kept;
};

void SetVisit(const Desk& desk, const BegunVisit& visit,
              http::Response& response);
void SetVisit(const Desk& desk, const ProvedVisit& visit,
              http::Response& response);

// Nothing when the browser has none, or one of another kind, or it is over.
std::optional<BegunVisit> BegunVisitOf(const Desk& desk,
                                       const http::Request& request);
std::optional<ProvedVisit> ProvedVisitOf(const Desk& desk,
                                         const http::Request& request);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_PROVIDER_VISIT_H_
