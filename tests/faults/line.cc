#include "tests/faults/line.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/check.h"
#include "common/rpc/status.h"
#include "cwp/feed/v1/feed_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace cwp::faults {
namespace {

namespace v1 = registration::v1;

constexpr absl::Duration kPatience = absl::Seconds(2);

const rpc::Caller kFamily = {.kind = rpc::CallerKind::kPublic};
const rpc::Caller kOperator = {.kind = rpc::CallerKind::kOperator};

std::string Browser(const std::string& hold_request) {
  return absl::StrCat("browser-of-the-hold-", hold_request);
}

// Long enough for what was made to be told from what others made.
void Fill(const Action& action, v1::Contact& contact) {
  contact.set_name("Ada Example");
  contact.set_email(absl::StrCat(action.request_id, "@example.org"));
}

Outcome From(const v1::Booking& booking) {
  return {.id = booking.id(),
          .session = booking.session_id(),
          .places = booking.places(),
          .state = booking.state()};
}

Outcome From(const v1::Hold& hold) {
  return {.id = hold.id(),
          .session = hold.session_id(),
          .places = hold.places(),
          .state = hold.state()};
}

Outcome From(const v1::WaitlistEntry& entry) {
  return {.id = entry.id(),
          .session = entry.session_ids().empty() ? 0 : entry.session_ids(0),
          .places = entry.places(),
          .state = entry.state()};
}

// Calls `method` once, waiting for the connection.
template <class Stub, class Request, class Response>
absl::StatusOr<Response> Call(const rpc::Peer& peer, const rpc::Caller& caller,
                              const Clock& clock,
                              const std::unique_ptr<Stub>& stub,
                              grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                           const Request&,
                                                           Response*),
                              const Request& request) {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  peer.Prepare(context, caller, clock.Now() + kPatience);
  Response response;
  const grpc::Status status = ((*stub).*method)(&context, request, &response);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return response;
}

template <class Response>
absl::StatusOr<Outcome> OutcomeOf(const absl::StatusOr<Response>& answer) {
  if (!answer.ok()) return answer.status();
  return From(*answer);
}

}  // namespace

Line::Line(const Party& party, const std::string& address)
    : clock_(party.clock()),
      web_("registration", address, party.identity().SignerOf("web"), clock_),
      cwpctl_("registration", address, party.identity().SignerOf("cwpctl"),
              clock_),
      as_family_(Registration::NewStub(web_.channel())),
      as_operator_(Registration::NewStub(cwpctl_.channel())) {}

absl::StatusOr<Outcome> Line::Ask(const Action& action) const {
  switch (action.deed) {
    case Deed::kBook:
    case Deed::kConfirm:
      return Book(action);
    case Deed::kHold:
      return Hold(action);
    case Deed::kRelease:
      return Release(action);
    case Deed::kCancel:
      return Cancel(action);
    case Deed::kJoin:
      return Join(action);
    case Deed::kAccept:
      return Accept(action);
    case Deed::kLeave:
      return Leave(action);
    case Deed::kMove:
      return Move(action);
    case Deed::kChange:
      return Change(action);
  }
  CWP_CHECK(false, "there is no such deed");
}

absl::StatusOr<Outcome> Line::Book(const Action& action) const {
  v1::CreateBookingRequest request;
  request.set_request_id(action.request_id);
  v1::Booking& booking = *request.mutable_booking();
  booking.set_session_id(action.session);
  Fill(action, *booking.mutable_contact());
  for (int64_t i = 0; i < action.places; ++i) booking.add_attendees();
  if (action.deed == Deed::kConfirm) {
    request.set_hold_id(action.subject);
    request.set_browser_token(Browser(action.hold_request));
  }
  return OutcomeOf(Call(cwpctl_, kOperator, clock_, as_operator_,
                        &Registration::Stub::CreateBooking, request));
}

absl::StatusOr<Outcome> Line::Hold(const Action& action) const {
  v1::CreateHoldRequest request;
  request.set_request_id(action.request_id);
  request.mutable_hold()->set_session_id(action.session);
  request.mutable_hold()->set_places(static_cast<int32_t>(action.places));
  request.set_browser_token(Browser(action.request_id));
  return OutcomeOf(Call(web_, kFamily, clock_, as_family_,
                        &Registration::Stub::CreateHold, request));
}

absl::StatusOr<Outcome> Line::Release(const Action& action) const {
  v1::ReleaseHoldRequest request;
  request.set_request_id(action.request_id);
  request.set_id(action.subject);
  request.set_browser_token(Browser(action.hold_request));
  return OutcomeOf(Call(web_, kFamily, clock_, as_family_,
                        &Registration::Stub::ReleaseHold, request));
}

absl::StatusOr<Outcome> Line::Cancel(const Action& action) const {
  v1::CancelBookingRequest request;
  request.set_request_id(action.request_id);
  request.set_id(action.subject);
  return OutcomeOf(Call(cwpctl_, kOperator, clock_, as_operator_,
                        &Registration::Stub::CancelBooking, request));
}

absl::StatusOr<Outcome> Line::Join(const Action& action) const {
  v1::CreateWaitlistEntryRequest request;
  request.set_request_id(action.request_id);
  v1::WaitlistEntry& entry = *request.mutable_waitlist_entry();
  entry.add_session_ids(action.session);
  entry.set_places(static_cast<int32_t>(action.places));
  entry.set_least_places(1);
  Fill(action, *entry.mutable_contact());
  return OutcomeOf(Call(cwpctl_, kOperator, clock_, as_operator_,
                        &Registration::Stub::CreateWaitlistEntry, request));
}

absl::StatusOr<Outcome> Line::Accept(const Action& action) const {
  v1::AcceptOfferRequest request;
  request.set_request_id(action.request_id);
  request.set_id(action.subject);
  for (int64_t i = 0; i < action.places; ++i) request.add_attendees();
  return OutcomeOf(Call(cwpctl_, kOperator, clock_, as_operator_,
                        &Registration::Stub::AcceptOffer, request));
}

absl::StatusOr<Outcome> Line::Leave(const Action& action) const {
  v1::LeaveWaitlistRequest request;
  request.set_request_id(action.request_id);
  request.set_id(action.subject);
  return OutcomeOf(Call(cwpctl_, kOperator, clock_, as_operator_,
                        &Registration::Stub::LeaveWaitlist, request));
}

absl::StatusOr<Outcome> Line::Move(const Action& action) const {
  v1::MoveBookingRequest request;
  request.set_request_id(action.request_id);
  request.set_id(action.subject);
  request.set_to_session_id(action.session);
  return OutcomeOf(Call(cwpctl_, kOperator, clock_, as_operator_,
                        &Registration::Stub::MoveBooking, request));
}

absl::StatusOr<Outcome> Line::Change(const Action& action) const {
  v1::ChangeAttendeesRequest request;
  request.set_request_id(action.request_id);
  request.set_id(action.subject);
  for (int64_t i = 0; i < action.places; ++i) request.add_attendees();
  return OutcomeOf(Call(cwpctl_, kOperator, clock_, as_operator_,
                        &Registration::Stub::ChangeAttendees, request));
}

absl::StatusOr<v1::WaitlistEntry> Line::GetEntry(int64_t id) const {
  v1::GetWaitlistEntryRequest request;
  request.set_id(id);
  return Call(cwpctl_, kOperator, clock_, as_operator_,
              &Registration::Stub::GetWaitlistEntry, request);
}

absl::Status Line::Probe() const {
  v1::BatchGetSeatCountsRequest request;
  request.add_session_ids(1);
  return Call(web_, kFamily, clock_, as_family_,
              &Registration::Stub::BatchGetSeatCounts, request)
      .status();
}

absl::Status Line::Recount(ctl::Ledger& ledger, std::string& last_hash) const {
  feed::v1::FeedService::Stub stub(cwpctl_.channel());
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  cwpctl_.Prepare(context, kOperator, clock_.Now() + absl::Minutes(1));
  feed::v1::WatchRequest request;
  request.mutable_after()->set_revision(ledger.entries());
  request.mutable_after()->set_hash(last_hash);
  const auto stream = stub.Watch(&context, request);
  feed::v1::WatchResponse response;
  int64_t end = -1;
  absl::Status verdict;
  while (end != ledger.entries() && verdict.ok() && stream->Read(&response)) {
    if (end < 0) end = response.head_revision();
    for (const feed::v1::Entry& entry : response.entries()) {
      verdict = ledger.Take(entry);
      last_hash = entry.hash();
      if (!verdict.ok() || ledger.entries() == end) break;
    }
  }
  context.TryCancel();
  const grpc::Status status = stream->Finish();
  if (!verdict.ok() || end == ledger.entries()) return verdict;
  return rpc::FromGrpcStatus(status);
}

}  // namespace cwp::faults
