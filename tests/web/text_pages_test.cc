// Pages whose texts the organisation can change.
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TextPagesTest : public WebTest {};

// Whom somebody can turn to before anybody has been at the desk.
TEST_F(TextPagesTest, EveryWayToGetHelpIsThereAsShipped) {
  ExpectShown(
      {{"/urgent-help",
        {"<a href=\"tel:999\">Call 999</a> or go to",
         "<a href=\"tel:111\">Call 111</a> and select the mental health option",
         "You can also call the Single Point of Access on",
         "href=\"tel:+441632960111\">01632 960 111</a>", ">Childline</dt>",
         "<a href=\"tel:08001111\">0800 1111</a>", ">Shout</dt>",
         "<a href=\"sms:85258\">Text SHOUT to 85258</a>", ">Samaritans</dt>",
         "<a href=\"tel:116123\">116 123</a>"}},
       // What every page has.
       {"/about",
        {"<a href=\"tel:999\">call 999</a> or go to",
         "<a href=\"tel:111\">call 111</a> and select the mental health "
         "option, or call the Single Point of Access on",
         "href=\"tel:+441632960111\">01632 960 111</a>",
         "<a href=\"/urgent-help\">All the ways to get help now</a>"}}});
}

TEST_F(TextPagesTest, TextsShowWhatTheyShould) {
  ExpectShown(
      {{"/about", {"aged 5 to 19 in Hertfordshire", "/guided-self-help"}},
       {"/what-happens", {"Microsoft Teams"}},
       {"/contact", {"We are closed now", "9am on Monday 23 November"}},
       // Who only waits has the same ways as who booked.
       {"/privacy",
        {"Your privacy", "If you booked or are on a waitlist, you can get",
         "If you booked, we delete it 90 days after the workshop",
         "we delete it 90 days after you stop waiting, or after the dates",
         "when there has been no date for 90 days and none is planned",
         "a code that is made from their email address",
         "until 30 days after the workshop, or after you stop waiting",
         "<a href=\"/contact\">ask us</a>"}},
       {"/privacy/young-people",
        {"from your school, the school may",
         "If you booked, we delete it 90 days after the workshop",
         "we delete it 90 days after you stop waiting, or after the dates",
         "when there has been no date for 90 days and none is planned",
         "a code made from their email address",
         "until 30 days after the workshop, or after you stop waiting",
         "If you booked or are on a waitlist, open the link",
         "<a href=\"/contact\">contact us</a>"}},
       {"/complaints-about-data",
        {"If you booked or are on a waitlist, you can do",
         "<a href=\"/contact\">ask us</a>",
         "<a class=\"app-outside\" "
         "href=\"https://ico.org.uk/make-a-complaint/\">",
         " (another website)</span></a>"}},
       {"/cookies",
        {"__Host-booked", "__Host-booking", "__Host-line-…", "30 minutes",
         "It lasts until 30 minutes after your turn in line."}},
       // The mandatory sentences of the model form.
       {"/accessibility",
        {"Accessibility statement", "This accessibility statement applies",
         "is committed to making its website accessible, in accordance "
         "with the Public Sector Bodies (Websites and Mobile "
         "Applications) (No. 2) Accessibility Regulations 2018.",
         "Compliance status", "This website is partially compliant with",
         "due to the non-compliances listed below",
         "The content listed below is not accessible for the following",
         "Non-compliance with the accessibility regulations",
         "Disproportionate burden", "not within the scope of the regulations",
         "This statement was prepared on 1 September 2026.",
         "It was last reviewed on 20 November 2026.",
         "This website was last tested on 21 November 2026",
         "We answer within 10 working days", "href=\"/contact\"",
         "Enforcement procedure",
         "The Equality and Human Rights Commission (EHRC) is responsible "
         "for enforcing the Public Sector Bodies",
         "contact the <a class=\"app-outside\" "
         "href=\"https://www.equalityadvisoryservice.com/\">",
         "Some recorded videos may have no captions"}}});
}

// Which programmes there are, and that a child of 5 to 11 does not come.
TEST_F(TextPagesTest, EveryProgrammeSaysWhoComes) {
  constexpr char kWho[] = "</h2>\n<p><strong>Who comes:</strong> ";
  const auto programme = [&](const char* name, const char* who) {
    return absl::StrCat(">", name, kWho, who);
  };
  constexpr char kParent[] = "a parent or carer, without the child.";
  constexpr char kYoungPerson[] = "the young person.";
  ExpectShown({{"/guided-self-help",
                {programme("Worry in children aged 5 to 11", kParent),
                 programme("Behaviour of children aged 5 to 11", kParent),
                 programme("Worry in young people", kYoungPerson),
                 programme("Low mood in young people", kYoungPerson)}}});
}

TEST_F(TextPagesTest, AReferralSaysForWhomItIsAndWhereToGoInstead) {
  ExpectShown(
      {{"/referral",
        {">Who can make one</h2>", "<li>a parent or carer</li>",
         "<li>a young person, for themselves</li>",
         "<li>a professional who knows the child or young person",
         ">Who we can help</h2>", "<li>is aged 5 to 19</li>",
         "<li>has a GP in Hertfordshire or goes to any kind of school there",
         "in a mild or moderate way", ">Who we cannot help here</h2>",
         "hurts themselves now, or thinks about ending their life",
         "already gets help with their mental health from a specialist team",
         ">Where to go instead</h2>", "<a href=\"/urgent-help\">get help now",
         "call the children’s services of your council", "talk to your GP",
         "01632 960 001"}}});
}

TEST_F(TextPagesTest, TheOrganisationsOwnTextIsShown) {
  const TempDir own;
  std::ofstream(own.File("about.md"))
      << "# About {{site.organisation}}\n\nWords of *ours*.\n";
  settings_.organisation = "Anytown Trust";
  settings_.texts = own.path();
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string about = Get("/about").body;
  EXPECT_THAT(about, HasSubstr(">About Anytown Trust</h1>"));
  EXPECT_THAT(about, HasSubstr("<p>Words of <em>ours</em>.</p>"));
  EXPECT_THAT(about, Not(HasSubstr("Who works here")));
  EXPECT_THAT(Get("/contact").body, HasSubstr(">What we can help with</h2>"));
}

}  // namespace
}  // namespace cwp::web
