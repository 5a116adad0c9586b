#include "services/notifications/mail_eraser.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "services/notifications/erasure.h"
#include "services/notifications/erasure_store.h"
#include "services/notifications/mailer.h"
#include "services/notifications/message_store.h"

namespace cwp::notifications {
namespace {

constexpr int kBatch = 50;

// After how long a file is tried again that could not be removed.
constexpr absl::Duration kTryAgain = absl::Minutes(1);

// What is due, and the mail files that go with it.
struct Due {
  Erasure erasure;
  std::vector<std::string> names;
};

absl::StatusOr<std::vector<Due>> FindDue(db::Transaction& tx, absl::Time now) {
  std::vector<Due> found;
  ASSIGN_OR_RETURN(const std::vector<Erasure> erasures,
                   FindDueErasures(tx, now, kBatch));
  for (const Erasure& erasure : erasures) {
    Due& due = found.emplace_back(Due{.erasure = erasure, .names = {}});
    ASSIGN_OR_RETURN(const std::vector<Message> messages,
                     FindMessages(tx, erasure.subject));
    for (const Message& message : messages) {
      if (FileGoes(erasure, message, now)) {
        due.names.push_back(NameOf(message));
      }
    }
  }
  return found;
}

}  // namespace

MailEraser::MailEraser(Options options)
    : options_(std::move(options)),
      removed_(options_.metrics->AddCounter(
          "cwp_mail_files_erased_total",
          "Mail files removed because what they were about was erased.")) {}

absl::Status MailEraser::EraseDue() {
  absl::Status kept;
  int done = kBatch;
  while (done == kBatch) {
    ASSIGN_OR_RETURN(done, EraseSome(kept));
  }
  return kept;
}

absl::StatusOr<int> MailEraser::EraseSome(absl::Status& kept) {
  const absl::Time now = options_.clock->Now();
  std::vector<Due> found;
  RETURN_IF_ERROR(
      options_.database->Read([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(found, FindDue(tx, now));
        return absl::OkStatus();
      }));
  if (found.empty()) return 0;
  // When each is looked at next; nothing when it is done with.
  std::vector<std::optional<absl::Time>> next;
  for (const Due& due : found) {
    const absl::StatusOr<int> removed =
        RemoveMailFiles(options_.folder, due.names);
    if (removed.ok()) {
      removed_.Add(*removed);
      next.push_back(NextLook(due.erasure, now));
    } else {
      kept = removed.status();
      next.push_back(now + kTryAgain);
    }
  }
  RETURN_IF_ERROR(
      options_.database->Write([&](db::Transaction& tx) -> absl::Status {
        for (size_t i = 0; i < found.size(); ++i) {
          Erasure erasure = found[i].erasure;
          if (!next[i].has_value()) {
            RETURN_IF_ERROR(DeleteErasure(tx, erasure.subject));
            continue;
          }
          erasure.next_time = *next[i];
          RETURN_IF_ERROR(SaveErasure(tx, erasure));
        }
        return absl::OkStatus();
      }));
  return static_cast<int>(found.size());
}

}  // namespace cwp::notifications
