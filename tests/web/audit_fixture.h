#ifndef CWP_TESTS_WEB_AUDIT_FIXTURE_H_
#define CWP_TESTS_WEB_AUDIT_FIXTURE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cwp/web/v1/audit_service.grpc.pb.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {

// The name of whoever has booked.
inline constexpr char kCleo[] = "Cleo Canary";
inline constexpr int64_t kBookingId = 101;

// The desk over registration and scheduling that know one session, of id 101,
// and one booking of it, of the same id.
class AuditTest : public DeskTest {
 protected:
  AuditTest();

  void SetUp() override { Start(); }

  // The log, newest first, as the operator reads it; what reading adds is left
  // out.
  std::vector<v1::AuditRecord> Log(v1::ListAuditEntriesRequest request = {});

  // The same in short, oldest first: "BOOKING_VIEWED DONE", with the reason
  // behind it.
  std::vector<std::string> Acts();
  static std::string InShort(const v1::AuditEntry& entry);

  absl::StatusOr<v1::ListAuditEntriesResponse> List(
      const v1::ListAuditEntriesRequest& request);
  absl::Status EraseReason(int64_t revision);

  // Runs one statement in web's database, behind the back of web, which is
  // stopped for that and started anew.
  void Tamper(const std::string& sql);

  // Runs cwpctl; all that it said, with the exit code in front.
  std::string Ctl(std::vector<std::string> arguments);

  registration::v1::Booking booking_;
  scheduling::v1::Session session_;

 private:
  // Calls web's AuditService in the operator's name.
  template <class Request, class Response>
  absl::StatusOr<Response> CallAudit(
      grpc::Status (v1::AuditService::Stub::*method)(grpc::ClientContext*,
                                                     const Request&, Response*),
      const Request& request);
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_AUDIT_FIXTURE_H_
