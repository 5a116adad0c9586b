#include "services/registration/vault.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/crypto/seal.h"

namespace cwp::registration {
namespace {

constexpr absl::string_view kManage = "manage";
constexpr absl::string_view kJoin = "join";

constexpr absl::string_view kWaitlist = "waitlist";
constexpr int kReferenceCharacters = 8;

crypto::Field FieldOf(Vault::Table table, absl::string_view column,
                      int64_t row_id) {
  return {.table = table == Vault::Table::kBookings ? "bookings"
                                                    : "waitlist_entries",
          .column = column,
          .row_id = row_id};
}

// Each attendee's name is bound to its position.
std::string NameColumn(size_t position) {
  return absl::StrCat("name ", position);
}

crypto::Field NameField(absl::string_view column, int64_t booking_id) {
  return {.table = "attendees", .column = column, .row_id = booking_id};
}

crypto::Field JoinUriField(int64_t session_id) {
  return {.table = "sessions", .column = "join_uri", .row_id = session_id};
}

crypto::Field FarewellField(int64_t subject_id) {
  return {
      .table = "farewells", .column = "contact_email", .row_id = subject_id};
}

crypto::Field NoticeField(int64_t notice_id) {
  return {.table = "notices", .column = "text", .row_id = notice_id};
}

// A contact's row has no number.
std::string BlockColumn(absl::string_view contact_key) {
  return absl::StrCat("reason ", crypto::ToHex(contact_key));
}

crypto::Field BlockField(absl::string_view column) {
  return {.table = "blocked_contacts", .column = column};
}

}  // namespace

Vault::Vault(crypto::Keyring keyring)
    : keyring_(std::move(keyring)),
      contact_key_(keyring_.Lasting("contact")),
      request_key_(keyring_.Lasting("request")),
      link_key_(keyring_.Lasting("link")) {}

SealedContact Vault::SealContact(Table table, int64_t id,
                                 const v1::Contact& contact,
                                 const v1::AccessNeeds& needs) const {
  const auto seal = [&](absl::string_view column, absl::string_view text) {
    if (text.empty()) return std::string();
    return crypto::Seal(keyring_, FieldOf(table, column, id), text);
  };
  return {.name = seal("contact_name", contact.name()),
          .email = seal("contact_email", contact.email()),
          .phone = seal("contact_phone", contact.phone()),
          .relationship = seal("contact_relationship", contact.relationship()),
          .access_needs = seal("access_needs", needs.SerializeAsString())};
}

ContactDetails Vault::SealDetails(
    const v1::ChangeDetailsRequest& request) const {
  SealedContact sealed = SealContact(Table::kBookings, request.id(),
                                     request.contact(), request.access_needs());
  ContactDetails details;
  if (request.has_contact()) {
    details.person = {.name = std::move(sealed.name),
                      .phone = std::move(sealed.phone),
                      .relationship = std::move(sealed.relationship)};
  }
  if (request.has_access_needs()) {
    details.access_needs = std::move(sealed.access_needs);
  }
  return details;
}

std::string Vault::SealEmail(int64_t booking_id,
                             absl::string_view email) const {
  return crypto::Seal(
      keyring_, FieldOf(Table::kBookings, "contact_email", booking_id), email);
}

absl::Status Vault::OpenContact(Table table, int64_t id,
                                const SealedContact& sealed,
                                v1::Contact& contact,
                                v1::AccessNeeds& needs) const {
  const auto open =
      [&](absl::string_view column,
          const std::string& text) -> absl::StatusOr<std::string> {
    if (text.empty()) return std::string();
    return crypto::Open(keyring_, FieldOf(table, column, id), text);
  };
  ASSIGN_OR_RETURN(*contact.mutable_name(), open("contact_name", sealed.name));
  ASSIGN_OR_RETURN(*contact.mutable_email(),
                   open("contact_email", sealed.email));
  ASSIGN_OR_RETURN(*contact.mutable_phone(),
                   open("contact_phone", sealed.phone));
  ASSIGN_OR_RETURN(*contact.mutable_relationship(),
                   open("contact_relationship", sealed.relationship));
  ASSIGN_OR_RETURN(const std::string text,
                   open("access_needs", sealed.access_needs));
  if (!needs.ParseFromString(text)) {
    return MakeError(absl::StatusCode::kDataLoss, "SEALED_DATA_INVALID",
                     "the access needs of a contact are damaged");
  }
  return absl::OkStatus();
}

absl::Status Vault::OpenContact(const BookingRecord& record,
                                v1::Booking& booking) const {
  return OpenContact(Table::kBookings, record.booking.id, record.contact,
                     *booking.mutable_contact(),
                     *booking.mutable_access_needs());
}

absl::Status Vault::OpenContact(const EntryRecord& record,
                                v1::WaitlistEntry& entry) const {
  return OpenContact(Table::kWaitlistEntries, record.entry.id, record.contact,
                     *entry.mutable_contact(), *entry.mutable_access_needs());
}

std::string Vault::SealFarewell(int64_t subject_id,
                                absl::string_view email) const {
  return crypto::Seal(keyring_, FarewellField(subject_id), email);
}

absl::StatusOr<std::string> Vault::OpenFarewell(
    int64_t subject_id, absl::string_view sealed) const {
  return crypto::Open(keyring_, FarewellField(subject_id), sealed);
}

std::string Vault::SealRefusal(int64_t booking_id,
                               absl::string_view reason) const {
  return crypto::Seal(keyring_,
                      FieldOf(Table::kBookings, "refusal_reason", booking_id),
                      reason);
}

absl::Status Vault::OpenRefusal(const BookingRecord& record,
                                v1::Booking& booking) const {
  if (record.refusal_reason.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(*booking.mutable_refusal_reason(),
                   crypto::Open(keyring_,
                                FieldOf(Table::kBookings, "refusal_reason",
                                        record.booking.id),
                                record.refusal_reason));
  return absl::OkStatus();
}

std::string Vault::SealBlockReason(absl::string_view contact_key,
                                   absl::string_view reason) const {
  const std::string column = BlockColumn(contact_key);
  return crypto::Seal(keyring_, BlockField(column), reason);
}

absl::StatusOr<std::string> Vault::OpenBlockReason(
    absl::string_view contact_key, absl::string_view sealed) const {
  const std::string column = BlockColumn(contact_key);
  return crypto::Open(keyring_, BlockField(column), sealed);
}

std::string Vault::SealNotice(int64_t notice_id, absl::string_view text) const {
  return crypto::Seal(keyring_, NoticeField(notice_id), text);
}

absl::StatusOr<std::string> Vault::OpenNotice(int64_t notice_id,
                                              absl::string_view sealed) const {
  return crypto::Open(keyring_, NoticeField(notice_id), sealed);
}

void Vault::SealNames(
    int64_t booking_id,
    const google::protobuf::RepeatedPtrField<v1::Attendee>& attendees,
    std::vector<Attendee>& sealed) const {
  for (size_t i = 0; i < sealed.size(); ++i) {
    const std::string& name = attendees[static_cast<int>(i)].name();
    if (name.empty()) continue;
    const std::string column = NameColumn(i);
    sealed[i].name =
        crypto::Seal(keyring_, NameField(column, booking_id), name);
  }
}

absl::Status Vault::OpenNames(const BookingRecord& record,
                              v1::Booking& booking) const {
  for (size_t i = 0; i < record.attendees.size(); ++i) {
    const std::string& sealed = record.attendees[i].name;
    if (sealed.empty()) continue;
    const std::string column = NameColumn(i);
    ASSIGN_OR_RETURN(
        *booking.mutable_attendees(static_cast<int>(i))->mutable_name(),
        crypto::Open(keyring_, NameField(column, record.booking.id), sealed));
  }
  return absl::OkStatus();
}

std::string Vault::BrowserKey(absl::string_view browser_token) const {
  return crypto::KeyedHash(contact_key_, {"browser", browser_token});
}

std::string Vault::ClientKey(absl::string_view client) const {
  return crypto::KeyedHash(contact_key_, {"client", client});
}

std::string Vault::ReferenceOf(const db::RequestKey& request) const {
  const std::string hash =
      crypto::KeyedHash(request_key_, {"reference", request.key});
  return crypto::ToCrockford(hash, kReferenceCharacters);
}

std::string Vault::ContactKey(const v1::Contact& contact) const {
  if (!contact.email().empty()) {
    const std::string email = absl::AsciiStrToLower(contact.email());
    return crypto::KeyedHash(contact_key_, {"email", email});
  }
  std::string digits = contact.phone();
  digits.erase(std::remove_if(digits.begin(), digits.end(),
                              [](char c) { return !absl::ascii_isdigit(c); }),
               digits.end());
  return crypto::KeyedHash(contact_key_, {"phone", digits});
}

db::RequestKey Vault::KeyOfRequest(const rpc::Caller& caller,
                                   absl::string_view method,
                                   absl::string_view request_id,
                                   absl::string_view content) const {
  return {.key = crypto::KeyedHash(request_key_,
                                   {caller.service, rpc::KindName(caller.kind),
                                    caller.id, method, request_id}),
          .fingerprint = crypto::KeyedHash(request_key_, {method, content})};
}

std::string Vault::ManageToken(const Booking& booking) const {
  return crypto::MakeLinkToken(
      link_key_, kManage, {.id = booking.id, .generation = booking.generation});
}

std::string Vault::JoinToken(const Booking& booking) const {
  return crypto::MakeLinkToken(
      link_key_, kJoin, {.id = booking.id, .generation = booking.generation});
}

std::string Vault::WaitlistToken(const WaitlistEntry& entry) const {
  return crypto::MakeLinkToken(
      link_key_, kWaitlist, {.id = entry.id, .generation = entry.generation});
}

std::optional<crypto::Link> Vault::ReadWaitlistToken(
    absl::string_view token) const {
  return crypto::ParseLinkToken(link_key_, kWaitlist, token);
}

std::optional<crypto::Link> Vault::ReadManageToken(
    absl::string_view token) const {
  return crypto::ParseLinkToken(link_key_, kManage, token);
}

std::optional<crypto::Link> Vault::ReadJoinToken(
    absl::string_view token) const {
  return crypto::ParseLinkToken(link_key_, kJoin, token);
}

std::string Vault::SealJoinUri(int64_t session_id,
                               absl::string_view uri) const {
  return crypto::Seal(keyring_, JoinUriField(session_id), uri);
}

absl::StatusOr<std::string> Vault::OpenJoinUri(int64_t session_id,
                                               absl::string_view sealed) const {
  return crypto::Open(keyring_, JoinUriField(session_id), sealed);
}

}  // namespace cwp::registration
