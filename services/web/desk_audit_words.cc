#include "services/web/desk_audit_words.h"

#include "absl/strings/str_cat.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

struct ActWords {
  AuditAct act;
  const char* key;
};
constexpr ActWords kActs[] = {
    {AuditAct::kSignedIn, "office.audit.signed_in"},
    {AuditAct::kSignInFailed, "office.audit.sign_in_failed"},
    {AuditAct::kRecoveryCodeUsed, "office.audit.recovery_code_used"},
    {AuditAct::kSignedOut, "office.audit.signed_out"},
    {AuditAct::kSignedOutEverywhere, "office.audit.signed_out_everywhere"},
    {AuditAct::kAccountSetUp, "office.audit.account_set_up"},
    {AuditAct::kStaffInvited, "office.audit.staff_invited"},
    {AuditAct::kStaffInvitedAgain, "office.audit.staff_invited_again"},
    {AuditAct::kStaffRoleChanged, "office.audit.staff_role_changed"},
    {AuditAct::kStaffDisabled, "office.audit.staff_disabled"},
    {AuditAct::kStaffEnabled, "office.audit.staff_enabled"},
    {AuditAct::kStaffViewed, "office.audit.staff_viewed"},
    {AuditAct::kPasswordChanged, "office.audit.password_changed"},
    {AuditAct::kAuthenticatorRenewed, "office.audit.authenticator_renewed"},
    {AuditAct::kSessionPeopleViewed, "office.audit.session_people_viewed"},
    {AuditAct::kSessionChanged, "office.audit.session_changed"},
    {AuditAct::kSessionCancelled, "office.audit.session_cancelled"},
    {AuditAct::kBookingViewed, "office.audit.booking_viewed"},
    {AuditAct::kAttendanceNoted, "office.audit.attendance_noted"},
    {AuditAct::kBookingCancelled, "office.audit.booking_cancelled"},
    {AuditAct::kAuditViewed, "office.audit.audit_viewed"},
    {AuditAct::kReasonErased, "office.audit.reason_erased"},
    {AuditAct::kBookingMade, "office.audit.booking_made"},
    {AuditAct::kBookingChanged, "office.audit.booking_changed"},
    {AuditAct::kBookingMoved, "office.audit.booking_moved"},
    {AuditAct::kWaitlistEntryViewed, "office.audit.waitlist_entry_viewed"},
    {AuditAct::kOfferAccepted, "office.audit.offer_accepted"},
    {AuditAct::kOfferDeclined, "office.audit.offer_declined"},
    {AuditAct::kWaitlistLeft, "office.audit.waitlist_left"},
    {AuditAct::kPeopleDownloaded, "office.audit.people_downloaded"},
    {AuditAct::kPartnerAdded, "office.audit.partner_added"},
    {AuditAct::kPartnerRevoked, "office.audit.partner_revoked"},
    {AuditAct::kProgrammeChanged, "office.audit.programme_changed"},
    {AuditAct::kRecoveryCodesRenewed, "office.audit.recovery_codes_renewed"},
    {AuditAct::kAccountLinked, "office.audit.account_linked"},
    {AuditAct::kSignedInWithProvider, "office.audit.signed_in_with_provider"},
    {AuditAct::kNoticeWritten, "office.audit.notice_written"},
    {AuditAct::kNoticeTakenBack, "office.audit.notice_taken_back"},
    {AuditAct::kNoticeTriedAgain, "office.audit.notice_tried_again"},
    {AuditAct::kSettingChanged, "office.audit.setting_changed"},
    {AuditAct::kFacilitatorsViewed, "office.audit.facilitators_viewed"},
    {AuditAct::kFacilitatorChanged, "office.audit.facilitator_changed"},
    {AuditAct::kFacilitatorRetired, "office.audit.facilitator_retired"},
    {AuditAct::kFacilitatorErased, "office.audit.facilitator_erased"},
    {AuditAct::kAllotmentChanged, "office.audit.allotment_changed"},
    {AuditAct::kMeetingOptionsChanged, "office.audit.meeting_options_changed"},
    {AuditAct::kFailedMessagesViewed, "office.audit.failed_messages_viewed"},
    {AuditAct::kContactViewed, "office.audit.contact_viewed"},
    {AuditAct::kLinksRenewed, "office.audit.links_renewed"},
    {AuditAct::kContactErased, "office.audit.contact_erased"},
    {AuditAct::kContactBlocked, "office.audit.contact_blocked"},
    {AuditAct::kContactUnblocked, "office.audit.contact_unblocked"},
    {AuditAct::kContactSought, "office.audit.contact_sought"},
    {AuditAct::kEmailCorrected, "office.audit.email_corrected"},
};

}  // namespace

std::string AuditActWords(AuditAct act) {
  for (const ActWords& known : kActs) {
    if (known.act == act) return Say(known.key);
  }
  return Say("office.audit.unknown_act",
             {{"number", absl::StrCat(static_cast<int>(act))}});
}

std::string AuditOutcomeWords(const AuditNote& note) {
  switch (note.outcome) {
    case AuditOutcome::kBegun:
      return Say("office.audit.begun");
    case AuditOutcome::kDone:
      return Say("office.audit.done");
    case AuditOutcome::kRefused:
      return Say("office.audit.not_done", {{"reason", note.reason}});
    case AuditOutcome::kUnknown:
      return Say("office.audit.outcome_unknown", {{"reason", note.reason}});
  }
  return Say("office.not_known");
}

}  // namespace cwp::web
