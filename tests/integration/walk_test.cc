#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/rpc/caller.h"
#include "common/testing/long_count.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"
#include "tests/integration/told.h"
#include "tests/integration/walker.h"

// Random calls to the real service, of families, a partner and the operator,
// one after the other, judged by what is promised. The simulation begins behind
// the calls, and sees none of this.

namespace cwp {
namespace {

namespace v1 = registration::v1;

constexpr int64_t kCallsEach = 500;
constexpr int64_t kContacts = 12;
constexpr int64_t kLargestParty = 4;

const Asker kAsFamily = {"web", kFamily};
const Asker kAsOperator = {"cwpctl", kOperator};
const Asker kAsPartner = {
    "gateway",
    {.kind = rpc::CallerKind::kPartner, .id = "7", .channel = "eventbrite"}};

class Walk : public Walker {
 public:
  explicit Walk(uint64_t seed) : Walker(seed) {}

  // Goes on for so many calls, or to the first that is answered wrongly.
  void Go(int64_t calls) {
    for (int64_t i = 0; i < calls && !::testing::Test::HasFailure(); ++i) {
      SCOPED_TRACE(absl::StrCat("call ", i));
      PassTime();
      Look(AnySession());
      Act();
    }
  }

 private:
  // A hold that was answered for.
  struct Kept {
    v1::Hold hold;
    std::string browser;
    int extensions = 0;
  };
  // A booking that a browser made.
  struct Made {
    v1::CreateBookingRequest request;
    v1::Booking receipt;
  };
  struct Deed {
    int64_t weight;
    void (Walk::*act)();
  };
  static const std::vector<Deed>& Deeds();

  void Act() {
    int64_t total = 0;
    for (const Deed& deed : Deeds()) total += deed.weight;
    int64_t drawn = Below(total);
    for (const Deed& deed : Deeds()) {
      if (drawn < deed.weight) return (this->*deed.act)();
      drawn -= deed.weight;
    }
  }

  int32_t AnyParty() { return static_cast<int32_t>(1 + Below(kLargestParty)); }
  std::string AnyEmail() {
    return absl::StrCat("person", Below(kContacts), "@example.org");
  }
  void Fill(v1::Contact& contact) {
    contact.set_name("Ada Example");
    contact.set_email(AnyEmail());
  }

  const Asker& AnyAsker() {
    if (OneIn(2)) return kAsFamily;
    return OneIn(2) ? kAsPartner : kAsOperator;
  }

  void Book() {
    const Asker& asker = AnyAsker();
    v1::CreateBookingRequest request;
    request.set_request_id(NewRequest());
    v1::Booking& booking = *request.mutable_booking();
    booking.set_session_id(AnySession());
    Fill(*booking.mutable_contact());
    int32_t places = AnyParty();
    if (asker.is_public() && !kept_.empty() && !OneIn(3)) {
      const Kept& own = AnyRecent(kept_);
      request.set_hold_id(own.hold.id());
      request.set_browser_token(own.browser);
      if (!OneIn(10)) booking.set_session_id(own.hold.session_id());
      if (!OneIn(3)) places = own.hold.places();
    }
    for (int32_t i = 0; i < places; ++i) booking.add_attendees();
    const auto answer =
        Ask(asker, &Registration::Stub::CreateBooking, request,
            [&](const auto& answered) {
              return IsRightBooking(asker, request, answered.status());
            });
    if (!answer.has_value() || !asker.is_public()) return;
    // Four things, the same for everybody.
    v1::Booking receipt;
    receipt.set_reference(answer->reference());
    receipt.set_session_id(booking.session_id());
    receipt.set_places(places);
    receipt.set_state(v1::Booking::CONFIRMED);
    EXPECT_EQ(answer->SerializeAsString(), receipt.SerializeAsString());
    EXPECT_EQ(answer->reference().size(), 8u);
    made_.push_back({request, *answer});
  }

  bool IsRightBooking(const Asker& asker,
                      const v1::CreateBookingRequest& request,
                      const absl::Status& answer) {
    const int64_t session_id = request.booking().session_id();
    int64_t places = request.booking().attendees_size();
    places -= told().KeptBy(request.hold_id(), session_id, places, Now());
    places -= told().FromAllotment(session_id, asker.caller.channel, places);
    if (told().IsRight(session_id, places, answer, Now())) return true;
    // Whoever books gives their own turn in line up first, for which places may
    // have been kept.
    const bool has_turn =
        told().Lasts(request.hold_id(), Now()) &&
        told().holds.at(request.hold_id()).state() == v1::Hold::IN_LINE &&
        told().holds.at(request.hold_id()).session_id() == session_id;
    return has_turn && answer.ok() && told().AreFree(session_id, places) &&
           !told().IsOverdue(session_id, Now());
  }

  void PlaceHold() {
    v1::CreateHoldRequest request;
    request.set_request_id(NewRequest());
    request.set_browser_token(
        absl::StrCat("browser-of-the-hold-", request.request_id()));
    request.set_wait_in_line(OneIn(2));
    v1::Hold& hold = *request.mutable_hold();
    hold.set_session_id(AnySession());
    hold.set_places(AnyParty());
    const auto answer =
        Ask(kAsFamily, &Registration::Stub::CreateHold, request,
            [&](const absl::StatusOr<v1::Hold>& answered) {
              const int64_t id = hold.session_id();
              if (!answered.ok() || answered->state() == v1::Hold::HELD) {
                return told().IsRight(id, hold.places(), answered.status(),
                                      Now()) &&
                       !(request.wait_in_line() &&
                         ReasonOf(answered.status()) == "PLACES_HELD");
              }
              return answered->state() == v1::Hold::IN_LINE &&
                     request.wait_in_line() && !told().IsOverdue(id, Now()) &&
                     !told().AreLeft(id, hold.places()) &&
                     told().MayBecomeFree(id, hold.places());
            });
    if (answer.has_value()) kept_.push_back({*answer, request.browser_token()});
  }

  void ExtendHold() {
    if (kept_.empty()) return;
    Kept& own = AnyRecent(kept_);
    v1::ExtendHoldRequest request;
    request.set_id(own.hold.id());
    request.set_browser_token(own.browser);
    request.set_request_id(NewRequest());
    const auto answer = Ask(
        kAsFamily, &Registration::Stub::ExtendHold, request,
        [&](const auto& answered) {
          const std::string reason = ReasonOf(answered.status());
          const bool lasts = told().Lasts(own.hold.id(), Now());
          if (reason == "HOLD_NOT_EXTENDABLE") {
            return lasts && own.extensions == 10;
          }
          // One that ended long ago is forgotten.
          return lasts ? answered.ok()
                       : reason == "HOLD_LAPSED" || reason == "HOLD_NOT_FOUND";
        });
    if (answer.has_value()) ++own.extensions;
  }

  void ReleaseHold() {
    if (kept_.empty()) return;
    const Kept& own = AnyRecent(kept_);
    v1::ReleaseHoldRequest request;
    request.set_id(own.hold.id());
    request.set_browser_token(own.browser);
    request.set_request_id(NewRequest());
    Ask(kAsFamily, &Registration::Stub::ReleaseHold, request,
        [&](const auto& answered) {
          return answered.ok() ||
                 (ReasonOf(answered.status()) == "HOLD_NOT_FOUND" &&
                  !told().Lasts(own.hold.id(), Now()));
        });
  }

  void Join() {
    const Asker& asker = OneIn(2) ? kAsFamily : kAsOperator;
    v1::CreateWaitlistEntryRequest request;
    request.set_request_id(NewRequest());
    v1::WaitlistEntry& entry = *request.mutable_waitlist_entry();
    entry.add_session_ids(AnySession());
    const bool of_first = entry.session_ids(0) == sessions()[0];
    if (of_first && OneIn(2)) entry.add_session_ids(sessions()[1]);
    entry.set_places(AnyParty());
    entry.set_least_places(static_cast<int32_t>(1 + Below(entry.places())));
    Fill(*entry.mutable_contact());
    const auto answer =
        Ask(asker, &Registration::Stub::CreateWaitlistEntry, request,
            [](const auto& answered) { return answered.ok(); });
    if (!answer.has_value() || !asker.is_public()) return;
    v1::WaitlistEntry receipt;
    *receipt.mutable_session_ids() = entry.session_ids();
    receipt.set_places(entry.places());
    receipt.set_least_places(entry.least_places());
    receipt.set_state(v1::WaitlistEntry::WAITING);
    EXPECT_EQ(answer->SerializeAsString(), receipt.SerializeAsString());
  }

  void Leave() {
    if (told().entries.empty()) return;
    v1::LeaveWaitlistRequest request;
    request.set_id(AnyRecent(told().entries).first);
    request.set_request_id(NewRequest());
    Ask(kAsOperator, &Registration::Stub::LeaveWaitlist, request,
        [](const auto& answered) { return answered.ok(); });
  }

  void Accept() {
    if (told().entries.empty()) return;
    v1::AcceptOfferRequest request;
    request.set_id(AnyRecent(told().entries).first);
    request.set_request_id(NewRequest());
    for (int32_t i = AnyParty(); i > 0; --i) request.add_attendees();
    Ask(kAsOperator, &Registration::Stub::AcceptOffer, request,
        [&](const auto& answered) {
          const int64_t offered = told().OfferedTo(request.id(), Now());
          const bool enough = request.attendees_size() <= offered;
          if (offered > 0 && enough) return answered.ok();
          return ReasonOf(answered.status()) ==
                 (offered > 0 ? "NOT_ENOUGH_PLACES" : "OFFER_LAPSED");
        });
  }

  void Decline() {
    if (told().entries.empty()) return;
    v1::DeclineOfferRequest request;
    request.set_id(AnyRecent(told().entries).first);
    request.set_request_id(NewRequest());
    Ask(kAsOperator, &Registration::Stub::DeclineOffer, request,
        [&](const auto& answered) {
          return told().OfferedTo(request.id(), Now()) > 0
                     ? answered.ok()
                     : ReasonOf(answered.status()) == "OFFER_LAPSED";
        });
  }

  // Whether a booking is of a channel that the caller does not see.
  bool IsHidden(const Asker& asker, int64_t booking_id) {
    return asker.is_partner() &&
           told().bookings.at(booking_id).channel() != asker.caller.channel;
  }

  bool HasPlaces(int64_t booking_id) {
    return told().bookings.at(booking_id).state() == v1::Booking::CONFIRMED;
  }

  void Move() {
    if (told().bookings.empty()) return;
    v1::MoveBookingRequest request;
    request.set_id(AnyRecent(told().bookings).first);
    request.set_to_session_id(AnySession());
    request.set_request_id(NewRequest());
    Ask(kAsOperator, &Registration::Stub::MoveBooking, request,
        [&](const auto& answered) {
          const v1::BookingChange& own = told().bookings.at(request.id());
          const int64_t to = request.to_session_id();
          const std::string reason = ReasonOf(answered.status());
          if (to == own.session_id()) return answered.ok();
          if (!HasPlaces(request.id())) return reason == "BOOKING_CANCELLED";
          if ((to == sessions()[2]) != (own.session_id() == sessions()[2])) {
            return reason == "OTHER_WORKSHOP";
          }
          if (reason == "CONTACT_ALREADY_BOOKED") {
            return told().AreLeft(to, own.places()) && AreOfOne(own, to);
          }
          return told().IsRight(to, own.places(), answered.status(), Now());
        });
  }

  // Whether the contact of a booking has places in a session.
  bool AreOfOne(const v1::BookingChange& own, int64_t session_id) {
    v1::GetBookingRequest request;
    request.set_id(own.booking_id());
    const auto booking = deployment().Call<Registration>(
        "cwpctl", kOperator, &Registration::Stub::GetBooking, request);
    EXPECT_OK(booking);
    const std::vector<v1::Booking> there =
        List(session_id, v1::Booking::CONFIRMED);
    return booking.ok() &&
           std::any_of(there.begin(), there.end(), [&](const auto& one) {
             return one.contact().email() == booking->contact().email();
           });
  }

  void Change() {
    if (told().bookings.empty()) return;
    const Asker& asker = OneIn(3) ? kAsPartner : kAsOperator;
    v1::ChangeAttendeesRequest request;
    request.set_id(AnyRecent(told().bookings).first);
    request.set_request_id(NewRequest());
    for (int32_t i = AnyParty(); i > 0; --i) request.add_attendees();
    Ask(asker, &Registration::Stub::ChangeAttendees, request,
        [&](const auto& answered) {
          const std::string reason = ReasonOf(answered.status());
          if (IsHidden(asker, request.id())) {
            return reason == "BOOKING_NOT_FOUND";
          }
          if (!HasPlaces(request.id())) return reason == "BOOKING_CANCELLED";
          const v1::BookingChange& own = told().bookings.at(request.id());
          int64_t more = std::max(0, request.attendees_size() - own.places());
          more -= told().FromAllotment(own.session_id(), own.channel(), more);
          return told().IsRight(own.session_id(), more, answered.status(),
                                Now());
        });
  }

  void Cancel() {
    if (told().bookings.empty()) return;
    const Asker& asker = OneIn(3) ? kAsPartner : kAsOperator;
    v1::CancelBookingRequest request;
    request.set_id(AnyRecent(told().bookings).first);
    request.set_request_id(NewRequest());
    const auto answer =
        Ask(asker, &Registration::Stub::CancelBooking, request,
            [&](const auto& answered) {
              return IsHidden(asker, request.id())
                         ? ReasonOf(answered.status()) == "BOOKING_NOT_FOUND"
                         : answered.ok();
            });
    if (!answer.has_value()) return;
    EXPECT_EQ(answer->state(), v1::Booking::CANCELLED);
  }

  // The answer is the same, whatever comes of it.
  void Correct() {
    if (made_.empty()) return;
    const Made& made = AnyRecent(made_);
    v1::CorrectEmailRequest request;
    request.set_request_id(NewRequest());
    request.set_reference(made.receipt.reference());
    *request.mutable_booking() = made.request.booking();
    Fill(*request.mutable_booking()->mutable_contact());
    const auto answer =
        Ask(kAsFamily, &Registration::Stub::CorrectEmail, request,
            [&](const auto& answered) {
              return answered.ok() ||
                     (ReasonOf(answered.status()) == "BOOKING_CANCELLED" &&
                      WasGivenUp(made.receipt.reference()));
            });
    if (!answer.has_value()) return;
    EXPECT_EQ(answer->SerializeAsString(), made.receipt.SerializeAsString());
  }

  // Whether a booking had places and lost them, which its browser may know.
  bool WasGivenUp(const std::string& reference) {
    for (const int64_t session_id : sessions()) {
      for (const v1::Booking& one : List(session_id, v1::Booking::CANCELLED)) {
        if (one.reference() == reference &&
            one.cancel_reason() == v1::Booking::BY_CONTACT) {
          return true;
        }
      }
    }
    return false;
  }

  void Allot() {
    v1::SetAllotmentRequest request;
    request.set_request_id(NewRequest());
    request.set_session_id(AnySession());
    request.set_channel(kAsPartner.caller.channel);
    request.set_places(static_cast<int32_t>(Below(4)));
    Ask(kAsOperator, &Registration::Stub::SetAllotment, request,
        [&](const auto& answered) {
          const int64_t id = request.session_id();
          const auto known = told().allotments.find({id, request.channel()});
          const v1::AllotmentChange before = known == told().allotments.end()
                                                 ? v1::AllotmentChange()
                                                 : known->second;
          const int32_t wanted = std::max(request.places(), before.sold());
          return told().IsRight(id, std::max(0, wanted - before.places()),
                                answered.status(), Now());
        });
  }

  void Block() {
    v1::SetContactBlockRequest request;
    request.set_request_id(NewRequest());
    request.set_contact(AnyEmail());
    if (OneIn(3)) request.set_reason("asked us to");
    Ask(kAsOperator, &Registration::Stub::SetContactBlock, request,
        [](const auto& answered) { return answered.ok(); });
  }

  void Erase() {
    v1::EraseContactRequest request;
    request.set_contact(AnyEmail());
    Ask(kAsOperator, &Registration::Stub::EraseContact, request,
        [](const auto& answered) { return answered.ok(); });
    v1::ExportContactRequest wanted;
    wanted.set_contact(request.contact());
    const auto left = deployment().Call<Registration>(
        "cwpctl", kOperator, &Registration::Stub::ExportContact, wanted);
    ASSERT_OK(left);
    EXPECT_EQ(left->bookings_size() + left->waitlist_entries_size(), 0);
    // What asked for it is forgotten with it.
    ForgetAsked();
  }

  std::vector<Kept> kept_;
  std::vector<Made> made_;
};

const std::vector<Walk::Deed>& Walk::Deeds() {
  static const auto* const deeds = new std::vector<Deed>{
      {30, &Walk::Book},       {15, &Walk::PlaceHold}, {4, &Walk::ExtendHold},
      {4, &Walk::ReleaseHold}, {8, &Walk::Join},       {3, &Walk::Leave},
      {9, &Walk::Accept},      {3, &Walk::Decline},    {5, &Walk::Move},
      {6, &Walk::Change},      {10, &Walk::Cancel},    {4, &Walk::Correct},
      {4, &Walk::Allot},       {2, &Walk::Block},      {1, &Walk::Erase},
      {4, &Walk::AskAgain}};
  return *deeds;
}

// CWP_SEED repeats a walk, as far as lapses come between the same calls.
TEST(WalkTest, WhatIsAnsweredIsWhatThePoolHas) {
  const char* const given = std::getenv("CWP_SEED");
  uint64_t seed = 1;
  const bool one = given != nullptr && absl::SimpleAtoi(given, &seed);
  const int64_t calls = one ? kCallsEach : LongCount(10'000);
  std::map<std::string, int> refusals;
  for (int64_t done = 0; done < calls; done += kCallsEach) {
    SCOPED_TRACE(absl::StrCat("CWP_SEED=", seed));
    Walk walk(seed++);
    walk.Go(kCallsEach);
    if (HasFailure()) return;
    for (const auto& [reason, times] : walk.refusals()) {
      refusals[reason] += times;
    }
  }
  for (const char* const reason : {"NOT_ENOUGH_PLACES", "PLACES_HELD",
                                   "BOOKING_CANCELLED", "OFFER_LAPSED"}) {
    EXPECT_GT(refusals[reason], 0) << "nobody was ever told " << reason;
  }
}

}  // namespace
}  // namespace cwp
