#ifndef CWP_TESTS_WEB_AUDIT_FIXTURE_H_
#define CWP_TESTS_WEB_AUDIT_FIXTURE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cwp/web/v1/audit_service.grpc.pb.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {

// What the desk calls of registration, as a test says.
class FakeDeskRegistration final
    : public registration::v1::RegistrationService::Service {
 public:
  FakeMethod<registration::v1::GetBookingRequest, registration::v1::Booking>
      get;
  FakeMethod<registration::v1::ListBookingsRequest,
             registration::v1::ListBookingsResponse>
      list;
  FakeMethod<registration::v1::ListWaitlistEntriesRequest,
             registration::v1::ListWaitlistEntriesResponse>
      waiting;
  FakeMethod<registration::v1::MarkAttendanceRequest, registration::v1::Booking>
      mark;
  FakeMethod<registration::v1::RefuseBookingRequest, registration::v1::Booking>
      refuse;

  using Context = grpc::ServerContext;
  grpc::Status GetBooking(Context* context,
                          const registration::v1::GetBookingRequest* request,
                          registration::v1::Booking* response) override {
    return get.Handle(*context, *request, response);
  }
  grpc::Status ListBookings(
      Context* context, const registration::v1::ListBookingsRequest* request,
      registration::v1::ListBookingsResponse* response) override {
    return list.Handle(*context, *request, response);
  }
  grpc::Status ListWaitlistEntries(
      Context* context,
      const registration::v1::ListWaitlistEntriesRequest* request,
      registration::v1::ListWaitlistEntriesResponse* response) override {
    return waiting.Handle(*context, *request, response);
  }
  grpc::Status MarkAttendance(
      Context* context, const registration::v1::MarkAttendanceRequest* request,
      registration::v1::Booking* response) override {
    return mark.Handle(*context, *request, response);
  }
  grpc::Status RefuseBooking(
      Context* context, const registration::v1::RefuseBookingRequest* request,
      registration::v1::Booking* response) override {
    return refuse.Handle(*context, *request, response);
  }
};

// The same of scheduling.
class FakeDeskScheduling final
    : public scheduling::v1::SchedulingService::Service {
 public:
  FakeMethod<scheduling::v1::GetSessionRequest, scheduling::v1::Session> get;
  FakeMethod<scheduling::v1::OpenSessionRequest, scheduling::v1::Session> open;
  FakeMethod<scheduling::v1::CancelSessionRequest, scheduling::v1::Session>
      cancel;

  using Context = grpc::ServerContext;
  grpc::Status GetSession(Context* context,
                          const scheduling::v1::GetSessionRequest* request,
                          scheduling::v1::Session* response) override {
    return get.Handle(*context, *request, response);
  }
  grpc::Status OpenSession(Context* context,
                           const scheduling::v1::OpenSessionRequest* request,
                           scheduling::v1::Session* response) override {
    return open.Handle(*context, *request, response);
  }
  grpc::Status CancelSession(
      Context* context, const scheduling::v1::CancelSessionRequest* request,
      scheduling::v1::Session* response) override {
    return cancel.Handle(*context, *request, response);
  }
};

// The name of whoever has booked.
inline constexpr char kCleo[] = "Cleo Canary";
inline constexpr int64_t kBookingId = 101;

// The desk over registration and scheduling that know one session, of id 101,
// and one booking of it, of the same id.
class AuditTest : public DeskTest {
 protected:
  AuditTest();
  ~AuditTest() override;

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
  FakeDeskRegistration registration_;
  FakeDeskScheduling scheduling_;
  FakeFeed feed_;

 private:
  // Calls web's AuditService in the operator's name.
  template <class Request, class Response>
  absl::StatusOr<Response> CallAudit(
      grpc::Status (v1::AuditService::Stub::*method)(grpc::ClientContext*,
                                                     const Request&, Response*),
      const Request& request);

  std::unique_ptr<rpc::Server> registration_server_;
  std::unique_ptr<rpc::Server> scheduling_server_;
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_AUDIT_FIXTURE_H_
