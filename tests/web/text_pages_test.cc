// Pages whose texts the organisation can change.
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

class TextPagesTest : public WebTest {};

TEST_F(TextPagesTest, TextsShowWhatTheyShould) {
  ExpectShown(
      {{"/urgent-help", {"Call 999", "01632 960 111", "Samaritans"}},
       {"/about", {"aged 5 to 19 in Hertfordshire", "/guided-self-help"}},
       {"/guided-self-help", {"Low mood in young people"}},
       {"/what-happens", {"Microsoft Teams"}},
       {"/referral", {"Who we cannot help here", "01632 960 001"}},
       {"/contact", {"We are closed now", "9am on Monday 23 November"}},
       // Who only waits has the same ways as who booked.
       {"/privacy",
        {"Your privacy", "If you booked or are on a waitlist, you can get",
         "<a href=\"/contact\">ask us</a>"}},
       {"/privacy/young-people",
        {"from your school, the school may",
         "If you booked or are on a waitlist, open the link",
         "<a href=\"/contact\">contact us</a>"}},
       {"/complaints-about-data",
        {"If you booked or are on a waitlist, you can do",
         "<a href=\"/contact\">ask us</a>",
         "<a class=\"app-outside\" "
         "href=\"https://ico.org.uk/make-a-complaint/\">",
         " (another website)</span></a>"}},
       {"/cookies", {"__Host-booked", "__Host-booking", "30 minutes"}},
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

}  // namespace
}  // namespace cwp::web
