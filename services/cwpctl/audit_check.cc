#include "services/cwpctl/audit_check.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"

namespace cwp::ctl {
namespace {

namespace v1 = web::v1;

bool Same(const v1::AuditRow& a, const v1::AuditRow& b) {
  return a.revision() == b.revision() &&
         a.create_micros() == b.create_micros() &&
         a.staff_id() == b.staff_id() && a.subject() == b.subject() &&
         a.subject_id() == b.subject_id() && a.why_id() == b.why_id();
}

}  // namespace

absl::Status AuditCheck::Take(const feed::v1::Entry& entry) {
  feed::v1::Change change;
  const std::string problem = chain_.Take(entry, change);
  if (!problem.empty()) return Broken(chain_.revision(), problem);
  v1::AuditEntry audit;
  if (change.kind() != "audit_entry" ||
      !audit.ParseFromString(change.resource())) {
    return Broken(chain_.revision(), "it is no entry of the audit log");
  }
  return TakeEntry(change, audit);
}

absl::Status AuditCheck::TakeEntry(const feed::v1::Change& change,
                                   const v1::AuditEntry& entry) {
  const int64_t revision = chain_.revision();
  Expected& expected = waiting_.emplace_back();
  int64_t staff_id = 0;
  if (change.actor().kind() == "STAFF" &&
      !absl::SimpleAtoi(change.actor().id(), &staff_id)) {
    return Broken(revision, "it names no account");
  }
  expected.row.set_revision(revision);
  expected.row.set_create_micros(change.commit_micros());
  expected.row.set_staff_id(staff_id);
  expected.row.set_subject(entry.subject());
  expected.row.set_subject_id(entry.subject_id());
  expected.row.set_why_id(entry.why_id());
  expected.why_digest = entry.why_digest();
  if (entry.outcome() == v1::AuditEntry::BEGUN) open_[revision] = entry;
  const auto begun = open_.find(entry.about_revision());
  if (begun != open_.end()) {
    if (begun->second.act() != entry.act()) {
      return Broken(revision, absl::StrCat("it says the outcome of entry ",
                                           entry.about_revision(),
                                           ", which is about another act"));
    }
    open_.erase(begun);
  }
  if (entry.act() == v1::AuditEntry::REASON_ERASED) {
    erasures_[revision] = entry.why_id();
  }
  return absl::OkStatus();
}

absl::Status AuditCheck::Compare(const v1::AuditRow& row) {
  if (waiting_.empty()) {
    return Broken(row.revision(), "it stands beside the log and not in it");
  }
  const Expected expected = std::move(waiting_.front());
  waiting_.pop_front();
  compared_ = expected.row.revision();
  if (!Same(row, expected.row)) {
    return Broken(compared_, "the row by which it is found says otherwise");
  }
  if (expected.why_digest.empty()) return absl::OkStatus();
  return CompareWhy(row, expected.why_digest);
}

absl::Status AuditCheck::CompareWhy(const v1::AuditRow& row,
                                    const std::string& digest) {
  ++reasons_;
  if (!row.sealed_why().empty()) {
    if (crypto::Hash(row.sealed_why()) == digest) return absl::OkStatus();
    return Broken(row.revision(), "its reason is not the one that was typed");
  }
  if (row.erase_revision() == 0) {
    return Broken(row.revision(), "its reason is gone, and nobody erased it");
  }
  ++erased_;
  gone_[row.erase_revision()] = row.why_id();
  return absl::OkStatus();
}

absl::Status AuditCheck::Finish() const {
  if (!waiting_.empty()) {
    return Broken(waiting_.front().row.revision(),
                  "the row by which it is found is missing");
  }
  for (const auto& [revision, why_id] : gone_) {
    // What was erased while this was read says so further on.
    if (revision > chain_.revision()) continue;
    const auto erasure = erasures_.find(revision);
    if (erasure == erasures_.end() || erasure->second != why_id) {
      return Broken(revision, absl::StrCat("it did not erase the reason ",
                                           why_id, ", which is gone"));
    }
  }
  return absl::OkStatus();
}

absl::Status AuditCheck::Missing() const {
  return Broken(chain_.revision() + 1, "it is missing");
}

absl::Status AuditCheck::Broken(int64_t revision, const std::string& what) {
  return MakeError(absl::StatusCode::kDataLoss, "AUDIT_BROKEN",
                   absl::StrCat("entry ", revision, " does not fit: ", what),
                   {{"revision", absl::StrCat(revision)}});
}

}  // namespace cwp::ctl
