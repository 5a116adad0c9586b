// What staff write to those of a session, from the call to the mail.
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"

namespace cwp {
namespace {

namespace v1 = registration::v1;

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kWords[] = "Please bring a pen. Canary 7Q.";

class NoticesTest : public ::testing::Test {
 protected:
  static rpc::Caller Staff(const std::string& role, const std::string& id,
                           int64_t facilitator_id = 0) {
    return {.kind = rpc::CallerKind::kStaff,
            .id = id,
            .roles = {role},
            .facilitator_id = facilitator_id};
  }

  static v1::WriteNoticeRequest Request(int64_t session_id,
                                        const std::string& request_id) {
    v1::WriteNoticeRequest request;
    request.set_session_id(session_id);
    request.set_audience(v1::Notice::BOOKED);
    request.set_text(kWords);
    request.set_request_id(request_id);
    return request;
  }

  absl::StatusOr<v1::Notice> Write(const v1::WriteNoticeRequest& request,
                                   const rpc::Caller& caller) {
    return deployment_.Call<Registration>(
        "web", caller, &Registration::Stub::WriteNotice, request);
  }
  absl::StatusOr<v1::Notice> Write(const v1::WriteNoticeRequest& request) {
    return Write(request, coordinator_);
  }

  absl::StatusOr<v1::Notice> TakeBack(int64_t id, const rpc::Caller& caller) {
    v1::TakeNoticeBackRequest request;
    request.set_id(id);
    return deployment_.Call<Registration>(
        "web", caller, &Registration::Stub::TakeNoticeBack, request);
  }

  int64_t Book(const std::string& name) {
    EXPECT_OK(deployment_.Book(session_.id(), name + "@example.org", 1, name));
    const auto bookings = deployment_.Bookings(session_.id());
    return bookings.back().id();
  }

  // Time passes, and what is due goes.
  void Pass(absl::Duration time) {
    deployment_.clock().Advance(time);
    deployment_.notifications().Wake();
  }

  // Which of the mail passes the words on.
  std::vector<std::string> Passed() {
    std::vector<std::string> found;
    for (const std::string& mail : deployment_.Mail()) {
      if (absl::StrContains(mail, kWords)) found.push_back(mail);
    }
    return found;
  }

  bool HasMail(size_t count) {
    return Eventually([&] { return deployment_.Mail().size() == count; });
  }

  const rpc::Caller coordinator_ = Staff("coordinator", "3");
  Deployment deployment_;
  const scheduling::v1::Session session_ = deployment_.OpenSession(20);
};

TEST_F(NoticesTest, GoToEverybodyWhoComesAndToNobodyElse) {
  Book("ada");
  Book("bob");
  const int64_t cy = Book("cy");
  ASSERT_TRUE(HasMail(3));
  ASSERT_OK_AND_ASSIGN(const v1::Notice notice,
                       Write(Request(session_.id(), "r1")));
  EXPECT_EQ(notice.recipients(), 3);
  ASSERT_OK_AND_ASSIGN(const v1::Notice again,
                       Write(Request(session_.id(), "r1")));
  EXPECT_EQ(again.id(), notice.id()) << "the same request writes once";
  v1::CancelBookingRequest cancel;
  cancel.set_id(cy);
  ASSERT_OK(deployment_.Call<Registration>(
      "cwpctl", kOperator, &Registration::Stub::CancelBooking, cancel));
  ASSERT_TRUE(HasMail(4));
  EXPECT_THAT(Passed(), SizeIs(0)) << "not before it can be taken back";
  Pass(absl::Minutes(1));
  ASSERT_TRUE(HasMail(6));
  EXPECT_THAT(Passed(), SizeIs(2));
  for (const std::string& mail : Passed()) {
    EXPECT_THAT(mail, Not(HasSubstr("To: <cy@example.org>")));
    EXPECT_THAT(mail, HasSubstr("Subject: A message about your booking\n"));
  }
  EXPECT_THAT(TakeBack(notice.id(), coordinator_), HasReason("NOTICE_SENT"));
}

TEST_F(NoticesTest, AreTakenBackForAMinute) {
  Book("ada");
  ASSERT_TRUE(HasMail(1));
  ASSERT_OK_AND_ASSIGN(const v1::Notice notice,
                       Write(Request(session_.id(), "r1")));
  ASSERT_OK_AND_ASSIGN(const v1::Notice back,
                       TakeBack(notice.id(), coordinator_));
  EXPECT_EQ(back.state(), v1::Notice::TAKEN_BACK);
  Pass(absl::Hours(1));
  Book("bob");
  ASSERT_TRUE(HasMail(2));
  EXPECT_THAT(Passed(), SizeIs(0));
  v1::ListNoticesRequest list;
  list.set_session_id(session_.id());
  ASSERT_OK_AND_ASSIGN(
      const v1::ListNoticesResponse listed,
      deployment_.Call<Registration>("web", coordinator_,
                                     &Registration::Stub::ListNotices, list));
  ASSERT_EQ(listed.notices_size(), 1);
  EXPECT_EQ(listed.notices(0).state(), v1::Notice::TAKEN_BACK);
}

TEST_F(NoticesTest, ReachNobodyWhoMovedToAnotherSession) {
  const int64_t ada = Book("ada");
  ASSERT_TRUE(HasMail(1));
  scheduling::v1::CreateSessionRequest create;
  create.mutable_session()->set_workshop_id(session_.workshop_id());
  create.mutable_session()->set_capacity(5);
  auto& meeting = *create.mutable_session()->add_meetings();
  meeting.set_local_start("2027-02-18T18:00");
  meeting.set_local_end("2027-02-18T19:00");
  ASSERT_OK_AND_ASSIGN(
      const scheduling::v1::Session other,
      deployment_.Call<Scheduling>("cwpctl", kOperator,
                                   &Scheduling::Stub::CreateSession, create));
  scheduling::v1::OpenSessionRequest open;
  open.set_id(other.id());
  ASSERT_OK(deployment_.Call<Scheduling>("cwpctl", kOperator,
                                         &Scheduling::Stub::OpenSession, open));
  deployment_.AwaitSession(other.id());
  ASSERT_OK(Write(Request(session_.id(), "r1")));
  v1::MoveBookingRequest move;
  move.set_id(ada);
  move.set_to_session_id(other.id());
  ASSERT_OK(deployment_.Call<Registration>(
      "cwpctl", kOperator, &Registration::Stub::MoveBooking, move));
  ASSERT_TRUE(HasMail(2)) << "of the move";
  Pass(absl::Minutes(1));
  // What comes after it has gone.
  Book("bob");
  ASSERT_TRUE(HasMail(3));
  EXPECT_THAT(Passed(), SizeIs(0));
}

TEST_F(NoticesTest, OfOtherSessionsAreNotAFacilitatorsToWrite) {
  Book("ada");
  ASSERT_OK_AND_ASSIGN(const v1::Notice notice,
                       Write(Request(session_.id(), "r1")));
  const rpc::Caller stranger = Staff("facilitator", "9", 999);
  EXPECT_THAT(Write(Request(session_.id(), "r2"), stranger),
              HasReason("NOT_YOUR_SESSION"));
  EXPECT_THAT(TakeBack(notice.id(), stranger), HasReason("NOT_YOUR_SESSION"));
  v1::ListNoticesRequest list;
  list.set_session_id(session_.id());
  EXPECT_THAT(deployment_.Call<Registration>(
                  "web", stranger, &Registration::Stub::ListNotices, list),
              HasReason("NOT_YOUR_SESSION"));
}

TEST_F(NoticesTest, WhatMakesNoSenseIsRefused) {
  const int64_t ada = Book("ada");
  struct Case {
    std::string name;
    std::function<void(v1::WriteNoticeRequest&)> spoil;
    std::string reason;
    std::string field;
  };
  const Case cases[] = {
      {"NoText", [](auto& to) { to.set_text(" \r\n "); }, "FIELD_REQUIRED",
       "text"},
      {"TooLong", [](auto& to) { to.set_text(std::string(10'000, 'x')); },
       "FIELD_TOO_LONG", "text"},
      {"Control", [](auto& to) { to.set_text("a\x01"); }, "FIELD_INVALID",
       "text"},
      {"NoAudience", [](auto& to) { to.clear_audience(); }, "FIELD_REQUIRED",
       "audience"},
      {"UnknownAudience",
       [](auto& to) { to.set_audience(static_cast<v1::Notice::Audience>(77)); },
       "FIELD_INVALID", "audience"},
      {"BookingOfAll", [&](auto& to) { to.set_booking_id(ada); },
       "FIELD_INVALID", "booking_id"},
      {"OneOfNone", [](auto& to) { to.set_audience(v1::Notice::ONE_BOOKING); },
       "FIELD_REQUIRED", "booking_id"},
      {"NoSession", [](auto& to) { to.clear_session_id(); }, "FIELD_REQUIRED",
       "session_id"},
      {"NoRequestId", [](auto& to) { to.clear_request_id(); }, "FIELD_REQUIRED",
       "request_id"},
  };
  for (const Case& test : cases) {
    v1::WriteNoticeRequest request = Request(session_.id(), test.name);
    test.spoil(request);
    const absl::Status refused = Write(request).status();
    EXPECT_THAT(refused, HasReason(test.reason)) << test.name;
    EXPECT_EQ(MetadataOf(refused, "field"), test.field) << test.name;
  }
  v1::WriteNoticeRequest longest = Request(session_.id(), "longest");
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "\xF0\x9F\x98\x80";
  longest.set_text(text);
  EXPECT_OK(Write(longest)) << "characters are counted, not bytes";
  EXPECT_THAT(Write(Request(session_.id(), "longest")),
              HasReason("REQUEST_ID_REUSED"));
}

TEST_F(NoticesTest, APreviewIsWhatArrives) {
  Book("ada");
  notifications::v1::PreviewNoticeRequest request;
  request.set_session_id(session_.id());
  request.set_text(kWords);
  const auto preview = [&] {
    return deployment_.Call<Notifications>(
        "web", coordinator_, &Notifications::Stub::PreviewNotice, request);
  };
  ASSERT_OK_AND_ASSIGN(const notifications::v1::NoticePreview shown, preview());
  EXPECT_EQ(shown.subject(), "A message about your booking");
  ASSERT_TRUE(HasMail(1));
  ASSERT_OK(Write(Request(session_.id(), "r1")));
  Pass(absl::Minutes(1));
  ASSERT_TRUE(HasMail(2));
  ASSERT_THAT(Passed(), SizeIs(1));
  const v1::Booking booking = deployment_.Bookings(session_.id())[0];
  const std::string mail = Passed()[0];
  const std::string expected = absl::StrReplaceAll(
      shown.text(), {{"[name]", booking.contact().name()},
                     {"[reference]", booking.reference()},
                     {"[own link]", deployment_.TokenIn(mail, "/manage/")}});
  EXPECT_THAT(absl::StrReplaceAll(mail, {{"=3D", "="}}), HasSubstr(expected));

  request.set_session_id(99);
  EXPECT_THAT(preview(), HasReason("SESSION_NOT_FOUND"));
  request.set_session_id(0);
  EXPECT_THAT(preview(), HasReason("FIELD_REQUIRED"));
  request.set_session_id(session_.id());
  request.set_text(std::string(10'000, 'x'));
  EXPECT_THAT(preview(), HasReason("FIELD_TOO_LONG"));
  request.set_text(kWords);
  deployment_.StopRegistration();
  EXPECT_THAT(preview(), HasReason("REGISTRATION_UNAVAILABLE"));
}

}  // namespace
}  // namespace cwp
