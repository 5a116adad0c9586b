#include "services/web/audit_convert.h"

#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/time/proto_time.h"
#include "cwp/feed/v1/feed_service.pb.h"

namespace cwp::web {
namespace {

constexpr char kKind[] = "audit_entry";

v1::Staff::Role ToProto(const std::optional<Role>& role) {
  return static_cast<v1::Staff::Role>(role.has_value() ? static_cast<int>(*role)
                                                       : 0);
}

std::optional<Role> ToRole(v1::Staff::Role role) {
  if (role == v1::Staff::ROLE_UNSPECIFIED) return std::nullopt;
  return static_cast<Role>(role);
}

absl::Status Wrong(absl::string_view field, absl::string_view why) {
  return InvalidArgument("FIELD_INVALID", why, {{"field", std::string(field)}});
}

AuditNote ToNote(const v1::AuditEntry& entry) {
  return {.act = static_cast<AuditAct>(entry.act()),
          .subject = static_cast<AuditSubject>(entry.subject()),
          .subject_id = entry.subject_id(),
          .outcome = static_cast<AuditOutcome>(entry.outcome()),
          .reason = entry.reason(),
          .about_revision = entry.about_revision(),
          .why_id = entry.why_id(),
          .why_digest = entry.why_digest(),
          .recipients = entry.recipients(),
          .subject_version = entry.subject_version(),
          .old_role = ToRole(entry.old_role()),
          .new_role = ToRole(entry.new_role())};
}

}  // namespace

v1::AuditEntry ToProto(const AuditNote& note) {
  v1::AuditEntry entry;
  entry.set_act(static_cast<v1::AuditEntry::Act>(note.act));
  entry.set_subject(static_cast<v1::AuditEntry::Subject>(note.subject));
  entry.set_subject_id(note.subject_id);
  entry.set_outcome(static_cast<v1::AuditEntry::Outcome>(note.outcome));
  entry.set_reason(note.reason);
  entry.set_request_id(note.actor.request_id);
  entry.set_about_revision(note.about_revision);
  entry.set_why_id(note.why_id);
  entry.set_why_digest(note.why_digest);
  entry.set_recipients(note.recipients);
  entry.set_subject_version(note.subject_version);
  entry.set_old_role(ToProto(note.old_role));
  entry.set_new_role(ToProto(note.new_role));
  return entry;
}

feed::ChangeRecord ToChange(const AuditNote& note, int64_t revision,
                            absl::Time now) {
  const v1::AuditEntry entry = ToProto(note);
  return {.kind = kKind,
          .resource_id = revision,
          .resource = entry.SerializeAsString(),
          .cause = absl::AsciiStrToLower(v1::AuditEntry::Act_Name(entry.act())),
          .actor_kind = std::string(ActorKindName(note.actor.kind)),
          .actor_id = note.actor.staff_id == 0
                          ? std::string()
                          : absl::StrCat(note.actor.staff_id),
          .commit_time = now};
}

absl::StatusOr<AuditRecord> ReadChange(int64_t revision,
                                       absl::string_view change) {
  feed::v1::Change read;
  v1::AuditEntry entry;
  if (!read.ParseFromArray(change.data(), static_cast<int>(change.size())) ||
      read.kind() != kKind || !entry.ParseFromString(read.resource())) {
    return MakeError(absl::StatusCode::kDataLoss, "AUDIT_UNREADABLE",
                     "an entry of the audit log cannot be read",
                     {{"revision", absl::StrCat(revision)}});
  }
  AuditRecord record = {
      .revision = revision,
      .create_time = absl::FromUnixMicros(read.commit_micros()),
      .note = ToNote(entry)};
  record.note.actor = {.kind = ReadActorKind(read.actor().kind()),
                       .request_id = entry.request_id()};
  record.note.actor.staff_id = ParseId(read.actor().id()).value_or(0);
  return record;
}

absl::StatusOr<AuditFilter> ToFilter(const v1::ListAuditEntriesRequest& proto) {
  if (proto.staff_id() < 0) {
    return Wrong("staff_id", "staff_id must be an account's");
  }
  const bool known = v1::AuditEntry::Subject_IsValid(proto.subject());
  if (!known) return Wrong("subject", "there is no such kind");
  const bool any = proto.subject() == v1::AuditEntry::SUBJECT_UNSPECIFIED;
  if (any ? proto.subject_id() != 0 : proto.subject_id() < 1) {
    return Wrong("subject_id", "it goes with subject");
  }
  AuditFilter filter = {.staff_id = proto.staff_id(),
                        .subject = static_cast<AuditSubject>(proto.subject()),
                        .subject_id = proto.subject_id()};
  if (proto.has_start_time()) filter.start = ToTime(proto.start_time());
  if (proto.has_end_time()) filter.end = ToTime(proto.end_time());
  return filter;
}

}  // namespace cwp::web
