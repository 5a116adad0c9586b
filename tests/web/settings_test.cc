#include "services/web/settings.h"

#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/web/logo.h"

namespace cwp::web {
namespace {

using ::testing::MatchesRegex;

struct SettingsCase {
  std::string name;
  std::function<void(Settings&)> change;
  bool good;
};

void SetProvider(Settings& settings) {
  settings.oidc = {.issuer = "https://login.example.org/tenant/v2.0",
                   .client_id = "cwp-booking",
                   .secret_file = "oidc-secret",
                   .button = "Sign in with NHSmail"};
}

class SettingsTest : public ::testing::TestWithParam<SettingsCase> {};

TEST_P(SettingsTest, AreChecked) {
  Settings settings;
  settings.public_url = "https://book.example.org";
  settings.statement_date = "22 November 2026";
  GetParam().change(settings);
  const absl::Status status = CheckSettings(settings);
  if (GetParam().good) {
    EXPECT_OK(status);
  } else {
    EXPECT_THAT(status, HasReason("CONFIG_INVALID"));
  }
}

TEST(OpeningTimesTest, AreKnownWhileHoursAreTheUsualOnes) {
  Settings settings;
  EXPECT_EQ(OpeningTimesOf(settings), "mon-fri 09:00-17:00");
  settings.opening_hours = "Monday to Thursday, 10am to 4pm";
  EXPECT_EQ(OpeningTimesOf(settings), "") << "nobody knows";
  settings.opening_times = "mon-thu 10:00-16:00";
  EXPECT_EQ(OpeningTimesOf(settings), "mon-thu 10:00-16:00");
}

INSTANTIATE_TEST_SUITE_P(
    All, SettingsTest,
    ::testing::ValuesIn(std::vector<SettingsCase>{
        {"Good", [](Settings&) {}, true},
        {"Loopback",
         [](Settings& settings) {
           settings.public_url = "http://127.0.0.1:8080";
         },
         true},
        {"Provider", &SetProvider, true},
        {"ProviderHere",
         [](Settings& settings) {
           SetProvider(settings);
           settings.oidc.issuer = "http://127.0.0.1:8090";
         },
         true},
        {"PlainProvider",
         [](Settings& settings) {
           SetProvider(settings);
           settings.oidc.issuer = "http://login.example.org";
         },
         false},
        {"ProviderWithoutClient",
         [](Settings& settings) {
           SetProvider(settings);
           settings.oidc.client_id.clear();
         },
         false},
        {"ProviderWithoutSecret",
         [](Settings& settings) {
           SetProvider(settings);
           settings.oidc.secret_file.clear();
         },
         false},
        {"ProviderWithoutButton",
         [](Settings& settings) {
           SetProvider(settings);
           settings.oidc.button.clear();
         },
         false},
        {"ProviderWithoutWayBack",
         [](Settings& settings) {
           SetProvider(settings);
           settings.public_url.clear();
         },
         false},
        {"ProviderWithOtherEmail",
         [](Settings& settings) {
           SetProvider(settings);
           settings.oidc.email_from = "upn";
         },
         false},
        {"ProviderWithOtherFactor",
         [](Settings& settings) {
           SetProvider(settings);
           settings.oidc.second_factor = "none";
         },
         false},
        {"NoStatementDate",
         [](Settings& settings) { settings.statement_date.clear(); }, false},
        {"LaterDaysOfAStatement",
         [](Settings& settings) {
           settings.statement_reviewed = "1 March 2027";
           settings.statement_tested = "2 March 2027";
         },
         true},
        {"LaterDayOfNoStatement",
         [](Settings& settings) {
           settings.public_url = "http://127.0.0.1:8080";
           settings.statement_date.clear();
           settings.statement_tested = "2 March 2027";
         },
         false},
        {"NoStatementDateHere",
         [](Settings& settings) {
           settings.statement_date.clear();
           settings.public_url = "http://127.0.0.1:8080";
         },
         true},
        {"NoScheme",
         [](Settings& settings) { settings.public_url = "book.example.org"; },
         false},
        {"PlainHttp",
         [](Settings& settings) {
           settings.public_url = "http://book.example.org";
         },
         false},
        {"PlainHttpThatLooksLikeLoopback",
         [](Settings& settings) {
           settings.public_url = "http://127.0.0.1.example.org";
         },
         false},
        {"SlashAtEnd", [](Settings& settings) { settings.public_url += "/"; },
         false},
        {"NoThreads", [](Settings& settings) { settings.http_threads = 0; },
         false},
        {"AgesTurnedAround", [](Settings& settings) { settings.min_age = 20; },
         false},
        {"AgesBelowNought", [](Settings& settings) { settings.min_age = -1; },
         false},
        {"AgesOfNobody", [](Settings& settings) { settings.max_age = 121; },
         false},
        {"OneAge", [](Settings& settings) { settings.min_age = 19; }, true},
        {"OwnBookingOfNobody",
         [](Settings& settings) { settings.own_booking_age = 121; }, false},
        {"PlainPrivacy",
         [](Settings& settings) {
           settings.privacy_url = "http://example.org/privacy";
         },
         false},
        {"PlainExit",
         [](Settings& settings) { settings.exit_url = "http://example.org"; },
         false},
        {"NoExit", [](Settings& settings) { settings.exit_url = ""; }, true},
        {"LogoWithoutWords",
         [](Settings& settings) { settings.logo = "logo.svg"; }, false},
        {"Logo",
         [](Settings& settings) {
           settings.logo = "logo.svg";
           settings.logo_alt = "Anytown Trust";
         },
         true},
    }),
    [](const auto& test) { return test.param.name; });

std::string Text(const View& view, const char* object, const char* name) {
  const View& inner = view.at(object).get_object();
  const auto found = inner.find(name);
  return found == inner.end() ? "" : found->value().get_string().c_str();
}

class LogoTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& content) {
    std::ofstream(folder_.File(name)) << content;
    return folder_.File(name);
  }
  const TempDir folder_;
};

TEST_F(LogoTest, HasAnAddressOfItsContent) {
  ASSERT_OK_AND_ASSIGN(const Logo logo, ReadLogo(Write("a.svg", "<svg/>")));
  ASSERT_OK_AND_ASSIGN(const Logo same, ReadLogo(Write("b.svg", "<svg/>")));
  ASSERT_OK_AND_ASSIGN(const Logo other, ReadLogo(Write("c.png", "PNG")));
  EXPECT_THAT(logo.path, MatchesRegex("/logo\\.[0-9a-f]{10}\\.svg"));
  EXPECT_EQ(logo.path, same.path);
  EXPECT_EQ(logo.type, "image/svg+xml");
  EXPECT_THAT(other.path, MatchesRegex("/logo\\.[0-9a-f]{10}\\.png"));
  EXPECT_EQ(other.type, "image/png");
}

TEST_F(LogoTest, IsAPictureOfASaneSize) {
  for (const std::string& file :
       {Write("logo.gif", "GIF"), Write("empty.svg", ""),
        Write("large.png", std::string((12 << 10) + 1, 'x')),
        folder_.File("none.svg")}) {
    EXPECT_THAT(ReadLogo(file), HasReason("LOGO_INVALID")) << file;
  }
}

TEST(SiteViewTest, PhonesCanBeCalledFromAbroadWhereThatWorks) {
  Settings settings;
  settings.contact_phone = "01632 960 001";
  settings.urgent_phone = "0808 157 0111";
  const View view = SiteView(settings);
  EXPECT_EQ(Text(view, "site", "phone"), "01632 960 001");
  EXPECT_EQ(Text(view, "site", "phone_href"), "tel:+441632960001");
  EXPECT_EQ(Text(view, "urgent", "local_phone_href"), "tel:08081570111");
}

TEST(SiteViewTest, EachDayOfTheStatementIsThatOfItsPreparationUnlessItIsSet) {
  Settings settings;
  EXPECT_EQ(SiteView(settings).at("site").get_object().count("statement_date"),
            0u);
  settings.statement_date = "1 September 2026";
  View view = SiteView(settings);
  EXPECT_EQ(Text(view, "site", "statement_date"), "1 September 2026");
  EXPECT_EQ(Text(view, "site", "statement_reviewed"), "1 September 2026");
  EXPECT_EQ(Text(view, "site", "statement_tested"), "1 September 2026");
  settings.statement_reviewed = "20 November 2026";
  settings.statement_tested = "21 November 2026";
  view = SiteView(settings);
  EXPECT_EQ(Text(view, "site", "statement_date"), "1 September 2026");
  EXPECT_EQ(Text(view, "site", "statement_reviewed"), "20 November 2026");
  EXPECT_EQ(Text(view, "site", "statement_tested"), "21 November 2026");
}

TEST(SiteViewTest, WhatIsNotSetIsLeftOut) {
  const View view = SiteView(Settings());
  EXPECT_EQ(view.at("site").get_object().count("phone"), 0u);
  EXPECT_EQ(view.at("site").get_object().count("email"), 0u);
  EXPECT_EQ(view.at("urgent").get_object().count("local_phone"), 0u);
}

}  // namespace
}  // namespace cwp::web
