#include "tests/web/audit_fixture.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/status.h"
#include "common/testing/status_matchers.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/cwpctl/shell.h"
#include "services/web/schema.h"

namespace cwp::web {
namespace {

registration::v1::Booking SampleBooking() {
  registration::v1::Booking booking;
  booking.set_id(kBookingId);
  booking.set_session_id(kOpen);
  booking.set_state(registration::v1::Booking::CONFIRMED);
  booking.set_places(1);
  booking.set_etag("\"7\"");
  booking.mutable_contact()->set_name(kCleo);
  booking.mutable_contact()->set_email("cleo@example.org");
  booking.add_attendees();
  return booking;
}

}  // namespace

AuditTest::AuditTest()
    : booking_(SampleBooking()),
      session_(SampleSession(kOpen, clock_.Now() + absl::Hours(30),
                             scheduling::v1::Session::SCHEDULED)) {
  FakeRegistration& fake = services_.registration;
  fake.get.Return(booking_);
  fake.mark.Return(booking_);
  fake.refuse.Return(booking_);
  registration::v1::ListBookingsResponse bookings;
  *bookings.add_bookings() = booking_;
  fake.list.Return(bookings);
  fake.list_waitlist.Return(registration::v1::ListWaitlistEntriesResponse());
  registration::v1::ExportContactResponse kept;
  *kept.add_bookings() = booking_;
  fake.export_contact.Return(kept);
  FakeScheduling& scheduling = services_.scheduling;
  scheduling.get_session.Return(session_);
  scheduling.open_session.Return(session_);
  scheduling.cancel_session.Return(session_);
}

template <class Request, class Response>
absl::StatusOr<Response> AuditTest::CallAudit(
    grpc::Status (v1::AuditService::Stub::*method)(grpc::ClientContext*,
                                                   const Request&, Response*),
    const Request& request) {
  TestClient client(identity_, "web", web_->port(), clock_);
  const rpc::Peer& peer = client.As("cwpctl");
  v1::AuditService::Stub stub(peer.channel());
  grpc::ClientContext context;
  peer.Prepare(context, {.kind = rpc::CallerKind::kOperator},
               clock_.Now() + absl::Seconds(10));
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return response;
}

absl::StatusOr<v1::ListAuditEntriesResponse> AuditTest::List(
    const v1::ListAuditEntriesRequest& request) {
  return CallAudit(&v1::AuditService::Stub::ListAuditEntries, request);
}

absl::Status AuditTest::EraseReason(int64_t revision) {
  v1::EraseAuditReasonRequest request;
  request.set_revision(revision);
  return CallAudit(&v1::AuditService::Stub::EraseAuditReason, request).status();
}

std::vector<v1::AuditRecord> AuditTest::Log(
    v1::ListAuditEntriesRequest request) {
  request.set_page_size(200);
  const auto list = List(request);
  EXPECT_OK(list);
  if (!list.ok()) return {};
  std::vector<v1::AuditRecord> records;
  for (const v1::AuditRecord& record : list->records()) {
    const bool reading = record.actor_kind() == "OPERATOR" &&
                         record.entry().act() == v1::AuditEntry::AUDIT_VIEWED;
    if (!reading) records.push_back(record);
  }
  return records;
}

std::string AuditTest::InShort(const v1::AuditEntry& entry) {
  return absl::StrCat(v1::AuditEntry::Act_Name(entry.act()), " ",
                      v1::AuditEntry::Outcome_Name(entry.outcome()),
                      entry.reason().empty() ? "" : " ", entry.reason());
}

std::vector<std::string> AuditTest::Acts() {
  std::vector<std::string> acts;
  for (const v1::AuditRecord& record : Log()) {
    acts.push_back(InShort(record.entry()));
  }
  std::reverse(acts.begin(), acts.end());
  return acts;
}

void AuditTest::Tamper(const std::string& sql) {
  client_ = nullptr;
  web_ = nullptr;
  ASSERT_OK(database_.Open(clock_, Migrations()));
  ASSERT_OK(database_->Write(
      [&](db::Transaction& tx) { return tx.Run(sql).status(); }));
  database_.Close();
  Start();
}

std::string AuditTest::Ctl(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "cwpctl");
  arguments.insert(arguments.end(),
                   {"--data", assets_.path(), "--key-file",
                    identity_.SettingsFor("cwpctl", "").key_file, "--timeout",
                    "60", "--web", absl::StrCat("127.0.0.1:", web_->port())});
  std::vector<const char*> argv;
  for (const std::string& argument : arguments) {
    argv.push_back(argument.c_str());
  }
  std::ostringstream said;
  const int code =
      ctl::Run(static_cast<int>(argv.size()), argv.data(), clock_, said, said);
  return absl::StrCat(code, "\n", said.str());
}

}  // namespace cwp::web
