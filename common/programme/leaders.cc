#include "common/programme/leaders.h"

#include <map>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/base/status_macros.h"

namespace cwp::programme {
namespace {

using scheduling::v1::Facilitator;

absl::Status Unclear(absl::string_view problem) {
  return InvalidArgument("USAGE_INVALID", problem);
}

}  // namespace

FacilitatorNames NamesOf(const std::vector<Facilitator>& all) {
  std::map<std::string, int> bearers;
  for (const Facilitator& one : all) {
    if (one.has_retire_time()) continue;
    ++bearers[absl::AsciiStrToLower(one.display_name())];
  }
  FacilitatorNames names;
  for (const Facilitator& one : all) {
    const bool clear = !one.has_retire_time() &&
                       bearers[absl::AsciiStrToLower(one.display_name())] == 1;
    names[one.id()] = clear ? one.display_name() : absl::StrCat(one.id());
  }
  return names;
}

absl::StatusOr<int64_t> FindLeader(const std::vector<Facilitator>& all,
                                   const std::string& name_or_id) {
  const std::optional<int64_t> id = ParseId(name_or_id);
  if (id.has_value()) return *id;
  std::vector<int64_t> found;
  for (const Facilitator& one : all) {
    if (one.has_retire_time() ||
        !absl::EqualsIgnoreCase(one.display_name(), name_or_id)) {
      continue;
    }
    found.push_back(one.id());
  }
  if (found.size() == 1) return found.front();
  // What was typed is not repeated: it may be logged.
  if (found.empty()) return Unclear("there is no facilitator of that name");
  return Unclear(
      absl::StrCat("several facilitators have that name: give the id, one of ",
                   absl::StrJoin(found, ", ")));
}

absl::StatusOr<std::vector<int64_t>> FindLeaders(
    const std::vector<Facilitator>& all,
    const std::vector<std::string>& names_or_ids) {
  std::vector<int64_t> ids;
  if (names_or_ids == std::vector<std::string>{"none"}) return ids;
  for (const std::string& name_or_id : names_or_ids) {
    ASSIGN_OR_RETURN(const int64_t id, FindLeader(all, name_or_id));
    ids.push_back(id);
  }
  return ids;
}

}  // namespace cwp::programme
