// The lists of a session.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_people_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

namespace registration = ::cwp::registration::v1;

constexpr char kPath[] = "/desk/sessions/101";

class DeskListTest : public DeskPeopleTest {
 protected:
  static registration::Booking Of(int64_t id, const std::string& name,
                                  int places, const std::string& channel) {
    registration::Booking booking = SampleBooking(id);
    booking.mutable_contact()->set_name(name);
    booking.set_places(places);
    booking.set_channel(channel);
    return booking;
  }

  // The names on a page, in its order.
  std::string NamesAt(const std::string& path) {
    const std::string body = browser_->Get(path).body;
    std::vector<std::pair<size_t, std::string>> found;
    std::string names;
    for (size_t at = body.find(">name"); at != std::string::npos;
         at = body.find(">name", at + 1)) {
      absl::StrAppend(&names, body.substr(at + 5, 1));
    }
    return names;
  }
};

TEST_F(DeskListTest, ShowsEveryColumn) {
  registration::Booking booking = Of(5, "Ada <b>", 2, "phone");
  booking.mutable_attendees(1)->set_role(registration::Attendee::YOUNG_PERSON);
  booking.mutable_attendees(1)->set_name("Bo");
  booking.mutable_repeat_time()->set_seconds(1);
  SetBookings({booking});
  const std::string body = browser_->Get(kPath).body;
  for (const char* text :
       {"Ada &lt;b&gt;, ada@example.org, 07700 900123", "Bo (Young person)",
        "Parent or carer", "5 to 11", "Captions", "Booked, asked again",
        "Phone", "7K3M9Q2X", "href=\"/desk/bookings/5\""}) {
    EXPECT_THAT(body, HasSubstr(text));
  }
}

TEST_F(DeskListTest, SaysWhyABookingHasNoPlaces) {
  registration::Booking booking = SampleBooking(5);
  booking.set_state(registration::Booking::CANCELLED);
  booking.set_cancel_reason(registration::Booking::REFUSED);
  booking.set_refusal_reason("Outside the area");
  SetBookings({booking});
  EXPECT_THAT(browser_->Get(kPath).body,
              HasSubstr("Refused: Outside the area"));
}

TEST_F(DeskListTest, SortsAndFiltersAndTakesWhatItDoesNotKnowForTheFirst) {
  std::vector<registration::Booking> all = {
      Of(1, "nameC", 1, "direct"), Of(2, "nameA", 3, "phone"),
      Of(3, "nameb", 2, "eventbrite"), Of(4, "nameD", 2, "direct")};
  all[3].set_state(registration::Booking::CANCELLED);
  SetBookings(all);
  const std::string path(kPath);
  EXPECT_EQ(NamesAt(path), "CAbD");
  EXPECT_EQ(NamesAt(path + "?sort=name"), "AbCD");
  EXPECT_EQ(NamesAt(path + "?sort=places"), "AbDC");
  EXPECT_EQ(NamesAt(path + "?sort=channel"), "CDbA");
  EXPECT_EQ(NamesAt(path + "?sort=state"), "CAbD");
  EXPECT_EQ(NamesAt(path + "?show=booked"), "CAb");
  EXPECT_EQ(NamesAt(path + "?show=cancelled"), "D");
  EXPECT_EQ(NamesAt(path + "?sort=%3Cb%3E&show=x&page=99"), "CAbD");
  EXPECT_EQ(NamesAt(path + "?page=-1"), "CAbD");
  EXPECT_EQ(NamesAt(path + "?page=99999999999999999999"), "CAbD");
  EXPECT_THAT(browser_->Get(path + "?sort=name").body,
              HasSubstr("value=\"name\" selected"));
  all[3].set_state(registration::Booking::CONFIRMED);
  SetBookings(all);
  EXPECT_THAT(browser_->Get(path + "?show=cancelled").body,
              HasSubstr("There are no such bookings"));
}

TEST_F(DeskListTest, SaysWhatOfTheAddressThereIsNot) {
  SetBookings({SampleBooking(5)});
  const auto says = [&](const std::string& query) {
    const HttpAnswer page = browser_->Get(absl::StrCat(kPath, query));
    EXPECT_EQ(page.code, 200) << query;
    EXPECT_THAT(page.body, HasSubstr("/desk/bookings/5\"")) << query;
    return absl::StrContains(page.body, "asks for something that there is not");
  };
  for (const char* query :
       {"?sort=shoe-size", "?sort=%3Cb%3E", "?show=x", "?page=0", "?page=-1",
        "?page=x", "?page=2", "?page=99999999999999999999"}) {
    EXPECT_TRUE(says(query)) << query;
  }
  for (const char* query : {"", "?sort=", "?show=all&sort=made&page=1"}) {
    EXPECT_FALSE(says(query)) << query;
  }
}

TEST_F(DeskListTest, PartsALongListIntoPages) {
  std::vector<registration::Booking> all;
  for (int i = 1; i <= 201; ++i) all.push_back(SampleBooking(i));
  SetBookings(all);
  const std::string first = browser_->Get(kPath).body;
  EXPECT_THAT(first, AllOf(HasSubstr("/desk/bookings/200\""),
                           Not(HasSubstr("/desk/bookings/201\"")),
                           HasSubstr("?show=all&amp;sort=made&amp;page=2")));
  for (const char* page : {"2", "3", "77"}) {
    const std::string last =
        browser_->Get(absl::StrCat(kPath, "?page=", page)).body;
    EXPECT_THAT(last, AllOf(Not(HasSubstr("/desk/bookings/200\"")),
                            HasSubstr("/desk/bookings/201\"")))
        << page;
  }
}

TEST_F(DeskListTest, TellsReadersNobodyAndFacilitatorsTheirOwn) {
  SetBookings({SampleBooking(5)});
  DeskBrowser reader = BrowserOf("rea@example.org", v1::Staff::READER);
  EXPECT_THAT(reader.Get(kPath).body, AllOf(HasSubstr("Your role sees numbers"),
                                            Not(HasSubstr("Ada Example"))));
  const size_t asked = registration().list.requests().size();
  EXPECT_EQ(asked, 0);
  DeskBrowser leader = BrowserOf("lena@example.org", v1::Staff::FACILITATOR);
  EXPECT_THAT(leader.Get(kPath).body, HasSubstr("Ada Example"));
  EXPECT_EQ(registration().list.callers()[0].facilitator_id(), 71);
  registration().list.Return(MakeError(absl::StatusCode::kPermissionDenied,
                                       "NOT_YOUR_SESSION", "not theirs"));
  // What takes place they see all the same.
  EXPECT_THAT(leader.Get(kPath).body,
              AllOf(HasSubstr("the sessions that you lead"),
                    HasSubstr("Helping your child with worry"),
                    HasSubstr("9 of 12 booked"), Not(HasSubstr("Ada Example")),
                    Not(HasSubstr("/desk/sessions/101/list"))));
}

TEST_F(DeskListTest, SaysWhatCannotBeRead) {
  registration().list.Return(absl::UnavailableError("down"));
  EXPECT_THAT(browser_->Get(kPath).body,
              HasSubstr("Who is coming cannot be read right now"));
  SetBookings({SampleBooking(5)});
  registration().list_waitlist.Return(absl::UnavailableError("down"));
  EXPECT_THAT(browser_->Get(kPath).body,
              HasSubstr("Who waits cannot be read right now"));
}

}  // namespace
}  // namespace cwp::web
