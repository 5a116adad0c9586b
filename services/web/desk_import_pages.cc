// A term that somebody brings in as a file: what it would do is shown first.
// The file travels in the form, and is kept nowhere.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "common/base/any_text.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/programme/example.h"
#include "common/programme/table.h"
#include "common/time/local_time.h"
#include "services/web/desk.h"
#include "services/web/desk_check.h"
#include "services/web/desk_form.h"
#include "services/web/desk_import.h"
#include "services/web/desk_import_views.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

constexpr char kPage[] = "desk-import";
constexpr char kPath[] = "/desk/programme/import";
constexpr char kMakePath[] = "/desk/programme/import/make";
constexpr char kExamplePath[] = "/desk/programme/import/example.csv";
constexpr char kTextField[] = "text";
constexpr char kFormField[] = "written_as";
constexpr char kYaml[] = "yaml";
constexpr char kTable[] = "table";
constexpr char kSeenField[] = "seen";
constexpr char kConfirmedField[] = "confirmed";

// What is let through, so that we can say what is wrong.
constexpr size_t kLargestUpload = 4 << 20;

// What is shown on the page to choose a file on.
struct Shown {
  // The text, to be mended, if there is any.
  ProgrammeText text;
  std::vector<programme::Mistake> mistakes;
  // What is wrong with the file as a whole.
  std::string error;
  bool guessed = false;
};

std::string NameOf(programme::Form form) {
  return form == programme::Form::kYaml ? kYaml : kTable;
}

View MendView(const Desk& desk, const DeskVisit& visit, const Shown& shown) {
  View form = DeskForm(desk, visit, kPath);
  form["hidden"].as_array().push_back(
      View{{"name", kFormField}, {"value", NameOf(shown.text.form)}});
  View field = desk.site->renderer->Fixed(kPage).at("mend_text").as_object();
  field["value"] = shown.text.text;
  return {{"mend_form", std::move(form)}, {"mend_field", std::move(field)}};
}

http::Response FilePage(const Desk& desk, const DeskVisit& visit,
                        const Shown& shown) {
  // Another file is another import.
  const DeskVisit fresh = WithNewForm(visit);
  View view = {{"form", DeskForm(desk, fresh, kPath)},
               {"columns_table", ColumnsTable()},
               {"example_href", kExamplePath},
               {"back_link", View{{"text", Say("programme.back_to_programme")},
                                  {"href", "/desk/programme"}}}};
  json::array problems;
  if (!shown.error.empty()) {
    view["file"] = View{{"error", shown.error}};
    problems.push_back(View{{"href", "#file"}, {"text", shown.error}});
  }
  if (!shown.mistakes.empty()) {
    view["mistakes_table"] = MistakesTable(shown.mistakes);
    problems.push_back(
        View{{"href", "#text"},
             {"text", SayCount("programme.import.mistakes",
                               static_cast<int64_t>(shown.mistakes.size()))}});
  }
  if (!shown.text.text.empty()) view["mend"] = MendView(desk, fresh, shown);
  if (shown.guessed) view["guessed"] = true;
  const bool wrong = !problems.empty();
  if (wrong) view["error_summary"] = View{{"items", std::move(problems)}};
  return DeskPage(desk, visit, kPage, std::move(view), FormCode(wrong, false));
}

http::Answer Ask(const Desk& desk, const DeskVisit& visit, http::Request&) {
  co_return FilePage(desk, visit, {});
}

// The text on the page, as it was typed or carried along.
ProgrammeText TextIn(const DeskVisit& visit) {
  return {.text = absl::StrReplaceAll(visit.form.Get(kTextField),
                                      {{"\r\n", "\n"}, {"\r", "\n"}}),
          .form = visit.form.Get(kFormField) == kYaml
                      ? programme::Form::kYaml
                      : programme::Form::kTable};
}

bool IsBlank(const std::string& text) {
  return text.find_first_not_of(" \t\n\f,;") == std::string::npos;
}

const std::string& WordsForFile(const absl::Status& status) {
  if (ReasonOf(status) == "TEXT_KIND") {
    return Say("programme.import.not_text");
  }
  return Say("programme.import.unreadable");
}

// What was sent: the file, or the text on the page.
Shown TakeSent(const DeskVisit& visit) {
  Shown sent;
  if (visit.files.empty()) {
    sent.text = TextIn(visit);
    if (sent.text.text.empty()) {
      sent.error = Say("programme.import.choose_file");
      return sent;
    }
  } else if (visit.files[0].content.size() > kLargestUpload) {
    sent.error = Say("programme.import.too_large");
    return sent;
  } else {
    absl::StatusOr<AnyText> read = ReadAnyText(visit.files[0].content);
    if (!read.ok()) {
      sent.error = WordsForFile(read.status());
      return sent;
    }
    const std::string& name = visit.files[0].name;
    const bool yaml = absl::EndsWithIgnoreCase(name, ".yaml") ||
                      absl::EndsWithIgnoreCase(name, ".yml");
    sent.text = {
        .text = std::move(read->text),
        .form = yaml ? programme::Form::kYaml : programme::Form::kTable};
    sent.guessed = read->guessed;
  }
  if (IsBlank(sent.text.text)) {
    sent.error = Say("programme.import.empty");
    sent.text.text.clear();
  } else if (sent.text.text.size() > kLargestProgramme) {
    sent.error = Say("programme.import.too_large");
    sent.text.text.clear();
  }
  return sent;
}

// What it would do, to be confirmed.
http::Response PlanPage(const Desk& desk, const DeskVisit& visit,
                        const Shown& sent, const ImportPlan& plan,
                        const std::string& must_say) {
  Check check = {.heading = Say("programme.import.heading"),
                 .action = kMakePath,
                 .button = ImportButton(plan),
                 .impact = PlanLines(plan),
                 .table = PlanTable(plan),
                 .hidden = {{kTextField, sent.text.text},
                            {kFormField, NameOf(sent.text.form)}},
                 .say_words = must_say};
  if (!check.button.empty()) {
    check.hidden.emplace_back(kSeenField, SeenText(desk, plan));
  }
  if (sent.guessed) {
    check.say_words = Say("programme.import.guessed");
  }
  return CheckPage(desk, visit, check);
}

http::Answer Read(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  Shown sent = TakeSent(visit);
  if (visit.review) sent.error.clear();
  if (visit.review || !sent.error.empty()) {
    co_return FilePage(desk, visit, sent);
  }
  CO_ASSIGN_OR_RETURN(const ImportPlan plan,
                      co_await PlanImport(desk, visit, request, sent.text));
  if (!plan.mistakes.empty()) {
    sent.mistakes = plan.mistakes;
    co_return FilePage(desk, visit, sent);
  }
  co_return PlanPage(desk, visit, sent, plan, "");
}

// A form that asks for the same again: what was done is not done twice.
View SameForm(const Desk& desk, const DeskVisit& visit,
              const ImportReport& report) {
  View form = DeskForm(desk, visit, kMakePath);
  std::vector<absl::string_view> without = {"then"};
  if (report.wants_trainees) without.emplace_back(kTraineesField);
  if (report.wants_options) without.emplace_back(kOptionsField);
  CarryOn(visit, without, form);
  return form;
}

http::Response ResultPage(const Desk& desk, const DeskVisit& visit,
                          const ImportPlan& plan, const SeenPlan& seen,
                          const ImportReport& report) {
  View view = {{"result_table", ResultTable(plan, seen, report)}};
  if (report.goes_on) {
    view["going_on"] = View{{"progress", ProgressWords(plan, seen, report)},
                            {"same_form", SameForm(desk, visit, report)}};
  } else if (report.all_done()) {
    view["all_done"] = true;
  } else {
    View again = {{"same_form", SameForm(desk, visit, report)}};
    if (report.wants_trainees) again["trainees"] = true;
    if (report.wants_options) again["options"] = true;
    view["again"] = std::move(again);
  }
  return DeskPage(desk, visit, "desk-import-done", std::move(view));
}

http::Answer Make(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  Shown sent = TakeSent(visit);
  if (!sent.error.empty() || visit.form.Get("then") == "form") {
    co_return FilePage(desk, visit, sent);
  }
  CO_ASSIGN_OR_RETURN(const ImportPlan plan,
                      co_await PlanImport(desk, visit, request, sent.text));
  if (!plan.mistakes.empty()) {
    sent.mistakes = plan.mistakes;
    co_return FilePage(desk, visit, sent);
  }
  if (visit.review || !IsConfirmed(visit)) {
    co_return PlanPage(desk, visit, sent, plan, "");
  }
  const SeenPlan seen(desk, visit.form.Get(kSeenField));
  if (!seen.Covers(plan)) {
    co_return PlanPage(desk, visit, sent, plan,
                       Say("programme.import.changed_meanwhile"));
  }
  const ImportReport report = co_await MakeImport(desk, visit, request, plan);
  co_return ResultPage(desk, visit, plan, seen, report);
}

http::Answer Example(const Desk& desk, const DeskVisit&, http::Request&) {
  const absl::CivilDay today =
      absl::ToCivilDay(desk.site->clock->Now(), civil::London());
  http::Response file = ForDeskAlone(
      http::Text(programme::WriteTable(programme::ExampleProgramme(today))));
  file.SetHeader("Content-Type", "text/csv; charset=utf-8; header=present");
  file.SetHeader("Content-Disposition",
                 "attachment; filename=\"example-term.csv\"");
  co_return file;
}

}  // namespace

std::vector<DeskRoute> DeskImportRoutes() {
  constexpr Permission kNeeded = Permission::kPlan;
  return {{.method = "GET",
           .pattern = kPath,
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &Ask},
          {.method = "GET",
           .pattern = kExamplePath,
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &Example},
          {.method = "POST",
           .pattern = kPath,
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &Read,
           .has_form = true,
           .max_file = kLargestUpload},
          {.method = "POST",
           .pattern = kMakePath,
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kProgrammeChanged,
                                       AuditSubject::kNone)
                        .OnceHas(kConfirmedField),
           .handler = &Make,
           .has_form = true}};
}

}  // namespace cwp::web
