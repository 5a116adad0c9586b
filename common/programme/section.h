#ifndef CWP_COMMON_PROGRAMME_SECTION_H_
#define CWP_COMMON_PROGRAMME_SECTION_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/programme/file_node.h"

namespace cwp::programme {

// What is wrong with a file, and where.
struct Mistake {
  FilePlace place;
  // May be empty.
  std::string key;
  std::string problem;
};

// The mistakes that were found in a file. Readers go on after a mistake with
// whatever they have, and look here at the end.
class Mistakes {
 public:
  explicit Mistakes(std::string file) : file_(std::move(file)) {}

  const std::string& file() const { return file_; }

  // Of what is wrong with a key in one place the first alone is kept: the rest
  // follows from it.
  void Add(const FilePlace& place, absl::string_view key,
           absl::string_view problem);

  // In the order in which they were found.
  const std::vector<Mistake>& all() const { return all_; }

  // The first of them: INVALID_ARGUMENT `PROGRAMME_INVALID` with metadata file,
  // line, column and key. OK when there is none.
  absl::Status first() const;

 private:
  const std::string file_;
  std::vector<Mistake> all_;
};

// A place in a file where keys with values stand. What is missing or of the
// wrong form is a mistake, and answered with nothing.
class Section {
 public:
  // `node` and `mistakes` outlive the section.
  Section(const FileNode& node, Mistakes& mistakes);

  // Any other key is a mistake.
  void AllowOnly(std::initializer_list<absl::string_view> keys);

  bool Has(absl::string_view key) const { return Find(key) != nullptr; }
  const FilePlace& place() const { return node_->place; }
  const FilePlace& PlaceOf(absl::string_view key) const;

  // Text that must be there and not be empty, or that may be left out.
  std::string Need(absl::string_view key);
  std::string Take(absl::string_view key, absl::string_view otherwise = "");

  // A whole number.
  int64_t NeedNumber(absl::string_view key, int64_t min, int64_t max);
  int64_t TakeNumber(absl::string_view key, int64_t min, int64_t max,
                     int64_t otherwise);

  // A list of texts; nothing when left out.
  std::vector<std::string> Texts(absl::string_view key);

  // A list of sections; nothing when left out.
  std::vector<Section> List(absl::string_view key);

  // Whether just this word stands there.
  bool Says(absl::string_view key, absl::string_view word) const;

  // A section of its own, if there is one.
  std::optional<Section> Sub(absl::string_view key);

  // Reports a mistake at a key.
  void Wrong(absl::string_view key, absl::string_view problem);

  Mistakes& mistakes() { return *mistakes_; }

 private:
  const FileNode* Find(absl::string_view key) const { return node_->Find(key); }

  const FileNode* node_;
  Mistakes* mistakes_;
};

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_SECTION_H_
