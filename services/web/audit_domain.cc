#include "services/web/audit_domain.h"

namespace cwp::web {

absl::string_view ActorKindName(AuditActor::Kind kind) {
  switch (kind) {
    case AuditActor::Kind::kStaff:
      return "STAFF";
    case AuditActor::Kind::kOperator:
      return "OPERATOR";
    case AuditActor::Kind::kService:
      return "SERVICE";
    case AuditActor::Kind::kNobody:
      break;
  }
  return "";
}

AuditActor::Kind ReadActorKind(absl::string_view name) {
  for (const auto kind : {AuditActor::Kind::kStaff, AuditActor::Kind::kOperator,
                          AuditActor::Kind::kService}) {
    if (ActorKindName(kind) == name) return kind;
  }
  return AuditActor::Kind::kNobody;
}

}  // namespace cwp::web
