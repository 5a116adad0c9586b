#include "services/web/calls_made.h"

#include <set>

#include "absl/strings/match.h"
#include "common/base/error.h"
#include "cwp/registration/v1/options.pb.h"

namespace cwp::web {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

bool FindPersonal(const Descriptor& message,
                  std::set<const Descriptor*>& seen) {
  if (!seen.insert(&message).second) return false;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (field.options().GetExtension(registration::v1::personal)) return true;
    if (field.message_type() != nullptr &&
        FindPersonal(*field.message_type(), seen)) {
      return true;
    }
  }
  return false;
}

bool OnlyReads(const Descriptor& request) {
  for (const char* verb :
       {"Get", "List", "BatchGet", "Preview", "Append", "Finish"}) {
    if (absl::StartsWith(request.name(), verb)) return true;
  }
  return false;
}

}  // namespace

bool HoldsPersonalData(const Descriptor& message) {
  std::set<const Descriptor*> seen;
  return FindPersonal(message, seen);
}

absl::Status CallsMade::Check(bool personal) const {
  if (sees_people_ || !personal) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInternal, "NOT_IN_AUDIT_LOG",
                   "a page that shows people must be in the audit log");
}

void CallsMade::Note(const Descriptor& request, bool personal,
                     const absl::Status& status) {
  const bool reads = OnlyReads(request);
  if (status.ok()) {
    changed_ = changed_ || !reads;
  } else if (!reads) {
    change_failure_ = status;
  } else if (personal) {
    read_failure_ = status;
  }
}

}  // namespace cwp::web
