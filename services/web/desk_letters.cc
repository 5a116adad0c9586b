#include "services/web/desk_letters.h"

#include <cstdint>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/error.h"
#include "common/time/words.h"
#include "services/web/desk_edit.h"
#include "services/web/say.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

using scheduling::v1::LetterNote;

// As organisation_service.proto has it.
constexpr size_t kMaxNote = 1000;

constexpr std::pair<absl::string_view, LetterNote::Letter> kLetters[] = {
    {"confirmation", LetterNote::CONFIRMATION},
    {"cancellation", LetterNote::CANCELLATION},
    {"reminder", LetterNote::REMINDER},
    {"last_reminder", LetterNote::LAST_REMINDER},
    {"session_cancellation", LetterNote::SESSION_CANCELLATION},
    {"waitlisted", LetterNote::WAITLISTED},
    {"offer", LetterNote::OFFER}};
static_assert(std::size(kLetters) == std::size(kLetterFields));

// When the next can be sent: to the minute, and never too early.
std::string TooManyWords(const absl::Status& status, absl::Time now,
                         const absl::TimeZone& zone) {
  int64_t milliseconds = 0;
  if (!absl::SimpleAtoi(MetadataOf(status, "retry_after_ms"), &milliseconds)) {
    return Say("people.letter.too_many");
  }
  const absl::Time next =
      now + absl::Milliseconds(milliseconds) + absl::Minutes(1);
  return Say("people.letter.too_many_until",
             {{"time", civil::TimeWords(next, zone)}});
}

}  // namespace

std::optional<LetterNote::Letter> LetterOf(absl::string_view field) {
  for (const auto& [name, letter] : kLetters) {
    if (name == field) return letter;
  }
  return std::nullopt;
}

http::Parameters LettersFormOf(const scheduling::v1::Letters& letters) {
  http::Parameters form;
  for (const auto& [field, letter] : kLetters) {
    for (const LetterNote& note : letters.notes()) {
      if (note.letter() == letter) form.Add(std::string(field), note.text());
    }
  }
  return form;
}

std::vector<FieldError> ReadLetters(const http::Parameters& form,
                                    scheduling::v1::Letters& letters) {
  std::vector<TextRule> rules;
  for (const auto& [field, letter] : kLetters) {
    rules.push_back({.field = field, .max = kMaxNote, .lines = true});
    const std::string text = TypedText(form, field);
    if (text.empty()) continue;
    LetterNote& note = *letters.add_notes();
    note.set_letter(letter);
    note.set_text(text);
  }
  return CheckTexts(form, rules);
}

std::string TestLetterWordsFor(const absl::Status& status, absl::Time now,
                               const absl::TimeZone& zone) {
  const std::string reason = ReasonOf(status);
  if (reason == "TOO_MANY_TEST_LETTERS") {
    return TooManyWords(status, now, zone);
  }
  if (reason == "MAIL_UNAVAILABLE") {
    return Say("people.letter.unavailable");
  }
  if (reason == "TEST_LETTER_REFUSED") {
    return Say("people.letter.refused");
  }
  return "";
}

}  // namespace cwp::web
