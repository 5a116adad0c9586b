#include "services/registration/service.h"

namespace cwp::registration {

// Only web vouches for PUBLIC, MANAGE_LINK and STAFF, only gateway for PARTNER,
// only cwpctl for OPERATOR.
rpc::AccessTable RegistrationAccess() {
  using rpc::CallerKind;
  const rpc::MethodAccess::Allowed family = {"web", CallerKind::kPublic};
  const rpc::MethodAccess::Allowed holder = {"web", CallerKind::kManageLink};
  // Those who look after bookings; with those who see the sessions that they
  // lead; with those who see how many there are.
  const rpc::MethodAccess::Allowed staff = {
      "web", CallerKind::kStaff, {"administrator", "coordinator"}};
  const rpc::MethodAccess::Allowed leaders = {
      "web",
      CallerKind::kStaff,
      {"administrator", "coordinator", "facilitator"}};
  const rpc::MethodAccess::Allowed anyone = {
      "web",
      CallerKind::kStaff,
      {"administrator", "coordinator", "facilitator", "reader"}};
  const rpc::MethodAccess::Allowed partner = {"gateway", CallerKind::kPartner};
  const rpc::MethodAccess::Allowed op = {"cwpctl", CallerKind::kOperator};
  const rpc::MethodAccess::Allowed web = {"web", CallerKind::kService};
  const rpc::MethodAccess::Allowed gateway = {"gateway", CallerKind::kService};
  const rpc::MethodAccess::Allowed notifications = {"notifications",
                                                    CallerKind::kService};
  return {
      {"CreateBooking", {family, staff, partner, op}},
      {"CorrectEmail", {family, staff}},
      {"GetBooking", {holder, leaders, partner, op}},
      {"ResolveManageToken", {family}},
      {"ListBookings", {leaders, partner, op}},
      {"CancelBooking", {holder, staff, partner, op}},
      {"RefuseBooking", {staff, op}},
      {"ChangeAttendees", {holder, staff, partner, op}},
      {"ChangeDetails", {holder, staff, op}},
      {"MoveBooking", {holder, staff, op}},
      {"MarkAttendance", {leaders, op}},
      {"RevokeLinks", {holder, staff, op}},
      {"FindMyBookings", {family}},
      {"ExportContact", {holder, staff, op}},
      {"EraseContact", {holder, staff, op}},
      {"SetContactBlock", {staff, op}},
      {"CreateHold", {family}},
      {"GetHold", {family}},
      {"ExtendHold", {family}},
      {"ReleaseHold", {family}},
      {"CreateWaitlistEntry", {family, staff, op}},
      {"GetWaitlistEntry", {holder, staff, op}},
      {"ResolveWaitlistToken", {family}},
      {"ListWaitlistEntries", {leaders, op}},
      {"LeaveWaitlist", {holder, staff, op}},
      {"AcceptOffer", {holder, staff, op}},
      {"DeclineOffer", {holder, staff, op}},
      {"SetAllotment", {staff, op}},
      {"ListAllotments", {staff, op}},
      {"PreviewSessionChange", {staff, op}},
      {"BatchGetSeatCounts", {family, anyone, partner, op, web, gateway}},
      {"WatchSeatCounts", {family, anyone, partner, op, web, gateway}},
      {"ResolveJoinToken", {family, notifications}},
      {"GetJoinUri", {family}},
      {"WriteNotice", {leaders}},
      {"TakeNoticeBack", {leaders}},
      {"ListNotices", {leaders, op}},
      {"GetMessageDetails", {notifications}},
  };
}

}  // namespace cwp::registration
