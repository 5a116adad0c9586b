#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/encoding.h"
#include "common/time/proto_time.h"
#include "services/cwpctl/audit_check.h"
#include "services/cwpctl/audit_client.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/feed_reader.h"
#include "services/cwpctl/shell.h"
#include "services/cwpctl/when.h"
#include "services/cwpctl/words.h"

namespace cwp::ctl {
namespace {

namespace v1 = web::v1;
using Entry = v1::AuditEntry;

// Holds against their rows what was taken of the feed.
absl::Status CompareRows(AuditClient& client, AuditCheck& check) {
  while (check.waiting() > 0) {
    ASSIGN_OR_RETURN(const v1::ListAuditRowsResponse page,
                     client.ListRows(check.compared()));
    if (page.rows().empty()) break;
    for (const v1::AuditRow& row : page.rows()) {
      if (check.waiting() == 0) break;
      RETURN_IF_ERROR(check.Compare(row));
    }
  }
  return absl::OkStatus();
}

// How many entries wait for their rows.
constexpr size_t kBatch = 1000;

absl::Status Verify(Shell& shell) {
  AuditClient client(shell.connections);
  AuditCheck check;
  const absl::StatusOr<feed::v1::Position> last =
      ReadFeed(shell, "web", "audit log",
               [&](const feed::v1::Entry& entry) -> absl::Status {
                 RETURN_IF_ERROR(check.Take(entry));
                 if (check.waiting() < kBatch) return absl::OkStatus();
                 return CompareRows(client, check);
               });
  // The log is never compacted, so what web does not find was taken out.
  if (ReasonOf(last.status()) == "REVISION_COMPACTED") return check.Missing();
  RETURN_IF_ERROR(last.status());
  RETURN_IF_ERROR(CompareRows(client, check));
  RETURN_IF_ERROR(check.Finish());
  Table table({});
  table.AddRow({"entries", absl::StrCat(check.entries())});
  table.AddRow({"reasons", absl::StrCat(check.reasons())});
  table.AddRow({"erased", absl::StrCat(check.erased())});
  table.AddRow({"head", crypto::ToHex(last->hash())});
  std::vector<std::string> open;
  for (const auto& [revision, entry] : check.open()) {
    open.push_back(absl::StrCat(revision));
  }
  table.AddRow({"begun only", open.empty() ? "-" : absl::StrJoin(open, " ")});
  table.AddRow({"result", "every entry fits"});
  shell.Show(*last, table);
  if (!open.empty() && !shell.settings.json()) {
    shell.err << "Of the entries that are begun only nobody knows whether what "
                 "they say was done: web stopped in between.\n";
  }
  return absl::OkStatus();
}

// What is looked for, as the command line gives it.
struct Fields {
  std::string staff;
  std::string session;
  std::string booking;
  std::string account;
  std::string since;
  std::string until;
  std::string page;
  int limit = 50;
  std::string entry;
};

absl::Status FillAbout(const Fields& fields, v1::ListAuditEntriesRequest& to) {
  for (const auto& [text, subject] :
       {std::pair<const std::string*, Entry::Subject>{&fields.session,
                                                      Entry::SESSION},
        {&fields.booking, Entry::BOOKING},
        {&fields.account, Entry::STAFF}}) {
    if (text->empty()) continue;
    if (to.subject() != Entry::SUBJECT_UNSPECIFIED) {
      return UsageError("give one of --session, --booking and --account");
    }
    ASSIGN_OR_RETURN(const int64_t id, NeedId(*text));
    to.set_subject(subject);
    to.set_subject_id(id);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ListAuditEntriesRequest> RequestOf(const Fields& fields) {
  v1::ListAuditEntriesRequest request;
  if (!fields.staff.empty()) {
    ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.staff));
    request.set_staff_id(id);
  }
  RETURN_IF_ERROR(FillAbout(fields, request));
  if (!fields.since.empty()) {
    ASSIGN_OR_RETURN(const absl::Time start,
                     ReadMidnight("--since", fields.since, 0));
    *request.mutable_start_time() = ToTimestamp(start);
  }
  if (!fields.until.empty()) {
    ASSIGN_OR_RETURN(const absl::Time end,
                     ReadMidnight("--until", fields.until, 1));
    *request.mutable_end_time() = ToTimestamp(end);
  }
  request.set_page_size(fields.limit);
  request.set_page_token(fields.page);
  return request;
}

std::string WhoOf(const v1::AuditRecord& record) {
  if (!record.actor_name().empty()) return record.actor_name();
  if (record.actor_id() != 0) return absl::StrCat("staff ", record.actor_id());
  return record.actor_kind().empty() ? "-" : ShowName(record.actor_kind());
}

std::string AboutOf(const v1::AuditRecord& record) {
  const Entry& entry = record.entry();
  if (entry.subject() == Entry::SUBJECT_UNSPECIFIED) return "-";
  std::string about = absl::StrCat(
      ShowName(Entry::Subject_Name(entry.subject())), " ", entry.subject_id());
  if (!record.subject_name().empty()) {
    absl::StrAppend(&about, " (", record.subject_name(), ")");
  }
  return about;
}

std::string OutcomeOf(const Entry& entry) {
  std::string words = ShowName(Entry::Outcome_Name(entry.outcome()));
  if (!entry.reason().empty()) absl::StrAppend(&words, ": ", entry.reason());
  if (entry.about_revision() != 0) {
    absl::StrAppend(&words, " (entry ", entry.about_revision(), ")");
  }
  return words;
}

absl::Status List(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const v1::ListAuditEntriesRequest request,
                   RequestOf(fields));
  ASSIGN_OR_RETURN(const v1::ListAuditEntriesResponse list,
                   AuditClient(shell.connections).List(request));
  Table table({"ENTRY", "WHEN", "WHO", "WHAT", "ABOUT", "OUTCOME", "WHY"});
  for (const v1::AuditRecord& record : list.records()) {
    table.AddRow({absl::StrCat(record.revision()),
                  ShowTime(record.create_time()), WhoOf(record),
                  ShowName(Entry::Act_Name(record.entry().act())),
                  AboutOf(record), OutcomeOf(record.entry()),
                  record.why().empty() ? "-" : record.why()});
  }
  shell.Show(list, table);
  if (!list.next_page_token().empty() && !shell.settings.json()) {
    shell.err << "There are older ones: --page " << list.next_page_token()
              << "\n";
  }
  return absl::OkStatus();
}

absl::Status EraseReason(Shell& shell, const Fields& fields) {
  ASSIGN_OR_RETURN(const int64_t revision, NeedId(fields.entry));
  RETURN_IF_ERROR(AuditClient(shell.connections).EraseReason(revision));
  Table table({});
  table.AddRow({"entry", fields.entry});
  table.AddRow({"reason", "erased"});
  shell.Show(v1::EraseAuditReasonResponse(), table);
  return absl::OkStatus();
}

void AddList(CLI::App& noun, Shell& shell) {
  const auto fields = std::make_shared<Fields>();
  CLI::App& list = *noun.add_subcommand(
      "list",
      "Lists entries, newest first. Shows personal data; that it was "
      "read is an entry, too");
  list.add_option("--staff", fields->staff,
                  "Only what this account did, as `cwpctl staff list` has it");
  list.add_option("--session", fields->session,
                  "Only what was done to this session, by its id");
  list.add_option("--booking", fields->booking,
                  "Only what was done to this booking, by its id");
  list.add_option("--account", fields->account,
                  "Only what was done to this account of the desk");
  list.add_option("--since", fields->since,
                  "Only from this day on, such as 2027-01-12");
  list.add_option("--until", fields->until, "Only to the end of this day");
  list.add_option("--limit", fields->limit, "At most so many; 50 by default")
      ->check(CLI::Range(1, 200));
  list.add_option("--page", fields->page,
                  "Goes on where the list before ended, which says with what");
  list.callback([&shell, fields] {
    shell.action = [&shell, fields] { return List(shell, *fields); };
  });
}

}  // namespace

void AddAuditCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun = *app.add_subcommand(
      "audit", "The record of who saw and changed personal data at the desk");
  noun.require_subcommand(1);
  noun.add_subcommand("verify",
                      "Recounts the log from its first entry, and names the "
                      "first that does not fit")
      ->callback(
          [&shell] { shell.action = [&shell] { return Verify(shell); }; });
  AddList(noun, shell);
  const auto fields = std::make_shared<Fields>();
  CLI::App& erase = *noun.add_subcommand(
      "erase-reason",
      "Erases what somebody typed as the reason of an entry, which stays");
  erase.add_option("entry", fields->entry, "Its number")->required();
  erase.callback([&shell, fields] {
    shell.action = [&shell, fields] { return EraseReason(shell, *fields); };
  });
}

}  // namespace cwp::ctl
