#ifndef CWP_SERVICES_NOTIFICATIONS_MAILER_H_
#define CWP_SERVICES_NOTIFICATIONS_MAILER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cwp::notifications {

// One message, ready to go.
struct Envelope {
  std::string from;
  // At least one. Who of several cannot be written to keeps the message from
  // nobody else.
  std::vector<std::string> to;
  // As WriteEmail makes it.
  std::string content;
  // Names the message for ever: the same name is the same message.
  std::string name;
};

// Takes messages to where they go. Used by one thread at a time.
class Mailer {
 public:
  virtual ~Mailer() = default;

  // Delivers one message; OK means that the other side has it for good. Fails
  // with
  // - UNAVAILABLE `MAIL_UNAVAILABLE`: worth trying again later;
  // - FAILED_PRECONDITION `MAIL_REFUSED`: this message will never be taken.
  // Error texts hold no address.
  virtual absl::Status Send(const Envelope& envelope) = 0;
};

// How to reach a mail server.
struct SmtpOptions {
  // smtp://host:port (STARTTLS, which only loopback may go without) or
  // smtps://.
  std::string url;
  // Empty for none.
  std::string user;
  std::string password;
  // The most that a message takes, connecting included.
  absl::Duration timeout = absl::Seconds(60);
};

// Speaks SMTP. Fails with INVALID_ARGUMENT `SMTP_URL_INVALID`.
absl::StatusOr<std::unique_ptr<Mailer>> MakeSmtpMailer(SmtpOptions options);

// Writes each message to `folder`/NAME.eml, mode 0600, whole or not at all; the
// same name overwrites itself. Fails with FAILED_PRECONDITION
// `MAIL_DIR_UNUSABLE`.
absl::StatusOr<std::unique_ptr<Mailer>> MakeFileMailer(
    absl::string_view folder);

// Removes what the file mailer wrote into `folder` under these names, finished
// or not, and returns how many files that were; none when there is no folder.
// Fails with UNAVAILABLE `MAIL_FILE_KEPT`.
absl::StatusOr<int> RemoveMailFiles(absl::string_view folder,
                                    const std::vector<std::string>& names);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_MAILER_H_
