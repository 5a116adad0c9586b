#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "services/web/desk.h"
#include "services/web/desk_audit_words.h"
#include "services/web/desk_form.h"
#include "services/web/desk_settings.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kPath = "/desk/audit";
constexpr int kPage = 50;
// What a filter's page names in its address.
constexpr const char* kFilters[] = {"who", "about", "id", "since", "until"};

using Names = std::map<int64_t, std::string>;

// What is looked for, as far as it can be read.
struct Asked {
  AuditFilter filter;
  int64_t before = INT64_MAX;
  std::vector<FieldError> errors;
};

std::optional<absl::CivilDay> ReadDay(const http::Parameters& query,
                                      const std::string& field,
                                      std::vector<FieldError>& errors) {
  const std::string typed = TypedIn(query, field);
  if (typed.empty()) return std::nullopt;
  absl::CivilDay day;
  if (absl::ParseCivilTime(typed, &day) && day.year() >= 2000 &&
      day.year() <= 9000) {
    return day;
  }
  errors.push_back({field, "invalid"});
  return std::nullopt;
}

void ReadAbout(const http::Parameters& query, Asked& asked) {
  const std::string about = TypedIn(query, "about");
  const std::string typed = TypedIn(query, "id");
  for (const auto& [name, subject] :
       {std::pair<absl::string_view, AuditSubject>{"session",
                                                   AuditSubject::kSession},
        {"booking", AuditSubject::kBooking},
        {"account", AuditSubject::kStaff}}) {
    if (about == name) asked.filter.subject = subject;
  }
  if (asked.filter.subject == AuditSubject::kNone) {
    if (!typed.empty()) asked.errors.push_back({"about", "required"});
    return;
  }
  const std::optional<int64_t> id = ParseId(typed);
  if (id.has_value() && *id > 0) {
    asked.filter.subject_id = *id;
  } else {
    asked.errors.push_back({"id", typed.empty() ? "required" : "invalid"});
  }
}

Asked Read(const http::Parameters& query, const absl::TimeZone& zone) {
  Asked asked;
  asked.filter.staff_id = ParseId(TypedIn(query, "who")).value_or(0);
  ReadAbout(query, asked);
  const auto since = ReadDay(query, "since", asked.errors);
  if (since.has_value()) asked.filter.start = absl::FromCivil(*since, zone);
  const auto until = ReadDay(query, "until", asked.errors);
  if (until.has_value()) asked.filter.end = absl::FromCivil(*until + 1, zone);
  asked.before = ParseId(query.Get("before")).value_or(INT64_MAX);
  return asked;
}

// The same filter, from an entry on; from the newest without one.
std::string PathOf(const http::Parameters& query, int64_t before) {
  std::vector<std::string> parts;
  for (const char* name : kFilters) {
    const std::string value = TypedIn(query, name);
    if (value.empty()) continue;
    parts.push_back(absl::StrCat(name, "=", http::PercentEncode(value)));
  }
  if (before != 0) parts.push_back(absl::StrCat("before=", before));
  return parts.empty() ? std::string(kPath)
                       : absl::StrCat(kPath, "?", absl::StrJoin(parts, "&"));
}

std::string NameIn(const Names& names, int64_t id) {
  const auto found = names.find(id);
  return found == names.end()
             ? Say("office.audit.account", {{"id", absl::StrCat(id)}})
             : found->second;
}

std::string WhoWords(const AuditActor& actor, const Names& names) {
  switch (actor.kind) {
    case AuditActor::Kind::kStaff:
      return NameIn(names, actor.staff_id);
    case AuditActor::Kind::kOperator:
      return Say("office.audit.operator");
    case AuditActor::Kind::kService:
      return Say("office.audit.service");
    case AuditActor::Kind::kNobody:
      break;
  }
  return Say("office.audit.nobody_knows");
}

// The cell that says to what it was done, and leads there.
View AboutCell(const AuditNote& note, const Names& names) {
  View cell = {{"column", Say("office.audit.about")}};
  const std::string id = absl::StrCat(note.subject_id);
  switch (note.subject) {
    case AuditSubject::kSession:
      cell["text"] = Say("office.audit.session", {{"id", id}});
      cell["cell_href"] = SessionPath(note.subject_id);
      break;
    case AuditSubject::kBooking:
      cell["text"] = Say("office.audit.booking", {{"id", id}});
      cell["cell_href"] = BookingPath(note.subject_id);
      break;
    case AuditSubject::kStaff:
      cell["text"] = NameIn(names, note.subject_id);
      cell["cell_href"] = absl::StrCat("/desk/staff/", note.subject_id);
      break;
    case AuditSubject::kEntry:
      cell["text"] = Say("office.audit.entry", {{"id", id}});
      break;
    case AuditSubject::kWaitlistEntry:
      cell["text"] = Say("office.audit.waitlist_entry", {{"id", id}});
      break;
    case AuditSubject::kWorkshop:
      cell["text"] = Say("office.audit.workshop", {{"id", id}});
      cell["cell_href"] = absl::StrCat("/desk/workshops/", note.subject_id);
      break;
    case AuditSubject::kSeries:
      cell["text"] = Say("office.audit.series", {{"id", id}});
      cell["cell_href"] = absl::StrCat("/desk/series/", note.subject_id);
      break;
    case AuditSubject::kWebinar:
      cell["text"] = Say("office.audit.webinar", {{"id", id}});
      cell["cell_href"] = absl::StrCat("/desk/webinars/", note.subject_id);
      break;
    case AuditSubject::kPartner:
      cell["text"] = Say("office.audit.partner", {{"id", id}});
      cell["cell_href"] = "/desk/partners";
      break;
    case AuditSubject::kFacilitator:
      cell["text"] = Say("office.audit.facilitator", {{"id", id}});
      cell["cell_href"] = absl::StrCat("/desk/facilitators/", note.subject_id);
      break;
    case AuditSubject::kSetting:
      cell["text"] =
          note.subject_version == 0
              ? SettingWords(note.subject_id)
              : Say("office.audit.setting_version",
                    {{"setting", SettingWords(note.subject_id)},
                     {"version", absl::StrCat(note.subject_version)}});
      cell["cell_href"] = "/desk/settings";
      break;
    case AuditSubject::kNone:
      cell["text"] = "–";
      break;
  }
  return cell;
}

std::string WhatWords(const AuditPage::Entry& entry) {
  const AuditNote& note = entry.record.note;
  std::string words = AuditActWords(note.act);
  if (note.old_role.has_value() && note.new_role.has_value()) {
    words = Say("office.audit.from_role", {{"what", words},
                                           {"old", RoleWords(*note.old_role)},
                                           {"new", RoleWords(*note.new_role)}});
  } else if (note.new_role.has_value()) {
    words = Say("office.audit.as_role",
                {{"what", words}, {"role", RoleWords(*note.new_role)}});
  }
  if (note.recipients > 0) {
    words = SayCount("office.audit.for_contacts", note.recipients,
                     {{"what", words}});
  }
  if (!entry.why.empty()) {
    words = Say("office.audit.why", {{"what", words}, {"why", entry.why}});
  }
  if (entry.why_damaged) {
    words = Say("office.audit.why_damaged", {{"what", words}});
  }
  return words;
}

View RowOf(const AuditPage::Entry& entry, const Names& names,
           const absl::TimeZone& zone) {
  const AuditRecord& record = entry.record;
  std::string went = AuditOutcomeWords(record.note);
  if (record.note.about_revision != 0) {
    went = Say("office.audit.of_entry",
               {{"outcome", went},
                {"entry", absl::StrCat(record.note.about_revision)}});
  }
  return {
      {"cells",
       json::array{View{{"is_header", true},
                        {"column", Say("office.audit.column_entry")},
                        {"text", absl::StrCat(record.revision)}},
                   View{{"column", Say("office.when")},
                        {"text", absl::FormatTime("%-d %b %E4Y, %H:%M:%S",
                                                  record.create_time, zone)}},
                   View{{"column", Say("office.audit.column_who")},
                        {"text", WhoWords(record.note.actor, names)}},
                   View{{"column", Say("office.audit.column_what")},
                        {"text", WhatWords(entry)}},
                   AboutCell(record.note, names),
                   View{{"column", Say("office.audit.column_outcome")},
                        {"text", std::move(went)}}}}};
}

http::Response AuditLogPage(const Desk& desk, const DeskVisit& visit,
                            const http::Parameters& query, const Asked& asked,
                            const Names& names, const AuditPage& page) {
  View fixed = desk.site->renderer->Fixed("desk-audit");
  std::vector<Choice> people = {
      {.value = "anybody", .text = Say("office.audit.anybody")}};
  for (const auto& [id, name] : names) {
    people.push_back({.value = absl::StrCat(id), .text = name});
  }
  SetChoices(fixed.at("fields").as_object(), "who", people);
  View view = FilledFields(fixed, query, asked.errors);
  json::array rows;
  for (const AuditPage::Entry& entry : page.entries) {
    rows.push_back(RowOf(entry, names, desk.site->zone));
  }
  if (rows.empty()) {
    if (asked.errors.empty()) view["no_entries"] = true;
    view["audit_table"] = false;
  } else {
    view["audit_table"] = View{{"table_rows", std::move(rows)}};
  }
  View pagination = {{"landmark", Say("office.audit.pages")}};
  if (asked.before != INT64_MAX) {
    pagination["previous"] =
        View{{"href", PathOf(query, 0)}, {"title", Say("office.audit.newest")}};
  }
  if (page.more) {
    pagination["next"] =
        View{{"href", PathOf(query, page.entries.back().record.revision)},
             {"title", Say("office.audit.older")}};
  }
  if (pagination.size() > 1) view["pagination"] = std::move(pagination);
  return DeskPage(desk, visit, "desk-audit", std::move(view),
                  asked.errors.empty() ? 200 : 400);
}

http::Answer ShowLog(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  const http::Parameters& query = request.query();
  const Asked asked = Read(query, desk.site->zone);
  CO_ASSIGN_OR_RETURN(const std::vector<Staff> all,
                      co_await desk.accounts->List());
  Names names;
  for (const Staff& staff : all) names[staff.id] = staff.name;
  AuditPage page;
  if (asked.errors.empty()) {
    AuditFilter filter = asked.filter;
    CO_ASSIGN_OR_RETURN(page, co_await desk.audit->List(std::move(filter),
                                                        asked.before, kPage));
  }
  co_return AuditLogPage(desk, visit, query, asked, names, page);
}

}  // namespace

std::vector<DeskRoute> DeskAuditRoutes() {
  return {
      {.method = "GET",
       .pattern = std::string(kPath),
       .permission = Permission::kStaff,
       .audit = DeskAudit::Shows(AuditAct::kAuditViewed, AuditSubject::kNone),
       .handler = &ShowLog}};
}

}  // namespace cwp::web
