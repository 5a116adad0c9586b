#ifndef CWP_SERVICES_WEB_SEALED_FORM_H_
#define CWP_SERVICES_WEB_SEALED_FORM_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/crypto/key.h"
#include "services/web/booking_form.h"

namespace cwp::web {

// What travels with a family from page to page, sealed, so that nobody can
// read or change it on the way and no cookie is needed.

// Longer than anybody fills in a form: over 20 hours, so that nobody has to
// hurry (WCAG 2.2.1).
inline constexpr absl::Duration kFormLifetime = absl::Hours(24);

// Places that registration keeps while the form is filled in, or a turn in line
// for them.
struct KeptPlaces {
  int64_t hold_id = 0;
  // What tells this browser from others.
  std::string browser_token;
  int places = 0;
  // As far as anybody knows.
  absl::Time until;
  int extensions_left = 0;
  bool in_line = false;

  bool operator==(const KeptPlaces&) const = default;
};

// How far somebody has come with the form.
struct FormState {
  // 0 for who waits.
  int64_t session_id = 0;
  // The workshop whose sessions are waited for; 0 for who books.
  int64_t workshop_id = 0;
  // Made with the empty form: the same for everything that comes of it.
  std::string form_id;
  Answers answers;
  std::optional<KeptPlaces> kept;
  // When the session takes place, as the last page said, to be compared; empty
  // while no page has.
  std::string shown_when;
  // Whether all was answered once: then a change leads back to the last look.
  bool reviewed = false;
  // Whether what people say of themselves was left out, for an address.
  bool left_out = false;
};

std::string SealForm(const crypto::Key& key, const FormState& form,
                     absl::Time now);

// Fails with INVALID_ARGUMENT `TOKEN_INVALID` or `TOKEN_EXPIRED`; the former
// too when they were given for another session or workshop.
absl::StatusOr<FormState> OpenForm(const crypto::Key& key,
                                   absl::string_view sealed, int64_t session_id,
                                   int64_t workshop_id, absl::Time now);

// The request id that books them: the same answers from the same form, for the
// same kept places, book once, however often they are sent; changed ones are
// another request.
std::string RequestIdOf(const crypto::Key& key, const FormState& form);

// A booking that was made in this browser, for as long as its e-mail address
// can be put right there.
struct MadeBooking {
  // As it was sent, but with the address that is right now.
  FormState form;
  // The address that it was sent with.
  std::string first_email;
  std::string reference;
  // How often it still can.
  int tries_left = 3;
  // Whether this browser cancelled it since.
  bool is_cancelled = false;
  absl::Time until;
};

// From when on the address can be put right no more.
inline constexpr absl::Duration kCorrectionTime = absl::Minutes(30);

// The form as it was sent: sent again, it is the same request.
FormState FirstSent(const MadeBooking& made);

std::string SealMade(const crypto::Key& key, const MadeBooking& made);

// Fails with INVALID_ARGUMENT `TOKEN_INVALID` or `TOKEN_EXPIRED`.
absl::StatusOr<MadeBooking> OpenMade(const crypto::Key& key,
                                     absl::string_view sealed, absl::Time now);

// The request id that puts the address of `made` right: the same for the same
// form, however often it is sent; another one after each correction.
std::string CorrectionIdOf(const crypto::Key& key, const MadeBooking& made,
                           absl::string_view email);

// What the confirmation page shows. Holds no personal data, since it stands in
// an address.
struct Receipt {
  int64_t session_id = 0;
  std::string reference;
  int places = 0;
};

std::string SealReceipt(const crypto::Key& key, const Receipt& receipt,
                        absl::Time now);

// Fails with INVALID_ARGUMENT `TOKEN_INVALID` or `TOKEN_EXPIRED`.
absl::StatusOr<Receipt> OpenReceipt(const crypto::Key& key,
                                    absl::string_view sealed, absl::Time now);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SEALED_FORM_H_
