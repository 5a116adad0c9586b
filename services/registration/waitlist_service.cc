#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/rpc/page_token.h"
#include "services/registration/booking_store.h"
#include "services/registration/convert.h"
#include "services/registration/hold_store.h"
#include "services/registration/join.h"
#include "services/registration/pool_store.h"
#include "services/registration/request_checks.h"
#include "services/registration/service_impl.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {

using rpc::CallerKind;
using rpc::CallPtr;

namespace {

// The booking that a contact has in the session of its offer; 0 for none.
absl::StatusOr<int64_t> FindOwnId(db::Transaction& tx,
                                  const WaitlistEntry& entry) {
  ASSIGN_OR_RETURN(const std::optional<Offer> offer,
                   FindOffer(tx, entry.offer_id));
  if (!offer.has_value()) return 0;
  const absl::string_view contact = entry.contact_key;
  ASSIGN_OR_RETURN(const std::vector<std::vector<Booking>> found,
                   FindBookingsOfContacts(tx, absl::MakeSpan(&contact, 1)));
  for (const Booking& booking : found[0]) {
    if (booking.session_id == offer->session_id) return booking.id;
  }
  return 0;
}

}  // namespace

bool Service::MayTouchEntry(const rpc::Caller& caller, int64_t entry_id) {
  return caller.kind != CallerKind::kManageLink ||
         ParseId(caller.id).value_or(0) == entry_id;
}

Service::Reactor* Service::CreateWaitlistEntry(
    Context* context, const v1::CreateWaitlistEntryRequest* request,
    v1::WaitlistEntry* response) {
  return use_.gate->Serve(*context, "CreateWaitlistEntry", [&](CallPtr call) {
    v1::CreateWaitlistEntryRequest checked = *request;
    if (absl::Status status =
            CheckCreateWaitlistEntry(checked, !ByStaff(call->caller()));
        !status.ok()) {
      return call->Finish(status);
    }
    JoinOne command = NewEntry(call->caller(), checked);
    if (call->caller().kind != CallerKind::kPublic) {
      return SubmitForEntry(std::move(call), std::move(command), response);
    }
    // The same for everybody, so that the answer tells nothing of an entry or a
    // booking that the contact has already.
    const absl::Time deadline = call->deadline();
    use_.writer->Submit(std::move(command), deadline,
                        [call, response, asked = checked.waitlist_entry()](
                            const absl::StatusOr<WriteAnswer>& answer) {
                          if (!answer.ok())
                            return call->Finish(answer.status());
                          *response->mutable_session_ids() =
                              asked.session_ids();
                          response->set_workshop_id(asked.workshop_id());
                          response->set_places(asked.places());
                          response->set_least_places(asked.least_places());
                          response->set_state(v1::WaitlistEntry::WAITING);
                          call->Finish(absl::OkStatus());
                        });
  });
}

JoinOne Service::NewEntry(const rpc::Caller& caller,
                          const v1::CreateWaitlistEntryRequest& request) const {
  const v1::WaitlistEntry& asked = request.waitlist_entry();
  JoinOne command{.order = OrderOf(caller, "CreateWaitlistEntry", request)};
  WaitlistEntry& entry = command.record.entry;
  entry.id = use_.ids->Next();
  entry.topic = asked.session_ids().empty();
  if (entry.topic) entry.workshop_id = asked.workshop_id();
  entry.session_ids.assign(asked.session_ids().begin(),
                           asked.session_ids().end());
  entry.contact_key = use_.vault->ContactKey(asked.contact());
  entry.places = asked.places();
  entry.least = asked.least_places();
  entry.channel = caller.channel;
  entry.name_workshop = asked.name_workshop();
  command.record.answers =
      KeptAnswers(ToAnswers(asked.eligibility()), asked.professionals(), {},
                  use_.options->Get()->rules.eligibility);
  command.record.contact =
      use_.vault->SealContact(Vault::Table::kWaitlistEntries, entry.id,
                              asked.contact(), asked.access_needs());
  return command;
}

Service::Reactor* Service::GetWaitlistEntry(
    Context* context, const v1::GetWaitlistEntryRequest* request,
    v1::WaitlistEntry* response) {
  return use_.gate->Serve(*context, "GetWaitlistEntry", [&](CallPtr call) {
    absl::Status status = CheckId("id", request->id());
    if (status.ok() && !MayTouchEntry(call->caller(), request->id())) {
      status = EntryNotFound();
    }
    if (!status.ok()) return call->Finish(status);
    Read(std::move(call),
         [this, id = request->id(), response](db::Transaction& tx) {
           return LoadEntry(tx, id, 0, response);
         });
  });
}

Service::Reactor* Service::ResolveWaitlistToken(
    Context* context, const v1::ResolveWaitlistTokenRequest* request,
    v1::WaitlistEntry* response) {
  return use_.gate->Serve(*context, "ResolveWaitlistToken", [&](CallPtr call) {
    const std::optional<crypto::Link> link =
        use_.vault->ReadWaitlistToken(request->token());
    if (!link.has_value()) return call->Finish(LinkNotValid());
    Read(std::move(call), [this, link, response](db::Transaction& tx) {
      return LoadEntry(tx, link->id, link->generation, response);
    });
  });
}

Service::Reactor* Service::ListWaitlistEntries(
    Context* context, const v1::ListWaitlistEntriesRequest* request,
    v1::ListWaitlistEntriesResponse* response) {
  return use_.gate->Serve(*context, "ListWaitlistEntries", [&](CallPtr call) {
    const v1::ListWaitlistEntriesRequest asked = *request;
    const std::string list = absl::StrCat(
        "ListWaitlistEntries ", asked.session_id(), " ", asked.workshop_id());
    absl::Status status = CheckListWaitlistEntries(asked);
    absl::StatusOr<Paging> paging = ReadPaging(asked, list);
    status.Update(paging.status());
    if (!status.ok()) return call->Finish(status);
    const Reach reach = ReachOf(call->caller());
    Read(std::move(call),
         [this, reach, asked, list, paging = *paging,
          response](db::Transaction& tx) -> absl::Status {
           // Nobody leads what waits for any date.
           RETURN_IF_ERROR(CheckLeads(tx, reach, asked.session_id()));
           return LoadEntries(tx, asked, list, paging, response);
         });
  });
}

Service::Reactor* Service::LeaveWaitlist(
    Context* context, const v1::LeaveWaitlistRequest* request,
    v1::WaitlistEntry* response) {
  return use_.gate->Serve(*context, "LeaveWaitlist", [&](CallPtr call) {
    absl::Status status = CheckId("id", request->id());
    status.Update(CheckRequestId(request->request_id(), false));
    if (status.ok() && !MayTouchEntry(call->caller(), request->id())) {
      status = EntryNotFound();
    }
    if (!status.ok()) return call->Finish(status);
    LeaveOne command = {
        .order = OrderOf(call->caller(), "LeaveWaitlist", *request),
        .entry_id = request->id()};
    SubmitForEntry(std::move(call), std::move(command), response);
  });
}

// The booking's personal fields are the entry's, sealed anew for where they are
// kept from then on.
Service::Reactor* Service::AcceptOffer(Context* context,
                                       const v1::AcceptOfferRequest* request,
                                       v1::Booking* response) {
  return use_.gate->Serve(*context, "AcceptOffer", [&](CallPtr call) {
    v1::AcceptOfferRequest checked = *request;
    absl::Status status = CheckId("id", checked.id());
    status.Update(CheckRequestId(checked.request_id(), true));
    status.Update(CheckAttendees(*checked.mutable_attendees()));
    if (status.ok() && !MayTouchEntry(call->caller(), checked.id())) {
      status = EntryNotFound();
    }
    if (!status.ok()) return call->Finish(status);
    auto command = std::make_shared<AcceptOne>(
        AcceptOne{.order = OrderOf(call->caller(), "AcceptOffer", checked),
                  .entry_id = checked.id(),
                  .offer_id = checked.offer_id()});
    command->record.booking.id = use_.ids->NextBlock();
    const absl::Time deadline = call->deadline();
    use_.readers->Submit(
        deadline,
        [this, command, attendees = checked.attendees()](db::Transaction& tx) {
          return FillAcceptance(tx, attendees, *command);
        },
        [this, call, command, response](const absl::Status& read) {
          if (!read.ok()) return call->Finish(read);
          SubmitForBooking(call, std::move(*command), response);
        });
  });
}

absl::Status Service::FillAcceptance(
    db::Transaction& tx,
    const google::protobuf::RepeatedPtrField<v1::Attendee>& attendees,
    AcceptOne& command) {
  ASSIGN_OR_RETURN(std::optional<EntryRecord> entry,
                   FindEntryRecord(tx, command.entry_id));
  if (!entry.has_value()) return EntryNotFound();
  v1::WaitlistEntry opened;
  RETURN_IF_ERROR(use_.vault->OpenContact(*entry, opened));
  BookingRecord& record = command.record;
  record.attendees = ToAttendees(attendees);
  use_.vault->SealNames(record.booking.id, attendees, record.attendees);
  ASSIGN_OR_RETURN(command.own_id, FindOwnId(tx, entry->entry));
  command.own_attendees = ToAttendees(attendees);
  use_.vault->SealNames(command.own_id, attendees, command.own_attendees);
  record.booking.places = static_cast<int64_t>(record.attendees.size());
  record.booking.channel = entry->entry.channel;
  record.booking.contact_key = entry->entry.contact_key;
  record.booking.name_workshop = entry->entry.name_workshop;
  record.booking.reference = use_.vault->ReferenceOf(command.order.request);
  record.answers = entry->answers;
  record.contact =
      use_.vault->SealContact(Vault::Table::kBookings, record.booking.id,
                              opened.contact(), opened.access_needs());
  return absl::OkStatus();
}

Service::Reactor* Service::DeclineOffer(Context* context,
                                        const v1::DeclineOfferRequest* request,
                                        v1::WaitlistEntry* response) {
  return use_.gate->Serve(*context, "DeclineOffer", [&](CallPtr call) {
    absl::Status status = CheckId("id", request->id());
    status.Update(CheckRequestId(request->request_id(), false));
    if (status.ok() && !MayTouchEntry(call->caller(), request->id())) {
      status = EntryNotFound();
    }
    if (!status.ok()) return call->Finish(status);
    DeclineOne command = {
        .order = OrderOf(call->caller(), "DeclineOffer", *request),
        .entry_id = request->id(),
        .offer_id = request->offer_id()};
    SubmitForEntry(std::move(call), std::move(command), response);
  });
}

void Service::SubmitForEntry(CallPtr call, WriteCommand command,
                             v1::WaitlistEntry* response) {
  const absl::Time deadline = call->deadline();
  use_.writer->Submit(
      std::move(command), deadline,
      [this, call, response](const absl::StatusOr<WriteAnswer>& answer) {
        if (!answer.ok()) return call->Finish(answer.status());
        const int64_t id = std::get<WaitlistEntry>(*answer).id;
        ReadAfterCommit(call, [this, id, response](db::Transaction& tx) {
          return LoadEntry(tx, id, 0, response);
        });
      });
}

absl::Status Service::LoadEntry(db::Transaction& tx, int64_t id,
                                int64_t generation,
                                v1::WaitlistEntry* response) {
  ASSIGN_OR_RETURN(std::optional<EntryRecord> record, FindEntryRecord(tx, id));
  if (generation != 0 &&
      (!record.has_value() || record->entry.generation != generation)) {
    return LinkNotValid();
  }
  if (!record.has_value()) return EntryNotFound();
  const bool by_link = generation != 0;
  if (by_link && !record->entry.live()) {
    RETURN_IF_ERROR(
        CheckLinksLast(record->entry.update_time, use_.clock->Now()));
  }
  ASSIGN_OR_RETURN(
      const int64_t next,
      FindNextSession(tx, record->entry.session_ids, use_.clock->Now()));
  return FillEntry(tx, *record, next, response);
}

absl::Status Service::FillEntry(db::Transaction& tx, const EntryRecord& record,
                                int64_t session_id,
                                v1::WaitlistEntry* response) {
  const WaitlistEntry& entry = record.entry;
  *response = ToProto(record);
  RETURN_IF_ERROR(use_.vault->OpenContact(record, *response));
  if (entry.offer_id != 0) {
    ASSIGN_OR_RETURN(std::optional<Offer> offer, FindOffer(tx, entry.offer_id));
    if (offer.has_value()) *response->mutable_offer() = ToProto(*offer);
  }
  if (entry.state != EntryState::kWaiting || session_id == 0) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const int64_t position,
                   line_.PlaceOf(tx, session_id, entry.join_revision));
  response->set_position(static_cast<int32_t>(position));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<EntryRecord>> Service::ListRecords(
    db::Transaction& tx, const v1::ListWaitlistEntriesRequest& asked,
    const Paging& paging) {
  if (asked.workshop_id() != 0) {
    return ListTopicRecords(tx, asked.workshop_id(), paging.after,
                            paging.size + 1);
  }
  ASSIGN_OR_RETURN(std::optional<Pool> pool, FindPool(tx, asked.session_id()));
  if (!pool.has_value()) return SessionNotFound(asked.session_id());
  return ListEntryRecords(tx, asked.session_id(), paging.after,
                          paging.size + 1);
}

absl::Status Service::LoadEntries(db::Transaction& tx,
                                  const v1::ListWaitlistEntriesRequest& asked,
                                  const std::string& list, const Paging& paging,
                                  v1::ListWaitlistEntriesResponse* response) {
  ASSIGN_OR_RETURN(std::vector<EntryRecord> records,
                   ListRecords(tx, asked, paging));
  const bool more = static_cast<int>(records.size()) > paging.size;
  if (more) records.pop_back();
  for (const EntryRecord& record : records) {
    int64_t session_id = asked.session_id();
    if (session_id == 0) {
      ASSIGN_OR_RETURN(session_id, FindNextSession(tx, record.entry.session_ids,
                                                   use_.clock->Now()));
    }
    RETURN_IF_ERROR(
        FillEntry(tx, record, session_id, response->add_waitlist_entries()));
  }
  if (more) {
    response->set_next_page_token(
        rpc::MakePageToken(list, {records.back().entry.join_revision}));
  }
  return absl::OkStatus();
}

}  // namespace cwp::registration
