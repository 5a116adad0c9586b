#ifndef CWP_TESTS_WEB_FAKE_SERVICES_H_
#define CWP_TESTS_WEB_FAKE_SERVICES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "common/feed/log.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "cwp/feed/v1/feed_service.grpc.pb.h"
#include "cwp/gateway/v1/gateway_service.grpc.pb.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "cwp/registration/v1/report_service.grpc.pb.h"
#include "grpcpp/server_context.h"
#include "tests/web/fake_method.h"
#include "tests/web/fake_notifications.h"
#include "tests/web/fake_scheduling.h"
#include "tests/web/fake_webinars.h"

namespace cwp::web {

// A feed that a test writes.
class FakeFeed final : public feed::v1::FeedService::Service {
 public:
  // Adds a change; returns its revision.
  int64_t Add(absl::string_view kind, int64_t id, std::string resource);

  // The next watcher is told to list anew.
  void RefuseOnce();

  // Ends all streams.
  void Stop();

  grpc::Status Watch(
      grpc::ServerContext* context, const feed::v1::WatchRequest* request,
      grpc::ServerWriter<feed::v1::WatchResponse>* writer) override;

 private:
  Mutex mu_;
  CondVar grown_;
  std::vector<feed::Entry> entries_ ABSL_GUARDED_BY(mu_);
  bool refuse_ ABSL_GUARDED_BY(mu_) = false;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
};

class FakeReports final : public registration::v1::ReportService::Service {
 public:
  FakeMethod<registration::v1::GetReportRequest, registration::v1::Report> get;

  grpc::Status GetReport(grpc::ServerContext* context,
                         const registration::v1::GetReportRequest* request,
                         registration::v1::Report* response) override {
    return get.Handle(*context, *request, response);
  }
};

class FakeRegistration final
    : public registration::v1::RegistrationService::Service {
 public:
  FakeMethod<registration::v1::CreateBookingRequest, registration::v1::Booking>
      create;
  FakeMethod<registration::v1::ResolveManageTokenRequest,
             registration::v1::Booking>
      resolve_manage;
  FakeMethod<registration::v1::CorrectEmailRequest, registration::v1::Booking>
      correct;
  FakeMethod<registration::v1::CancelBookingRequest, registration::v1::Booking>
      cancel;
  FakeMethod<registration::v1::WriteNoticeRequest, registration::v1::Notice>
      write_notice;
  FakeMethod<registration::v1::TakeNoticeBackRequest, registration::v1::Notice>
      take_back;
  FakeMethod<registration::v1::ListNoticesRequest,
             registration::v1::ListNoticesResponse>
      list_notices;
  FakeMethod<registration::v1::CreateHoldRequest, registration::v1::Hold>
      create_hold;
  FakeMethod<registration::v1::GetHoldRequest, registration::v1::Hold> get_hold;
  FakeMethod<registration::v1::ExtendHoldRequest, registration::v1::Hold>
      extend_hold;
  FakeMethod<registration::v1::ReleaseHoldRequest, registration::v1::Hold>
      release_hold;
  FakeMethod<registration::v1::CreateWaitlistEntryRequest,
             registration::v1::WaitlistEntry>
      waitlist;
  FakeMethod<registration::v1::LeaveWaitlistRequest,
             registration::v1::WaitlistEntry>
      leave;
  FakeMethod<registration::v1::DeclineOfferRequest,
             registration::v1::WaitlistEntry>
      decline;
  FakeMethod<registration::v1::AcceptOfferRequest, registration::v1::Booking>
      accept;
  FakeMethod<registration::v1::ResolveWaitlistTokenRequest,
             registration::v1::WaitlistEntry>
      resolve_waitlist;
  FakeMethod<registration::v1::ChangeAttendeesRequest,
             registration::v1::Booking>
      change;
  FakeMethod<registration::v1::ChangeDetailsRequest, registration::v1::Booking>
      details;
  FakeMethod<registration::v1::MoveBookingRequest, registration::v1::Booking>
      move;
  FakeMethod<registration::v1::FindMyBookingsRequest,
             registration::v1::FindMyBookingsResponse>
      find;
  FakeMethod<registration::v1::ExportContactRequest,
             registration::v1::ExportContactResponse>
      export_contact;
  FakeMethod<registration::v1::EraseContactRequest,
             registration::v1::EraseContactResponse>
      erase;
  FakeMethod<registration::v1::SetContactBlockRequest,
             registration::v1::SetContactBlockResponse>
      block;
  FakeMethod<registration::v1::RevokeLinksRequest, registration::v1::Booking>
      revoke_links;
  FakeMethod<registration::v1::BatchGetSeatCountsRequest,
             registration::v1::BatchGetSeatCountsResponse>
      seat_counts;
  FakeMethod<registration::v1::ResolveJoinTokenRequest,
             registration::v1::JoinPass>
      resolve_join;
  FakeMethod<registration::v1::GetBookingRequest, registration::v1::Booking>
      get;
  FakeMethod<registration::v1::ListBookingsRequest,
             registration::v1::ListBookingsResponse>
      list;
  FakeMethod<registration::v1::ListWaitlistEntriesRequest,
             registration::v1::ListWaitlistEntriesResponse>
      list_waitlist;
  FakeMethod<registration::v1::GetWaitlistEntryRequest,
             registration::v1::WaitlistEntry>
      get_entry;
  FakeMethod<registration::v1::MarkAttendanceRequest, registration::v1::Booking>
      mark;
  FakeMethod<registration::v1::RefuseBookingRequest, registration::v1::Booking>
      refuse;
  FakeMethod<registration::v1::PreviewSessionChangeRequest,
             registration::v1::PreviewSessionChangeResponse>
      preview;
  FakeMethod<registration::v1::SetAllotmentRequest, registration::v1::Allotment>
      set_allotment;
  FakeMethod<registration::v1::ListAllotmentsRequest,
             registration::v1::ListAllotmentsResponse>
      list_allotments;
  FakeMethod<registration::v1::GetJoinUriRequest,
             registration::v1::GetJoinUriResponse>
      join_uri;

  // What WatchSeatCounts streams, now and whenever it changes.
  void SetSeats(const registration::v1::SeatCount& count);

  using Context = grpc::ServerContext;
  grpc::Status WatchSeatCounts(
      Context* context, const registration::v1::WatchSeatCountsRequest* request,
      grpc::ServerWriter<registration::v1::WatchSeatCountsResponse>* writer)
      override;
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
    return list_waitlist.Handle(*context, *request, response);
  }
  grpc::Status GetWaitlistEntry(
      Context* context,
      const registration::v1::GetWaitlistEntryRequest* request,
      registration::v1::WaitlistEntry* response) override {
    return get_entry.Handle(*context, *request, response);
  }
  grpc::Status PreviewSessionChange(
      Context* context,
      const registration::v1::PreviewSessionChangeRequest* request,
      registration::v1::PreviewSessionChangeResponse* response) override {
    return preview.Handle(*context, *request, response);
  }
  grpc::Status RefuseBooking(
      Context* context, const registration::v1::RefuseBookingRequest* request,
      registration::v1::Booking* response) override {
    return refuse.Handle(*context, *request, response);
  }
  grpc::Status MarkAttendance(
      Context* context, const registration::v1::MarkAttendanceRequest* request,
      registration::v1::Booking* response) override {
    return mark.Handle(*context, *request, response);
  }
  grpc::Status CreateBooking(
      Context* context, const registration::v1::CreateBookingRequest* request,
      registration::v1::Booking* response) override {
    return create.Handle(*context, *request, response);
  }
  grpc::Status ResolveManageToken(
      Context* context,
      const registration::v1::ResolveManageTokenRequest* request,
      registration::v1::Booking* response) override {
    return resolve_manage.Handle(*context, *request, response);
  }
  grpc::Status CorrectEmail(
      Context* context, const registration::v1::CorrectEmailRequest* request,
      registration::v1::Booking* response) override {
    return correct.Handle(*context, *request, response);
  }
  grpc::Status WriteNotice(Context* context,
                           const registration::v1::WriteNoticeRequest* request,
                           registration::v1::Notice* response) override {
    return write_notice.Handle(*context, *request, response);
  }
  grpc::Status TakeNoticeBack(
      Context* context, const registration::v1::TakeNoticeBackRequest* request,
      registration::v1::Notice* response) override {
    return take_back.Handle(*context, *request, response);
  }
  grpc::Status ListNotices(
      Context* context, const registration::v1::ListNoticesRequest* request,
      registration::v1::ListNoticesResponse* response) override {
    return list_notices.Handle(*context, *request, response);
  }
  grpc::Status CancelBooking(
      Context* context, const registration::v1::CancelBookingRequest* request,
      registration::v1::Booking* response) override {
    return cancel.Handle(*context, *request, response);
  }
  grpc::Status CreateHold(Context* context,
                          const registration::v1::CreateHoldRequest* request,
                          registration::v1::Hold* response) override {
    return create_hold.Handle(*context, *request, response);
  }
  grpc::Status GetHold(Context* context,
                       const registration::v1::GetHoldRequest* request,
                       registration::v1::Hold* response) override {
    return get_hold.Handle(*context, *request, response);
  }
  grpc::Status ExtendHold(Context* context,
                          const registration::v1::ExtendHoldRequest* request,
                          registration::v1::Hold* response) override {
    return extend_hold.Handle(*context, *request, response);
  }
  grpc::Status ReleaseHold(Context* context,
                           const registration::v1::ReleaseHoldRequest* request,
                           registration::v1::Hold* response) override {
    return release_hold.Handle(*context, *request, response);
  }
  grpc::Status CreateWaitlistEntry(
      Context* context,
      const registration::v1::CreateWaitlistEntryRequest* request,
      registration::v1::WaitlistEntry* response) override {
    return waitlist.Handle(*context, *request, response);
  }
  grpc::Status LeaveWaitlist(
      Context* context, const registration::v1::LeaveWaitlistRequest* request,
      registration::v1::WaitlistEntry* response) override {
    return leave.Handle(*context, *request, response);
  }
  grpc::Status DeclineOffer(
      Context* context, const registration::v1::DeclineOfferRequest* request,
      registration::v1::WaitlistEntry* response) override {
    return decline.Handle(*context, *request, response);
  }
  grpc::Status AcceptOffer(Context* context,
                           const registration::v1::AcceptOfferRequest* request,
                           registration::v1::Booking* response) override {
    return accept.Handle(*context, *request, response);
  }
  grpc::Status ResolveWaitlistToken(
      Context* context,
      const registration::v1::ResolveWaitlistTokenRequest* request,
      registration::v1::WaitlistEntry* response) override {
    return resolve_waitlist.Handle(*context, *request, response);
  }
  grpc::Status ChangeAttendees(
      Context* context, const registration::v1::ChangeAttendeesRequest* request,
      registration::v1::Booking* response) override {
    return change.Handle(*context, *request, response);
  }
  grpc::Status ChangeDetails(
      Context* context, const registration::v1::ChangeDetailsRequest* request,
      registration::v1::Booking* response) override {
    return details.Handle(*context, *request, response);
  }
  grpc::Status MoveBooking(Context* context,
                           const registration::v1::MoveBookingRequest* request,
                           registration::v1::Booking* response) override {
    return move.Handle(*context, *request, response);
  }
  grpc::Status FindMyBookings(
      Context* context, const registration::v1::FindMyBookingsRequest* request,
      registration::v1::FindMyBookingsResponse* response) override {
    return find.Handle(*context, *request, response);
  }
  grpc::Status ExportContact(
      Context* context, const registration::v1::ExportContactRequest* request,
      registration::v1::ExportContactResponse* response) override {
    return export_contact.Handle(*context, *request, response);
  }
  grpc::Status EraseContact(
      Context* context, const registration::v1::EraseContactRequest* request,
      registration::v1::EraseContactResponse* response) override {
    return erase.Handle(*context, *request, response);
  }
  grpc::Status SetContactBlock(
      Context* context, const registration::v1::SetContactBlockRequest* request,
      registration::v1::SetContactBlockResponse* response) override {
    return block.Handle(*context, *request, response);
  }
  grpc::Status RevokeLinks(Context* context,
                           const registration::v1::RevokeLinksRequest* request,
                           registration::v1::Booking* response) override {
    return revoke_links.Handle(*context, *request, response);
  }
  grpc::Status BatchGetSeatCounts(
      Context* context,
      const registration::v1::BatchGetSeatCountsRequest* request,
      registration::v1::BatchGetSeatCountsResponse* response) override {
    return seat_counts.Handle(*context, *request, response);
  }
  grpc::Status ResolveJoinToken(
      Context* context,
      const registration::v1::ResolveJoinTokenRequest* request,
      registration::v1::JoinPass* response) override {
    return resolve_join.Handle(*context, *request, response);
  }
  grpc::Status SetAllotment(
      Context* context, const registration::v1::SetAllotmentRequest* request,
      registration::v1::Allotment* response) override {
    return set_allotment.Handle(*context, *request, response);
  }
  grpc::Status ListAllotments(
      Context* context, const registration::v1::ListAllotmentsRequest* request,
      registration::v1::ListAllotmentsResponse* response) override {
    return list_allotments.Handle(*context, *request, response);
  }
  grpc::Status GetJoinUri(
      Context* context, const registration::v1::GetJoinUriRequest* request,
      registration::v1::GetJoinUriResponse* response) override {
    return join_uri.Handle(*context, *request, response);
  }

 private:
  Mutex mu_;
  CondVar changed_;
  std::vector<registration::v1::SeatCount> counts_ ABSL_GUARDED_BY(mu_);
};

class FakeGateway final : public gateway::v1::GatewayService::Service {
 public:
  FakeMethod<gateway::v1::CreatePartnerRequest,
             gateway::v1::CreatePartnerResponse>
      create;
  FakeMethod<gateway::v1::ListPartnersRequest,
             gateway::v1::ListPartnersResponse>
      list;
  FakeMethod<gateway::v1::RevokePartnerRequest, gateway::v1::Partner> revoke;

  grpc::Status CreatePartner(
      grpc::ServerContext* context,
      const gateway::v1::CreatePartnerRequest* request,
      gateway::v1::CreatePartnerResponse* response) override {
    return create.Handle(*context, *request, response);
  }
  grpc::Status ListPartners(
      grpc::ServerContext* context,
      const gateway::v1::ListPartnersRequest* request,
      gateway::v1::ListPartnersResponse* response) override {
    return list.Handle(*context, *request, response);
  }
  grpc::Status RevokePartner(grpc::ServerContext* context,
                             const gateway::v1::RevokePartnerRequest* request,
                             gateway::v1::Partner* response) override {
    return revoke.Handle(*context, *request, response);
  }
};

// The services that web calls, each on a port of its own.
class FakeServices {
 public:
  FakeServices();
  ~FakeServices();

  std::string scheduling_address() const {
    return Address(*scheduling_server_);
  }
  std::string registration_address() const {
    return Address(*registration_server_);
  }
  std::string webinars_address() const { return Address(*webinars_server_); }
  std::string notifications_address() const {
    return Address(*notifications_server_);
  }
  std::string gateway_address() const { return Address(*gateway_server_); }

  // As when somebody pulls the plug. They do not come back.
  void StopScheduling();
  void StopRegistration();
  void StopWebinars();
  void StopNotifications();

  FakeFeed scheduling_feed;
  FakeFeed webinars_feed;
  FakeScheduling scheduling;
  FakePictures pictures;
  FakeOrganisation organisation;
  FakeSeries series;
  FakeTeams teams;
  FakeFacilitators facilitators;
  FakeMeetingOptions meeting_options;
  FakeRegistration registration;
  FakeReports reports;
  FakeWebinars webinars;
  FakeNotifications notifications;
  FakeGateway gateway;

 private:
  static std::string Address(const rpc::Server& server);

  std::unique_ptr<rpc::Server> scheduling_server_;
  std::unique_ptr<rpc::Server> registration_server_;
  std::unique_ptr<rpc::Server> webinars_server_;
  std::unique_ptr<rpc::Server> notifications_server_;
  std::unique_ptr<rpc::Server> gateway_server_;
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_FAKE_SERVICES_H_
