#include "services/notifications/sender.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/random/random.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/telemetry/log.h"
#include "services/notifications/erasure_store.h"
#include "services/notifications/message_store.h"
#include "services/notifications/told_store.h"

namespace cwp::notifications {
namespace {

// The thread looks at least this often: other replicas put messages in line
// too.
constexpr absl::Duration kLongestWait = absl::Seconds(5);
// After the database failed.
constexpr absl::Duration kRetryWait = absl::Seconds(1);
constexpr int kBatch = 50;

Counter& AttemptCounter(Metrics& metrics, const char* result) {
  return metrics.AddCounter("cwp_mail_attempts_total",
                            "Attempts to send a message, by result.",
                            {{"result", result}});
}

// Errors after which trying again is of no use; by reason, so that a fault
// nobody thought of never loses a message.
bool IsFinal(const absl::Status& status) {
  constexpr absl::string_view kFinal[] = {
      "NO_ADDRESS",        "OVERTAKEN",         "MAIL_REFUSED",
      "HEADER_INVALID",    "BOOKING_NOT_FOUND", "WAITLIST_ENTRY_NOT_FOUND",
      "SESSION_NOT_FOUND", "NOTICE_NOT_FOUND"};
  return absl::c_linear_search(kFinal, ReasonOf(status));
}

}  // namespace

Sender::Sender(Options options)
    : options_(std::move(options)),
      sent_(AttemptCounter(*options_.metrics, "sent")),
      failed_(AttemptCounter(*options_.metrics, "failed")),
      dropped_(AttemptCounter(*options_.metrics, "dropped")) {}

Sender::~Sender() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
  if (absl::Status status = RecordOutcome(); !status.ok()) {
    Log(LogLevel::kWarning, "message_outcome_lost",
        {{"message", unrecorded_->message.id}, {"reason", ReasonOf(status)}});
  }
}

void Sender::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Sender::Wake() {
  MutexLock lock(mu_);
  woken_ = true;
  wake_.NotifyAll();
}

void Sender::Run() {
  while (true) {
    const absl::StatusOr<int> tried = SendDue();
    absl::Duration wait = kRetryWait;
    if (!tried.ok()) {
      Log(LogLevel::kWarning, "sending_failed",
          {{"reason", ReasonOf(tried.status())}});
    } else {
      wait = *tried == kBatch ? absl::ZeroDuration() : UntilNext();
    }
    MutexLock lock(mu_);
    if (!woken_ && !stopping_) wake_.WaitFor(mu_, wait);
    if (stopping_) return;
    woken_ = false;
  }
}

absl::Duration Sender::UntilNext() {
  absl::Time next = absl::InfiniteFuture();
  const absl::Status status =
      options_.database->Read([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(next, NextDue(tx));
        return absl::OkStatus();
      });
  if (!status.ok()) return kLongestWait;
  return std::clamp(next - options_.clock->Now(), absl::ZeroDuration(),
                    kLongestWait);
}

absl::StatusOr<int> Sender::SendDue() {
  RETURN_IF_ERROR(RecordOutcome());
  EraseDue();
  std::vector<Message> due;
  RETURN_IF_ERROR(
      options_.database->Read([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(due, FindDue(tx, options_.clock->Now(), kBatch));
        return absl::OkStatus();
      }));
  for (Message& message : due) {
    {
      MutexLock lock(mu_);
      if (stopping_) return 0;
    }
    const absl::Time claim = options_.clock->Now() + options_.lease;
    ASSIGN_OR_RETURN(const std::optional<Background> background,
                     TakeInHand(message, claim));
    if (!background.has_value()) continue;
    ++message.attempts;
    Settle(message, Deliver(message, *background), claim);
    RETURN_IF_ERROR(RecordOutcome());
  }
  return static_cast<int>(due.size());
}

// On the thread that writes the files, so that none is half written. A file
// that cannot be removed keeps no message from being sent.
void Sender::EraseDue() {
  const absl::Status status = options_.eraser->EraseDue();
  if (status.ok()) return;
  Log(LogLevel::kWarning, "erasing_failed", {{"reason", ReasonOf(status)}});
}

// Nothing when somebody else has it in hand. What is known of it is read no
// earlier than that: what registration is asked afterwards is newer still.
absl::StatusOr<std::optional<Background>> Sender::TakeInHand(
    const Message& message, absl::Time claim) {
  std::optional<Background> background;
  RETURN_IF_ERROR(
      options_.database->Write([&](db::Transaction& tx) -> absl::Status {
        background.reset();
        ASSIGN_OR_RETURN(const bool mine, Claim(tx, message, claim));
        if (!mine) return absl::OkStatus();
        background.emplace();
        ASSIGN_OR_RETURN(background->newer, HasNewer(tx, message));
        ASSIGN_OR_RETURN(background->told, FindTold(tx, message.booking_id));
        if (!background->told.has_value()) {
          ASSIGN_OR_RETURN(background->telling,
                           IsBeingTold(tx, message.booking_id));
        }
        return absl::OkStatus();
      }));
  return background;
}

absl::StatusOr<Composition> Sender::Deliver(const Message& message,
                                            const Background& background) {
  ASSIGN_OR_RETURN(Composition composition,
                   options_.composer->Compose(message, background));
  RETURN_IF_ERROR(options_.mailer->Send(composition.envelope));
  return composition;
}

// Decides what becomes of a message after an attempt.
void Sender::Settle(Message message, absl::StatusOr<Composition> outcome,
                    absl::Time claim) {
  const absl::Time now = options_.clock->Now();
  message.last_error = ReasonOf(outcome.status());
  if (outcome.ok()) {
    message.state = State::kSent;
    message.send_time = now;
    sent_.Add();
  } else if (IsFinal(outcome.status())) {
    message.state = State::kDropped;
    dropped_.Add();
  } else {
    absl::BitGen random;
    message.next_time =
        now + RetryDelay(message.attempts) * absl::Uniform(random, 0.75, 1.25);
    failed_.Add();
  }
  Log(outcome.ok() ? LogLevel::kInfo : LogLevel::kWarning, "message_tried",
      {{"message", message.id},
       {"kind", KindWord(message.kind)},
       {"attempts", message.attempts},
       {"outcome", outcome.ok() ? "sent" : message.last_error}});
  unrecorded_ = {.message = std::move(message), .claim = claim};
  if (!outcome.ok()) return;
  unrecorded_->told = outcome->told;
  unrecorded_->reminders = std::move(outcome->reminders);
  for (Message& reminder : unrecorded_->reminders) {
    reminder.id = options_.ids->Next();
  }
}

absl::Status Sender::RecordOutcome() {
  if (!unrecorded_.has_value()) return absl::OkStatus();
  const Outcome& outcome = *unrecorded_;
  RETURN_IF_ERROR(
      options_.database->Write([&](db::Transaction& tx) -> absl::Status {
        RETURN_IF_ERROR(SaveOutcome(tx, outcome.message, outcome.claim));
        // What was erased while the message was in hand is not remembered.
        ASSIGN_OR_RETURN(const bool erased,
                         HasErasure(tx, SubjectOf(outcome.message)));
        if (erased) return absl::OkStatus();
        if (outcome.told.has_value()) {
          RETURN_IF_ERROR(
              SaveTold(tx, outcome.message.booking_id, *outcome.told));
        }
        for (const Message& reminder : outcome.reminders) {
          RETURN_IF_ERROR(InsertMessage(tx, reminder));
        }
        return absl::OkStatus();
      }));
  unrecorded_.reset();
  return absl::OkStatus();
}

}  // namespace cwp::notifications
