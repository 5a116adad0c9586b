#include "tests/faults/crowd.h"

#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"

namespace cwp::faults {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr absl::Duration kBackoff = absl::Milliseconds(10);

// What a family keeps track of.
constexpr size_t kMostBookings = 4;
constexpr size_t kMostHolds = 2;
constexpr size_t kMostEntries = 3;

constexpr int kOffered = 2;
constexpr int kConfirmed = 1;

bool IsUnsettled(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

// Whether this answer to a request is one that there may be.
bool MayBeRefused(Deed deed, const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  switch (deed) {
    case Deed::kBook:
    case Deed::kHold:
    case Deed::kMove:
    case Deed::kChange:
      return reason == "NOT_ENOUGH_PLACES" || reason == "PLACES_HELD";
    case Deed::kAccept:
      return reason == "OFFER_LAPSED";
    default:
      return false;
  }
}

}  // namespace

absl::StatusOr<Outcome> AskUntilAnswered(
    const std::vector<std::unique_ptr<Line>>& lines, size_t first,
    const Action& action) {
  const absl::Time give_up = absl::Now() + kPatience;
  absl::Status last;
  for (size_t i = first; absl::Now() < give_up; ++i) {
    absl::StatusOr<Outcome> answer = lines[i % lines.size()]->Ask(action);
    if (answer.ok() || !IsUnsettled(answer.status())) return answer;
    last = answer.status();
    absl::SleepFor(kBackoff);
  }
  return absl::DeadlineExceededError(
      absl::StrCat("no answer to ", action.request_id, "; the last was ",
                   ReasonOf(last), ": ", last.message()));
}

// One client, in its own thread.
class Crowd::Client {
 public:
  Client(Crowd& crowd, int number, const std::string& history)
      : crowd_(crowd),
        number_(number),
        random_(crowd.seed_ * kClients + number),
        history_(history) {
    for (const std::string& address : crowd.addresses_) {
      lines_.push_back(std::make_unique<Line>(crowd.party_, address));
    }
  }

  void Run() {
    while (crowd_.MayGoOn()) {
      if (const absl::Status status = Act(); !status.ok()) crowd_.Fail(status);
    }
  }

 private:
  struct Held {
    Action asked;
    Outcome hold;
  };

  int64_t Below(size_t limit) {
    return std::uniform_int_distribution<int64_t>(
        0, static_cast<int64_t>(limit) - 1)(random_);
  }

  template <class Item>
  Item TakeAny(std::vector<Item>& items) {
    const int64_t at = Below(items.size());
    Item item = items[at];
    items.erase(items.begin() + at);
    return item;
  }

  Action New(Deed deed) {
    return {.deed = deed,
            .request_id = absl::StrCat("c", number_, "-", ++requests_),
            .session = 1 + Below(crowd_.party_.sessions()),
            .places = 1 + Below(3)};
  }

  absl::Status Act() {
    const int64_t dice = Below(100);
    if (dice < 12) return Cancel();
    if (dice < 27) return EndHold();
    if (dice < 40) return LookAfterEntry();
    if (dice < 50) return entries_.size() < kMostEntries ? Join() : Leave();
    if (dice < 58) return Move();
    if (dice < 66) return Change();
    if (dice < 78) return holds_.size() < kMostHolds ? Hold() : EndHold();
    return bookings_.size() < kMostBookings ? Book() : Cancel();
  }

  // Asks, and writes down both ends of it.
  absl::StatusOr<Outcome> Ask(const Action& action) {
    history_.Attempt(action);
    absl::StatusOr<Outcome> answer =
        AskUntilAnswered(lines_, Below(lines_.size()), action);
    if (IsUnsettled(answer.status())) return answer;
    history_.Answer(action, answer);
    crowd_.CountAnswer();
    return answer;
  }

  // What is left to say of an answer: nothing, unless it must not be.
  static absl::Status Judge(const Action& action,
                            const absl::StatusOr<Outcome>& answer) {
    if (answer.ok() || MayBeRefused(action.deed, answer.status())) {
      return absl::OkStatus();
    }
    return absl::InternalError(absl::StrCat(
        action.request_id, " of kind ", static_cast<int>(action.deed),
        " was answered ", ReasonOf(answer.status()), ": ",
        std::string(answer.status().message())));
  }

  absl::Status Book() {
    const Action action = New(Deed::kBook);
    const absl::StatusOr<Outcome> answer = Ask(action);
    if (answer.ok()) Keep(*answer);
    return Judge(action, answer);
  }

  absl::Status Hold() {
    const Action action = New(Deed::kHold);
    const absl::StatusOr<Outcome> answer = Ask(action);
    if (answer.ok()) holds_.push_back({action, *answer});
    return Judge(action, answer);
  }

  // Confirms it, or gives it back.
  absl::Status EndHold() {
    if (holds_.empty()) return absl::OkStatus();
    const Held held = TakeAny(holds_);
    Action action = New(Below(3) == 0 ? Deed::kRelease : Deed::kConfirm);
    action.session = held.hold.session;
    action.places = held.hold.places;
    action.subject = held.hold.id;
    action.hold_request = held.asked.request_id;
    const absl::StatusOr<Outcome> answer = Ask(action);
    if (answer.ok() && action.deed == Deed::kConfirm) Keep(*answer);
    return Judge(action, answer);
  }

  absl::Status Cancel() {
    if (bookings_.empty()) return absl::OkStatus();
    Action action = New(Deed::kCancel);
    action.subject = TakeAny(bookings_).id;
    return Judge(action, Ask(action));
  }

  // To any other session, as large as it is.
  absl::Status Move() {
    if (bookings_.empty()) return absl::OkStatus();
    const Outcome own = TakeAny(bookings_);
    Action action = New(Deed::kMove);
    action.subject = own.id;
    action.places = own.places;
    const int64_t sessions = crowd_.party_.sessions();
    const auto others = static_cast<size_t>(sessions - 1);
    action.session = 1 + (own.session + Below(others)) % sessions;
    return ChangeOwn(own, action);
  }

  absl::Status Change() {
    if (bookings_.empty()) return absl::OkStatus();
    const Outcome own = TakeAny(bookings_);
    Action action = New(Deed::kChange);
    action.subject = own.id;
    action.session = own.session;
    return ChangeOwn(own, action);
  }

  // What is refused leaves all as it was; what is not is as it was asked for,
  // since nobody else is at this booking.
  absl::Status ChangeOwn(const Outcome& own, const Action& action) {
    const absl::StatusOr<Outcome> answer = Ask(action);
    Keep(answer.ok() ? *answer : own);
    if (!answer.ok()) return Judge(action, answer);
    const bool done = answer->id == own.id && answer->state == own.state &&
                      answer->session == action.session &&
                      answer->places == action.places;
    if (done) return absl::OkStatus();
    return absl::InternalError(
        absl::StrCat(action.request_id, " was answered ", answer->places,
                     " places in session ", answer->session));
  }

  absl::Status Join() {
    const Action action = New(Deed::kJoin);
    const absl::StatusOr<Outcome> answer = Ask(action);
    if (answer.ok()) entries_.push_back(answer->id);
    return Judge(action, answer);
  }

  absl::Status Leave() {
    Action action = New(Deed::kLeave);
    action.subject = TakeAny(entries_);
    return Judge(action, Ask(action));
  }

  // Accepts the offer that one of the entries has, if it has one.
  absl::Status LookAfterEntry() {
    if (entries_.empty()) return absl::OkStatus();
    const int64_t at = Below(entries_.size());
    const auto entry = lines_[Below(lines_.size())]->GetEntry(entries_[at]);
    if (!entry.ok()) {
      return IsUnsettled(entry.status()) ? absl::OkStatus() : entry.status();
    }
    if (entry->state() != kOffered) return absl::OkStatus();
    Action action = New(Deed::kAccept);
    action.subject = entries_[at];
    action.places = entry->offer().places();
    const absl::StatusOr<Outcome> answer = Ask(action);
    if (answer.ok()) {
      entries_.erase(entries_.begin() + at);
      Keep(*answer);
    }
    return Judge(action, answer);
  }

  void Keep(const Outcome& booking) {
    if (booking.state == kConfirmed) bookings_.push_back(booking);
  }

  Crowd& crowd_;
  const int number_;
  std::mt19937_64 random_;
  History history_;
  std::vector<std::unique_ptr<Line>> lines_;
  int64_t requests_ = 0;
  std::vector<Outcome> bookings_;
  std::vector<Held> holds_;
  std::vector<int64_t> entries_;
};

Crowd::Crowd(const Party& party, std::vector<std::string> addresses,
             uint64_t seed)
    : party_(party), addresses_(std::move(addresses)), seed_(seed) {}

Crowd::~Crowd() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  for (std::thread& thread : threads_) thread.join();
}

void Crowd::Start() {
  for (int i = 0; i < kClients; ++i) {
    threads_.emplace_back([this, i, history = histories()[i]] {
      Client(*this, i, history).Run();
    });
  }
}

void Crowd::Pause() {
  MutexLock lock(mu_);
  paused_ = true;
  while (waiting_ < kClients) changed_.Wait(mu_);
}

void Crowd::Resume() {
  MutexLock lock(mu_);
  paused_ = false;
  changed_.NotifyAll();
}

bool Crowd::AwaitAnswers(int64_t more) {
  MutexLock lock(mu_);
  const int64_t wanted = answers_ + more;
  const absl::Time give_up = absl::Now() + kPatience;
  while (answers_ < wanted && status_.ok() && absl::Now() < give_up) {
    changed_.WaitFor(mu_, give_up - absl::Now());
  }
  return answers_ >= wanted && status_.ok();
}

absl::Status Crowd::status() const {
  MutexLock lock(mu_);
  return status_;
}

std::vector<std::string> Crowd::histories() const {
  std::vector<std::string> paths;
  for (int i = 0; i < kClients; ++i) {
    paths.push_back(party_.File(absl::StrCat("history", i)));
  }
  return paths;
}

// Waits out a pause; whether there is more to do.
bool Crowd::MayGoOn() {
  MutexLock lock(mu_);
  if (paused_) {
    ++waiting_;
    changed_.NotifyAll();
    while (paused_ && !stopping_) changed_.Wait(mu_);
    --waiting_;
  }
  return !stopping_;
}

void Crowd::CountAnswer() {
  MutexLock lock(mu_);
  ++answers_;
  changed_.NotifyAll();
}

void Crowd::Fail(const absl::Status& status) {
  MutexLock lock(mu_);
  status_.Update(status);
  changed_.NotifyAll();
}

}  // namespace cwp::faults
