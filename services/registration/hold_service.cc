#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/time/proto_time.h"
#include "services/registration/convert.h"
#include "services/registration/hold_store.h"
#include "services/registration/request_checks.h"
#include "services/registration/service_impl.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {

using rpc::CallPtr;

Service::Reactor* Service::CreateHold(Context* context,
                                      const v1::CreateHoldRequest* request,
                                      v1::Hold* response) {
  return use_.gate->Serve(*context, "CreateHold", [&](CallPtr call) {
    if (absl::Status status = CheckCreateHold(*request); !status.ok()) {
      return call->Finish(status);
    }
    const rpc::Caller& caller = call->caller();
    const std::string browser_key =
        use_.vault->BrowserKey(request->browser_token());
    PlaceOne command = {.order = OrderOf(caller, "CreateHold", *request),
                        .wait_in_line = request->wait_in_line()};
    command.hold = {
        .id = use_.ids->Next(),
        .session_id = request->hold().session_id(),
        .places = request->hold().places(),
        .browser_key = browser_key,
        .client_key = caller.client_key.empty()
                          ? browser_key
                          : use_.vault->ClientKey(caller.client_key),
        .channel = caller.channel};
    SubmitForHold(std::move(call), std::move(command), response);
  });
}

Service::Reactor* Service::GetHold(Context* context,
                                   const v1::GetHoldRequest* request,
                                   v1::Hold* response) {
  return use_.gate->Serve(*context, "GetHold", [&](CallPtr call) {
    absl::Status status = CheckId("id", request->id());
    status.Update(CheckBrowserToken(request->browser_token()));
    if (!status.ok()) return call->Finish(status);
    Read(std::move(call),
         [this, id = request->id(),
          browser = use_.vault->BrowserKey(request->browser_token()),
          response](db::Transaction& tx) {
           return LoadHold(tx, id, browser, response);
         });
  });
}

Service::Reactor* Service::ExtendHold(Context* context,
                                      const v1::ExtendHoldRequest* request,
                                      v1::Hold* response) {
  return use_.gate->Serve(*context, "ExtendHold", [&](CallPtr call) {
    absl::Status status = CheckId("id", request->id());
    status.Update(CheckBrowserToken(request->browser_token()));
    status.Update(CheckRequestId(request->request_id(), false));
    if (!status.ok()) return call->Finish(status);
    ChangeHold command = {
        .order = OrderOf(call->caller(), "ExtendHold", *request),
        .hold_id = request->id(),
        .browser_key = use_.vault->BrowserKey(request->browser_token()),
        .extend = true};
    SubmitForHold(std::move(call), std::move(command), response);
  });
}

Service::Reactor* Service::ReleaseHold(Context* context,
                                       const v1::ReleaseHoldRequest* request,
                                       v1::Hold* response) {
  return use_.gate->Serve(*context, "ReleaseHold", [&](CallPtr call) {
    absl::Status status = CheckId("id", request->id());
    status.Update(CheckBrowserToken(request->browser_token()));
    status.Update(CheckRequestId(request->request_id(), false));
    if (!status.ok()) return call->Finish(status);
    ChangeHold command = {
        .order = OrderOf(call->caller(), "ReleaseHold", *request),
        .hold_id = request->id(),
        .browser_key = use_.vault->BrowserKey(request->browser_token())};
    SubmitForHold(std::move(call), std::move(command), response);
  });
}

// A hold that has places, or went to the end of the line, is answered from
// memory; only the position of one that waits already has to be read.
void Service::SubmitForHold(CallPtr call, WriteCommand command,
                            v1::Hold* response) {
  const absl::Time deadline = call->deadline();
  use_.writer->Submit(
      std::move(command), deadline,
      [this, call, response](const absl::StatusOr<WriteAnswer>& answer) {
        if (!answer.ok()) return call->Finish(answer.status());
        const Hold& hold = std::get<Hold>(*answer);
        if (hold.state != HoldState::kInLine || hold.position > 0) {
          *response = ToProto(hold, use_.options->Get()->rules);
          response->set_position(static_cast<int32_t>(hold.position));
          return call->Finish(absl::OkStatus());
        }
        ReadAfterCommit(call, [this, id = hold.id, browser = hold.browser_key,
                               response](db::Transaction& tx) {
          return LoadHold(tx, id, browser, response);
        });
      });
}

absl::Status Service::LoadHold(db::Transaction& tx, int64_t id,
                               const std::string& browser_key,
                               v1::Hold* response) {
  ASSIGN_OR_RETURN(std::optional<Hold> hold, FindHold(tx, id));
  if (!hold.has_value() || hold->browser_key != browser_key) {
    return HoldNotFound();
  }
  // What has run out of time is not shown as live, whether or not the timer
  // ran.
  if (hold->live() && hold->expire_time <= use_.clock->Now()) {
    hold->state = HoldState::kLapsed;
  }
  *response = ToProto(*hold, use_.options->Get()->rules);
  if (hold->state != HoldState::kInLine) return absl::OkStatus();
  ASSIGN_OR_RETURN(const int64_t position,
                   line_.PlaceOf(tx, hold->session_id, hold->create_revision));
  response->set_position(static_cast<int32_t>(position));
  ASSIGN_OR_RETURN(const std::optional<absl::Time> last,
                   FindLastHeld(tx, hold->session_id, use_.clock->Now()));
  if (last.has_value()) {
    *response->mutable_others_lapse_time() = ToTimestamp(*last);
  }
  return absl::OkStatus();
}

}  // namespace cwp::registration
