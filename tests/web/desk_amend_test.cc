// A booking is changed for its contact.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_people_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace registration = ::cwp::registration::v1;

constexpr char kAttendees[] = "/desk/bookings/5/attendees";
constexpr char kDetails[] = "/desk/bookings/5/details";
constexpr char kMove[] = "/desk/bookings/5/move";
constexpr char kCancel[] = "/desk/bookings/5/cancel";

class DeskAmendTest : public DeskPeopleTest {
 protected:
  void SetUp() override {
    DeskPeopleTest::SetUp();
    registration().get.Return(SampleBooking(5));
  }

  static Fields WhoComes(const std::string& places) {
    return {{"who_for", "parent_or_carer"},
            {"places", places},
            {"age_band", "5_to_11"}};
  }

  // How registration answers to a change of what is not so any more.
  static absl::Status Mismatch() {
    return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "changed");
  }

  // The same booking after somebody else has changed it.
  static registration::Booking Changed() {
    registration::Booking booking = SampleBooking(5);
    booking.set_etag("\"99\"");
    booking.set_places(1);
    booking.mutable_attendees()->RemoveLast();
    return booking;
  }

  void OfferOtherDates() {
    scheduling::v1::Session other =
        SampleSession(kFull + 100, clock_.Now() + absl::Hours(60),
                      scheduling::v1::Session::OPEN);
    services_.scheduling.sessions = {other};
  }
};

TEST_F(DeskAmendTest, ChangesWhoComesAndGivesUpPlaces) {
  const HttpAnswer page = browser_->Get(kAttendees);
  EXPECT_THAT(page.body, AllOf(HasSubstr("value=\"parent_or_carer\" checked"),
                               HasSubstr("value=\"5_to_11\" checked"),
                               HasSubstr("name=\"places\" type=\"text\"")));
  const HttpAnswer wrong = browser_->Submit(page, kAttendees, WhoComes("none"));
  EXPECT_EQ(wrong.code, 400);
  EXPECT_THAT(wrong.body, HasSubstr("in digits"));
  registration().change.Return(SampleBooking(5));
  EXPECT_EQ(
      browser_->Submit(wrong, kAttendees, WhoComes("1")).Header("Location"),
      "/desk/bookings/5");
  const auto requests = registration().change.requests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].attendees_size(), 1);
  EXPECT_EQ(requests[0].attendees(0).age_band().max_years(), 11);
}

TEST_F(DeskAmendTest, ShowsNamesWhereTheWorkshopNeedsThem) {
  scheduling::v1::Workshop workshop = SampleWorkshop();
  workshop.set_attendee_names_reason("We print badges.");
  services_.scheduling.get_workshop.Return(workshop);
  registration::Booking named = SampleBooking(5);
  named.mutable_attendees(0)->set_name("Ada");
  named.mutable_attendees(1)->set_name("Bo <b>");
  registration().get.Return(named);
  EXPECT_THAT(browser_->Get(kAttendees).body, HasSubstr("Ada\nBo &lt;b&gt;"));
}

TEST_F(DeskAmendTest, ShowsTheSecondOfTwoWhatChangedAndLosesNothing) {
  const HttpAnswer page = browser_->Get(kAttendees);
  registration().get.Return(Changed());
  registration().change.Return(Mismatch());
  const HttpAnswer second = browser_->Submit(page, kAttendees, WhoComes("7"));
  EXPECT_EQ(second.code, 409);
  EXPECT_THAT(second.body,
              AllOf(HasSubstr("Somebody else has changed it"),
                    HasSubstr("How it is now"), HasSubstr("value=\"7\"")));
  registration().change.Return(Changed());
  EXPECT_EQ(browser_->Submit(second, kAttendees, WhoComes("7")).code, 303);
  const auto requests = registration().change.requests();
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[0].etag(), SampleBooking(5).etag());
  EXPECT_EQ(requests[1].etag(), "\"99\"");
  // What the first page had sent, had it been done, would be another request.
  EXPECT_NE(HiddenIn(second.body, "form_id"), HiddenIn(page.body, "form_id"));
}

TEST_F(DeskAmendTest, ChangesDetailsOfABookingAsItWasRead) {
  registration::Booking booking = SampleBooking(5);
  booking.mutable_contact()->set_relationship("aunt");
  registration().get.Return(booking);
  const HttpAnswer page = browser_->Get(kDetails);
  EXPECT_THAT(page.body, HasSubstr("value=\"Ada Example\""));
  const Fields typed = {{"contact_name", "Ada Lovelace"},
                        {"contact_phone", "07700 900123"},
                        {"access_needs", "captions"}};
  registration().details.Return(Mismatch());
  registration().get.Return(Changed());
  const HttpAnswer second = browser_->Submit(page, kDetails, typed);
  EXPECT_EQ(second.code, 409);
  EXPECT_THAT(second.body, AllOf(HasSubstr("How it is now"),
                                 HasSubstr("value=\"Ada Lovelace\"")));
  registration().get.Return(booking);
  registration().details.Return(booking);
  EXPECT_EQ(browser_->Submit(page, kDetails, typed).Header("Location"),
            "/desk/bookings/5");
  const registration::ChangeDetailsRequest asked =
      registration().details.requests()[1];
  EXPECT_EQ(asked.etag(), booking.etag());
  EXPECT_EQ(asked.contact().name(), "Ada Lovelace");
  EXPECT_EQ(asked.contact().relationship(), "aunt");
  EXPECT_TRUE(asked.access_needs().captions());
}

TEST_F(DeskAmendTest, BringsTwoChangesOfDetailsTogether) {
  const HttpAnswer page = browser_->Get(kDetails);
  registration::Booking theirs = SampleBooking(5);
  theirs.set_etag("\"99\"");
  theirs.mutable_access_needs()->set_interpreter(true);
  theirs.mutable_access_needs()->set_other("BSL <b>");
  theirs.mutable_contact()->set_phone("07700 900456");
  registration().get.Return(theirs);
  registration().details.Return(Mismatch());
  // Who changes the name, as the page was.
  const HttpAnswer second = browser_->Submit(page, kDetails,
                                             {{"contact_name", "Ada Lovelace"},
                                              {"contact_phone", "07700 900123"},
                                              {"access_needs", "captions"}});
  EXPECT_EQ(second.code, 409);
  EXPECT_THAT(
      second.body,
      AllOf(HasSubstr("Somebody else changed this in the meantime"),
            HasSubstr("Now: Captions, An interpreter"),
            HasSubstr("Now: BSL &lt;b&gt;"), HasSubstr("Now: 07700 900456"),
            HasSubstr("value=\"Ada Lovelace\""),
            HasSubstr("value=\"interpreter\" checked"),
            HasSubstr("value=\"07700 900456\"")))
      << "the name is theirs who typed, the rest their colleague's";
  registration().details.Return(theirs);
  EXPECT_EQ(browser_
                ->Submit(second, kDetails,
                         {{"contact_name", "Ada Lovelace"},
                          {"contact_phone", "07700 900456"},
                          {"access_needs", "captions"},
                          {"access_needs", "interpreter"},
                          {"access_other", "BSL"}})
                .code,
            303);
  EXPECT_EQ(registration().details.requests()[1].etag(), "\"99\"");
  EXPECT_NE(HiddenIn(second.body, "form_id"), HiddenIn(page.body, "form_id"));
}

TEST_F(DeskAmendTest, ChangesWhetherEmailsNameTheWorkshop) {
  constexpr char kBox[] =
      "name=\"name_workshop\" type=\"checkbox\" value=\"yes\"";
  registration::Booking booking = SampleBooking(5);
  registration().details.Return(booking);
  for (const bool names : {false, true}) {
    booking.set_name_workshop(names);
    registration().get.Return(booking);
    const HttpAnswer page = browser_->Get(kDetails);
    EXPECT_THAT(
        page.body,
        AllOf(HasSubstr("Name the workshop in subjects"),
              HasSubstr(kBox + std::string(names ? " checked>" : ">"))));
    Fields typed = {{"contact_name", "Ada Example"},
                    {"contact_phone", "07700 900123"}};
    if (!names) typed.emplace_back("name_workshop", "yes");
    EXPECT_EQ(browser_->Submit(page, kDetails, typed).code, 303);
    const registration::ChangeDetailsRequest asked =
        registration().details.requests().back();
    EXPECT_TRUE(asked.has_name_workshop());
    EXPECT_EQ(asked.name_workshop(), !names);
  }
}

TEST_F(DeskAmendTest, KeepsThePhoneNumberThatIsAllThereIs) {
  registration::Booking booking = SampleBooking(5);
  booking.mutable_contact()->clear_email();
  booking.mutable_contact()->set_phone("07700 900001");
  registration().get.Return(booking);
  const HttpAnswer page = browser_->Get(kDetails);
  EXPECT_THAT(page.body, AllOf(HasSubstr("has no email address"),
                               Not(HasSubstr("name=\"contact_phone\""))));
  registration().details.Return(booking);
  EXPECT_EQ(browser_
                ->Submit(page, kDetails,
                         {{"contact_name", "Ada"}, {"contact_phone", "0"}})
                .code,
            303);
  EXPECT_EQ(registration().details.requests()[0].contact().phone(),
            "07700 900001");
}

TEST_F(DeskAmendTest, SaysWhyThereAreNotMorePlaces) {
  registration().change.Return(
      FailedPrecondition("NOT_ENOUGH_PLACES", "full", {{"left", "0"}}));
  const HttpAnswer page = browser_->Get(kAttendees);
  const HttpAnswer full = browser_->Submit(page, kAttendees, WhoComes("9"));
  EXPECT_EQ(full.code, 409);
  EXPECT_THAT(full.body, AllOf(HasSubstr("not so many places left"),
                               HasSubstr("value=\"9\"")));
}

TEST_F(DeskAmendTest, MovesABookingInOneStep) {
  OfferOtherDates();
  const HttpAnswer page = browser_->Get(kMove);
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("value=\"202\""), HasSubstr("9 of 12 booked")));
  const HttpAnswer lacking = browser_->Submit(page, kMove, {});
  EXPECT_EQ(lacking.code, 400);
  EXPECT_THAT(lacking.body, HasSubstr("Select a date"));
  registration().move.Return(SampleBooking(5));
  EXPECT_EQ(
      browser_->Submit(page, kMove, {{"to_session", "202"}}).Header("Location"),
      "/desk/bookings/5");
  EXPECT_EQ(registration().move.requests()[0].to_session_id(), 202);
  registration().move.Return(MakeError(absl::StatusCode::kAlreadyExists,
                                       "CONTACT_ALREADY_BOOKED", "twice"));
  const HttpAnswer twice =
      browser_->Submit(page, kMove, {{"to_session", "202"}});
  EXPECT_EQ(twice.code, 409);
  EXPECT_THAT(twice.body, AllOf(HasSubstr("has a booking on that date already"),
                                HasSubstr("value=\"202\" checked")));
}

TEST_F(DeskAmendTest, MovesNobodyWhoseBookingHasChanged) {
  OfferOtherDates();
  const HttpAnswer page = browser_->Get(kMove);
  registration().get.Return(Changed());
  registration().move.Return(Mismatch());
  const HttpAnswer second =
      browser_->Submit(page, kMove, {{"to_session", "202"}});
  EXPECT_EQ(second.code, 409);
  EXPECT_THAT(second.body, AllOf(HasSubstr("How it is now"),
                                 HasSubstr("value=\"202\" checked")));
  EXPECT_EQ(registration().move.requests()[0].etag(), SampleBooking(5).etag());
}

TEST_F(DeskAmendTest, CancelsForTheContactAndRefusesWithAReason) {
  registration().cancel.Return(SampleBooking(5));
  registration().refuse.Return(SampleBooking(5));
  const HttpAnswer page = browser_->Get(kCancel);
  EXPECT_THAT(page.body, AllOf(HasSubstr("all 2 places of Ada Example"),
                               Not(HasSubstr("How it is now"))));
  // Twice, as the button of a page can be pressed.
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(browser_->Submit(page, kCancel, {{"why", "contact"}})
                  .Header("Location"),
              "/desk/sessions/101?done=cancelled");
  }
  const auto cancelled = registration().cancel.requests();
  ASSERT_THAT(cancelled, SizeIs(2));
  EXPECT_EQ(cancelled[0].id(), 5);
  EXPECT_EQ(cancelled[0].etag(), SampleBooking(5).etag());
  EXPECT_NE(cancelled[0].request_id(), "");
  EXPECT_EQ(cancelled[1].request_id(), cancelled[0].request_id());
  EXPECT_THAT(registration().refuse.requests(), IsEmpty());

  EXPECT_EQ(browser_
                ->Submit(browser_->Get(kCancel), kCancel,
                         {{"why", "refuse"}, {"reason", " Outside the area "}})
                .code,
            303);
  const auto refused = registration().refuse.requests();
  ASSERT_THAT(refused, SizeIs(1));
  EXPECT_EQ(refused[0].id(), 5);
  EXPECT_EQ(refused[0].etag(), SampleBooking(5).etag());
  EXPECT_EQ(refused[0].reason(), "Outside the area");
  EXPECT_NE(refused[0].request_id(), cancelled[0].request_id());
  EXPECT_THAT(registration().cancel.requests(), SizeIs(2));
}

TEST_F(DeskAmendTest, CancelsNothingThatHasChanged) {
  const HttpAnswer page = browser_->Get(kCancel);
  const Fields typed = {{"why", "refuse"}, {"reason", "Outside the area"}};
  registration().get.Return(Changed());
  registration().refuse.Return(Mismatch());
  const HttpAnswer second = browser_->Submit(page, kCancel, typed);
  EXPECT_EQ(second.code, 409);
  EXPECT_THAT(second.body, AllOf(HasSubstr("Somebody else has changed it"),
                                 HasSubstr("How it is now"),
                                 HasSubstr("gives up the place of Ada Example"),
                                 HasSubstr("value=\"refuse\" checked"),
                                 HasSubstr("value=\"Outside the area\"")));
  registration().refuse.Return(Changed());
  EXPECT_EQ(browser_->Submit(second, kCancel, typed).code, 303);
  const auto requests = registration().refuse.requests();
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[0].etag(), SampleBooking(5).etag());
  EXPECT_EQ(requests[1].etag(), "\"99\"");
  EXPECT_NE(requests[1].request_id(), requests[0].request_id());
}

TEST_F(DeskAmendTest, CancelsOnlyWhatWasLookedAtWhateverIsTypedWrong) {
  const HttpAnswer page = browser_->Get(kCancel);
  registration().get.Return(Changed());
  const HttpAnswer wrong = browser_->Submit(page, kCancel, {});
  EXPECT_EQ(wrong.code, 400);
  EXPECT_EQ(HiddenIn(wrong.body, "etag"), HiddenIn(page.body, "etag"));
}

TEST_F(DeskAmendTest, SaysThatSomebodyElseHasCancelledIt) {
  const HttpAnswer page = browser_->Get(kCancel);
  registration::Booking gone = Changed();
  gone.set_state(registration::Booking::CANCELLED);
  registration().get.Return(gone);
  registration().cancel.Return(Mismatch());
  const HttpAnswer answer =
      browser_->Submit(page, kCancel, {{"why", "contact"}});
  EXPECT_EQ(answer.code, 409);
  EXPECT_THAT(answer.body, AllOf(HasSubstr("The booking is cancelled already"),
                                 Not(HasSubstr("Yes, cancel the booking"))));
}

TEST_F(DeskAmendTest, SaysWhichDatesHaveTooFewPlaces) {
  OfferOtherDates();
  SetLeft(1);
  EXPECT_THAT(browser_->Get(kMove).body,
              HasSubstr("Not enough places: 11 of 12 booked"));
  services_.scheduling.sessions.clear();
  EXPECT_THAT(browser_->Get(kMove).body,
              HasSubstr("no other date that takes bookings"));
}

}  // namespace
}  // namespace cwp::web
