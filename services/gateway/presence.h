#ifndef CWP_SERVICES_GATEWAY_PRESENCE_H_
#define CWP_SERVICES_GATEWAY_PRESENCE_H_

#include <string>

#include "absl/strings/str_cat.h"

namespace cwp::gateway {

// How this installation shows itself to partners.
struct Presence {
  // The one organisation whose events these are.
  std::string organisation_id;
  std::string organisation;
  // Where partners reach the gateway, and families the pages; without a slash
  // at the end.
  std::string public_url;
  std::string web_url;

  // The address of one resource of the API.
  template <class... Parts>
  std::string ResourceUri(const Parts&... path) const {
    return absl::StrCat(public_url, "/v3/", path..., "/");
  }
};

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_PRESENCE_H_
