#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/steady_time.h"
#include "common/testing/status_matchers.h"
#include "common/time/local_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"

// Holds, the line for them, and the waitlist, through the service.
namespace cwp {
namespace {

namespace v1 = registration::v1;

std::string Browser(int number) {
  return absl::StrCat("browser-token-of-number-", number);
}

class WaitingTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::Hold> Place(int64_t session_id, int browser, int places,
                                 bool wait_in_line = false) {
    v1::CreateHoldRequest request;
    request.mutable_hold()->set_session_id(session_id);
    request.mutable_hold()->set_places(places);
    request.set_browser_token(Browser(browser));
    request.set_wait_in_line(wait_in_line);
    request.set_request_id(absl::StrCat("hold", ++requests_));
    return deployment_.Call<Registration>(
        "web", kFamily, &Registration::Stub::CreateHold, request);
  }

  absl::StatusOr<v1::Hold> Get(const v1::Hold& hold, int browser) {
    v1::GetHoldRequest request;
    request.set_id(hold.id());
    request.set_browser_token(Browser(browser));
    return deployment_.Call<Registration>(
        "web", kFamily, &Registration::Stub::GetHold, request);
  }

  v1::CreateWaitlistEntryRequest Joining(int64_t session_id,
                                         const std::string& email, int places) {
    v1::CreateWaitlistEntryRequest request;
    v1::WaitlistEntry& entry = *request.mutable_waitlist_entry();
    entry.add_session_ids(session_id);
    entry.set_places(places);
    entry.mutable_contact()->set_name("Ada Example");
    entry.mutable_contact()->set_email(email);
    request.set_request_id(absl::StrCat("entry", ++requests_));
    return request;
  }

  absl::StatusOr<v1::WaitlistEntry> Join(int64_t session_id,
                                         const std::string& email, int places) {
    return deployment_.Call<Registration>(
        "web", kFamily, &Registration::Stub::CreateWaitlistEntry,
        Joining(session_id, email, places));
  }

  std::vector<v1::WaitlistEntry> Waiting(int64_t session_id) {
    v1::ListWaitlistEntriesRequest request;
    request.set_session_id(session_id);
    const auto list = deployment_.Call<Registration>(
        "cwpctl", kOperator, &Registration::Stub::ListWaitlistEntries, request);
    EXPECT_OK(list.status());
    if (!list.ok()) return {};
    return {list->waitlist_entries().begin(), list->waitlist_entries().end()};
  }

  void CancelFirst(int64_t session_id) {
    v1::CancelBookingRequest request;
    request.set_id(deployment_.Bookings(session_id).at(0).id());
    ASSERT_OK(deployment_.Call<Registration>(
        "cwpctl", kOperator, &Registration::Stub::CancelBooking, request));
  }

  Deployment deployment_;
  int requests_ = 0;
};

TEST_F(WaitingTest, TheTimerGivesALapsedHoldToTheNextInLine) {
  const auto session = deployment_.OpenSession(2);
  ASSERT_OK_AND_ASSIGN(const v1::Hold first, Place(session.id(), 1, 2));
  EXPECT_EQ(first.state(), v1::Hold::HELD);
  EXPECT_EQ(first.extensions_left(), 10);
  deployment_.clock().Advance(absl::Minutes(10));
  const auto refused = Place(session.id(), 2, 1);
  EXPECT_THAT(refused, HasReason("PLACES_HELD"));
  EXPECT_EQ(MetadataOf(refused.status(), "position"), "1");
  ASSERT_OK_AND_ASSIGN(const v1::Hold second, Place(session.id(), 2, 1, true));
  EXPECT_EQ(second.state(), v1::Hold::IN_LINE);
  EXPECT_EQ(second.position(), 1);
  ASSERT_OK_AND_ASSIGN(const v1::Hold third, Place(session.id(), 3, 2, true));
  EXPECT_EQ(third.position(), 2);
  // Not when the last of the turns ends, which began later.
  ASSERT_OK_AND_ASSIGN(const v1::Hold seen, Get(second, 2));
  EXPECT_EQ(seen.others_lapse_time().seconds(), first.expire_time().seconds());
  ASSERT_OK_AND_ASSIGN(const v1::Hold kept, Get(first, 1));
  EXPECT_FALSE(kept.has_others_lapse_time()) << "it waits for nobody";

  // Nobody asks for anything: only the timer can do it.
  deployment_.clock().Advance(absl::Minutes(10));
  EXPECT_TRUE(Eventually([&] {
    const auto hold = Get(second, 2);
    return hold.ok() && hold->state() == v1::Hold::HELD;
  }));
  ASSERT_OK_AND_ASSIGN(const v1::Hold waits, Get(third, 3));
  EXPECT_EQ(waits.position(), 1);
  EXPECT_THAT(Get(third, 2), HasReason("HOLD_NOT_FOUND"))
      << "another browser's hold is not there";
}

// By the clock on the wall. Of three times the middle one counts: a machine
// that is busy for a moment breaks no promise.
TEST_F(WaitingTest, NoPlaceIdlesForASecondWhileSomebodyWaits) {
  std::vector<absl::Duration> idle;
  for (int round = 0; round < 3; ++round) {
    const auto session = deployment_.OpenSession(1);
    const int browser = 10 * (round + 1);
    ASSERT_OK(Place(session.id(), browser, 1));
    deployment_.clock().Advance(absl::Minutes(10));
    ASSERT_OK_AND_ASSIGN(const v1::Hold next,
                         Place(session.id(), browser + 1, 1, true));
    deployment_.clock().Advance(absl::Minutes(10));
    const absl::Time lapsed = SteadyNow();
    EXPECT_TRUE(Eventually([&] {
      const auto hold = Get(next, browser + 1);
      return hold.ok() && hold->state() == v1::Hold::HELD;
    }));
    idle.push_back(SteadyNow() - lapsed);
  }
  std::sort(idle.begin(), idle.end());
  EXPECT_LT(idle[1], absl::Seconds(1));
}

// Whoever only waits has a link of their own, and no booking.
TEST_F(WaitingTest, WhoeverWaitsGetsAndErasesWhatIsKeptOfThem) {
  const auto session = deployment_.OpenSession(1);
  ASSERT_OK(deployment_.Book(session.id(), "first@example.org", 1, "first"));
  ASSERT_OK(Join(session.id(), "ada@example.org", 1));
  ASSERT_OK(Join(session.id(), "bo@example.org", 1));
  const v1::WaitlistEntry mine = Waiting(session.id()).at(0);
  const rpc::Caller holder = {.kind = rpc::CallerKind::kManageLink,
                              .id = absl::StrCat(mine.id())};
  v1::ExportContactRequest wanted;
  v1::EraseContactRequest erase;
  const auto exported = [&] {
    return deployment_.Call<Registration>(
        "web", holder, &Registration::Stub::ExportContact, wanted);
  };
  const auto erased = [&] {
    return deployment_.Call<Registration>(
        "web", holder, &Registration::Stub::EraseContact, erase);
  };
  wanted.set_waitlist_entry_id(Waiting(session.id()).at(1).id());
  erase.set_waitlist_entry_id(wanted.waitlist_entry_id());
  EXPECT_THAT(exported(), HasReason("WAITLIST_ENTRY_NOT_FOUND"));
  EXPECT_THAT(erased(), HasReason("WAITLIST_ENTRY_NOT_FOUND"));

  wanted.set_waitlist_entry_id(mine.id());
  erase.set_waitlist_entry_id(mine.id());
  ASSERT_OK_AND_ASSIGN(const v1::ExportContactResponse kept, exported());
  ASSERT_EQ(kept.waitlist_entries_size(), 1);
  EXPECT_EQ(kept.waitlist_entries(0).contact().email(), "ada@example.org");
  ASSERT_OK_AND_ASSIGN(const v1::EraseContactResponse gone, erased());
  EXPECT_EQ(gone.waitlist_entries(), 1);
  EXPECT_EQ(Waiting(session.id()).size(), 1u);
}

TEST_F(WaitingTest, WhatRanOutWhileRegistrationWasDownLapsesAtItsStart) {
  const auto session = deployment_.OpenSession(2);
  ASSERT_OK(Place(session.id(), 1, 2));
  ASSERT_OK_AND_ASSIGN(const v1::Hold waits, Place(session.id(), 2, 1, true));
  ASSERT_EQ(waits.state(), v1::Hold::IN_LINE);
  deployment_.clock().Advance(absl::Minutes(15));
  v1::ExtendHoldRequest extend;
  extend.set_id(waits.id());
  extend.set_browser_token(Browser(2));
  ASSERT_OK(deployment_.Call<Registration>(
      "web", kFamily, &Registration::Stub::ExtendHold, extend));
  deployment_.StopRegistration();
  deployment_.clock().Advance(absl::Minutes(5));
  deployment_.StartRegistration();
  EXPECT_TRUE(Eventually([&] {
    const auto hold = Get(waits, 2);
    return hold.ok() && hold->state() == v1::Hold::HELD;
  }));
}

TEST_F(WaitingTest, AnOfferThatRanOutMeanwhileGoesToTheNext) {
  const auto session = deployment_.OpenSession(1);
  ASSERT_OK(deployment_.Book(session.id(), "first@example.org", 1, "r1"));
  ASSERT_OK(Join(session.id(), "ada@example.org", 1));
  ASSERT_OK(Join(session.id(), "bob@example.org", 1));
  CancelFirst(session.id());
  const v1::WaitlistEntry offered = Waiting(session.id()).at(0);
  ASSERT_EQ(offered.state(), v1::WaitlistEntry::OFFERED);
  const absl::Time end =
      absl::FromUnixSeconds(offered.offer().expire_time().seconds());
  deployment_.StopRegistration();
  deployment_.clock().Advance(end - deployment_.clock().Now());
  deployment_.StartRegistration();
  // Nobody asks for anything: only the timer can do it.
  EXPECT_TRUE(Eventually([&] {
    const auto waiting = Waiting(session.id());
    return waiting.size() == 1 && waiting[0].id() != offered.id() &&
           waiting[0].state() == v1::WaitlistEntry::OFFERED;
  }));
  EXPECT_EQ(deployment_.Seats(session.id()).offered(), 1);
}

TEST_F(WaitingTest, AHoldBecomesABookingAndIsAPrivateThing) {
  const auto session = deployment_.OpenSession(2);
  ASSERT_OK_AND_ASSIGN(const v1::Hold hold, Place(session.id(), 1, 2));
  v1::CreateBookingRequest request;
  request.set_request_id("book");
  request.set_hold_id(hold.id());
  request.set_browser_token(Browser(1));
  v1::Booking& booking = *request.mutable_booking();
  booking.set_session_id(session.id());
  booking.mutable_contact()->set_name("Ada Example");
  booking.mutable_contact()->set_email("ada@example.org");
  booking.add_attendees();
  booking.add_attendees();
  ASSERT_OK(deployment_.Call<Registration>(
      "web", kFamily, &Registration::Stub::CreateBooking, request));
  EXPECT_TRUE(Eventually(
      [&] { return deployment_.Seats(session.id()).confirmed() == 2; }));
  EXPECT_EQ(deployment_.Seats(session.id()).held(), 0);
}

TEST_F(WaitingTest, AnOfferIsAcceptedByItsHolderAlone) {
  const auto session = deployment_.OpenSession(1);
  ASSERT_OK(deployment_.Book(session.id(), "first@example.org", 1, "r1"));
  ASSERT_OK_AND_ASSIGN(const v1::WaitlistEntry receipt,
                       Join(session.id(), "ada@example.org", 1));
  EXPECT_EQ(receipt.id(), 0) << "the public is told no id";
  ASSERT_OK(Join(session.id(), "bob@example.org", 1));
  CancelFirst(session.id());
  const auto waiting = Waiting(session.id());
  ASSERT_EQ(waiting.size(), 2);
  EXPECT_EQ(waiting[0].contact().email(), "ada@example.org");
  EXPECT_EQ(waiting[0].state(), v1::WaitlistEntry::OFFERED);
  EXPECT_EQ(waiting[1].position(), 1);

  v1::AcceptOfferRequest accept;
  accept.set_id(waiting[0].id());
  accept.set_request_id("accept");
  accept.add_attendees();
  rpc::Caller holder = {.kind = rpc::CallerKind::kManageLink};
  holder.id = absl::StrCat(waiting[1].id());
  EXPECT_THAT(deployment_.Call<Registration>(
                  "web", holder, &Registration::Stub::AcceptOffer, accept),
              HasReason("WAITLIST_ENTRY_NOT_FOUND"));
  holder.id = absl::StrCat(waiting[0].id());
  ASSERT_OK_AND_ASSIGN(
      const v1::Booking booked,
      deployment_.Call<Registration>("web", holder,
                                     &Registration::Stub::AcceptOffer, accept));
  EXPECT_EQ(booked.contact().email(), "ada@example.org")
      << "sealed anew where it is kept now";
  ASSERT_OK_AND_ASSIGN(
      const v1::Booking again,
      deployment_.Call<Registration>("web", holder,
                                     &Registration::Stub::AcceptOffer, accept));
  EXPECT_EQ(again.id(), booked.id());
}

// In summer the clocks of London are an hour ahead of UTC.
TEST_F(WaitingTest, AnOfferRunsByTheDaysOfLondon) {
  const absl::TimeZone london = civil::London();
  const absl::Time evening =
      absl::FromCivil(absl::CivilMinute(2027, 7, 6, 21, 30), london);
  deployment_.clock().Advance(evening - deployment_.clock().Now());
  const auto session = deployment_.OpenSession(1);
  ASSERT_OK(deployment_.Book(session.id(), "first@example.org", 1, "r1"));
  ASSERT_OK(Join(session.id(), "ada@example.org", 1));
  CancelFirst(session.id());
  const auto waiting = Waiting(session.id());
  ASSERT_EQ(waiting.size(), 1);
  // 13 hours of the next day, and 11 of the one after.
  EXPECT_EQ(absl::FromUnixSeconds(waiting[0].offer().expire_time().seconds()),
            absl::FromCivil(absl::CivilHour(2027, 7, 8, 19), london));
}

TEST_F(WaitingTest, WhoWaitsForAnyDateIsToldNoneByName) {
  const scheduling::v1::Session session = deployment_.OpenSession(1);
  ASSERT_OK(deployment_.Book(session.id(), "ada@example.org", 1, "b1"));
  v1::CreateWaitlistEntryRequest any =
      Joining(session.id(), "bea@example.org", 1);
  any.mutable_waitlist_entry()->clear_session_ids();
  any.mutable_waitlist_entry()->set_workshop_id(session.workshop_id());
  ASSERT_OK(deployment_.Call<Registration>(
      "web", kFamily, &Registration::Stub::CreateWaitlistEntry, any));
  ASSERT_OK(Join(session.id(), "cleo@example.org", 1));
  const std::vector<v1::WaitlistEntry> waiting = Waiting(session.id());
  ASSERT_EQ(waiting.size(), 2);
  EXPECT_EQ(waiting[0].session_ids_size(), 0);
  EXPECT_EQ(waiting[0].position(), 1);
  EXPECT_EQ(waiting[1].session_ids_size(), 1);
  EXPECT_EQ(waiting[1].position(), 2);
}

TEST_F(WaitingTest, APreviewSaysWhatAChangeWouldDoAndDoesNothing) {
  const auto session = deployment_.OpenSession(1);
  ASSERT_OK(deployment_.Book(session.id(), "first@example.org", 1, "r1"));
  ASSERT_OK(Join(session.id(), "ada@example.org", 1));
  ASSERT_OK(Join(session.id(), "bob@example.org", 1));
  const auto preview =
      [&](const std::function<void(v1::PreviewSessionChangeRequest&)>& change) {
        v1::PreviewSessionChangeRequest request;
        request.set_session_id(session.id());
        change(request);
        return *deployment_.Call<Registration>(
            "cwpctl", kOperator, &Registration::Stub::PreviewSessionChange,
            request);
      };
  const auto larger = preview([](auto& request) { request.set_capacity(4); });
  EXPECT_EQ(larger.would_be_offered(), 2);
  EXPECT_EQ(larger.messages(), 2);
  const auto none = preview([](auto& request) { request.set_capacity(0); });
  EXPECT_EQ(none.over(), 1);
  const auto cancelled =
      preview([](auto& request) { request.set_cancel(true); });
  EXPECT_EQ(cancelled.bookings(), 1);
  EXPECT_EQ(cancelled.waiting(), 2);
  EXPECT_EQ(cancelled.messages(), 3);
  EXPECT_EQ(deployment_.Bookings(session.id())[0].state(),
            v1::Booking::CONFIRMED);
}

struct BadJoin {
  std::string name;
  std::function<void(v1::WaitlistEntry&)> spoil;
  std::string reason;
  std::string field;
};

// Of a workshop that has no session, too: nothing else would show them.
TEST_F(WaitingTest, WhoWaitsForAnyDateIsListed) {
  const auto session = deployment_.OpenSession(1);
  ASSERT_OK(deployment_.Book(session.id(), "first@example.org", 1, "first"));
  const auto join = [&](const std::string& email, int64_t workshop_id) {
    v1::CreateWaitlistEntryRequest any = Joining(0, email, 1);
    any.mutable_waitlist_entry()->clear_session_ids();
    any.mutable_waitlist_entry()->set_workshop_id(workshop_id);
    ASSERT_OK(deployment_.Call<Registration>(
        "web", kFamily, &Registration::Stub::CreateWaitlistEntry, any));
  };
  constexpr int64_t kWithoutSessions = 999;
  ASSERT_OK(Join(session.id(), "one@example.org", 1));
  join("ada@example.org", session.workshop_id());
  join("bo@example.org", session.workshop_id());
  join("cy@example.org", kWithoutSessions);

  v1::ListWaitlistEntriesRequest wanted;
  const auto list = [&](const std::string& service, const rpc::Caller& caller) {
    return deployment_.Call<Registration>(
        service, caller, &Registration::Stub::ListWaitlistEntries, wanted);
  };
  wanted.set_workshop_id(session.workshop_id());
  wanted.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, list("cwpctl", kOperator));
  ASSERT_EQ(first.waitlist_entries_size(), 1);
  EXPECT_EQ(first.waitlist_entries(0).contact().email(), "ada@example.org");
  EXPECT_EQ(first.waitlist_entries(0).position(), 2);
  wanted.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, list("cwpctl", kOperator));
  ASSERT_EQ(second.waitlist_entries_size(), 1);
  EXPECT_EQ(second.waitlist_entries(0).contact().email(), "bo@example.org");
  EXPECT_EQ(second.next_page_token(), "");

  wanted.clear_page_token();
  wanted.set_workshop_id(kWithoutSessions);
  ASSERT_OK_AND_ASSIGN(const auto none, list("cwpctl", kOperator));
  ASSERT_EQ(none.waitlist_entries_size(), 1);
  EXPECT_EQ(none.waitlist_entries(0).contact().email(), "cy@example.org");
  EXPECT_EQ(none.waitlist_entries(0).position(), 0);
  EXPECT_THAT(list("web", {.kind = rpc::CallerKind::kStaff,
                           .id = "7",
                           .roles = {"facilitator"},
                           .facilitator_id = 5}),
              HasReason("NOT_YOUR_SESSION"));
  wanted.set_session_id(session.id());
  EXPECT_THAT(list("cwpctl", kOperator), HasReason("FIELD_INVALID"));
}

TEST_F(WaitingTest, BadInputIsNamed) {
  const auto session = deployment_.OpenSession(2);
  const BadJoin cases[] = {
      {"no session and no workshop",
       [](auto& entry) { entry.clear_session_ids(); }, "FIELD_REQUIRED",
       "workshop_id"},
      {"twice the same session",
       [](auto& entry) { entry.add_session_ids(entry.session_ids(0)); },
       "FIELD_INVALID", "session_ids"},
      {"no places", [](auto& entry) { entry.set_places(0); }, "FIELD_INVALID",
       "places"},
      {"too many places", [](auto& entry) { entry.set_places(11); },
       "FIELD_INVALID", "places"},
      {"at least more than wanted",
       [](auto& entry) { entry.set_least_places(3); }, "FIELD_INVALID",
       "least_places"},
      {"no e-mail address",
       [](auto& entry) { entry.mutable_contact()->clear_email(); },
       "FIELD_REQUIRED", "contact.email"},
      {"not an e-mail address",
       [](auto& entry) { entry.mutable_contact()->set_email("ada"); },
       "FIELD_INVALID", "contact.email"},
  };
  for (const BadJoin& test : cases) {
    SCOPED_TRACE(test.name);
    v1::CreateWaitlistEntryRequest request =
        Joining(session.id(), "ada@example.org", 2);
    test.spoil(*request.mutable_waitlist_entry());
    const auto answer = deployment_.Call<Registration>(
        "web", kFamily, &Registration::Stub::CreateWaitlistEntry, request);
    EXPECT_THAT(answer, HasReason(test.reason));
    EXPECT_EQ(MetadataOf(answer.status(), "field"), test.field);
  }
  EXPECT_THAT(Place(session.id(), 1, 0), HasReason("FIELD_INVALID"));
  EXPECT_THAT(Place(12345, 1, 1), HasReason("SESSION_NOT_FOUND"));
  EXPECT_THAT(Waiting(session.id()), ::testing::IsEmpty());
}

}  // namespace
}  // namespace cwp
