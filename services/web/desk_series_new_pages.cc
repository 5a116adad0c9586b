#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "cwp/scheduling/v1/series_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_check.h"
#include "services/web/desk_form.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_series_form.h"
#include "services/web/desk_series_views.h"
#include "services/web/desk_session_form.h"
#include "services/web/desk_session_views.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

constexpr char kFormPage[] = "desk-series-form";
constexpr absl::string_view kPattern = "/desk/workshops/{id}/series/new";

std::string NewPath(const SessionSubject& subject) {
  return absl::StrCat(DeskWorkshopPath(subject.workshop.id()), "/series/new");
}

// A form that is shown, and why.
struct Shown {
  http::Parameters form;
  std::vector<FieldError> errors;
  std::string problem;
};

http::Response FormPage(const Desk& desk, const DeskVisit& visit,
                        const SessionSubject& subject, const Shown& shown) {
  View fixed = desk.site->renderer->Fixed(kFormPage);
  AddSessionChoices(shown.form, subject.facilitators,
                    fixed.at("fields").as_object());
  View view = FilledFields(fixed, shown.form, shown.errors);
  view["form"] = DeskForm(desk, visit, NewPath(subject));
  view["workshop_title"] = subject.workshop.title();
  view["back_link"] = View{{"text", Say("programme.back")},
                           {"href", DeskWorkshopPath(subject.workshop.id())}};
  if (!shown.problem.empty()) view["refused_because"] = shown.problem;
  return DeskPage(desk, visit, kFormPage, std::move(view),
                  FormCode(!shown.errors.empty(), !shown.problem.empty()));
}

http::Answer Ask(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  CO_ASSIGN_OR_RETURN(const SessionSubject subject,
                      co_await NewSubject(desk, visit, request));
  Shown shown;
  shown.form.Add("how", "weekly");
  shown.form.Add("skip", "bank_holidays");
  shown.form.Add("skip", "closed_days");
  if (subject.workshop.default_capacity() > 0) {
    shown.form.Add("capacity",
                   absl::StrCat(subject.workshop.default_capacity()));
  }
  co_return FormPage(desk, visit, subject, shown);
}

// Why scheduling did not take it, into the form.
absl::Status AddRefusal(const absl::Status& status, Shown& shown) {
  const std::optional<FieldError> refused = RefusedSeriesField(status);
  if (refused.has_value()) {
    shown.errors.push_back(*refused);
    return absl::OkStatus();
  }
  shown.problem = PlanWordsFor(ReasonOf(status));
  return shown.problem.empty() ? status : absl::OkStatus();
}

// What would be made, to be confirmed.
Check CheckOf(const Desk& desk, const SessionSubject& subject,
              const TypedSeries& typed, const scheduling::SeriesPlan& plan) {
  Check check = {.heading = Say("programme.series.heading"),
                 .action = NewPath(subject),
                 .button = SayCount("programme.series.make", plan.kept_count()),
                 .rows = {FactRow(Say("programme.fact.workshop"),
                                  subject.workshop.title()),
                          FactRow(Say("programme.fact.how_often"),
                                  RuleWords(typed.series.rule())),
                          FactRow(Say("programme.fact.places_of_each"),
                                  absl::StrCat(typed.series.capacity())),
                          FactRow(Say("programme.fact.led_by"),
                                  LeaderWords(subject.facilitators,
                                              typed.series.facilitator_ids()))},
                 .impact = ConflictLines(desk, plan.conflicts()),
                 .table = DatesTable(desk, plan)};
  if (!plan.conflicts().empty()) {
    check.impact.emplace_back(Say("programme.series.make_anyway"));
    check.hidden.emplace_back("accept_conflicts", "yes");
  }
  check.impact.emplace_back(Say("programme.series.shown"));
  if (plan.trainee_alone()) {
    check.say_field = "trainee_alone";
    check.say_words = Say("programme.series.trainee_alone");
  }
  return check;
}

http::Answer Make(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(const SessionSubject subject,
                      co_await NewSubject(desk, visit, request));
  Shown shown = {.form = visit.form};
  if (visit.review || visit.form.Get("then") == "form") {
    co_return FormPage(desk, visit, subject, shown);
  }
  TypedSeries typed =
      ReadSeriesForm(visit.form, TimeOf(desk), subject.workshop);
  if (!typed.errors.empty()) {
    shown.errors = std::move(typed.errors);
    co_return FormPage(desk, visit, subject, shown);
  }
  absl::Status failed;
  if (!IsConfirmed(visit)) {
    scheduling::PreviewSeriesRequest asked;
    *asked.mutable_series() = typed.series;
    const absl::StatusOr<scheduling::SeriesPlan> plan =
        co_await desk.series->Call(&SeriesCalls::Async::PreviewSeries,
                                   StaffCaller(desk, visit, request),
                                   std::move(asked));
    if (plan.ok()) {
      co_return CheckPage(desk, visit, CheckOf(desk, subject, typed, *plan));
    }
    failed = plan.status();
  } else {
    scheduling::CreateSeriesRequest wanted;
    *wanted.mutable_series() = typed.series;
    wanted.set_join_uri(typed.join_uri);
    wanted.set_accept_conflicts(visit.form.Has("accept_conflicts"));
    wanted.set_acknowledge_trainee_alone(visit.form.Has("trainee_alone"));
    wanted.set_request_id(RequestIdOf(desk, visit));
    const absl::StatusOr<scheduling::Series> made = co_await desk.series->Call(
        &SeriesCalls::Async::CreateSeries, StaffCaller(desk, visit, request),
        std::move(wanted));
    if (made.ok()) {
      co_return http::Redirect(
          absl::StrCat(SeriesPath(made->id()), "?done=made"));
    }
    failed = made.status();
  }
  const absl::Status refused = AddRefusal(failed, shown);
  if (!refused.ok()) co_return refused;
  co_return FormPage(desk, WithNewForm(visit), subject, shown);
}

}  // namespace

std::vector<DeskRoute> DeskSeriesNewRoutes() {
  return {{.method = "GET",
           .pattern = std::string(kPattern),
           .permission = Permission::kPlan,
           .audit = DeskAudit::Nothing(),
           .handler = &Ask},
          {.method = "POST",
           .pattern = std::string(kPattern),
           .permission = Permission::kPlan,
           .audit = DeskAudit::Changes(AuditAct::kProgrammeChanged,
                                       AuditSubject::kWorkshop)
                        .OnceHas("confirmed"),
           .handler = &Make,
           .has_form = true}};
}

}  // namespace cwp::web
