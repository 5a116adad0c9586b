#ifndef CWP_SERVICES_NOTIFICATIONS_LETTER_H_
#define CWP_SERVICES_NOTIFICATIONS_LETTER_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cwp::notifications {

// A message in words, in two forms that say the same.
struct Letter {
  // Neutral, unless the contact chose otherwise: a lock screen or a shared
  // inbox tells nobody what it is about.
  std::string subject;
  // Plain text, with short lines and the links in full.
  std::string text;
  // HTML that needs no style sheet, picture or table, and asks nobody for
  // anything when it is read.
  std::string html;
};

// One piece of a letter, between blank lines.
struct Block {
  enum class Type {
    // Lines of text.
    kText,
    // One line above others.
    kHeading,
    // One item a line.
    kList,
    // Lines of text, then a link.
    kLink,
  };
  Type type = Type::kText;
  std::vector<std::string> lines;
  std::string url;
  // Stands in the panel that says where to find urgent help.
  bool urgent = false;
};

// What somebody typed, as paragraphs between its blank lines. Nothing of it is
// read as a link or as markup.
std::vector<Block> TypedBlocks(absl::string_view text);

// Writes both forms.
Letter DrawLetter(std::string subject, const std::vector<Block>& blocks);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_LETTER_H_
