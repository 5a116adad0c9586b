#include "services/registration/service.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/random.h"
#include "common/rpc/page_token.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "services/registration/convert.h"
#include "services/registration/join.h"

namespace cwp::registration {
namespace {

using rpc::CallerKind;
using rpc::CallPtr;
using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

constexpr int kReferenceCharacters = 8;
constexpr int kMaxSeatCounts = 200;

Actor ActorOf(const rpc::Caller& caller) {
  return {.kind = std::string(rpc::KindName(caller.kind)), .id = caller.id};
}

// Which bookings a caller may see and touch.
Reach ReachOf(const rpc::Caller& caller) {
  Reach reach;
  if (caller.kind == CallerKind::kPartner) reach.channel = caller.channel;
  if (caller.kind == CallerKind::kManageLink) {
    // An id that is none covers nothing.
    reach.booking_id = ParseId(caller.id).value_or(0);
  }
  return reach;
}

// What a request asked, for its fingerprint: everything but its id.
template <class Request>
std::string ContentOf(Request request) {
  request.clear_request_id();
  return request.SerializeAsString();
}

class Service final : public v1::RegistrationService::CallbackService {
 public:
  explicit Service(const ServiceParts& parts) : use_(parts) {}

  Reactor* CreateBooking(Context* context,
                         const v1::CreateBookingRequest* request,
                         v1::Booking* response) override {
    return use_.gate->Serve(*context, "CreateBooking", [&](CallPtr call) {
      v1::CreateBookingRequest checked = *request;
      const rpc::Caller& caller = call->caller();
      const bool by_staff = caller.kind == CallerKind::kStaff ||
                            caller.kind == CallerKind::kOperator;
      if (absl::Status status = CheckCreateBooking(checked, !by_staff);
          !status.ok()) {
        return call->Finish(status);
      }
      const int places = checked.booking().attendees_size();
      const absl::Time deadline = call->deadline();
      use_.writer->Submit(
          NewBooking(caller, checked), deadline,
          [this, call, response, places](absl::StatusOr<Booking> booking) {
            if (!booking.ok()) return call->Finish(booking.status());
            if (call->caller().kind == CallerKind::kPublic) {
              *response = ToReceipt(*booking, places);
              return call->Finish(absl::OkStatus());
            }
            AnswerAfterCommit(call, booking->id, response);
          });
    });
  }

  Reactor* GetBooking(Context* context, const v1::GetBookingRequest* request,
                      v1::Booking* response) override {
    return use_.gate->Serve(*context, "GetBooking", [&](CallPtr call) {
      if (absl::Status status = CheckId("id", request->id()); !status.ok()) {
        return call->Finish(status);
      }
      const Reach reach = ReachOf(call->caller());
      AnswerWithRecord(std::move(call), request->id(), reach, response);
    });
  }

  Reactor* ResolveManageToken(Context* context,
                              const v1::ResolveManageTokenRequest* request,
                              v1::Booking* response) override {
    return use_.gate->Serve(*context, "ResolveManageToken", [&](CallPtr call) {
      const std::optional<crypto::Link> link =
          use_.vault->ReadManageToken(request->token());
      if (!link.has_value()) return call->Finish(LinkNotValid());
      Read(std::move(call), [this, link, response](db::Transaction& tx) {
        return LoadRecord(tx, link->id, link->generation, response);
      });
    });
  }

  Reactor* ListBookings(Context* context,
                        const v1::ListBookingsRequest* request,
                        v1::ListBookingsResponse* response) override {
    return use_.gate->Serve(*context, "ListBookings", [&](CallPtr call) {
      const Reach reach = ReachOf(call->caller());
      BookingFilter filter = {.session_id = request->session_id(),
                              .channel = reach.channel.value_or(""),
                              .state = FromProto(request->state())};
      const std::string list =
          absl::StrCat("ListBookings ", filter.session_id, " ", filter.channel,
                       " ", static_cast<int>(request->state()));
      absl::StatusOr<Paging> paging = ReadPaging(*request, list);
      if (!paging.ok()) return call->Finish(paging.status());
      Read(std::move(call), [this, filter, list, paging = *paging,
                             response](db::Transaction& tx) {
        return LoadPage(tx, filter, list, paging, response);
      });
    });
  }

  Reactor* CancelBooking(Context* context,
                         const v1::CancelBookingRequest* request,
                         v1::Booking* response) override {
    return use_.gate->Serve(*context, "CancelBooking", [&](CallPtr call) {
      absl::Status status = CheckId("id", request->id());
      status.Update(CheckRequestId(request->request_id(), false));
      if (!status.ok()) return call->Finish(status);
      CancelOne command = {.booking_id = request->id(),
                           .reach = ReachOf(call->caller()),
                           .actor = ActorOf(call->caller())};
      if (!request->request_id().empty()) {
        command.request = use_.vault->KeyOfRequest(
            call->caller(), "CancelBooking", request->request_id(),
            ContentOf(*request));
      }
      const absl::Time deadline = call->deadline();
      use_.writer->Submit(
          std::move(command), deadline,
          [this, call, response](absl::StatusOr<Booking> booking) {
            if (!booking.ok()) return call->Finish(booking.status());
            AnswerAfterCommit(call, booking->id, response);
          });
    });
  }

  Reactor* BatchGetSeatCounts(
      Context* context, const v1::BatchGetSeatCountsRequest* request,
      v1::BatchGetSeatCountsResponse* response) override {
    return use_.gate->Serve(*context, "BatchGetSeatCounts", [&](CallPtr call) {
      if (request->session_ids().empty()) {
        return call->Finish(InvalidArgument("FIELD_REQUIRED",
                                            "session_ids is empty",
                                            {{"field", "session_ids"}}));
      }
      if (request->session_ids_size() > kMaxSeatCounts) {
        return call->Finish(InvalidArgument(
            "FIELD_TOO_LONG",
            absl::StrCat("at most ", kMaxSeatCounts, " sessions at once"),
            {{"field", "session_ids"}}));
      }
      for (const int64_t id : request->session_ids()) {
        std::optional<v1::SeatCount> count = use_.board->Find(id);
        if (count.has_value()) {
          *response->add_seat_counts() = *std::move(count);
        }
      }
      call->Finish(absl::OkStatus());
    });
  }

  Reactor* ResolveJoinToken(Context* context,
                            const v1::ResolveJoinTokenRequest* request,
                            v1::JoinPass* response) override {
    return use_.gate->Serve(*context, "ResolveJoinToken", [&](CallPtr call) {
      const std::optional<crypto::Link> link =
          use_.vault->ReadJoinToken(request->token());
      if (!link.has_value()) return call->Finish(LinkNotValid());
      Read(std::move(call), [this, link, response](db::Transaction& tx) {
        return LoadJoinPass(tx, *link, use_.clock->Now(), *response);
      });
    });
  }

  Reactor* GetJoinUri(Context* context, const v1::GetJoinUriRequest* request,
                      v1::GetJoinUriResponse* response) override {
    return use_.gate->Serve(*context, "GetJoinUri", [&](CallPtr call) {
      const std::optional<crypto::Link> link =
          use_.vault->ReadJoinToken(request->token());
      if (!link.has_value()) return call->Finish(LinkNotValid());
      Read(std::move(call), [this, link, response](db::Transaction& tx) {
        return LoadJoinUri(tx, *link, use_.clock->Now(), *use_.vault,
                           *response);
      });
    });
  }

  Reactor* GetMessageDetails(Context* context,
                             const v1::GetMessageDetailsRequest* request,
                             v1::MessageDetails* response) override {
    return use_.gate->Serve(*context, "GetMessageDetails", [&](CallPtr call) {
      const int64_t id = request->booking_id();
      Read(std::move(call), [this, id, response](db::Transaction& tx) {
        return LoadMessageDetails(tx, id, *use_.vault, *response);
      });
    });
  }

 private:
  struct Paging {
    int size = 0;
    int64_t after = 0;
  };

  static absl::StatusOr<Paging> ReadPaging(
      const v1::ListBookingsRequest& request, const std::string& list) {
    RETURN_IF_ERROR(CheckId("session_id", request.session_id()));
    Paging paging;
    ASSIGN_OR_RETURN(paging.size, rpc::ReadPageSize(request.page_size()));
    ASSIGN_OR_RETURN(const std::vector<int64_t> key,
                     rpc::ReadPageToken(list, request.page_token(), 1));
    if (!key.empty()) paging.after = key[0];
    return paging;
  }

  // Everything that can be done before the command's turn.
  MakeBooking NewBooking(const rpc::Caller& caller,
                         const v1::CreateBookingRequest& request) const {
    const v1::Booking& asked = request.booking();
    MakeBooking command;
    command.places = ToBookPlaces(asked, caller.channel);
    Booking& booking = command.places.booking;
    booking.id = use_.ids->Next();
    booking.reference = crypto::RandomCrockford(kReferenceCharacters);
    booking.contact_key = use_.vault->ContactKey(asked.contact());
    command.record.in_area = command.places.in_area;
    command.record.of_age = command.places.of_age;
    command.record.contact = use_.vault->SealContact(booking.id, asked);
    command.record.attendees = ToAttendees(asked);
    command.request = use_.vault->KeyOfRequest(
        caller, "CreateBooking", request.request_id(), ContentOf(request));
    command.actor = ActorOf(caller);
    command.own_channel_only = caller.kind == CallerKind::kPartner;
    return command;
  }

  // Runs `body` on a reader's thread and answers with what it returns.
  void Read(CallPtr call,
            absl::AnyInvocable<absl::Status(db::Transaction&)> body) {
    const absl::Time deadline = call->deadline();
    use_.readers->Submit(
        deadline, std::move(body),
        [call](const absl::Status& status) { call->Finish(status); });
  }

  void AnswerWithRecord(CallPtr call, int64_t id, Reach reach,
                        v1::Booking* response) {
    Read(std::move(call), [this, id, reach, response](db::Transaction& tx) {
      return LoadReachable(tx, id, reach, response);
    });
  }

  // What was committed must not be answered as a refusal: whatever keeps it
  // from being read now, the same request id settles it.
  void AnswerAfterCommit(CallPtr call, int64_t id, v1::Booking* response) {
    const absl::Time deadline = call->deadline();
    use_.readers->Submit(
        deadline,
        [this, id, response](db::Transaction& tx) {
          return LoadReachable(tx, id, Reach(), response);
        },
        [call](const absl::Status& status) {
          if (status.ok()) return call->Finish(status);
          call->Finish(Unavailable("OUTCOME_UNKNOWN",
                                   "the booking cannot be read back now; send "
                                   "the same request again"));
        });
  }

  absl::Status LoadReachable(db::Transaction& tx, int64_t id,
                             const Reach& reach, v1::Booking* response) {
    ASSIGN_OR_RETURN(std::optional<BookingRecord> record,
                     FindBookingRecord(tx, id));
    if (!record.has_value() || !reach.Covers(record->booking)) {
      return BookingNotFound();
    }
    *response = ToProto(*record);
    return use_.vault->OpenContact(*record, *response);
  }

  absl::Status LoadRecord(db::Transaction& tx, int64_t id, int64_t generation,
                          v1::Booking* response) {
    ASSIGN_OR_RETURN(std::optional<BookingRecord> record,
                     FindBookingRecord(tx, id));
    if (!record.has_value() || record->booking.generation != generation) {
      return LinkNotValid();
    }
    *response = ToProto(*record);
    return use_.vault->OpenContact(*record, *response);
  }

  absl::Status LoadPage(db::Transaction& tx, const BookingFilter& filter,
                        const std::string& list, const Paging& paging,
                        v1::ListBookingsResponse* response) {
    ASSIGN_OR_RETURN(std::optional<Pool> pool, FindPool(tx, filter.session_id));
    if (!pool.has_value()) return SessionNotFound(filter.session_id);
    ASSIGN_OR_RETURN(
        std::vector<BookingRecord> records,
        ListBookingRecords(tx, filter, paging.after, paging.size + 1));
    const bool more = static_cast<int>(records.size()) > paging.size;
    if (more) records.pop_back();
    for (const BookingRecord& record : records) {
      v1::Booking* added = response->add_bookings();
      *added = ToProto(record);
      RETURN_IF_ERROR(use_.vault->OpenContact(record, *added));
    }
    if (more) {
      response->set_next_page_token(
          rpc::MakePageToken(list, {records.back().booking.create_revision}));
    }
    ASSIGN_OR_RETURN(int64_t total, CountBookings(tx, filter));
    response->set_total_size(total);
    ASSIGN_OR_RETURN(feed::Position head, feed::ReadHead(tx));
    response->set_revision(head.revision);
    return absl::OkStatus();
  }

  const ServiceParts use_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeService(const ServiceParts& parts) {
  return std::make_unique<Service>(parts);
}

}  // namespace cwp::registration
