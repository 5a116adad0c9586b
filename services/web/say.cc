#include "services/web/say.h"

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "boost/json.hpp"
#include "common/base/check.h"

namespace cwp::web {
namespace {

using Words = absl::flat_hash_map<std::string, std::string>;

constexpr const char* kFiles[] = {
#include "services/web/words.inc"
};

// One sentence may be for several keys, with spaces between.
Words ReadWords() {
  Words words;
  for (const char* const file : kFiles) {
    const boost::json::value all = boost::json::parse(file);
    for (const auto& [keys, value] : all.as_object()) {
      const std::string joined(keys);
      for (const absl::string_view key : absl::StrSplit(joined, ' ')) {
        words.emplace(key, value.as_string());
      }
    }
  }
  return words;
}

// In one go, so that no value is taken for words.
std::string Filled(absl::string_view words, SaidValues values,
                   absl::string_view count) {
  std::vector<std::pair<std::string, absl::string_view>> names = {
      {"{count}", count}};
  for (const auto& [name, value] : values) {
    names.emplace_back(absl::StrCat("{", name, "}"), value);
  }
  return absl::StrReplaceAll(words, names);
}

}  // namespace

const std::string* FindWords(absl::string_view key) {
  static const auto* const kWords = new Words(ReadWords());
  const auto found = kWords->find(key);
  return found == kWords->end() ? nullptr : &found->second;
}

const std::string& Say(absl::string_view key) {
  const std::string* const words = FindWords(key);
  CWP_CHECK(words != nullptr, "the catalogue has no such words");
  return *words;
}

std::string Say(absl::string_view key, SaidValues values) {
  return Filled(Say(key), values, "{count}");
}

std::string SayCount(absl::string_view key, int64_t count, SaidValues values) {
  const std::string& words =
      Say(absl::StrCat(key, count == 1 ? ".one" : ".other"));
  return Filled(words, values, absl::StrCat(count));
}

}  // namespace cwp::web
