#ifndef CWP_SERVICES_NOTIFICATIONS_MAIL_ERASER_H_
#define CWP_SERVICES_NOTIFICATIONS_MAIL_ERASER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/telemetry/metrics.h"

namespace cwp::notifications {

// Removes the mail files about bookings and waitlist entries that were erased.
// What is left to do is on record, and looked for more than once: dying in
// between, here or while writing a file, leaves none behind.
class MailEraser {
 public:
  struct Options {
    db::Database* database = nullptr;
    const Clock* clock = nullptr;
    Metrics* metrics = nullptr;
    // Where mail files are, if there are any.
    std::string folder;
  };

  explicit MailEraser(Options options);

  // Removes what is due now. Used by the thread that writes the files. Fails
  // with UNAVAILABLE `MAIL_FILE_KEPT` when a file cannot be removed; what that
  // file is about comes up again later, and keeps nothing else waiting. Fails
  // too when the database does; then the same is due again.
  absl::Status EraseDue();

 private:
  // Some of what is due; returns how much. Sets `kept` when a file of it could
  // not be removed.
  absl::StatusOr<int> EraseSome(absl::Status& kept);

  const Options options_;
  Counter& removed_;
};

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_MAIL_ERASER_H_
