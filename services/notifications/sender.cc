#include "services/notifications/sender.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "common/telemetry/log.h"
#include "common/time/proto_time.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/notifications/message_store.h"
#include "services/notifications/mime.h"

namespace cwp::notifications {
namespace {

constexpr absl::Duration kAskTimeout = absl::Seconds(5);
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

absl::Status NotWanted(absl::string_view reason, absl::string_view message) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason, message);
}

absl::Time EndOf(const registration::v1::MessageDetails& details) {
  if (details.meetings().empty()) return absl::InfinitePast();
  return ToTime(details.meetings().rbegin()->end_time());
}

// Errors after which trying again is of no use; by reason, so that a fault
// nobody thought of never loses a message.
bool IsFinal(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == "NO_ADDRESS" || reason == "OVERTAKEN" ||
         reason == "MAIL_REFUSED" || reason == "HEADER_INVALID" ||
         reason == "BOOKING_NOT_FOUND";
}

std::string NameOf(const Message& message) {
  return absl::StrCat(message.booking_id, "-", message.version, "-",
                      KindWord(message.kind));
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
    ASSIGN_OR_RETURN(const bool mine, TakeInHand(message, claim));
    if (!mine) continue;
    ++message.attempts;
    Settle(message, Deliver(message), claim);
    RETURN_IF_ERROR(RecordOutcome());
  }
  return static_cast<int>(due.size());
}

absl::StatusOr<bool> Sender::TakeInHand(const Message& message,
                                        absl::Time claim) {
  bool mine = false;
  RETURN_IF_ERROR(
      options_.database->Write([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(mine, Claim(tx, message, claim));
        return absl::OkStatus();
      }));
  return mine;
}

absl::Status Sender::Deliver(const Message& message) {
  const auto stub = registration::v1::RegistrationService::NewStub(
      options_.registration->channel());
  grpc::ClientContext context;
  options_.registration->Prepare(context, rpc::ServiceCaller(),
                                 options_.clock->Now() + kAskTimeout);
  registration::v1::GetMessageDetailsRequest request;
  request.set_booking_id(message.booking_id);
  registration::v1::MessageDetails details;
  RETURN_IF_ERROR(rpc::FromGrpcStatus(
      stub->GetMessageDetails(&context, request, &details)));
  if (details.email().empty()) {
    return NotWanted("NO_ADDRESS", "the contact has no e-mail address");
  }
  const bool confirmed =
      details.state() == registration::v1::Booking::CONFIRMED;
  if (!StillWanted(message.kind, confirmed, EndOf(details),
                   options_.clock->Now())) {
    return NotWanted("OVERTAKEN", "the booking or its session is over");
  }
  const Letter letter =
      WriteLetter(message.kind, details, options_.organisation);
  const std::string name = NameOf(message);
  const std::string domain =
      options_.sender.substr(options_.sender.find('@') + 1);
  ASSIGN_OR_RETURN(std::string content,
                   WriteEmail({.from = options_.sender,
                               .from_name = options_.organisation.name,
                               .to = details.email(),
                               .subject = letter.subject,
                               .message_id = absl::StrCat(name, "@", domain),
                               .date = options_.clock->Now(),
                               .text = letter.body}));
  return options_.mailer->Send({.from = options_.sender,
                                .to = details.email(),
                                .content = std::move(content),
                                .name = name});
}

// Decides what becomes of a message after an attempt.
void Sender::Settle(Message message, const absl::Status& outcome,
                    absl::Time claim) {
  const absl::Time now = options_.clock->Now();
  message.last_error = ReasonOf(outcome);
  if (outcome.ok()) {
    message.state = State::kSent;
    message.send_time = now;
    sent_.Add();
  } else if (IsFinal(outcome)) {
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
}

absl::Status Sender::RecordOutcome() {
  if (!unrecorded_.has_value()) return absl::OkStatus();
  RETURN_IF_ERROR(options_.database->Write([&](db::Transaction& tx) {
    return SaveOutcome(tx, unrecorded_->message, unrecorded_->claim);
  }));
  unrecorded_.reset();
  return absl::OkStatus();
}

}  // namespace cwp::notifications
