#include "services/notifications/letter.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace cwp::notifications {
namespace {

constexpr char kHead[] =
    "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>";
constexpr char kBody[] =
    "</title>\n</head>\n"
    "<body style=\"font-family:Arial,sans-serif;font-size:16px;"
    "line-height:1.5;color:#212b32;max-width:40em;padding:8px\">\n";
constexpr char kPanel[] =
    "<div style=\"border:4px solid #d5281b;padding:0 16px\">\n";

std::string Escape(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"},
                                    {"<", "&lt;"},
                                    {">", "&gt;"},
                                    {"\"", "&quot;"},
                                    {"'", "&#39;"}});
}

std::string Joined(const std::vector<std::string>& lines,
                   absl::string_view separator) {
  return absl::StrJoin(lines, separator,
                       [](std::string* out, const std::string& line) {
                         out->append(Escape(line));
                       });
}

std::string TextOf(const Block& block) {
  switch (block.type) {
    case Block::Type::kList:
      return absl::StrCat("- ", absl::StrJoin(block.lines, "\n- "), "\n");
    case Block::Type::kLink:
      return absl::StrCat(absl::StrJoin(block.lines, "\n"), "\n", block.url,
                          "\n");
    default:
      return absl::StrCat(absl::StrJoin(block.lines, "\n"), "\n");
  }
}

std::string HtmlOf(const Block& block) {
  switch (block.type) {
    case Block::Type::kHeading:
      return absl::StrCat("<h2 style=\"font-size:20px\">",
                          Joined(block.lines, " "), "</h2>\n");
    case Block::Type::kList:
      return absl::StrCat("<ul>\n<li>", Joined(block.lines, "</li>\n<li>"),
                          "</li>\n</ul>\n");
    case Block::Type::kLink: {
      const std::string url = Escape(block.url);
      return absl::StrCat("<p>", Joined(block.lines, "<br>\n"),
                          "<br>\n<a href=\"", url, "\">", url, "</a></p>\n");
    }
    default:
      return absl::StrCat("<p>", Joined(block.lines, "<br>\n"), "</p>\n");
  }
}

}  // namespace

std::vector<Block> TypedBlocks(absl::string_view text) {
  std::vector<Block> blocks;
  Block block;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const absl::string_view shown = absl::StripTrailingAsciiWhitespace(line);
    if (!shown.empty()) {
      block.lines.emplace_back(shown);
    } else if (!block.lines.empty()) {
      blocks.push_back(std::exchange(block, {}));
    }
  }
  if (!block.lines.empty()) blocks.push_back(std::move(block));
  return blocks;
}

Letter DrawLetter(std::string subject, const std::vector<Block>& blocks) {
  Letter letter;
  letter.html = absl::StrCat(kHead, Escape(subject), kBody);
  bool in_panel = false;
  for (const Block& block : blocks) {
    if (!letter.text.empty()) letter.text += "\n";
    letter.text += TextOf(block);
    if (block.urgent != in_panel) {
      letter.html += in_panel ? "</div>\n" : kPanel;
      in_panel = block.urgent;
    }
    letter.html += HtmlOf(block);
  }
  absl::StrAppend(&letter.html, in_panel ? "</div>\n" : "",
                  "</body>\n</html>\n");
  letter.subject = std::move(subject);
  return letter;
}

}  // namespace cwp::notifications
