// What a family can do when there are no places: wait in line, or join the
// waitlist.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/booking_fixture.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kWaitlist[] = "/workshops/helping-with-worry/waitlist";

class WaitingTest : public BookingPagesTest {
 protected:
  void SetUp() override {
    BookingPagesTest::SetUp();
    services_.registration.create_hold.Do(
        [this](
            const v1::CreateHoldRequest& request) -> absl::StatusOr<v1::Hold> {
          if (!request.wait_in_line()) {
            return FailedPrecondition("PLACES_HELD", "no",
                                      {{"left", "0"},
                                       {"position", "3"},
                                       {"lapse_time", "2026-11-22T12:18:00Z"}});
          }
          Keep(request.hold().places());
          hold_.set_state(v1::Hold::IN_LINE);
          hold_.set_position(3);
          hold_.mutable_others_lapse_time()->set_seconds(
              absl::ToUnixSeconds(clock_.Now() + absl::Minutes(19)));
          return hold_;
        });
    services_.registration.waitlist.Return(v1::WaitlistEntry());
  }

  // Presses a button of the page that says that there are no places.
  HttpAnswer Press(const HttpAnswer& refused, const std::string& way) {
    return Post(BookPath(kOpen) + "/" + way,
                {{"answers", HiddenIn(refused.body, "answers",
                                      absl::StrCat("book/", way))}});
  }
  HttpAnswer Refused() { return Send(start_, GoodAnswers()); }

  std::vector<v1::CreateWaitlistEntryRequest> entries() {
    return services_.registration.waitlist.requests();
  }
};

TEST_F(WaitingTest, ATurnInLineHasAPageThatLooksAgainByItself) {
  const HttpAnswer refused = Refused();
  EXPECT_THAT(refused.body, HasSubstr("We could not book your places"));
  EXPECT_THAT(refused.body, HasSubstr("a page that looks again by itself"));
  EXPECT_THAT(refused.body, HasSubstr("They keep them until 12:18pm at most"));
  EXPECT_THAT(refused.body, HasSubstr("you are number <strong>3</strong>"));
  const HttpAnswer turn = Press(refused, "line");
  EXPECT_EQ(turn.code, 303);
  const std::string path = turn.Header("Location");
  EXPECT_THAT(path, StartsWith(BookPath(kOpen) + "/line/"));
  const size_t asked = holds().size();
  const HttpAnswer page = Get(path);
  EXPECT_THAT(page.body,
              HasSubstr("You are number <strong>3</strong> in line"));
  EXPECT_THAT(page.body, HasSubstr("until 12:19pm at most"));
  EXPECT_THAT(page.body, HasSubstr("your turn until <strong>12:20pm"));
  EXPECT_EQ(page.Header("Refresh"), "20");
  EXPECT_EQ(page.Header("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(Get(path + "?stays=yes").Header("Refresh"), "");
  EXPECT_THAT(holds(), SizeIs(asked)) << "looking changes nothing";
}

TEST_F(WaitingTest, WhoseTurnItIsGoesOnWithWhatWasAnswered) {
  const std::string path = Press(Refused(), "line").Header("Location");
  hold_.set_state(v1::Hold::HELD);
  hold_.set_position(0);
  const HttpAnswer ready = Get(path);
  EXPECT_THAT(ready.body, HasSubstr("There are places for you"));
  EXPECT_THAT(ready.body, HasSubstr("Your answers are still there."));
  EXPECT_EQ(ready.Header("Refresh"), "");
  const HttpAnswer page = Press(ready, "line");
  EXPECT_EQ(AsksIn(page), "age");
  EXPECT_THAT(page.body, HasSubstr("keeping your 2 places"));
  EXPECT_EQ(AsksIn(Check(page, GoodAnswers())), "confirm");
}

TEST_F(WaitingTest, ATurnThatHasEndedCanBeTakenAgain) {
  const std::string path = Press(Refused(), "line").Header("Location");
  hold_.set_state(v1::Hold::LAPSED);
  const HttpAnswer over = Get(path);
  EXPECT_THAT(over.body, HasSubstr("Your turn has ended"));
  EXPECT_EQ(Press(over, "line").code, 303);
}

TEST_F(WaitingTest, ATurnThatNobodyCanSeeIsNotLost) {
  const std::string path = Press(Refused(), "line").Header("Location");
  services_.StopRegistration();
  const HttpAnswer page = Get(path);
  EXPECT_THAT(page.body, HasSubstr("You have not lost your turn"));
  EXPECT_EQ(page.Header("Refresh"), "20");
}

TEST_F(WaitingTest, ATurnOpensForItsSessionAlone) {
  const std::string path = Press(Refused(), "line").Header("Location");
  const std::string turn = path.substr(path.rfind('/'));
  EXPECT_EQ(Get(BookPath(kAtVenue) + "/line" + turn).code, 400);
  EXPECT_EQ(Get(BookPath(kOpen) + "/line/nonsense").code, 400);
}

TEST_F(WaitingTest, WhoeverKeepsTooMuchIsPutInLine) {
  services_.registration.create_hold.Do(
      [this](const v1::CreateHoldRequest& request) {
        Keep(request.hold().places());
        hold_.set_state(v1::Hold::IN_LINE);
        return hold_;
      });
  EXPECT_THAT(Refused().Header("Location"), StartsWith(BookPath(kOpen)));
}

// Fewer places do not help where the date itself is not to be had.
TEST_F(WaitingTest, EachRefusalOffersWhatHelps) {
  struct Case {
    const char* reason;
    bool fewer = false;
    bool waitlist = false;
  };
  for (const Case& test : std::vector<Case>{
           {.reason = "NOT_ENOUGH_PLACES", .fewer = true, .waitlist = true},
           {.reason = "PLACES_HELD", .fewer = true, .waitlist = true},
           {.reason = "PARTY_TOO_LARGE", .fewer = true},
           {.reason = "SESSION_CANCELLED", .waitlist = true},
           {.reason = "BOOKING_CLOSED", .waitlist = true},
           {.reason = "SESSION_CHANGING"},
           {.reason = "BOOKING_NOT_YET_OPEN"}}) {
    SCOPED_TRACE(test.reason);
    services_.registration.create_hold.Return(
        FailedPrecondition(test.reason, "no"));
    const std::string page = Refused().body;
    EXPECT_EQ(absl::StrContains(page, "Change the number of places"),
              test.fewer);
    EXPECT_EQ(absl::StrContains(page, "book/waitlist\""), test.waitlist);
    EXPECT_THAT(page, HasSubstr("You have not lost your answers"));
  }
  // Who only opened a link has not answered anything.
  const std::string opened = Get(BookPath(kCancelled)).body;
  EXPECT_THAT(opened, Not(HasSubstr("your answers")));
  EXPECT_THAT(opened, HasSubstr(absl::StrCat(kWaitlist, "\"")));
}

TEST_F(WaitingTest, TheWaitlistOfADateThatIsGoneIsForOthers) {
  services_.registration.create_hold.Return(
      FailedPrecondition("SESSION_CANCELLED", "no"));
  const HttpAnswer refused = Refused();
  EXPECT_THAT(refused.body, HasSubstr("the waitlist, for other dates."));
  services_.scheduling_feed.Add(
      "session", kOpen,
      SampleSession(kOpen, clock_.Now() + absl::Hours(24 * 10),
                    scheduling::v1::Session::CANCELLED)
          .SerializeAsString());
  ASSERT_TRUE(Eventually([&] { return Get(BookPath(kOpen)).code == 409; }));
  const HttpAnswer dates = Press(refused, "waitlist");
  EXPECT_EQ(AsksIn(dates), "dates");
  EXPECT_FALSE(HasErrors(dates));
  EXPECT_THAT(dates.body, Not(HasSubstr("\" checked")));
}

TEST_F(WaitingTest, TheWaitlistTakesOverWhatWasAnswered) {
  const HttpAnswer dates = Press(Refused(), "waitlist");
  EXPECT_EQ(AsksIn(dates), "dates");
  EXPECT_EQ(ActionIn(dates.body), absl::StrCat(kWaitlist, "/dates"));
  EXPECT_THAT(dates.body,
              HasSubstr(absl::StrCat("value=\"", kOpen, "\" checked")));
  EXPECT_THAT(dates.body, Not(HasSubstr(absl::StrCat(kCancelled, "\""))));
  Fields answers = GoodAnswers();
  answers.emplace_back("dates", absl::StrCat(kOpen));
  answers.emplace_back("dates", absl::StrCat(kFull));
  answers.emplace_back("least_places", "1");
  const HttpAnswer check = Check(dates, answers);
  EXPECT_THAT(check.body, HasSubstr("Join the waitlist"));
  EXPECT_THAT(check.body, HasSubstr("Thursday 3 December 2026, 6pm to 7:30pm"));
  EXPECT_THAT(entries(), IsEmpty());
  const HttpAnswer joined = Send(check, {});
  EXPECT_EQ(joined.code, 303);
  EXPECT_EQ(joined.Header("Location"), absl::StrCat(kWaitlist, "/joined"));
  Send(check, {});
  ASSERT_THAT(entries(), SizeIs(2));
  EXPECT_EQ(entries()[0].SerializeAsString(), entries()[1].SerializeAsString());
  const v1::WaitlistEntry entry = entries()[0].waitlist_entry();
  EXPECT_THAT(entry.session_ids(), ElementsAre(kOpen, kFull));
  EXPECT_EQ(entry.workshop_id(), 0);
  EXPECT_EQ(entry.places(), 2);
  EXPECT_EQ(entry.least_places(), 1);
  EXPECT_EQ(entry.contact().email(), "ada@example.org");
  EXPECT_EQ(entry.eligibility().in_area(), v1::Eligibility::YES);
  EXPECT_EQ(entry.eligibility().of_age(), v1::Eligibility::YES);
  EXPECT_TRUE(entry.access_needs().captions());
  EXPECT_THAT(holds(), SizeIs(1)) << "who waits keeps nothing";
}

TEST_F(WaitingTest, AnyDateIsTheWorkshop) {
  Fields answers = AnswersWith("places", "1");
  answers.emplace_back("dates", "any");
  answers.emplace_back("dates", absl::StrCat(kFull));
  const HttpAnswer check =
      Check(Get(absl::StrCat(kWaitlist, "?date=", kFull)), answers);
  EXPECT_THAT(check.body, HasSubstr("Any date, also later ones"));
  Send(check, {});
  ASSERT_THAT(entries(), SizeIs(1));
  EXPECT_THAT(entries()[0].waitlist_entry().session_ids(), IsEmpty());
  EXPECT_EQ(entries()[0].waitlist_entry().workshop_id(), 11);
  EXPECT_EQ(entries()[0].waitlist_entry().least_places(), 1);
}

TEST_F(WaitingTest, DatesAreThoseOnThePage) {
  const HttpAnswer dates = Press(Refused(), "waitlist");
  for (const auto& [date, words] : std::vector<std::pair<int64_t, std::string>>{
           {kCancelled, "Select from the dates"},
           {kAtVenue, "Select from the dates"},
           {0, "Select at least one date"}}) {
    Fields answers = {{"least_places", "2"}};
    if (date != 0) answers.emplace_back("dates", absl::StrCat(date));
    const HttpAnswer page = Send(dates, answers);
    EXPECT_TRUE(HasErrors(page)) << date;
    EXPECT_THAT(page.body, HasSubstr(words));
  }
  EXPECT_TRUE(
      HasErrors(Send(dates, {{"dates", "any"}, {"least_places", "3"}})));
}

// However many there are; as many as ten can be chosen.
TEST_F(WaitingTest, EveryDateOfTheWorkshopCanBeWaitedFor) {
  constexpr int64_t kFirst = 201;
  constexpr int64_t kTwelfth = 212;
  for (int64_t id = kFirst; id <= kTwelfth; ++id) {
    const absl::Time start =
        clock_.Now() + absl::Hours(24 * (id - kFirst + 30));
    services_.scheduling_feed.Add(
        "session", id,
        SampleSession(id, start, scheduling::v1::Session::OPEN)
            .SerializeAsString());
  }
  ASSERT_TRUE(Eventually([&] { return Get(BookPath(kTwelfth)).code == 200; }));
  const HttpAnswer who = Get(absl::StrCat(kWaitlist, "?date=", kTwelfth));
  const HttpAnswer dates = Send(who, GoodAnswers());
  EXPECT_EQ(AsksIn(dates), "dates");
  EXPECT_THAT(dates.body,
              HasSubstr(absl::StrCat("value=\"", kTwelfth, "\" checked")));
  Fields eleven = {{"least_places", "2"}};
  for (int64_t id = kFirst; id < kTwelfth; ++id) {
    eleven.emplace_back("dates", absl::StrCat(id));
  }
  EXPECT_THAT(Send(dates, eleven).body,
              HasSubstr("Select up to 10 dates, or any date"));
  Fields one = GoodAnswers();
  one.emplace_back("dates", absl::StrCat(kTwelfth));
  one.emplace_back("least_places", "2");
  Send(Check(dates, one), {});
  ASSERT_THAT(entries(), SizeIs(1));
  EXPECT_THAT(entries()[0].waitlist_entry().session_ids(),
              ElementsAre(kTwelfth));
}

// Not silently: whoever is led back to the dates reads why.
TEST_F(WaitingTest, ADateThatIsCancelledMeanwhileIsSaidToBeGone) {
  Fields answers = GoodAnswers();
  answers.emplace_back("dates", absl::StrCat(kFull));
  answers.emplace_back("least_places", "2");
  HttpAnswer contact = Press(Refused(), "waitlist");
  while (AsksIn(contact) != "contact") contact = Send(contact, answers);
  const HttpAnswer check = Check(contact, answers);
  services_.scheduling_feed.Add(
      "session", kFull,
      SampleSession(kFull, clock_.Now() + absl::Hours(24 * 11),
                    scheduling::v1::Session::CANCELLED)
          .SerializeAsString());
  ASSERT_TRUE(Eventually([&] {
    return absl::StrContains(Get(BookPath(kFull)).body, "has been cancelled");
  }));
  for (const HttpAnswer& page :
       {Send(contact, answers), Send(check, {}),
        Send(Get(absl::StrCat(kWaitlist, "?date=", kFull)), answers)}) {
    EXPECT_EQ(page.code, 200);
    EXPECT_EQ(AsksIn(page), "dates");
    EXPECT_TRUE(HasErrors(page));
    EXPECT_THAT(page.body,
                HasSubstr("A date that you chose can no longer be had."));
  }
  EXPECT_THAT(entries(), IsEmpty());
}

TEST_F(WaitingTest, WhatCannotBeWaitedForIsSaid) {
  const HttpAnswer dates = Press(Refused(), "waitlist");
  Fields answers = GoodAnswers();
  answers.emplace_back("dates", "any");
  answers.emplace_back("least_places", "2");
  const HttpAnswer check = Check(dates, answers);
  struct Case {
    absl::Status status;
    int code;
    std::string words;
  };
  for (const Case& test : std::vector<Case>{
           {FailedPrecondition("PARTY_TOO_LARGE", "no"), 200,
            "We could not put you on the waitlist"},
           {FailedPrecondition("PARTY_TOO_LARGE", "no"), 200,
            "never that many places"},
           {FailedPrecondition("SESSION_CANCELLED", "no"), 200,
            "A date that you chose can no longer be had"},
           {FailedPrecondition("BOOKING_CLOSED", "no"), 200,
            "A date that you chose can no longer be had"},
           {FailedPrecondition("NOT_ELIGIBLE", "no"), 200,
            "may not be the right one"},
           {InvalidArgument("FIELD_INVALID", "no",
                            {{"field", "waitlist_entry.contact.email"}}),
            200, "Enter an email address in the correct format"},
           {Unavailable("OUTCOME_UNKNOWN", "no"), 503,
            "whether you are on the waitlist"}}) {
    SCOPED_TRACE(test.words);
    services_.registration.waitlist.Return(test.status);
    const HttpAnswer page = Send(check, {});
    EXPECT_EQ(page.code, test.code);
    EXPECT_THAT(page.body, HasSubstr(test.words));
  }
}

// It may be anybody who looks.
TEST_F(WaitingTest, TheConfirmationIsTheSameForEverybody) {
  const HttpAnswer page = Get(absl::StrCat(kWaitlist, "/joined"));
  EXPECT_EQ(page.code, 200);
  for (const char* words :
       {"Thank you. We have your answers", "You asked to join the waitlist",
        "an email that confirms it"}) {
    EXPECT_THAT(page.body, HasSubstr(words));
  }
}

TEST_F(WaitingTest, HowLongItIsKeptIsSaidToWhoWaits) {
  start_ = Get(kWaitlist);
  Fields answers = AnswersWith("places", "1");
  answers.emplace_back("dates", "any");
  const std::string page = At("use", answers).body;
  EXPECT_THAT(page, HasSubstr("We use what you tell us to run the waitlist"));
  EXPECT_THAT(page, HasSubstr("90 days after you stop waiting, or after the "
                              "dates that you wait for are over"));
  EXPECT_THAT(page, Not(HasSubstr("to run your booking")));
}

TEST_F(WaitingTest, FullSessionsAndWorkshopsWithoutDatesLeadToTheWaitlist) {
  EXPECT_THAT(Get("/workshops/helping-with-worry").body,
              HasSubstr(absl::StrCat(kWaitlist, "?date=", kFull)));
  EXPECT_THAT(Get(BookPath(kFull)).body,
              HasSubstr(absl::StrCat(kWaitlist, "?date=", kFull)));
  EXPECT_EQ(Get("/workshops/nothing/waitlist").code, 404);
  EXPECT_EQ(Get(absl::StrCat(kWaitlist, "/dates")).Header("Location"),
            kWaitlist);
}

TEST_F(WaitingTest, PlacesThatOthersOnlyKeepCanBeAskedFor) {
  services_.registration.seat_counts.Do(
      [](const v1::BatchGetSeatCountsRequest& request)
          -> absl::StatusOr<v1::BatchGetSeatCountsResponse> {
        v1::BatchGetSeatCountsResponse response;
        for (const int64_t id : request.session_ids()) {
          v1::SeatCount& count = *response.add_seat_counts();
          count.set_session_id(id);
          count.set_capacity(12);
          count.set_confirmed(10);
        }
        return response;
      });
  LetCountsLapse();
  EXPECT_THAT(
      Get("/workshops/helping-with-worry").body,
      HasSubstr("No places are free right now. Some may come free soon"));
  EXPECT_EQ(AsksIn(Get(BookPath(kOpen))), "who");
}

}  // namespace
}  // namespace cwp::web
