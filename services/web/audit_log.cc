#include "services/web/audit_log.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/crypto/seal.h"
#include "common/http/await.h"
#include "common/telemetry/log.h"
#include "services/web/audit_appender.h"
#include "services/web/audit_convert.h"
#include "services/web/audit_store.h"

namespace cwp::web {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(5);
// Reasons that are erased in one transaction.
constexpr int kBatch = 100;

using Answer = absl::StatusOr<int64_t>;

crypto::Field FieldOf(int64_t why_id) {
  return {.table = "audit_reasons", .column = "why", .row_id = why_id};
}

Answer Apply(db::Transaction&, AuditAppender& log, const AuditNote& note,
             absl::Time) {
  return log.Add(note);
}

Answer Apply(db::Transaction& tx, AuditAppender& log, const EraseWhy& command,
             absl::Time) {
  ASSIGN_OR_RETURN(const std::optional<AuditRow> row,
                   FindAuditRow(tx, command.revision));
  // The entry of an erasure names the reason, but none was typed for it.
  const bool typed = row.has_value() && row->why_id != 0 &&
                     row->subject != AuditSubject::kEntry;
  if (!typed) {
    return NotFound("AUDIT_REASON_NOT_FOUND",
                    "there is no such entry, or nobody typed a reason for it",
                    {{"revision", absl::StrCat(command.revision)}});
  }
  if (row->sealed_why.empty()) return 0;
  ASSIGN_OR_RETURN(const int64_t revision,
                   log.Add({.actor = command.by,
                            .act = AuditAct::kReasonErased,
                            .subject = AuditSubject::kEntry,
                            .subject_id = command.revision,
                            .why_id = row->why_id}));
  RETURN_IF_ERROR(EraseReason(tx, row->why_id, revision));
  return revision;
}

Answer Apply(db::Transaction& tx, AuditAppender& log,
             const EraseOldWhys& command, absl::Time now) {
  ASSIGN_OR_RETURN(const std::vector<int64_t> old,
                   ListOldReasons(tx, command.before, kBatch));
  for (const int64_t revision : old) {
    const EraseWhy erase = {.revision = revision,
                            .by = {.kind = AuditActor::Kind::kService}};
    RETURN_IF_ERROR(Apply(tx, log, erase, now).status());
  }
  return static_cast<int64_t>(old.size());
}

absl::StatusOr<AuditWriter::Answers> ApplyAll(
    db::Transaction& tx, const Clock& clock,
    absl::Span<const AuditCommand* const> commands) {
  // Whole microseconds, as the database keeps them.
  const absl::Time now = absl::FromUnixMicros(absl::ToUnixMicros(clock.Now()));
  AuditAppender log(tx, now);
  AuditWriter::Answers answers;
  for (const AuditCommand* command : commands) {
    answers.push_back(std::visit(
        [&](const auto& wanted) { return Apply(tx, log, wanted, now); },
        *command));
  }
  RETURN_IF_ERROR(log.Flush());
  return answers;
}

}  // namespace

AuditLog::AuditLog(Parts parts, const crypto::Keyring& keyring)
    : use_(std::move(parts)),
      keyring_(keyring),
      writer_(
          *use_.database, *use_.clock, db::WriterOptions(),
          [this](db::Transaction& tx,
                 absl::Span<const AuditCommand* const> commands) {
            return ApplyAll(tx, *use_.clock, commands);
          },
          use_.committed) {
  writer_.Start();
}

void AuditLog::SealWhy(absl::string_view why, AuditNote& note) const {
  if (why.empty()) return;
  note.why_id = use_.ids->Next();
  note.sealed_why = crypto::Seal(keyring_, FieldOf(note.why_id), why);
  note.why_digest = crypto::Hash(note.sealed_why);
}

AuditLog::Answer<int64_t> AuditLog::Record(AuditNote note) {
  absl::AnyInvocable<void(http::Done<absl::StatusOr<int64_t>>)> start =
      [this, &note](http::Done<absl::StatusOr<int64_t>> done) {
        writer_.Submit(std::move(note), use_.clock->Now() + kPatience,
                       std::move(done));
      };
  co_return co_await http::Await<absl::StatusOr<int64_t>>(std::move(start));
}

void AuditLog::RecordLater(AuditNote note) {
  const int act = static_cast<int>(note.act);
  writer_.Submit(std::move(note), use_.clock->Now() + kPatience,
                 [act](const absl::StatusOr<int64_t>& written) {
                   if (written.ok()) return;
                   Log(LogLevel::kError, "audit_entry_lost",
                       {{"act", act}, {"reason", ReasonOf(written.status())}});
                 });
}

AuditLog::Answer<AuditPage> AuditLog::List(AuditFilter filter, int64_t before,
                                           int limit) {
  auto found = std::make_shared<absl::StatusOr<AuditPage>>(
      absl::UnknownError("the reader did not run"));
  absl::AnyInvocable<void(http::Done<absl::Status>)> start =
      [&, found](http::Done<absl::Status> done) {
        use_.readers->Submit(
            use_.clock->Now() + kPatience,
            [this, found, filter, before, limit](db::Transaction& tx) {
              *found = Read(tx, filter, before, limit);
              return found->status();
            },
            std::move(done));
      };
  const absl::Status status =
      co_await http::Await<absl::Status>(std::move(start));
  if (!status.ok()) co_return status;
  co_return *std::move(found);
}

absl::StatusOr<AuditPage> AuditLog::Read(db::Transaction& tx,
                                         const AuditFilter& filter,
                                         int64_t before, int limit) const {
  ASSIGN_OR_RETURN(std::vector<StoredAudit> stored,
                   ListAudit(tx, filter, before, limit + 1));
  AuditPage page = {.more = static_cast<int>(stored.size()) > limit};
  if (page.more) stored.pop_back();
  for (const StoredAudit& one : stored) {
    AuditPage::Entry& entry = page.entries.emplace_back();
    ASSIGN_OR_RETURN(entry.record, ReadChange(one.revision, one.change));
    const int64_t why_id = entry.record.note.why_id;
    if (one.sealed_why.empty()) continue;
    absl::StatusOr<std::string> why =
        crypto::Open(keyring_, FieldOf(why_id), one.sealed_why);
    entry.why_damaged = !why.ok();
    if (why.ok()) entry.why = *std::move(why);
  }
  return page;
}

}  // namespace cwp::web
