#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/notifications/story.h"

namespace cwp::notifications {
namespace {

const Event kJoined = {kNow, [](Story& story) {
                         story.Wait("waitlist_joined", WaitlistEntry::WAITING);
                       }};
const Event kOffered = {kDay,
                        [](Story& story) { story.MakeOffer(absl::Hours(8)); }};

const Expected kWaitlisted = {
    "waitlisted", kStart, {"Understanding worry", "/w/WAIT"}, {}};
// The same while places are held until `until`; forgotten as soon as they
// lapse.
Event JoinedWhileHeld(absl::Duration until) {
  return {kNow, [=](Story& story) {
            story.HoldUntil(kStart + until, 2);
            story.Wait("waitlist_joined", WaitlistEntry::WAITING);
          }};
}

const Expected kHeldInLine = {
    "held-in-line",
    kStart,
    {"Understanding worry", "number 2 in line",
     "by Monday 1 February 2027, 9:20am", kWhen, "/w/WAIT"},
    {}};
const Expected kOffer = {
    "offer",
    kStart + kDay,
    {"2 places", "by Tuesday 2 February 2027, 5pm", kWhen, "/w/WAIT"},
    {}};

// An event that changes the entry alone, a while after the day's offer.
Event Later(absl::Duration after, const std::string& cause,
            WaitlistEntry::State state) {
  return {kDay + after, [=](Story& story) { story.Wait(cause, state); }};
}

Event Ended(Offer::State how, const std::string& cause,
            WaitlistEntry::State then) {
  return {kDay + absl::Hours(8),
          [=](Story& story) { story.EndOffer(how, cause, then); }};
}

std::vector<StoryCase> WaitlistStories() {
  return {
      {"Joined", {kJoined}, {kWaitlisted}},
      {"JoinedWhilePlacesAreHeld",
       {JoinedWhileHeld(absl::Minutes(20))},
       {kHeldInLine}},
      {"JoinedWhilePlacesAreHeldAndOffered",
       {JoinedWhileHeld(absl::Minutes(20)), kOffered},
       {kHeldInLine, kOffer}},
      {"HeldAndBookedBeforeItIsSaid",
       {MailDown(kNow),
        JoinedWhileHeld(absl::Minutes(20)),
        {absl::Minutes(10), [](Story& story) { story.HoldsEnd(); }},
        MailUp(absl::Hours(1))},
       {{"held-in-line",
         kStart + absl::Hours(1),
         {"You are on the waitlist", "/w/WAIT"},
         kRetry}}},
      {"HeldAndOfferedBeforeItIsSaid",
       {MailDown(kNow),
        JoinedWhileHeld(absl::Minutes(20)),
        {absl::Minutes(20),
         [](Story& story) {
           story.HoldsEnd();
           story.MakeOffer(absl::Hours(8));
         }},
        MailUp(absl::Hours(1))},
       {{"offer", kStart + absl::Hours(1), {"2 places"}, kRetry}}},
      {"JoinedAndOfferedAtOnce",
       {{kNow,
         [](Story& story) {
           story.Wait("waitlist_joined", WaitlistEntry::WAITING);
           story.MakeOffer(absl::Hours(8));
         }}},
       {{"offer", kStart, {"by Monday 1 February 2027, 5pm"}, {}}}},
      {"AskedAgain",
       {kJoined, Later(kNow, "waitlist_repeated", WaitlistEntry::WAITING)},
       {kWaitlisted,
        {"waitlist-repeat", kStart + kDay, {"keep your turn", "/w/WAIT"}, {}}}},
      {"HasPlacesAlready",
       {Later(kNow, "waitlist_repeated", WaitlistEntry::ENDED)},
       {{"waitlist-booked", kStart + kDay, {"you keep your booking"}, {}}}},
      {"MayNotWait",
       {Later(kNow, "waitlist_ended", WaitlistEntry::ENDED)},
       {{"waitlist-refusal", kStart + kDay, {"call us on 01632 960001"}, {}}}},
      {"Left",
       {kJoined, Later(kNow, "waitlist_left", WaitlistEntry::LEFT)},
       {kWaitlisted}},
      {"Erased",
       {kJoined, {kDay, [](Story& story) { story.EraseEntry(); }}},
       {kWaitlisted,
        {"erased",
         kStart + kDay,
         {"Hello,", "not on a waitlist any more"},
         {}}}},
      {"NothingLeft",
       {kJoined, Later(kNow, "waitlist_ended", WaitlistEntry::ENDED)},
       {kWaitlisted,
        {"waitlist-end", kStart + kDay, {"nothing left to wait for"}, {}}}},
  };
}

std::vector<StoryCase> OfferStories() {
  const absl::Time lapsed = kStart + kDay + absl::Hours(8);
  return {
      {"Accepted",
       {kJoined,
        kOffered,
        {kDay + absl::Hours(1),
         [](Story& story) {
           story.EndOffer(Offer::ACCEPTED, "offer_accepted",
                          WaitlistEntry::BOOKED);
           story.Book();
         }}},
       {kWaitlisted,
        kOffer,
        {"confirmation", kStart + kDay + absl::Hours(1), {kWhen}, {}},
        kReminder,
        kLastReminder}},
      {"Declined",
       {kJoined, kOffered,
        Ended(Offer::DECLINED, "offer_declined", WaitlistEntry::LEFT)},
       {kWaitlisted, kOffer}},
      {"Lapsed",
       {kJoined, kOffered,
        Ended(Offer::LAPSED, "offer_lapsed", WaitlistEntry::LEFT)},
       {kWaitlisted,
        kOffer,
        {"offer-lapse",
         lapsed,
         {"until Tuesday 2 February 2027, 5pm", "not on the waitlist any more"},
         {}}}},
      {"LapsedAndWaitsOn",
       {kJoined, kOffered,
        Ended(Offer::LAPSED, "offer_lapsed", WaitlistEntry::WAITING)},
       {kWaitlisted,
        kOffer,
        {"offer-lapse", lapsed, {"still on the waitlist", "/w/WAIT"}, {}}}},
      {"WithdrawnAndWaitsOn",
       {kJoined, kOffered,
        Ended(Offer::WITHDRAWN, "offer_withdrawn", WaitlistEntry::WAITING)},
       {kWaitlisted,
        kOffer,
        {"offer-withdrawal", lapsed, {"not take place", "/w/WAIT"}, {}}}},
      {"WithdrawnAndNothingLeft",
       {kJoined, kOffered,
        Ended(Offer::WITHDRAWN, "offer_withdrawn", WaitlistEntry::ENDED)},
       {kWaitlisted,
        kOffer,
        {"waitlist-end", lapsed, {"nothing left to wait for"}, {}}}},
      {"LapsedWhileTheMailServerIsDown",
       {kJoined, MailDown(absl::Hours(1)), kOffered,
        Ended(Offer::LAPSED, "offer_lapsed", WaitlistEntry::LEFT),
        MailUp(kDay * 2)},
       {kWaitlisted,
        {"offer-lapse",
         kStart + kDay * 2,
         {"We kept 2 places for you"},
         kRetry}}},
  };
}

class WaitlistStoryTest : public Story,
                          public ::testing::WithParamInterface<StoryCase> {};

TEST_P(WaitlistStoryTest, TheRightMessagesGoAtTheRightTimeAndNoOthers) {
  Tell(GetParam());
}

const auto kName = [](const auto& test) { return test.param.name; };
INSTANTIATE_TEST_SUITE_P(Waiting, WaitlistStoryTest,
                         ::testing::ValuesIn(WaitlistStories()), kName);
INSTANTIATE_TEST_SUITE_P(Offers, WaitlistStoryTest,
                         ::testing::ValuesIn(OfferStories()), kName);

// A notice is passed on as it was written: see notice_messages_test.cc.
TEST(StoriesTest, TellOfEveryMessageToFamilies) {
  std::set<std::string> told;
  for (const auto& stories : {AllBookingStories(), AllWaitlistStories()}) {
    for (const StoryCase& story : stories) {
      for (const Expected& message : story.messages) told.insert(message.kind);
    }
  }
  std::set<std::string> kinds;
  for (int kind = 1; kind < static_cast<int>(Kind::kNotice); ++kind) {
    const auto one = static_cast<Kind>(kind);
    if (one != Kind::kAddressMissing) kinds.emplace(KindWord(one));
  }
  EXPECT_EQ(told, kinds);
}

}  // namespace

std::vector<StoryCase> AllWaitlistStories() {
  std::vector<StoryCase> all = WaitlistStories();
  const std::vector<StoryCase> offers = OfferStories();
  all.insert(all.end(), offers.begin(), offers.end());
  return all;
}

}  // namespace cwp::notifications
