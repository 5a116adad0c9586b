#include "tests/simulation/world.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/booking_store.h"
#include "services/registration/hold_store.h"
#include "services/registration/retention.h"
#include "services/registration/scheduling_follower.h"
#include "services/registration/schema.h"
#include "tests/simulation/events.h"
#include "tests/simulation/store_audit.h"

namespace cwp::simulation {
namespace {

// How many events are kept for whoever reads of a fault.
constexpr size_t kEvents = 400;

// How many groups go by between two comparisons of everything.
constexpr int64_t kCompareEvery = 40;

}  // namespace

World::World(uint64_t seed, db::Database::Engine engine)
    : random_(seed),
      odds_(DrawOdds(random_)),
      database_(engine),
      options_{.rules = odds_.rules, .next_id = [this] { return ++last_id_; }},
      redis_(random_, odds_),
      workload_(random_, odds_, redis_, options_.next_id),
      auditor_(odds_.rules) {}

absl::Status World::Open() {
  RETURN_IF_ERROR(database_.Open(clock_, registration::Migrations()));
  StartWriter();
  return absl::OkStatus();
}

void World::StartWriter() {
  faulty_ = std::make_unique<db::FaultyDatabase>(*database_, random_.Next(),
                                                 odds_.faults);
  writer_ =
      std::make_unique<Writer>(*faulty_, clock_, db::WriterOptions(),
                               [this](db::Transaction& tx, auto commands) {
                                 return registration::ApplyCommands(
                                     tx, commands, options_, clock_.Now());
                               });
}

void World::Restart() {
  writer_.reset();
  faulty_.reset();
  const absl::Status status = database_.Reopen();
  if (!status.ok()) auditor_.AddFault(status.ToString());
  StartWriter();
  Note("restarted");
}

void World::Step() {
  ++groups_;
  PassTime();
  if (random_.Chance(odds_.session_change) || groups_ == 1) TellSessions();
  if (random_.Chance(odds_.set_aside)) SetAside();
  if (random_.Chance(odds_.purge)) Purge();
  WorkOff();
  if (random_.Chance(odds_.restart)) Restart();
  if (groups_ % kCompareEvery == 0) JudgeStore();
}

void World::PassTime() {
  absl::Duration step = absl::Milliseconds(random_.Below(60'000));
  if (random_.Chance(odds_.medium_jump)) {
    step = absl::Minutes(random_.Between(1, 90));
  } else if (random_.Chance(odds_.long_jump)) {
    step = absl::Hours(random_.Between(2, 100));
  }
  clock_.Advance(step);
  Note(absl::StrCat("it is ", absl::FormatTime(clock_.Now())));
}

// As registration's housekeeping does, which leaves no trace on the feed.
void World::SetAside() {
  const auto more = registration::SetSomeAside(*faulty_, clock_.Now());
  if (!more.ok() && !absl::IsUnavailable(more.status())) {
    auditor_.AddFault(more.status().ToString());
  }
}

// As registration's housekeeping does, which tries again what failed.
void World::Purge() {
  bool more = true;
  while (more) {
    const absl::StatusOr<bool> left =
        registration::PurgeSome(*faulty_, options_, clock_.Now());
    if (left.ok()) {
      more = *left;
    } else if (!absl::IsUnavailable(left.status())) {
      return auditor_.AddFault(left.status().ToString());
    }
  }
  Note("purged");
  const std::vector<feed::Entry> entries = ReadFeed();
  purged_ += static_cast<int64_t>(entries.size());
  auditor_.Judge(entries, {}, clock_.Now());
  auditor_.NotePurge(clock_.Now());
}

// Scheduling's feed is followed in order: what could not be taken over is told
// again before anything newer.
void World::TellSessions() {
  if (owed_sessions_.empty()) {
    owed_sessions_ = workload_.NextSessions(clock_.Now());
  }
  for (const registration::Session& session : owed_sessions_) {
    auditor_.Say(session);
    Note(Describe(session));
  }
  const absl::Status status = faulty_->Write([&](db::Transaction& tx) {
    return registration::ApplySessions(tx, owed_sessions_, options_,
                                       clock_.Now());
  });
  Note(absl::StrCat("sessions -> ", ReasonOf(status)));
  auditor_.Judge(ReadFeed(), {}, clock_.Now());
  if (status.ok()) {
    steps_ += static_cast<int64_t>(owed_sessions_.size());
    owed_sessions_.clear();
  } else if (!absl::IsUnavailable(status)) {
    auditor_.AddFault(absl::StrCat("sessions: ", status.ToString()));
  }
}

void World::WorkOff() {
  std::vector<Sent> group;
  const bool lapses = random_.Chance(odds_.lapse);
  if (lapses) AddLapses(group);
  const int64_t size = random_.Between(1, odds_.largest_group);
  for (int64_t i = 0; i < size; ++i) {
    group.push_back(workload_.Next(clock_.Now()));
  }
  std::vector<Outcome> outcomes;
  outcomes.reserve(group.size());
  for (Sent& sent : group) LookUp(sent);
  for (const Sent& sent : group) Submit(sent, outcomes);
  while (writer_->RunOnce()) {
  }
  // Those whose time was up were answered first.
  std::sort(outcomes.begin(), outcomes.end(),
            [](const Outcome& a, const Outcome& b) { return a.sent < b.sent; });
  for (const Outcome& outcome : outcomes) {
    Note(Describe(outcome));
    workload_.Learn(outcome);
  }
  auditor_.Judge(ReadFeed(), outcomes, clock_.Now());
  steps_ += static_cast<int64_t>(group.size());
  const bool all_lapsed =
      lapses &&
      std::all_of(outcomes.begin(), outcomes.end(), [](const Outcome& outcome) {
        return OrderOf(outcome.sent->command) || outcome.answer.ok();
      });
  if (all_lapsed) auditor_.JudgeLapsed(clock_.Now());
}

// As registration's timer does.
void World::AddLapses(std::vector<Sent>& group) {
  std::vector<int64_t> due;
  const absl::Status status =
      database_->Read([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(
            due, registration::FindDueSessions(
                     tx, clock_.Now(), std::numeric_limits<int>::max()));
        return absl::OkStatus();
      });
  if (!status.ok()) auditor_.AddFault(status.ToString());
  for (const int64_t id : due) {
    group.push_back({.command = registration::LapseDue{.session_id = id}});
  }
}

// As the service does before a correction's turn.
void World::LookUp(Sent& sent) {
  auto* correct = std::get_if<registration::CorrectOne>(&sent.command);
  if (correct == nullptr) return;
  const absl::Status status =
      database_->Read([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(const std::optional<registration::Booking> own,
                         registration::FindBookingByReference(
                             tx, correct->session_id, correct->reference));
        correct->booking_id = own.has_value() ? own->id : 0;
        correct->email = "sealed";
        return absl::OkStatus();
      });
  if (!status.ok()) auditor_.AddFault(status.ToString());
}

void World::Submit(const Sent& sent, std::vector<Outcome>& outcomes) {
  auditor_.Send(sent);
  Note(Describe(sent));
  const absl::Time deadline =
      clock_.Now() + (sent.late ? -absl::Seconds(1) : absl::Seconds(10));
  writer_->Submit(
      sent.command, deadline,
      [&sent, &outcomes](absl::StatusOr<registration::WriteAnswer> answer) {
        outcomes.push_back({.sent = &sent, .answer = std::move(answer)});
      });
}

std::vector<feed::Entry> World::ReadFeed() {
  std::vector<feed::Entry> entries;
  const absl::Status status =
      database_->Read([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(
            feed::Page page,
            feed::ReadAfter(tx, position_, std::numeric_limits<int>::max(),
                            std::numeric_limits<size_t>::max()));
        entries = std::move(page.entries);
        return absl::OkStatus();
      });
  if (!status.ok()) auditor_.AddFault(status.ToString());
  for (const feed::Entry& entry : entries) {
    const std::string hash =
        feed::NextHash(position_.hash, entry.revision, entry.change);
    if (entry.revision != position_.revision + 1 || entry.hash != hash) {
      auditor_.AddFault(
          absl::StrCat("the chain breaks at revision ", entry.revision));
    }
    position_ = {.revision = entry.revision, .hash = entry.hash};
  }
  redis_.Write(entries);
  workload_.Read(entries);
  Note(absl::StrCat("the feed ends at ", position_.revision, " ",
                    absl::BytesToHexString(position_.hash)));
  return entries;
}

void World::JudgeStore() {
  std::vector<std::string> faults;
  const absl::Status status =
      CompareStore(*database_, auditor_.replay(), faults);
  if (!status.ok()) auditor_.AddFault(status.ToString());
  for (std::string& fault : faults) auditor_.AddFault(std::move(fault));
}

absl::StatusOr<std::vector<std::string>> World::DumpTables() {
  return DumpRows(*database_);
}

// FNV-1a, which needs no library and is the same everywhere.
void World::Note(const std::string& event) {
  for (const char byte : event) {
    digest_ = (digest_ ^ static_cast<uint8_t>(byte)) * 0x100000001b3;
  }
  events_.push_back(event);
  if (events_.size() > kEvents) events_.pop_front();
}

}  // namespace cwp::simulation
