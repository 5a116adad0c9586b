#include "services/web/booking_views.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/time/words.h"
#include "services/web/form_dates.h"
#include "services/web/line_cookie.h"
#include "services/web/views.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

View Hidden(const char* name, const std::string& value) {
  return {{"name", name}, {"value", value}};
}

// Empty for who waits.
std::string WhenOf(const Visit& visit) {
  return visit.waits() ? "" : WhenOf(*visit.occurrence.session);
}

// A form that carries on from here with `way`, the end of its path.
View Form(const Site& site, const Visit& visit, FormState form,
          absl::string_view way) {
  form.shown_when = WhenOf(visit);
  return {{"action", absl::StrCat(visit.path(), "/", way)},
          {"hidden", json::array{Hidden("answers", SealForm(site.form_key, form,
                                                            visit.now))}}};
}

// One that leads to a field.
View ChangeForm(const Site& site, const Visit& visit, const FormState& form,
                const std::string& field) {
  View view = Form(site, visit, form, absl::StrCat("change#", field));
  view["hidden"].as_array().push_back(Hidden("change", field));
  return view;
}

// What is said of the places that are kept.
void AddKept(const Site& site, const Visit& visit, const FormState& form,
             View& view) {
  if (visit.waits()) return;
  if (!form.kept.has_value()) {
    // Nothing was asked for before the first step was sent.
    view["not_kept"] = !form.answers.places.empty();
    return;
  }
  const KeptPlaces& kept = *form.kept;
  if (kept.until <= visit.now) return;
  View shown = {{"until", civil::TimeWords(kept.until, site.zone)},
                {"can_extend", kept.extensions_left > 0}};
  SetCount(shown, "kept_places", kept.places);
  view["kept"] = std::move(shown);
}

// Puts the words for whoever books for themselves in place of those about
// others, where there are any.
void AskThemselves(View& asked) {
  const auto words = asked.find("for_self");
  if (words == asked.end()) return;
  const View own = words->value().get_object();
  Overlay(asked, own);
}

// What the form asks of whoever gave these answers, in the words for them.
View AskedOf(const View& fixed, const Answers& answers,
             const BookingRules& rules) {
  View asked = AskedForm(fixed, answers, rules);
  if (answers.who_for != "young_person") return asked;
  for (auto& field : asked.at("fields").as_object()) {
    if (View* const words = field.value().if_object()) AskThemselves(*words);
  }
  return asked;
}

bool IsOneOf(absl::string_view flag,
             std::initializer_list<absl::string_view> flags) {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

// What somebody can do for whom there are no places now.
void AddWaysToWait(const Site& site, const http::Request& request,
                   const Visit& visit, absl::string_view flag,
                   const FormState* form, View& view) {
  const bool held = flag == "reason_held";
  // Of a date that is gone, others can be waited for.
  const bool gone = IsOneOf(flag, {"reason_cancelled", "reason_closed"});
  const bool may_wait =
      held || gone || IsOneOf(flag, {"reason_full", "reason_not_enough"});
  if (!may_wait) return;
  view["for_others"] = gone;
  if (form == nullptr) {
    std::string href = WaitlistPath(*visit.occurrence.workshop);
    if (!gone) absl::StrAppend(&href, "?date=", visit.session_id());
    view["waitlist_href"] = href;
    return;
  }
  view["waitlist_form"] = Form(site, visit, *form, "waitlist");
  if (!held) return;
  view["line_form"] = Form(site, visit, *form, "line");
  view["line_by_itself"] = CanHaveAddress(site, request, *form);
}

// The fields of this step alone. A question that stands alone is the heading of
// its page.
void ShowStepAlone(const Step& step, View& view) {
  View& fields = view["fields"].as_object();
  json::value* alone = nullptr;
  int asked = 0;
  for (auto& field : fields) {
    const absl::string_view name(field.key().data(), field.key().size());
    const bool here = std::find(step.fields.begin(), step.fields.end(), name) !=
                      step.fields.end();
    if (!here) {
      field.value() = false;
    } else if (field.value().is_object()) {
      ++asked;
      alone = &field.value();
    }
  }
  if (asked != 1) return;
  alone->as_object()["heading"] = true;
  alone->as_object()["size"] = "l";
  view["step"].as_object()["asks_one"] = true;
}

// Some of the dates at a time, where the step asks for them.
void ShowDates(const Visit& visit, View& view) {
  View* const dates = view["fields"].as_object().at("dates").if_object();
  if (dates == nullptr) return;
  json::array items = dates->at("items").as_array();
  ShowDatesPage("dates", visit.dates_page, items, view);
  view["fields"].as_object()["dates"].as_object()["items"] = std::move(items);
}

}  // namespace

std::string Visit::path() const {
  return waits() ? WaitlistPath(*occurrence.workshop)
                 : BookPath(occurrence.session->id);
}

BookingRules RulesFor(const Site& site, const Visit& visit) {
  BookingRules rules = RulesFor(site, *visit.occurrence.workshop);
  rules.waits = visit.waits();
  rules.dates = visit.dates;
  return rules;
}

std::string WhenOf(const Session& session) {
  std::string when;
  for (const Meeting& meeting : session.meetings) {
    absl::StrAppend(&when, absl::ToUnixSeconds(meeting.start), "-",
                    absl::ToUnixSeconds(meeting.end), " ");
  }
  return when;
}

// One that is cancelled is said to be, whenever it was to be.
bool HasMoved(const Visit& visit, const FormState& form) {
  return !visit.waits() && !form.shown_when.empty() &&
         visit.occurrence.session->state != SessionState::kCancelled &&
         form.shown_when != WhenOf(visit);
}

View ShownVisit(const Site& site, const Visit& visit) {
  View view = {{"workshop", WorkshopView(*visit.occurrence.workshop)},
               {"waits", visit.waits()}};
  if (!visit.waits()) {
    view["session"] = SessionView(*visit.occurrence.session, visit.seats,
                                  visit.now, site.zone);
  }
  return view;
}

http::Response StepPage(const Site& site, const Visit& visit,
                        const FormState& form, const Step& step,
                        const std::vector<FieldError>& errors) {
  const BookingRules rules = RulesFor(site, visit);
  const View fixed = site.renderer->Fixed("book");
  View view = ShownVisit(site, visit);
  view["form"] = Form(site, visit, form, step.name);
  view["step"] = fixed.at("steps").at(step.name);
  view["step"].as_object()[step.name] = true;
  if (form.answers.who_for == "young_person") {
    AskThemselves(view["step"].as_object());
  }
  Overlay(view, FilledForm(AskedOf(fixed, form.answers, rules), form.answers,
                           errors));
  ShowStepAlone(step, view);
  ShowDates(visit, view);
  view["moved"] = HasMoved(visit, form);
  AddKept(site, visit, form, view);
  if (StepBefore(&step, form.answers, rules) != nullptr) {
    view["back_link"] = View{{"of_form", true}};
  } else {
    view["back_link"] =
        View{{"href", WorkshopPath(*visit.occurrence.workshop)}};
  }
  return ForHistory(Page(site, "book", view));
}

http::Response CheckPage(const Site& site, const Visit& visit,
                         const FormState& form) {
  // A change leads straight back here.
  FormState reviewed = form;
  reviewed.reviewed = true;
  View view = ShownVisit(site, visit);
  view["rows"] =
      SummaryRows(AskedForm(site.renderer->Fixed("book"), form.answers,
                            RulesFor(site, visit)),
                  form.answers, absl::StrCat(visit.path(), "/change"));
  view["confirm_form"] = Form(site, visit, reviewed, "confirm");
  view["back_link"] = View{{"of_form", true}};
  view["moved"] = HasMoved(visit, form);
  AddKept(site, visit, form, view);
  return ForHistory(Page(site, "check", view));
}

http::Response RefusedPage(const Site& site, const http::Request& request,
                           const Visit& visit, const Refusal& refusal,
                           const FormState* form) {
  View view = ShownVisit(site, visit);
  view[refusal.flag] = true;
  if (refusal.left > 0) SetCount(view, "left", refusal.left);
  if (refusal.position > 0) SetCount(view, "position", refusal.position);
  if (refusal.others_until.has_value()) {
    view["others_until"] = civil::TimeWords(*refusal.others_until, site.zone);
  }
  view["has_answers"] = form != nullptr;
  const bool fewer_may_do = IsOneOf(
      refusal.flag,
      {"reason_not_enough", "reason_held", "reason_full", "reason_too_large"});
  if (form != nullptr && fewer_may_do) {
    view["change_form"] = ChangeForm(site, visit, *form, "places");
  }
  if (!visit.waits()) {
    AddWaysToWait(site, request, visit, refusal.flag, form, view);
  }
  http::Response page = Page(site, "booking-refused", view, 409);
  return form == nullptr ? page : ForHistory(std::move(page));
}

http::Response UnfitPage(const Site& site, const http::Request& request,
                         const Visit& visit, const FormState& form,
                         const Unfit& unfit) {
  const bool wrong_age =
      unfit.too_young || unfit.too_old || unfit.too_young_alone;
  const View view = {
      {"too_young", unfit.too_young},
      {"too_old", unfit.too_old},
      {"too_young_alone", unfit.too_young_alone},
      {"out_of_area", unfit.out_of_area},
      {"change_form",
       ChangeForm(site, visit, form, wrong_age ? "age_band" : "in_area")}};
  http::Response page = ForHistory(Page(site, "not-eligible", view));
  ForgetAnswers(site, request, form, page);
  return page;
}

http::Response TryAgainPage(const Site& site, const Visit& visit,
                            const FormState& form, const absl::Status& status,
                            bool unknown) {
  View view = ShownVisit(site, visit);
  View confirm = Form(site, visit, form, "confirm");
  if (unknown) {
    confirm["hidden"].as_array().push_back(Hidden(kUnknownField, "yes"));
  } else {
    view["nothing_done"] = true;
    view["problem"] = std::string(WordsFor(ReasonOf(status)));
  }
  view["confirm_form"] = std::move(confirm);
  return TryLater(Page(site, "try-again", view, 503), status);
}

}  // namespace cwp::web
