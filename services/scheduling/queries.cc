#include "services/scheduling/queries.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/status_macros.h"
#include "common/feed/log.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/programme.h"
#include "services/scheduling/session_store.h"
#include "services/scheduling/workshop_store.h"

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

absl::Status ReadWorkshopPage(db::Transaction& tx, const WorkshopList& list,
                              v1::ListWorkshopsResponse& response) {
  ASSIGN_OR_RETURN(const feed::Position head, feed::ReadHead(tx));
  response.set_revision(head.revision);
  int64_t after_id = list.after_id;
  size_t bytes = 0;
  std::vector<Workshop> found;
  do {
    // One more than is sent says whether there is a next page.
    ASSIGN_OR_RETURN(found, ListWorkshops(tx, after_id, list.limit + 1));
    for (const Workshop& workshop : found) {
      if (!Passes(workshop, list.filter)) continue;
      if (response.workshops_size() == list.limit || bytes >= kMaxPageBytes) {
        response.set_next_page_token(
            NextWorkshopsToken(list, response.workshops().rbegin()->id()));
        return absl::OkStatus();
      }
      bytes +=
          (*response.add_workshops() = WriteWorkshop(workshop)).ByteSizeLong();
    }
    if (!found.empty()) after_id = found.back().id;
  } while (found.size() > static_cast<size_t>(list.limit));
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
