#include "services/scheduling/queries.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/status_macros.h"
#include "common/feed/log.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/session_convert.h"

namespace cwp::scheduling {
namespace {

// Descriptions are long: a full page of them would not fit into one message of
// gRPC, 4 MiB.
constexpr size_t kMaxPageBytes = 1 << 20;

}  // namespace

absl::StatusOr<Workshop> ReadVisibleWorkshop(db::Transaction& tx,
                                             const WorkshopKey& key,
                                             Viewer viewer) {
  const auto* id = std::get_if<int64_t>(&key);
  ASSIGN_OR_RETURN(std::optional<Workshop> found,
                   id != nullptr
                       ? FindWorkshop(tx, *id)
                       : FindWorkshopBySlug(tx, std::get<std::string>(key)));
  if (!found.has_value() || !IsVisible(*found, viewer)) {
    return WorkshopNotFound();
  }
  return *std::move(found);
}

absl::StatusOr<Session> ReadVisibleSession(db::Transaction& tx, int64_t id,
                                           Viewer viewer) {
  ASSIGN_OR_RETURN(std::optional<Session> found, FindSession(tx, id));
  if (!found.has_value()) return SessionNotFound();
  ASSIGN_OR_RETURN(const std::optional<Workshop> workshop,
                   FindWorkshop(tx, found->content.workshop_id));
  if (!workshop.has_value() || !IsVisible(*found, *workshop, viewer)) {
    return SessionNotFound();
  }
  return *std::move(found);
}

absl::Status ReadWorkshopPage(db::Transaction& tx, WorkshopFilter filter,
                              v1::ListWorkshopsResponse& response) {
  ASSIGN_OR_RETURN(const feed::Position head, feed::ReadHead(tx));
  // One more than is sent says whether there is a next page.
  const size_t size = filter.limit++;
  ASSIGN_OR_RETURN(const std::vector<Workshop> found,
                   ListWorkshops(tx, filter));
  size_t bytes = 0;
  size_t sent = 0;
  while (sent < std::min(size, found.size()) && bytes < kMaxPageBytes) {
    v1::Workshop& workshop = *response.add_workshops();
    workshop = WriteWorkshop(found[sent++]);
    bytes += workshop.ByteSizeLong();
  }
  if (found.size() > sent) {
    response.set_next_page_token(
        NextWorkshopsToken(filter, found[sent - 1].id));
  }
  response.set_revision(head.revision);
  return absl::OkStatus();
}

absl::Status ReadSessionPage(db::Transaction& tx, SessionFilter filter,
                             const v1::ListSessionsRequest& request,
                             v1::ListSessionsResponse& response) {
  ASSIGN_OR_RETURN(const feed::Position head, feed::ReadHead(tx));
  const size_t size = filter.limit++;
  ASSIGN_OR_RETURN(const std::vector<Session> found, ListSessions(tx, filter));
  for (size_t i = 0; i < std::min(size, found.size()); ++i) {
    *response.add_sessions() = WriteSession(found[i], filter.viewer);
  }
  if (found.size() > size) {
    response.set_next_page_token(
        NextSessionsToken(request, filter.viewer, found[size - 1]));
  }
  response.set_revision(head.revision);
  return absl::OkStatus();
}

absl::Status ReadJoinAddress(db::Transaction& tx, int64_t session_id,
                             const Vault& vault, v1::JoinAddress& response) {
  ASSIGN_OR_RETURN(const std::optional<SealedJoinAddress> address,
                   FindJoinAddress(tx, session_id));
  if (!address.has_value()) return SessionNotFound();
  response.set_version(address->version);
  if (address->uri.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(*response.mutable_uri(),
                   vault.OpenJoinUri(session_id, address->uri));
  return absl::OkStatus();
}

}  // namespace cwp::scheduling
