#include "services/web/desk_settings.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/check.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_letters.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;
using scheduling::OrganisationPart;

constexpr absl::string_view kUrgentHelpFields[] = {"local_name", "local_phone",
                                                   "local_hours", "help_lines"};
constexpr absl::string_view kContactFields[] = {
    "phone", "email", "opening_hours", "opening_times"};

constexpr SettingForm kForms[] = {
    {OrganisationPart::URGENT_HELP, "urgent-help", "desk-setting-urgent-help",
     "Urgent help", kUrgentHelpFields},
    {OrganisationPart::CONTACTS, "contacts", "desk-setting-contacts",
     "How families reach us", kContactFields},
    {OrganisationPart::LETTERS, "letters", "desk-setting-letters",
     "Our own words in emails", kLetterFields}};

// As organisation_service.proto has them.
constexpr TextRule kUrgentHelpRules[] = {
    {.field = "local_name", .max = 100},
    {.field = "local_phone", .max = 40},
    {.field = "local_hours", .max = 200},
    {.field = "help_lines", .max = 4000, .lines = true}};
constexpr TextRule kContactRules[] = {{.field = "phone", .max = 40},
                                      {.field = "email", .max = 254},
                                      {.field = "opening_hours", .max = 200},
                                      {.field = "opening_times", .max = 200}};

constexpr FieldName kNames[] = {{"urgent_help.local_name", "local_name"},
                                {"urgent_help.local_phone", "local_phone"},
                                {"urgent_help.local_hours", "local_hours"},
                                {"urgent_help.help_lines", "help_lines"},
                                {"numbers_checked", "numbers_checked"},
                                {"contacts.phone", "phone"},
                                {"contacts.email", "email"},
                                {"contacts.opening_hours", "opening_hours"},
                                {"contacts.opening_times", "opening_times"}};

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
    if (form.part == part) return form.heading;
  }
  return "A setting of a later release";
}

http::Parameters SettingFormOf(const SettingForm& setting,
                               const OrganisationPart& part,
                               const organisation::Parts& now) {
  if (setting.part == OrganisationPart::LETTERS) {
    return LettersFormOf(part.letters());
  }
  http::Parameters form;
  if (setting.part == OrganisationPart::URGENT_HELP) {
    const scheduling::UrgentHelp& help =
        part.has_urgent_help() ? part.urgent_help() : *now.urgent_help;
    form.Add("local_name", help.local_name());
    form.Add("local_phone", help.local_phone());
    form.Add("local_hours", help.local_hours());
    form.Add("help_lines", HelpLinesText(help));
    return form;
  }
  const scheduling::Contacts& contacts =
      part.has_contacts() ? part.contacts() : *now.contacts;
  form.Add("phone", contacts.phone());
  form.Add("email", contacts.email());
  form.Add("opening_hours", contacts.opening_hours());
  form.Add("opening_times", contacts.opening_times());
  return form;
}

TypedSetting ReadSettingForm(const SettingForm& setting,
                             const http::Parameters& form) {
  TypedSetting typed;
  if (setting.part == OrganisationPart::LETTERS) {
    typed.errors = ReadLetters(form, *typed.request.mutable_letters());
    return typed;
  }
  if (setting.part == OrganisationPart::URGENT_HELP) {
    typed.errors = CheckTexts(form, kUrgentHelpRules);
    scheduling::UrgentHelp& help = *typed.request.mutable_urgent_help();
    help.set_local_name(TypedText(form, "local_name"));
    help.set_local_phone(TypedText(form, "local_phone"));
    help.set_local_hours(TypedText(form, "local_hours"));
    ReadHelpLines(TypedText(form, "help_lines"), help);
    typed.request.set_numbers_checked(form.Has("numbers_checked"));
    return typed;
  }
  typed.errors = CheckTexts(form, kContactRules);
  scheduling::Contacts& contacts = *typed.request.mutable_contacts();
  contacts.set_phone(TypedText(form, "phone"));
  contacts.set_email(TypedText(form, "email"));
  contacts.set_opening_hours(TypedText(form, "opening_hours"));
  contacts.set_opening_times(TypedText(form, "opening_times"));
  return typed;
}

std::optional<FieldError> RefusedSetting(const absl::Status& status) {
  return RefusedField(status, kNames);
}

}  // namespace cwp::web
