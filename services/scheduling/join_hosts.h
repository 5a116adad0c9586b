#ifndef CWP_SERVICES_SCHEDULING_JOIN_HOSTS_H_
#define CWP_SERVICES_SCHEDULING_JOIN_HOSTS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cwp::scheduling {

// Where a typed join address may lead: families are sent there by our link, and
// trust it.
class JoinHosts {
 public:
  // Names of hosts, in lower case.
  explicit JoinHosts(std::vector<std::string> hosts)
      : hosts_(std::move(hosts)) {}

  // OK for no address. Otherwise fails with INVALID_ARGUMENT
  // `JOIN_HOST_NOT_ALLOWED` (metadata `allowed`) when an https address leads to
  // another host; without quoting it, as it may be a secret.
  absl::Status Check(absl::string_view join_uri) const;

 private:
  std::vector<std::string> hosts_;
};

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_JOIN_HOSTS_H_
