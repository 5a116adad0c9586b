#include "services/web/desk_settings.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/check.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_letters.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;
using http::Parameters;
using scheduling::OrganisationPart;

// What texts take is as organisation_service.proto has it.

// Urgent help.

constexpr absl::string_view kUrgentHelpFields[] = {"local_name", "local_phone",
                                                   "local_hours", "help_lines"};
constexpr TextRule kUrgentHelpRules[] = {
    {.field = "local_name", .max = 100},
    {.field = "local_phone", .max = 40},
    {.field = "local_hours", .max = 200},
    {.field = "help_lines", .max = 4000, .lines = true}};

// Help lines as they are typed: one to a line, its three parts apart.
std::string HelpLinesText(const scheduling::UrgentHelp& help) {
  std::vector<std::string> lines;
  for (const scheduling::HelpLine& line : help.help_lines()) {
    lines.push_back(
        absl::StrCat(line.name(), " | ", line.contact(), " | ", line.about()));
  }
  return absl::StrJoin(lines, "\n");
}

void ReadHelpLines(const std::string& text, scheduling::UrgentHelp& help) {
  for (const absl::string_view typed :
       absl::StrSplit(text, '\n', absl::SkipWhitespace())) {
    const std::vector<absl::string_view> parts =
        absl::StrSplit(typed, absl::MaxSplits('|', 2));
    scheduling::HelpLine& line = *help.add_help_lines();
    line.set_name(std::string(absl::StripAsciiWhitespace(parts[0])));
    if (parts.size() > 1) {
      line.set_contact(std::string(absl::StripAsciiWhitespace(parts[1])));
    }
    if (parts.size() > 2) {
      line.set_about(std::string(absl::StripAsciiWhitespace(parts[2])));
    }
  }
}

Parameters ShowUrgentHelp(const OrganisationPart& part,
                          const organisation::Parts& now) {
  const scheduling::UrgentHelp& help =
      part.has_urgent_help() ? part.urgent_help() : *now.urgent_help;
  Parameters form;
  form.Add("local_name", help.local_name());
  form.Add("local_phone", help.local_phone());
  form.Add("local_hours", help.local_hours());
  form.Add("help_lines", HelpLinesText(help));
  return form;
}

TypedSetting ReadUrgentHelp(const Parameters& form) {
  TypedSetting typed = {.errors = CheckTexts(form, kUrgentHelpRules)};
  scheduling::UrgentHelp& help = *typed.request.mutable_urgent_help();
  help.set_local_name(TypedText(form, "local_name"));
  help.set_local_phone(TypedText(form, "local_phone"));
  help.set_local_hours(TypedText(form, "local_hours"));
  ReadHelpLines(TypedText(form, "help_lines"), help);
  typed.request.set_numbers_checked(form.Has("numbers_checked"));
  return typed;
}

// Contacts.

constexpr absl::string_view kContactFields[] = {
    "phone", "email", "opening_hours", "opening_times"};
constexpr TextRule kContactRules[] = {{.field = "phone", .max = 40},
                                      {.field = "email", .max = 254},
                                      {.field = "opening_hours", .max = 200},
                                      {.field = "opening_times", .max = 200}};

Parameters ShowContacts(const OrganisationPart& part,
                        const organisation::Parts& now) {
  const scheduling::Contacts& contacts =
      part.has_contacts() ? part.contacts() : *now.contacts;
  Parameters form;
  form.Add("phone", contacts.phone());
  form.Add("email", contacts.email());
  form.Add("opening_hours", contacts.opening_hours());
  form.Add("opening_times", contacts.opening_times());
  return form;
}

TypedSetting ReadContacts(const Parameters& form) {
  TypedSetting typed = {.errors = CheckTexts(form, kContactRules)};
  scheduling::Contacts& contacts = *typed.request.mutable_contacts();
  contacts.set_phone(TypedText(form, "phone"));
  contacts.set_email(TypedText(form, "email"));
  contacts.set_opening_hours(TypedText(form, "opening_hours"));
  contacts.set_opening_times(TypedText(form, "opening_times"));
  return typed;
}

// Who may book.

constexpr absl::string_view kEligibilityFields[] = {
    "area",      "asks",      "area_question",
    "min_years", "max_years", "own_booking_years"};
constexpr TextRule kEligibilityRules[] = {
    {.field = "area", .max = 100, .required = true},
    {.field = "area_question", .max = 200}};
constexpr int64_t kOldest = 120;

// Whole years, or what is wrong with them.
int32_t ReadYears(const Parameters& form, absl::string_view field,
                  std::vector<FieldError>& errors) {
  const std::optional<int64_t> years = TypedNumber(form, field, 0, kOldest);
  if (!years.has_value()) errors.push_back({std::string(field), "invalid"});
  return static_cast<int32_t>(years.value_or(0));
}

Parameters ShowEligibility(const OrganisationPart& part,
                           const organisation::Parts& now) {
  const scheduling::EligibilityRules& rules =
      part.has_eligibility() ? part.eligibility() : *now.eligibility;
  Parameters form;
  form.Add("area", rules.area());
  if (rules.ask_area()) form.Add("asks", "area");
  if (rules.ask_age()) form.Add("asks", "age");
  form.Add("area_question", rules.area_question());
  form.Add("min_years", absl::StrCat(rules.min_years()));
  form.Add("max_years", absl::StrCat(rules.max_years()));
  form.Add("own_booking_years", absl::StrCat(rules.own_booking_years()));
  return form;
}

TypedSetting ReadEligibility(const Parameters& form) {
  TypedSetting typed = {.errors = CheckTexts(form, kEligibilityRules)};
  scheduling::EligibilityRules& rules = *typed.request.mutable_eligibility();
  rules.set_area(TypedText(form, "area"));
  for (const absl::string_view asked : form.All("asks")) {
    if (asked == "area") rules.set_ask_area(true);
    if (asked == "age") rules.set_ask_age(true);
  }
  rules.set_area_question(TypedText(form, "area_question"));
  rules.set_min_years(ReadYears(form, "min_years", typed.errors));
  rules.set_max_years(ReadYears(form, "max_years", typed.errors));
  rules.set_own_booking_years(
      ReadYears(form, "own_booking_years", typed.errors));
  return typed;
}

// How long personal data is kept.

constexpr absl::string_view kRetentionFields[] = {"days"};

Parameters ShowRetention(const OrganisationPart& part,
                         const organisation::Parts& now) {
  const scheduling::Retention& retention =
      part.has_retention() ? part.retention() : *now.retention;
  Parameters form;
  form.Add("days", absl::StrCat(retention.days()));
  return form;
}

TypedSetting ReadRetention(const Parameters& form) {
  constexpr int64_t kLeast = 30;
  constexpr int64_t kMost = 400;
  TypedSetting typed;
  const std::optional<int64_t> days = TypedNumber(form, "days", kLeast, kMost);
  if (!days.has_value()) typed.errors.push_back({"days", "invalid"});
  if (!form.Has("erases")) typed.errors.push_back({"erases", "required"});
  typed.request.mutable_retention()->set_days(
      static_cast<int32_t>(days.value_or(0)));
  return typed;
}

// What the organisation is called.

constexpr absl::string_view kNameFields[] = {"organisation", "service"};
constexpr TextRule kNameRules[] = {
    {.field = "organisation", .max = 100, .required = true},
    {.field = "service", .max = 100, .required = true}};

Parameters ShowNames(const OrganisationPart& part,
                     const organisation::Parts& now) {
  const scheduling::Names& names = part.has_names() ? part.names() : *now.names;
  Parameters form;
  form.Add("organisation", names.organisation());
  form.Add("service", names.service());
  return form;
}

TypedSetting ReadNames(const Parameters& form) {
  TypedSetting typed = {.errors = CheckTexts(form, kNameRules)};
  scheduling::Names& names = *typed.request.mutable_names();
  names.set_organisation(TypedText(form, "organisation"));
  names.set_service(TypedText(form, "service"));
  return typed;
}

// What letters say in the organisation's own words.

Parameters ShowLetters(const OrganisationPart& part,
                       const organisation::Parts& /*now*/) {
  return LettersFormOf(part.letters());
}

TypedSetting ReadNotes(const Parameters& form) {
  TypedSetting typed;
  typed.errors = ReadLetters(form, *typed.request.mutable_letters());
  return typed;
}

// In the order of the page of all of them.
constexpr SettingForm kForms[] = {
    {OrganisationPart::URGENT_HELP, "urgent-help", "desk-setting-urgent-help",
     "office.setting.urgent_help", kUrgentHelpFields, &ShowUrgentHelp,
     &ReadUrgentHelp},
    {OrganisationPart::CONTACTS, "contacts", "desk-setting-contacts",
     "office.setting.contacts", kContactFields, &ShowContacts, &ReadContacts},
    {OrganisationPart::NAMES, "names", "desk-setting-names",
     "office.setting.names", kNameFields, &ShowNames, &ReadNames},
    {OrganisationPart::ELIGIBILITY, "eligibility", "desk-setting-eligibility",
     "office.setting.eligibility", kEligibilityFields, &ShowEligibility,
     &ReadEligibility},
    {OrganisationPart::RETENTION, "retention", "desk-setting-retention",
     "office.setting.retention", kRetentionFields, &ShowRetention,
     &ReadRetention},
    {OrganisationPart::LETTERS, "letters", "desk-setting-letters",
     "office.setting.letters", kLetterFields, &ShowLetters, &ReadNotes}};

constexpr FieldName kNames[] = {
    {"urgent_help.local_name", "local_name"},
    {"urgent_help.local_phone", "local_phone"},
    {"urgent_help.local_hours", "local_hours"},
    {"urgent_help.help_lines", "help_lines"},
    {"numbers_checked", "numbers_checked"},
    {"contacts.phone", "phone"},
    {"contacts.email", "email"},
    {"contacts.opening_hours", "opening_hours"},
    {"contacts.opening_times", "opening_times"},
    {"eligibility.area_question", "area_question"},
    {"eligibility.area", "area"},
    {"eligibility.min_years", "min_years"},
    {"eligibility.max_years", "max_years"},
    {"eligibility.own_booking_years", "own_booking_years"},
    {"retention.days", "days"},
    {"names.organisation", "organisation"},
    {"names.service", "service"}};

}  // namespace

absl::Span<const SettingForm> SettingForms() { return kForms; }

const SettingForm& SettingOf(OrganisationPart::Part part) {
  for (const SettingForm& form : kForms) {
    if (form.part == part) return form;
  }
  CWP_CHECK(false, "there is a form for each part");
}

std::string SettingWords(int64_t part) {
  for (const SettingForm& form : kForms) {
    if (form.part == part) return Say(form.heading_key);
  }
  return Say("office.setting.unknown");
}

void TellHeld(const organisation::Parts& now, OrganisationPart::Part part,
              scheduling::UpdateOrganisationPartRequest& change) {
  OrganisationPart held;
  if (part == OrganisationPart::URGENT_HELP && now.urgent_help.has_value()) {
    *held.mutable_urgent_help() = *now.urgent_help;
  } else if (part == OrganisationPart::CONTACTS && now.contacts.has_value()) {
    *held.mutable_contacts() = *now.contacts;
  } else if (part == OrganisationPart::ELIGIBILITY &&
             now.eligibility.has_value()) {
    *held.mutable_eligibility() = *now.eligibility;
  } else if (part == OrganisationPart::RETENTION && now.retention.has_value()) {
    *held.mutable_retention() = *now.retention;
  } else if (part == OrganisationPart::NAMES && now.names.has_value()) {
    *held.mutable_names() = *now.names;
  } else {
    return;
  }
  *change.mutable_held() = std::move(held);
}

std::optional<FieldError> RefusedSetting(const absl::Status& status) {
  return RefusedField(status, kNames);
}

}  // namespace cwp::web
