#include "services/scheduling/organisation_convert.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "common/base/email.h"
#include "common/base/status_macros.h"
#include "common/rpc/etag.h"
#include "common/rpc/page_token.h"
#include "common/time/office_hours.h"
#include "common/time/proto_time.h"
#include "services/scheduling/convert.h"

namespace cwp::scheduling {
namespace {

constexpr size_t kMaxName = 100;
constexpr size_t kMaxPhone = 40;
constexpr size_t kMaxHours = 200;
constexpr size_t kMaxContact = 60;
constexpr int kMostHelpLines = 10;

absl::StatusOr<int> ReadPart(v1::OrganisationPart::Part part) {
  if (part == v1::OrganisationPart::PART_UNSPECIFIED) {
    return FieldRequired("part");
  }
  if (!v1::OrganisationPart::Part_IsValid(part)) {
    return FieldInvalid("part", "is no part");
  }
  return static_cast<int>(part);
}

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
                   ReadText(kName, line.about(), 0, kMaxHours));
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
      ReadText("urgent_help.local_hours", help.local_hours(), 0, kMaxHours));
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
                            0, kMaxHours));
  ASSIGN_OR_RETURN(*read.mutable_opening_times(),
                   ReadText("contacts.opening_times", contacts.opening_times(),
                            0, kMaxHours));
  if (!read.opening_times().empty() &&
      !civil::ReadOpeningTimes(read.opening_times()).has_value()) {
    return FieldInvalid("contacts.opening_times",
                        "is not as mon-fri 09:00-17:00");
  }
  return read;
}

}  // namespace

absl::StatusOr<UpdateOrganisationPart> ReadUpdateOrganisationPart(
    const v1::UpdateOrganisationPartRequest& request, absl::CivilDay today) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  UpdateOrganisationPart update = {.if_revision = RevisionIn(request.etag())};
  v1::OrganisationPart content;
  if (request.has_urgent_help()) {
    update.part = v1::OrganisationPart::URGENT_HELP;
    ASSIGN_OR_RETURN(*content.mutable_urgent_help(),
                     ReadUrgentHelp(request.urgent_help(), today));
    if (!request.numbers_checked()) return FieldRequired("numbers_checked");
  } else if (request.has_contacts()) {
    update.part = v1::OrganisationPart::CONTACTS;
    ASSIGN_OR_RETURN(*content.mutable_contacts(),
                     ReadContacts(request.contacts()));
  } else {
    return FieldRequired("content");
  }
  update.content = content.SerializeAsString();
  return update;
}

absl::StatusOr<RestoreOrganisationPart> ReadRestoreOrganisationPart(
    const v1::RestoreOrganisationPartRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  RestoreOrganisationPart restore = {.version = request.version(),
                                     .if_revision = RevisionIn(request.etag())};
  ASSIGN_OR_RETURN(restore.part, ReadPart(request.part()));
  if (restore.version < 0) return FieldInvalid("version", "is below 0");
  return restore;
}

absl::StatusOr<OrganisationVersionList> ReadListOrganisationVersions(
    const v1::ListOrganisationVersionsRequest& request) {
  OrganisationVersionList list = {.before = request.before_version()};
  ASSIGN_OR_RETURN(list.part, ReadPart(request.part()));
  if (list.before < 0) return FieldInvalid("before_version", "is below 0");
  ASSIGN_OR_RETURN(list.limit, rpc::ReadPageSize(request.page_size()));
  return list;
}

v1::OrganisationPart WriteOrganisationPart(const OrganisationVersion& version) {
  v1::OrganisationPart part;
  // Written by this file, so it can be read.
  part.ParseFromString(version.content);
  part.set_part(static_cast<v1::OrganisationPart::Part>(version.part));
  part.set_version(version.version);
  part.set_actor_kind(version.actor_kind);
  part.set_actor_id(version.actor_id);
  if (version.version > 0) {
    *part.mutable_change_time() = ToTimestamp(version.time);
  }
  part.set_etag(rpc::WriteEtag(version.revision));
  return part;
}

}  // namespace cwp::scheduling
