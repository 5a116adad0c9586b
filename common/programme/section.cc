#include "common/programme/section.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace cwp::programme {

void Mistakes::Add(const FilePlace& place, absl::string_view key,
                   absl::string_view problem) {
  const bool known =
      std::any_of(all_.begin(), all_.end(), [&](const Mistake& mistake) {
        return mistake.key == key && mistake.place.line == place.line &&
               mistake.place.column == place.column;
      });
  if (known) return;
  all_.push_back({.place = place,
                  .key = std::string(key),
                  .problem = std::string(problem)});
}

absl::Status Mistakes::first() const {
  if (all_.empty()) return absl::OkStatus();
  const Mistake& mistake = all_.front();
  return Misplaced(file_, mistake.place, mistake.problem, mistake.key);
}

Section::Section(const FileNode& node, Mistakes& mistakes)
    : node_(&node), mistakes_(&mistakes) {
  if (node.kind != FileNode::Kind::kMap) {
    mistakes.Add(node.place, "", "keys with values are expected here");
  }
}

void Section::AllowOnly(std::initializer_list<absl::string_view> keys) {
  for (const FileNode::Entry& entry : node_->entries) {
    if (std::find(keys.begin(), keys.end(), entry.key) == keys.end()) {
      mistakes_->Add(entry.place, entry.key, "is no key that is known here");
    }
  }
}

const FilePlace& Section::PlaceOf(absl::string_view key) const {
  for (const FileNode::Entry& entry : node_->entries) {
    if (entry.key == key) return entry.place;
  }
  return node_->place;
}

void Section::Wrong(absl::string_view key, absl::string_view problem) {
  mistakes_->Add(PlaceOf(key), key, problem);
}

std::string Section::Need(absl::string_view key) {
  std::string text = Take(key);
  if (text.empty()) Wrong(key, "is missing");
  return text;
}

std::string Section::Take(absl::string_view key, absl::string_view otherwise) {
  const FileNode* node = Find(key);
  if (node == nullptr) return std::string(otherwise);
  if (node->kind != FileNode::Kind::kText) {
    Wrong(key, "must be a text");
    return "";
  }
  return std::string(absl::StripAsciiWhitespace(node->text));
}

int64_t Section::NeedNumber(absl::string_view key, int64_t min, int64_t max) {
  if (!Has(key)) {
    Wrong(key, "is missing");
    return min;
  }
  return TakeNumber(key, min, max, min);
}

int64_t Section::TakeNumber(absl::string_view key, int64_t min, int64_t max,
                            int64_t otherwise) {
  if (!Has(key)) return otherwise;
  int64_t number = 0;
  if (absl::SimpleAtoi(Take(key), &number) && number >= min && number <= max) {
    return number;
  }
  Wrong(key, absl::StrCat("must be a whole number from ", min, " to ", max));
  return otherwise;
}

std::vector<std::string> Section::Texts(absl::string_view key) {
  std::vector<std::string> texts;
  const FileNode* node = Find(key);
  if (node == nullptr) return texts;
  if (node->kind != FileNode::Kind::kList) Wrong(key, "must be a list");
  for (const FileNode& item : node->items) {
    if (item.kind != FileNode::Kind::kText) {
      mistakes_->Add(item.place, key, "must be a list of texts");
    }
    texts.push_back(item.text);
  }
  return texts;
}

std::vector<Section> Section::List(absl::string_view key) {
  std::vector<Section> sections;
  const FileNode* node = Find(key);
  if (node == nullptr) return sections;
  if (node->kind != FileNode::Kind::kList) Wrong(key, "must be a list");
  for (const FileNode& item : node->items) {
    sections.emplace_back(item, *mistakes_);
  }
  return sections;
}

bool Section::Says(absl::string_view key, absl::string_view word) const {
  const FileNode* node = Find(key);
  return node != nullptr && node->kind == FileNode::Kind::kText &&
         absl::StripAsciiWhitespace(node->text) == word;
}

std::optional<Section> Section::Sub(absl::string_view key) {
  const FileNode* node = Find(key);
  if (node == nullptr) return std::nullopt;
  return Section(*node, *mistakes_);
}

}  // namespace cwp::programme
