// What is kept of those who take part.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"

namespace cwp {
namespace {

namespace v1 = registration::v1;

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;

class AttendeesTest : public ::testing::Test {
 protected:
  v1::CreateBookingRequest Asking(const std::string& who,
                                  const std::vector<std::string>& names) {
    v1::CreateBookingRequest request;
    request.set_request_id(who);
    v1::Booking& booking = *request.mutable_booking();
    booking.set_session_id(session_.id());
    booking.mutable_contact()->set_name("Ada");
    booking.mutable_contact()->set_email(absl::StrCat(who, "@example.org"));
    for (const std::string& name : names) {
      booking.add_attendees()->set_name(name);
    }
    return request;
  }

  absl::Status Book(const v1::CreateBookingRequest& request) {
    return deployment_
        .Call<Registration>("web", kFamily, &Registration::Stub::CreateBooking,
                            request)
        .status();
  }

  // Says that the workshop needs names, or, without a reason, that it does not,
  // and waits until registration has heard.
  void SetReason(const std::string& reason) {
    scheduling::v1::UpdateWorkshopRequest update;
    update.mutable_workshop()->set_id(session_.workshop_id());
    update.mutable_workshop()->set_attendee_names_reason(reason);
    update.mutable_update_mask()->add_paths("attendee_names_reason");
    ASSERT_OK(deployment_.Call<Scheduling>(
        "cwpctl", kOperator, &Scheduling::Stub::UpdateWorkshop, update));
    deployment_.AwaitScheduling();
  }

  // The names in a list of bookings as a caller gets it.
  std::vector<std::string> Listed(const std::string& service,
                                  const rpc::Caller& caller) {
    v1::ListBookingsRequest request;
    request.set_session_id(session_.id());
    const auto list = deployment_.Call<Registration>(
        service, caller, &Registration::Stub::ListBookings, request);
    EXPECT_OK(list.status());
    std::vector<std::string> names;
    for (const v1::Booking& booking : list->bookings()) {
      for (const v1::Attendee& attendee : booking.attendees()) {
        if (!attendee.name().empty()) names.push_back(attendee.name());
      }
    }
    return names;
  }

  void Cancel(int64_t id) {
    v1::CancelBookingRequest request;
    request.set_id(id);
    ASSERT_OK(deployment_.Call<Registration>(
        "web", staff_, &Registration::Stub::CancelBooking, request));
  }

  Deployment deployment_;
  scheduling::v1::Session session_ = deployment_.OpenSession(20);
  const rpc::Caller staff_ = {
      .kind = rpc::CallerKind::kStaff, .id = "7", .roles = {"coordinator"}};
};

TEST_F(AttendeesTest, HaveNoNamesUnlessTheWorkshopNeedsThem) {
  ASSERT_OK(Book(Asking("ada", {"Bo Example"})));
  EXPECT_THAT(Listed("web", staff_), IsEmpty());
  SetReason("For the badges.");
  EXPECT_THAT(Book(Asking("bob", {"Cy Example", " "})),
              HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(Book(Asking("bob", {std::string(101, 'x')})),
              HasReason("FIELD_TOO_LONG"));
  ASSERT_OK(Book(Asking("bob", {"Cy Example", " Di Example "})));
  EXPECT_THAT(Listed("web", staff_), ElementsAre("Cy Example", "Di Example"));
  SetReason("");
  ASSERT_OK(Book(Asking("eve", {"Fay Example"})));
  EXPECT_THAT(Listed("web", staff_), SizeIs(2));
}

TEST_F(AttendeesTest, NamesAreForStaffAndWhoExportsThemAndAreErased) {
  SetReason("For the badges.");
  ASSERT_OK(Book(Asking("ada", {"Bo Example"})));
  EXPECT_THAT(Listed("cwpctl", kOperator), ElementsAre("Bo Example"));
  const rpc::Caller partner = {
      .kind = rpc::CallerKind::kPartner, .id = "1", .channel = "direct"};
  EXPECT_THAT(Listed("gateway", partner), IsEmpty());
  const int64_t id = deployment_.Bookings(session_.id())[0].id();
  const rpc::Caller holder = {.kind = rpc::CallerKind::kManageLink,
                              .id = absl::StrCat(id)};
  v1::GetBookingRequest get;
  get.set_id(id);
  ASSERT_OK_AND_ASSIGN(
      const v1::Booking own,
      deployment_.Call<Registration>("web", holder,
                                     &Registration::Stub::GetBooking, get));
  EXPECT_EQ(own.attendees(0).name(), "");

  v1::ExportContactRequest wanted;
  wanted.set_booking_id(id);
  ASSERT_OK_AND_ASSIGN(
      const auto exported,
      deployment_.Call<Registration>(
          "web", holder, &Registration::Stub::ExportContact, wanted));
  ASSERT_THAT(exported.bookings(), SizeIs(1));
  EXPECT_EQ(exported.bookings(0).attendees(0).name(), "Bo Example");

  v1::EraseContactRequest erase;
  erase.set_booking_id(id);
  ASSERT_OK(deployment_.Call<Registration>(
      "web", holder, &Registration::Stub::EraseContact, erase));
  EXPECT_THAT(Listed("web", staff_), IsEmpty());
}

// A booking that there is comes to be as large as an accepted offer, and has
// the names of those who come now.
TEST_F(AttendeesTest, NamesCanBeReadWhereAnOfferRaisedABooking) {
  session_ = deployment_.OpenSession(4);
  SetReason("For the badges.");
  ASSERT_OK(Book(Asking("eve", {"A Example", "B Example", "C Example"})));
  ASSERT_OK(Book(Asking("bob", {"D Example"})));
  v1::CreateWaitlistEntryRequest wait;
  wait.set_request_id("wait");
  v1::WaitlistEntry& asked = *wait.mutable_waitlist_entry();
  asked.add_session_ids(session_.id());
  asked.set_places(3);
  asked.set_least_places(3);
  asked.mutable_contact()->set_name("Ada Example");
  asked.mutable_contact()->set_email("ada@example.org");
  ASSERT_OK(deployment_.Call<Registration>(
      "web", kFamily, &Registration::Stub::CreateWaitlistEntry, wait));
  const std::vector<v1::Booking> full = deployment_.Bookings(session_.id());
  Cancel(full.at(1).id());
  ASSERT_OK(Book(Asking("ada", {"Fay Example"})));
  Cancel(full.at(0).id());
  v1::ListWaitlistEntriesRequest list;
  list.set_session_id(session_.id());
  ASSERT_OK_AND_ASSIGN(
      const v1::ListWaitlistEntriesResponse waiting,
      deployment_.Call<Registration>(
          "web", staff_, &Registration::Stub::ListWaitlistEntries, list));
  v1::AcceptOfferRequest accept;
  accept.set_id(waiting.waitlist_entries(0).id());
  accept.set_request_id("accept");
  for (const char* const name : {"Fay Example", "Guy Example", "Hal Example"}) {
    accept.add_attendees()->set_name(name);
  }
  ASSERT_OK_AND_ASSIGN(
      const v1::Booking raised,
      deployment_.Call<Registration>("web", staff_,
                                     &Registration::Stub::AcceptOffer, accept));
  EXPECT_THAT(Listed("web", staff_),
              IsSupersetOf({"Fay Example", "Guy Example", "Hal Example"}));
  v1::EraseContactRequest erase;
  erase.set_booking_id(raised.id());
  EXPECT_OK(deployment_.Call<Registration>(
      "web", staff_, &Registration::Stub::EraseContact, erase));
}

TEST_F(AttendeesTest, WhyAContactIsBlockedIsForStaffAlone) {
  ASSERT_OK(Book(Asking("ada", {"Bo Example"})));
  const int64_t id = deployment_.Bookings(session_.id())[0].id();
  v1::ExportContactRequest wanted;
  wanted.set_booking_id(id);
  const auto reason = [&](const rpc::Caller& caller) {
    return deployment_
        .Call<Registration>("web", caller, &Registration::Stub::ExportContact,
                            wanted)
        ->block_reason();
  };
  EXPECT_EQ(reason(staff_), "");
  v1::SetContactBlockRequest block;
  block.set_contact("ada@example.org");
  block.set_reason("asked us to");
  ASSERT_OK(deployment_.Call<Registration>(
      "web", staff_, &Registration::Stub::SetContactBlock, block));
  EXPECT_EQ(reason(staff_), "asked us to");
  EXPECT_EQ(
      reason({.kind = rpc::CallerKind::kManageLink, .id = absl::StrCat(id)}),
      "");
}

// Why goes with all else that is kept of a contact; whoever books again is
// still blocked, and staff see that.
TEST_F(AttendeesTest, ThatAContactIsBlockedOutlivesTheReason) {
  ASSERT_OK(Book(Asking("ada", {"Bo Example"})));
  v1::SetContactBlockRequest block;
  block.set_contact("ada@example.org");
  block.set_reason("asked us to");
  ASSERT_OK(deployment_.Call<Registration>(
      "web", staff_, &Registration::Stub::SetContactBlock, block));
  v1::ExportContactRequest wanted;
  wanted.set_contact("ada@example.org");
  const auto exported = [&] {
    return deployment_.Call<Registration>(
        "web", staff_, &Registration::Stub::ExportContact, wanted);
  };
  ASSERT_OK_AND_ASSIGN(const auto before, exported());
  EXPECT_TRUE(before.blocked());
  EXPECT_EQ(before.block_reason(), "asked us to");
  v1::EraseContactRequest erase;
  erase.set_contact("ada@example.org");
  ASSERT_OK(deployment_.Call<Registration>(
      "web", staff_, &Registration::Stub::EraseContact, erase));
  ASSERT_OK_AND_ASSIGN(const auto after, exported());
  EXPECT_TRUE(after.blocked());
  EXPECT_EQ(after.block_reason(), "");
  block.clear_reason();
  ASSERT_OK(deployment_.Call<Registration>(
      "web", staff_, &Registration::Stub::SetContactBlock, block));
  ASSERT_OK_AND_ASSIGN(const auto free, exported());
  EXPECT_FALSE(free.blocked());
}

// It is in no message, and goes with its contact.
TEST_F(AttendeesTest, WhyABookingIsRefusedIsForStaffAlone) {
  ASSERT_OK(Book(Asking("ada", {"Bo Example"})));
  v1::RefuseBookingRequest refuse;
  refuse.set_id(deployment_.Bookings(session_.id())[0].id());
  const auto call = [&] {
    return deployment_.Call<Registration>(
        "web", staff_, &Registration::Stub::RefuseBooking, refuse);
  };
  refuse.set_reason(std::string(201, 'x'));
  EXPECT_THAT(call(), HasReason("FIELD_TOO_LONG"));
  refuse.set_reason("not for this age");
  ASSERT_OK_AND_ASSIGN(const v1::Booking refused, call());
  EXPECT_EQ(refused.state(), v1::Booking::CANCELLED);
  EXPECT_EQ(refused.refusal_reason(), "not for this age");
  refuse.set_reason("another word");
  ASSERT_OK(call());

  const auto listed = [&](const rpc::Caller& caller,
                          const std::string& service) {
    v1::ListBookingsRequest request;
    request.set_session_id(session_.id());
    return deployment_
        .Call<Registration>(service, caller, &Registration::Stub::ListBookings,
                            request)
        ->bookings(0)
        .refusal_reason();
  };
  EXPECT_EQ(listed(staff_, "web"), "not for this age") << "as it was refused";
  EXPECT_EQ(
      listed(
          {.kind = rpc::CallerKind::kPartner, .id = "1", .channel = "direct"},
          "gateway"),
      "");
  v1::ExportContactRequest wanted;
  wanted.set_booking_id(refuse.id());
  const auto exported = [&](const rpc::Caller& caller) {
    return deployment_
        .Call<Registration>("web", caller, &Registration::Stub::ExportContact,
                            wanted)
        ->bookings(0)
        .refusal_reason();
  };
  EXPECT_EQ(exported(staff_), "not for this age");
  EXPECT_EQ(exported({.kind = rpc::CallerKind::kManageLink,
                      .id = absl::StrCat(refuse.id())}),
            "");

  v1::EraseContactRequest erase;
  erase.set_contact("ada@example.org");
  ASSERT_OK(deployment_.Call<Registration>(
      "web", staff_, &Registration::Stub::EraseContact, erase));
  EXPECT_EQ(listed(staff_, "web"), "");
}

// Between two calls for one page the link may be revoked, as by a correction of
// the address: then it leads to nothing that another contact keeps.
TEST_F(AttendeesTest, ARevokedLinkLeadsNowhereInTheMiddleOfAVisit) {
  SetReason("For the badges.");
  ASSERT_OK(Book(Asking("ada", {"Bo Example"})));
  const int64_t id = deployment_.Bookings(session_.id())[0].id();
  const auto call_as = [&](const std::string& holder, auto method,
                           const auto& request) {
    return deployment_
        .Call<Registration>(
            "web", {.kind = rpc::CallerKind::kManageLink, .id = holder}, method,
            request)
        .status();
  };
  v1::ExportContactRequest wanted;
  wanted.set_booking_id(id);
  const auto export_as = [&](const std::string& holder) {
    return call_as(holder, &Registration::Stub::ExportContact, wanted);
  };
  v1::CancelBookingRequest cancel;
  cancel.set_id(id);
  const auto cancel_as = [&](const std::string& holder) {
    return call_as(holder, &Registration::Stub::CancelBooking, cancel);
  };
  EXPECT_OK(export_as(absl::StrCat(id, ".1")));
  v1::RevokeLinksRequest revoke;
  revoke.set_id(id);
  ASSERT_OK(deployment_.Call<Registration>(
      "web", staff_, &Registration::Stub::RevokeLinks, revoke));
  for (const char* generation : {".1", ".x", ".3"}) {
    const std::string holder = absl::StrCat(id, generation);
    EXPECT_THAT(export_as(holder), HasReason("BOOKING_NOT_FOUND")) << holder;
    EXPECT_THAT(cancel_as(holder), HasReason("BOOKING_NOT_FOUND")) << holder;
  }
  EXPECT_OK(export_as(absl::StrCat(id, ".2")));
  EXPECT_OK(cancel_as(absl::StrCat(id, ".2")));
}

// Though the contact has asked for the same places a moment ago.
TEST_F(AttendeesTest, ALinkIsSentAnewWhereTheOldIsRevoked) {
  const auto mails = [&](size_t all) {
    return Eventually([&] {
      deployment_.notifications().Wake();
      return deployment_.Mail().size() == all;
    });
  };
  const auto session = deployment_.OpenSession(5);
  for (const size_t all : {1, 2}) {
    ASSERT_OK(deployment_.Book(session.id(), "ada@example.org", 2,
                               absl::StrCat("r", all)));
    ASSERT_TRUE(mails(all));
  }
  const auto resolve = [&](const std::string& mail) {
    v1::ResolveManageTokenRequest request;
    request.set_token(Deployment::TokenIn(mail, "/manage/"));
    return deployment_.Call<Registration>(
        "web", kFamily, &Registration::Stub::ResolveManageToken, request);
  };
  const std::vector<std::string> before = deployment_.Mail();
  for (const std::string& mail : before) ASSERT_OK(resolve(mail));
  v1::RevokeLinksRequest revoke;
  revoke.set_id(deployment_.Bookings(session.id())[0].id());
  revoke.set_send_new(true);
  ASSERT_OK(deployment_.Call<Registration>(
      "web", staff_, &Registration::Stub::RevokeLinks, revoke));
  ASSERT_TRUE(mails(3));
  for (const std::string& mail : before) {
    EXPECT_THAT(resolve(mail), HasReason("LINK_NOT_VALID"));
  }
  std::vector<int64_t> led;
  for (const std::string& mail : deployment_.Mail()) {
    const auto booking = resolve(mail);
    if (booking.ok()) led.push_back(booking->id());
  }
  EXPECT_THAT(led, ElementsAre(revoke.id())) << "from the newest message";
}

TEST_F(AttendeesTest, NamesChangeWithThoseWhoCome) {
  SetReason("For the badges.");
  ASSERT_OK(Book(Asking("ada", {"Bo Example"})));
  v1::ChangeAttendeesRequest change;
  change.set_id(deployment_.Bookings(session_.id())[0].id());
  change.add_attendees()->set_name("Cy Example");
  change.add_attendees();
  const auto call = [&] {
    return deployment_
        .Call<Registration>("web", staff_, &Registration::Stub::ChangeAttendees,
                            change)
        .status();
  };
  EXPECT_THAT(call(), HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(Listed("web", staff_), ElementsAre("Bo Example"));
  change.mutable_attendees(1)->set_name("Di Example");
  ASSERT_OK(call());
  EXPECT_THAT(Listed("web", staff_), ElementsAre("Cy Example", "Di Example"));
}

// By the holder of a manage link, and by staff who see the names.
TEST_F(AttendeesTest, WhatABookingSaysOfItsContactChanges) {
  SetReason("For the badges.");
  ASSERT_OK(Book(Asking("ada", {"Bo Example"})));
  const v1::Booking booking = deployment_.Bookings(session_.id())[0];
  const rpc::Caller holder = {.kind = rpc::CallerKind::kManageLink,
                              .id = absl::StrCat(booking.id())};
  v1::ChangeDetailsRequest change;
  change.set_id(booking.id());
  const auto call = [&](const rpc::Caller& caller) {
    return deployment_.Call<Registration>(
        "web", caller, &Registration::Stub::ChangeDetails, change);
  };
  EXPECT_THAT(call(holder), HasReason("FIELD_REQUIRED"));
  change.mutable_access_needs()->set_captions(true);
  change.mutable_access_needs()->set_other(std::string(201, 'x'));
  EXPECT_THAT(call(holder), HasReason("FIELD_TOO_LONG"));
  change.mutable_access_needs()->set_other(" A large font. ");
  ASSERT_OK_AND_ASSIGN(v1::Booking changed, call(holder));
  EXPECT_TRUE(changed.access_needs().captions());
  EXPECT_EQ(changed.access_needs().other(), "A large font.");
  EXPECT_EQ(changed.contact().name(), booking.contact().name());
  EXPECT_EQ(changed.attendees(0).name(), "") << "names are for staff";

  change.clear_access_needs();
  change.mutable_contact()->set_name(" ");
  EXPECT_THAT(call(staff_), HasReason("FIELD_REQUIRED"));
  change.mutable_contact()->set_name("Grace");
  change.mutable_contact()->set_phone("call me");
  EXPECT_THAT(call(staff_), HasReason("FIELD_INVALID"));
  change.mutable_contact()->set_phone("07700 900123");
  change.mutable_contact()->set_email("someone.else@example.org");
  change.set_etag(booking.etag());
  EXPECT_THAT(call(staff_), HasReason("ETAG_MISMATCH"));
  change.set_etag(changed.etag());
  ASSERT_OK_AND_ASSIGN(changed, call(staff_));
  EXPECT_EQ(changed.contact().name(), "Grace");
  EXPECT_EQ(changed.contact().phone(), "07700 900123");
  EXPECT_EQ(changed.contact().email(), booking.contact().email());
  EXPECT_TRUE(changed.access_needs().captions()) << "they were left out";
  EXPECT_EQ(changed.attendees(0).name(), "Bo Example");
}

}  // namespace
}  // namespace cwp
