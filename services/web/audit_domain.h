#ifndef CWP_SERVICES_WEB_AUDIT_DOMAIN_H_
#define CWP_SERVICES_WEB_AUDIT_DOMAIN_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/web/staff_domain.h"

namespace cwp::web {

// What the audit log says: audit.proto has what each of these means.

// What was done. The numbers are stored and stand in audit.proto.
enum class AuditAct {
  kSignedIn = 1,
  kSignInFailed = 2,
  kRecoveryCodeUsed = 3,
  kSignedOut = 4,
  kSignedOutEverywhere = 5,
  kAccountSetUp = 6,
  kStaffInvited = 7,
  kStaffInvitedAgain = 8,
  kStaffRoleChanged = 9,
  kStaffDisabled = 10,
  kStaffEnabled = 11,
  kStaffViewed = 12,
  kPasswordChanged = 13,
  kAuthenticatorRenewed = 14,
  kSessionPeopleViewed = 15,
  kSessionChanged = 16,
  kSessionCancelled = 17,
  kBookingViewed = 18,
  kAttendanceNoted = 19,
  kBookingCancelled = 20,
  kAuditViewed = 21,
  kReasonErased = 22,
  kBookingMade = 23,
  kBookingChanged = 24,
  kBookingMoved = 25,
  kWaitlistEntryViewed = 26,
  kOfferAccepted = 27,
  kOfferDeclined = 28,
  kWaitlistLeft = 29,
  kPeopleDownloaded = 30,
  kPartnerAdded = 31,
  kPartnerRevoked = 32,
  kProgrammeChanged = 33,
  kRecoveryCodesRenewed = 34,
  kAccountLinked = 35,
  kSignedInWithProvider = 36,
  kNoticeWritten = 37,
  kNoticeTakenBack = 38,
  kNoticeTriedAgain = 39,
  kSettingChanged = 40,
  kFacilitatorsViewed = 41,
  kFacilitatorChanged = 42,
  kFacilitatorRetired = 43,
  kFacilitatorErased = 44,
  kAllotmentChanged = 45,
  kMeetingOptionsChanged = 46,
  kFailedMessagesViewed = 47,
  kContactViewed = 48,
  kLinksRenewed = 49,
  kContactErased = 50,
  kContactBlocked = 51,
  kContactUnblocked = 52,
  kContactSought = 53,
  kEmailCorrected = 54,
};

// To what kind of thing; numbered as in audit.proto.
enum class AuditSubject {
  kNone = 0,
  kStaff = 1,
  kSession = 2,
  kBooking = 3,
  kEntry = 4,
  kWaitlistEntry = 5,
  kPartner = 6,
  kWorkshop = 7,
  kSeries = 8,
  kWebinar = 9,
  kSetting = 10,
  kFacilitator = 11,
};

// How it went; numbered as in audit.proto.
enum class AuditOutcome { kBegun = 1, kDone = 2, kRefused = 3, kUnknown = 4 };

// Who did something, and within which request.
struct AuditActor {
  enum class Kind { kNobody, kStaff, kOperator, kService };
  Kind kind = Kind::kNobody;
  // With kStaff.
  int64_t staff_id = 0;
  std::string request_id;
};

// As feeds name a kind of actor: "STAFF"; empty for nobody.
absl::string_view ActorKindName(AuditActor::Kind kind);
AuditActor::Kind ReadActorKind(absl::string_view name);

// One entry of the log.
struct AuditNote {
  AuditActor actor;
  AuditAct act = AuditAct::kSignedIn;
  AuditSubject subject = AuditSubject::kNone;
  int64_t subject_id = 0;
  AuditOutcome outcome = AuditOutcome::kDone;
  // The reason of an error.
  std::string reason;
  // The entry that this one says the outcome of; 0 for none.
  int64_t about_revision = 0;
  // What somebody typed about why, sealed, under an id of its own; or none.
  int64_t why_id = 0;
  std::string sealed_why;
  // The hash of what is sealed.
  std::string why_digest;
  // To how many a message went.
  int64_t recipients = 0;
  // The version of a setting that was made.
  int64_t subject_version = 0;
  std::optional<Role> old_role;
  std::optional<Role> new_role;
};

// What is looked for; everything by default.
struct AuditFilter {
  // Who did it; 0 for anybody.
  int64_t staff_id = 0;
  // To what it was done.
  AuditSubject subject = AuditSubject::kNone;
  int64_t subject_id = 0;
  absl::Time start = absl::InfinitePast();
  // Not included.
  absl::Time end = absl::InfiniteFuture();
};

// An entry as it was found.
struct AuditRecord {
  int64_t revision = 0;
  absl::Time create_time;
  AuditNote note;
};

// Longest reason that is kept, in characters.
inline constexpr size_t kMaxAuditWhy = 1000;

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_AUDIT_DOMAIN_H_
