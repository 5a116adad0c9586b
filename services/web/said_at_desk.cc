#include "services/web/said_at_desk.h"

#include <memory>
#include <utility>

#include "common/base/status_macros.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

void LayOver(const scheduling::v1::UrgentHelp& help, Settings& settings) {
  settings.urgent_name = help.local_name();
  settings.urgent_phone = help.local_phone();
  settings.urgent_hours = help.local_hours();
  settings.help_lines.clear();
  for (const scheduling::v1::HelpLine& line : help.help_lines()) {
    settings.help_lines.push_back({.name = line.name(),
                                   .contact = line.contact(),
                                   .about = line.about()});
  }
  // Who it was stands with the version, by an id.
  settings.urgent_signed_by = Say("office.urgent.member_of_staff");
  absl::CivilDay checked;
  settings.urgent_checked = absl::ParseCivilTime(help.checked_day(), &checked)
                                ? CheckedDayWords(checked)
                                : "";
}

void LayOver(const scheduling::v1::Contacts& contacts, Settings& settings) {
  settings.contact_phone = contacts.phone();
  settings.contact_email = contacts.email();
  settings.opening_hours = contacts.opening_hours();
  settings.opening_times = contacts.opening_times();
}

void LayOver(const scheduling::v1::EligibilityRules& rules,
             Settings& settings) {
  settings.area = rules.area();
  settings.ask_area = rules.ask_area();
  settings.area_question = rules.area_question();
  settings.ask_age = rules.ask_age();
  settings.min_age = rules.min_years();
  settings.max_age = rules.max_years();
  settings.own_booking_age = rules.own_booking_years();
}

scheduling::v1::EligibilityRules EligibilityOf(const Settings& settings) {
  scheduling::v1::EligibilityRules rules;
  rules.set_area(settings.area);
  rules.set_ask_area(settings.ask_area);
  rules.set_area_question(settings.area_question);
  rules.set_ask_age(settings.ask_age);
  rules.set_min_years(static_cast<int32_t>(settings.min_age));
  rules.set_max_years(static_cast<int32_t>(settings.max_age));
  rules.set_own_booking_years(static_cast<int32_t>(settings.own_booking_age));
  return rules;
}

organisation::Parts PartsOf(const Settings& settings) {
  scheduling::v1::UrgentHelp help;
  help.set_local_name(settings.urgent_name);
  help.set_local_phone(settings.urgent_phone);
  help.set_local_hours(settings.urgent_hours);
  for (const HelpLine& line : settings.help_lines) {
    scheduling::v1::HelpLine& kept = *help.add_help_lines();
    kept.set_name(line.name);
    kept.set_contact(line.contact);
    kept.set_about(line.about);
  }
  scheduling::v1::Contacts contacts;
  contacts.set_phone(settings.contact_phone);
  contacts.set_email(settings.contact_email);
  contacts.set_opening_hours(settings.opening_hours);
  contacts.set_opening_times(OpeningTimesOf(settings));
  organisation::Parts parts = {.urgent_help = std::move(help),
                               .contacts = std::move(contacts),
                               .eligibility = EligibilityOf(settings)};
  parts.retention.emplace().set_days(
      static_cast<int32_t>(settings.retention_days));
  parts.names.emplace().set_organisation(settings.organisation);
  parts.names->set_service(settings.service_name);
  return parts;
}

}  // namespace

Settings LayOver(Settings settings, const organisation::Parts& parts) {
  if (parts.urgent_help.has_value()) LayOver(*parts.urgent_help, settings);
  if (parts.contacts.has_value()) LayOver(*parts.contacts, settings);
  if (parts.eligibility.has_value()) LayOver(*parts.eligibility, settings);
  if (parts.retention.has_value()) {
    settings.retention_days = parts.retention->days();
  }
  if (parts.names.has_value()) {
    settings.organisation = parts.names->organisation();
    settings.service_name = parts.names->service();
  }
  return settings;
}

absl::StatusOr<Said> MakeSaid(const Settings& settings, const View& site,
                              const civil::DaysOff& days_off,
                              const absl::TimeZone& zone,
                              absl::CivilDay today) {
  ASSIGN_OR_RETURN(PageTexts texts,
                   LoadTexts(settings.templates, settings.texts, site));
  ASSIGN_OR_RETURN(Opening opening,
                   Opening::Read(OpeningTimesOf(settings), days_off, zone));
  ASSIGN_OR_RETURN(UrgentSigning urgent,
                   ReadUrgentSigning(settings.urgent_checked,
                                     settings.urgent_signed_by, today));
  return Said{
      .organisation = settings.organisation,
      .service_name = settings.service_name,
      .contact_email = settings.contact_email,
      .texts = std::move(texts),
      .opening = std::move(opening),
      .urgent = std::move(urgent),
      .rules = RulesOf(settings),
      .parts = std::make_shared<const organisation::Parts>(PartsOf(settings))};
}

}  // namespace cwp::web
