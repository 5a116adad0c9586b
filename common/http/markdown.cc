#include "common/http/markdown.h"

#include <cmark.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace cwp::http {
namespace {

using Document = std::unique_ptr<cmark_node, decltype(&cmark_node_free)>;
using Text = std::unique_ptr<char, decltype(&std::free)>;

Document Parse(absl::string_view markdown) {
  return {cmark_parse_document(markdown.data(), markdown.size(),
                               CMARK_OPT_VALIDATE_UTF8),
          &cmark_node_free};
}

// Calls `visit` with every node as it begins, in the order of the text.
void ForEachNode(cmark_node* root,
                 const std::function<void(cmark_node*)>& visit) {
  const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> iterator(
      cmark_iter_new(root), &cmark_iter_free);
  while (cmark_iter_next(iterator.get()) != CMARK_EVENT_DONE) {
    if (cmark_iter_get_event_type(iterator.get()) == CMARK_EVENT_ENTER) {
      visit(cmark_iter_get_node(iterator.get()));
    }
  }
}

bool IsSafeLink(absl::string_view uri) {
  if (absl::StartsWith(uri, "/")) return !absl::StartsWith(uri, "//");
  return absl::StartsWithIgnoreCase(uri, "https://") ||
         absl::StartsWithIgnoreCase(uri, "mailto:") ||
         absl::StartsWithIgnoreCase(uri, "tel:");
}

// Empty when a node can be shown.
std::string ProblemOf(cmark_node* node) {
  switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_HTML_INLINE:
      return "raw HTML is not shown: write it in Markdown";
    case CMARK_NODE_IMAGE:
      return "a picture inside the text is not shown";
    case CMARK_NODE_LINK:
      if (IsSafeLink(cmark_node_get_url(node))) return "";
      return "a link has to lead to an https, mailto or tel address, or to a "
             "path of this site such as /urgent-help";
    default:
      return "";
  }
}

// Inline nodes know no line of their own, so that of their block is taken.
int LineOf(cmark_node* node) {
  while (node != nullptr && cmark_node_get_start_line(node) == 0) {
    node = cmark_node_parent(node);
  }
  return node == nullptr ? 0 : cmark_node_get_start_line(node);
}

// Takes a node out of the text; what it holds stays in its place.
void Unwrap(cmark_node* node) {
  while (cmark_node* child = cmark_node_first_child(node)) {
    cmark_node_insert_before(node, child);
  }
  cmark_node_unlink(node);
  cmark_node_free(node);
}

void LeaveOutProblems(cmark_node* root) {
  std::vector<cmark_node*> problems;
  ForEachNode(root, [&](cmark_node* node) {
    if (!ProblemOf(node).empty()) problems.push_back(node);
  });
  // Inner ones first, since an outer one lets go of them.
  std::for_each(problems.rbegin(), problems.rend(), &Unwrap);
}

void LowerHeadings(cmark_node* root, int heading_level) {
  int highest = 6;
  std::vector<cmark_node*> headings;
  ForEachNode(root, [&](cmark_node* node) {
    if (cmark_node_get_type(node) != CMARK_NODE_HEADING) return;
    headings.push_back(node);
    highest = std::min(highest, cmark_node_get_heading_level(node));
  });
  for (cmark_node* heading : headings) {
    const int below = cmark_node_get_heading_level(heading) - highest;
    cmark_node_set_heading_level(heading, std::min(6, heading_level + below));
  }
}

}  // namespace

std::optional<MarkdownProblem> FindMarkdownProblem(absl::string_view markdown) {
  const Document document = Parse(markdown);
  std::optional<MarkdownProblem> first;
  ForEachNode(document.get(), [&](cmark_node* node) {
    if (first.has_value()) return;
    std::string what = ProblemOf(node);
    if (what.empty()) return;
    first = {.line = LineOf(node), .what = std::move(what)};
  });
  return first;
}

std::vector<MarkdownHeading> MarkdownHeadings(absl::string_view markdown) {
  const Document document = Parse(markdown);
  std::vector<MarkdownHeading> headings;
  ForEachNode(document.get(), [&](cmark_node* node) {
    if (cmark_node_get_type(node) != CMARK_NODE_HEADING) return;
    headings.push_back({.line = cmark_node_get_start_line(node),
                        .level = cmark_node_get_heading_level(node)});
  });
  return headings;
}

std::string MarkdownToHtml(absl::string_view markdown, int heading_level) {
  const Document document = Parse(markdown);
  LeaveOutProblems(document.get());
  LowerHeadings(document.get(), heading_level);
  const Text html(cmark_render_html(document.get(), CMARK_OPT_DEFAULT),
                  &std::free);
  // Tags can only be cmark's own: what is text comes with its `<` escaped.
  return absl::StrReplaceAll(
      html.get(),
      {{"<ul>", "<ul class=\"nhsuk-list nhsuk-list--bullet\">"},
       {"<ol>", "<ol class=\"nhsuk-list nhsuk-list--number\">"},
       {"<ol start", "<ol class=\"nhsuk-list nhsuk-list--number\" start"},
       {"<h2>", "<h2 class=\"nhsuk-heading-m\">"},
       {"<h3>", "<h3 class=\"nhsuk-heading-s\">"}});
}

}  // namespace cwp::http
