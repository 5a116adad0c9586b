#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/page_token.h"
#include "services/registration/convert.h"
#include "services/registration/notice_store.h"
#include "services/registration/pool_store.h"
#include "services/registration/request_checks.h"
#include "services/registration/service_impl.h"

// What staff write to those of a session.

namespace cwp::registration {

using rpc::CallPtr;

Service::Reactor* Service::WriteNotice(Context* context,
                                       const v1::WriteNoticeRequest* request,
                                       v1::Notice* response) {
  return use_.gate->Serve(*context, "WriteNotice", [&](CallPtr call) {
    v1::WriteNoticeRequest checked = *request;
    if (absl::Status status = CheckWriteNotice(checked); !status.ok()) {
      return call->Finish(status);
    }
    WriteOne command = {.order =
                            OrderOf(call->caller(), "WriteNotice", checked)};
    command.notice = {.id = use_.ids->Next(),
                      .session_id = checked.session_id(),
                      .audience = static_cast<Audience>(checked.audience()),
                      .booking_id = checked.booking_id(),
                      .author = call->caller().id};
    command.sealed_text =
        use_.vault->SealNotice(command.notice.id, checked.text());
    const Reach reach = ReachOf(call->caller());
    SubmitForNotice(
        std::move(call),
        [reach, id = checked.session_id()](db::Transaction& tx) {
          return CheckLeads(tx, reach, id);
        },
        std::move(command), response);
  });
}

Service::Reactor* Service::TakeNoticeBack(
    Context* context, const v1::TakeNoticeBackRequest* request,
    v1::Notice* response) {
  return use_.gate->Serve(*context, "TakeNoticeBack", [&](CallPtr call) {
    absl::Status status = CheckId("id", request->id());
    status.Update(CheckRequestId(request->request_id(), false));
    if (!status.ok()) return call->Finish(status);
    TakeBackOne command = {
        .order = OrderOf(call->caller(), "TakeNoticeBack", *request),
        .notice_id = request->id()};
    const Reach reach = ReachOf(call->caller());
    SubmitForNotice(
        std::move(call),
        [reach, id = request->id()](db::Transaction& tx) -> absl::Status {
          ASSIGN_OR_RETURN(const std::optional<Notice> notice,
                           FindNotice(tx, id));
          if (!notice.has_value()) return NoticeNotFound();
          return CheckLeads(tx, reach, notice->session_id);
        },
        std::move(command), response);
  });
}

// The session's leaders are looked at before, since commands know none.
void Service::SubmitForNotice(
    CallPtr call, absl::AnyInvocable<absl::Status(db::Transaction&)> may,
    WriteCommand command, v1::Notice* response) {
  const absl::Time deadline = call->deadline();
  use_.readers->Submit(
      deadline, std::move(may),
      [this, call, command = std::move(command),
       response](const absl::Status& allowed) mutable {
        if (!allowed.ok()) return call->Finish(allowed);
        use_.writer->Submit(
            std::move(command), call->deadline(),
            [call, response](const absl::StatusOr<WriteAnswer>& answer) {
              if (!answer.ok()) return call->Finish(answer.status());
              *response = ToProto(std::get<Notice>(*answer));
              call->Finish(absl::OkStatus());
            });
      });
}

Service::Reactor* Service::ListNotices(Context* context,
                                       const v1::ListNoticesRequest* request,
                                       v1::ListNoticesResponse* response) {
  return use_.gate->Serve(*context, "ListNotices", [&](CallPtr call) {
    const int64_t session_id = request->session_id();
    const std::string list = absl::StrCat("ListNotices ", session_id);
    absl::Status status = CheckId("session_id", session_id);
    absl::StatusOr<Paging> paging = ReadPaging(*request, list);
    status.Update(paging.status());
    if (!status.ok()) return call->Finish(status);
    if (paging->after == 0) {
      paging->after = std::numeric_limits<int64_t>::max();
    }
    const Reach reach = ReachOf(call->caller());
    Read(std::move(call),
         [reach, session_id, list, paging = *paging,
          response](db::Transaction& tx) -> absl::Status {
           RETURN_IF_ERROR(CheckLeads(tx, reach, session_id));
           return LoadNotices(tx, session_id, list, paging, response);
         });
  });
}

absl::Status Service::LoadNotices(db::Transaction& tx, int64_t session_id,
                                  const std::string& list, const Paging& paging,
                                  v1::ListNoticesResponse* response) {
  ASSIGN_OR_RETURN(const std::optional<Pool> pool, FindPool(tx, session_id));
  if (!pool.has_value()) return SessionNotFound(session_id);
  // One more than is sent says whether there is a next page.
  ASSIGN_OR_RETURN(
      std::vector<Notice> notices,
      registration::ListNotices(tx, session_id, paging.after, paging.size + 1));
  const bool more = static_cast<int>(notices.size()) > paging.size;
  if (more) notices.pop_back();
  for (const Notice& notice : notices) {
    *response->add_notices() = ToProto(notice);
  }
  if (more) {
    response->set_next_page_token(
        rpc::MakePageToken(list, {notices.back().id}));
  }
  return absl::OkStatus();
}

}  // namespace cwp::registration
