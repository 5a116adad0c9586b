#ifndef CWP_SERVICES_CWPCTL_REGISTRATION_CLIENT_H_
#define CWP_SERVICES_CWPCTL_REGISTRATION_CLIENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/cwpctl/connections.h"

namespace cwp::ctl {

// Calls cwp.registration.v1.RegistrationService in the operator's name; errors
// are those of the proto file and of Connections.
class RegistrationClient {
 public:
  // `connections` outlives the client.
  explicit RegistrationClient(Connections& connections)
      : connections_(connections) {}

  absl::StatusOr<registration::v1::Booking> CreateBooking(
      const registration::v1::CreateBookingRequest& request);
  absl::StatusOr<registration::v1::Booking> GetBooking(int64_t id);
  absl::StatusOr<registration::v1::Booking> CancelBooking(int64_t id);
  absl::StatusOr<registration::v1::Booking> RefuseBooking(
      int64_t id, const std::string& reason);
  absl::StatusOr<registration::v1::Booking> RevokeLinks(int64_t id);
  absl::StatusOr<registration::v1::Booking> MoveBooking(int64_t id,
                                                        int64_t to_session_id);
  absl::StatusOr<registration::v1::WaitlistEntry> CreateWaitlistEntry(
      const registration::v1::CreateWaitlistEntryRequest& request);
  absl::StatusOr<registration::v1::WaitlistEntry> GetWaitlistEntry(int64_t id);
  absl::StatusOr<registration::v1::WaitlistEntry> LeaveWaitlist(int64_t id);
  absl::StatusOr<registration::v1::ListWaitlistEntriesResponse> ListWaitlist(
      int64_t session_id);
  absl::StatusOr<registration::v1::PreviewSessionChangeResponse>
  PreviewSessionChange(
      const registration::v1::PreviewSessionChangeRequest& request);
  absl::StatusOr<registration::v1::Allotment> SetAllotment(
      const registration::v1::SetAllotmentRequest& request);
  absl::StatusOr<registration::v1::ListAllotmentsResponse> ListAllotments(
      int64_t session_id);
  absl::StatusOr<registration::v1::ExportContactResponse> ExportContact(
      const std::string& contact);
  absl::StatusOr<registration::v1::EraseContactResponse> EraseContact(
      const std::string& contact);
  // Without a reason, blocks no more.
  absl::StatusOr<registration::v1::SetContactBlockResponse> SetContactBlock(
      const std::string& contact, const std::string& reason);
  absl::StatusOr<registration::v1::ListBookingsResponse> ListBookings(
      int64_t session_id);
  // In order, without those that registration does not know; any number.
  absl::StatusOr<std::vector<registration::v1::SeatCount>> GetSeatCounts(
      const std::vector<int64_t>& session_ids);

 private:
  Connections& connections_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_REGISTRATION_CLIENT_H_
