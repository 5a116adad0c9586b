#include "services/web/self_check.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "services/web/view.h"

namespace cwp::web {
namespace {

constexpr size_t kMostBytes = 64 << 10;
constexpr size_t kLongestText = 400;

absl::Status Invalid(absl::string_view problem) {
  return FailedPrecondition("SELF_CHECK_INVALID", problem);
}

// The text of a key, which may be left out when it is not `needed`.
absl::StatusOr<std::string> TextOf(const View& object, absl::string_view where,
                                   const char* key, bool needed = true) {
  const auto found = object.find(key);
  if (found == object.end() && !needed) return std::string();
  if (found == object.end() || !found->value().is_string()) {
    return Invalid(absl::StrCat(where, ".", key, " is no text"));
  }
  std::string text = found->value().get_string().c_str();
  const bool good =
      CheckText(key, text, {.min = needed ? 1u : 0u, .max = kLongestText}).ok();
  if (good) return text;
  return Invalid(absl::StrCat(where, ".", key, " is empty, or longer than ",
                              kLongestText, " characters"));
}

// Reads each object of a list with `read(object, where)`, and says where it is.
template <class T, class Read>
absl::StatusOr<std::vector<T>> ListOf(const View& object,
                                      absl::string_view where, const char* key,
                                      Read read) {
  const auto found = object.find(key);
  const std::string name =
      where.empty() ? std::string(key) : absl::StrCat(where, ".", key);
  if (found == object.end() || !found->value().is_array()) {
    return Invalid(absl::StrCat(name, " is no list"));
  }
  std::vector<T> list;
  for (const json::value& item : found->value().get_array()) {
    const std::string at = absl::StrCat(name, "[", list.size(), "]");
    ASSIGN_OR_RETURN(T one, read(item, at));
    list.push_back(std::move(one));
  }
  if (!list.empty()) return list;
  return Invalid(absl::StrCat(name, " is empty"));
}

absl::StatusOr<const View*> ObjectOf(const json::value& value,
                                     absl::string_view where) {
  if (value.is_object()) return &value.get_object();
  return Invalid(absl::StrCat(where, " is no object"));
}

absl::StatusOr<std::string> NameOf(const View& object,
                                   absl::string_view where) {
  ASSIGN_OR_RETURN(std::string name, TextOf(object, where, "name"));
  if (IsSlug(name) && name != kToUrgentHelp) return name;
  return Invalid(absl::StrCat(where,
                              ".name is not lower-case letters, digits and "
                              "hyphens, or is taken"));
}

absl::StatusOr<SelfCheck::Answer> ReadAnswer(const json::value& value,
                                             absl::string_view where) {
  ASSIGN_OR_RETURN(const View* object, ObjectOf(value, where));
  SelfCheck::Answer answer;
  ASSIGN_OR_RETURN(answer.text, TextOf(*object, where, "text"));
  ASSIGN_OR_RETURN(answer.to, TextOf(*object, where, "to"));
  return answer;
}

absl::StatusOr<SelfCheck::Question> ReadQuestion(const json::value& value,
                                                 absl::string_view where) {
  ASSIGN_OR_RETURN(const View* object, ObjectOf(value, where));
  SelfCheck::Question question;
  ASSIGN_OR_RETURN(question.name, NameOf(*object, where));
  ASSIGN_OR_RETURN(question.text, TextOf(*object, where, "question"));
  ASSIGN_OR_RETURN(question.hint, TextOf(*object, where, "hint", false));
  ASSIGN_OR_RETURN(
      question.answers,
      ListOf<SelfCheck::Answer>(*object, where, "answers", &ReadAnswer));
  return question;
}

absl::StatusOr<SelfCheck::Link> ReadLink(const json::value& value,
                                         absl::string_view where) {
  ASSIGN_OR_RETURN(const View* object, ObjectOf(value, where));
  SelfCheck::Link link;
  ASSIGN_OR_RETURN(link.text, TextOf(*object, where, "text"));
  ASSIGN_OR_RETURN(link.path, TextOf(*object, where, "path"));
  const bool here =
      absl::StartsWith(link.path, "/") && !absl::StartsWith(link.path, "//");
  if (here) return link;
  return Invalid(absl::StrCat(where, ".path is no path of this site"));
}

absl::StatusOr<std::string> ReadParagraph(const json::value& value,
                                          absl::string_view where) {
  if (!value.is_string()) return Invalid(absl::StrCat(where, " is no text"));
  return std::string(value.get_string().c_str());
}

absl::StatusOr<SelfCheck::Ending> ReadEnding(const json::value& value,
                                             absl::string_view where) {
  ASSIGN_OR_RETURN(const View* object, ObjectOf(value, where));
  SelfCheck::Ending ending;
  ASSIGN_OR_RETURN(ending.name, NameOf(*object, where));
  ASSIGN_OR_RETURN(ending.heading, TextOf(*object, where, "heading"));
  ASSIGN_OR_RETURN(
      ending.paragraphs,
      ListOf<std::string>(*object, where, "paragraphs", &ReadParagraph));
  ASSIGN_OR_RETURN(ending.links,
                   ListOf<SelfCheck::Link>(*object, where, "links", &ReadLink));
  return ending;
}

// Whether each name is given once.
absl::Status CheckNames(const SelfCheck& check) {
  std::vector<absl::string_view> names;
  for (const SelfCheck::Question& one : check.questions) {
    names.push_back(one.name);
  }
  for (const SelfCheck::Ending& one : check.endings) names.push_back(one.name);
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice == names.end()) return absl::OkStatus();
  return Invalid(absl::StrCat("the name ", *twice, " is given twice"));
}

// Ways lead on, never back, so that each ends.
absl::Status CheckWays(const SelfCheck& check) {
  const auto& questions = check.questions;
  bool asks_about_danger = false;
  for (size_t i = 0; i < questions.size(); ++i) {
    for (const SelfCheck::Answer& answer : questions[i].answers) {
      const bool urgent = answer.to == kToUrgentHelp;
      asks_about_danger = asks_about_danger || (urgent && i == 0);
      if (urgent || check.FindEnding(answer.to) != nullptr) continue;
      const SelfCheck::Question* const to = check.FindQuestion(answer.to);
      if (to != nullptr && to > &questions[i]) continue;
      return Invalid(absl::StrCat(
          "an answer to ", questions[i].name, " leads to ", answer.to,
          ", which is no ending and no later question"));
    }
  }
  if (asks_about_danger) return absl::OkStatus();
  return Invalid("the first question has no answer that leads to urgent-help");
}

// "2026-11-20" as people write it.
absl::StatusOr<std::string> ReadDay(const std::string& text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) {
    return Invalid("signed_on is no day, YYYY-MM-DD");
  }
  return absl::FormatTime("%-d %B %Y",
                          absl::FromCivil(day, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

absl::StatusOr<std::optional<SelfCheck>> Parse(absl::string_view text) {
  json::error_code error;
  const json::value value =
      json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !value.is_object()) return Invalid("it holds no JSON object");
  const View& object = value.get_object();
  SelfCheck check;
  ASSIGN_OR_RETURN(check.signed_by, TextOf(object, "it", "signed_by", false));
  ASSIGN_OR_RETURN(check.signed_on, TextOf(object, "it", "signed_on", false));
  ASSIGN_OR_RETURN(
      check.questions,
      ListOf<SelfCheck::Question>(object, "", "questions", &ReadQuestion));
  ASSIGN_OR_RETURN(check.endings, ListOf<SelfCheck::Ending>(
                                      object, "", "endings", &ReadEnding));
  RETURN_IF_ERROR(CheckNames(check));
  RETURN_IF_ERROR(CheckWays(check));
  if (check.signed_by.empty() != check.signed_on.empty()) {
    return Invalid("signed_by and signed_on go together");
  }
  if (check.signed_by.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(check.signed_on, ReadDay(check.signed_on));
  return check;
}

}  // namespace

const SelfCheck::Question* SelfCheck::FindQuestion(
    absl::string_view name) const {
  for (const Question& question : questions) {
    if (question.name == name) return &question;
  }
  return nullptr;
}

const SelfCheck::Ending* SelfCheck::FindEnding(absl::string_view name) const {
  for (const Ending& ending : endings) {
    if (ending.name == name) return &ending;
  }
  return nullptr;
}

absl::StatusOr<std::optional<SelfCheck>> ReadSelfCheck(absl::string_view file,
                                                       absl::string_view text) {
  absl::StatusOr<std::optional<SelfCheck>> read = Parse(text);
  if (read.ok()) return read;
  return FailedPrecondition(
      "SELF_CHECK_INVALID",
      absl::StrCat("the self-check ", file, ": ", read.status().message()),
      {{"file", std::string(file)}});
}

absl::StatusOr<std::optional<SelfCheck>> LoadSelfCheck(absl::string_view file) {
  if (file.empty()) return std::nullopt;
  std::ifstream in(std::string(file), std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in || text.str().size() > kMostBytes) {
    return FailedPrecondition("SELF_CHECK_INVALID",
                              absl::StrCat("the self-check ", file,
                                           " cannot be read, or is larger "
                                           "than ",
                                           kMostBytes, " bytes"),
                              {{"file", std::string(file)}});
  }
  return ReadSelfCheck(file, text.str());
}

}  // namespace cwp::web
