#include "services/registration/service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/rpc/page_token.h"
#include "services/registration/convert.h"
#include "services/registration/join.h"
#include "services/registration/pool_store.h"
#include "services/registration/request_checks.h"
#include "services/registration/service_impl.h"

namespace cwp::registration {
namespace {

// Whether somebody at the desk sees no bookings but of sessions they lead.
bool SeesOwnSessionsAlone(const rpc::Caller& caller) {
  return std::none_of(caller.roles.begin(), caller.roles.end(),
                      [](const std::string& role) {
                        return role == "administrator" || role == "coordinator";
                      });
}

}  // namespace

using rpc::CallerKind;
using rpc::CallPtr;

std::unique_ptr<grpc::Service> MakeService(const ServiceParts& parts) {
  return std::make_unique<Service>(parts);
}

namespace {

// Whoever holds a link is named by what it leads to, and may say of which
// generation that was: "5.1".
std::pair<absl::string_view, absl::string_view> IdAndGeneration(
    absl::string_view holder) {
  return absl::StrSplit(holder, absl::MaxSplits('.', 1));
}

}  // namespace

Actor Service::ActorOf(const rpc::Caller& caller) {
  const bool holder = caller.kind == CallerKind::kManageLink;
  return {
      .kind = std::string(rpc::KindName(caller.kind)),
      .id = holder ? std::string(IdAndGeneration(caller.id).first) : caller.id};
}

Reach Service::ReachOf(const rpc::Caller& caller) {
  Reach reach;
  if (caller.kind == CallerKind::kPartner) reach.channel = caller.channel;
  if (caller.kind == CallerKind::kManageLink) {
    const auto [id, generation] = IdAndGeneration(caller.id);
    // What is none covers nothing.
    reach.booking_id = ParseId(id).value_or(0);
    if (!generation.empty()) {
      reach.generation = ParseId(generation).value_or(0);
    }
  }
  if (caller.kind == CallerKind::kStaff && SeesOwnSessionsAlone(caller)) {
    reach.facilitator_id = caller.facilitator_id;
  }
  return reach;
}

bool Service::ByStaff(const rpc::Caller& caller) {
  return caller.kind == CallerKind::kStaff ||
         caller.kind == CallerKind::kOperator;
}

Service::Reactor* Service::CreateBooking(
    Context* context, const v1::CreateBookingRequest* request,
    v1::Booking* response) {
  return use_.gate->Serve(*context, "CreateBooking", [&](CallPtr call) {
    v1::CreateBookingRequest checked = *request;
    if (absl::Status status =
            CheckCreateBooking(checked, !ByStaff(call->caller()));
        !status.ok()) {
      return call->Finish(status);
    }
    MakeBooking command = {
        .order = OrderOf(call->caller(), "CreateBooking", checked)};
    command.record = NewBooking(call->caller(), checked.booking());
    command.record.booking.reference =
        use_.vault->ReferenceOf(command.order.request);
    command.own_channel_only = call->caller().kind == CallerKind::kPartner;
    if (checked.hold_id() != 0) {
      command.hold_id = checked.hold_id();
      command.browser_key = use_.vault->BrowserKey(checked.browser_token());
    }
    if (call->caller().kind != CallerKind::kPublic) {
      return SubmitForBooking(std::move(call), std::move(command), response);
    }
    command.keeps_repeat = true;
    const int places = checked.booking().attendees_size();
    const std::string reference = command.record.booking.reference;
    const absl::Time deadline = call->deadline();
    use_.writer->Submit(std::move(command), deadline,
                        [this, call, response, places,
                         reference](const absl::StatusOr<WriteAnswer>& answer) {
                          if (!answer.ok())
                            return call->Finish(answer.status());
                          const Booking& booking = std::get<Booking>(*answer);
                          *response = ToReceipt(booking, reference, places,
                                                IsOff(booking.session_id));
                          call->Finish(absl::OkStatus());
                        });
  });
}

// Whether a session does not take place, as far as is shown.
bool Service::IsOff(int64_t session_id) const {
  const std::optional<v1::SeatCount> count = use_.board->Find(session_id);
  return count.has_value() &&
         count->session_state() == StateName(SessionState::kCancelled);
}

// Everything of a booking but its reference that can be done before the
// command's turn.
BookingRecord Service::NewBooking(const rpc::Caller& caller,
                                  const v1::Booking& asked) const {
  BookingRecord record;
  record.booking.id = use_.ids->NextBlock();
  record.booking.session_id = asked.session_id();
  record.booking.places = asked.attendees_size();
  record.booking.channel = caller.channel;
  record.booking.name_workshop = asked.name_workshop();
  record.booking.contact_key = use_.vault->ContactKey(asked.contact());
  record.contact =
      use_.vault->SealContact(Vault::Table::kBookings, record.booking.id,
                              asked.contact(), asked.access_needs());
  record.attendees = ToAttendees(asked.attendees());
  use_.vault->SealNames(record.booking.id, asked.attendees(), record.attendees);
  record.answers = KeptAnswers(
      ToAnswers(asked.eligibility()), AllProfessionals(asked.attendees()),
      record.attendees, use_.options->Get()->rules.eligibility);
  return record;
}

Service::Reactor* Service::GetBooking(Context* context,
                                      const v1::GetBookingRequest* request,
                                      v1::Booking* response) {
  return use_.gate->Serve(*context, "GetBooking", [&](CallPtr call) {
    if (absl::Status status = CheckId("id", request->id()); !status.ok()) {
      return call->Finish(status);
    }
    const Reach reach = ReachOf(call->caller());
    const bool by_staff = ByStaff(call->caller());
    Read(std::move(call), [this, id = request->id(), reach, by_staff,
                           response](db::Transaction& tx) {
      return LoadReachable(tx, id, reach, by_staff, response);
    });
  });
}

Service::Reactor* Service::ResolveManageToken(
    Context* context, const v1::ResolveManageTokenRequest* request,
    v1::Booking* response) {
  return use_.gate->Serve(*context, "ResolveManageToken", [&](CallPtr call) {
    const std::optional<crypto::Link> link =
        use_.vault->ReadManageToken(request->token());
    if (!link.has_value()) return call->Finish(LinkNotValid());
    Read(std::move(call), [this, link, response](db::Transaction& tx) {
      return LoadLinked(tx, link->id, link->generation, response);
    });
  });
}

Service::Reactor* Service::CancelBooking(
    Context* context, const v1::CancelBookingRequest* request,
    v1::Booking* response) {
  return use_.gate->Serve(*context, "CancelBooking", [&](CallPtr call) {
    absl::Status status = CheckId("id", request->id());
    status.Update(CheckRequestId(request->request_id(), false));
    if (!status.ok()) return call->Finish(status);
    CancelOne command = {
        .order = OrderOf(call->caller(), "CancelBooking", *request),
        .booking_id = request->id(),
        .reach = ReachOf(call->caller())};
    SubmitForBooking(std::move(call), std::move(command), response);
  });
}

Service::Reactor* Service::RefuseBooking(
    Context* context, const v1::RefuseBookingRequest* request,
    v1::Booking* response) {
  return use_.gate->Serve(*context, "RefuseBooking", [&](CallPtr call) {
    absl::Status status = CheckId("id", request->id());
    status.Update(CheckText("reason", request->reason(), {.max = 200}));
    status.Update(CheckRequestId(request->request_id(), false));
    if (!status.ok()) return call->Finish(status);
    CancelOne command = {
        .order = OrderOf(call->caller(), "RefuseBooking", *request),
        .booking_id = request->id(),
        .reach = ReachOf(call->caller()),
        .reason = CancelReason::kRefused};
    if (!request->reason().empty()) {
      command.refusal_reason =
          use_.vault->SealRefusal(request->id(), request->reason());
    }
    SubmitForBooking(std::move(call), std::move(command), response);
  });
}

Service::Reactor* Service::RevokeLinks(Context* context,
                                       const v1::RevokeLinksRequest* request,
                                       v1::Booking* response) {
  return use_.gate->Serve(*context, "RevokeLinks", [&](CallPtr call) {
    absl::Status status = CheckId("id", request->id());
    status.Update(CheckRequestId(request->request_id(), false));
    if (!status.ok()) return call->Finish(status);
    RevokeOne command = {
        .order = OrderOf(call->caller(), "RevokeLinks", *request),
        .booking_id = request->id(),
        .reach = ReachOf(call->caller()),
        .send_new = request->send_new() && ByStaff(call->caller())};
    SubmitForBooking(std::move(call), std::move(command), response);
  });
}

Service::Reactor* Service::SetContactBlock(
    Context* context, const v1::SetContactBlockRequest* request,
    v1::SetContactBlockResponse*) {
  return use_.gate->Serve(*context, "SetContactBlock", [&](CallPtr call) {
    v1::Contact contact;
    absl::Status status = ReadContact(request->contact(), contact);
    status.Update(CheckText("reason", request->reason(), {.max = 200}));
    status.Update(CheckRequestId(request->request_id(), false));
    if (!status.ok()) return call->Finish(status);
    BlockOne command = {
        .order = OrderOf(call->caller(), "SetContactBlock", *request),
        .contact_key = use_.vault->ContactKey(contact)};
    if (!request->reason().empty()) {
      command.reason =
          use_.vault->SealBlockReason(command.contact_key, request->reason());
    }
    const absl::Time deadline = call->deadline();
    use_.writer->Submit(std::move(command), deadline,
                        [call](const absl::StatusOr<WriteAnswer>& answer) {
                          call->Finish(answer.status());
                        });
  });
}

void Service::Read(CallPtr call,
                   absl::AnyInvocable<absl::Status(db::Transaction&)> body) {
  const absl::Time deadline = call->deadline();
  use_.readers->Submit(
      deadline, std::move(body),
      [call](const absl::Status& status) { call->Finish(status); });
}

void Service::ReadAfterCommit(
    CallPtr call, absl::AnyInvocable<absl::Status(db::Transaction&)> body) {
  const absl::Time deadline = call->deadline();
  use_.readers->Submit(
      deadline, std::move(body), [call](const absl::Status& status) {
        if (status.ok()) return call->Finish(status);
        call->Finish(Unavailable("OUTCOME_UNKNOWN",
                                 "what was done cannot be read back now; send "
                                 "the same request again"));
      });
}

void Service::SubmitForBooking(CallPtr call, WriteCommand command,
                               v1::Booking* response) {
  const absl::Time deadline = call->deadline();
  use_.writer->Submit(
      std::move(command), deadline,
      [this, call, response](const absl::StatusOr<WriteAnswer>& answer) {
        if (!answer.ok()) return call->Finish(answer.status());
        const int64_t id = std::get<Booking>(*answer).id;
        const bool by_staff = ByStaff(call->caller());
        ReadAfterCommit(
            call, [this, id, by_staff, response](db::Transaction& tx) {
              return LoadReachable(tx, id, Reach(), by_staff, response);
            });
      });
}

absl::Status Service::LoadReachable(db::Transaction& tx, int64_t id,
                                    const Reach& reach, bool by_staff,
                                    v1::Booking* response) {
  ASSIGN_OR_RETURN(std::optional<BookingRecord> record,
                   FindBookingRecord(tx, id));
  if (!record.has_value() || !reach.Covers(record->booking)) {
    return BookingNotFound();
  }
  RETURN_IF_ERROR(CheckLeads(tx, reach, record->booking.session_id));
  *response = ToProto(*record);
  RETURN_IF_ERROR(use_.vault->OpenContact(*record, *response));
  return by_staff ? OpenForStaff(*record, *response) : absl::OkStatus();
}

// What staff alone are told of a booking.
absl::Status Service::OpenForStaff(const BookingRecord& record,
                                   v1::Booking& booking) {
  RETURN_IF_ERROR(use_.vault->OpenNames(record, booking));
  return use_.vault->OpenRefusal(record, booking);
}

absl::Status Service::LoadLinked(db::Transaction& tx, int64_t id,
                                 int64_t generation, v1::Booking* response) {
  ASSIGN_OR_RETURN(std::optional<BookingRecord> record,
                   FindBookingRecord(tx, id));
  if (!record.has_value() || record->booking.generation != generation) {
    return LinkNotValid();
  }
  ASSIGN_OR_RETURN(std::optional<Pool> pool,
                   FindPool(tx, record->booking.session_id));
  CWP_CHECK(pool.has_value(), "every booking has a pool");
  RETURN_IF_ERROR(CheckLinksLast(pool->end_time, use_.clock->Now()));
  *response = ToProto(*record);
  if (record->booking.state == BookingState::kConfirmed) {
    response->set_join_token(use_.vault->JoinToken(record->booking));
  }
  return use_.vault->OpenContact(*record, *response);
}

}  // namespace cwp::registration
