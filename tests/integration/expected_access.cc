#include "tests/integration/expected_access.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace cwp {
namespace {

constexpr absl::string_view kRegistration = R"(
CreateBooking         web:PUBLIC web:STAFF/ac gateway:PARTNER cwpctl:OPERATOR
CorrectEmail          web:PUBLIC web:STAFF/ac
GetBooking            web:MANAGE_LINK web:STAFF/acf gateway:PARTNER
                      cwpctl:OPERATOR
ResolveManageToken    web:PUBLIC
ListBookings          web:STAFF/acf gateway:PARTNER cwpctl:OPERATOR
CancelBooking         web:MANAGE_LINK web:STAFF/ac gateway:PARTNER
                      cwpctl:OPERATOR
RefuseBooking         web:STAFF/ac cwpctl:OPERATOR
ChangeAttendees       web:MANAGE_LINK web:STAFF/ac gateway:PARTNER
                      cwpctl:OPERATOR
ChangeDetails         web:MANAGE_LINK web:STAFF/ac cwpctl:OPERATOR
MoveBooking           web:MANAGE_LINK web:STAFF/ac cwpctl:OPERATOR
MarkAttendance        web:STAFF/acf cwpctl:OPERATOR
RevokeLinks           web:MANAGE_LINK web:STAFF/ac cwpctl:OPERATOR
FindMyBookings        web:PUBLIC
ExportContact         web:MANAGE_LINK web:STAFF/ac cwpctl:OPERATOR
EraseContact          web:MANAGE_LINK web:STAFF/ac cwpctl:OPERATOR
SetContactBlock       web:STAFF/ac cwpctl:OPERATOR
CreateHold            web:PUBLIC
GetHold               web:PUBLIC
ExtendHold            web:PUBLIC
ReleaseHold           web:PUBLIC
CreateWaitlistEntry   web:PUBLIC web:STAFF/ac cwpctl:OPERATOR
GetWaitlistEntry      web:MANAGE_LINK web:STAFF/ac cwpctl:OPERATOR
ResolveWaitlistToken  web:PUBLIC
ListWaitlistEntries   web:STAFF/acf cwpctl:OPERATOR
LeaveWaitlist         web:MANAGE_LINK web:STAFF/ac cwpctl:OPERATOR
AcceptOffer           web:MANAGE_LINK web:STAFF/ac cwpctl:OPERATOR
DeclineOffer          web:MANAGE_LINK web:STAFF/ac cwpctl:OPERATOR
SetAllotment          web:STAFF/ac cwpctl:OPERATOR
ListAllotments        web:STAFF/ac cwpctl:OPERATOR
PreviewSessionChange  web:STAFF/ac cwpctl:OPERATOR
BatchGetSeatCounts    web:PUBLIC web:STAFF/acfr web:SERVICE gateway:PARTNER
                      gateway:SERVICE cwpctl:OPERATOR
WatchSeatCounts       web:PUBLIC web:STAFF/acfr web:SERVICE gateway:PARTNER
                      gateway:SERVICE cwpctl:OPERATOR
ResolveJoinToken      web:PUBLIC notifications:SERVICE
GetJoinUri            web:PUBLIC
WriteNotice           web:STAFF/acf
TakeNoticeBack        web:STAFF/acf
ListNotices           web:STAFF/acf cwpctl:OPERATOR
GetMessageDetails     notifications:SERVICE
)";

constexpr absl::string_view kReports =
    "GetReport web:STAFF/acr cwpctl:OPERATOR";
constexpr absl::string_view kAudit = R"(
ListAuditEntries  cwpctl:OPERATOR
ListAuditRows     cwpctl:OPERATOR
EraseAuditReason  cwpctl:OPERATOR
)";

constexpr absl::string_view kStaff = R"(
InviteStaff       cwpctl:OPERATOR
InviteStaffAgain  cwpctl:OPERATOR
ListStaff         cwpctl:OPERATOR
ChangeStaff       cwpctl:OPERATOR
SignOutStaff      cwpctl:OPERATOR
)";

constexpr absl::string_view kNotifications = R"(
ListMessages     web:STAFF/ac cwpctl:OPERATOR
GetMessage       cwpctl:OPERATOR
ResendMessage    web:STAFF/ac cwpctl:OPERATOR
GetCalendarFile  web:PUBLIC
PreviewNotice    web:STAFF/acf
PreviewLetter    web:STAFF/a cwpctl:OPERATOR
SendTestLetter   web:STAFF/a cwpctl:OPERATOR
)";

constexpr absl::string_view kTeams = R"(
CheckTeams          cwpctl:OPERATOR
ListQueuedMeetings  web:STAFF/ac cwpctl:OPERATOR
RetryMeeting        web:STAFF/ac cwpctl:OPERATOR
)";

constexpr absl::string_view kMeetingOptions = R"(
SetMeetingOptions         web:STAFF/ac cwpctl:OPERATOR
ConfirmMeetingOptions     web:STAFF/ac cwpctl:OPERATOR
ListMeetingOptionChanges  web:STAFF/ac cwpctl:OPERATOR
)";

constexpr absl::string_view kFacilitators = R"(
CreateFacilitator  web:STAFF/ac cwpctl:OPERATOR
GetFacilitator     web:STAFF/ac cwpctl:OPERATOR
ListFacilitators   web:STAFF/ac cwpctl:OPERATOR
UpdateFacilitator  web:STAFF/ac cwpctl:OPERATOR
RetireFacilitator  web:STAFF/ac cwpctl:OPERATOR
EraseFacilitator   web:STAFF/ac cwpctl:OPERATOR
GetSessionLeaders  notifications:SERVICE
)";

constexpr absl::string_view kPictures = R"(
SetWorkshopPicture     web:STAFF/ac cwpctl:OPERATOR
RemoveWorkshopPicture  web:STAFF/ac cwpctl:OPERATOR
GetWorkshopPicture     web:PUBLIC web:STAFF/ac cwpctl:OPERATOR
)";

constexpr absl::string_view kOrganisation = R"(
GetOrganisation           web:SERVICE web:STAFF/ac notifications:SERVICE
 registration:SERVICE gateway:SERVICE cwpctl:OPERATOR
UpdateOrganisationPart    web:STAFF/a cwpctl:OPERATOR
RestoreOrganisationPart   web:STAFF/a cwpctl:OPERATOR
ListOrganisationVersions  web:STAFF/a cwpctl:OPERATOR
)";

constexpr absl::string_view kFeed = "Watch cwpctl:OPERATOR";
constexpr absl::string_view kBackup = "Backup cwpctl:OPERATOR";

// A line that begins with a blank goes on with the method above it.
WhoMay Read(absl::string_view table) {
  WhoMay who;
  std::string method;
  for (const absl::string_view line :
       absl::StrSplit(table, '\n', absl::SkipEmpty())) {
    std::vector<std::string> words =
        absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (!absl::StartsWith(line, " ")) {
      method = words.front();
      words.erase(words.begin());
    }
    who[method].insert(words.begin(), words.end());
  }
  return who;
}

}  // namespace

WhoMay ExpectedAccess(absl::string_view proto_service) {
  if (proto_service == "cwp.registration.v1.RegistrationService") {
    return Read(kRegistration);
  }
  if (proto_service == "cwp.registration.v1.ReportService") {
    return Read(kReports);
  }
  if (proto_service == "cwp.web.v1.StaffService") return Read(kStaff);
  if (proto_service == "cwp.web.v1.AuditService") return Read(kAudit);
  if (proto_service == "cwp.notifications.v1.NotificationsService") {
    return Read(kNotifications);
  }
  if (proto_service == "cwp.scheduling.v1.TeamsService") return Read(kTeams);
  if (proto_service == "cwp.scheduling.v1.MeetingOptionsService") {
    return Read(kMeetingOptions);
  }
  if (proto_service == "cwp.scheduling.v1.FacilitatorService") {
    return Read(kFacilitators);
  }
  if (proto_service == "cwp.scheduling.v1.OrganisationService") {
    return Read(kOrganisation);
  }
  if (proto_service == "cwp.scheduling.v1.PictureService") {
    return Read(kPictures);
  }
  if (proto_service == "cwp.feed.v1.FeedService") return Read(kFeed);
  if (proto_service == "cwp.operations.v1.BackupService") return Read(kBackup);
  return {};
}

}  // namespace cwp
