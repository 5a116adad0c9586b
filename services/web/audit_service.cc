#include "services/web/audit_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/page_token.h"
#include "common/time/proto_time.h"
#include "cwp/web/v1/audit_service.grpc.pb.h"
#include "services/web/audit_convert.h"
#include "services/web/audit_store.h"
#include "services/web/staff_service.h"
#include "services/web/staff_store.h"

namespace cwp::web {
namespace {

using rpc::CallPtr;
using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

// All that is asked of a list but its page.
std::string ListName(const AuditFilter& filter) {
  return absl::StrCat("ListAuditEntries ", filter.staff_id, " ",
                      static_cast<int>(filter.subject), " ", filter.subject_id,
                      " ", absl::ToUnixMicros(filter.start), " ",
                      absl::ToUnixMicros(filter.end));
}

// The names of accounts, each looked up once.
class Names {
 public:
  Names(db::Transaction& tx, const StaffVault& vault)
      : tx_(tx), vault_(vault) {}

  absl::StatusOr<std::string> Of(int64_t id) {
    const auto [found, added] = names_.try_emplace(id);
    if (!added) return found->second;
    ASSIGN_OR_RETURN(const std::optional<SealedStaff> sealed,
                     FindStaff(tx_, id));
    if (!sealed.has_value()) return found->second;
    ASSIGN_OR_RETURN(const Staff staff, vault_.OpenStaff(*sealed));
    found->second = staff.name;
    return staff.name;
  }

 private:
  db::Transaction& tx_;
  const StaffVault& vault_;
  absl::flat_hash_map<int64_t, std::string> names_;
};

absl::Status Fill(const AuditPage::Entry& entry, Names& names,
                  v1::AuditRecord& proto) {
  const AuditRecord& record = entry.record;
  const AuditNote& note = record.note;
  proto.set_revision(record.revision);
  *proto.mutable_create_time() = ToTimestamp(record.create_time);
  proto.set_actor_kind(std::string(ActorKindName(note.actor.kind)));
  proto.set_actor_id(note.actor.staff_id);
  if (note.actor.staff_id != 0) {
    ASSIGN_OR_RETURN(*proto.mutable_actor_name(),
                     names.Of(note.actor.staff_id));
  }
  *proto.mutable_entry() = ToProto(note);
  if (note.subject == AuditSubject::kStaff && note.subject_id != 0) {
    ASSIGN_OR_RETURN(*proto.mutable_subject_name(), names.Of(note.subject_id));
  }
  proto.set_why(entry.why);
  return absl::OkStatus();
}

void Fill(const AuditRow& row, v1::AuditRow& proto) {
  proto.set_revision(row.revision);
  proto.set_create_micros(absl::ToUnixMicros(row.create_time));
  proto.set_staff_id(row.staff_id);
  proto.set_subject(static_cast<v1::AuditEntry::Subject>(row.subject));
  proto.set_subject_id(row.subject_id);
  proto.set_why_id(row.why_id);
  proto.set_sealed_why(row.sealed_why);
  proto.set_erase_revision(row.erase_revision);
}

// What a page of entries takes.
struct ListCall {
  AuditFilter filter;
  int64_t before = INT64_MAX;
  int size = 0;
};

class Service final : public v1::AuditService::CallbackService {
 public:
  explicit Service(const AuditServiceParts& parts) : use_(parts) {}

  Reactor* ListAuditEntries(Context* context,
                            const v1::ListAuditEntriesRequest* request,
                            v1::ListAuditEntriesResponse* response) override {
    return use_.gate->Serve(*context, "ListAuditEntries", [&](CallPtr call) {
      absl::StatusOr<ListCall> list = ReadList(*request);
      if (!list.ok()) return call->Finish(list.status());
      // What cannot be recorded is not shown.
      use_.audit->writer().Submit(
          AuditNote{.actor = OperatorOf(*call), .act = AuditAct::kAuditViewed},
          call->deadline(),
          [this, call, list = *std::move(list),
           response](const absl::StatusOr<int64_t>& recorded) {
            if (!recorded.ok()) return call->Finish(recorded.status());
            Read(call, [this, list, response](db::Transaction& tx) {
              return ReadPage(tx, list, *response);
            });
          });
    });
  }

  Reactor* ListAuditRows(Context* context,
                         const v1::ListAuditRowsRequest* request,
                         v1::ListAuditRowsResponse* response) override {
    return use_.gate->Serve(*context, "ListAuditRows", [&](CallPtr call) {
      const absl::StatusOr<int> size = rpc::ReadPageSize(request->page_size());
      if (!size.ok()) return call->Finish(size.status());
      const int64_t after = request->after_revision();
      if (after < 0) {
        return call->Finish(InvalidArgument("FIELD_INVALID",
                                            "after_revision is below 0",
                                            {{"field", "after_revision"}}));
      }
      Read(
          call,
          [after, size = *size, response](db::Transaction& tx) -> absl::Status {
            ASSIGN_OR_RETURN(const std::vector<AuditRow> rows,
                             web::ListAuditRows(tx, after, size));
            for (const AuditRow& row : rows) Fill(row, *response->add_rows());
            return absl::OkStatus();
          });
    });
  }

  Reactor* EraseAuditReason(Context* context,
                            const v1::EraseAuditReasonRequest* request,
                            v1::EraseAuditReasonResponse*) override {
    return use_.gate->Serve(*context, "EraseAuditReason", [&](CallPtr call) {
      if (request->revision() < 1) {
        return call->Finish(InvalidArgument("FIELD_INVALID",
                                            "revision must be an entry's",
                                            {{"field", "revision"}}));
      }
      use_.audit->writer().Submit(
          EraseWhy{.revision = request->revision(), .by = OperatorOf(*call)},
          call->deadline(), [call](const absl::StatusOr<int64_t>& erased) {
            call->Finish(erased.status());
          });
    });
  }

 private:
  static absl::StatusOr<ListCall> ReadList(
      const v1::ListAuditEntriesRequest& request) {
    ListCall list;
    ASSIGN_OR_RETURN(list.filter, ToFilter(request));
    ASSIGN_OR_RETURN(list.size, rpc::ReadPageSize(request.page_size()));
    ASSIGN_OR_RETURN(
        const std::vector<int64_t> key,
        rpc::ReadPageToken(ListName(list.filter), request.page_token(), 1));
    if (!key.empty()) list.before = key.front();
    return list;
  }

  void Read(const CallPtr& call, db::Readers::Body body) {
    use_.readers->Submit(
        call->deadline(), std::move(body),
        [call](const absl::Status& status) { call->Finish(status); });
  }

  absl::Status ReadPage(db::Transaction& tx, const ListCall& list,
                        v1::ListAuditEntriesResponse& response) const {
    ASSIGN_OR_RETURN(const AuditPage page,
                     use_.audit->Read(tx, list.filter, list.before, list.size));
    Names names(tx, *use_.vault);
    for (const AuditPage::Entry& entry : page.entries) {
      RETURN_IF_ERROR(Fill(entry, names, *response.add_records()));
    }
    if (page.more) {
      response.set_next_page_token(rpc::MakePageToken(
          ListName(list.filter), {page.entries.back().record.revision}));
    }
    return absl::OkStatus();
  }

  const AuditServiceParts use_;
};

}  // namespace

rpc::AccessTable AuditServiceAccess() {
  const rpc::MethodAccess::Allowed op = {"cwpctl", rpc::CallerKind::kOperator};
  return {{"ListAuditEntries", {op}},
          {"ListAuditRows", {op}},
          {"EraseAuditReason", {op}}};
}

std::unique_ptr<grpc::Service> MakeAuditService(
    const AuditServiceParts& parts) {
  return std::make_unique<Service>(parts);
}

}  // namespace cwp::web
