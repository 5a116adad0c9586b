#ifndef CWP_SERVICES_WEBINARS_COMMANDS_H_
#define CWP_SERVICES_WEBINARS_COMMANDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/db/requests.h"
#include "common/db/writer.h"
#include "services/webinars/domain.h"

namespace cwp::webinars {

// What this service's writer does.

// Makes a draft; `content` is what convert.h made of the request.
struct CreateWebinar {
  Webinar content;
  int64_t id = 0;
};

struct PublishWebinar {
  int64_t id = 0;
};

struct WithdrawWebinar {
  int64_t id = 0;
};

// Changes a webinar, if it has that revision still; 0 is any.
struct UpdateWebinar {
  int64_t id = 0;
  int64_t revision = 0;
  Changes changes;
};

// Adds to how often files were fetched.
struct CountViews {
  std::vector<ViewCount> counts;
};

// Remembers a file that lies in the media folder.
struct AddFile {
  File file;
};

// Who is behind a command, for the feed.
struct Actor {
  std::string kind;
  std::string id;
};

struct Command {
  std::variant<CreateWebinar, UpdateWebinar, PublishWebinar, WithdrawWebinar,
               AddFile, CountViews>
      what;
  Actor actor;
  // Absent when the caller gave no request id.
  std::optional<db::RequestKey> request;
  absl::Time now;
};

// The webinar as it is afterwards; an empty one for AddFile and CountViews.
using Answer = Webinar;
using Writer = db::Writer<Command, Answer>;

// Applies groups of commands, each in one transaction, with its changes on the
// feed. Used by the writer's thread alone.
class Applier {
 public:
  // The clock outlives it.
  explicit Applier(const Clock& clock) : clock_(clock) {}

  // The writer's Apply. Refusals are those that the proto names. Once an hour
  // it also forgets requests after 7 days and feed entries after 30.
  absl::StatusOr<Writer::Answers> Apply(
      db::Transaction& tx, absl::Span<const Command* const> commands);

 private:
  const Clock& clock_;
  absl::Time next_prune_ = absl::InfinitePast();
};

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_COMMANDS_H_
