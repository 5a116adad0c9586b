#include "services/notifications/mail_eraser.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "services/notifications/erasure_store.h"
#include "services/notifications/mailer.h"
#include "services/notifications/message_store.h"

namespace cwp::notifications {
namespace {

constexpr int kBatch = 50;

}  // namespace

MailEraser::MailEraser(Options options)
    : options_(std::move(options)),
      removed_(options_.metrics->AddCounter(
          "cwp_mail_files_erased_total",
          "Mail files removed because what they were about was erased.")) {}

absl::Status MailEraser::EraseDue() {
  int done = kBatch;
  while (done == kBatch) {
    ASSIGN_OR_RETURN(done, EraseSome());
  }
  return absl::OkStatus();
}

absl::StatusOr<int> MailEraser::EraseSome() {
  const absl::Time now = options_.clock->Now();
  std::vector<Erasure> due;
  std::vector<std::string> names;
  RETURN_IF_ERROR(
      options_.database->Read([&](db::Transaction& tx) -> absl::Status {
        names.clear();
        ASSIGN_OR_RETURN(due, FindDueErasures(tx, now, kBatch));
        for (const Erasure& erasure : due) {
          ASSIGN_OR_RETURN(const std::vector<Message> messages,
                           FindMessages(tx, erasure.subject));
          for (const Message& message : messages) {
            if (FileGoes(erasure, message, now)) {
              names.push_back(NameOf(message));
            }
          }
        }
        return absl::OkStatus();
      }));
  if (due.empty()) return 0;
  ASSIGN_OR_RETURN(const int removed, RemoveMailFiles(options_.folder, names));
  removed_.Add(removed);
  RETURN_IF_ERROR(
      options_.database->Write([&](db::Transaction& tx) -> absl::Status {
        for (Erasure erasure : due) {
          const std::optional<absl::Time> next = NextLook(erasure, now);
          if (!next.has_value()) {
            RETURN_IF_ERROR(DeleteErasure(tx, erasure.subject));
            continue;
          }
          erasure.next_time = *next;
          RETURN_IF_ERROR(SaveErasure(tx, erasure));
        }
        return absl::OkStatus();
      }));
  return static_cast<int>(due.size());
}

}  // namespace cwp::notifications
