#include "services/webinars/commands.h"

#include <utility>

#include "absl/status/status.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/feed/log.h"
#include "services/webinars/convert.h"
#include "services/webinars/file_store.h"
#include "services/webinars/view_store.h"
#include "services/webinars/webinar_store.h"

namespace cwp::webinars {
namespace {

constexpr absl::Duration kKeepRequests = absl::Hours(24 * 7);
constexpr absl::Duration kKeepFeed = absl::Hours(24 * 30);
constexpr absl::Duration kPruneInterval = absl::Hours(1);
constexpr int kPruneAtOnce = 1000;

// One group. Its methods return what stood in the way of the database; what is
// decided, a refusal too, goes to `answer`.
class Group {
 public:
  Group(db::Transaction& tx, feed::Appender& appender)
      : tx_(tx), appender_(appender) {}

  absl::Status Apply(const Command& command, absl::StatusOr<Answer>& answer) {
    if (const auto* add = std::get_if<AddFile>(&command.what)) {
      answer = Answer();
      return SaveFile(tx_, add->file, command.now);
    }
    bool repeated = false;
    RETURN_IF_ERROR(AnswerRepeated(command, repeated, answer));
    if (repeated) return absl::OkStatus();
    if (const auto* create = std::get_if<CreateWebinar>(&command.what)) {
      return Create(command, *create, answer);
    }
    if (const auto* update = std::get_if<UpdateWebinar>(&command.what)) {
      return Change(command, *update, answer);
    }
    if (const auto* count = std::get_if<CountViews>(&command.what)) {
      answer = Answer();
      RETURN_IF_ERROR(AddViews(tx_, count->counts));
      return Remember(command, *answer);
    }
    return Show(command, answer);
  }

 private:
  // Answers a request that was done before with what it did, as it is now.
  absl::Status AnswerRepeated(const Command& command, bool& repeated,
                              absl::StatusOr<Answer>& answer) {
    if (!command.request.has_value()) return absl::OkStatus();
    const absl::StatusOr<std::optional<db::RequestEffect>> earlier =
        db::FindRequest(tx_, *command.request);
    if (absl::IsInvalidArgument(earlier.status())) {
      repeated = true;
      answer = earlier.status();
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(earlier.status());
    if (!earlier->has_value()) return absl::OkStatus();
    if ((*earlier)->resource_id == 0) {
      repeated = true;
      answer = Answer();
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(std::optional<Webinar> webinar,
                     LoadWebinar(tx_, (*earlier)->resource_id));
    CWP_CHECK(webinar.has_value(), "webinars are never removed");
    repeated = true;
    answer = *std::move(webinar);
    return absl::OkStatus();
  }

  absl::Status Create(const Command& command, const CreateWebinar& create,
                      absl::StatusOr<Answer>& answer) {
    ASSIGN_OR_RETURN(const bool taken, IsSlugTaken(tx_, create.content.slug));
    ASSIGN_OR_RETURN(const Files files,
                     LoadFiles(tx_, HashesOf(create.content)));
    answer = Draft(create.content, files, taken, create.id, command.now);
    if (!answer.ok()) return absl::OkStatus();
    Record(command, "webinar_created", *answer);
    RETURN_IF_ERROR(InsertWebinar(tx_, *answer));
    return Remember(command, *answer);
  }

  absl::Status Change(const Command& command, const UpdateWebinar& update,
                      absl::StatusOr<Answer>& answer) {
    ASSIGN_OR_RETURN(std::optional<Webinar> webinar,
                     LoadWebinar(tx_, update.id));
    if (!webinar.has_value()) {
      answer = WebinarNotFound();
      return absl::OkStatus();
    }
    if (update.revision != 0 && update.revision != webinar->revision) {
      answer = EtagMismatch();
      return absl::OkStatus();
    }
    const Changes& changes = update.changes;
    ASSIGN_OR_RETURN(const bool taken, IsSlugTaken(tx_, changes.content.slug));
    ASSIGN_OR_RETURN(const Files files,
                     LoadFiles(tx_, HashesOf(changes.content)));
    answer = Update(*std::move(webinar), changes, files, taken, command.now);
    if (!answer.ok()) return absl::OkStatus();
    Record(command, "webinar_updated", *answer);
    RETURN_IF_ERROR(SaveContent(tx_, *answer));
    return Remember(command, *answer);
  }

  // Publishes or withdraws.
  absl::Status Show(const Command& command, absl::StatusOr<Answer>& answer) {
    const auto* publish = std::get_if<PublishWebinar>(&command.what);
    const int64_t id = publish != nullptr
                           ? publish->id
                           : std::get<WithdrawWebinar>(command.what).id;
    ASSIGN_OR_RETURN(std::optional<Webinar> webinar, LoadWebinar(tx_, id));
    if (!webinar.has_value()) {
      answer = WebinarNotFound();
      return absl::OkStatus();
    }
    const State before = webinar->state;
    answer = publish != nullptr ? Publish(*std::move(webinar), command.now)
                                : Withdraw(*std::move(webinar), command.now);
    if (!answer.ok() || answer->state == before) return absl::OkStatus();
    Record(command,
           publish != nullptr ? "webinar_published" : "webinar_withdrawn",
           *answer);
    RETURN_IF_ERROR(SaveState(tx_, *answer));
    return Remember(command, *answer);
  }

  // Puts the webinar on the feed and gives it its revision.
  void Record(const Command& command, absl::string_view cause,
              Webinar& webinar) {
    webinar.revision = appender_.next_revision();
    appender_.Append({.kind = "webinar",
                      .resource_id = webinar.id,
                      .resource = ToProto(webinar).SerializeAsString(),
                      .cause = std::string(cause),
                      .actor_kind = command.actor.kind,
                      .actor_id = command.actor.id,
                      .commit_time = command.now});
  }

  absl::Status Remember(const Command& command, const Webinar& webinar) {
    if (!command.request.has_value()) return absl::OkStatus();
    return db::SaveRequest(
        tx_, *command.request,
        {.resource_id = webinar.id, .revision = webinar.revision}, command.now);
  }

  db::Transaction& tx_;
  feed::Appender& appender_;
};

absl::Status Prune(db::Transaction& tx, absl::Time now) {
  RETURN_IF_ERROR(
      db::PruneRequests(tx, now - kKeepRequests, kPruneAtOnce).status());
  return feed::Compact(tx, now - kKeepFeed, kPruneAtOnce).status();
}

}  // namespace

absl::StatusOr<Writer::Answers> Applier::Apply(
    db::Transaction& tx, absl::Span<const Command* const> commands) {
  ASSIGN_OR_RETURN(feed::Appender appender, feed::Appender::Open(tx));
  Group group(tx, appender);
  Writer::Answers answers;
  answers.reserve(commands.size());
  for (const Command* command : commands) {
    RETURN_IF_ERROR(group.Apply(*command, answers.emplace_back(Answer())));
  }
  RETURN_IF_ERROR(appender.Flush());
  // Only writes make anything to prune, so no thread of its own is needed.
  const absl::Time now = clock_.Now();
  if (now >= next_prune_) {
    RETURN_IF_ERROR(Prune(tx, now));
    next_prune_ = now + kPruneInterval;
  }
  return answers;
}

}  // namespace cwp::webinars
