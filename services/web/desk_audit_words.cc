#include "services/web/desk_audit_words.h"

#include "absl/strings/str_cat.h"

namespace cwp::web {

std::string AuditActWords(AuditAct act) {
  switch (act) {
    case AuditAct::kSignedIn:
      return "Signed in";
    case AuditAct::kSignInFailed:
      return "Failed to sign in";
    case AuditAct::kRecoveryCodeUsed:
      return "Used a recovery code";
    case AuditAct::kSignedOut:
      return "Signed out";
    case AuditAct::kSignedOutEverywhere:
      return "Signed out everywhere";
    case AuditAct::kAccountSetUp:
      return "Set the account up";
    case AuditAct::kStaffInvited:
      return "Invited somebody";
    case AuditAct::kStaffInvitedAgain:
      return "Made a new invitation";
    case AuditAct::kStaffRoleChanged:
      return "Changed a role";
    case AuditAct::kStaffDisabled:
      return "Disabled an account";
    case AuditAct::kStaffEnabled:
      return "Enabled an account";
    case AuditAct::kStaffViewed:
      return "Saw accounts of staff";
    case AuditAct::kPasswordChanged:
      return "Changed their password";
    case AuditAct::kAuthenticatorRenewed:
      return "Connected another authenticator";
    case AuditAct::kSessionPeopleViewed:
      return "Saw who comes to a session";
    case AuditAct::kSessionChanged:
      return "Changed a session";
    case AuditAct::kSessionCancelled:
      return "Cancelled a session";
    case AuditAct::kBookingViewed:
      return "Saw a booking";
    case AuditAct::kAttendanceNoted:
      return "Noted who came";
    case AuditAct::kBookingCancelled:
      return "Cancelled or refused a booking";
    case AuditAct::kAuditViewed:
      return "Read the audit log";
    case AuditAct::kReasonErased:
      return "Erased a reason";
    case AuditAct::kBookingMade:
      return "Booked for somebody";
    case AuditAct::kBookingChanged:
      return "Changed a booking";
    case AuditAct::kBookingMoved:
      return "Moved a booking";
    case AuditAct::kWaitlistEntryViewed:
      return "Saw somebody who waits";
    case AuditAct::kOfferAccepted:
      return "Accepted an offer for somebody";
    case AuditAct::kOfferDeclined:
      return "Declined an offer for somebody";
    case AuditAct::kWaitlistLeft:
      return "Took somebody off the waitlist";
    case AuditAct::kPeopleDownloaded:
      return "Downloaded who comes to a session";
    case AuditAct::kPartnerAdded:
      return "Gave a partner a token";
    case AuditAct::kPartnerRevoked:
      return "Revoked a partner’s token";
    case AuditAct::kProgrammeChanged:
      return "Changed the programme";
  }
  return absl::StrCat("Something of a later release, ", static_cast<int>(act));
}

std::string AuditOutcomeWords(const AuditNote& note) {
  switch (note.outcome) {
    case AuditOutcome::kBegun:
      return "Begun";
    case AuditOutcome::kDone:
      return "Done";
    case AuditOutcome::kRefused:
      return absl::StrCat("Not done: ", note.reason);
    case AuditOutcome::kUnknown:
      return absl::StrCat("Not known: ", note.reason);
  }
  return "Not known";
}

}  // namespace cwp::web
