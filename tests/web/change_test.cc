// What the contact of a booking can change.
#include <string>
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

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

// Of the same workshop, with room.
constexpr int64_t kOther = 108;

class ChangePagesTest : public WebTest {
 protected:
  void SetUp() override {
    WebTest::SetUp();
    scheduling::v1::Session other =
        SampleSession(kOther, clock_.Now() + absl::Hours(24 * 30),
                      scheduling::v1::Session::OPEN);
    services_.scheduling_feed.Add("session", kOther, other.SerializeAsString());
    ASSERT_TRUE(Eventually([&] {
      return Get(absl::StrCat("/sessions/", kOther, "/book")).code == 200;
    }));
    SetBooking(v1::Booking::CONFIRMED);
    Open();
  }

  // Begins a visit.
  void Open() {
    cookie_ = Post("/manage/manage-token", {}).Header("Set-Cookie");
    cookie_ = cookie_.substr(0, cookie_.find(';'));
  }

  v1::Booking SetBooking(v1::Booking::State state) {
    v1::Booking booking;
    booking.set_id(7001);
    booking.set_reference("7K2M9QPT");
    booking.set_session_id(kOpen);
    booking.set_places(3);
    booking.set_state(state);
    booking.set_join_token("join-token");
    booking.mutable_contact()->set_email("ada@example.org");
    booking.mutable_contact()->set_relationship("parent or carer");
    for (int i = 0; i < 3; ++i) {
      v1::Attendee& attendee = *booking.add_attendees();
      attendee.set_role(v1::Attendee::YOUNG_PERSON);
      attendee.mutable_age_band()->set_min_years(5);
      attendee.mutable_age_band()->set_max_years(11);
    }
    services_.registration.resolve_manage.Return(booking);
    return booking;
  }

  HttpAnswer Visit(const std::string& path) {
    return Get(path, {{"Cookie", cookie_}});
  }
  // Looks at a form, and sends it.
  HttpAnswer Send(const std::string& path, Fields fields) {
    fields.emplace_back("shown", HiddenIn(Visit(path).body, "shown"));
    return Post(path, fields, {{"Cookie", cookie_}});
  }

  FakeRegistration& registration() { return services_.registration; }

  std::string cookie_;
};

TEST_F(ChangePagesTest, SomePlacesAreGivenUp) {
  registration().change.Return(v1::Booking());
  const HttpAnswer form = Visit("/booking/places");
  for (const char* kept : {"value=\"child\" checked", "value=\"3\"",
                           "value=\"5_to_11\" checked"}) {
    EXPECT_THAT(form.body, HasSubstr(kept));
  }
  const HttpAnswer answer =
      Send("/booking/places",
           {{"who_for", "both"}, {"places", "2"}, {"age_band", "5_to_11"}});
  EXPECT_EQ(answer.Header("Location"), "/booking?done=places");
  const auto requests = registration().change.requests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].id(), 7001);
  ASSERT_THAT(requests[0].attendees(), SizeIs(2));
  EXPECT_EQ(requests[0].attendees(0).role(), v1::Attendee::PARENT_OR_CARER);
  const rpc::v1::Caller caller = registration().change.callers()[0];
  EXPECT_EQ(caller.kind(), rpc::v1::Caller::MANAGE_LINK);
  EXPECT_EQ(caller.id(), "7001");
}

// Whatever the reason, with the form as it was typed.
TEST_F(ChangePagesTest, PlacesThatCannotBeHadAreSaidAtTheField) {
  struct Case {
    const char* reason;
    const char* words;
  };
  const std::vector<Case> cases = {
      {"NOT_ENOUGH_PLACES", "There are not that many places left."},
      {"PLACES_HELD", "If they do not finish, places come free again."},
      {"SESSION_NOT_OPEN", "This date does not take bookings."},
      {"BOOKING_CLOSED", "Booking for this date has closed."},
      {"SESSION_STARTED", "This date has already started."},
      {"BOOKING_NOT_YET_OPEN", "Booking for this date is not open yet."},
      {"SESSION_CHANGING", "We are changing this date right now."},
      {"SESSION_CANCELLED", "This date has been cancelled."},
      {"PARTY_TOO_LARGE", "There are never that many places on this date."}};
  for (const Case& test : cases) {
    SCOPED_TRACE(test.reason);
    registration().change.Return(FailedPrecondition(test.reason, "no"));
    const HttpAnswer page =
        Send("/booking/places",
             {{"who_for", "child"}, {"places", "9"}, {"age_band", "5_to_11"}});
    EXPECT_EQ(page.code, 200);
    EXPECT_THAT(page.body, HasSubstr("There is a problem"));
    EXPECT_THAT(page.body, HasSubstr("<a href=\"#places\">"));
    EXPECT_THAT(page.body, HasSubstr(test.words));
    EXPECT_THAT(page.body, HasSubstr("Your booking has not changed."));
    EXPECT_THAT(page.body, HasSubstr("value=\"9\""));
  }
  const HttpAnswer page = Send("/booking/places", {{"who_for", "child"}});
  EXPECT_THAT(page.body, HasSubstr("There is a problem"));
  EXPECT_THAT(registration().change.requests(), SizeIs(cases.size()));
}

TEST_F(ChangePagesTest, ABookingThatWasCancelledMeanwhileIsShownAsItIs) {
  registration().change.Return(FailedPrecondition("BOOKING_CANCELLED", "no"));
  const HttpAnswer answer =
      Send("/booking/places",
           {{"who_for", "child"}, {"places", "2"}, {"age_band", "5_to_11"}});
  SetBooking(v1::Booking::CANCELLED);
  EXPECT_THAT(Visit(answer.Header("Location")).body,
              AllOf(HasSubstr("Your booking has not changed"),
                    HasSubstr("This booking is cancelled")));
}

TEST_F(ChangePagesTest, DetailsThatAreRefusedSayWhy) {
  const Fields typed = {{"contact_name", "Ada Lovelace"}};
  registration().details.Return(FailedPrecondition("BOOKING_CANCELLED", "no"));
  EXPECT_EQ(Send("/booking/details", typed).Header("Location"),
            "/booking?unchanged=yes");
  for (const auto& [reason, words] :
       Fields{{"SESSION_CANCELLED", "This date has been cancelled."},
              {"SESSION_STARTED", "This date has already started."}}) {
    registration().details.Return(FailedPrecondition(reason, "no"));
    EXPECT_THAT(
        Send("/booking/details", typed).body,
        AllOf(HasSubstr(absl::StrCat(words, " Your booking has not changed.")),
              HasSubstr("<a href=\"#contact_name\">"),
              HasSubstr("value=\"Ada Lovelace\"")));
  }
  registration().details.Return(
      InvalidArgument("FIELD_TOO_LONG", "no", {{"field", "contact.name"}}));
  const HttpAnswer page = Send("/booking/details", typed);
  EXPECT_THAT(page.body, HasSubstr("There is a problem"));
  EXPECT_THAT(page.body, HasSubstr("<a href=\"#contact_name\">"));
  EXPECT_THAT(page.body, HasSubstr("value=\"Ada Lovelace\""));
}

TEST_F(ChangePagesTest, AnAgeThatTheServiceIsNotForIsSaidAtTheField) {
  registration().change.Return(FailedPrecondition("NOT_ELIGIBLE", "no"));
  const HttpAnswer page =
      Send("/booking/places",
           {{"who_for", "child"}, {"places", "1"}, {"age_band", "5_to_11"}});
  EXPECT_THAT(page.body, HasSubstr("There is a problem"));
  EXPECT_THAT(page.body, HasSubstr("Our workshops are about children"));
}

TEST_F(ChangePagesTest, DetailsAndNeedsChange) {
  registration().details.Return(v1::Booking());
  const HttpAnswer page = Visit("/booking/details");
  EXPECT_THAT(page.body, HasSubstr("id=\"contact_name\""));
  const HttpAnswer wrong = Send(
      "/booking/details", {{"contact_name", ""}, {"contact_phone", "call me"}});
  EXPECT_THAT(wrong.body, HasSubstr("There is a problem"));
  EXPECT_THAT(wrong.body, HasSubstr("value=\"call me\""));
  EXPECT_THAT(registration().details.requests(), IsEmpty());
  const HttpAnswer answer =
      Send("/booking/details", {{"contact_name", "Ada Lovelace"},
                                {"contact_phone", "07700 900123"},
                                {"access_needs", "captions"},
                                {"access_needs", "breaks"},
                                {"access_other", "A large font"}});
  EXPECT_EQ(answer.Header("Location"), "/booking?done=details");
  const auto requests = registration().details.requests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].id(), 7001);
  EXPECT_EQ(requests[0].contact().name(), "Ada Lovelace");
  EXPECT_EQ(requests[0].contact().phone(), "07700 900123");
  EXPECT_TRUE(requests[0].access_needs().captions());
  EXPECT_TRUE(requests[0].access_needs().breaks());
  EXPECT_FALSE(requests[0].access_needs().interpreter());
  EXPECT_EQ(requests[0].access_needs().other(), "A large font");
  EXPECT_EQ(registration().details.callers()[0].kind(),
            rpc::v1::Caller::MANAGE_LINK);
  // What is ticked no more is not needed any more.
  Send("/booking/details", {{"contact_name", "Ada Lovelace"}});
  const v1::ChangeDetailsRequest last = registration().details.requests()[1];
  EXPECT_TRUE(last.has_access_needs());
  EXPECT_EQ(last.access_needs().SerializeAsString(), "");
}

TEST_F(ChangePagesTest, WhetherEmailsNameTheWorkshopChanges) {
  constexpr char kBox[] =
      "name=\"name_workshop\" type=\"checkbox\" value=\"yes\"";
  registration().details.Return(v1::Booking());
  v1::Booking booking = SetBooking(v1::Booking::CONFIRMED);
  EXPECT_THAT(Visit("/booking").body,
              HasSubstr("or whether emails name the workshop"));
  const HttpAnswer without = Visit("/booking/details");
  EXPECT_THAT(without.body, HasSubstr(absl::StrCat(kBox, ">")));
  EXPECT_THAT(without.body, HasSubstr("Name the workshop in subjects"));
  Send("/booking/details",
       {{"contact_name", "Ada Lovelace"}, {"name_workshop", "yes"}});
  booking.set_name_workshop(true);
  registration().resolve_manage.Return(booking);
  EXPECT_THAT(Visit("/booking/details").body,
              HasSubstr(absl::StrCat(kBox, " checked>")));
  Send("/booking/details", {{"contact_name", "Ada Lovelace"}});
  EXPECT_THAT(Send("/booking/details", {{"contact_name", "Ada Lovelace"},
                                        {"name_workshop", "loudly"}})
                  .body,
              HasSubstr("<a href=\"#name_workshop\">"));
  const auto requests = registration().details.requests();
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_TRUE(requests[0].name_workshop());
  // Said, since what is not said stays.
  EXPECT_TRUE(requests[1].has_name_workshop());
  EXPECT_FALSE(requests[1].name_workshop());
}

TEST_F(ChangePagesTest, TheBookingMovesToADateWithRoom) {
  registration().move.Return(v1::Booking());
  const HttpAnswer form = Visit("/booking/move");
  EXPECT_THAT(form.body, HasSubstr(absl::StrCat("value=\"", kOther, "\"")));
  for (const int64_t not_shown : {kOpen, kFull, kCancelled, kClosed}) {
    EXPECT_THAT(form.body,
                Not(HasSubstr(absl::StrCat("value=\"", not_shown, "\""))));
  }
  EXPECT_THAT(Send("/booking/move", {}).body, HasSubstr("Select a date"));
  EXPECT_THAT(registration().move.requests(), IsEmpty());
  EXPECT_EQ(Send("/booking/move", {{"to_session", absl::StrCat(kOther)}})
                .Header("Location"),
            "/booking?done=moved");
  ASSERT_THAT(registration().move.requests(), SizeIs(1));
  EXPECT_EQ(registration().move.requests()[0].to_session_id(), kOther);
}

// More dates than a page shows: they are looked through without losing the one
// that is chosen, and nothing moves meanwhile.
TEST_F(ChangePagesTest, ManyDatesAreLookedThrough) {
  constexpr int64_t kFirst = 301;
  constexpr int64_t kLast = 320;
  for (int64_t id = kFirst; id <= kLast; ++id) {
    services_.scheduling_feed.Add(
        "session", id,
        SampleSession(id, clock_.Now() + absl::Hours(24 * (id - kFirst + 40)),
                      scheduling::v1::Session::OPEN)
            .SerializeAsString());
  }
  ASSERT_TRUE(Eventually([&] {
    return Get(absl::StrCat("/sessions/", kLast, "/book")).code == 200;
  }));
  registration().move.Return(v1::Booking());
  const auto has = [](const HttpAnswer& page, int64_t id) {
    return absl::StrContains(page.body, absl::StrCat("value=\"", id, "\""));
  };
  const auto turn = [this](const HttpAnswer& page, Fields fields) {
    for (const char* hidden : {"shown", "dates_page", "elsewhere"}) {
      fields.emplace_back(
          hidden, HiddenIn(page.body, hidden, "action=\"/booking/move\""));
    }
    return Post("/booking/move", fields, {{"Cookie", cookie_}});
  };
  const HttpAnswer first = Visit("/booking/move");
  EXPECT_THAT(first.body, HasSubstr("This is page 1 of 3."));
  EXPECT_TRUE(has(first, kOther));
  EXPECT_FALSE(has(first, kFirst + 7));
  EXPECT_LE(first.body.size(), size_t{14 * 1024});
  const HttpAnswer second =
      turn(first, {{"to_session", absl::StrCat(kOther)}, {"then", "later"}});
  EXPECT_TRUE(has(second, kFirst + 7));
  EXPECT_THAT(second.body,
              AllOf(HasSubstr("<li>Tuesday 22 December 2026, midday to 1:30pm"
                              "</li>"),
                    HasSubstr("on this page, it replaces that one"),
                    Not(HasSubstr("There is a problem"))));
  EXPECT_THAT(first.body, Not(HasSubstr("it replaces that one")));
  EXPECT_THAT(second.Header("Cache-Control"), HasSubstr("private"));
  EXPECT_THAT(turn(second, {{"then", "earlier"}}).body,
              HasSubstr(absl::StrCat("value=\"", kOther, "\" checked")));
  EXPECT_THAT(registration().move.requests(), IsEmpty());
  // What is chosen there counts, or else what was chosen before.
  EXPECT_EQ(turn(second, {}).Header("Location"), "/booking?done=moved");
  EXPECT_EQ(turn(second, {{"to_session", absl::StrCat(kFirst + 8)}})
                .Header("Location"),
            "/booking?done=moved");
  const auto moves = registration().move.requests();
  ASSERT_THAT(moves, SizeIs(2));
  EXPECT_EQ(moves[0].to_session_id(), kOther);
  EXPECT_EQ(moves[1].to_session_id(), kFirst + 8);
  // One that is wrong is said on the page that it was sent from.
  const HttpAnswer none = turn(turn(first, {{"then", "later"}}), {});
  EXPECT_THAT(none.body, HasSubstr("Select a date"));
  EXPECT_TRUE(has(none, kFirst + 7));
  // One that is taken meanwhile is said to be.
  const HttpAnswer gone =
      turn(first, {{"to_session", absl::StrCat(kFull)}, {"then", "later"}});
  EXPECT_THAT(gone.body, HasSubstr("can no longer be had"));
  EXPECT_TRUE(has(gone, kFirst + 7));
}

TEST_F(ChangePagesTest, AMoveThatIsRefusedSaysThatNothingIsLost) {
  struct Case {
    absl::Status status;
    std::string words;
  };
  for (const Case& test : std::vector<Case>{
           {FailedPrecondition("NOT_ENOUGH_PLACES", "no", {{"left", "0"}}),
            "There are not that many places left."},
           {FailedPrecondition("OTHER_WORKSHOP", "no"),
            "That date belongs to another workshop."},
           {MakeError(absl::StatusCode::kAlreadyExists,
                      "CONTACT_ALREADY_BOOKED", "no"),
            "There already is a booking"}}) {
    registration().move.Return(test.status);
    const HttpAnswer page =
        Send("/booking/move", {{"to_session", absl::StrCat(kOther)}});
    EXPECT_THAT(page.body, HasSubstr("There is a problem"));
    EXPECT_THAT(page.body, HasSubstr(test.words));
    EXPECT_THAT(page.body, HasSubstr("You keep the date you have."));
  }
}

TEST_F(ChangePagesTest, NowhereToMoveIsSaid) {
  SetLeft(2);
  LetCountsLapse();
  EXPECT_THAT(Visit("/booking/move").body,
              HasSubstr("No other date has room for all of you"));
}

TEST_F(ChangePagesTest, WhatIsOverOrCancelledIsNotChanged) {
  const std::string shown = HiddenIn(Visit("/booking/places").body, "shown");
  SetBooking(v1::Booking::CANCELLED);
  for (const char* path : {"/booking/places", "/booking/move"}) {
    EXPECT_EQ(Visit(path).Header("Location"), "/booking");
    EXPECT_EQ(Post(path, {{"shown", shown}}, {{"Cookie", cookie_}})
                  .Header("Location"),
              "/booking?unchanged=yes");
  }
  EXPECT_THAT(Visit("/booking").body, Not(HasSubstr("/booking/move")));
  EXPECT_THAT(registration().change.requests(), IsEmpty());
  EXPECT_THAT(registration().move.requests(), IsEmpty());
}

// Forms that were looked at a few minutes before.
TEST_F(ChangePagesTest, OnceItHasBegunNothingChangesAndItsPageSaysSo) {
  clock_.Advance(absl::Hours(10 * 24 + 6) - absl::Minutes(5));
  Open();
  const std::vector<std::string> paths = {"/booking/places", "/booking/details",
                                          "/booking/move"};
  const std::string shown = HiddenIn(Visit(paths[0]).body, "shown");
  EXPECT_THAT(
      Visit("/booking?unchanged=yes").body,
      AllOf(Not(HasSubstr("has not changed")), Not(HasSubstr("has started"))));
  clock_.Advance(absl::Minutes(5));
  const auto says = AllOf(HasSubstr("This workshop has started, so you cannot "
                                    "change your booking here"),
                          HasSubstr("href=\"tel:+441632960001\""),
                          HasSubstr("Cancel this booking"),
                          Not(HasSubstr("/booking/details")));
  for (const std::string& path : paths) {
    SCOPED_TRACE(path);
    const std::string looked = Visit(path).Header("Location");
    EXPECT_THAT(Visit(looked).body,
                AllOf(says, Not(HasSubstr("has not changed"))));
    const HttpAnswer sent =
        Post(path, {{"shown", shown}, {"places", "2"}}, {{"Cookie", cookie_}});
    EXPECT_THAT(Visit(sent.Header("Location")).body,
                AllOf(says, HasSubstr("Your booking has not changed"),
                      HasSubstr("We could not save what you sent")));
  }
  clock_.Advance(absl::Minutes(90));
  Open();
  EXPECT_THAT(Visit("/booking").body, AllOf(HasSubstr("has taken place"),
                                            Not(HasSubstr("has started"))));
}

struct FormCase {
  std::string path;
  Fields fields;
};

// Every form of a visit says what it was shown for. One that says nothing, what
// anybody can write, or another booking is of something else.
TEST_F(ChangePagesTest, AFormOfSomethingElseChangesNothing) {
  const std::vector<FormCase> cases = {
      {"/booking/places",
       {{"who_for", "both"}, {"places", "2"}, {"age_band", "5_to_11"}}},
      {"/booking/details", {{"contact_name", "Ada Lovelace"}}},
      {"/booking/move", {{"to_session", absl::StrCat(kOther)}}},
      {"/booking/cancel", {}},
      {"/booking/erase", {}}};
  for (const FormCase& test : cases) {
    SCOPED_TRACE(test.path);
    v1::Booking another = SetBooking(v1::Booking::CONFIRMED);
    another.set_id(7002);
    registration().resolve_manage.Return(another);
    const std::string of_another = HiddenIn(Visit(test.path).body, "shown");
    ASSERT_NE(of_another, "");
    SetBooking(v1::Booking::CONFIRMED);
    for (const std::string& shown :
         {std::string(), std::string("7001"), of_another}) {
      Fields fields = test.fields;
      fields.emplace_back("shown", shown);
      const HttpAnswer answer = Post(test.path, fields, {{"Cookie", cookie_}});
      // What was typed is kept for the booking that it is about.
      const bool keeps = shown == of_another && !test.fields.empty();
      EXPECT_EQ(answer.code, keeps ? 410 : 303) << shown;
    }
  }
  EXPECT_THAT(registration().change.requests(), IsEmpty());
  EXPECT_THAT(registration().details.requests(), IsEmpty());
  EXPECT_THAT(registration().move.requests(), IsEmpty());
  EXPECT_THAT(registration().cancel.requests(), IsEmpty());
  EXPECT_THAT(registration().erase.requests(), IsEmpty());
}

TEST_F(ChangePagesTest, WhatIsKeptIsDownloaded) {
  v1::ExportContactResponse all;
  all.add_bookings()->mutable_contact()->set_email("ada@example.org");
  registration().export_contact.Return(all);
  const HttpAnswer file = Visit("/booking/download");
  EXPECT_EQ(file.code, 200);
  EXPECT_THAT(file.body, HasSubstr("\"email\": \"ada@example.org\""));
  EXPECT_THAT(file.Header("Content-Disposition"), HasSubstr("attachment"));
  EXPECT_EQ(file.Header("Cache-Control"), "no-store");
  EXPECT_EQ(registration().export_contact.requests()[0].booking_id(), 7001);
}

TEST_F(ChangePagesTest, EverythingIsErasedOnceItWasAskedTwice) {
  registration().erase.Return(v1::EraseContactResponse());
  const HttpAnswer page = Visit("/booking/erase");
  EXPECT_THAT(page.body, HasSubstr("We cannot bring it back"));
  EXPECT_EQ(Post("/booking/erase", {}, {{"Cookie", cookie_}}).code, 303);
  EXPECT_THAT(registration().erase.requests(), IsEmpty());
  cookie_ = "__Host-line-abcdefgh=sealed; " + cookie_;
  const HttpAnswer answer = Send("/booking/erase", {});
  EXPECT_EQ(answer.Header("Location"), "/erased");
  const std::vector<std::string> cookies = answer.Headers("Set-Cookie");
  EXPECT_THAT(cookies, Each(HasSubstr("Max-Age=0")));
  for (const char* name : {"booking", "waiting", "booked", "line-abcdefgh"}) {
    EXPECT_THAT(cookies,
                Contains(StartsWith(absl::StrCat("__Host-", name, "=;"))));
  }
  ASSERT_THAT(registration().erase.requests(), SizeIs(1));
  EXPECT_EQ(registration().erase.requests()[0].booking_id(), 7001);
  EXPECT_THAT(Get("/erased").body, HasSubstr("It is deleted"));
}

TEST_F(ChangePagesTest, WhoErasesTwiceIsToldThatItIsDone) {
  const Fields form = {
      {"shown", HiddenIn(Visit("/booking/erase").body, "shown")}};
  const auto erase = [&] {
    return Post("/booking/erase", form, {{"Cookie", cookie_}});
  };
  const auto gone = NotFound("LINK_NOT_VALID", "this link is not valid");
  registration().resolve_manage.Return(gone);
  EXPECT_EQ(erase().code, 404) << "whose link ended otherwise";
  SetBooking(v1::Booking::CONFIRMED);
  registration().erase.Return(Unavailable("OUTCOME_UNKNOWN", "it broke off"));
  EXPECT_EQ(erase().code, 503);
  registration().erase.Return(NotFound("BOOKING_NOT_FOUND", "no more"));
  EXPECT_EQ(erase().Header("Location"), "/erased") << "pressed twice at once";
  registration().resolve_manage.Return(gone);
  const HttpAnswer again = erase();
  EXPECT_EQ(again.Header("Location"), "/erased");
  EXPECT_THAT(again.Headers("Set-Cookie"), Each(HasSubstr("Max-Age=0")));
  EXPECT_EQ(Visit("/booking").Header("Location"), "/erased");
  registration().resolve_manage.Return(Unavailable("SERVICE_UNAVAILABLE", ""));
  EXPECT_EQ(Visit("/booking").code, 503);
}

}  // namespace
}  // namespace cwp::web
