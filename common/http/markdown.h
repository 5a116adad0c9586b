#ifndef CWP_COMMON_HTTP_MARKDOWN_H_
#define CWP_COMMON_HTTP_MARKDOWN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cwp::http {

// What staff write for pages, in Markdown as of CommonMark 0.30.

// Something in Markdown that pages do not show.
struct MarkdownProblem {
  // Counts from 1.
  int line = 0;
  // A sentence that ends "raw HTML is not shown: ...", without a full stop.
  std::string what;
};

// The first raw HTML, picture, or link that leads anywhere but to https, mailto
// and tel addresses or a path of this site; nothing when there is none.
std::optional<MarkdownProblem> FindMarkdownProblem(absl::string_view markdown);

// A heading of a text: the line that it stands in, and 1 to 6.
struct MarkdownHeading {
  int line = 0;
  int level = 0;
};

std::vector<MarkdownHeading> MarkdownHeadings(absl::string_view markdown);

// The text as HTML with the classes of nhsuk-frontend. What
// FindMarkdownProblem() finds is left out; words stay. The largest headings
// become those of `heading_level`, 2 to 6, and others follow below.
std::string MarkdownToHtml(absl::string_view markdown, int heading_level);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_MARKDOWN_H_
