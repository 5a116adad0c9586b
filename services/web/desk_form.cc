#include "services/web/desk_form.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/web/say.h"
#include "services/web/staff_domain.h"

namespace cwp::web {
namespace {

json::string_view Key(absl::string_view text) {
  return json::string_view(text.data(), text.size());
}

// Whether what was typed may stand on the page again.
bool MayBeShown(const View& field) {
  const auto type = field.find("type");
  const bool secret =
      type != field.end() && type->value().as_string() == "password";
  return !secret && !field.contains("works_once");
}

void Fill(View& field, absl::string_view name, const http::Parameters& typed) {
  const std::vector<absl::string_view> values = typed.All(name);
  const auto items = field.find("items");
  if (items == field.end()) {
    if (!values.empty() && !values.front().empty() && MayBeShown(field)) {
      field["value"] = std::string(values.front());
    }
    return;
  }
  for (json::value& item : items->value().as_array()) {
    View& choice = item.as_object();
    const auto& value = choice.at("value").as_string();
    const bool chosen =
        std::find(values.begin(), values.end(),
                  absl::string_view(value.data(), value.size())) !=
        values.end();
    if (!chosen) continue;
    choice[field.contains("is_select") ? "selected" : "checked"] = true;
  }
}

std::string ErrorWords(const View& field, absl::string_view reason) {
  const View& errors = field.at("errors").as_object();
  const auto words = errors.find(Key(reason));
  if (words == errors.end()) return Say("form.check_this_answer");
  return words->value().as_string().c_str();
}

}  // namespace

View FilledFields(const View& fixed, const http::Parameters& typed,
                  const std::vector<FieldError>& errors) {
  View fields = fixed.at("fields").as_object();
  for (auto& field : fields) {
    if (!field.value().is_object()) continue;
    Fill(field.value().as_object(),
         absl::string_view(field.key().data(), field.key().size()), typed);
  }
  json::array items;
  for (const FieldError& error : errors) {
    View& field = fields.at(Key(error.field)).as_object();
    const std::string words = ErrorWords(field, error.reason);
    field["error"] = words;
    items.push_back(
        View{{"href", absl::StrCat("#", field.at("id").as_string().c_str())},
             {"text", words}});
  }
  View view = {{"fields", std::move(fields)}};
  if (!items.empty()) view["error_summary"] = View{{"items", std::move(items)}};
  return view;
}

int FormCode(bool has_errors, bool refused) {
  return has_errors ? 400 : refused ? 409 : 200;
}

std::string TypedIn(const http::Parameters& form, absl::string_view field) {
  return std::string(absl::StripAsciiWhitespace(form.Get(field)));
}

void CheckNewPassword(const http::Parameters& form, absl::string_view email,
                      std::vector<FieldError>& errors) {
  const absl::string_view password = form.Get("password");
  const absl::string_view wrong = PasswordError(password, email);
  if (!wrong.empty()) {
    errors.push_back({"password", std::string(wrong)});
  } else if (form.Get("password_again") != password) {
    errors.push_back({"password_again", "different"});
  }
}

void SetChoices(View& fields, absl::string_view field,
                const std::vector<Choice>& choices) {
  json::array items;
  for (const Choice& choice : choices) {
    std::string id(field);
    if (!items.empty()) absl::StrAppend(&id, "-", items.size() + 1);
    View item = {
        {"item_id", id}, {"value", choice.value}, {"text", choice.text}};
    if (!choice.hint.empty()) item["item_hint"] = choice.hint;
    items.push_back(std::move(item));
  }
  fields.at(Key(field)).as_object()["items"] = std::move(items);
}

}  // namespace cwp::web
