// Somebody on the phone, at the desk: found by what they say.
#include <string>

#include "absl/strings/ascii.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_people_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace registration = ::cwp::registration::v1;

constexpr char kPath[] = "/desk/find";

class DeskFindTest : public DeskPeopleTest {
 protected:
  void SetUp() override {
    DeskPeopleTest::SetUp();
    *kept_.add_bookings() = SampleBooking(5);
    registration::WaitlistEntry entry = SampleEntry(9);
    *kept_.add_waitlist_entries() = entry;
    entry.set_id(10);
    entry.clear_session_ids();
    entry.set_workshop_id(11);
    *kept_.add_waitlist_entries() = entry;
    registration().export_contact.Return(kept_);
  }

  HttpAnswer Find(const std::string& who) {
    return browser_->Submit(browser_->Get(kPath), kPath, {{"who", who}});
  }

  registration::ExportContactResponse kept_;
};

TEST_F(DeskFindTest, IsReachedFromEveryPageByThoseWhoMay) {
  EXPECT_THAT(browser_->Get("/desk").body, HasSubstr("href=\"/desk/find\""));
  DeskBrowser reader = BrowserOf("r@example.org", v1::Staff::READER);
  EXPECT_THAT(reader.Get("/desk").body, Not(HasSubstr(kPath)));
  EXPECT_EQ(reader.Get(kPath).code, 403);
}

TEST_F(DeskFindTest, FindsAllThatAnAddressHas) {
  const HttpAnswer page = Find(" Ada@Example.org ");
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(
      page.body,
      AllOf(ContainsRegex("href=\"/desk/bookings/5\"[^>]*>Booking 7K3M9Q2X"),
            HasSubstr("Booked"),
            ContainsRegex("href=\"/desk/waitlist/9\"[^>]*>"
                          "Waitlist"),
            HasSubstr("Helping your child with worry"), HasSubstr("Any date"),
            // What is shown anew of them stands behind the links.
            Not(HasSubstr("07700 900123")), Not(HasSubstr("Ada Example"))));
  const auto asked = registration().export_contact.requests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].contact(), "Ada@Example.org");
}

// As it is read out, with all that its contact has.
TEST_F(DeskFindTest, FindsByAReference) {
  SetBookings({SampleBooking(5)});
  for (const std::string typed : {"7K3M9Q2X", " 7k3m 9q2x"}) {
    const size_t before = registration().export_contact.requests().size();
    EXPECT_THAT(Find(typed).body,
                AllOf(HasSubstr("href=\"/desk/bookings/5\""),
                      HasSubstr("href=\"/desk/waitlist/9\"")));
    EXPECT_EQ(registration().list.requests().back().session_id(), 0);
    EXPECT_EQ(registration().list.requests().back().reference(),
              absl::StripAsciiWhitespace(typed));
    const auto asked = registration().export_contact.requests();
    ASSERT_THAT(asked, SizeIs(before + 1));
    EXPECT_EQ(asked.back().booking_id(), 5);
  }
  SetBookings({});
  EXPECT_THAT(Find("7K3M9Q2X").body, HasSubstr("We found nothing"));
}

// Two that drew the same are of two contacts: no more of either is shown.
TEST_F(DeskFindTest, ShowsBothThatHaveTheSameReference) {
  SetBookings({SampleBooking(5), SampleBooking(6)});
  EXPECT_THAT(Find("7K3M9Q2X").body,
              AllOf(HasSubstr("href=\"/desk/bookings/5\""),
                    HasSubstr("href=\"/desk/bookings/6\""),
                    Not(HasSubstr("/desk/waitlist/"))));
  EXPECT_THAT(registration().export_contact.requests(), IsEmpty());
}

// Registration tells them those of their own sessions.
TEST_F(DeskFindTest, GivesLeadersTheBookingAlone) {
  SetBookings({SampleBooking(5)});
  DeskBrowser leader = BrowserOf("f@example.org", v1::Staff::FACILITATOR);
  const HttpAnswer form = leader.Get(kPath);
  EXPECT_THAT(form.body, AllOf(HasSubstr("name=\"reference\""),
                               Not(HasSubstr("name=\"who\""))));
  EXPECT_THAT(leader.Submit(form, kPath, {{"reference", "7K3M9Q2X"}}).body,
              AllOf(HasSubstr("href=\"/desk/bookings/5\""),
                    Not(HasSubstr("/desk/waitlist/"))));
  // Whatever it is, it is no way to people whom they do not see.
  registration().list.Return(MakeError(absl::StatusCode::kInvalidArgument,
                                       "FIELD_INVALID", "no reference"));
  for (const char* const field : {"who", "reference"}) {
    EXPECT_EQ(leader.Submit(form, kPath, {{field, "ada@example.org"}}).code,
              400);
  }
  EXPECT_THAT(registration().export_contact.requests(), IsEmpty());
}

TEST_F(DeskFindTest, FindsByAPhoneNumber) {
  EXPECT_EQ(Find("07700 900123").code, 200);
  const auto asked = registration().export_contact.requests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].contact(), "07700 900123");
}

TEST_F(DeskFindTest, SaysKindlyThatNothingIsThere) {
  registration().export_contact.Return(registration::ExportContactResponse());
  const HttpAnswer page = Find("nobody@example.org");
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("We found nothing"),
                               HasSubstr("value=\"nobody@example.org\"")));
}

TEST_F(DeskFindTest, KeepsWhatWasTyped) {
  registration().export_contact.Return(MakeError(
      absl::StatusCode::kInvalidArgument, "FIELD_INVALID", "what is that?"));
  const HttpAnswer page = Find("ada at <example>");
  EXPECT_EQ(page.code, 400);
  EXPECT_THAT(page.body, AllOf(HasSubstr("value=\"ada at &lt;example&gt;\""),
                               HasSubstr("Enter a reference of 8 characters"),
                               Not(HasSubstr("We found nothing"))));
  const size_t before = registration().export_contact.requests().size();
  EXPECT_EQ(Find("  ").code, 400);
  EXPECT_THAT(registration().export_contact.requests(), SizeIs(before));
}

TEST_F(DeskFindTest, ShowsWhatThereIsWithoutTheProgramme) {
  services_.scheduling.get_session.Return(
      Unavailable("SERVICE_UNAVAILABLE", "not now"));
  EXPECT_THAT(
      Find("ada@example.org").body,
      AllOf(HasSubstr("href=\"/desk/bookings/5\""), HasSubstr("Not known")));
  EXPECT_THAT(services_.scheduling.get_workshop.requests(), IsEmpty())
      << "nothing more is asked of what does not answer";
}

}  // namespace
}  // namespace cwp::web
