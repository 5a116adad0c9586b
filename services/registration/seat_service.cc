#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "services/registration/convert.h"
#include "services/registration/join.h"
#include "services/registration/pool_store.h"
#include "services/registration/preview.h"
#include "services/registration/request_checks.h"
#include "services/registration/service_impl.h"

namespace cwp::registration {
namespace {

constexpr int kMaxAllotment = 10000;

}  // namespace

using rpc::CallPtr;

Service::Reactor* Service::BatchGetSeatCounts(
    Context* context, const v1::BatchGetSeatCountsRequest* request,
    v1::BatchGetSeatCountsResponse* response) {
  return use_.gate->Serve(*context, "BatchGetSeatCounts", [&](CallPtr call) {
    if (request->session_ids().empty()) {
      return call->Finish(InvalidArgument("FIELD_REQUIRED",
                                          "session_ids is empty",
                                          {{"field", "session_ids"}}));
    }
    if (absl::Status status = CheckSessionIds(request->session_ids());
        !status.ok()) {
      return call->Finish(status);
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

SeatStream::Reactor* Service::WatchSeatCounts(
    Context* context, const v1::WatchSeatCountsRequest* request) {
  return use_.seat_stream->Watch(*use_.gate, *context, *request);
}

Service::Reactor* Service::SetAllotment(Context* context,
                                        const v1::SetAllotmentRequest* request,
                                        v1::Allotment* response) {
  return use_.gate->Serve(*context, "SetAllotment", [&](CallPtr call) {
    absl::Status status = CheckId("session_id", request->session_id());
    status.Update(
        CheckText("channel", request->channel(), {.min = 1, .max = 40}));
    if (request->channel() == kDirectChannel) {
      status.Update(InvalidArgument("FIELD_INVALID",
                                    "what we sell ourselves needs no allotment",
                                    {{"field", "channel"}}));
    }
    status.Update(CheckRequestId(request->request_id(), false));
    if (request->places() < 0 || request->places() > kMaxAllotment) {
      status.Update(InvalidArgument(
          "FIELD_INVALID",
          absl::StrCat("places must be between 0 and ", kMaxAllotment),
          {{"field", "places"}}));
    }
    if (!status.ok()) return call->Finish(status);
    AllotOne command = {
        .order = OrderOf(call->caller(), "SetAllotment", *request),
        .session_id = request->session_id(),
        .channel = request->channel(),
        .places = request->places()};
    const absl::Time deadline = call->deadline();
    use_.writer->Submit(
        std::move(command), deadline,
        [call, response](const absl::StatusOr<WriteAnswer>& answer) {
          if (!answer.ok()) return call->Finish(answer.status());
          *response = ToProto(std::get<Allotment>(*answer));
          call->Finish(absl::OkStatus());
        });
  });
}

Service::Reactor* Service::ListAllotments(
    Context* context, const v1::ListAllotmentsRequest* request,
    v1::ListAllotmentsResponse* response) {
  return use_.gate->Serve(*context, "ListAllotments", [&](CallPtr call) {
    const int64_t id = request->session_id();
    if (absl::Status status = CheckId("session_id", id); !status.ok()) {
      return call->Finish(status);
    }
    Read(std::move(call), [id, response](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const std::optional<Pool> pool, FindPool(tx, id));
      if (!pool.has_value()) return SessionNotFound(id);
      ASSIGN_OR_RETURN(const std::vector<Allotment> allotments,
                       registration::ListAllotments(tx, id));
      for (const Allotment& allotment : allotments) {
        *response->add_allotments() = ToProto(allotment);
      }
      return absl::OkStatus();
    });
  });
}

Service::Reactor* Service::PreviewSessionChange(
    Context* context, const v1::PreviewSessionChangeRequest* request,
    v1::PreviewSessionChangeResponse* response) {
  return use_.gate->Serve(*context, "PreviewSessionChange", [&](CallPtr call) {
    if (absl::Status status = CheckPreview(*request); !status.ok()) {
      return call->Finish(status);
    }
    Read(std::move(call),
         [this, asked = *request, response](db::Transaction& tx) {
           return LoadPreview(tx, asked, *use_.options->Get(),
                              use_.clock->Now(), *response);
         });
  });
}

Service::Reactor* Service::ResolveJoinToken(
    Context* context, const v1::ResolveJoinTokenRequest* request,
    v1::JoinPass* response) {
  return use_.gate->Serve(*context, "ResolveJoinToken", [&](CallPtr call) {
    const std::optional<crypto::Link> link =
        use_.vault->ReadJoinToken(request->token());
    if (!link.has_value()) return call->Finish(LinkNotValid());
    Read(std::move(call), [this, link, response](db::Transaction& tx) {
      return LoadJoinPass(tx, *link, use_.clock->Now(), *response);
    });
  });
}

Service::Reactor* Service::GetJoinUri(Context* context,
                                      const v1::GetJoinUriRequest* request,
                                      v1::GetJoinUriResponse* response) {
  return use_.gate->Serve(*context, "GetJoinUri", [&](CallPtr call) {
    const std::optional<crypto::Link> link =
        use_.vault->ReadJoinToken(request->token());
    if (!link.has_value()) return call->Finish(LinkNotValid());
    Read(std::move(call), [this, link, response](db::Transaction& tx) {
      return LoadJoinUri(tx, *link, use_.clock->Now(), *use_.vault, *response);
    });
  });
}

Service::Reactor* Service::GetMessageDetails(
    Context* context, const v1::GetMessageDetailsRequest* request,
    v1::MessageDetails* response) {
  return use_.gate->Serve(*context, "GetMessageDetails", [&](CallPtr call) {
    Read(std::move(call),
         [this, asked = *request,
          response](db::Transaction& tx) -> absl::Status {
           const absl::Time now = use_.clock->Now();
           const int64_t booking = asked.booking_id();
           const int64_t entry = asked.waitlist_entry_id();
           if (asked.session_id() != 0) {
             return LoadSessionDetails(tx, asked.session_id(), *response);
           }
           if (asked.farewell()) {
             return LoadFarewell(tx, entry != 0 ? entry : booking, now,
                                 *use_.vault, *response);
           }
           RETURN_IF_ERROR(
               entry != 0
                   ? LoadWaitlistDetails(tx, entry, now, *use_.vault, line_,
                                         *response)
                   : LoadMessageDetails(tx, booking, *use_.vault, *response));
           if (asked.notice_id() == 0) return absl::OkStatus();
           return AddNotice(tx, asked, now, *use_.vault, *response);
         });
  });
}

}  // namespace cwp::registration
