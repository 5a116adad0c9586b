#ifndef CWP_SERVICES_REGISTRATION_VAULT_H_
#define CWP_SERVICES_REGISTRATION_VAULT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/crypto/key.h"
#include "common/crypto/keyring.h"
#include "common/crypto/link.h"
#include "common/db/requests.h"
#include "common/rpc/caller.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/registration/booking_store.h"
#include "services/registration/parties.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {

// Everything that needs registration's keys: sealed fields, hashes that stand
// for people and requests, and links. Safe to use from several threads at once.
class Vault {
 public:
  explicit Vault(crypto::Keyring keyring);

  // Where personal fields are kept.
  enum class Table { kBookings, kWaitlistEntries };

  // Seals the personal fields of a booking or waitlist entry with this id.
  SealedContact SealContact(Table table, int64_t id, const v1::Contact& contact,
                            const v1::AccessNeeds& needs) const;

  // Seals what is to change of a booking's contact.
  ContactDetails SealDetails(const v1::ChangeDetailsRequest& request) const;

  // Seals the e-mail address of a booking alone.
  std::string SealEmail(int64_t booking_id, absl::string_view email) const;

  // Opens them. Fails with DATA_LOSS `SEALED_DATA_INVALID`.
  absl::Status OpenContact(Table table, int64_t id, const SealedContact& sealed,
                           v1::Contact& contact, v1::AccessNeeds& needs) const;
  absl::Status OpenContact(const BookingRecord& record,
                           v1::Booking& booking) const;
  absl::Status OpenContact(const EntryRecord& record,
                           v1::WaitlistEntry& entry) const;

  // Seals the address of a farewell, and opens it.
  std::string SealFarewell(int64_t subject_id, absl::string_view email) const;
  absl::StatusOr<std::string> OpenFarewell(int64_t subject_id,
                                           absl::string_view sealed) const;

  // Seals why a booking was refused, and opens it.
  std::string SealRefusal(int64_t booking_id, absl::string_view reason) const;
  absl::Status OpenRefusal(const BookingRecord& record,
                           v1::Booking& booking) const;

  // Seals why a contact is blocked, and opens it.
  std::string SealBlockReason(absl::string_view contact_key,
                              absl::string_view reason) const;
  absl::StatusOr<std::string> OpenBlockReason(absl::string_view contact_key,
                                              absl::string_view sealed) const;

  // Seals the words of a notice, and opens them.
  std::string SealNotice(int64_t notice_id, absl::string_view text) const;
  absl::StatusOr<std::string> OpenNotice(int64_t notice_id,
                                         absl::string_view sealed) const;

  // Seals the names of those who come, as they stand in a request, for the
  // booking with this id.
  void SealNames(
      int64_t booking_id,
      const google::protobuf::RepeatedPtrField<v1::Attendee>& attendees,
      std::vector<Attendee>& sealed) const;

  // Opens them. Fails with DATA_LOSS `SEALED_DATA_INVALID`.
  absl::Status OpenNames(const BookingRecord& record,
                         v1::Booking& booking) const;

  // What stands for a browser, and for an address or browser that calls come
  // from.
  std::string BrowserKey(absl::string_view browser_token) const;
  std::string ClientKey(absl::string_view client) const;

  // What people quote of a booking: it follows from the request alone, so that
  // a repeat by somebody else tells nothing of the booking that there is.
  std::string ReferenceOf(const db::RequestKey& request) const;

  // What stands for a contact: a keyed hash of the e-mail address in lower
  // case, or of the digits of the phone number when there is none.
  std::string ContactKey(const v1::Contact& contact) const;

  // What stands for a request of a caller.
  db::RequestKey KeyOfRequest(const rpc::Caller& caller,
                              absl::string_view method,
                              absl::string_view request_id,
                              absl::string_view content) const;

  // The last parts of a booking's links.
  std::string ManageToken(const Booking& booking) const;
  std::string JoinToken(const Booking& booking) const;

  // The last part of a waitlist entry's link.
  std::string WaitlistToken(const WaitlistEntry& entry) const;
  std::optional<crypto::Link> ReadWaitlistToken(absl::string_view token) const;

  // What such a part stands for; nothing when it was not made here.
  std::optional<crypto::Link> ReadManageToken(absl::string_view token) const;
  std::optional<crypto::Link> ReadJoinToken(absl::string_view token) const;

  // Seals and opens a session's join address.
  std::string SealJoinUri(int64_t session_id, absl::string_view uri) const;
  absl::StatusOr<std::string> OpenJoinUri(int64_t session_id,
                                          absl::string_view sealed) const;

 private:
  const crypto::Keyring keyring_;
  const crypto::Key contact_key_;
  const crypto::Key request_key_;
  const crypto::Key link_key_;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_VAULT_H_
