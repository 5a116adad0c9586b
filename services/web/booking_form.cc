#include "services/web/booking_form.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/web/booking_steps.h"
#include "services/web/say.h"
#include "services/web/typed_email.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

// The text fields of the form, by name.
struct TextField {
  absl::string_view name;
  std::string Answers::*value;
};
constexpr TextField kTextFields[] = {
    {"who_for", &Answers::who_for},
    {"places", &Answers::places},
    {"young_people", &Answers::young_people},
    {"age_band", &Answers::age_band},
    {"in_area", &Answers::in_area},
    {"attendee_names", &Answers::attendee_names},
    {"contact_name", &Answers::contact_name},
    {"contact_email", &Answers::contact_email},
    {"contact_phone", &Answers::contact_phone},
    {"access_other", &Answers::access_other},
    {"least_places", &Answers::least_places},
};

// The fields of which several values may be chosen.
struct ListField {
  absl::string_view name;
  std::vector<std::string> Answers::*values;
};
constexpr ListField kListFields[] = {
    {"name_workshop", &Answers::name_workshop},
    {"access_needs", &Answers::access_needs},
    {"dates", &Answers::dates},
};

bool IsIn(const std::vector<std::string>& list, absl::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string Trimmed(absl::string_view text) {
  return std::string(absl::StripAsciiWhitespace(text));
}

std::vector<std::string> ValuesOf(const Answers& answers,
                                  absl::string_view field) {
  for (const ListField& list : kListFields) {
    if (list.name == field) return answers.*list.values;
  }
  for (const TextField& text : kTextFields) {
    if (text.name == field && !(answers.*text.value).empty()) {
      return {answers.*text.value};
    }
  }
  return {};
}

// Marks what was chosen, or puts in what was typed.
void FillField(View& field, const std::vector<std::string>& values) {
  const auto items = field.find("items");
  if (items == field.end()) {
    if (!values.empty()) field["value"] = values.front();
    return;
  }
  for (json::value& item : items->value().get_array()) {
    View& choice = item.get_object();
    const std::string value = choice.at("value").get_string().c_str();
    if (IsIn(values, value)) choice["checked"] = true;
  }
}

std::string ErrorWords(const View& field, const FieldError& error) {
  if (!error.words.empty()) return error.words;
  const View& errors = field.at("errors").get_object();
  const auto words = errors.find(error.reason);
  if (words == errors.end()) return Say("form.check_this_answer");
  return words->value().get_string().c_str();
}

// What is shown of one answer: the words of the chosen items, or the text.
json::array ShownLines(const View& field,
                       const std::vector<std::string>& values) {
  json::array lines;
  const auto items = field.find("items");
  if (items == field.end()) {
    for (const std::string& value : values) lines.emplace_back(value);
    return lines;
  }
  for (const json::value& item : items->value().get_array()) {
    const View& choice = item.get_object();
    if (IsIn(values, choice.at("value").get_string().c_str())) {
      lines.push_back(choice.at("text"));
    }
  }
  return lines;
}

void AddItem(absl::string_view field, const std::string& value,
             const std::string& words, json::array& items) {
  std::string id(field);
  if (!items.empty()) absl::StrAppend(&id, "-", items.size() + 1);
  items.push_back(View{{"item_id", id}, {"value", value}, {"text", words}});
}

// The dates to choose from, and what else the page has.
json::array DateItems(const BookingRules& rules, const View& field) {
  json::array items;
  for (const DateChoice& date : rules.dates) {
    AddItem("dates", date.session_id, date.words, items);
    items.back().as_object()["short_text"] = date.when;
  }
  AddItem("dates", std::string(kAnyDate),
          field.at("any_date").get_string().c_str(), items);
  return items;
}

// The bands to choose from.
json::array BandItems(const BookingRules& rules) {
  json::array items;
  for (const AgeSpan& band : BandsOf(rules)) {
    AddItem("age_band", BandName(band), BandWords(band), items);
  }
  return items;
}

}  // namespace

void ReadFields(const http::Parameters& form,
                const std::vector<absl::string_view>& fields,
                Answers& answers) {
  const auto wanted = [&](absl::string_view name) {
    return std::find(fields.begin(), fields.end(), name) != fields.end();
  };
  for (const TextField& field : kTextFields) {
    if (!wanted(field.name)) continue;
    const absl::string_view text = form.Get(field.name);
    answers.*field.value =
        field.name == "contact_email" ? EmailIn(text) : Trimmed(text);
  }
  for (const ListField& field : kListFields) {
    if (!wanted(field.name)) continue;
    (answers.*field.values).clear();
    for (const absl::string_view value : form.All(field.name)) {
      (answers.*field.values).emplace_back(value);
    }
  }
}

bool IsProfessional(const Answers& answers) {
  return answers.who_for == "professional";
}

Answers WithoutWhoTheyAre(Answers answers) {
  answers.attendee_names.clear();
  answers.contact_name.clear();
  answers.contact_email.clear();
  answers.contact_phone.clear();
  answers.access_needs.clear();
  answers.access_other.clear();
  return answers;
}

bool SaysWhoTheyAre(const Answers& answers) {
  return !(WithoutWhoTheyAre(answers) == answers);
}

int PlacesOf(const Answers& answers) {
  int places = 0;
  return absl::SimpleAtoi(answers.places, &places) ? places : 0;
}

int LeastPlacesOf(const Answers& answers) {
  int least = 0;
  const int places = PlacesOf(answers);
  const bool said =
      places > 1 && absl::SimpleAtoi(answers.least_places, &least);
  return said ? least : places;
}

std::vector<int64_t> SessionsOf(const Answers& answers) {
  std::vector<int64_t> sessions;
  for (const std::string& date : answers.dates) {
    if (date == kAnyDate) return {};
    int64_t id = 0;
    if (absl::SimpleAtoi(date, &id)) sessions.push_back(id);
  }
  return sessions;
}

int YoungPeopleOf(const Answers& answers) {
  const int places = PlacesOf(answers);
  if (answers.who_for == "child" || answers.who_for == "young_person") {
    return places;
  }
  if (answers.who_for == "both") return places - 1;
  int young = 0;
  const bool counted = answers.who_for == "several" &&
                       absl::SimpleAtoi(answers.young_people, &young);
  return counted ? young : 0;
}

std::vector<std::string> NamesOf(const Answers& answers) {
  std::vector<std::string> names;
  for (const absl::string_view line :
       absl::StrSplit(answers.attendee_names, absl::ByAnyChar("\r\n"))) {
    std::string name = Trimmed(line);
    if (!name.empty()) names.push_back(std::move(name));
  }
  return names;
}

std::vector<AgeSpan> BandsOf(const BookingRules& rules) {
  return BandsCutAt({rules.own_booking_age, rules.ages.min, rules.ages.max + 1,
                     rules.workshop_ages.min, rules.workshop_ages.max + 1});
}

std::optional<AgeSpan> BandOf(const Answers& answers,
                              const BookingRules& rules) {
  if (!IsAsked("age_band", answers, rules)) return std::nullopt;
  for (const AgeSpan& band : BandsOf(rules)) {
    if (BandName(band) == answers.age_band) return band;
  }
  return std::nullopt;
}

View AskedForm(const View& fixed, const Answers& answers,
               const BookingRules& rules) {
  View fields = fixed.at("fields").get_object();
  json::array order;
  for (const json::value& name : fixed.at("field_order").get_array()) {
    if (IsAsked(name.get_string().c_str(), answers, rules)) {
      order.push_back(name);
    } else {
      // Not left out, which would not take it off the page.
      fields[name.get_string()] = false;
    }
  }
  if (View* band = fields.at("age_band").if_object()) {
    (*band)["items"] = BandItems(rules);
  }
  if (View* dates = fields.at("dates").if_object()) {
    (*dates)["items"] = DateItems(rules, *dates);
  }
  if (View* names = fields.at("attendee_names").if_object()) {
    const std::string how = names->at("hint").get_string().c_str();
    (*names)["hint"] = absl::StrCat(rules.names_reason, " ", how);
  }
  return {{"fields", std::move(fields)}, {"field_order", std::move(order)}};
}

View FilledForm(const View& asked, const Answers& answers,
                const std::vector<FieldError>& errors) {
  View fields = asked.at("fields").get_object();
  for (auto& field : fields) {
    if (!field.value().is_object()) continue;
    const absl::string_view name(field.key().data(), field.key().size());
    FillField(field.value().get_object(), ValuesOf(answers, name));
  }
  json::array items;
  for (const FieldError& error : errors) {
    View* const shown = fields.at(error.field).if_object();
    // One that is not asked is not on the page.
    if (shown == nullptr) continue;
    View& field = *shown;
    const std::string words = ErrorWords(field, error);
    field["error"] = words;
    const std::string id = field.at("id").get_string().c_str();
    items.push_back(View{{"href", absl::StrCat("#", id)}, {"text", words}});
  }
  View view = {{"fields", std::move(fields)}};
  if (!items.empty()) view["error_summary"] = View{{"items", std::move(items)}};
  return view;
}

json::array SummaryRows(const View& asked, const Answers& answers,
                        absl::string_view change_path) {
  json::array rows;
  const View& fields = asked.at("fields").get_object();
  for (const json::value& name : asked.at("field_order").get_array()) {
    const std::string field_name = name.get_string().c_str();
    const View& field = fields.at(field_name).get_object();
    View row = {
        {"key", field.at("summary")},
        {"change_field", field_name},
        {"change_action",
         absl::StrCat(change_path, "#", field.at("id").get_string().c_str())},
        {"change_hidden", field.at("change")}};
    json::array lines = ShownLines(field, field_name == "attendee_names"
                                              ? NamesOf(answers)
                                              : ValuesOf(answers, field_name));
    if (lines.size() > 1) {
      row["lines"] = std::move(lines);
    } else if (lines.size() == 1) {
      row["row_value"] = lines.front();
    } else {
      const auto words = field.find("empty_words");
      row["row_value"] = words == field.end()
                             ? json::value(Say("form.not_provided"))
                             : words->value();
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string AnswersToText(const Answers& answers) {
  View view;
  for (const TextField& field : kTextFields) {
    view[json::string_view(field.name.data(), field.name.size())] =
        answers.*field.value;
  }
  for (const ListField& field : kListFields) {
    json::array values;
    for (const std::string& value : answers.*field.values) {
      values.emplace_back(value);
    }
    view[json::string_view(field.name.data(), field.name.size())] =
        std::move(values);
  }
  return json::serialize(view);
}

std::optional<Answers> AnswersFromText(absl::string_view text) {
  json::error_code error;
  const json::value value =
      json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !value.is_object()) return std::nullopt;
  const View& view = value.get_object();
  Answers answers;
  for (const TextField& field : kTextFields) {
    const auto found =
        view.find(json::string_view(field.name.data(), field.name.size()));
    if (found == view.end()) continue;
    if (!found->value().is_string()) return std::nullopt;
    answers.*field.value = found->value().get_string().c_str();
  }
  for (const ListField& field : kListFields) {
    const auto found =
        view.find(json::string_view(field.name.data(), field.name.size()));
    if (found == view.end()) continue;
    if (!found->value().is_array()) return std::nullopt;
    for (const json::value& one : found->value().get_array()) {
      if (!one.is_string()) return std::nullopt;
      (answers.*field.values).emplace_back(one.get_string().c_str());
    }
  }
  return answers;
}

}  // namespace cwp::web
