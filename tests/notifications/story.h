#ifndef CWP_TESTS_NOTIFICATIONS_STORY_H_
#define CWP_TESTS_NOTIFICATIONS_STORY_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/feed/follower.h"
#include "common/testing/status_matchers.h"
#include "common/time/proto_time.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/registration/v1/change.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/registration_follower.h"
#include "tests/notifications/sender_fixture.h"

// Which message goes when, and what it says, for everything that can happen to
// a booking or a waitlist entry: a clock that runs only from one due message to
// the next, registration's feed as input, envelopes as output.

namespace cwp::notifications {

using registration::v1::Booking;
using registration::v1::MessageDetails;
using registration::v1::Offer;
using registration::v1::WaitlistEntry;

inline constexpr int64_t kBooking = 7;
inline constexpr int64_t kEntry = 9;
inline constexpr int64_t kSession = 1;
inline constexpr int64_t kOtherSession = 2;

// A Monday, and a session on the Thursday of the week after.
inline const absl::Time kStart =
    absl::FromCivil(absl::CivilHour(2027, 2, 1, 9), absl::UTCTimeZone());
inline const absl::Time kMeeting =
    absl::FromCivil(absl::CivilHour(2027, 2, 11, 18), absl::UTCTimeZone());

// A message that went out.
struct Sent {
  absl::Time time;
  std::string kind;
  std::string text;
};

class Story;

// Something that happens some time after the beginning.
struct Event {
  absl::Duration after;
  std::function<void(Story&)> happen;
};

// A message that goes out at a time, at most `late` after it.
struct Expected {
  std::string kind;
  absl::Time time;
  std::vector<std::string> says;
  absl::Duration late;
};

struct StoryCase {
  std::string name;
  std::vector<Event> events;
  std::vector<Expected> messages;
};

// All that is told of bookings, and of waitlist entries.
std::vector<StoryCase> AllBookingStories();
std::vector<StoryCase> AllWaitlistStories();

class Story : public SenderFixture {
 protected:
  Story() : SenderFixture(kStart) {}

  void SetUp() override {
    SenderFixture::SetUp();
    Meets(kSession, kMeeting);
    Meets(kOtherSession, kMeeting + absl::Hours(7 * 24));
    MessageDetails& entry = registration_.details[kEntry];
    entry.set_email("ada@example.org");
    entry.set_name("Ada Example");
    entry.set_workshop_title("Understanding worry");
    entry.set_places(2);
    entry.set_waitlist_token("WAIT");
    SetTimes(entry, kMeeting);
  }

 public:
  // When and where a session is, as registration's feed says.
  void Meets(int64_t session_id, absl::Time start) {
    registration::v1::SeatCount count;
    count.set_session_id(session_id);
    *count.mutable_start_time() = ToTimestamp(start);
    *count.mutable_end_time() = ToTimestamp(start + absl::Hours(1));
    auto& meeting = *count.add_meetings();
    *meeting.mutable_start_time() = count.start_time();
    *meeting.mutable_end_time() = count.end_time();
    count.set_venue(registration_.details[kBooking].venue());
    Feed("pool", session_id, "session_changed", count);
  }

  // A booking is made.
  void Book(int64_t id = kBooking) {
    Describe(id).set_state(Booking::CONFIRMED);
    Change(id, "booking_created");
  }

  // What registration knows of a booking.
  MessageDetails& Describe(int64_t id) {
    MessageDetails& details = registration_.details[id];
    details.set_email("ada@example.org");
    details.set_name("Ada Example");
    details.set_workshop_title("Understanding worry");
    details.set_reference("7Q2M8KXA");
    details.set_places(2);
    details.set_join_token("JOIN");
    details.set_manage_token("MANAGE");
    SetTimes(details, kMeeting);
    return details;
  }

  // Something happens to a booking; registration knows before the feed tells.
  void Change(int64_t id, const std::string& cause,
              int64_t session_id = kSession) {
    ++versions_[id];
    Note(id, cause, session_id);
  }

  // The same for what leaves the version as it is.
  void Note(int64_t id, const std::string& cause,
            int64_t session_id = kSession) {
    const MessageDetails& details = registration_.details[id];
    registration::v1::BookingChange change;
    change.set_booking_id(id);
    change.set_session_id(session_id);
    change.set_state(details.state());
    change.set_cancel_reason(details.cancel_reason());
    change.set_version(versions_[id]);
    Feed("booking", id, cause, change);
  }

  // Registration erases the booking, all at once: what is live is cancelled. A
  // contact who asked for it is told so.
  void Erase(bool asked_for) {
    MessageDetails& details = registration_.details[kBooking];
    details.clear_email();
    details.clear_name();
    if (asked_for) {
      registration_.farewells[kBooking] = "ada@example.org";
      Cancel(Booking::BY_CONTACT, "booking_cancelled");
    }
    registration::v1::BookingChange change;
    change.set_booking_id(kBooking);
    change.set_session_id(kSession);
    change.set_state(details.state());
    change.set_version(versions_[kBooking]);
    change.set_farewell(asked_for);
    Feed("booking", kBooking, "booking_erased", change);
  }

  // The same with the waitlist entry.
  void EraseEntry() {
    MessageDetails& details = registration_.details[kEntry];
    details.clear_email();
    details.clear_name();
    registration_.farewells[kEntry] = "ada@example.org";
    Wait("waitlist_left", WaitlistEntry::LEFT);
    registration::v1::WaitlistChange change;
    change.set_waitlist_entry_id(kEntry);
    change.set_state(WaitlistEntry::LEFT);
    change.set_version(versions_[kEntry]);
    change.set_farewell(true);
    Feed("waitlist_entry", kEntry, "waitlist_erased", change);
  }

  // Registration keeps no address for the farewell any more.
  void ForgetFarewell() { registration_.farewells.clear(); }

  void Cancel(Booking::CancelReason reason, const std::string& cause) {
    registration_.details[kBooking].set_state(Booking::CANCELLED);
    registration_.details[kBooking].set_cancel_reason(reason);
    Change(kBooking, cause);
  }

  // A booking that never had places.
  void RefuseAtOnce(Booking::CancelReason reason) {
    MessageDetails& details = Describe(kBooking);
    details.set_state(Booking::CANCELLED);
    details.set_cancel_reason(reason);
    Change(kBooking, "booking_refused");
  }

  // Its e-mail address is put right, which books what was only a repeat; from
  // now on all goes there.
  void CorrectEmail() {
    address_ = "ada.example@example.org";
    MessageDetails& details = registration_.details[kBooking];
    details.set_email(address_);
    details.set_state(Booking::CONFIRMED);
    details.clear_cancel_reason();
    Change(kBooking, "email_corrected");
  }

  void Move() {
    SetTimes(registration_.details[kBooking], kMeeting + absl::Hours(7 * 24));
    Change(kBooking, "booking_moved", kOtherSession);
  }

  void Reschedule(absl::Time start, const std::string& venue = "") {
    registration_.details[kBooking].set_venue(venue);
    SetTimes(registration_.details[kBooking], start);
    Meets(kSession, start);
  }

  // The booking's session takes place somewhere else.
  void Relocate(const std::string& venue) {
    Reschedule(ToTime(registration_.details[kBooking].meetings(0).start_time()),
               venue);
  }

  // The places that the entry waits for are held until `until`, and it stands
  // at `position`.
  void HoldUntil(absl::Time until, int position) {
    MessageDetails& details = registration_.details[kEntry];
    *details.mutable_hold_lapse_time() = ToTimestamp(until);
    details.set_position(position);
  }

  // They are not held any more.
  void HoldsEnd() { registration_.details[kEntry].clear_hold_lapse_time(); }

  // Something happens to the waitlist entry.
  void Wait(const std::string& cause, WaitlistEntry::State state) {
    registration_.details[kEntry].set_waitlist_state(state);
    registration::v1::WaitlistChange change;
    change.set_waitlist_entry_id(kEntry);
    change.set_state(state);
    change.set_version(++versions_[kEntry]);
    change.set_places_held(registration_.details[kEntry].has_hold_lapse_time());
    Feed("waitlist_entry", kEntry, cause, change);
  }

  void MakeOffer(absl::Duration stands) {
    Offer& offer = *registration_.details[kEntry].mutable_offer();
    offer.set_state(Offer::OPEN);
    offer.set_places(2);
    *offer.mutable_expire_time() = ToTimestamp(clock_.Now() + stands);
    Wait("offer_made", WaitlistEntry::OFFERED);
  }

  void EndOffer(Offer::State how, const std::string& cause,
                WaitlistEntry::State then) {
    registration_.details[kEntry].mutable_offer()->set_state(how);
    Wait(cause, then);
  }

  void MailServer(bool up) {
    mailer_.status =
        up ? absl::OkStatus() : Unavailable("MAIL_UNAVAILABLE", "it is down");
  }

  // Lets time pass, sending whatever is due as soon as it is.
  void RunUntil(absl::Time end) {
    while (true) {
      absl::Time next = absl::InfiniteFuture();
      ASSERT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(next, NextDue(tx));
        return absl::OkStatus();
      }));
      if (next > end) break;
      clock_.Advance(std::max(next - clock_.Now(), absl::ZeroDuration()));
      // Every time by another process, as after a restart.
      ASSERT_OK(MakeSender(mailer_)->SendDue());
      Collect();
    }
    clock_.Advance(end - clock_.Now());
  }

  // Plays a case to the end, and checks that the right messages go at the right
  // time, and no others.
  void Tell(const StoryCase& test);

  const std::vector<Sent>& sent() const { return sent_; }

 protected:
  static void SetTimes(MessageDetails& details, absl::Time start) {
    details.clear_meetings();
    auto* meeting = details.add_meetings();
    *meeting->mutable_start_time() = ToTimestamp(start);
    *meeting->mutable_end_time() = ToTimestamp(start + absl::Hours(1));
  }

  template <class Resource>
  void Feed(const std::string& kind, int64_t id, const std::string& cause,
            const Resource& resource) {
    feed::v1::Change change;
    change.set_kind(kind);
    change.set_resource_id(id);
    change.set_cause(cause);
    change.set_commit_micros(absl::ToUnixMicros(clock_.Now()));
    change.set_resource(resource.SerializeAsString());
    feed_.push_back(std::move(change));
    Apply(static_cast<int64_t>(feed_.size()));
  }

  void Apply(int64_t revision) {
    RegistrationFollower follower(ids_, clock_, [] {});
    ASSERT_OK(database_->Write([&](db::Transaction& tx) {
      return follower.Apply(
          tx, {{.revision = revision, .change = &feed_[revision - 1]}});
    }));
  }

  void Collect() {
    for (const Envelope& envelope : mailer_.sent) {
      EXPECT_THAT(envelope.to, ::testing::ElementsAre(address_));
      EXPECT_TRUE(names_.insert(envelope.name).second)
          << envelope.name << " went twice";
      sent_.push_back(
          {.time = clock_.Now(),
           .kind = envelope.name.substr(
               envelope.name.find('-', envelope.name.find('-') + 1) + 1),
           .text = absl::StrReplaceAll(envelope.content, {{"=\r\n", ""}})});
    }
    mailer_.sent.clear();
  }

  std::string address_ = "ada@example.org";
  std::map<int64_t, int64_t> versions_;
  std::vector<feed::v1::Change> feed_;
  std::vector<Sent> sent_;
  std::set<std::string> names_;
};

inline void Story::Tell(const StoryCase& test) {
  for (const Event& event : test.events) {
    RunUntil(kStart + event.after);
    event.happen(*this);
  }
  RunUntil(kMeeting + absl::Hours(24 * 30));

  ASSERT_EQ(sent().size(), test.messages.size());
  for (size_t i = 0; i < sent().size(); ++i) {
    const Expected& want = test.messages[i];
    EXPECT_EQ(sent()[i].kind, want.kind);
    EXPECT_GE(sent()[i].time, want.time) << want.kind;
    EXPECT_LE(sent()[i].time, want.time + want.late) << want.kind;
    for (const std::string& says : want.says) {
      EXPECT_THAT(sent()[i].text, ::testing::HasSubstr(says)) << want.kind;
    }
  }
}

inline constexpr absl::Duration kNow = absl::ZeroDuration();
inline constexpr absl::Duration kDay = absl::Hours(24);
// A failed attempt is repeated within a quarter of an hour and its quarter.
inline constexpr absl::Duration kRetry = absl::Minutes(19);

// When the first session meets, and the other one, in words.
inline const std::string kWhen = "Thursday 11 February 2027, 6pm to 7pm";
inline const std::string kOtherWhen = "Thursday 18 February 2027, 6pm to 7pm";

inline const Expected kConfirmation = {
    "confirmation", kStart, {kWhen, "Places: 2", "7Q2M8KXA", "/j/JOIN"}, {}};
inline const Expected kReminder = {
    "reminder", kMeeting - absl::Hours(48), {kWhen, "/j/JOIN"}, {}};
inline const Expected kLastReminder = {
    "last-reminder", kMeeting - absl::Hours(2), {kWhen, "/j/JOIN"}, {}};
inline const Event kBooked = {kNow, [](Story& story) { story.Book(); }};

inline Event MailDown(absl::Duration after) {
  return {after, [](Story& story) { story.MailServer(false); }};
}

inline Event MailUp(absl::Duration after) {
  return {after, [](Story& story) { story.MailServer(true); }};
}

}  // namespace cwp::notifications

#endif  // CWP_TESTS_NOTIFICATIONS_STORY_H_
