#include "services/scheduling/join_hosts.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/base/url.h"

namespace cwp::scheduling {

absl::Status JoinHosts::Check(absl::string_view join_uri) const {
  if (join_uri.empty()) return absl::OkStatus();
  const std::string host = absl::AsciiStrToLower(HostOf(join_uri));
  if (std::find(hosts_.begin(), hosts_.end(), host) != hosts_.end()) {
    return absl::OkStatus();
  }
  const std::string allowed = absl::StrJoin(hosts_, ", ");
  return InvalidArgument(
      "JOIN_HOST_NOT_ALLOWED",
      absl::StrCat("join_uri leads to a host that is not among meeting-hosts: ",
                   allowed),
      {{"field", "join_uri"}, {"allowed", allowed}});
}

}  // namespace cwp::scheduling
