#include "tests/web/desk_people_fixture.h"

#include "absl/strings/str_cat.h"

namespace cwp::web {

namespace registration = ::cwp::registration::v1;

void DeskPeopleTest::SetUp() {
  DeskTest::SetUp();
  const scheduling::v1::Session session = SampleSession(
      kOpen, clock_.Now() + absl::Hours(30), scheduling::v1::Session::OPEN);
  services_.scheduling.get_session.Return(session);
  services_.scheduling.get_workshop.Return(SampleWorkshop());
  services_.scheduling.sessions = {session};
  SetBookings({});
  SetWaiting({});
  registration().preview.Return(registration::PreviewSessionChangeResponse());
  browser_ = std::make_unique<DeskBrowser>(*client_);
  SetUpAccount(*browser_, "cora@example.org", v1::Staff::COORDINATOR);
}

registration::Booking DeskPeopleTest::SampleBooking(int64_t id) {
  registration::Booking booking;
  booking.set_id(id);
  booking.set_session_id(kOpen);
  booking.set_reference("7K3M9Q2X");
  booking.set_state(registration::Booking::CONFIRMED);
  booking.set_channel("direct");
  booking.set_etag(absl::StrCat("\"", id, "\""));
  booking.set_places(2);
  booking.mutable_contact()->set_name("Ada Example");
  booking.mutable_contact()->set_email("ada@example.org");
  booking.mutable_contact()->set_phone("07700 900123");
  for (int i = 0; i < 2; ++i) {
    registration::Attendee& attendee = *booking.add_attendees();
    attendee.set_role(registration::Attendee::PARENT_OR_CARER);
    attendee.mutable_age_band()->set_min_years(5);
    attendee.mutable_age_band()->set_max_years(11);
  }
  booking.mutable_access_needs()->set_captions(true);
  return booking;
}

registration::WaitlistEntry DeskPeopleTest::SampleEntry(int64_t id) {
  registration::WaitlistEntry entry;
  entry.set_id(id);
  entry.add_session_ids(kOpen);
  entry.set_places(2);
  entry.set_least_places(2);
  entry.set_state(registration::WaitlistEntry::WAITING);
  entry.set_channel("direct");
  entry.mutable_contact()->set_name("Bo Example");
  entry.mutable_contact()->set_email("bo@example.org");
  return entry;
}

void DeskPeopleTest::SetBookings(std::vector<registration::Booking> bookings) {
  registration::ListBookingsResponse list;
  for (const registration::Booking& booking : bookings) {
    *list.add_bookings() = booking;
  }
  registration().list.Return(list);
}

void DeskPeopleTest::SetWaiting(
    std::vector<registration::WaitlistEntry> entries) {
  registration::ListWaitlistEntriesResponse list;
  for (const registration::WaitlistEntry& entry : entries) {
    *list.add_waitlist_entries() = entry;
  }
  registration().list_waitlist.Return(list);
}

DeskBrowser DeskPeopleTest::BrowserOf(const std::string& email,
                                      v1::Staff::Role role) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, email, role);
  return browser;
}

}  // namespace cwp::web
