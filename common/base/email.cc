#include "common/base/email.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace cwp {
namespace {

constexpr size_t kMaxLocalPart = 64;
constexpr size_t kMaxLabel = 63;

bool IsWordCharacter(char c) {
  constexpr absl::string_view kSigns = "!#$%&'*+-/=?^_`{|}~";
  return absl::ascii_isalnum(c) || kSigns.find(c) != absl::string_view::npos;
}

bool IsWord(absl::string_view word) {
  return !word.empty() &&
         std::all_of(word.begin(), word.end(), IsWordCharacter);
}

bool IsLabel(absl::string_view label) {
  return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' &&
         label.back() != '-' &&
         std::all_of(label.begin(), label.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '-'; });
}

bool IsLocalPart(absl::string_view text) {
  const std::vector<absl::string_view> words = absl::StrSplit(text, '.');
  return text.size() <= kMaxLocalPart &&
         std::all_of(words.begin(), words.end(), IsWord);
}

// No top-level domain begins with a digit, and addresses of hosts end in one.
bool IsHostName(absl::string_view text) {
  const std::vector<absl::string_view> labels = absl::StrSplit(text, '.');
  return labels.size() >= 2 &&
         std::all_of(labels.begin(), labels.end(), IsLabel) &&
         absl::ascii_isalpha(labels.back().front());
}

}  // namespace

bool IsEmailAddress(absl::string_view text) {
  const size_t at = text.find('@');
  return at != absl::string_view::npos && text.size() <= kMaxEmailAddress &&
         IsLocalPart(text.substr(0, at)) && IsHostName(text.substr(at + 1));
}

}  // namespace cwp
