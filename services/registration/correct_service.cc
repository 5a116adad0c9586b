#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "services/registration/convert.h"
#include "services/registration/request_checks.h"
#include "services/registration/service_impl.h"

namespace cwp::registration {

using rpc::CallPtr;

// An address is sealed for the booking that it stands in, so that is looked for
// before the command's turn.
Service::Reactor* Service::CorrectEmail(Context* context,
                                        const v1::CorrectEmailRequest* request,
                                        v1::Booking* response) {
  return use_.gate->Serve(*context, "CorrectEmail", [&](CallPtr call) {
    if (ByStaff(call->caller())) {
      return Readdress(std::move(call), *request, response);
    }
    v1::CorrectEmailRequest checked = *request;
    if (absl::Status status = CheckCorrectEmail(checked); !status.ok()) {
      return call->Finish(status);
    }
    auto command = std::make_shared<CorrectOne>(CorrectOne{
        .order = OrderOf(call->caller(), "CorrectEmail", checked),
        .session_id = checked.booking().session_id(),
        .reference = checked.reference(),
        .contact_key = use_.vault->ContactKey(checked.booking().contact())});
    // The same for everybody, so that it tells nothing of who has booked.
    v1::Booking receipt =
        ToReceipt({.session_id = command->session_id}, command->reference,
                  checked.booking().attendees_size());
    const absl::Time deadline = call->deadline();
    use_.readers->Submit(
        deadline,
        [this, command, email = checked.booking().contact().email()](
            db::Transaction& tx) -> absl::Status {
          ASSIGN_OR_RETURN(const std::optional<Booking> own,
                           FindBookingByReference(tx, command->session_id,
                                                  command->reference));
          if (!own.has_value()) return absl::OkStatus();
          command->booking_id = own->id;
          command->email = use_.vault->SealEmail(own->id, email);
          return absl::OkStatus();
        },
        [this, call, command, response, deadline,
         receipt = std::move(receipt)](const absl::Status& read) {
          if (!read.ok()) return call->Finish(read);
          use_.writer->Submit(std::move(*command), deadline,
                              [call, response, receipt](
                                  const absl::StatusOr<WriteAnswer>& answer) {
                                if (answer.ok()) *response = receipt;
                                call->Finish(answer.status());
                              });
        });
  });
}

// Staff name the booking itself, so nothing has to be looked for.
void Service::Readdress(CallPtr call, v1::CorrectEmailRequest request,
                        v1::Booking* response) {
  if (absl::Status status = CheckReaddress(request); !status.ok()) {
    return call->Finish(status);
  }
  const v1::Contact& contact = request.booking().contact();
  ReaddressOne command = {
      .order = OrderOf(call->caller(), "CorrectEmail", request),
      .booking_id = request.id(),
      .reach = ReachOf(call->caller()),
      .contact_key = use_.vault->ContactKey(contact),
      .email = use_.vault->SealEmail(request.id(), contact.email())};
  SubmitForBooking(std::move(call), std::move(command), response);
}

}  // namespace cwp::registration
