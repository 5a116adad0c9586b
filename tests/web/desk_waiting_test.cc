// Who waits for a session, and why.
#include "services/web/desk_waiting.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/time/proto_time.h"
#include "gmock/gmock.h"
#include "tests/web/desk_people_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace registration = ::cwp::registration::v1;
using Entry = registration::WaitlistEntry;

constexpr char kPath[] = "/desk/waitlist/9";

class DeskWaitingTest : public DeskPeopleTest {
 protected:
  // Why an entry waits, with so many places confirmed of 12, held and offered.
  static std::string Why(const Entry& entry, int place, int confirmed,
                         int held = 0, int offered = 0) {
    registration::SeatCount count;
    count.set_capacity(12);
    count.set_confirmed(confirmed);
    count.set_held(held);
    count.set_offered(offered);
    count.set_collecting(confirmed == 11);
    DeskSeats seats = {.known = true};
    seats.counts[kOpen] = count;
    return WaitsWords(entry, place, kOpen, seats);
  }

  Entry Offered(int64_t id = 31) const {
    Entry entry = SampleEntry(9);
    entry.set_state(Entry::OFFERED);
    registration::Offer& offer = *entry.mutable_offer();
    offer.set_id(id);
    offer.set_session_id(kOpen);
    offer.set_places(2);
    offer.set_state(registration::Offer::OPEN);
    *offer.mutable_expire_time() = ToTimestamp(clock_.Now() + absl::Hours(3));
    return entry;
  }

  static Fields WhoComes() {
    return {{"who_for", "parent_or_carer"},
            {"places", "2"},
            {"age_band", "5_to_11"}};
  }
};

TEST_F(DeskWaitingTest, SaysWhyEachWaits) {
  Entry entry = SampleEntry(9);
  EXPECT_EQ(Why(entry, 3, 12), "Place 3 in line. All places are taken.");
  EXPECT_EQ(Why(entry, 1, 9, 2, 1),
            "Place 1 in line. All places are taken, 2 of them held by others "
            "who book now and 1 offered.");
  entry.set_passed(1);
  EXPECT_EQ(Why(entry, 1, 11),
            "Place 1 in line. They need at least 2 places, and 1 is free. "
            "Places that come free collect for them. Passed by 1 smaller "
            "party.");
  entry.set_passed(2);
  EXPECT_EQ(Why(entry, 2, 8),
            "Place 2 in line. There are places: others before them come "
            "first. Passed by 2 smaller parties.");
  entry.set_passed(0);
  entry.add_session_ids(102);
  EXPECT_EQ(Why(entry, 2, 12),
            "Place 2 in line, for 2 dates. All places are taken.");
  entry.clear_session_ids();
  EXPECT_EQ(Why(entry, 2, 12),
            "Place 2 in line, for any date. All places are taken.");
  EXPECT_EQ(WaitsWords(entry, 2, kOpen, {}), "Place 2 in line, for any date.");
}

TEST_F(DeskWaitingTest, CountsThoseInLineAlone) {
  EXPECT_THAT(PlacesInLine({SampleEntry(1), Offered(), SampleEntry(2)}),
              ElementsAre(1, 0, 2));
}

TEST_F(DeskWaitingTest, ListsThemWithOffers) {
  Entry entry = SampleEntry(8);
  entry.set_least_places(1);
  SetWaiting({Offered(), entry});
  const std::string body = browser_->Get("/desk/sessions/101").body;
  EXPECT_THAT(body,
              AllOf(HasSubstr("Has an offer, and has not answered yet."),
                    HasSubstr("2 places until Sunday 22 November 2026, 3pm"),
                    HasSubstr("Place 1 in line."), HasSubstr("1 to 2"),
                    HasSubstr(kPath)));
  DeskBrowser leader = BrowserOf("lena@example.org", v1::Staff::FACILITATOR);
  EXPECT_THAT(leader.Get("/desk/sessions/101").body,
              AllOf(HasSubstr("Place 1 in line."), Not(HasSubstr(kPath))));
}

TEST_F(DeskWaitingTest, TellsReadersNobodyWhoWaits) {
  SetWaiting({SampleEntry(9)});
  DeskBrowser reader = BrowserOf("rea@example.org", v1::Staff::READER);
  const HttpAnswer session = reader.Get("/desk/sessions/101");
  EXPECT_EQ(session.code, 200);
  EXPECT_THAT(session.body,
              AllOf(Not(HasSubstr("Bo Example")),
                    Not(HasSubstr("bo@example.org")), Not(HasSubstr(kPath))));
  EXPECT_EQ(reader.Get(kPath).code, 403);
  EXPECT_THAT(registration().list_waitlist.requests(), IsEmpty());
  EXPECT_THAT(registration().get_entry.requests(), IsEmpty());
  EXPECT_THAT(browser_->Get("/desk/sessions/101").body, HasSubstr("Bo Example"))
      << "coordinators see them";
}

TEST_F(DeskWaitingTest, ShowsAnEntryAndTakesItOff) {
  registration().get_entry.Return(SampleEntry(9));
  SetWaiting({SampleEntry(7), SampleEntry(9)});
  EXPECT_THAT(browser_->Get(kPath).body,
              AllOf(HasSubstr("Bo Example"), HasSubstr("Place 2 in line"),
                    HasSubstr("/remove"), Not(HasSubstr("/accept"))));
  const std::string remove = absl::StrCat(kPath, "/remove");
  const HttpAnswer asked = browser_->Get(remove);
  EXPECT_THAT(asked.body, HasSubstr("Take Bo Example off the waitlist?"));
  EXPECT_THAT(registration().leave.requests(), IsEmpty());
  registration().leave.Return(SampleEntry(9));
  EXPECT_EQ(browser_->Submit(asked, remove, {}).Header("Location"),
            "/desk/sessions/101?done=left");
  EXPECT_EQ(registration().leave.requests()[0].id(), 9);
}

// The page that asks was opened before.
TEST_F(DeskWaitingTest, TakesNobodyOffWhoHasGotAnOfferSince) {
  const std::string remove = absl::StrCat(kPath, "/remove");
  registration().get_entry.Return(SampleEntry(9));
  const HttpAnswer asked = browser_->Get(remove);
  EXPECT_THAT(asked.body, Not(HasSubstr("They have an offer")));
  registration().get_entry.Return(Offered(31));
  const HttpAnswer second = browser_->Submit(asked, remove, {});
  EXPECT_EQ(second.code, 409);
  EXPECT_THAT(second.body,
              AllOf(HasSubstr("They have got an offer in the meantime"),
                    HasSubstr("They have an offer: 2 places until"),
                    HasSubstr("Take Bo Example off the waitlist?")));
  registration().get_entry.Return(Offered(32));
  EXPECT_EQ(browser_->Submit(second, remove, {}).code, 409) << "it is another";
  EXPECT_THAT(registration().leave.requests(), IsEmpty());
  // One that was seen goes with them; twice, as a button can be pressed.
  registration().leave.Return(SampleEntry(9));
  const HttpAnswer seen = browser_->Get(remove);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(browser_->Submit(seen, remove, {}).code, 303);
    registration().get_entry.Return(SampleEntry(9));
  }
  const auto left = registration().leave.requests();
  ASSERT_THAT(left, SizeIs(2));
  EXPECT_EQ(left[1].request_id(), left[0].request_id());
}

TEST_F(DeskWaitingTest, TakesAnOfferForSomebody) {
  registration().get_entry.Return(Offered());
  const std::string accept = absl::StrCat(kPath, "/accept");
  const HttpAnswer asked = browser_->Get(accept);
  EXPECT_THAT(asked.body, HasSubstr("name=\"places\" type=\"text\""));
  EXPECT_THAT(browser_->Submit(asked, accept, {{"places", "3"}}).body,
              HasSubstr("Select who the places are for"));
  registration::Booking booking = SampleBooking(5);
  registration().accept.Return(booking);
  EXPECT_EQ(browser_->Submit(asked, accept, WhoComes()).Header("Location"),
            "/desk/bookings/5/booked");
  const auto requests = registration().accept.requests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].attendees_size(), 2);
  registration().accept.Return(FailedPrecondition("OFFER_LAPSED", "too late"));
  const HttpAnswer late = browser_->Submit(asked, accept, WhoComes());
  EXPECT_EQ(late.code, 409);
  EXPECT_THAT(late.body, HasSubstr("does not stand any more"));
  registration().get_entry.Return(SampleEntry(9));
  EXPECT_EQ(browser_->Get(accept).code, 409);
}

TEST_F(DeskWaitingTest, DeclinesAnOfferForSomebody) {
  registration().get_entry.Return(Offered());
  registration().decline.Return(SampleEntry(9));
  const std::string decline = absl::StrCat(kPath, "/decline");
  const HttpAnswer asked = browser_->Submit(browser_->Get(kPath), decline, {});
  EXPECT_EQ(asked.code, 200);
  EXPECT_THAT(asked.body,
              AllOf(HasSubstr("Decline this offer?"), HasSubstr("Bo Example"),
                    HasSubstr("it cannot be undone")));
  EXPECT_THAT(asked.body.substr(0, asked.body.find("</title>")),
              Not(HasSubstr("Bo Example")))
      << "titles stay in what a browser remembers";
  const HttpAnswer back = browser_->Submit(asked, decline, {{"then", "form"}});
  EXPECT_EQ(back.code, 200);
  EXPECT_THAT(back.body, HasSubstr("They do not want the offer"));
  EXPECT_THAT(registration().decline.requests(), IsEmpty());
  // Twice, as the button of a page can be pressed.
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(browser_->Submit(asked, decline, {}).Header("Location"), kPath);
    registration().get_entry.Return(SampleEntry(9));
  }
  const auto requests = registration().decline.requests();
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[0].id(), 9);
  EXPECT_EQ(requests[0].offer_id(), 31);
  EXPECT_NE(requests[0].request_id(), "");
  EXPECT_EQ(requests[1].request_id(), requests[0].request_id());
}

TEST_F(DeskWaitingTest, AsksOfNoOfferThatIsGone) {
  registration().get_entry.Return(Offered());
  const HttpAnswer page = browser_->Get(kPath);
  registration().get_entry.Return(SampleEntry(9));
  const HttpAnswer late =
      browser_->Submit(page, absl::StrCat(kPath, "/decline"), {});
  EXPECT_EQ(late.code, 409);
  EXPECT_THAT(late.body, HasSubstr("does not stand any more"));
  EXPECT_THAT(registration().decline.requests(), IsEmpty());
}

// The first lapsed while the page was open, and another date's followed.
TEST_F(DeskWaitingTest, AnswersNoOfferThatWasNotShown) {
  registration().get_entry.Return(Offered(31));
  const std::string accept = absl::StrCat(kPath, "/accept");
  const std::string decline = absl::StrCat(kPath, "/decline");
  const HttpAnswer form = browser_->Get(accept);
  const HttpAnswer entry = browser_->Get(kPath);
  registration().get_entry.Return(Offered(32));
  const HttpAnswer taken = browser_->Submit(form, accept, WhoComes());
  const HttpAnswer refused = browser_->Submit(entry, decline, {});
  for (const HttpAnswer& answer : {taken, refused}) {
    EXPECT_EQ(answer.code, 409);
    EXPECT_THAT(answer.body, HasSubstr("They have another one now"));
  }
  // Who comes is kept, for the offer there is now.
  EXPECT_THAT(taken.body, HasSubstr("value=\"parent_or_carer\" checked"));
  EXPECT_NE(HiddenIn(taken.body, "form_id"), HiddenIn(form.body, "form_id"));
  EXPECT_THAT(registration().accept.requests(), IsEmpty());
  EXPECT_THAT(registration().decline.requests(), IsEmpty());
  // The pages that say so have the form for the new one.
  registration().decline.Return(SampleEntry(9));
  const HttpAnswer asked = browser_->Submit(refused, decline, {});
  EXPECT_EQ(browser_->Submit(asked, decline, {}).Header("Location"), kPath);
  EXPECT_EQ(registration().decline.requests()[0].offer_id(), 32);
  registration().accept.Return(SampleBooking(5));
  EXPECT_EQ(browser_->Submit(taken, accept, WhoComes()).code, 303);
  EXPECT_EQ(registration().accept.requests()[0].offer_id(), 32);
}

// There may be no session at all.
TEST_F(DeskWaitingTest, ShowsWhoWaitsForAnyDate) {
  const std::string list = "/desk/workshops/11/waitlist";
  Entry entry = SampleEntry(9);
  entry.clear_session_ids();
  entry.set_workshop_id(11);
  entry.set_position(0);
  *entry.mutable_create_time() = ToTimestamp(clock_.Now());
  SetWaiting({entry});
  services_.scheduling.sessions.clear();
  EXPECT_THAT(browser_->Get("/desk/workshops/11").body,
              HasSubstr(absl::StrCat("href=\"", list, "\"")));
  EXPECT_THAT(browser_->Get(list).body,
              AllOf(HasSubstr("Bo Example"), HasSubstr("Waits, for any date."),
                    HasSubstr("Sunday 22 November 2026"),
                    HasSubstr(absl::StrCat("href=\"", kPath, "\""))));
  const auto asked = registration().list_waitlist.requests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].workshop_id(), 11);
  EXPECT_EQ(asked[0].session_id(), 0);

  registration().get_entry.Return(entry);
  registration().leave.Return(entry);
  EXPECT_THAT(browser_->Get(kPath).body,
              AllOf(HasSubstr("Bo Example"), HasSubstr("Any date"),
                    HasSubstr("Helping your child with worry"),
                    HasSubstr(absl::StrCat("href=\"", list, "\""))));
  const std::string remove = absl::StrCat(kPath, "/remove");
  const std::string done = absl::StrCat(list, "?done=left");
  EXPECT_EQ(
      browser_->Submit(browser_->Get(remove), remove, {}).Header("Location"),
      done);
  SetWaiting({});
  EXPECT_THAT(browser_->Get(done).body,
              AllOf(HasSubstr("Nobody does."),
                    HasSubstr("They are off the waitlist.")));
}

TEST_F(DeskWaitingTest, TellsNobodyElseWhoWaitsForAnyDate) {
  for (const auto role : {v1::Staff::FACILITATOR, v1::Staff::READER}) {
    DeskBrowser other = BrowserOf(absl::StrCat(role, "@example.org"), role);
    EXPECT_THAT(other.Get("/desk/workshops/11").body,
                Not(HasSubstr("/waitlist")));
    EXPECT_EQ(other.Get("/desk/workshops/11/waitlist").code, 403);
  }
}

TEST_F(DeskWaitingTest, KnowsNoEntryThatIsNone) {
  registration().get_entry.Return(
      NotFound("WAITLIST_ENTRY_NOT_FOUND", "no such entry"));
  EXPECT_EQ(browser_->Get(kPath).code, 404);
  EXPECT_EQ(browser_->Get("/desk/waitlist/x").code, 404);
}

}  // namespace
}  // namespace cwp::web
