#include "services/web/desk_edit.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/base/text.h"
#include "services/web/desk_form.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

using Values = std::vector<std::string>;

json::string_view Key(absl::string_view text) {
  return json::string_view(text.data(), text.size());
}

std::string WithoutReturns(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\r\n", "\n"}, {"\r", "\n"}});
}

// All that a field says; what is empty says nothing.
Values ValuesOf(const http::Parameters& form, absl::string_view field) {
  Values values;
  for (const absl::string_view value : form.All(field)) {
    const std::string text = WithoutReturns(absl::StripAsciiWhitespace(value));
    if (!text.empty()) values.push_back(text);
  }
  return values;
}

std::string ReasonFor(absl::string_view reason) {
  if (reason == "FIELD_REQUIRED") return "required";
  if (reason == "FIELD_TOO_LONG") return "too_long";
  if (reason == "FIELD_INVALID") return "invalid";
  return absl::AsciiStrToLower(reason);
}

std::optional<FieldError> FindField(absl::string_view path,
                                    const absl::Status& status,
                                    absl::Span<const FieldName> names) {
  if (path.empty()) return std::nullopt;
  for (const FieldName& name : names) {
    if (absl::StartsWith(path, name.path)) {
      return FieldError{std::string(name.field), ReasonFor(ReasonOf(status))};
    }
  }
  return std::nullopt;
}

// The words of a choice; the value itself when there is no such choice.
std::string ChoiceWords(const View& field, const std::string& value) {
  const auto items = field.find("items");
  if (items == field.end()) return value;
  for (const json::value& item : items->value().as_array()) {
    const View& choice = item.as_object();
    if (choice.at("value").as_string().c_str() == value) {
      return choice.at("text").as_string().c_str();
    }
  }
  return value;
}

}  // namespace

std::string TypedText(const http::Parameters& form, absl::string_view field) {
  return WithoutReturns(TypedIn(form, field));
}

std::optional<int64_t> TypedNumber(const http::Parameters& form,
                                   absl::string_view field, int64_t min,
                                   int64_t max) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(TypedIn(form, field), &number) || number < min ||
      number > max) {
    return std::nullopt;
  }
  return number;
}

std::vector<FieldError> CheckTexts(const http::Parameters& form,
                                   absl::Span<const TextRule> rules) {
  std::vector<FieldError> errors;
  for (const TextRule& rule : rules) {
    const absl::Status status = CheckText(
        rule.field, TypedText(form, rule.field),
        {.min = rule.required ? 1u : 0u, .max = rule.max, .lines = rule.lines});
    if (status.ok()) continue;
    errors.push_back({std::string(rule.field), ReasonFor(ReasonOf(status))});
  }
  return errors;
}

std::optional<FieldError> RefusedField(const absl::Status& status,
                                       absl::Span<const FieldName> names) {
  return FindField(MetadataOf(status, "field"), status, names);
}

std::optional<FieldError> RefusedFieldOfOne(const absl::Status& status,
                                            absl::Span<const FieldName> names) {
  const std::string path = MetadataOf(status, "field");
  const size_t number_end = path.find("].");
  if (number_end == std::string::npos) return std::nullopt;
  return FindField(path.substr(number_end + 2), status, names);
}

size_t IndexIn(const absl::Status& status) {
  const std::string path = MetadataOf(status, "field");
  const size_t open = path.find('[');
  const size_t close = path.find(']');
  uint64_t index = 0;
  if (open == std::string::npos || close == std::string::npos ||
      !absl::SimpleAtoi(path.substr(open + 1, close - open - 1), &index)) {
    return 0;
  }
  return index;
}

std::string SeenText(const http::Parameters& shown) {
  json::array entries;
  for (const auto& [name, value] : shown.entries()) {
    entries.push_back(json::array{json::string(name), json::string(value)});
  }
  return json::serialize(entries);
}

std::optional<http::Parameters> ReadSeen(absl::string_view text) {
  json::error_code error;
  const json::value read = json::parse(Key(text), error);
  if (error || !read.is_array()) return std::nullopt;
  http::Parameters seen;
  for (const json::value& entry : read.get_array()) {
    const json::array* const pair = entry.if_array();
    if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() ||
        !(*pair)[1].is_string()) {
      return std::nullopt;
    }
    seen.Add((*pair)[0].get_string().c_str(), (*pair)[1].get_string().c_str());
  }
  return seen;
}

Merged MergeForms(absl::Span<const absl::string_view> fields,
                  const http::Parameters& seen, const http::Parameters& now,
                  const http::Parameters& typed) {
  Merged merged;
  for (const absl::string_view field : fields) {
    const Values was = ValuesOf(seen, field);
    const Values is = ValuesOf(now, field);
    const Values wants = ValuesOf(typed, field);
    const bool changed = is != was;
    const bool wanted = wants != was;
    for (const std::string& value : wanted ? wants : is) {
      merged.form.Add(std::string(field), value);
    }
    if (!changed || is == wants) continue;
    merged.changes.push_back({std::string(field), is, wants, /*both=*/wanted});
  }
  return merged;
}

std::vector<std::string> ChangedFields(
    absl::Span<const absl::string_view> fields, const http::Parameters& before,
    const http::Parameters& after) {
  std::vector<std::string> changed;
  for (const absl::string_view field : fields) {
    if (ValuesOf(before, field) != ValuesOf(after, field)) {
      changed.emplace_back(field);
    }
  }
  return changed;
}

EditedForm AsPosted(const http::Parameters& form) {
  return {.form = form,
          .etag = std::string(form.Get("etag")),
          .seen = std::string(form.Get("seen"))};
}

EditedForm MergedForm(absl::Span<const absl::string_view> fields,
                      const http::Parameters& now, absl::string_view etag,
                      const http::Parameters& posted) {
  const http::Parameters seen = ReadSeen(posted.Get("seen")).value_or(now);
  Merged merged = MergeForms(fields, seen, now, posted);
  return {.form = std::move(merged.form),
          .etag = std::string(etag),
          .seen = SeenText(now),
          .changes = std::move(merged.changes)};
}

void AddVersion(const EditedForm& edited, View& form) {
  json::array& hidden = form["hidden"].as_array();
  if (!edited.etag.empty()) {
    hidden.push_back(View{{"name", "etag"}, {"value", edited.etag}});
  }
  if (!edited.seen.empty()) {
    hidden.push_back(View{{"name", "seen"}, {"value", edited.seen}});
  }
}

int AddProblems(const EditedForm& edited, const View& fields, View& view) {
  if (!edited.changes.empty()) {
    view["meanwhile"] = View{{"rows", MeanwhileRows(fields, edited.changes)}};
  }
  if (!edited.problem.empty()) view["refused_because"] = edited.problem;
  return FormCode(!edited.errors.empty(),
                  !edited.changes.empty() || !edited.problem.empty());
}

std::string FieldWords(const View& fields, absl::string_view field,
                       const std::vector<std::string>& values) {
  if (values.empty()) return Say("programme.edit.nothing");
  const auto found = fields.find(Key(field));
  // A field that this page does not have.
  if (found == fields.end() || !found->value().is_object()) {
    return absl::StrJoin(values, ", ");
  }
  const View& described = found->value().as_object();
  return absl::StrJoin(values, ", ",
                       [&](std::string* out, const std::string& value) {
                         absl::StrAppend(out, ChoiceWords(described, value));
                       });
}

std::string FieldWords(const View& fields, absl::string_view field,
                       const http::Parameters& form) {
  return FieldWords(fields, field, ValuesOf(form, field));
}

std::string FieldLabel(const View& fields, absl::string_view field) {
  const auto place = fields.find(Key(field));
  if (place == fields.end() || !place->value().is_object()) {
    return std::string(field);
  }
  const View& described = place->value().as_object();
  for (const char* const key : {"summary", "label", "legend"}) {
    const auto found = described.find(key);
    if (found != described.end()) return found->value().as_string().c_str();
  }
  return std::string(field);
}

json::array MeanwhileRows(const View& fields,
                          const std::vector<MeanwhileChange>& changes) {
  json::array rows;
  for (const MeanwhileChange& change : changes) {
    json::array lines = {
        Say("programme.edit.now",
            {{"value", FieldWords(fields, change.field, change.now)}})};
    lines.emplace_back(
        change.both
            ? Say("programme.edit.entered",
                  {{"value", FieldWords(fields, change.field, change.typed)}})
            : Say("programme.edit.not_entered"));
    rows.push_back(View{{"key", FieldLabel(fields, change.field)},
                        {"lines", std::move(lines)}});
  }
  return rows;
}

}  // namespace cwp::web
