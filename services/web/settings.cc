#include "services/web/settings.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/url.h"
#include "services/web/booking_form.h"

namespace cwp::web {
namespace {

// "tel:+441632960001" for "01632 960 001".
std::string PhoneLink(absl::string_view phone) {
  std::string digits;
  for (const char c : phone) {
    if (absl::ascii_isdigit(c) || (c == '+' && digits.empty())) {
      digits.push_back(c);
    }
  }
  // A freephone or short number has no international form.
  const bool national =
      absl::StartsWith(digits, "0") && !absl::StartsWith(digits, "080");
  if (national) digits = absl::StrCat("+44", digits.substr(1));
  return absl::StrCat("tel:", digits);
}

void SetText(View& view, const char* name, const std::string& text) {
  if (!text.empty()) view[name] = text;
}

// What a browser does with a help line's contact.
std::string ContactLink(absl::string_view contact) {
  const size_t to = contact.find(" to ");
  const bool is_text =
      absl::StartsWith(contact, "Text ") && to != absl::string_view::npos;
  return is_text ? absl::StrCat("sms:", contact.substr(to + 4))
                 : PhoneLink(contact);
}

json::array OtherHelp(const std::vector<HelpLine>& lines) {
  json::array others;
  for (const HelpLine& line : lines) {
    others.push_back(View{{"name", line.name},
                          {"contact", line.contact},
                          {"contact_href", ContactLink(line.contact)},
                          {"about", line.about}});
  }
  return others;
}

absl::Status Invalid(absl::string_view name, absl::string_view problem) {
  return InvalidArgument("CONFIG_INVALID",
                         absl::StrCat("the setting ", name, " ", problem),
                         {{"setting", std::string(name)}});
}

void AddEligibility(Config& config, Settings& settings) {
  config.Add("ask-area", &settings.ask_area,
             "Whether people are asked about the area; as registration is "
             "told.");
  config.Add("area-question", &settings.area_question,
             "The question about the area that yes answers, in place of the "
             "usual one about a GP or school there.");
  config.Add("ask-age", &settings.ask_age,
             "Whether people are asked how old the child or young person is; "
             "as registration is told.");
  config.Add("min-age", &settings.min_age,
             "The youngest that the service is for, in years.");
  config.Add("max-age", &settings.max_age,
             "The oldest that the service is for, in years.");
  config.Add("own-booking-age", &settings.own_booking_age,
             "From this age a young person may book.");
  config.Add("retention-days", &settings.retention_days,
             "How many days after a session personal data is kept; as "
             "registration is told.");
}

// What the organisation says of itself.
void AddWords(Config& config, Settings& settings) {
  config.Add("organisation", &settings.organisation,
             "Name of the organisation, as people know it.");
  config.Add("service-name", &settings.service_name,
             "What the service is called.");
  config.Add("area", &settings.area, "The area that the service is for.");
  AddEligibility(config, settings);
  config.Add("contact-phone", &settings.contact_phone,
             "Phone number for questions and bookings.");
  config.Add("contact-email", &settings.contact_email,
             "E-mail address for questions.");
  config.Add("opening-hours", &settings.opening_hours,
             "When that phone is answered.");
  config.Add("opening-times", &settings.opening_times,
             "The same as mon-fri 09:00-17:00, so that pages can say whether "
             "it is answered now; known by itself while opening-hours is not "
             "set.");
  civil::AddBankHolidaysSetting(config, settings.days_off);
  civil::AddClosedDaysSetting(config, settings.days_off);
  config.Add("urgent-name", &settings.urgent_name,
             "What the local service for urgent help is called.");
  config.Add("urgent-phone", &settings.urgent_phone,
             "Its phone number, next to NHS 111; empty for none.");
  config.Add("urgent-hours", &settings.urgent_hours,
             "When that phone is answered.");
  config.Add("urgent-checked", &settings.urgent_checked,
             "The day on which a person last checked the numbers for urgent "
             "help, for example: 22 November 2026. After 90 days staff are "
             "told.");
  config.Add("urgent-signed-by", &settings.urgent_signed_by,
             "Who checked them, by name or role. Without, staff are told.");
  config.Add("urgent-help-copy", &settings.urgent_help_copy,
             "File to write the page for urgent help to, complete in itself, "
             "for a proxy to show while this service is down.");
  config.Add("privacy-url", &settings.privacy_url,
             "The organisation's full privacy notice.");
  config.Add("exit-url", &settings.exit_url,
             "Where \"Leave this site\" on every page leads: a page that "
             "nobody wonders about; empty for no such link.");
  config.Add("logo", &settings.logo,
             "A picture for the header, SVG or PNG of at most 12 KiB; empty "
             "for the organisation's name alone. The NHS logo is for those "
             "who may use it.");
  config.Add("logo-alt", &settings.logo_alt, "The words in that picture.");
  config.Add("white-header", &settings.white_header,
             "Whether the header is white in place of blue.");
  config.Add("statement-date", &settings.statement_date,
             "The day on which a person prepared the accessibility statement, "
             "for example: 22 November 2026. Needed where public-url is "
             "https.");
  config.Add("statement-reviewed", &settings.statement_reviewed,
             "The day on which a person last reviewed that statement; empty "
             "for the day of statement-date.");
  config.Add("statement-tested", &settings.statement_tested,
             "The day on which the pages were last tested for that statement; "
             "empty for the day of statement-date.");
  config.Add("audit-reason-days", &settings.audit_reason_days,
             "For how many days the audit log keeps what staff type as "
             "reasons; its entries it keeps for ever.");
}

}  // namespace

std::vector<HelpLine> NationalHelpLines() {
  return {
      {"Childline", "0800 1111", "Free, day and night, for anyone under 19."},
      {"Shout", "Text SHOUT to 85258", "Free and confidential, day and night."},
      {"Samaritans", "116 123", "Free, day and night, for everyone."}};
}

void AddSettings(Config& config, Settings& settings) {
  host::AddHostSettings(config, settings.host);
  config.Add("http-listen", &settings.http_listen,
             "Address to serve pages on.");
  config.Add("http-threads", &settings.http_threads,
             "How many threads serve pages.");
  config.Add("trusted-proxies", &settings.trusted_proxies,
             "Addresses and ranges whose X-Forwarded-For is believed.");
  config.Add("public-url", &settings.public_url,
             "How browsers reach the pages, for example "
             "https://book.example.org.");
  config.Add("scheduling", &settings.scheduling,
             "Address of cwp-scheduling, whose programme is shown.");
  config.Add("registration", &settings.registration,
             "Address of cwp-registration, which books.");
  config.Add("webinars", &settings.webinars,
             "Address of cwp-webinars, whose webinars are shown.");
  config.Add("notifications", &settings.notifications,
             "Address of cwp-notifications, which draws calendar files.");
  config.Add("gateway", &settings.gateway,
             "Address of cwp-gateway, whose partners the desk looks after.");
  config.Add("redis", &settings.redis,
             "Address of Redis, where seat counts are read; empty for none.");
  config.Add("assets", &settings.assets,
             "Folder with the built style sheet and pictures.");
  config.Add("templates", &settings.templates,
             "Folder with the page templates.");
  config.Add("texts", &settings.texts,
             "Folder with texts of the organisation's own, each in the place "
             "of one in the templates' folder texts; empty for none.");
  config.Add("self-check", &settings.self_check,
             "File with the self-check, which is offered once somebody has "
             "signed it there; empty for none.");
  config.Add("live-readers", &settings.live_readers,
             "How many open pages at most are told of places as they change.");
  config.Add("master-key", &settings.master_key,
             "File, or folder of files NAME.key, with the master keys that "
             "seal answers on their way from form to booking.");
  config.Add("time-zone", &settings.time_zone, "Zone of the times on pages.");
  AddOidcSettings(config, settings.oidc);
  AddWords(config, settings);
}

absl::Status CheckSettings(const Settings& settings) {
  const absl::string_view url = settings.public_url;
  if (!url.empty()) RETURN_IF_ERROR(CheckPublicUrl("public-url", url));
  if (absl::EndsWith(url, "/")) {
    return Invalid("public-url", "must not end with a slash");
  }
  if (IsHttps(settings) && settings.statement_date.empty()) {
    return Invalid("statement-date",
                   "is needed: the accessibility statement has to say when it "
                   "was prepared");
  }
  const bool no_later_day =
      settings.statement_reviewed.empty() && settings.statement_tested.empty();
  if (settings.statement_date.empty() && !no_later_day) {
    return Invalid("statement-date",
                   "is needed with statement-reviewed and statement-tested");
  }
  if (!settings.oidc.issuer.empty()) {
    RETURN_IF_ERROR(
        ReadOidcSettings(settings.oidc, settings.public_url).status());
  }
  if (settings.audit_reason_days < 1 || settings.audit_reason_days > 36'500) {
    return Invalid("audit-reason-days", "must be 1 to 36500");
  }
  if (settings.http_threads < 1 || settings.http_threads > 256) {
    return Invalid("http-threads", "must be 1 to 256");
  }
  if (settings.live_readers < 0 || settings.live_readers > 50'000) {
    return Invalid("live-readers", "must be 0 to 50000");
  }
  if (settings.min_age < 0 || settings.max_age > kOldest ||
      settings.max_age < settings.min_age) {
    return Invalid("max-age", "must be min-age to 120");
  }
  if (settings.own_booking_age < 0 || settings.own_booking_age > kOldest) {
    return Invalid("own-booking-age", "must be 0 to 120");
  }
  if (settings.retention_days < 30) {
    return Invalid("retention-days", "must be at least 30");
  }
  if (!settings.privacy_url.empty() &&
      !absl::StartsWith(settings.privacy_url, "https://")) {
    return Invalid("privacy-url", "must begin with https://");
  }
  if (!settings.exit_url.empty() &&
      !absl::StartsWith(settings.exit_url, "https://")) {
    return Invalid("exit-url", "must begin with https://");
  }
  if (settings.logo.empty() != settings.logo_alt.empty()) {
    return Invalid("logo-alt",
                   "says what logo shows, and neither is set alone");
  }
  return absl::OkStatus();
}

std::string OpeningTimesOf(const Settings& settings) {
  const bool usual = settings.opening_hours == Settings().opening_hours;
  if (!settings.opening_times.empty() || !usual) return settings.opening_times;
  return "mon-fri 09:00-17:00";
}

bool IsHttps(const Settings& settings) {
  return absl::StartsWith(settings.public_url, "https://");
}

BookingRules RulesOf(const Settings& settings) {
  return {.ask_area = settings.ask_area,
          .ask_age = settings.ask_age,
          .ages = {.min = static_cast<int>(settings.min_age),
                   .max = static_cast<int>(settings.max_age)},
          .own_booking_age = static_cast<int>(settings.own_booking_age)};
}

View SiteView(const Settings& settings) {
  const BookingRules rules = RulesOf(settings);
  View site = {{"organisation", settings.organisation},
               {"service_name", settings.service_name},
               {"area", settings.area},
               {"min_age", absl::StrCat(rules.ages.min)},
               {"max_age", absl::StrCat(rules.ages.max)},
               {"own_booking_age", absl::StrCat(rules.own_booking_age)},
               {"kept_days", absl::StrCat(settings.retention_days)},
               {"places_max", absl::StrCat(rules.max_places)},
               {"asks_area", rules.ask_area},
               {"asks_age", rules.ask_age},
               {"asks_about_child", rules.ask_area || rules.ask_age},
               {"usual_area", rules.ask_area && settings.area_question.empty()},
               {"opening_hours", settings.opening_hours}};
  SetText(site, "area_question", settings.area_question);
  SetText(site, "email", settings.contact_email);
  SetText(site, "privacy_url", settings.privacy_url);
  SetText(site, "exit_href", settings.exit_url);
  SetText(site, "logo_alt", settings.logo_alt);
  site["colour_white"] = settings.white_header;
  const std::string& prepared = settings.statement_date;
  const auto or_prepared = [&](const std::string& day) {
    return day.empty() ? prepared : day;
  };
  SetText(site, "statement_date", prepared);
  SetText(site, "statement_reviewed", or_prepared(settings.statement_reviewed));
  SetText(site, "statement_tested", or_prepared(settings.statement_tested));
  if (!settings.contact_phone.empty()) {
    site["phone"] = settings.contact_phone;
    site["phone_href"] = PhoneLink(settings.contact_phone);
  }
  View urgent = {{"local_name", settings.urgent_name},
                 {"others", OtherHelp(settings.help_lines)}};
  if (!settings.urgent_phone.empty()) {
    urgent["local_phone"] = settings.urgent_phone;
    urgent["local_phone_href"] = PhoneLink(settings.urgent_phone);
    SetText(urgent, "local_hours", settings.urgent_hours);
  }
  // What nobody signed for is not called checked.
  if (!settings.urgent_signed_by.empty()) {
    SetText(urgent, "checked", settings.urgent_checked);
  }
  return {{"site", std::move(site)}, {"urgent", std::move(urgent)}};
}

}  // namespace cwp::web
