#include "services/notifications/test_letters.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::notifications {
namespace {

absl::Status NoMailServer() {
  return Unavailable("MAIL_UNAVAILABLE", "the mail server was not reached");
}

// What sending says, in the words of the call.
absl::Status Explain(const absl::Status& status) {
  if (status.ok()) return status;
  if (absl::IsUnavailable(status)) return NoMailServer();
  return FailedPrecondition("TEST_LETTER_REFUSED",
                            "the mail server did not take the letter",
                            {{"why", ReasonOf(status)}});
}

}  // namespace

std::optional<absl::Duration> TestLetterLimit::Take(const std::string& caller,
                                                    absl::Time now) {
  MutexLock lock(mu_);
  // Of whoever has sent none for so long, nothing is remembered.
  for (auto each = taken_.begin(); each != taken_.end();) {
    std::erase_if(each->second,
                  [now](absl::Time time) { return time + kWindow <= now; });
    each = each->second.empty() ? taken_.erase(each) : std::next(each);
  }
  std::vector<absl::Time>& times = taken_[caller];
  if (times.size() >= kMost) return times.front() + kWindow - now;
  times.push_back(now);
  return std::nullopt;
}

void TestLetterLimit::GiveBack(const std::string& caller) {
  MutexLock lock(mu_);
  const auto found = taken_.find(caller);
  if (found != taken_.end() && !found->second.empty()) {
    found->second.pop_back();
  }
}

void TestLetters::Send(std::string caller, TestLetter letter,
                       absl::Time deadline, Done done) {
  const std::optional<absl::Duration> wait =
      limit_.Take(caller, options_.clock->Now());
  if (wait.has_value()) {
    return done(MakeError(
        absl::StatusCode::kResourceExhausted, "TOO_MANY_TEST_LETTERS",
        "several letters were sent lately",
        {{"retry_after_ms", absl::StrCat(absl::ToInt64Milliseconds(*wait))}}));
  }
  // Shared, so that it is there to be told when there is no room in line.
  const auto told = std::make_shared<Done>(std::move(done));
  const bool taken =
      pool_.Submit([this, caller, letter = std::move(letter), deadline, told] {
        const absl::Status status = Deliver(letter, deadline);
        if (absl::IsUnavailable(status)) limit_.GiveBack(caller);
        (*told)(status);
      });
  if (taken) return;
  limit_.GiveBack(caller);
  (*told)(NoMailServer());
}

absl::Status TestLetters::Deliver(const TestLetter& letter,
                                  absl::Time deadline) {
  if (stopping_ || options_.clock->Now() >= deadline) return NoMailServer();
  const absl::StatusOr<Envelope> envelope = options_.composer->ComposeTest(
      letter.kind, letter.note, letter.email, options_.ids->Next());
  if (!envelope.ok()) return Explain(envelope.status());
  return Explain(options_.mailer->Send(*envelope));
}

}  // namespace cwp::notifications
