#ifndef CWP_SERVICES_REGISTRATION_SERVICE_IMPL_H_
#define CWP_SERVICES_REGISTRATION_SERVICE_IMPL_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/etag.h"
#include "common/rpc/gate.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "services/registration/commands.h"
#include "services/registration/line.h"
#include "services/registration/service.h"

namespace cwp::registration {

// The RPCs, a few lines each; in service.cc, correct_service.cc,
// erase_service.cc, hold_service.cc, list_service.cc, notice_service.cc,
// waitlist_service.cc and seat_service.cc by what they are about. Only those
// files include this header.
class Service final : public v1::RegistrationService::CallbackService {
 public:
  explicit Service(const ServiceParts& parts)
      : use_(parts), line_(*parts.clock) {}

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  // service.cc
  Reactor* CreateBooking(Context* context,
                         const v1::CreateBookingRequest* request,
                         v1::Booking* response) override;
  Reactor* GetBooking(Context* context, const v1::GetBookingRequest* request,
                      v1::Booking* response) override;
  Reactor* ResolveManageToken(Context* context,
                              const v1::ResolveManageTokenRequest* request,
                              v1::Booking* response) override;
  Reactor* CancelBooking(Context* context,
                         const v1::CancelBookingRequest* request,
                         v1::Booking* response) override;
  Reactor* RefuseBooking(Context* context,
                         const v1::RefuseBookingRequest* request,
                         v1::Booking* response) override;
  Reactor* ChangeAttendees(Context* context,
                           const v1::ChangeAttendeesRequest* request,
                           v1::Booking* response) override;
  Reactor* ChangeDetails(Context* context,
                         const v1::ChangeDetailsRequest* request,
                         v1::Booking* response) override;
  Reactor* MoveBooking(Context* context, const v1::MoveBookingRequest* request,
                       v1::Booking* response) override;
  Reactor* MarkAttendance(Context* context,
                          const v1::MarkAttendanceRequest* request,
                          v1::Booking* response) override;
  Reactor* RevokeLinks(Context* context, const v1::RevokeLinksRequest* request,
                       v1::Booking* response) override;
  Reactor* SetContactBlock(Context* context,
                           const v1::SetContactBlockRequest* request,
                           v1::SetContactBlockResponse* response) override;

  // list_service.cc
  Reactor* ListBookings(Context* context,
                        const v1::ListBookingsRequest* request,
                        v1::ListBookingsResponse* response) override;

  // correct_service.cc
  Reactor* CorrectEmail(Context* context,
                        const v1::CorrectEmailRequest* request,
                        v1::Booking* response) override;

  // erase_service.cc
  Reactor* FindMyBookings(Context* context,
                          const v1::FindMyBookingsRequest* request,
                          v1::FindMyBookingsResponse* response) override;
  Reactor* ExportContact(Context* context,
                         const v1::ExportContactRequest* request,
                         v1::ExportContactResponse* response) override;
  Reactor* EraseContact(Context* context,
                        const v1::EraseContactRequest* request,
                        v1::EraseContactResponse* response) override;

  // hold_service.cc
  Reactor* CreateHold(Context* context, const v1::CreateHoldRequest* request,
                      v1::Hold* response) override;
  Reactor* GetHold(Context* context, const v1::GetHoldRequest* request,
                   v1::Hold* response) override;
  Reactor* ExtendHold(Context* context, const v1::ExtendHoldRequest* request,
                      v1::Hold* response) override;
  Reactor* ReleaseHold(Context* context, const v1::ReleaseHoldRequest* request,
                       v1::Hold* response) override;

  // waitlist_service.cc
  Reactor* CreateWaitlistEntry(Context* context,
                               const v1::CreateWaitlistEntryRequest* request,
                               v1::WaitlistEntry* response) override;
  Reactor* GetWaitlistEntry(Context* context,
                            const v1::GetWaitlistEntryRequest* request,
                            v1::WaitlistEntry* response) override;
  Reactor* ResolveWaitlistToken(Context* context,
                                const v1::ResolveWaitlistTokenRequest* request,
                                v1::WaitlistEntry* response) override;
  Reactor* ListWaitlistEntries(
      Context* context, const v1::ListWaitlistEntriesRequest* request,
      v1::ListWaitlistEntriesResponse* response) override;
  Reactor* LeaveWaitlist(Context* context,
                         const v1::LeaveWaitlistRequest* request,
                         v1::WaitlistEntry* response) override;
  Reactor* AcceptOffer(Context* context, const v1::AcceptOfferRequest* request,
                       v1::Booking* response) override;
  Reactor* DeclineOffer(Context* context,
                        const v1::DeclineOfferRequest* request,
                        v1::WaitlistEntry* response) override;

  // notice_service.cc
  Reactor* WriteNotice(Context* context, const v1::WriteNoticeRequest* request,
                       v1::Notice* response) override;
  Reactor* TakeNoticeBack(Context* context,
                          const v1::TakeNoticeBackRequest* request,
                          v1::Notice* response) override;
  Reactor* ListNotices(Context* context, const v1::ListNoticesRequest* request,
                       v1::ListNoticesResponse* response) override;

  // seat_service.cc
  Reactor* BatchGetSeatCounts(
      Context* context, const v1::BatchGetSeatCountsRequest* request,
      v1::BatchGetSeatCountsResponse* response) override;
  SeatStream::Reactor* WatchSeatCounts(
      Context* context, const v1::WatchSeatCountsRequest* request) override;
  Reactor* SetAllotment(Context* context,
                        const v1::SetAllotmentRequest* request,
                        v1::Allotment* response) override;
  Reactor* ListAllotments(Context* context,
                          const v1::ListAllotmentsRequest* request,
                          v1::ListAllotmentsResponse* response) override;
  Reactor* PreviewSessionChange(
      Context* context, const v1::PreviewSessionChangeRequest* request,
      v1::PreviewSessionChangeResponse* response) override;
  Reactor* ResolveJoinToken(Context* context,
                            const v1::ResolveJoinTokenRequest* request,
                            v1::JoinPass* response) override;
  Reactor* GetJoinUri(Context* context, const v1::GetJoinUriRequest* request,
                      v1::GetJoinUriResponse* response) override;
  Reactor* GetMessageDetails(Context* context,
                             const v1::GetMessageDetailsRequest* request,
                             v1::MessageDetails* response) override;

 private:
  struct Paging {
    int size = 0;
    int64_t after = 0;
  };

  // Who asks, and what makes a repeat of this request one: for commands.
  template <class Request>
  Order OrderOf(const rpc::Caller& caller, absl::string_view method,
                const Request& request) const {
    Order order{.actor = ActorOf(caller)};
    if constexpr (requires { request.etag(); }) {
      if (!request.etag().empty()) {
        order.if_revision = rpc::ReadEtag(request.etag());
      }
    }
    if (request.request_id().empty()) return order;
    Request content = request;
    content.clear_request_id();
    order.request = use_.vault->KeyOfRequest(
        caller, method, request.request_id(), content.SerializeAsString());
    return order;
  }

  static Actor ActorOf(const rpc::Caller& caller);

  // Which bookings a caller may see and touch.
  static Reach ReachOf(const rpc::Caller& caller);

  // Fails with PERMISSION_DENIED `NOT_YOUR_SESSION` when the caller sees only
  // sessions that they lead, and this is none.
  static absl::Status CheckLeads(db::Transaction& tx, const Reach& reach,
                                 int64_t session_id);
  void SubmitIfLed(rpc::CallPtr call, MarkOne command, v1::Booking* response);

  // Whether a caller may see and touch a waitlist entry.
  static bool MayTouchEntry(const rpc::Caller& caller, int64_t entry_id);

  static bool ByStaff(const rpc::Caller& caller);

  template <class Request>
  static absl::StatusOr<Paging> ReadPaging(const Request& request,
                                           const std::string& list);

  bool IsOff(int64_t session_id) const;
  BookingRecord NewBooking(const rpc::Caller& caller,
                           const v1::Booking& asked) const;
  JoinOne NewEntry(const rpc::Caller& caller,
                   const v1::CreateWaitlistEntryRequest& request) const;

  // What stands for the contact that a request names: by an address, or by a
  // booking or waitlist entry that the caller may touch.
  template <class Request>
  absl::StatusOr<std::string> ContactKeyOf(db::Transaction& tx,
                                           const rpc::Caller& caller,
                                           const Request& request);
  absl::StatusOr<std::string> ContactKeyOfEntry(db::Transaction& tx,
                                                const rpc::Caller& caller,
                                                int64_t entry_id);
  absl::Status PrepareFarewell(db::Transaction& tx, EraseOne& command);
  absl::Status LoadContact(db::Transaction& tx, const std::string& contact_key,
                           bool by_staff, v1::ExportContactResponse* response);
  absl::Status LoadBlock(db::Transaction& tx, const std::string& contact_key,
                         v1::ExportContactResponse* response);

  // Runs `body` on a reader's thread and answers with what it returns.
  void Read(rpc::CallPtr call,
            absl::AnyInvocable<absl::Status(db::Transaction&)> body);

  // CorrectEmail, for staff.
  void Readdress(rpc::CallPtr call, v1::CorrectEmailRequest request,
                 v1::Booking* response);

  // Submits a command and answers with the booking that it was about.
  void SubmitForBooking(rpc::CallPtr call, WriteCommand command,
                        v1::Booking* response);
  void SubmitForHold(rpc::CallPtr call, WriteCommand command,
                     v1::Hold* response);
  void SubmitForEntry(rpc::CallPtr call, WriteCommand command,
                      v1::WaitlistEntry* response);
  // The same for a notice, when `may` says that the caller may do it.
  void SubmitForNotice(rpc::CallPtr call,
                       absl::AnyInvocable<absl::Status(db::Transaction&)> may,
                       WriteCommand command, v1::Notice* response);

  // What was committed must not be answered as a refusal: whatever keeps it
  // from being read now, the same request id settles it.
  void ReadAfterCommit(rpc::CallPtr call,
                       absl::AnyInvocable<absl::Status(db::Transaction&)> body);

  absl::Status LoadReachable(db::Transaction& tx, int64_t id,
                             const Reach& reach, bool by_staff,
                             v1::Booking* response);
  absl::Status OpenForStaff(const BookingRecord& record, v1::Booking& booking);
  absl::Status LoadLinked(db::Transaction& tx, int64_t id, int64_t generation,
                          v1::Booking* response);
  // `by_staff`: with what staff alone may see.
  absl::Status LoadBookings(db::Transaction& tx, const BookingFilter& filter,
                            bool by_staff, const std::string& list,
                            const Paging& paging,
                            v1::ListBookingsResponse* response);
  // Those with the reference that is asked for, as far as the caller may see
  // them.
  absl::Status LoadQuoted(db::Transaction& tx,
                          const v1::ListBookingsRequest& asked,
                          const Reach& reach, bool by_staff,
                          v1::ListBookingsResponse* response);
  absl::Status AddBooking(const BookingRecord& record, bool by_staff,
                          v1::ListBookingsResponse* response);
  absl::Status LoadHold(db::Transaction& tx, int64_t id,
                        const std::string& browser_key, v1::Hold* response);
  absl::Status FillAcceptance(
      db::Transaction& tx,
      const google::protobuf::RepeatedPtrField<v1::Attendee>& attendees,
      AcceptOne& command);
  // `generation` 0 for any.
  absl::Status LoadEntry(db::Transaction& tx, int64_t id, int64_t generation,
                         v1::WaitlistEntry* response);
  absl::Status LoadEntries(db::Transaction& tx,
                           const v1::ListWaitlistEntriesRequest& asked,
                           const std::string& list, const Paging& paging,
                           v1::ListWaitlistEntriesResponse* response);
  absl::StatusOr<std::vector<EntryRecord>> ListRecords(
      db::Transaction& tx, const v1::ListWaitlistEntriesRequest& asked,
      const Paging& paging);
  static absl::Status LoadNotices(db::Transaction& tx, int64_t session_id,
                                  const std::string& list, const Paging& paging,
                                  v1::ListNoticesResponse* response);
  // With its turn in this session, if it waits; 0 for none.
  absl::Status FillEntry(db::Transaction& tx, const EntryRecord& record,
                         int64_t session_id, v1::WaitlistEntry* response);

  const ServiceParts use_;
  Line line_;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_SERVICE_IMPL_H_
