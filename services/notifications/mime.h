#ifndef CWP_SERVICES_NOTIFICATIONS_MIME_H_
#define CWP_SERVICES_NOTIFICATIONS_MIME_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cwp::notifications {

// What goes into an e-mail.
struct Email {
  // A bare address.
  std::string from;
  // How the sender is called; any characters.
  std::string from_name;
  // Bare addresses: at least one.
  std::vector<std::string> to;
  // Any characters but control characters.
  std::string subject;
  // Without angle brackets.
  std::string message_id;
  absl::Time date;
  // The same in both forms: UTF-8 with LF line ends.
  std::string text;
  std::string html;
};

// Writes an e-mail as RFC 5322 and RFC 2045 have it: CRLF line ends, both forms
// as multipart/alternative in quoted-printable, encoded words in headers where
// needed. Fails with
// INVALID_ARGUMENT `HEADER_INVALID` when a header would break into two.
absl::StatusOr<std::string> WriteEmail(const Email& email);

// Quoted-printable (RFC 2045, section 6.7) of UTF-8 text with LF line ends.
std::string QuotedPrintable(absl::string_view text);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_MIME_H_
