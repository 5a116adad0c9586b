#include "services/web/booking_form.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/text.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

constexpr size_t kMaxName = 100;
constexpr size_t kMaxEmail = 254;
constexpr size_t kMaxPhone = 30;
constexpr size_t kMaxOther = 200;
constexpr int kMinPhoneDigits = 7;
constexpr int kMaxPhoneDigits = 20;

constexpr absl::string_view kWhoFor[] = {"parent_or_carer", "child",
                                         "young_person", "professional"};
constexpr absl::string_view kInArea[] = {"yes", "no", "not_sure"};
constexpr absl::string_view kNeeds[] = {"captions", "interpreter", "camera_off",
                                        "breaks", "easy_read"};

// The text fields of the form, by name.
struct TextField {
  absl::string_view name;
  std::string Answers::*value;
};
constexpr TextField kTextFields[] = {
    {"places", &Answers::places},
    {"who_for", &Answers::who_for},
    {"age_band", &Answers::age_band},
    {"in_area", &Answers::in_area},
    {"attendee_names", &Answers::attendee_names},
    {"contact_name", &Answers::contact_name},
    {"contact_email", &Answers::contact_email},
    {"contact_phone", &Answers::contact_phone},
    {"access_other", &Answers::access_other},
};

template <class List>
bool IsIn(const List& list, absl::string_view text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

std::string Trimmed(absl::string_view text) {
  return std::string(absl::StripAsciiWhitespace(text));
}

// The reason a text is refused; empty when it is not.
std::string ReasonAgainst(absl::string_view text, TextLimits limits) {
  if (CheckText("field", text, limits).ok()) return "";
  if (text.empty()) return "required";
  return CountCharacters(text) > limits.max ? "too_long" : "invalid";
}

// As registration sees it; what it refuses besides, it says.
bool LooksLikeEmail(absl::string_view text) {
  const size_t at = text.find('@');
  if (at == 0 || at == absl::string_view::npos || at + 1 == text.size()) {
    return false;
  }
  const absl::string_view host = text.substr(at + 1);
  return host.find('@') == absl::string_view::npos &&
         host.find('.') != absl::string_view::npos && host.front() != '.' &&
         host.back() != '.' && host.find("..") == absl::string_view::npos &&
         std::none_of(text.begin(), text.end(), absl::ascii_isspace);
}

bool LooksLikePhone(absl::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  int digits = 0;
  for (const char c : text) {
    if (absl::ascii_isdigit(c)) {
      ++digits;
    } else if (absl::string_view(" ()-").find(c) == absl::string_view::npos) {
      return false;
    }
  }
  return digits >= kMinPhoneDigits && digits <= kMaxPhoneDigits;
}

std::string PlacesError(const Answers& answers, const BookingRules& rules) {
  if (answers.places.empty()) return "required";
  int places = 0;
  if (!std::all_of(answers.places.begin(), answers.places.end(),
                   absl::ascii_isdigit)) {
    return "invalid";
  }
  if (!absl::SimpleAtoi(answers.places, &places)) return "too_many";
  if (places < 1) return "invalid";
  if (places > rules.max_places) return "too_many";
  if (rules.left.has_value() && places > *rules.left && *rules.left > 0) {
    return "not_enough_places";
  }
  return "";
}

template <class List>
std::string ChoiceError(absl::string_view value, const List& choices) {
  if (value.empty()) return "required";
  return IsIn(choices, value) ? "" : "invalid";
}

std::string BandError(const Answers& answers, const BookingRules& rules) {
  if (!rules.ask_age) return "";
  if (IsProfessional(answers) && answers.age_band.empty()) return "";
  if (answers.age_band.empty()) return "required";
  const std::optional<AgeSpan> band = BandOf(answers, rules);
  if (!band.has_value()) return "invalid";
  const bool too_young_alone = answers.who_for == "young_person" &&
                               band->max < rules.own_booking_age &&
                               band->max >= rules.ages.min;
  return too_young_alone ? "too_young_alone" : "";
}

std::string AreaError(const Answers& answers, const BookingRules& rules) {
  if (!rules.ask_area) return "";
  if (IsProfessional(answers) && answers.in_area.empty()) return "";
  return ChoiceError(answers.in_area, kInArea);
}

std::string NamesError(const Answers& answers, const BookingRules& rules) {
  if (rules.names_reason.empty()) return "";
  if (answers.attendee_names.empty()) return "required";
  const std::vector<std::string> names = NamesOf(answers);
  for (const std::string& name : names) {
    std::string reason = ReasonAgainst(name, {.min = 1, .max = kMaxName});
    if (!reason.empty()) return reason;
  }
  const bool one_each = static_cast<int>(names.size()) == PlacesOf(answers);
  return one_each ? "" : "not_one_each";
}

std::string PhoneError(const Answers& answers) {
  if (answers.contact_phone.empty()) return "";
  std::string reason = ReasonAgainst(answers.contact_phone, {.max = kMaxPhone});
  if (reason.empty() && !LooksLikePhone(answers.contact_phone)) {
    reason = "invalid";
  }
  return reason;
}

std::string NeedsError(const Answers& answers) {
  const bool known =
      std::all_of(answers.access_needs.begin(), answers.access_needs.end(),
                  [](const std::string& need) { return IsIn(kNeeds, need); });
  return known ? "" : "invalid";
}

std::vector<std::string> ValuesOf(const Answers& answers,
                                  absl::string_view field) {
  if (field == "access_needs") return answers.access_needs;
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

std::string ErrorWords(const View& field, const FieldError& error,
                       const BookingRules& rules) {
  const View& errors = field.at("errors").get_object();
  const auto words = errors.find(error.reason);
  if (words == errors.end()) return "Check this answer";
  return absl::StrReplaceAll(
      words->value().get_string().c_str(),
      {{"{{left}}", absl::StrCat(rules.left.value_or(0))}});
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

// The bands to choose from.
json::array BandItems(const BookingRules& rules) {
  json::array items;
  for (const AgeSpan& band : BandsOf(rules)) {
    std::string id = "age_band";
    if (!items.empty()) absl::StrAppend(&id, "-", items.size() + 1);
    items.push_back(View{
        {"item_id", id}, {"value", BandName(band)}, {"text", BandWords(band)}});
  }
  return items;
}

}  // namespace

std::string EmailError(absl::string_view email) {
  std::string reason = ReasonAgainst(email, {.min = 1, .max = kMaxEmail});
  if (reason.empty() && !LooksLikeEmail(email)) reason = "invalid";
  return reason;
}

Answers ReadAnswers(const http::Parameters& form, const BookingRules& rules) {
  Answers answers;
  for (const TextField& field : kTextFields) {
    answers.*field.value = Trimmed(form.Get(field.name));
  }
  for (const absl::string_view need : form.All("access_needs")) {
    answers.access_needs.emplace_back(need);
  }
  if (!rules.ask_age) answers.age_band.clear();
  if (!rules.ask_area) answers.in_area.clear();
  if (rules.names_reason.empty()) answers.attendee_names.clear();
  return answers;
}

bool IsProfessional(const Answers& answers) {
  return answers.who_for == "professional";
}

int PlacesOf(const Answers& answers) {
  int places = 0;
  return absl::SimpleAtoi(answers.places, &places) ? places : 0;
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
  for (const AgeSpan& band : BandsOf(rules)) {
    if (BandName(band) == answers.age_band) return band;
  }
  return std::nullopt;
}

std::vector<FieldError> CheckAnswers(const Answers& answers,
                                     const BookingRules& rules) {
  const std::array<FieldError, 10> checked = {{
      {"places", PlacesError(answers, rules)},
      {"who_for", ChoiceError(answers.who_for, kWhoFor)},
      {"age_band", BandError(answers, rules)},
      {"in_area", AreaError(answers, rules)},
      {"attendee_names", NamesError(answers, rules)},
      {"contact_name",
       ReasonAgainst(answers.contact_name, {.min = 1, .max = kMaxName})},
      {"contact_email", EmailError(answers.contact_email)},
      {"contact_phone", PhoneError(answers)},
      {"access_needs", NeedsError(answers)},
      {"access_other",
       ReasonAgainst(answers.access_other, {.max = kMaxOther, .lines = true})},
  }};
  std::vector<FieldError> errors;
  for (const FieldError& error : checked) {
    if (!error.reason.empty()) errors.push_back(error);
  }
  return errors;
}

Unfit FindUnfit(const Answers& answers, const BookingRules& rules) {
  if (IsProfessional(answers)) return {};
  Unfit unfit = {.out_of_area = rules.ask_area && answers.in_area == "no"};
  const std::optional<AgeSpan> band = BandOf(answers, rules);
  if (rules.ask_age && band.has_value()) {
    unfit.too_young = band->max < rules.ages.min;
    unfit.too_old = band->min > rules.ages.max;
  }
  return unfit;
}

View AskedForm(const View& fixed, const BookingRules& rules) {
  View fields = fixed.at("fields").get_object();
  // Not left out, which would not take them off the page.
  if (rules.ask_age) {
    fields.at("age_band").get_object()["items"] = BandItems(rules);
  } else {
    fields["age_band"] = false;
  }
  if (!rules.ask_area) fields["in_area"] = false;
  if (rules.names_reason.empty()) {
    fields["attendee_names"] = false;
  } else {
    View& names = fields.at("attendee_names").get_object();
    const std::string how = names.at("hint").get_string().c_str();
    names["hint"] = absl::StrCat(rules.names_reason, " ", how);
  }
  json::array order;
  for (const json::value& name : fixed.at("field_order").get_array()) {
    if (fields.at(name.get_string()).is_object()) order.push_back(name);
  }
  return {{"fields", std::move(fields)}, {"field_order", std::move(order)}};
}

View FilledForm(const View& asked, const Answers& answers,
                const std::vector<FieldError>& errors,
                const BookingRules& rules) {
  View fields = asked.at("fields").get_object();
  for (auto& field : fields) {
    if (!field.value().is_object()) continue;
    const absl::string_view name(field.key().data(), field.key().size());
    FillField(field.value().get_object(), ValuesOf(answers, name));
  }
  json::array items;
  for (const FieldError& error : errors) {
    View& field = fields.at(error.field).get_object();
    const std::string words = ErrorWords(field, error, rules);
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
      row["row_value"] = "Not provided";
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
  json::array needs;
  for (const std::string& need : answers.access_needs) needs.emplace_back(need);
  view["access_needs"] = std::move(needs);
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
    if (found == view.end() || !found->value().is_string()) {
      return std::nullopt;
    }
    answers.*field.value = found->value().get_string().c_str();
  }
  const auto needs = view.find("access_needs");
  if (needs == view.end() || !needs->value().is_array()) return std::nullopt;
  for (const json::value& need : needs->value().get_array()) {
    if (!need.is_string()) return std::nullopt;
    answers.access_needs.emplace_back(need.get_string().c_str());
  }
  return answers;
}

}  // namespace cwp::web
