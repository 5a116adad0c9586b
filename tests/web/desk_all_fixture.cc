#include "tests/web/desk_all_fixture.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"

namespace cwp::web {

namespace gateway = ::cwp::gateway::v1;
namespace notifications = ::cwp::notifications::v1;
namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

void DeskAllTest::SetServices(bool others) {
  FakeRegistration& fake = registration();
  SetBookings({SampleBooking(5)});
  SetWaiting({});
  fake.get.Return(SampleBooking(5));
  fake.mark.Return(SampleBooking(5));
  fake.correct.Return(SampleBooking(5));
  fake.preview.Return(registration::PreviewSessionChangeResponse());
  registration::WaitlistEntry offered = SampleEntry(9);
  offered.set_state(registration::WaitlistEntry::OFFERED);
  offered.mutable_offer()->set_state(registration::Offer::OPEN);
  offered.mutable_offer()->set_places(2);
  offered.mutable_offer()->set_session_id(kOpen);
  fake.get_entry.Return(offered);
  registration::ExportContactResponse kept;
  *kept.add_bookings() = SampleBooking(5);
  *kept.add_waitlist_entries() = offered;
  fake.export_contact.Return(kept);
  fake.revoke_links.Return(SampleBooking(5));
  fake.leave.Return(SampleEntry(9));
  fake.decline.Return(SampleEntry(9));
  fake.list_allotments.Return(registration::ListAllotmentsResponse());
  fake.list_notices.Return(registration::ListNoticesResponse());
  registration::Notice notice;
  notice.set_session_id(kOpen);
  fake.take_back.Return(notice);
  services_.notifications.list.Return(notifications::ListMessagesResponse());
  services_.notifications.resend.Return(notifications::Message());
  services_.scheduling.cancel_session.Return(
      SampleSession(kOpen, clock_.Now(), scheduling::Session::CANCELLED));
  services_.facilitators.list.Return(scheduling::ListFacilitatorsResponse());
  scheduling::Facilitator facilitator;
  facilitator.set_id(kOpen);
  facilitator.set_display_name("Dora Example");
  facilitator.set_role(scheduling::Facilitator::TRAINEE);
  services_.facilitators.get.Return(facilitator);
  scheduling::ListMeetingOptionChangesResponse options;
  options.mutable_meeting_options()->set_unconfirmed(true);
  services_.meeting_options.list.Return(options);
  services_.meeting_options.confirm.Return(options.meeting_options());
  services_.facilitators.retire.Return(facilitator);
  services_.facilitators.erase.Return(facilitator);
  scheduling::Series series;
  series.set_id(kOpen);
  services_.series.get.Return(series);
  services_.series.undo.Return(series);
  services_.teams.retry.Return(scheduling::QueuedMeeting());
  services_.reports.get.Return(registration::Report());
  gateway::ListPartnersResponse partners;
  partners.add_partners()->set_id(kOpen);
  services_.gateway.list.Return(partners);
  services_.gateway.revoke.Return(partners.partners(0));
  services_.webinars.get.Return(SampleWebinar());
  services_.webinars.list_views.Return(webinars::v1::ListViewCountsResponse());
  services_.organisation.update.Return(scheduling::OrganisationPart());
  services_.organisation.restore.Return(scheduling::OrganisationPart());
  services_.notifications.preview_letter.Return(notifications::LetterPreview());
  services_.notifications.send_test.Return(
      notifications::SendTestLetterResponse());
  if (!others) return;
  const absl::Status no = MakeError(absl::StatusCode::kPermissionDenied,
                                    "NOT_YOUR_SESSION", "not theirs");
  fake.list.Return(no);
  fake.list_waitlist.Return(no);
  fake.get.Return(no);
  fake.mark.Return(no);
  fake.list_notices.Return(no);
  fake.take_back.Return(no);
}

std::string DeskAllTest::PathFor(const std::string& pattern, int64_t staff_id) {
  const bool booking = absl::StrContains(pattern, "/bookings/");
  const bool staff = absl::StrContains(pattern, "/staff/");
  const bool waits = absl::StrContains(pattern, "/desk/waitlist/");
  const int64_t id = booking ? 5 : waits ? 9 : staff ? staff_id : kOpen;
  return absl::StrReplaceAll(pattern, {{"{id}", absl::StrCat(id)},
                                       {"{message}", "9"},
                                       {"{size}", "small"},
                                       {"{version}", "0"},
                                       {"{part}", "1"},
                                       {"{file}", std::string(kHandout)}});
}

}  // namespace cwp::web
