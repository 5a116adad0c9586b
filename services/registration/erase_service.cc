#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "services/registration/block_store.h"
#include "services/registration/convert.h"
#include "services/registration/request_checks.h"
#include "services/registration/service_impl.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {

using rpc::CallPtr;

namespace {

// By an address, a booking or a waitlist entry; holders of a link only by
// theirs.
template <class Request>
absl::Status CheckNamesContact(const Request& request) {
  if (request.booking_id() != 0) {
    return CheckId("booking_id", request.booking_id());
  }
  if (request.waitlist_entry_id() != 0) {
    return CheckId("waitlist_entry_id", request.waitlist_entry_id());
  }
  v1::Contact contact;
  return ReadContact(request.contact(), contact);
}

}  // namespace

Service::Reactor* Service::FindMyBookings(
    Context* context, const v1::FindMyBookingsRequest* request,
    v1::FindMyBookingsResponse*) {
  return use_.gate->Serve(*context, "FindMyBookings", [&](CallPtr call) {
    v1::Contact contact;
    if (absl::Status status = ReadContact(request->email(), contact);
        !status.ok()) {
      return call->Finish(status);
    }
    FindMine command = {.order = {.actor = ActorOf(call->caller())},
                        .contact_key = use_.vault->ContactKey(contact)};
    const absl::Time deadline = call->deadline();
    use_.writer->Submit(std::move(command), deadline,
                        [call](const absl::StatusOr<WriteAnswer>& answer) {
                          call->Finish(answer.status());
                        });
  });
}

template <class Request>
absl::StatusOr<std::string> Service::ContactKeyOf(db::Transaction& tx,
                                                  const rpc::Caller& caller,
                                                  const Request& request) {
  if (request.booking_id() == 0 && request.waitlist_entry_id() != 0) {
    return ContactKeyOfEntry(tx, caller, request.waitlist_entry_id());
  }
  if (request.booking_id() == 0) {
    // An address proves nothing; only staff may name one.
    if (!ByStaff(caller)) return BookingNotFound();
    v1::Contact contact;
    RETURN_IF_ERROR(ReadContact(request.contact(), contact));
    return use_.vault->ContactKey(contact);
  }
  ASSIGN_OR_RETURN(const std::optional<Booking> booking,
                   FindBooking(tx, request.booking_id()));
  if (!booking.has_value() || !ReachOf(caller).Covers(*booking)) {
    return BookingNotFound();
  }
  return booking->contact_key;
}

absl::StatusOr<std::string> Service::ContactKeyOfEntry(
    db::Transaction& tx, const rpc::Caller& caller, int64_t entry_id) {
  ASSIGN_OR_RETURN(std::optional<EntryRecord> record,
                   FindEntryRecord(tx, entry_id));
  if (!record.has_value() || !MayTouchEntry(caller, entry_id)) {
    return EntryNotFound();
  }
  return std::move(record->entry.contact_key);
}

Service::Reactor* Service::ExportContact(
    Context* context, const v1::ExportContactRequest* request,
    v1::ExportContactResponse* response) {
  return use_.gate->Serve(*context, "ExportContact", [&](CallPtr call) {
    if (absl::Status status = CheckNamesContact(*request); !status.ok()) {
      return call->Finish(status);
    }
    const rpc::Caller caller = call->caller();
    Read(std::move(call),
         [this, caller, asked = *request,
          response](db::Transaction& tx) -> absl::Status {
           ASSIGN_OR_RETURN(const std::string contact_key,
                            ContactKeyOf(tx, caller, asked));
           if (ByStaff(caller)) {
             RETURN_IF_ERROR(LoadBlock(tx, contact_key, response));
           }
           return LoadContact(tx, contact_key, ByStaff(caller), response);
         });
  });
}

absl::Status Service::LoadContact(db::Transaction& tx,
                                  const std::string& contact_key, bool by_staff,
                                  v1::ExportContactResponse* response) {
  ASSIGN_OR_RETURN(const std::vector<int64_t> bookings,
                   FindBookingIdsOf(tx, contact_key));
  for (const int64_t id : bookings) {
    ASSIGN_OR_RETURN(const std::optional<BookingRecord> record,
                     FindBookingRecord(tx, id));
    if (!record.has_value()) return BookingNotFound();
    v1::Booking* added = response->add_bookings();
    *added = ToProto(*record);
    RETURN_IF_ERROR(use_.vault->OpenContact(*record, *added));
    RETURN_IF_ERROR(use_.vault->OpenNames(*record, *added));
    if (by_staff) RETURN_IF_ERROR(use_.vault->OpenRefusal(*record, *added));
  }
  ASSIGN_OR_RETURN(const std::vector<int64_t> entries,
                   FindEntryIdsOf(tx, contact_key));
  for (const int64_t id : entries) {
    RETURN_IF_ERROR(LoadEntry(tx, id, 0, response->add_waitlist_entries()));
  }
  return absl::OkStatus();
}

absl::Status Service::LoadBlock(db::Transaction& tx,
                                const std::string& contact_key,
                                v1::ExportContactResponse* response) {
  ASSIGN_OR_RETURN(const std::optional<std::string> sealed,
                   FindBlock(tx, contact_key));
  response->set_blocked(sealed.has_value());
  if (!sealed.has_value() || sealed->empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(*response->mutable_block_reason(),
                   use_.vault->OpenBlockReason(contact_key, *sealed));
  return absl::OkStatus();
}

// To the address of the newest booking that has one, else of the newest entry.
absl::Status Service::PrepareFarewell(db::Transaction& tx, EraseOne& command) {
  const auto take = [&](int64_t id, const v1::Contact& contact) {
    if (contact.email().empty()) return;
    command.farewell = {.subject_id = id,
                        .email = use_.vault->SealFarewell(id, contact.email())};
  };
  ASSIGN_OR_RETURN(const std::vector<int64_t> entries,
                   FindEntryIdsOf(tx, command.contact_key));
  for (const int64_t id : entries) {
    v1::WaitlistEntry entry;
    RETURN_IF_ERROR(LoadEntry(tx, id, 0, &entry));
    take(id, entry.contact());
  }
  ASSIGN_OR_RETURN(const std::vector<int64_t> bookings,
                   FindBookingIdsOf(tx, command.contact_key));
  for (const int64_t id : bookings) {
    ASSIGN_OR_RETURN(const std::optional<BookingRecord> record,
                     FindBookingRecord(tx, id));
    if (!record.has_value()) return BookingNotFound();
    v1::Booking booking;
    RETURN_IF_ERROR(use_.vault->OpenContact(*record, booking));
    take(id, booking.contact());
  }
  return absl::OkStatus();
}

Service::Reactor* Service::EraseContact(Context* context,
                                        const v1::EraseContactRequest* request,
                                        v1::EraseContactResponse* response) {
  return use_.gate->Serve(*context, "EraseContact", [&](CallPtr call) {
    if (absl::Status status = CheckNamesContact(*request); !status.ok()) {
      return call->Finish(status);
    }
    auto command = std::make_shared<EraseOne>();
    command->order.actor = ActorOf(call->caller());
    const absl::Time deadline = call->deadline();
    use_.readers->Submit(
        deadline,
        [this, command, caller = call->caller(),
         asked = *request](db::Transaction& tx) -> absl::Status {
          ASSIGN_OR_RETURN(command->contact_key,
                           ContactKeyOf(tx, caller, asked));
          return PrepareFarewell(tx, *command);
        },
        [this, call, command, response, deadline](const absl::Status& read) {
          if (!read.ok()) return call->Finish(read);
          use_.writer->Submit(
              std::move(*command), deadline,
              [call, response](const absl::StatusOr<WriteAnswer>& answer) {
                if (!answer.ok()) return call->Finish(answer.status());
                const Erased& erased = std::get<Erased>(*answer);
                response->set_bookings(static_cast<int32_t>(erased.bookings));
                response->set_waitlist_entries(
                    static_cast<int32_t>(erased.entries));
                call->Finish(absl::OkStatus());
              });
        });
  });
}

}  // namespace cwp::registration
