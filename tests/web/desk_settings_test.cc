#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

using scheduling::v1::OrganisationPart;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kAll[] = "/desk/settings";
constexpr char kUrgentHelp[] = "/desk/settings/urgent-help";
constexpr char kContacts[] = "/desk/settings/contacts";

class DeskSettingsTest : public DeskTest {
 protected:
  void SetUp() override {
    settings_.urgent_phone = "020 7946 0001";
    settings_.contact_phone = "01632 960 001";
    settings_.contact_email = "team@example.org";
    DeskTest::SetUp();
    browser_.emplace(*client_);
    ada_ = SetUpAccount(*browser_, "ada@example.org");
  }

  // A version of urgent help that somebody signed for today.
  OrganisationPart UrgentHelp(const std::string& phone, int64_t version) {
    OrganisationPart part;
    part.set_part(OrganisationPart::URGENT_HELP);
    part.mutable_urgent_help()->set_local_name("Crisis team");
    part.mutable_urgent_help()->set_local_phone(phone);
    part.mutable_urgent_help()->set_local_hours("Day and night");
    scheduling::v1::HelpLine& line =
        *part.mutable_urgent_help()->add_help_lines();
    line.set_name("Papyrus");
    line.set_contact("Text HOPE to 88247");
    part.mutable_urgent_help()->set_checked_day(absl::FormatCivilTime(
        absl::ToCivilDay(clock_.Now(), absl::UTCTimeZone())));
    part.set_version(version);
    part.set_actor_kind("STAFF");
    part.set_actor_id(absl::StrCat(ada_.id));
    part.mutable_change_time()->set_seconds(absl::ToUnixSeconds(clock_.Now()));
    part.set_etag(absl::StrCat(version));
    return part;
  }

  // Scheduling says this from now on, to whoever asks and on its feed.
  void Say(const OrganisationPart& part) {
    scheduling::v1::Organisation said;
    *said.add_parts() = part;
    OrganisationPart contacts;
    contacts.set_part(OrganisationPart::CONTACTS);
    contacts.set_etag("0");
    *said.add_parts() = contacts;
    services_.organisation.get.Return(std::move(said));
    services_.scheduling_feed.Add("organisation", part.part(),
                                  part.SerializeAsString());
  }

  bool PageComesToSay(const std::string& path, const std::string& words) {
    return Eventually([&] {
      // A page of this moment is kept for it.
      clock_.Advance(absl::Seconds(1));
      return HasPage(path, words);
    });
  }
  bool HasPage(const std::string& path, const std::string& words) {
    return Get(path).body.find(words) != std::string::npos;
  }

  HttpAnswer Sign(Fields fields) {
    return browser_->Submit(browser_->Get(kUrgentHelp), kUrgentHelp,
                            std::move(fields));
  }
  static Fields Good() {
    return {{"local_name", "Crisis team"},
            {"local_phone", "020 7946 0002"},
            {"local_hours", "Day and night"},
            {"help_lines",
             "Childline | 0800 1111\r\n\r\n"
             " Papyrus|Text HOPE to 88247 | Under 35 | UK "},
            {"numbers_checked", "yes"}};
  }

  std::optional<DeskBrowser> browser_;
  Colleague ada_;
};

TEST_F(DeskSettingsTest, ShowsWhatHoldsAndWhoSaidIt) {
  EXPECT_THAT(browser_->Get(kAll).body,
              AllOf(HasSubstr("020 7946 0001"), HasSubstr("team@example.org"),
                    HasSubstr("<p>Samaritans | 116 123 | Free"),
                    HasSubstr("As the installation was set up"),
                    HasSubstr("Nobody has signed")));
  Say(UrgentHelp("020 7946 0002", 1));
  EXPECT_THAT(browser_->Get(kAll).body,
              AllOf(HasSubstr("020 7946 0002"), HasSubstr("by Ada Example")));
}

// The first edit begins with what the installation was set up with.
TEST_F(DeskSettingsTest, AChangeIsSignedFor) {
  const HttpAnswer form = browser_->Get(kUrgentHelp);
  EXPECT_THAT(form.body, HasSubstr("value=\"020 7946 0001\""));
  EXPECT_THAT(form.body, HasSubstr("Samaritans | 116 123 | Free"));
  services_.organisation.update.Return(UrgentHelp("020 7946 0002", 1));
  const HttpAnswer saved = Sign(Good());
  EXPECT_EQ(saved.code, 303);
  EXPECT_EQ(saved.Header("Location"), kAll);
  const auto requests = services_.organisation.update.requests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].urgent_help().local_phone(), "020 7946 0002");
  ASSERT_THAT(requests[0].urgent_help().help_lines(), SizeIs(2));
  EXPECT_EQ(requests[0].urgent_help().help_lines(1).name(), "Papyrus");
  EXPECT_EQ(requests[0].urgent_help().help_lines(1).contact(),
            "Text HOPE to 88247");
  EXPECT_EQ(requests[0].urgent_help().help_lines(1).about(), "Under 35 | UK");
  EXPECT_TRUE(requests[0].numbers_checked());
  EXPECT_EQ(requests[0].etag(), "0");
  EXPECT_THAT(requests[0].request_id(), SizeIs(43));
  EXPECT_EQ(services_.organisation.update.callers()[0].roles(0),
            "administrator");
}

TEST_F(DeskSettingsTest, EveryPageSaysItSoon) {
  for (const char* const path : {"/", "/urgent-help", "/contact", "/privacy"}) {
    EXPECT_TRUE(HasPage(path, "020 7946 0001")) << path;
  }
  Say(UrgentHelp("020 7946 0002", 1));
  for (const char* const path : {"/", "/urgent-help", "/contact", "/privacy"}) {
    EXPECT_TRUE(PageComesToSay(path, "020 7946 0002")) << path;
    EXPECT_FALSE(HasPage(path, "020 7946 0001")) << path;
  }
  const std::string page = Get("/urgent-help").body;
  EXPECT_THAT(page, HasSubstr("<a href=\"sms:88247\">Text HOPE to 88247</a>"));
  EXPECT_THAT(page, Not(HasSubstr("Samaritans")));
  EXPECT_THAT(browser_->Get("/desk").body, Not(HasSubstr("signed for the")))
      << "the alarm is over";

  // It holds from the start when nobody else is there.
  services_.StopScheduling();
  Start();
  EXPECT_TRUE(HasPage("/urgent-help", "020 7946 0002"));
}

// At the same moment: most pages are made anew by the next second anyway.
TEST_F(DeskSettingsTest, APageThatIsKeptForAMinuteSaysItToo) {
  ASSERT_TRUE(HasPage("/contact", "020 7946 0001"));
  Say(UrgentHelp("020 7946 0002", 1));
  ASSERT_TRUE(
      Eventually([&] { return HasPage("/urgent-help", "020 7946 0002"); }));
  EXPECT_TRUE(HasPage("/contact", "020 7946 0002"));
}

TEST_F(DeskSettingsTest, WhatIsNotSaidAnyMoreHoldsAsItWasSetUp) {
  Say(UrgentHelp("020 7946 0002", 1));
  ASSERT_TRUE(PageComesToSay("/urgent-help", "020 7946 0002"));
  OrganisationPart nothing = UrgentHelp("", 2);
  nothing.clear_urgent_help();
  Say(nothing);
  EXPECT_TRUE(PageComesToSay("/urgent-help", "020 7946 0001"));
}

TEST_F(DeskSettingsTest, TheContactPageSaysWhetherSomebodyAnswersNow) {
  OrganisationPart contacts;
  contacts.set_part(OrganisationPart::CONTACTS);
  contacts.mutable_contacts()->set_phone("01632 960 002");
  contacts.mutable_contacts()->set_opening_hours("Every day and night");
  contacts.mutable_contacts()->set_opening_times("mon-sun 00:00-24:00");
  services_.scheduling_feed.Add("organisation", contacts.part(),
                                contacts.SerializeAsString());
  EXPECT_TRUE(PageComesToSay("/contact", "01632 960 002"));
  EXPECT_THAT(Get("/contact").body, HasSubstr("Every day and night"));
  EXPECT_THAT(Get("/contact").body, Not(HasSubstr("team@example.org")));
}

TEST_F(DeskSettingsTest, SaysWhatIsWrongAndKeepsTheRest) {
  struct Case {
    const char* field;
    const char* reason;
    const char* words;
  };
  for (const Case& one :
       {Case{"urgent_help.local_phone", "FIELD_INVALID",
             "Enter a phone number"},
        Case{"urgent_help.local_name", "FIELD_REQUIRED",
             "Enter what the service is called"},
        Case{"numbers_checked", "FIELD_REQUIRED", "you sign for them"}}) {
    services_.organisation.update.Return(
        MakeError(absl::StatusCode::kInvalidArgument, one.reason, "it is not",
                  {{"field", one.field}}));
    const HttpAnswer refused = Sign(Good());
    EXPECT_EQ(refused.code, 400) << one.field;
    EXPECT_THAT(refused.body,
                AllOf(HasSubstr(one.words), HasSubstr("020 7946 0002")));
  }
  const size_t asked = services_.organisation.update.requests().size();
  Fields long_name = Good();
  long_name[0].second = std::string(101, 'x');
  EXPECT_EQ(Sign(long_name).code, 400);
  EXPECT_THAT(services_.organisation.update.requests(), SizeIs(asked));
}

// The second of two sees what the first one did, and loses nothing typed.
TEST_F(DeskSettingsTest, TwoWhoChangeItMeet) {
  const HttpAnswer form = browser_->Get(kUrgentHelp);
  Say(UrgentHelp("020 7946 0009", 1));
  const HttpAnswer shown = browser_->Submit(form, kUrgentHelp, Good());
  EXPECT_EQ(shown.code, 409);
  EXPECT_THAT(shown.body,
              AllOf(HasSubstr("in the meantime"), HasSubstr("020 7946 0009"),
                    HasSubstr("value=\"020 7946 0002\"")));
  EXPECT_THAT(services_.organisation.update.requests(), IsEmpty());
}

// The same for one who was quicker still, between reading and writing.
TEST_F(DeskSettingsTest, WhatIsTypedOutlivesARace) {
  const HttpAnswer form = browser_->Get(kUrgentHelp);
  services_.organisation.update.Do(
      [this](const scheduling::v1::UpdateOrganisationPartRequest&)
          -> absl::StatusOr<OrganisationPart> {
        Say(UrgentHelp("020 7946 0009", 1));
        return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "x");
      });
  const HttpAnswer shown = browser_->Submit(form, kUrgentHelp, Good());
  EXPECT_EQ(shown.code, 409);
  EXPECT_THAT(shown.body,
              AllOf(HasSubstr("in the meantime"), HasSubstr("020 7946 0009"),
                    HasSubstr("value=\"020 7946 0002\"")));
  EXPECT_NE(HiddenIn(shown.body, "form_id"), HiddenIn(form.body, "form_id"));
  services_.organisation.update.Return(UrgentHelp("020 7946 0002", 2));
  EXPECT_EQ(browser_->Submit(shown, kUrgentHelp, Good()).code, 303);
  EXPECT_EQ(services_.organisation.update.requests()[1].etag(), "1");
}

TEST_F(DeskSettingsTest, NobodyGoesBackPastWhatTheyHaveNotSeen) {
  Say(UrgentHelp("020 7946 0003", 2));
  scheduling::v1::ListOrganisationVersionsResponse versions;
  *versions.add_versions() = UrgentHelp("020 7946 0002", 1);
  services_.organisation.list.Return(versions);
  const std::string first = absl::StrCat(kUrgentHelp, "/versions/1");
  const HttpAnswer page = browser_->Get(first);
  Say(UrgentHelp("020 7946 0004", 3));
  services_.organisation.restore.Return(
      MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "x"));
  const HttpAnswer again = browser_->Submit(page, first, {});
  EXPECT_EQ(again.code, 409);
  EXPECT_THAT(again.body,
              AllOf(HasSubstr("in the meantime"), HasSubstr("How it is now"),
                    HasSubstr("020 7946 0004"), HasSubstr("020 7946 0002"),
                    Not(HasSubstr("booking has changed"))));
  services_.organisation.restore.Return(UrgentHelp("020 7946 0002", 4));
  EXPECT_EQ(browser_->Submit(again, first, {}).code, 303);
  EXPECT_EQ(services_.organisation.restore.requests()[1].etag(), "3");
}

TEST_F(DeskSettingsTest, AnEarlierVersionIsSaidAgain) {
  Say(UrgentHelp("020 7946 0003", 2));
  scheduling::v1::ListOrganisationVersionsResponse versions;
  *versions.add_versions() = UrgentHelp("020 7946 0003", 2);
  *versions.add_versions() = UrgentHelp("020 7946 0002", 1);
  services_.organisation.list.Return(versions);
  const std::string first = absl::StrCat(kUrgentHelp, "/versions/1");
  EXPECT_THAT(browser_->Get(kUrgentHelp).body,
              AllOf(HasSubstr(first),
                    HasSubstr(absl::StrCat(kUrgentHelp, "/versions/0")),
                    Not(HasSubstr("/versions/2"))));
  services_.organisation.restore.Return(UrgentHelp("020 7946 0002", 3));
  const HttpAnswer done = browser_->Submit(browser_->Get(first), first, {});
  EXPECT_EQ(done.code, 303);
  const auto requests = services_.organisation.restore.requests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].part(), OrganisationPart::URGENT_HELP);
  EXPECT_EQ(requests[0].version(), 1);
  EXPECT_EQ(requests[0].etag(), "2") << "of what was seen";
  EXPECT_EQ(browser_->Get(absl::StrCat(kUrgentHelp, "/versions/9")).code, 404);
}

// Of each change, who made it and what was said before; of the first, what the
// installation was set up with.
TEST_F(DeskSettingsTest, EachChangeKeepsWhatWasSaidBefore) {
  services_.organisation.update.Return(UrgentHelp("020 7946 0002", 2));
  ASSERT_EQ(Sign(Good()).code, 303);
  EXPECT_EQ(services_.organisation.update.requests()[0]
                .held()
                .urgent_help()
                .local_phone(),
            "020 7946 0001");
  Say(UrgentHelp("020 7946 0002", 2));
  ASSERT_TRUE(PageComesToSay("/urgent-help", "020 7946 0002"));
  services_.organisation.update.Return(UrgentHelp("020 7946 0003", 3));
  ASSERT_EQ(Sign(Good()).code, 303);
  EXPECT_FALSE(services_.organisation.update.requests()[1].has_held());

  scheduling::v1::ListOrganisationVersionsResponse versions;
  *versions.add_versions() = UrgentHelp("020 7946 0003", 3);
  *versions.add_versions() = UrgentHelp("020 7946 0002", 2);
  *versions.add_versions() = UrgentHelp("020 7946 0001", 1);
  versions.mutable_versions(2)->clear_actor_kind();
  versions.mutable_versions(2)->clear_actor_id();
  services_.organisation.list.Return(versions);
  const std::string page = browser_->Get(kUrgentHelp).body;
  EXPECT_THAT(page.substr(page.find("What was said before")),
              AllOf(HasSubstr("by Ada Example"), HasSubstr("020 7946 0003"),
                    HasSubstr("020 7946 0002"),
                    HasSubstr("As the installation was set up, until Sunday"),
                    HasSubstr("020 7946 0001")));
  EXPECT_THAT(browser_->Get("/desk/audit").body,
              AllOf(HasSubstr("Urgent help, version 2"),
                    HasSubstr("Urgent help, version 3")));
}

TEST_F(DeskSettingsTest, WhatWasSaidBeforeHasPages) {
  scheduling::v1::ListOrganisationVersionsResponse versions;
  *versions.add_versions() = UrgentHelp("020 7946 0002", 40);
  *versions.add_versions() = UrgentHelp("020 7946 0001", 39);
  services_.organisation.list.Return(versions);
  const std::string older = absl::StrCat(kUrgentHelp, "?before=39");
  EXPECT_THAT(
      browser_->Get(kUrgentHelp).body,
      AllOf(HasSubstr(absl::StrCat("href=\"", older, "\"")),
            Not(HasSubstr("/versions/40")), Not(HasSubstr("/versions/0\""))));
  EXPECT_THAT(browser_->Get(older).body,
              AllOf(HasSubstr("/versions/40"), HasSubstr("Newest"),
                    HasSubstr(absl::StrCat("href=\"", kUrgentHelp, "\""))));
  EXPECT_EQ(services_.organisation.list.requests().back().before_version(), 39);
  EXPECT_EQ(browser_->Get(absl::StrCat(kUrgentHelp, "?before=x")).code, 200);
}

TEST_F(DeskSettingsTest, WhoMayBookIsAskedAsItWasSaid) {
  const std::string path = "/desk/settings/eligibility";
  const HttpAnswer form = browser_->Get(path);
  EXPECT_THAT(form.body, AllOf(HasSubstr("value=\"Hertfordshire\""),
                               HasSubstr("value=\"19\"")));
  const auto submit = [&](Fields fields) {
    return browser_->Submit(browser_->Get(path), path, std::move(fields));
  };
  const Fields good = {{"area", "Holby"},     {"asks", "area"},
                       {"area_question", ""}, {"min_years", "4"},
                       {"max_years", "25"},   {"own_booking_years", "14"}};
  Fields no_area = good;
  no_area[0].second = "";
  Fields no_number = good;
  no_number[4].second = "twenty";
  EXPECT_THAT(submit(no_area).body, HasSubstr("Enter the area"));
  EXPECT_THAT(submit(no_number).body, HasSubstr("Enter an age from 0 to 120"));
  EXPECT_THAT(services_.organisation.update.requests(), IsEmpty());

  OrganisationPart said;
  said.set_part(OrganisationPart::ELIGIBILITY);
  services_.organisation.update.Return(said);
  EXPECT_EQ(submit(good).code, 303);
  const scheduling::v1::EligibilityRules asked =
      services_.organisation.update.requests().at(0).eligibility();
  EXPECT_EQ(asked.area(), "Holby");
  EXPECT_TRUE(asked.ask_area());
  EXPECT_FALSE(asked.ask_age());
  EXPECT_EQ(asked.min_years(), 4);
  EXPECT_EQ(asked.max_years(), 25);
  EXPECT_EQ(asked.own_booking_years(), 14);

  *said.mutable_eligibility() = asked;
  services_.scheduling_feed.Add("organisation", said.part(),
                                said.SerializeAsString());
  EXPECT_TRUE(PageComesToSay("/privacy", "Holby"));
}

TEST_F(DeskSettingsTest, HowLongDataIsKeptIsSaidToFamilies) {
  const std::string path = "/desk/settings/retention";
  const auto submit = [&](Fields fields) {
    return browser_->Submit(browser_->Get(path), path, std::move(fields));
  };
  EXPECT_THAT(browser_->Get(path).body, HasSubstr("value=\"90\""));
  EXPECT_THAT(submit({{"days", "29"}, {"erases", "yes"}}).body,
              HasSubstr("from 30 to 400"));
  EXPECT_THAT(submit({{"days", "60"}}).body, HasSubstr("Tick the box"));
  EXPECT_THAT(services_.organisation.update.requests(), IsEmpty());

  OrganisationPart said;
  said.set_part(OrganisationPart::RETENTION);
  services_.organisation.update.Return(said);
  EXPECT_EQ(submit({{"days", "60"}, {"erases", "yes"}}).code, 303);
  said.mutable_retention()->set_days(
      services_.organisation.update.requests().at(0).retention().days());
  services_.scheduling_feed.Add("organisation", said.part(),
                                said.SerializeAsString());
  EXPECT_TRUE(PageComesToSay("/privacy", "we delete it 60 days after"));
  const auto earlier = [&](const std::string& setting) {
    return browser_->Get(absl::StrCat(setting, "/versions/0")).body;
  };
  EXPECT_THAT(earlier(path), HasSubstr("nothing brings it back"));
  EXPECT_THAT(earlier("/desk/settings/names"),
              Not(HasSubstr("nothing brings it back")));
}

TEST_F(DeskSettingsTest, NamesStandEverywhere) {
  const std::string path = "/desk/settings/names";
  OrganisationPart said;
  said.set_part(OrganisationPart::NAMES);
  services_.organisation.update.Return(said);
  EXPECT_EQ(browser_
                ->Submit(browser_->Get(path), path,
                         {{"organisation", "Holby Trust"},
                          {"service", "Help for families"}})
                .code,
            303);
  *said.mutable_names() =
      services_.organisation.update.requests().at(0).names();
  services_.scheduling_feed.Add("organisation", said.part(),
                                said.SerializeAsString());
  EXPECT_TRUE(PageComesToSay("/", "Holby Trust"));
  EXPECT_TRUE(
      PageComesToSay("/workshops.ics", "X-WR-CALNAME:Help for families"));
}

TEST_F(DeskSettingsTest, ACoordinatorLooksAndChangesNothing) {
  DeskBrowser other(*client_);
  SetUpAccount(other, "cora@example.org", v1::Staff::COORDINATOR);
  EXPECT_THAT(other.Get(kAll).body,
              AllOf(HasSubstr("020 7946 0001"), Not(HasSubstr(kContacts))));
  EXPECT_EQ(other.Get(kUrgentHelp).code, 403);
}

}  // namespace
}  // namespace cwp::web
