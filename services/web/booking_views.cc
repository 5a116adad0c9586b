#include "services/web/booking_views.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/time/words.h"
#include "services/web/views.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

View Hidden(const char* name, const std::string& value) {
  return {{"name", name}, {"value", value}};
}

// A form that carries on from here with `way`, the end of its path.
View Form(const Site& site, const Visit& visit, const FormState& form,
          absl::string_view way) {
  return {{"action", absl::StrCat(BookPath(visit.session_id()), "/", way)},
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

}  // namespace

BookingRules RulesFor(const Site& site, const Visit& visit) {
  return RulesFor(site, *visit.occurrence.workshop);
}

View ShownVisit(const Site& site, const Visit& visit) {
  return {{"workshop", WorkshopView(*visit.occurrence.workshop)},
          {"session", SessionView(*visit.occurrence.session, visit.seats,
                                  visit.now, site.zone)}};
}

http::Response StepPage(const Site& site, const Visit& visit,
                        const FormState& form, const Step& step,
                        const std::vector<FieldError>& errors) {
  const BookingRules rules = RulesFor(site, visit);
  const View& fixed = site.renderer->Fixed("book");
  View view = ShownVisit(site, visit);
  view["form"] = Form(site, visit, form, step.name);
  view["step"] = fixed.at("steps").at(step.name);
  view["step"].as_object()[step.name] = true;
  Overlay(view, FilledForm(AskedForm(fixed, form.answers, rules), form.answers,
                           errors));
  ShowStepAlone(step, view);
  AddKept(site, visit, form, view);
  if (StepBefore(&step, form.answers, rules) != nullptr) {
    view["back_link"] = View{{"of_form", true}};
  } else {
    view["back_link"] =
        View{{"href", WorkshopPath(*visit.occurrence.workshop)}};
  }
  return ForHistory(Page(site, "book", view, errors.empty() ? 200 : 400));
}

http::Response CheckPage(const Site& site, const Visit& visit,
                         const FormState& form) {
  // A change leads straight back here; the way back goes step by step.
  FormState by_step = form;
  by_step.reviewed = false;
  FormState reviewed = form;
  reviewed.reviewed = true;
  View view = ShownVisit(site, visit);
  view["rows"] = SummaryRows(
      AskedForm(site.renderer->Fixed("book"), form.answers,
                RulesFor(site, visit)),
      form.answers, absl::StrCat(BookPath(visit.session_id()), "/change"));
  view["confirm_form"] = Form(site, visit, by_step, "confirm");
  view["change_form"] = Form(site, visit, reviewed, "change");
  view["back_link"] = View{{"of_form", true}};
  AddKept(site, visit, form, view);
  return ForHistory(Page(site, "check", view));
}

http::Response RefusedPage(const Site& site, const Visit& visit,
                           const Refusal& refusal, const FormState* form) {
  View view = ShownVisit(site, visit);
  view[refusal.flag] = true;
  if (refusal.left > 0 && form != nullptr) {
    SetCount(view, "left", refusal.left);
    view["change_form"] = ChangeForm(site, visit, *form, "places");
  }
  return Page(site, "booking-refused", view, 409);
}

http::Response UnfitPage(const Site& site, const Visit& visit,
                         const FormState& form, const Unfit& unfit) {
  const bool wrong_age = unfit.too_young || unfit.too_old;
  return Page(
      site, "not-eligible",
      {{"too_young", unfit.too_young},
       {"too_old", unfit.too_old},
       {"out_of_area", unfit.out_of_area},
       {"change_form",
        ChangeForm(site, visit, form, wrong_age ? "age_band" : "in_area")}});
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
