#ifndef CWP_COMMON_PROGRAMME_PLAN_H_
#define CWP_COMMON_PROGRAMME_PLAN_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/programme/nodes.h"
#include "common/programme/programme.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"

namespace cwp::programme {

// What has to be done so that what is there becomes what a programme wants.
// Asks nobody.

struct WorkshopPlan {
  // As it is to be; without an id when it has to be made.
  scheduling::v1::Workshop wanted;
  // Fields to change, as an update mask names them.
  std::vector<std::string> fields;
  bool publish = false;
  std::vector<FieldChange> changes;
};

// `there` is the workshop with the entry's slug, if there is one. Fails with
// INVALID_ARGUMENT `PROGRAMME_INVALID` when there is none and the entry does
// not say enough to make one.
absl::StatusOr<WorkshopPlan> PlanWorkshop(
    const std::string& file, const WorkshopEntry& entry,
    const std::optional<scheduling::v1::Workshop>& there);

struct SessionPlan {
  // As it is to be; without an id when it has to be made.
  scheduling::v1::Session wanted;
  // Whether it is made as a draft.
  bool draft = false;
  bool move = false;
  bool change_capacity = false;
  // Of UpdateSession.
  std::vector<std::string> fields;
  // What it goes through, in order.
  std::vector<scheduling::v1::Session::State> states;
  std::vector<FieldChange> changes;
  // Whether it stays as it is, whatever the entry says: it is over, or about to
  // be what the entry does not know.
  bool stays = false;
  // What is to be known of that; may be empty.
  std::string note;
};

// The session of `all` that the entry means: that which starts, or will start,
// when it says; otherwise that which started at `moved_from`. Not one of
// `used`.
const scheduling::v1::Session* FindSession(
    const SessionEntry& entry, const std::vector<scheduling::v1::Session>& all,
    const std::set<int64_t>& used);

// Facilitators as the entry names them, and as files do.
struct Leaders {
  // Of the entry, when it names any.
  std::optional<std::vector<int64_t>> ids;
  FacilitatorNames names;
};

// `workshop` is as it is to be, `there` what FindSession found.
absl::StatusOr<SessionPlan> PlanSession(
    const SessionEntry& entry, const scheduling::v1::Workshop& workshop,
    const scheduling::v1::Session* there, const Leaders& leaders);

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_PLAN_H_
