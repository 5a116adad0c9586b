#ifndef CWP_TESTS_INTEGRATION_EXPECTED_ACCESS_H_
#define CWP_TESTS_INTEGRATION_EXPECTED_ACCESS_H_

#include <map>
#include <set>
#include <string>

#include "absl/strings/string_view.h"

namespace cwp {

// Who may call each method, as SERVICE:KIND.
using WhoMay = std::map<std::string, std::set<std::string>>;

// Who may call what of a proto service: what the services' own tables must say,
// written down a second time, so that a row which is widened by mistake is
// noticed. Of feeds the followers apart, which differ by service. Empty for
// proto services that are not here.
WhoMay ExpectedAccess(absl::string_view proto_service);

}  // namespace cwp

#endif  // CWP_TESTS_INTEGRATION_EXPECTED_ACCESS_H_
