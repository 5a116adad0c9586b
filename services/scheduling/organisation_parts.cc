#include "services/scheduling/organisation_parts.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "common/base/email.h"
#include "common/base/status_macros.h"
#include "common/time/office_hours.h"
#include "services/scheduling/convert.h"

namespace cwp::scheduling {
namespace {

constexpr size_t kMaxName = 100;
constexpr size_t kMaxPhone = 40;
constexpr size_t kMaxWords = 200;
constexpr size_t kMaxContact = 60;
constexpr int kMostHelpLines = 10;
constexpr size_t kMaxNote = 1000;
constexpr int32_t kOldest = 120;
// For so long after a session links lead to it.
constexpr int32_t kLeastDays = 30;
constexpr int32_t kMostDays = 400;

bool CanBeDialled(absl::string_view phone) {
  const absl::string_view digits = absl::StripPrefix(phone, "+");
  const auto fits = [](char c) { return absl::ascii_isdigit(c) || c == ' '; };
  return absl::c_all_of(digits, fits) &&
         absl::c_count_if(digits, absl::ascii_isdigit) >= 3;
}

// A number that can be dialled, or none.
absl::StatusOr<std::string> ReadPhone(absl::string_view name,
                                      absl::string_view text) {
  ASSIGN_OR_RETURN(const std::string phone, ReadText(name, text, 0, kMaxPhone));
  if (!phone.empty() && !CanBeDialled(phone)) {
    return FieldInvalid(name, "is no phone number");
  }
  return phone;
}

// "0800 1111", or "Text SHOUT to 85258".
bool CanBeReached(absl::string_view contact) {
  if (!absl::ConsumePrefix(&contact, "Text ")) return CanBeDialled(contact);
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(contact, absl::MaxSplits(" to ", 1));
  return !parts.first.empty() && CanBeDialled(parts.second);
}

absl::StatusOr<v1::HelpLine> ReadHelpLine(const v1::HelpLine& line) {
  constexpr absl::string_view kName = "urgent_help.help_lines";
  v1::HelpLine read;
  ASSIGN_OR_RETURN(*read.mutable_name(),
                   ReadText(kName, line.name(), 1, kMaxName));
  ASSIGN_OR_RETURN(*read.mutable_contact(),
                   ReadText(kName, line.contact(), 1, kMaxContact));
  ASSIGN_OR_RETURN(*read.mutable_about(),
                   ReadText(kName, line.about(), 0, kMaxWords));
  if (!CanBeReached(read.contact())) {
    return FieldInvalid(kName, "has a contact that leads nowhere");
  }
  return read;
}

absl::StatusOr<v1::UrgentHelp> ReadUrgentHelp(const v1::UrgentHelp& help,
                                              absl::CivilDay today) {
  v1::UrgentHelp read;
  ASSIGN_OR_RETURN(
      *read.mutable_local_name(),
      ReadText("urgent_help.local_name", help.local_name(), 0, kMaxName));
  ASSIGN_OR_RETURN(*read.mutable_local_phone(),
                   ReadPhone("urgent_help.local_phone", help.local_phone()));
  ASSIGN_OR_RETURN(
      *read.mutable_local_hours(),
      ReadText("urgent_help.local_hours", help.local_hours(), 0, kMaxWords));
  if (!read.local_phone().empty() && read.local_name().empty()) {
    return FieldRequired("urgent_help.local_name");
  }
  if (help.help_lines_size() > kMostHelpLines) {
    return FieldInvalid("urgent_help.help_lines", "are more than 10");
  }
  for (const v1::HelpLine& line : help.help_lines()) {
    ASSIGN_OR_RETURN(*read.add_help_lines(), ReadHelpLine(line));
  }
  read.set_checked_day(absl::FormatCivilTime(today));
  return read;
}

absl::StatusOr<v1::Contacts> ReadContacts(const v1::Contacts& contacts) {
  v1::Contacts read;
  ASSIGN_OR_RETURN(*read.mutable_phone(),
                   ReadPhone("contacts.phone", contacts.phone()));
  ASSIGN_OR_RETURN(
      *read.mutable_email(),
      ReadText("contacts.email", contacts.email(), 0, kMaxEmailAddress));
  if (!read.email().empty() && !IsEmailAddress(read.email())) {
    return FieldInvalid("contacts.email", "is no e-mail address");
  }
  if (read.phone().empty() && read.email().empty()) {
    return FieldRequired("contacts.phone");
  }
  ASSIGN_OR_RETURN(*read.mutable_opening_hours(),
                   ReadText("contacts.opening_hours", contacts.opening_hours(),
                            0, kMaxWords));
  ASSIGN_OR_RETURN(*read.mutable_opening_times(),
                   ReadText("contacts.opening_times", contacts.opening_times(),
                            0, kMaxWords));
  if (!read.opening_times().empty() &&
      !civil::ReadOpeningTimes(read.opening_times()).has_value()) {
    return FieldInvalid("contacts.opening_times",
                        "is not as mon-fri 09:00-17:00");
  }
  return read;
}

bool IsAge(int32_t years) { return years >= 0 && years <= kOldest; }

absl::StatusOr<v1::EligibilityRules> ReadEligibility(
    const v1::EligibilityRules& rules) {
  v1::EligibilityRules read = rules;
  ASSIGN_OR_RETURN(*read.mutable_area(),
                   ReadText("eligibility.area", rules.area(), 1, kMaxName));
  ASSIGN_OR_RETURN(*read.mutable_area_question(),
                   ReadText("eligibility.area_question", rules.area_question(),
                            0, kMaxWords));
  if (!IsAge(read.min_years())) {
    return FieldInvalid("eligibility.min_years", "is not 0 to 120");
  }
  if (!IsAge(read.max_years()) || read.max_years() < read.min_years()) {
    return FieldInvalid("eligibility.max_years",
                        "is not 0 to 120, or below min_years");
  }
  if (!IsAge(read.own_booking_years())) {
    return FieldInvalid("eligibility.own_booking_years", "is not 0 to 120");
  }
  return read;
}

absl::StatusOr<v1::Retention> ReadRetention(const v1::Retention& retention) {
  if (retention.days() < kLeastDays || retention.days() > kMostDays) {
    return FieldInvalid("retention.days", "is not 30 to 400");
  }
  return retention;
}

absl::StatusOr<v1::Letters> ReadLetters(const v1::Letters& letters) {
  v1::Letters read;
  std::set<int> kinds;
  for (const v1::LetterNote& note : letters.notes()) {
    if (note.letter() == v1::LetterNote::LETTER_UNSPECIFIED ||
        !v1::LetterNote::Letter_IsValid(note.letter()) ||
        !kinds.insert(note.letter()).second) {
      return FieldInvalid("letters.notes", "has a letter twice, or none");
    }
    v1::LetterNote& kept = *read.add_notes();
    kept.set_letter(note.letter());
    ASSIGN_OR_RETURN(*kept.mutable_text(),
                     ReadText("letters.notes", note.text(), 1, kMaxNote,
                              /*lines=*/true));
  }
  return read;
}

absl::StatusOr<v1::Names> ReadNames(const v1::Names& names) {
  v1::Names read;
  ASSIGN_OR_RETURN(
      *read.mutable_organisation(),
      ReadText("names.organisation", names.organisation(), 1, kMaxName));
  ASSIGN_OR_RETURN(*read.mutable_service(),
                   ReadText("names.service", names.service(), 1, kMaxName));
  return read;
}

}  // namespace

absl::StatusOr<v1::OrganisationPart> ReadOrganisationContent(
    const v1::UpdateOrganisationPartRequest& request, absl::CivilDay today) {
  using Request = v1::UpdateOrganisationPartRequest;
  v1::OrganisationPart part;
  switch (request.content_case()) {
    case Request::kUrgentHelp: {
      part.set_part(v1::OrganisationPart::URGENT_HELP);
      ASSIGN_OR_RETURN(*part.mutable_urgent_help(),
                       ReadUrgentHelp(request.urgent_help(), today));
      if (!request.numbers_checked()) return FieldRequired("numbers_checked");
      return part;
    }
    case Request::kContacts: {
      part.set_part(v1::OrganisationPart::CONTACTS);
      ASSIGN_OR_RETURN(*part.mutable_contacts(),
                       ReadContacts(request.contacts()));
      return part;
    }
    case Request::kEligibility: {
      part.set_part(v1::OrganisationPart::ELIGIBILITY);
      ASSIGN_OR_RETURN(*part.mutable_eligibility(),
                       ReadEligibility(request.eligibility()));
      return part;
    }
    case Request::kRetention: {
      part.set_part(v1::OrganisationPart::RETENTION);
      ASSIGN_OR_RETURN(*part.mutable_retention(),
                       ReadRetention(request.retention()));
      return part;
    }
    case Request::kLetters: {
      part.set_part(v1::OrganisationPart::LETTERS);
      ASSIGN_OR_RETURN(*part.mutable_letters(), ReadLetters(request.letters()));
      return part;
    }
    case Request::kNames: {
      part.set_part(v1::OrganisationPart::NAMES);
      ASSIGN_OR_RETURN(*part.mutable_names(), ReadNames(request.names()));
      return part;
    }
    case Request::CONTENT_NOT_SET:
      break;
  }
  return FieldRequired("content");
}

}  // namespace cwp::scheduling
