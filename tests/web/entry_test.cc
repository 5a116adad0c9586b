// Pages behind the link to a waitlist entry.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class EntryPagesTest : public WebTest {
 protected:
  void SetUp() override {
    WebTest::SetUp();
    SetEntry(v1::WaitlistEntry::WAITING);
    const HttpAnswer answer = Post("/w/waitlist-token", {});
    EXPECT_EQ(answer.code, 303);
    EXPECT_EQ(answer.Header("Location"), "/waiting");
    cookie_ = answer.Header("Set-Cookie");
    EXPECT_THAT(cookie_, StartsWith("__Host-waiting="));
    EXPECT_THAT(cookie_, Not(HasSubstr("waitlist-token")));
    cookie_ = cookie_.substr(0, cookie_.find(';'));
  }

  void SetEntry(v1::WaitlistEntry::State state) {
    v1::WaitlistEntry entry;
    entry.set_id(8001);
    entry.add_session_ids(kFull);
    entry.set_places(3);
    entry.set_least_places(1);
    entry.set_state(state);
    entry.set_position(state == v1::WaitlistEntry::WAITING ? 4 : 0);
    entry.mutable_contact()->set_email("ada@example.org");
    if (state == v1::WaitlistEntry::OFFERED) {
      v1::Offer& offer = *entry.mutable_offer();
      offer.set_id(9001);
      offer.set_session_id(kFull);
      offer.set_places(2);
      offer.set_state(v1::Offer::OPEN);
      offer.mutable_expire_time()->set_seconds(
          absl::ToUnixSeconds(clock_.Now() + absl::Hours(29)));
    }
    services_.registration.resolve_waitlist.Return(entry);
  }

  HttpAnswer Visit(const std::string& path) {
    return Get(path, {{"Cookie", cookie_}});
  }
  HttpAnswer Send(const std::string& path, Fields fields,
                  const std::string& shown) {
    fields.emplace_back("shown", shown);
    return Post(path, fields, {{"Cookie", cookie_}});
  }
  HttpAnswer Accept(const Fields& fields) {
    return AcceptFrom(Visit("/waiting/accept"), fields);
  }
  HttpAnswer AcceptFrom(const HttpAnswer& page, Fields fields) {
    fields.emplace_back("when", HiddenIn(page.body, "when"));
    return Send("/waiting/accept", fields, HiddenIn(page.body, "shown"));
  }

  static Fields WhoComes() {
    return {{"who_for", "both"}, {"places", "2"}, {"age_band", "5_to_11"}};
  }

  FakeRegistration& registration() { return services_.registration; }

  std::string cookie_;
};

TEST_F(EntryPagesTest, ALinkThatHasEndedSaysSo) {
  services_.registration.resolve_waitlist.Return(
      FailedPrecondition("LINK_EXPIRED", "over for 30 days"));
  const HttpAnswer page = Get("/w/waitlist-token");
  EXPECT_THAT(page.body, HasSubstr("This link does not work"));
  EXPECT_THAT(page.body, HasSubstr("Links work until 30 days after the date"));
}

TEST_F(EntryPagesTest, TheLinkAloneShowsOneButtonAndChangesNothing) {
  const HttpAnswer page = Get("/w/waitlist-token");
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, HasSubstr("See my turn"));
  EXPECT_THAT(page.body, Not(HasSubstr("worry")));
  EXPECT_EQ(page.Header("Set-Cookie"), "");
  EXPECT_EQ(page.Header("Cache-Control"), "no-store");
}

TEST_F(EntryPagesTest, WithoutTheCookieOrAfterHalfAnHourItIsOver) {
  for (const char* path : {"/waiting", "/waiting/accept", "/waiting/leave",
                           "/waiting/download", "/waiting/erase"}) {
    EXPECT_EQ(Get(path).code, 410) << path;
  }
  clock_.Advance(absl::Minutes(30));
  EXPECT_EQ(Visit("/waiting").code, 410);
}

TEST_F(EntryPagesTest, WhoWaitsSeesForWhatAndWhichTurn) {
  const HttpAnswer page = Visit("/waiting");
  for (const char* shown :
       {"You are on the waitlist", "3 places", "1 would do",
        "number <strong>4</strong>", "Thursday 3 December 2026"}) {
    EXPECT_THAT(page.body, HasSubstr(shown));
  }
  EXPECT_THAT(page.body, Not(HasSubstr("Take the places")));
}

TEST_F(EntryPagesTest, WhoWaitsSeesWhereTheDatesAre) {
  v1::WaitlistEntry entry;
  entry.set_id(8001);
  entry.add_session_ids(kFull);
  entry.add_session_ids(kAtVenue);
  entry.set_state(v1::WaitlistEntry::WAITING);
  services_.registration.resolve_waitlist.Return(entry);
  const std::string page = Visit("/waiting").body;
  EXPECT_THAT(page, HasSubstr("<li>Thursday 3 December 2026, 6pm to 7:30pm, "
                              "online</li>"));
  EXPECT_THAT(page, HasSubstr("<li>Friday 11 December 2026, 6pm to 7:30pm, "
                              "Village hall</li>"));
}

TEST_F(EntryPagesTest, AnOfferIsTaken) {
  SetEntry(v1::WaitlistEntry::OFFERED);
  registration().accept.Return(v1::Booking());
  EXPECT_THAT(Visit("/waiting").body,
              HasSubstr("answer by <strong>Monday 23 November 2026, 5pm"));
  EXPECT_EQ(Accept(WhoComes()).Header("Location"), "/waiting");
  Accept(WhoComes());
  const auto requests = registration().accept.requests();
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[0].SerializeAsString(), requests[1].SerializeAsString());
  EXPECT_EQ(requests[0].id(), 8001);
  ASSERT_THAT(requests[0].attendees(), SizeIs(2));
  EXPECT_EQ(requests[0].attendees(0).role(), v1::Attendee::PARENT_OR_CARER);
  EXPECT_EQ(requests[0].attendees(1).role(), v1::Attendee::YOUNG_PERSON);
  EXPECT_EQ(requests[0].attendees(1).age_band().max_years(), 11);
  const rpc::v1::Caller caller = registration().accept.callers()[0];
  EXPECT_EQ(caller.kind(), rpc::v1::Caller::MANAGE_LINK);
  EXPECT_EQ(caller.id(), "8001");
}

TEST_F(EntryPagesTest, PlacesThatCannotBeHadAreSaidAtTheField) {
  SetEntry(v1::WaitlistEntry::OFFERED);
  for (const auto& [reason, words] :
       std::vector<std::pair<std::string, std::string>>{
           {"SESSION_CANCELLED", "This date has been cancelled."},
           {"SESSION_STARTED", "This date has already started."},
           {"NOT_ENOUGH_PLACES", "There are not that many places left."}}) {
    SCOPED_TRACE(reason);
    registration().accept.Return(FailedPrecondition(reason, "no"));
    const HttpAnswer page = Accept(WhoComes());
    EXPECT_EQ(page.code, 200);
    EXPECT_THAT(page.body, HasSubstr("<a href=\"#places\">"));
    EXPECT_THAT(page.body, HasSubstr(words));
    EXPECT_THAT(page.body, HasSubstr("You have not taken the places."));
    EXPECT_THAT(page.body, HasSubstr("value=\"both\" checked"));
  }
}

TEST_F(EntryPagesTest, NoMoreCanBeTakenThanIsOffered) {
  SetEntry(v1::WaitlistEntry::OFFERED);
  for (const auto& [field, value] : Fields{{"places", "3"}, {"places", "0"}}) {
    Fields fields = WhoComes();
    fields[1] = {field, value};
    const HttpAnswer page = Accept(fields);
    EXPECT_THAT(page.body, HasSubstr("There is a problem"));
    EXPECT_THAT(page.body, HasSubstr("<a href=\"#places\">"));
    EXPECT_THAT(page.body, HasSubstr("value=\"both\" checked"));
  }
  EXPECT_THAT(registration().accept.requests(), IsEmpty());
}

TEST_F(EntryPagesTest, AnOfferThatHasLapsedIsSaidToBeGone) {
  SetEntry(v1::WaitlistEntry::OFFERED);
  registration().accept.Return(FailedPrecondition("OFFER_LAPSED", "no"));
  const std::string path = Accept(WhoComes()).Header("Location");
  EXPECT_EQ(path, "/waiting?late=yes");
  SetEntry(v1::WaitlistEntry::LEFT);
  EXPECT_THAT(Visit(path).body, HasSubstr("have gone to the next people"));
  SetEntry(v1::WaitlistEntry::BOOKED);
  EXPECT_THAT(Visit(path).body, Not(HasSubstr("have gone to the next people")));
}

TEST_F(EntryPagesTest, WhoeverIsNotEligibleIsToldAtTheField) {
  SetEntry(v1::WaitlistEntry::OFFERED);
  registration().accept.Return(FailedPrecondition("NOT_ELIGIBLE", "no"));
  const HttpAnswer page = Accept(WhoComes());
  EXPECT_THAT(page.body, HasSubstr("There is a problem"));
  EXPECT_THAT(page.body, HasSubstr("<a href=\"#age_band\">Our workshops"));
}

// Of another link, or of an offer before.
TEST_F(EntryPagesTest, AFormOfSomethingElseChangesNothing) {
  SetEntry(v1::WaitlistEntry::OFFERED);
  const std::string leave = HiddenIn(Visit("/waiting/leave").body, "shown");
  const std::string offer = HiddenIn(Visit("/waiting").body, "shown");
  for (const std::string& shown : {leave, std::string()}) {
    EXPECT_EQ(Send("/waiting/accept", WhoComes(), shown).code, 303);
    EXPECT_EQ(Send("/waiting/decline", {}, shown).code, 303);
  }
  EXPECT_EQ(Send("/waiting/leave", {}, offer).code, 303);
  EXPECT_THAT(registration().accept.requests(), IsEmpty());
  EXPECT_THAT(registration().decline.requests(), IsEmpty());
  EXPECT_THAT(registration().leave.requests(), IsEmpty());
}

TEST_F(EntryPagesTest, NobodyTakesPlacesAtATimeThatTheyHaveNotSeen) {
  SetEntry(v1::WaitlistEntry::OFFERED);
  registration().accept.Return(v1::Booking());
  const HttpAnswer before = Visit("/waiting/accept");
  services_.scheduling_feed.Add(
      "session", kFull,
      SampleSession(kFull, clock_.Now() + absl::Hours(24 * 20),
                    scheduling::v1::Session::OPEN)
          .SerializeAsString());
  ASSERT_TRUE(Eventually([&] {
    return absl::StrContains(Visit("/waiting/accept").body,
                             "Saturday 12 December 2026");
  }));
  const HttpAnswer page = AcceptFrom(before, WhoComes());
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, HasSubstr("The date or time has changed"));
  EXPECT_THAT(page.body, HasSubstr("value=\"both\" checked"));
  EXPECT_THAT(registration().accept.requests(), IsEmpty());
  EXPECT_EQ(AcceptFrom(page, WhoComes()).Header("Location"), "/waiting");
  EXPECT_THAT(registration().accept.requests(), SizeIs(1));
}

TEST_F(EntryPagesTest, AnOfferIsDeclined) {
  SetEntry(v1::WaitlistEntry::OFFERED);
  registration().decline.Return(v1::WaitlistEntry());
  const std::string shown = HiddenIn(Visit("/waiting").body, "shown");
  EXPECT_EQ(Send("/waiting/decline", {}, shown).Header("Location"), "/waiting");
  registration().decline.Return(FailedPrecondition("OFFER_LAPSED", "no"));
  EXPECT_EQ(Send("/waiting/decline", {}, shown).code, 303);
  ASSERT_THAT(registration().decline.requests(), SizeIs(2));
  EXPECT_EQ(registration().decline.requests()[0].id(), 8001);
}

TEST_F(EntryPagesTest, TheListIsLeft) {
  registration().leave.Return(v1::WaitlistEntry());
  const HttpAnswer page = Visit("/waiting/leave");
  EXPECT_THAT(page.body, HasSubstr("Do you want to leave the waitlist?"));
  EXPECT_THAT(registration().leave.requests(), IsEmpty());
  Send("/waiting/leave", {}, HiddenIn(page.body, "shown"));
  ASSERT_THAT(registration().leave.requests(), SizeIs(1));
  EXPECT_EQ(registration().leave.requests()[0].id(), 8001);
}

TEST_F(EntryPagesTest, WhatIsKeptIsDownloaded) {
  v1::ExportContactResponse all;
  all.add_waitlist_entries()->mutable_contact()->set_email("ada@example.org");
  registration().export_contact.Return(all);
  // Also of those who do not wait any more.
  for (const auto state :
       {v1::WaitlistEntry::WAITING, v1::WaitlistEntry::OFFERED,
        v1::WaitlistEntry::BOOKED, v1::WaitlistEntry::LEFT,
        v1::WaitlistEntry::ENDED}) {
    SetEntry(state);
    EXPECT_THAT(Visit("/waiting").body, HasSubstr("\"/waiting/download\""));
  }
  const HttpAnswer file = Visit("/waiting/download");
  EXPECT_EQ(file.code, 200);
  EXPECT_THAT(file.body, HasSubstr("\"email\": \"ada@example.org\""));
  EXPECT_THAT(file.Header("Content-Disposition"), HasSubstr("attachment"));
  EXPECT_EQ(file.Header("Cache-Control"), "no-store");
  ASSERT_THAT(registration().export_contact.requests(), SizeIs(1));
  const v1::ExportContactRequest asked =
      registration().export_contact.requests()[0];
  EXPECT_EQ(asked.waitlist_entry_id(), 8001);
  EXPECT_EQ(asked.booking_id(), 0);
  const rpc::v1::Caller caller = registration().export_contact.callers()[0];
  EXPECT_EQ(caller.kind(), rpc::v1::Caller::MANAGE_LINK);
  EXPECT_EQ(caller.id(), "8001");
}

TEST_F(EntryPagesTest, EverythingIsErasedOnceItWasAskedTwice) {
  registration().erase.Return(v1::EraseContactResponse());
  EXPECT_THAT(Visit("/waiting").body, HasSubstr("\"/waiting/erase\""));
  const HttpAnswer page = Visit("/waiting/erase");
  EXPECT_THAT(page.body, HasSubstr("We cannot bring it back"));
  EXPECT_THAT(page.body, HasSubstr("\"/waiting/download\""));
  EXPECT_THAT(page.body, Not(HasSubstr("/booking")));
  EXPECT_EQ(Send("/waiting/erase", {}, "").Header("Location"), "/waiting");
  EXPECT_THAT(registration().erase.requests(), IsEmpty());
  const HttpAnswer answer =
      Send("/waiting/erase", {}, HiddenIn(page.body, "shown"));
  EXPECT_EQ(answer.Header("Location"), "/erased");
  EXPECT_THAT(answer.Header("Set-Cookie"), HasSubstr("Max-Age=0"));
  ASSERT_THAT(registration().erase.requests(), SizeIs(1));
  EXPECT_EQ(registration().erase.requests()[0].waitlist_entry_id(), 8001);
  EXPECT_EQ(registration().erase.requests()[0].booking_id(), 0);
  EXPECT_EQ(registration().erase.callers()[0].id(), "8001");
  registration().resolve_waitlist.Return(
      NotFound("LINK_NOT_VALID", "this link is not valid"));
  EXPECT_EQ(Visit("/waiting").Header("Location"), "/erased") << "once more";
}

TEST_F(EntryPagesTest, EveryEndIsSaid) {
  using Entry = v1::WaitlistEntry;
  for (const auto& [state, words] :
       std::vector<std::pair<Entry::State, std::string>>{
           {Entry::BOOKED, "Your places are booked"},
           {Entry::LEFT, "You are not on the waitlist"},
           {Entry::ENDED, "There is nothing left to wait for"}}) {
    SetEntry(state);
    EXPECT_THAT(Visit("/waiting").body, HasSubstr(words));
    EXPECT_EQ(Visit("/waiting/accept").Header("Location"), "/waiting?late=yes");
  }
}

TEST_F(EntryPagesTest, AnotherSitesPostIsRefused) {
  const Fields headers = {{"Cookie", cookie_},
                          {"Sec-Fetch-Site", "cross-site"}};
  const std::string shown = HiddenIn(Visit("/waiting/leave").body, "shown");
  EXPECT_EQ(Post("/waiting/leave", {{"shown", shown}}, headers).code, 403);
  EXPECT_THAT(registration().leave.requests(), IsEmpty());
}

TEST_F(EntryPagesTest, ALinkThatIsNotValidSaysSo) {
  registration().resolve_waitlist.Return(NotFound("LINK_NOT_VALID", "no"));
  EXPECT_EQ(Get("/w/nonsense").code, 404);
  EXPECT_EQ(Visit("/waiting").code, 404);
}

}  // namespace
}  // namespace cwp::web
