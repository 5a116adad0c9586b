#ifndef CWP_SERVICES_WEB_SETTINGS_H_
#define CWP_SERVICES_WEB_SETTINGS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/config.h"
#include "common/host/host.h"
#include "common/time/days_off_settings.h"
#include "services/web/booking_form.h"
#include "services/web/oidc_settings.h"
#include "services/web/view.h"

namespace cwp::web {

// Where somebody may talk to someone.
struct HelpLine {
  std::string name;
  // "0800 1111", or "Text SHOUT to 85258".
  std::string contact;
  std::string about;
};

// Childline, Shout and Samaritans.
std::vector<HelpLine> NationalHelpLines();

// What web is told when it starts.
struct Settings {
  host::HostSettings host;
  // Where browsers, or the proxy before us, connect.
  std::string http_listen = "127.0.0.1:0";
  int64_t http_threads = 2;
  std::vector<std::string> trusted_proxies;
  std::string public_url;
  // Where the other services are.
  std::string scheduling;
  std::string registration;
  std::string webinars;
  std::string notifications;
  std::string gateway;
  // Empty for none.
  std::string redis;
  // Folders.
  std::string assets;
  std::string templates;
  // Empty for none.
  std::string texts;
  // Empty for none.
  std::string self_check;
  int64_t live_readers = 2000;
  std::string master_key;
  std::string time_zone = "Europe/London";
  // Words for people.
  std::string organisation = "Children’s Wellbeing Practitioners";
  std::string service_name = "Children’s wellbeing workshops";
  std::string area = "Hertfordshire";
  // Empty for the usual question about a GP or school in the area.
  std::string area_question;
  // What is asked about who may take part; as registration is told.
  bool ask_area = true;
  bool ask_age = true;
  int64_t min_age = 5;
  int64_t max_age = 19;
  int64_t own_booking_age = 13;
  // How many days after a session personal data is kept; as registration is
  // told.
  int64_t retention_days = 90;
  std::string contact_phone;
  std::string contact_email;
  std::string opening_hours =
      "Monday to Friday, 9am to 5pm, except bank holidays";
  // See OpeningTimesOf.
  std::string opening_times;
  civil::DaysOffSettings days_off;
  std::string urgent_name = "Single Point of Access";
  std::string urgent_phone;
  std::string urgent_hours = "24 hours a day, 7 days a week";
  // None is told at the start: these, unless the desk says others.
  std::vector<HelpLine> help_lines = NationalHelpLines();
  std::string urgent_checked;
  std::string urgent_signed_by;
  // Empty for none.
  std::string urgent_help_copy;
  std::string privacy_url;
  // Where somebody is led who wants to be gone; empty for none.
  std::string exit_url = "https://www.bbc.co.uk/weather";
  // A picture for the header; empty for none.
  std::string logo;
  std::string logo_alt;
  bool white_header = false;
  // When the accessibility statement was prepared; and when it was last
  // reviewed, and the pages tested for it, where that was on another day.
  std::string statement_date;
  std::string statement_reviewed;
  std::string statement_tested;
  OidcSettings oidc;
  // For how long the audit log keeps what staff type as reasons.
  int64_t audit_reason_days = 365;
};

void AddSettings(Config& config, Settings& settings);

// Fails with INVALID_ARGUMENT `CONFIG_INVALID` and a sentence that names the
// setting.
absl::Status CheckSettings(const Settings& settings);

// Office hours as Opening reads them. Who says nothing of them has the usual
// ones; whoever only words them otherwise has none that a computer knows.
std::string OpeningTimesOf(const Settings& settings);

// Whether browsers reach us by https.
bool IsHttps(const Settings& settings);

// What the booking form asks.
BookingRules RulesOf(const Settings& settings);

// What every page is fed: `site` and `urgent`, as templates/README.md says.
View SiteView(const Settings& settings);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SETTINGS_H_
