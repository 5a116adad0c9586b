#include "services/web/desk_audit_words.h"

#include "absl/strings/str_cat.h"

namespace cwp::web {
namespace {

struct ActWords {
  AuditAct act;
  const char* words;
};
constexpr ActWords kActs[] = {
    {AuditAct::kSignedIn, "Signed in"},
    {AuditAct::kSignInFailed, "Failed to sign in"},
    {AuditAct::kRecoveryCodeUsed, "Used a recovery code"},
    {AuditAct::kSignedOut, "Signed out"},
    {AuditAct::kSignedOutEverywhere, "Signed out everywhere"},
    {AuditAct::kAccountSetUp, "Set the account up"},
    {AuditAct::kStaffInvited, "Invited somebody"},
    {AuditAct::kStaffInvitedAgain, "Made a new invitation"},
    {AuditAct::kStaffRoleChanged, "Changed a role"},
    {AuditAct::kStaffDisabled, "Disabled an account"},
    {AuditAct::kStaffEnabled, "Enabled an account"},
    {AuditAct::kStaffViewed, "Saw accounts of staff"},
    {AuditAct::kPasswordChanged, "Changed their password"},
    {AuditAct::kAuthenticatorRenewed, "Connected another authenticator"},
    {AuditAct::kSessionPeopleViewed, "Saw who comes to a session"},
    {AuditAct::kSessionChanged, "Changed a session"},
    {AuditAct::kSessionCancelled, "Cancelled a session"},
    {AuditAct::kBookingViewed, "Saw a booking"},
    {AuditAct::kAttendanceNoted, "Noted who came"},
    {AuditAct::kBookingCancelled, "Cancelled or refused a booking"},
    {AuditAct::kAuditViewed, "Read the audit log"},
    {AuditAct::kReasonErased, "Erased a reason"},
    {AuditAct::kBookingMade, "Booked for somebody"},
    {AuditAct::kBookingChanged, "Changed a booking"},
    {AuditAct::kBookingMoved, "Moved a booking"},
    {AuditAct::kWaitlistEntryViewed, "Saw somebody who waits"},
    {AuditAct::kOfferAccepted, "Accepted an offer for somebody"},
    {AuditAct::kOfferDeclined, "Declined an offer for somebody"},
    {AuditAct::kWaitlistLeft, "Took somebody off the waitlist"},
    {AuditAct::kPeopleDownloaded, "Downloaded who comes to a session"},
    {AuditAct::kPartnerAdded, "Gave a partner a token"},
    {AuditAct::kPartnerRevoked, "Revoked a partner’s token"},
    {AuditAct::kProgrammeChanged, "Changed the programme"},
    {AuditAct::kRecoveryCodesRenewed, "Made new recovery codes"},
    {AuditAct::kAccountLinked, "Linked the account to the identity provider"},
    {AuditAct::kSignedInWithProvider, "Signed in with the identity provider"},
    {AuditAct::kNoticeWritten, "Wrote to people of a session"},
    {AuditAct::kNoticeTakenBack, "Took a message back"},
    {AuditAct::kNoticeTriedAgain, "Had a message tried again"},
    {AuditAct::kSettingChanged, "Changed what the organisation says"},
};

}  // namespace

std::string AuditActWords(AuditAct act) {
  for (const ActWords& known : kActs) {
    if (known.act == act) return known.words;
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
