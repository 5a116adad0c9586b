#ifndef CWP_SERVICES_WEB_OIDC_JSON_H_
#define CWP_SERVICES_WEB_OIDC_JSON_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "boost/json.hpp"

namespace cwp::web {

// Reading JSON that somebody else wrote.

// Nothing when it is no object.
std::optional<boost::json::object> ReadJsonObject(absl::string_view text);

// A text; empty when it is not there, or no text.
std::string TextOf(const boost::json::object& object, absl::string_view name);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_OIDC_JSON_H_
