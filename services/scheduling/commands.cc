#include "services/scheduling/commands.h"

#include <optional>
#include <utility>

#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/feed/log.h"
#include "services/scheduling/facilitator_convert.h"
#include "services/scheduling/leading_commands.h"
#include "services/scheduling/meeting_commands.h"
#include "services/scheduling/organisation_convert.h"
#include "services/scheduling/series_convert.h"
#include "services/scheduling/series_store.h"
#include "services/scheduling/session_convert.h"
#include "services/scheduling/session_store.h"
#include "services/scheduling/workshop_convert.h"
#include "services/scheduling/workshop_store.h"

namespace cwp::scheduling {
namespace {

constexpr absl::Duration kKeepRequests = absl::Hours(7 * 24);
constexpr absl::Duration kKeepFeed = absl::Hours(30 * 24);
constexpr int kPruneAtOnce = 1000;

absl::StatusOr<Session> LoadSession(db::Transaction& tx, int64_t id) {
  ASSIGN_OR_RETURN(std::optional<Session> found, FindSession(tx, id));
  if (!found.has_value()) return SessionNotFound();
  return *std::move(found);
}

absl::StatusOr<Series> LoadSeries(db::Transaction& tx, int64_t id) {
  ASSIGN_OR_RETURN(std::optional<Series> found, FindSeries(tx, id));
  if (!found.has_value()) return SeriesNotFound();
  return *std::move(found);
}

// Which kind of resource a command answers with.
absl::StatusOr<Answer> LoadAnswer(db::Transaction& tx, const Command& command,
                                  int64_t id) {
  const bool of_workshop =
      std::holds_alternative<CreateWorkshop>(command.what) ||
      std::holds_alternative<UpdateWorkshop>(command.what) ||
      std::holds_alternative<PublishWorkshop>(command.what) ||
      std::holds_alternative<ArchiveWorkshop>(command.what) ||
      std::holds_alternative<CloneWorkshop>(command.what) ||
      std::holds_alternative<SetWorkshopPicture>(command.what) ||
      std::holds_alternative<RemoveWorkshopPicture>(command.what);
  if (of_workshop) return LoadWorkshop(tx, id);
  const bool of_series = std::holds_alternative<CreateSeries>(command.what) ||
                         std::holds_alternative<EditSeries>(command.what) ||
                         std::holds_alternative<UndoSeriesEdit>(command.what);
  if (of_series) return LoadSeries(tx, id);
  const bool of_facilitator =
      std::holds_alternative<CreateFacilitator>(command.what) ||
      std::holds_alternative<UpdateFacilitator>(command.what) ||
      std::holds_alternative<RetireFacilitator>(command.what) ||
      std::holds_alternative<EraseFacilitator>(command.what);
  if (of_facilitator) return LoadFacilitator(tx, id);
  const auto* options = std::get_if<SetMeetingOptions>(&command.what);
  if (options != nullptr) {
    return LoadSessionOptions(tx, id, options->makes_meetings);
  }
  const auto* confirm = std::get_if<ConfirmMeetingOptions>(&command.what);
  if (confirm != nullptr) {
    return LoadSessionOptions(tx, id, confirm->makes_meetings);
  }
  const bool of_organisation =
      std::holds_alternative<UpdateOrganisationPart>(command.what) ||
      std::holds_alternative<RestoreOrganisationPart>(command.what);
  if (of_organisation) return LoadOrganisation(tx, static_cast<int>(id));
  return LoadSession(tx, id);
}

// Applies one command: loads, lets the domain decide, saves. Everything is
// decided before anything is saved, so that a refusal leaves nothing behind.
class Application final : private FeedEntries {
 public:
  Application(db::Transaction& tx, feed::Appender& appender,
              const Command& command, absl::Time now)
      : tx_(tx), appender_(appender), command_(command), now_(now) {}

  absl::StatusOr<Answer> Run() {
    if (!command_.request.key.empty()) {
      ASSIGN_OR_RETURN(const std::optional<db::RequestEffect> earlier,
                       db::FindRequest(tx_, command_.request));
      if (earlier.has_value()) {
        return LoadAnswer(tx_, command_, earlier->resource_id);
      }
    }
    ASSIGN_OR_RETURN(
        Answer answer,
        std::visit([this](const auto& what) { return Apply(what); },
                   command_.what));
    if (effect_.has_value() && !command_.request.key.empty()) {
      RETURN_IF_ERROR(db::SaveRequest(tx_, command_.request, *effect_, now_));
    }
    return answer;
  }

 private:
  absl::StatusOr<Answer> Apply(const CreateWorkshop& create) {
    RETURN_IF_ERROR(CheckSlugIsFree(create.content.slug, create.id));
    Workshop made = MakeWorkshop(create.id, create.content, now_);
    Append(made, "workshop_created");
    RETURN_IF_ERROR(InsertWorkshop(tx_, made));
    return made;
  }

  absl::StatusOr<Answer> Apply(const UpdateWorkshop& update) {
    ASSIGN_OR_RETURN(const Workshop workshop, LoadWorkshop(tx_, update.id));
    ASSIGN_OR_RETURN(Workshop revised, Revise(workshop, update.patch, now_));
    if (revised == workshop) return workshop;
    RETURN_IF_ERROR(CheckSlugIsFree(revised.content.slug, revised.id));
    Append(revised, "workshop_updated");
    RETURN_IF_ERROR(ReplaceWorkshop(tx_, revised));
    RETURN_IF_ERROR(ShowInSessions(
        revised, workshop.content.audience != revised.content.audience));
    return revised;
  }

  absl::StatusOr<Answer> Apply(const PublishWorkshop& publish) {
    ASSIGN_OR_RETURN(const Workshop workshop, LoadWorkshop(tx_, publish.id));
    Workshop published = Publish(workshop, now_);
    if (published == workshop) return workshop;
    Append(published, "workshop_published");
    RETURN_IF_ERROR(ReplaceWorkshop(tx_, published));
    return published;
  }

  absl::StatusOr<Answer> Apply(const ArchiveWorkshop& archive) {
    ASSIGN_OR_RETURN(const Workshop workshop, LoadWorkshop(tx_, archive.id));
    ASSIGN_OR_RETURN(const std::optional<int64_t> coming,
                     FindComingSession(tx_, archive.id, now_));
    ASSIGN_OR_RETURN(Workshop archived, Archive(workshop, coming, now_));
    if (archived == workshop) return workshop;
    Append(archived, "workshop_archived");
    RETURN_IF_ERROR(ReplaceWorkshop(tx_, archived));
    return archived;
  }

  absl::StatusOr<Answer> Apply(const CloneWorkshop& clone) {
    ASSIGN_OR_RETURN(const Workshop workshop,
                     LoadWorkshop(tx_, clone.workshop_id));
    RETURN_IF_ERROR(CheckSlugIsFree(clone.slug, clone.id));
    Workshop made = Clone(workshop, clone.id, clone.slug, now_);
    Append(made, "workshop_created");
    RETURN_IF_ERROR(InsertWorkshop(tx_, made));
    return made;
  }

  absl::StatusOr<Answer> Apply(const CreateSession& create) {
    ASSIGN_OR_RETURN(const Workshop workshop,
                     LoadWorkshop(tx_, create.content.workshop_id));
    ASSIGN_OR_RETURN(Session made, MakeSession(create.id, create.content,
                                               !create.sealed_join_uri.empty(),
                                               workshop, now_));
    if (create.draft) made.state = SessionState::kDraft;
    RETURN_IF_ERROR(CheckLeading(tx_, {{.before = std::nullopt, .after = made}},
                                 workshop, create.acknowledge_trainee_alone));
    Append(made, "session_created");
    RETURN_IF_ERROR(InsertSession(tx_, made, create.sealed_join_uri));
    RETURN_IF_ERROR(WantMeeting(tx_, made, workshop.content.audience, now_));
    return made;
  }

  // What is due with an edit of its series comes with all of that.
  absl::StatusOr<Answer> Apply(const LetTimePass& pass) {
    ASSIGN_OR_RETURN(const Session session, LoadSession(tx_, pass.id));
    if (!IsEditDue(session, now_)) {
      ASSIGN_OR_RETURN(Session passed,
                       scheduling::Apply(tx_, pass, now_, *this));
      return passed;
    }
    ASSIGN_OR_RETURN(const Answer series,
                     Apply(LetSeriesTimePass{.id = session.series->series_id}));
    return LoadSession(tx_, pass.id);
  }

  // The commands of session_commands.h, facilitator_commands.h and
  // picture_commands.h.
  template <class About>
  absl::StatusOr<Answer> Apply(const About& about) {
    ASSIGN_OR_RETURN(auto resource, scheduling::Apply(tx_, about, now_, *this));
    return resource;
  }

  absl::StatusOr<Answer> Apply(const SetMeetingOptions& set) {
    ASSIGN_OR_RETURN(
        const SessionOptions options,
        ApplySetMeetingOptions(tx_, set, command_.actor, now_, *this));
    return options;
  }

  absl::StatusOr<Answer> Apply(const ConfirmMeetingOptions& confirm) {
    ASSIGN_OR_RETURN(const SessionOptions options,
                     ApplyConfirmMeetingOptions(tx_, confirm, now_, *this));
    return options;
  }

  absl::StatusOr<Answer> Apply(const UpdateOrganisationPart& update) {
    return ApplyUpdateOrganisation(tx_, update, command_.actor, now_, *this);
  }

  absl::StatusOr<Answer> Apply(const RestoreOrganisationPart& restore) {
    return ApplyRestoreOrganisation(tx_, restore, command_.actor, now_, *this);
  }

  absl::StatusOr<Answer> Apply(const CreateSeries& create) {
    ASSIGN_OR_RETURN(const Workshop workshop,
                     LoadWorkshop(tx_, create.series.workshop_id));
    return ApplyCreateSeries(tx_, create, workshop, now_, *this);
  }

  absl::StatusOr<Answer> Apply(const EditSeries& edit) {
    ASSIGN_OR_RETURN(const Series series, LoadSeries(tx_, edit.id));
    ASSIGN_OR_RETURN(const Workshop workshop,
                     LoadWorkshop(tx_, series.workshop_id));
    return ApplyEditSeries(tx_, edit, series, workshop, now_, *this);
  }

  absl::StatusOr<Answer> Apply(const UndoSeriesEdit& undo) {
    ASSIGN_OR_RETURN(const Series series, LoadSeries(tx_, undo.id));
    ASSIGN_OR_RETURN(const Workshop workshop,
                     LoadWorkshop(tx_, series.workshop_id));
    return ApplyUndoSeriesEdit(tx_, undo, series, workshop, now_, *this);
  }

  absl::StatusOr<Answer> Apply(const LetSeriesTimePass& pass) {
    ASSIGN_OR_RETURN(const Series series, LoadSeries(tx_, pass.id));
    ASSIGN_OR_RETURN(const Workshop workshop,
                     LoadWorkshop(tx_, series.workshop_id));
    return ApplyLetSeriesTimePass(tx_, series, workshop, now_, *this);
  }

  absl::Status CheckSlugIsFree(absl::string_view slug, int64_t id) {
    ASSIGN_OR_RETURN(const std::optional<int64_t> holder,
                     FindSlugHolder(tx_, slug));
    return CheckSlug(holder, id);
  }

  // Sessions name their workshop and its place, so they change with it, and so
  // do their meetings; for another audience even where the session does not.
  absl::Status ShowInSessions(const Workshop& workshop, bool new_audience) {
    ASSIGN_OR_RETURN(const std::vector<Session> sessions,
                     ListSessionsNotEnded(tx_, workshop.id, now_));
    std::vector<Session> changed;
    for (const Session& session : sessions) {
      Session shown = ShowWorkshop(session, workshop, now_);
      if (new_audience || shown != session) {
        RETURN_IF_ERROR(
            WantMeeting(tx_, shown, workshop.content.audience, now_));
      }
      if (shown == session) continue;
      Append(shown, "workshop_updated");
      changed.push_back(std::move(shown));
    }
    if (changed.empty()) return absl::OkStatus();
    return UpdateSessions(tx_, changed);
  }

  void Append(Workshop& workshop, absl::string_view cause) override {
    workshop.revision = appender_.next_revision();
    Append("workshop", workshop.id, WriteWorkshop(workshop).SerializeAsString(),
           cause);
  }

  void Append(Session& session, absl::string_view cause) override {
    session.revision = appender_.next_revision();
    Append("session", session.id, WriteSession(session).SerializeAsString(),
           cause);
  }

  void Append(Series& series, absl::string_view cause) override {
    series.revision = appender_.next_revision();
    Append("series", series.id, WriteSeries(series).SerializeAsString(), cause);
  }

  void Append(OrganisationVersion& version, absl::string_view cause) override {
    version.revision = appender_.next_revision();
    Append("organisation", version.part,
           WriteOrganisationPart(version).SerializeAsString(), cause);
  }

  void Append(Facilitator& facilitator, absl::string_view cause) override {
    facilitator.revision = appender_.next_revision();
    Append("facilitator", facilitator.id,
           WriteFacilitatorChange(facilitator).SerializeAsString(), cause);
  }

  void Remember(int64_t resource_id) override {
    if (effect_.has_value()) return;
    effect_ = {.resource_id = resource_id,
               .revision = appender_.next_revision() - 1};
  }

  // The first entry is that of the resource that the command is about.
  void Append(absl::string_view kind, int64_t id, std::string resource,
              absl::string_view cause) {
    const int64_t revision =
        appender_.Append({.kind = std::string(kind),
                          .resource_id = id,
                          .resource = std::move(resource),
                          .cause = std::string(cause),
                          .actor_kind = command_.actor.kind,
                          .actor_id = command_.actor.id,
                          .commit_time = now_});
    if (!effect_.has_value()) {
      effect_ = {.resource_id = id, .revision = revision};
    }
  }

  db::Transaction& tx_;
  feed::Appender& appender_;
  const Command& command_;
  const absl::Time now_;
  std::optional<db::RequestEffect> effect_;
};

}  // namespace

absl::StatusOr<std::vector<absl::StatusOr<Answer>>> ApplyCommands(
    db::Transaction& tx, absl::Span<const Command* const> commands,
    absl::Time now) {
  ASSIGN_OR_RETURN(feed::Appender appender, feed::Appender::Open(tx));
  std::vector<absl::StatusOr<Answer>> answers;
  answers.reserve(commands.size());
  for (const Command* command : commands) {
    // An error of the database ends the transaction, so that it cannot be
    // taken for a refusal: Flush and the commit fail with it.
    answers.push_back(Application(tx, appender, *command, now).Run());
  }
  RETURN_IF_ERROR(appender.Flush());
  return answers;
}

absl::Status Prune(db::Transaction& tx, absl::Time now) {
  RETURN_IF_ERROR(
      db::PruneRequests(tx, now - kKeepRequests, kPruneAtOnce).status());
  return feed::Compact(tx, now - kKeepFeed, kPruneAtOnce).status();
}

absl::StatusOr<Workshop> LoadWorkshop(db::Transaction& tx, int64_t id) {
  ASSIGN_OR_RETURN(std::optional<Workshop> found, FindWorkshop(tx, id));
  if (!found.has_value()) return WorkshopNotFound();
  return *std::move(found);
}

absl::Status WorkshopNotFound() {
  return NotFound("WORKSHOP_NOT_FOUND", "there is no such workshop");
}

}  // namespace cwp::scheduling
