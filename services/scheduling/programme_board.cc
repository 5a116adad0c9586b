#include "services/scheduling/programme_board.h"

#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/feed/log.h"
#include "common/telemetry/log.h"
#include "common/time/proto_time.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/scheduling/session_convert.h"
#include "services/scheduling/session_store.h"
#include "services/scheduling/workshop_convert.h"
#include "services/scheduling/workshop_store.h"

namespace cwp::scheduling {
namespace {

// What is read at once, of the tables and of the feed.
constexpr int kRows = 500;
constexpr int kEntries = 512;
constexpr size_t kEntryBytes = 1 << 20;

ListedWorkshop ToListed(const v1::Workshop& workshop) {
  return {.state = static_cast<WorkshopState>(workshop.state()),
          .audience = static_cast<Audience>(workshop.audience()),
          .topics = {workshop.topics().begin(), workshop.topics().end()}};
}

ListedSession ToListed(const v1::Session& session) {
  const absl::Time start = ToTime(session.meetings(0).start_time());
  ListedSession listed = {
      .place = {.start = start, .id = session.id()},
      .workshop_id = session.workshop_id(),
      .state = static_cast<SessionState>(session.state()),
      .staff_only =
          session.state() == v1::Session::DRAFT || session.never_shown(),
      .age_range = {.min_years = session.age_range().min_years(),
                    .max_years = session.age_range().max_years()},
      .delivery = static_cast<DeliveryMode>(session.delivery().mode()),
      .time_of_day = TimeOfDayOf(start)};
  v1::ListSessionsResponse shown;
  *shown.add_sessions() = session;
  const auto write = [&] {
    return std::make_shared<const std::string>(shown.SerializeAsString());
  };
  listed.shown_to_staff = write();
  listed.shown = listed.shown_to_staff;
  if (!session.facilitator_ids().empty()) {
    shown.mutable_sessions(0)->clear_facilitator_ids();
    listed.shown = write();
  }
  return listed;
}

absl::Status NotUnderstood(const feed::Entry& entry) {
  return MakeError(absl::StatusCode::kInternal, "DATABASE_ERROR",
                   absl::StrCat("entry ", entry.revision,
                                " of the feed is not one of ours"));
}

// Takes in what an entry of the feed tells.
absl::Status Note(const feed::Entry& entry, ProgrammeNews& news) {
  feed::v1::Change change;
  if (!change.ParseFromString(entry.change)) return NotUnderstood(entry);
  if (change.kind() == "workshop") {
    v1::Workshop workshop;
    if (!workshop.ParseFromString(change.resource())) {
      return NotUnderstood(entry);
    }
    news.workshops[workshop.id()] = ToListed(workshop);
  } else if (change.kind() == "session") {
    v1::Session session;
    if (!session.ParseFromString(change.resource()) ||
        session.meetings().empty()) {
      return NotUnderstood(entry);
    }
    news.sessions[session.id()] = ToListed(session);
  }
  return absl::OkStatus();
}

// All that the feed tells behind a revision.
absl::StatusOr<ProgrammeNews> ReadOn(db::Transaction& tx, int64_t revision) {
  ProgrammeNews news;
  while (true) {
    ASSIGN_OR_RETURN(const feed::Page page,
                     feed::ReadOn(tx, revision, kEntries, kEntryBytes));
    if (page.entries.empty()) return news;
    for (const feed::Entry& entry : page.entries) {
      RETURN_IF_ERROR(Note(entry, news));
    }
    revision = page.entries.back().revision;
  }
}

// All that there is.
absl::StatusOr<ProgrammeNews> ReadAll(db::Transaction& tx) {
  ProgrammeNews news;
  std::vector<Workshop> workshops;
  do {
    ASSIGN_OR_RETURN(
        workshops,
        ListWorkshops(
            tx, news.workshops.empty() ? 0 : news.workshops.rbegin()->first,
            kRows));
    for (const Workshop& workshop : workshops) {
      news.workshops[workshop.id] = ToListed(WriteWorkshop(workshop));
    }
  } while (!workshops.empty());
  std::optional<SessionPlace> last;
  std::vector<Session> sessions;
  do {
    ASSIGN_OR_RETURN(sessions, ListSessions(tx, last, kRows));
    for (const Session& session : sessions) {
      last = {.start = session.start(), .id = session.id};
      news.sessions[session.id] = ToListed(WriteSession(session));
    }
  } while (!sessions.empty());
  return news;
}

// The programme at `revision`, the feed's head.
absl::StatusOr<ProgrammePtr> Read(db::Transaction& tx, const Programme* before,
                                  int64_t revision) {
  if (before != nullptr) {
    const absl::StatusOr<ProgrammeNews> news = ReadOn(tx, before->revision());
    if (news.ok()) {
      return std::make_shared<const Programme>(*before, *news, revision);
    }
    // The feed does not reach back as far: nobody asked for a month.
    Log(LogLevel::kWarning, "programme_read_anew",
        {{"reason", ReasonOf(news.status())}});
  }
  ASSIGN_OR_RETURN(const ProgrammeNews all, ReadAll(tx));
  return std::make_shared<const Programme>(Programme(), all, revision);
}

}  // namespace

void ProgrammeBoard::Ask(Done done) {
  {
    MutexLock lock(mu_);
    askers_.push_back(std::move(done));
    if (looking_) return;
    looking_ = true;
  }
  Look();
}

void ProgrammeBoard::Look() {
  struct Round {
    Askers askers;
    absl::StatusOr<ProgrammePtr> found;
  };
  const auto round = std::make_shared<Round>();
  readers_.Submit(
      absl::InfiniteFuture(),
      [self = shared_from_this(), round](db::Transaction& tx) {
        self->TakeAskers(round->askers);
        round->found = self->CatchUp(tx);
        return round->found.status();
      },
      [self = shared_from_this(), round](const absl::Status& status) {
        // There was no look without a transaction.
        if (round->askers.empty()) self->TakeAskers(round->askers);
        if (self->EndLook()) self->Look();
        if (!status.ok()) round->found = status;
        for (Done& asker : round->askers) asker(round->found);
      });
}

void ProgrammeBoard::TakeAskers(Askers& askers) {
  MutexLock lock(mu_);
  std::move(askers_.begin(), askers_.end(), std::back_inserter(askers));
  askers_.clear();
}

bool ProgrammeBoard::EndLook() {
  MutexLock lock(mu_);
  looking_ = !askers_.empty();
  return looking_;
}

absl::StatusOr<ProgrammePtr> ProgrammeBoard::CatchUp(db::Transaction& tx) {
  ASSIGN_OR_RETURN(const feed::Position head, feed::ReadHead(tx));
  ProgrammePtr programme;
  {
    MutexLock lock(mu_);
    programme = programme_;
  }
  if (programme != nullptr && programme->revision() == head.revision) {
    return programme;
  }
  ASSIGN_OR_RETURN(programme, Read(tx, programme.get(), head.revision));
  MutexLock lock(mu_);
  programme_ = programme;
  return programme;
}

}  // namespace cwp::scheduling
