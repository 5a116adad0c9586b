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

// That notifications hears of everything that registration really does: which
// message each event brings. What the messages say, and when, is tested in
// tests/notifications.

namespace cwp {
namespace {

using notifications::v1::Message;
using registration::v1::WaitlistEntry;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class MessagesTest : public ::testing::Test {
 protected:
  template <class Request, class Response>
  Response Do(grpc::Status (Registration::Stub::*method)(grpc::ClientContext*,
                                                         const Request&,
                                                         Response*),
              const Request& request) {
    auto response =
        deployment_.Call<Registration>("cwpctl", kOperator, method, request);
    EXPECT_OK(response.status());
    return response.ok() ? *response : Response();
  }

  int64_t Book(int64_t session_id, const std::string& name) {
    EXPECT_OK(deployment_.Book(session_id, name + "@example.org", 1,
                               absl::StrCat(name, ++requests_)));
    const auto bookings = deployment_.Bookings(session_id);
    EXPECT_FALSE(bookings.empty());
    return bookings.empty() ? 0 : bookings.back().id();
  }

  // Moves a session, which can be taken back for ten minutes.
  void Reschedule(const scheduling::v1::Session& session,
                  absl::Duration later) {
    scheduling::v1::RescheduleSessionRequest request;
    request.set_id(session.id());
    scheduling::v1::Meeting& meeting = *request.add_meetings();
    const absl::Time start =
        absl::FromUnixSeconds(session.meetings(0).start_time().seconds());
    meeting.set_local_start(Local(start + later));
    meeting.set_local_end(Local(start + later + absl::Hours(1)));
    ASSERT_OK(deployment_.Call<Scheduling>(
        "cwpctl", kOperator, &Scheduling::Stub::RescheduleSession, request));
  }

  // How registration says that a session stands.
  std::string StateOf(const scheduling::v1::Session& session) {
    return deployment_.Seats(session.id()).session_state();
  }

  // Wall time in winter.
  static std::string Local(absl::Time time) {
    return absl::FormatTime("%Y-%m-%dT%H:%M", time, absl::UTCTimeZone());
  }

  int64_t Wait(int64_t session_id, const std::string& name) {
    registration::v1::CreateWaitlistEntryRequest request;
    request.set_request_id(absl::StrCat("w", ++requests_));
    WaitlistEntry& entry = *request.mutable_waitlist_entry();
    entry.add_session_ids(session_id);
    entry.set_places(1);
    entry.mutable_contact()->set_name("Ada Example");
    entry.mutable_contact()->set_email(name + "@example.org");
    return Do(&Registration::Stub::CreateWaitlistEntry, request).id();
  }

  // Places are set aside for a family at its page; returns which hold it is.
  int64_t HoldPlaces(int64_t session_id, int places) {
    registration::v1::CreateHoldRequest request;
    request.mutable_hold()->set_session_id(session_id);
    request.mutable_hold()->set_places(places);
    request.set_browser_token("browser-token-of-a-family");
    request.set_request_id(absl::StrCat("h", ++requests_));
    const auto held = deployment_.Call<Registration>(
        "web", kFamily, &Registration::Stub::CreateHold, request);
    EXPECT_OK(held.status());
    return held.ok() ? held->id() : 0;
  }

  void Cancel(int64_t booking_id) {
    registration::v1::CancelBookingRequest request;
    request.set_id(booking_id);
    Do(&Registration::Stub::CancelBooking, request);
  }

  int64_t Employ(const std::string& name) {
    scheduling::v1::CreateFacilitatorRequest request;
    auto& asked = *request.mutable_facilitator();
    asked.set_display_name(name);
    asked.set_email(name + "@example.org");
    asked.set_role(scheduling::v1::Facilitator::PRACTITIONER);
    const auto made = deployment_.Call<Facilitators>(
        "cwpctl", kOperator, &Facilitators::Stub::CreateFacilitator, request);
    EXPECT_OK(made.status());
    return made.ok() ? made->id() : 0;
  }

  // Whether a message to those who lead a session went out.
  bool LeadersHear(int64_t session_id) {
    notifications::v1::ListMessagesRequest request;
    request.set_session_id(session_id);
    const auto listed = deployment_.Call<Notifications>(
        "cwpctl", kOperator, &Notifications::Stub::ListMessages, request);
    EXPECT_OK(listed.status());
    return listed.ok() && listed->messages_size() == 1 &&
           listed->messages(0).kind() == Message::ADDRESS_MISSING &&
           listed->messages(0).state() == Message::SENT;
  }

  // Another session of the same workshop, a week later, without an address.
  int64_t NextSession(const scheduling::v1::Session& session,
                      int64_t facilitator_id = 0) {
    scheduling::v1::CreateSessionRequest request;
    request.mutable_session()->set_workshop_id(session.workshop_id());
    request.mutable_session()->set_capacity(5);
    if (facilitator_id != 0) {
      request.mutable_session()->add_facilitator_ids(facilitator_id);
    }
    auto& meeting = *request.mutable_session()->add_meetings();
    meeting.set_local_start("2027-02-18T18:00");
    meeting.set_local_end("2027-02-18T19:00");
    const auto created = deployment_.Call<Scheduling>(
        "cwpctl", kOperator, &Scheduling::Stub::CreateSession, request);
    EXPECT_OK(created.status());
    scheduling::v1::OpenSessionRequest open;
    open.set_id(created->id());
    EXPECT_OK(deployment_.Call<Scheduling>(
        "cwpctl", kOperator, &Scheduling::Stub::OpenSession, open));
    deployment_.AwaitSession(created->id());
    return created->id();
  }

  // The messages about a booking or an entry, oldest first.
  std::vector<Message> Outbox(int64_t booking_id, int64_t entry_id) {
    notifications::v1::ListMessagesRequest request;
    request.set_booking_id(booking_id);
    request.set_waitlist_entry_id(entry_id);
    const auto listed = deployment_.Call<Notifications>(
        "cwpctl", kOperator, &Notifications::Stub::ListMessages, request);
    EXPECT_OK(listed.status());
    if (!listed.ok()) return {};
    return {listed->messages().rbegin(), listed->messages().rend()};
  }

  // Waits until a message of this kind went out.
  bool Goes(Message::Kind kind, int64_t booking_id, int64_t entry_id = 0) {
    deployment_.notifications().Wake();
    return Eventually([&] {
      bool sent = false;
      for (const Message& message : Outbox(booking_id, entry_id)) {
        sent |= message.kind() == kind && message.state() == Message::SENT;
      }
      return sent;
    });
  }

  std::vector<Message::Kind> SentKinds(int64_t booking_id) {
    std::vector<Message::Kind> kinds;
    for (const Message& message : Outbox(booking_id, 0)) {
      if (message.state() == Message::SENT) kinds.push_back(message.kind());
    }
    return kinds;
  }

  // The text of the one message about a waitlist entry, on one line.
  std::string MailOf(int64_t entry_id) {
    for (const std::string& mail : deployment_.Mail()) {
      if (!absl::StrContains(mail,
                             absl::StrCat("Message-ID: <", entry_id, "-"))) {
        continue;
      }
      return absl::StrReplaceAll(mail, {{"=\r\n", ""}, {"\r\n", " "}});
    }
    return "";
  }

  int64_t MailTo(const std::string& address) {
    int64_t count = 0;
    for (const std::string& mail : deployment_.Mail()) {
      count += absl::StrContains(mail, absl::StrCat("To: <", address, ">"));
    }
    return count;
  }

  int requests_ = 0;
  Deployment deployment_;
};

// The clock of a deployment begins on Monday 1 February 2027 at 9am, and its
// sessions are ten days later at 6pm.
TEST_F(MessagesTest, ABookingFromConfirmationToItsLastReminder) {
  const auto session = deployment_.OpenSession(5);
  const int64_t other = NextSession(session);
  const int64_t id = Book(session.id(), "ada");
  ASSERT_TRUE(Goes(Message::CONFIRMATION, id));
  Book(session.id(), "ada");
  ASSERT_TRUE(Goes(Message::REPEAT, id));
  EXPECT_TRUE(deployment_.Bookings(session.id())[0].has_repeat_time())
      << "staff see the duplicate";
  deployment_.clock().Advance(absl::Minutes(11));
  registration::v1::FindMyBookingsRequest find;
  find.set_email("ada@example.org");
  ASSERT_OK(deployment_.Call<Registration>(
      "web", kFamily, &Registration::Stub::FindMyBookings, find));
  ASSERT_TRUE(Goes(Message::FIND, id));
  registration::v1::ChangeAttendeesRequest change;
  change.set_id(id);
  change.add_attendees();
  change.add_attendees();
  Do(&Registration::Stub::ChangeAttendees, change);
  ASSERT_TRUE(Goes(Message::CHANGE, id));
  registration::v1::MoveBookingRequest move;
  move.set_id(id);
  move.set_to_session_id(other);
  Do(&Registration::Stub::MoveBooking, move);
  ASSERT_TRUE(Goes(Message::MOVE, id));

  // Past the first session, of which nothing is said any more.
  deployment_.clock().Advance(absl::Hours(15 * 24 + 9));
  ASSERT_TRUE(Goes(Message::REMINDER, id));
  deployment_.clock().Advance(absl::Hours(46));
  ASSERT_TRUE(Goes(Message::LAST_REMINDER, id));
  EXPECT_THAT(SentKinds(id),
              ElementsAre(Message::CONFIRMATION, Message::REPEAT, Message::FIND,
                          Message::CHANGE, Message::MOVE, Message::REMINDER,
                          Message::LAST_REMINDER));
}

TEST_F(MessagesTest, WhoCancelsOrIsRefusedHearsOfThatAndOfNothingLater) {
  const auto session = deployment_.OpenSession(5);
  const int64_t cancelled = Book(session.id(), "ada");
  ASSERT_TRUE(Goes(Message::CONFIRMATION, cancelled));
  Cancel(cancelled);
  ASSERT_TRUE(Goes(Message::CANCELLATION, cancelled));

  const int64_t refused = Book(session.id(), "bob");
  registration::v1::RefuseBookingRequest refuse;
  refuse.set_id(refused);
  Do(&Registration::Stub::RefuseBooking, refuse);
  ASSERT_TRUE(Goes(Message::REFUSAL, refused));

  registration::v1::SetContactBlockRequest block;
  block.set_contact("eve@example.org");
  block.set_reason("asked to");
  Do(&Registration::Stub::SetContactBlock, block);
  ASSERT_TRUE(Goes(Message::BLOCK, Book(session.id(), "eve")));

  deployment_.clock().Advance(absl::Hours(10 * 24 + 8));
  deployment_.notifications().Wake();
  EXPECT_TRUE(Eventually([&] {
    for (const Message& message : Outbox(cancelled, 0)) {
      if (message.state() == Message::PENDING) return false;
    }
    return true;
  }));
  EXPECT_THAT(SentKinds(cancelled),
              ElementsAre(Message::CONFIRMATION, Message::CANCELLATION));
}

TEST_F(MessagesTest, WhoWaitsHearsOfTurnAndDeadlineAndEnd) {
  const auto session = deployment_.OpenSession(1);
  const int64_t booking = Book(session.id(), "ada");
  const int64_t first = Wait(session.id(), "bob");
  ASSERT_TRUE(Goes(Message::WAITLISTED, 0, first));
  EXPECT_EQ(Wait(session.id(), "bob"), first);
  ASSERT_TRUE(Goes(Message::WAITLIST_REPEAT, 0, first));
  const int64_t second = Wait(session.id(), "eve");
  const int64_t third = Wait(session.id(), "dan");
  Cancel(booking);
  ASSERT_TRUE(Goes(Message::OFFER, 0, first));
  deployment_.clock().Advance(absl::Hours(5 * 24));
  ASSERT_TRUE(Goes(Message::OFFER_LAPSE, 0, first));
  ASSERT_TRUE(Goes(Message::OFFER, 0, second));

  scheduling::v1::CancelSessionRequest cancel;
  cancel.set_apply_now(true);
  cancel.set_id(session.id());
  ASSERT_OK(deployment_.Call<Scheduling>(
      "cwpctl", kOperator, &Scheduling::Stub::CancelSession, cancel));
  ASSERT_TRUE(Goes(Message::WAITLIST_END, 0, second));
  ASSERT_TRUE(Goes(Message::WAITLIST_END, 0, third));
  for (const std::string& mail : deployment_.Mail()) {
    EXPECT_TRUE(absl::StrContains(mail, "Understanding worry")) << mail;
  }
}

TEST_F(MessagesTest, ACalendarTakesWhateverComesLater) {
  const auto session = deployment_.OpenSession(5);
  const int64_t id = Book(NextSession(session), "ada");
  ASSERT_TRUE(Goes(Message::CONFIRMATION, id));
  const auto sequence = [&] {
    registration::v1::ResolveJoinTokenRequest request;
    request.set_token(Deployment::TokenIn(deployment_.Mail()[0], "/j/"));
    const auto pass = deployment_.Call<Registration>(
        "web", kFamily, &Registration::Stub::ResolveJoinToken, request);
    EXPECT_OK(pass.status());
    return pass.ok() ? pass->sequence() : 0;
  };
  const int64_t before = sequence();
  registration::v1::MoveBookingRequest move;
  move.set_id(id);
  move.set_to_session_id(session.id());
  Do(&Registration::Stub::MoveBooking, move);
  const int64_t moved = sequence();
  EXPECT_GT(moved, before);
  Reschedule(session, absl::Hours(24));
  deployment_.clock().Advance(absl::Minutes(10));
  EXPECT_TRUE(Eventually([&] { return sequence() > moved; }));
}

TEST_F(MessagesTest, WhoWaitsForPlacesThatAreOnlyHeldHearsUntilWhen) {
  const auto session = deployment_.OpenSession(2);
  Book(session.id(), "ada");
  HoldPlaces(session.id(), 1);
  const int64_t first = Wait(session.id(), "bob");
  ASSERT_TRUE(Goes(Message::HELD_IN_LINE, 0, first));
  const std::string mail = MailOf(first);
  EXPECT_THAT(mail, HasSubstr("You are number 1 in line"));
  EXPECT_THAT(mail, HasSubstr("Monday 1 February 2027, 9:20am"));
  const int64_t second = Wait(session.id(), "eve");
  ASSERT_TRUE(Goes(Message::HELD_IN_LINE, 0, second));
  EXPECT_THAT(MailOf(second), HasSubstr("You are number 2 in line"));

  // It lapses, and is offered to the first: now nothing is only held.
  deployment_.clock().Advance(absl::Minutes(20));
  ASSERT_TRUE(Goes(Message::OFFER, 0, first));
  const int64_t third = Wait(session.id(), "cat");
  ASSERT_TRUE(Goes(Message::WAITLISTED, 0, third));
  EXPECT_THAT(MailOf(third), Not(HasSubstr("held")));
}

// Everything that waits is dropped, the files of what was sent go, and one last
// message says so, from an address that is kept apart for a day.
TEST_F(MessagesTest, WhoIsErasedHearsOfThatOnceAndNothingElseIsLeft) {
  const auto session = deployment_.OpenSession(5);
  const auto full = deployment_.OpenSession(1);
  const int64_t first = Book(session.id(), "ada");
  const int64_t other = Book(full.id(), "bob");
  const int64_t waits = Wait(full.id(), "ada");
  ASSERT_TRUE(Goes(Message::CONFIRMATION, first));
  ASSERT_TRUE(Goes(Message::CONFIRMATION, other));
  ASSERT_TRUE(Goes(Message::WAITLISTED, 0, waits));
  ASSERT_EQ(deployment_.Mail().size(), 3u);

  registration::v1::EraseContactRequest erase;
  erase.set_contact("Ada@Example.org");
  Do(&Registration::Stub::EraseContact, erase);
  ASSERT_TRUE(Goes(Message::ERASED, first));
  EXPECT_THAT(SentKinds(first),
              ElementsAre(Message::CONFIRMATION, Message::ERASED));
  for (const Message& message : Outbox(first, 0)) {
    if (message.state() == Message::SENT) continue;
    EXPECT_EQ(message.state(), Message::DROPPED);
    EXPECT_EQ(message.last_error(), "ERASED");
  }
  EXPECT_EQ(MailTo("ada@example.org"), 1) << "the farewell";
  EXPECT_EQ(MailTo("bob@example.org"), 1);
  Do(&Registration::Stub::EraseContact, erase);

  // Nothing of them comes back with a notifications that starts over.
  deployment_.StopNotifications();
  deployment_.clock().Advance(absl::Hours(26));
  deployment_.StartNotifications();
  EXPECT_TRUE(Eventually([&] { return MailTo("ada@example.org") == 0; }));
  EXPECT_EQ(MailTo("bob@example.org"), 1);
  EXPECT_THAT(SentKinds(first),
              ElementsAre(Message::CONFIRMATION, Message::ERASED));
}

// Retention reaches what was written as erasure does, and tells nobody.
TEST_F(MessagesTest, WhatIsPurgedLeavesNoMailFile) {
  const auto session = deployment_.OpenSession(5);
  const int64_t id = Book(session.id(), "ada");
  ASSERT_TRUE(Goes(Message::CONFIRMATION, id));
  deployment_.clock().Advance(absl::Hours(101 * 24));
  deployment_.OpenSession(1);  // The clock is believed where things happen.
  deployment_.StopRegistration();
  deployment_.StartRegistration();
  EXPECT_TRUE(Eventually([&] { return MailTo("ada@example.org") == 0; }));
  EXPECT_THAT(SentKinds(id), ElementsAre(Message::CONFIRMATION));
}

TEST_F(MessagesTest, WhoLeadsASessionHearsThatItHasNoAddress) {
  const auto with_address = deployment_.OpenSession(5);
  const int64_t session = NextSession(with_address, Employ("cat"));
  deployment_.clock().Advance(absl::Hours(16 * 24));
  EXPECT_TRUE(Eventually([&] {
    deployment_.notifications().Wake();
    return LeadersHear(session);
  }));
  EXPECT_EQ(MailTo("cat@example.org"), 1);
  EXPECT_EQ(deployment_.Mail().size(), 1u) << "of the other there is nothing";
}

// The link that a contact was sent says so until then.
TEST_F(MessagesTest, ALinkToASessionWithoutAnAddressLeadsNowhereYet) {
  const int64_t session = NextSession(deployment_.OpenSession(5));
  ASSERT_TRUE(Goes(Message::CONFIRMATION, Book(session, "ada")));
  registration::v1::GetJoinUriRequest request;
  request.set_token(Deployment::TokenIn(deployment_.Mail()[0], "/j/"));
  const auto join = [&] {
    return ReasonOf(deployment_
                        .Call<Registration>("web", kFamily,
                                            &Registration::Stub::GetJoinUri,
                                            request)
                        .status());
  };
  EXPECT_EQ(join(), "JOIN_TOO_EARLY");
  deployment_.clock().Advance(absl::Hours(17 * 24 + 9));
  EXPECT_EQ(join(), "JOIN_ADDRESS_MISSING");
}

// What can still be taken back stops bookings at once, and tells nobody.
TEST_F(MessagesTest, AMoveThatIsTakenBackIsAsIfItHadNotBeen) {
  const auto session = deployment_.OpenSession(2);
  const int64_t id = Book(session.id(), "ada");
  ASSERT_TRUE(Goes(Message::CONFIRMATION, id));
  const auto asked = [&](const std::string& request_id) {
    return ReasonOf(
        deployment_.Book(session.id(), "bob@example.org", 1, request_id)
            .status());
  };
  Reschedule(session, absl::Hours(24));
  ASSERT_TRUE(Eventually([&] { return StateOf(session) == "CHANGING"; }));
  EXPECT_EQ(asked("bob-1"), "SESSION_CHANGING");
  scheduling::v1::UndoSessionChangeRequest undo;
  undo.set_id(session.id());
  ASSERT_OK(deployment_.Call<Scheduling>(
      "cwpctl", kOperator, &Scheduling::Stub::UndoSessionChange, undo));
  ASSERT_TRUE(Eventually([&] { return StateOf(session) == "OPEN"; }));
  EXPECT_EQ(asked("bob-2"), "");
  deployment_.clock().Advance(absl::Minutes(11));
  // What comes later is heard of after all that came before.
  Cancel(id);
  ASSERT_TRUE(Goes(Message::CANCELLATION, id));
  EXPECT_THAT(SentKinds(id),
              ElementsAre(Message::CONFIRMATION, Message::CANCELLATION));
}

TEST_F(MessagesTest, AMoveIsToldWhenItComes) {
  const auto session = deployment_.OpenSession(2);
  const int64_t id = Book(session.id(), "ada");
  ASSERT_TRUE(Goes(Message::CONFIRMATION, id));
  Reschedule(session, absl::Hours(24));
  deployment_.clock().Advance(absl::Minutes(10));
  ASSERT_TRUE(Goes(Message::RESCHEDULE, id));
  EXPECT_TRUE(Eventually([&] {
    return deployment_.Book(session.id(), "bob@example.org", 1, "bob").ok();
  }));
}

TEST_F(MessagesTest, BookingsAreToldWhereTheirSessionIsNow) {
  const auto session = deployment_.OpenSession(2);
  const int64_t id = Book(session.id(), "ada");
  ASSERT_TRUE(Goes(Message::CONFIRMATION, id));
  scheduling::v1::UpdateSessionRequest update;
  update.mutable_session()->set_id(session.id());
  auto& place = *update.mutable_session()->mutable_delivery_override();
  place.set_mode(scheduling::v1::Delivery::VENUE);
  place.mutable_venue()->set_name("Example Hall");
  place.mutable_venue()->set_address("1 High Street");
  ASSERT_OK(deployment_.Call<Scheduling>(
      "cwpctl", kOperator, &Scheduling::Stub::UpdateSession, update));
  ASSERT_TRUE(Goes(Message::RELOCATION, id));
  EXPECT_TRUE(absl::StrContains(deployment_.Mail().back(),
                                "Where: Example Hall, 1 High Street"));
  EXPECT_THAT(SentKinds(id),
              ElementsAre(Message::CONFIRMATION, Message::RELOCATION));
}

TEST_F(MessagesTest, BookingsAreToldThatTheirSessionDoesNotTakePlace) {
  const auto session = deployment_.OpenSession(2);
  const int64_t id = Book(session.id(), "ada");
  ASSERT_TRUE(Goes(Message::CONFIRMATION, id));
  scheduling::v1::CancelSessionRequest cancel;
  cancel.set_apply_now(true);
  cancel.set_id(session.id());
  ASSERT_OK(deployment_.Call<Scheduling>(
      "cwpctl", kOperator, &Scheduling::Stub::CancelSession, cancel));
  ASSERT_TRUE(Goes(Message::SESSION_CANCELLATION, id));
}

}  // namespace
}  // namespace cwp
