#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"

// Answers that tell nobody whether a contact has a booking, has too many, or is
// blocked; staff see it.

namespace cwp {
namespace {

using ::testing::IsSupersetOf;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

namespace v1 = ::cwp::registration::v1;

class AlikeTest : public ::testing::Test {
 protected:
  AlikeTest() {
    deployment_.rules().contact_bookings = 2;
    deployment_.StopRegistration();
    deployment_.StartRegistration();
  }

  void Block(const std::string& email) {
    v1::SetContactBlockRequest block;
    block.set_contact(email);
    block.set_reason("asked us to");
    ASSERT_OK(deployment_.Call<Registration>(
        "cwpctl", kOperator, &Registration::Stub::SetContactBlock, block));
  }

  v1::Booking Book(int64_t session_id, const std::string& who) {
    const auto booked =
        deployment_.Book(session_id, absl::StrCat(who, "@example.org"), 1,
                         absl::StrCat("r", ++requests_));
    EXPECT_OK(booked.status());
    return booked.value_or(v1::Booking());
  }

  absl::StatusOr<v1::Booking> BookAgain(int64_t session_id,
                                        const std::string& request_id) {
    return deployment_.Book(session_id, "ada@example.org", 1, request_id);
  }

  // Why each contact has no places, as staff see it.
  std::multimap<std::string, v1::Booking::CancelReason> Reasons(
      int64_t session_id) {
    std::multimap<std::string, v1::Booking::CancelReason> reasons;
    for (const v1::Booking& booking : deployment_.Bookings(session_id)) {
      reasons.emplace(booking.contact().email(), booking.cancel_reason());
    }
    return reasons;
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

  void Join(int64_t session_id, const std::string& who) {
    v1::CreateWaitlistEntryRequest request;
    v1::WaitlistEntry& entry = *request.mutable_waitlist_entry();
    entry.add_session_ids(session_id);
    entry.set_places(1);
    entry.mutable_contact()->set_name("Ada Example");
    entry.mutable_contact()->set_email(absl::StrCat(who, "@example.org"));
    request.set_request_id(absl::StrCat("r", ++requests_));
    ASSERT_OK(deployment_.Call<Registration>(
        "web", kFamily, &Registration::Stub::CreateWaitlistEntry, request));
  }

  Deployment deployment_;
  int requests_ = 0;
};

// The form of a repeat, sent again, says no more than that of the first.
TEST_F(AlikeTest, WhatIsSentAgainAfterTheSessionIsOffTellsNothing) {
  const auto session = deployment_.OpenSession(5);
  for (const char* const request : {"first", "repeat"}) {
    ASSERT_OK(BookAgain(session.id(), request));
  }
  scheduling::v1::CancelSessionRequest cancel;
  cancel.set_apply_now(true);
  cancel.set_id(session.id());
  ASSERT_OK(deployment_.Call<Scheduling>(
      "cwpctl", kOperator, &Scheduling::Stub::CancelSession, cancel));
  ASSERT_TRUE(Eventually([&] {
    return deployment_.Seats(session.id()).session_state() == "CANCELLED";
  }));
  for (const char* const request : {"first", "repeat"}) {
    ASSERT_OK_AND_ASSIGN(const v1::Booking receipt,
                         BookAgain(session.id(), request));
    EXPECT_EQ(receipt.state(), v1::Booking::CANCELLED) << request;
  }
}

TEST_F(AlikeTest, EveryBookingIsAnsweredTheSame) {
  const int64_t session = deployment_.OpenSession(20).id();
  for (int i = 0; i < 2; ++i) {
    Book(deployment_.OpenSession(5).id(), "often");
  }
  Block("eve@example.org");
  Book(session, "twice");
  std::vector<std::string> receipts;
  for (const char* who : {"first", "twice", "often", "eve"}) {
    v1::Booking receipt = Book(session, who);
    EXPECT_THAT(receipt.reference(), SizeIs(8)) << who;
    receipt.clear_reference();
    receipts.push_back(receipt.SerializeAsString());
  }
  for (const std::string& receipt : receipts) EXPECT_EQ(receipt, receipts[0]);
  EXPECT_THAT(
      Reasons(session),
      UnorderedElementsAre(
          Pair("first@example.org", v1::Booking::CANCEL_REASON_UNSPECIFIED),
          Pair("twice@example.org", v1::Booking::CANCEL_REASON_UNSPECIFIED),
          Pair("twice@example.org", v1::Booking::REPEAT),
          Pair("often@example.org", v1::Booking::AT_LIMIT),
          Pair("eve@example.org", v1::Booking::BLOCKED)));
}

// Who was blocked while waiting finds the entry as anybody who took an offer.
TEST_F(AlikeTest, AnOfferIsTakenTheSame) {
  const int64_t session = deployment_.OpenSession(1).id();
  Book(session, "first");
  for (const char* who : {"eve", "bob"}) Join(session, who);
  v1::CancelBookingRequest cancel;
  cancel.set_id(deployment_.Bookings(session)[0].id());
  ASSERT_OK(deployment_.Call<Registration>(
      "cwpctl", kOperator, &Registration::Stub::CancelBooking, cancel));
  Block("eve@example.org");
  const std::vector<v1::WaitlistEntry> waiting = Waiting(session);
  ASSERT_THAT(waiting, SizeIs(2));
  for (const v1::WaitlistEntry& entry : waiting) {
    const rpc::Caller holder = {.kind = rpc::CallerKind::kManageLink,
                                .id = absl::StrCat(entry.id())};
    v1::AcceptOfferRequest accept;
    accept.set_id(entry.id());
    accept.set_request_id(absl::StrCat("accept", entry.id()));
    accept.add_attendees();
    EXPECT_OK(deployment_.Call<Registration>(
        "web", holder, &Registration::Stub::AcceptOffer, accept));
    v1::GetWaitlistEntryRequest get;
    get.set_id(entry.id());
    ASSERT_OK_AND_ASSIGN(
        const auto now,
        deployment_.Call<Registration>(
            "web", holder, &Registration::Stub::GetWaitlistEntry, get));
    EXPECT_EQ(now.state(), v1::WaitlistEntry::BOOKED);
    EXPECT_EQ(now.offer().state(), v1::Offer::ACCEPTED);
  }
  EXPECT_THAT(Reasons(session),
              IsSupersetOf({Pair("eve@example.org", v1::Booking::BLOCKED),
                            Pair("bob@example.org",
                                 v1::Booking::CANCEL_REASON_UNSPECIFIED)}));
  EXPECT_EQ(deployment_.Seats(session).confirmed(), 1);
  EXPECT_TRUE(Eventually([&] {
    for (const std::string& mail : deployment_.Mail()) {
      if (mail.find("To: <eve@example.org>") != std::string::npos &&
          mail.find("did not come about") != std::string::npos) {
        return true;
      }
    }
    return false;
  }));
}

}  // namespace
}  // namespace cwp
