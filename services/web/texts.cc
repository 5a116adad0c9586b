#include "services/web/texts.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/http/markdown.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostBytes = 64 << 10;
constexpr absl::string_view kEnding = ".md";
constexpr absl::string_view kOpen = "{{site.";
constexpr absl::string_view kClose = "}}";

// Those that a deployment may do without: lines with one that is not set are
// left out.
constexpr absl::string_view kOptional[] = {
    "area_question",      "email",           "phone",
    "phone_href",         "privacy_url",     "statement_date",
    "statement_reviewed", "statement_tested"};

absl::Status Invalid(absl::string_view file, absl::string_view problem) {
  return FailedPrecondition("TEXT_INVALID",
                            absl::StrCat("the text ", file, problem),
                            {{"file", std::string(file)}});
}

absl::Status InvalidLine(absl::string_view file, size_t line,
                         absl::string_view problem) {
  return Invalid(absl::StrCat(file, ":", line), absl::StrCat(": ", problem));
}

// What Markdown shows as the value itself.
std::string Escaped(absl::string_view value) {
  std::string text;
  for (const char c : value) {
    if (absl::ascii_ispunct(static_cast<unsigned char>(c))) {
      text.push_back('\\');
    }
    text.push_back(c);
  }
  return text;
}

// What a name stands for: a text; an empty one for a yes; or nothing, and the
// line goes. An error is no status yet, since it knows no line.
struct Value {
  bool known = true;
  bool there = true;
  std::string text;
};

Value Find(const View& site, absl::string_view name) {
  const auto found = site.find(json::string_view(name.data(), name.size()));
  if (found == site.end()) {
    const auto* const end = std::end(kOptional);
    return {.known = std::find(std::begin(kOptional), end, name) != end,
            .there = false};
  }
  const json::value& value = found->value();
  if (value.is_bool()) return {.there = value.get_bool()};
  if (!value.is_string()) return {.known = false};
  return {.text = Escaped(value.get_string().c_str())};
}

// The lines of a text with values in the place of their names, and which lines
// of the file they are.
struct Filled {
  std::string text;
  std::vector<size_t> lines;

  void Add(absl::string_view line, size_t number) {
    absl::StrAppend(&text, line, "\n");
    lines.push_back(number);
  }

  // Which line of the file a line of the text is; both count from 1.
  size_t LineOf(int line) const {
    return lines.at(static_cast<size_t>(std::max(line, 1)) - 1);
  }
};

absl::StatusOr<Filled> Fill(absl::string_view file, absl::string_view markdown,
                            const View& site) {
  Filled filled;
  size_t number = 0;
  for (absl::string_view rest : absl::StrSplit(markdown, '\n')) {
    ++number;
    std::string line;
    bool there = true;
    while (true) {
      const size_t begin = rest.find("{{");
      absl::StrAppend(&line, rest.substr(0, begin));
      if (begin == absl::string_view::npos) break;
      rest.remove_prefix(begin);
      const size_t end = rest.find(kClose);
      if (!absl::StartsWith(rest, kOpen) || end == absl::string_view::npos) {
        return InvalidLine(file, number,
                           "{{ begins the name of a value, {{site.NAME}}");
      }
      const absl::string_view name =
          rest.substr(kOpen.size(), end - kOpen.size());
      const Value value = Find(site, name);
      if (!value.known) {
        return InvalidLine(file, number,
                           absl::StrCat("there is no value site.", name));
      }
      there = there && value.there;
      absl::StrAppend(&line, value.text);
      rest.remove_prefix(end + kClose.size());
    }
    if (there) filled.Add(absl::StripTrailingAsciiWhitespace(line), number);
  }
  return filled;
}

// `text` has its own heading on its first line.
absl::Status CheckHeadings(absl::string_view file, const Filled& filled) {
  int above = 0;
  for (const http::MarkdownHeading& heading :
       http::MarkdownHeadings(filled.text)) {
    const size_t line = filled.LineOf(heading.line);
    if (above == 0 && (heading.level != 1 || line != 1)) break;
    if (above > 0 && heading.level == 1) {
      return InvalidLine(file, line, "a page has one heading with one #");
    }
    if (heading.level > above + 1) {
      return InvalidLine(file, line, "a heading skips a level");
    }
    above = heading.level;
  }
  if (above > 0) return absl::OkStatus();
  return InvalidLine(file, 1, "a page begins with its heading, # Heading");
}

// The heading that a line of Markdown makes, as it is read.
std::string TitleOf(absl::string_view line) {
  std::string title;
  for (const char c : absl::StripLeadingAsciiWhitespace(
           line.substr(std::min(line.find('#') + 1, line.size())))) {
    if (c != '\\') title.push_back(c);
  }
  return title;
}

absl::StatusOr<std::string> ReadFile(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) return Invalid(path.string(), " cannot be read");
  if (size > kMostBytes) {
    return Invalid(path.string(),
                   absl::StrCat(" is larger than ", kMostBytes, " bytes"));
  }
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return Invalid(path.string(), " cannot be read");
  return text.str();
}

// Reads the texts of a folder over those that there are. `any_name` where a
// file makes a page.
absl::Status ReadTexts(const fs::path& folder, bool any_name, const View& site,
                       PageTexts& texts) {
  std::error_code error;
  fs::directory_iterator files(folder, error);
  if (error) return Invalid(folder.string(), " is no folder that can be read");
  for (const fs::directory_entry& entry : files) {
    const std::string name = entry.path().stem().string();
    if (absl::StartsWith(entry.path().filename().string(), ".")) continue;
    const std::string file = entry.path().string();
    if (entry.path().extension().string() != std::string(kEnding)) {
      return Invalid(file, " does not end in .md");
    }
    if (!any_name && texts.count(name) == 0) {
      return Invalid(file, " has the name of no page");
    }
    ASSIGN_OR_RETURN(const std::string markdown, ReadFile(entry.path()));
    ASSIGN_OR_RETURN(texts[name], ReadPageText(file, markdown, site));
  }
  return absl::OkStatus();
}

}  // namespace

std::string MarkOutsideLinks(absl::string_view html) {
  constexpr absl::string_view kLink = "<a href=\"https://";
  constexpr absl::string_view kEnd = "</a>";
  std::string marked;
  while (true) {
    const size_t begin = html.find(kLink);
    if (begin == absl::string_view::npos) break;
    const size_t end = html.find(kEnd, begin);
    if (end == absl::string_view::npos) break;
    absl::StrAppend(
        &marked, html.substr(0, begin), "<a class=\"app-outside\" href=\"",
        html.substr(begin + kLink.size() - 8, end - begin - kLink.size() + 8),
        "<span class=\"nhsuk-u-visually-hidden\"> ",
        Say("link.another_website"), "</span>", kEnd);
    html.remove_prefix(end + kEnd.size());
  }
  absl::StrAppend(&marked, html);
  return marked;
}

absl::StatusOr<PageText> ReadPageText(absl::string_view file,
                                      absl::string_view markdown,
                                      const View& site) {
  if (!IsValidUtf8(markdown)) return Invalid(file, " is not UTF-8");
  ASSIGN_OR_RETURN(const Filled filled, Fill(file, markdown, site));
  const absl::string_view text = filled.text;
  const absl::string_view first = text.substr(0, text.find('\n'));
  RETURN_IF_ERROR(CheckHeadings(file, filled));
  const auto problem = http::FindMarkdownProblem(text);
  if (problem.has_value()) {
    return InvalidLine(file, filled.LineOf(problem->line), problem->what);
  }
  return PageText{
      .title = TitleOf(first),
      .html = absl::StrReplaceAll(
          MarkOutsideLinks(http::MarkdownToHtml(text.substr(first.size()), 2)),
          {{"<h2 class=\"nhsuk-heading-m\">", "<h2 class=\"nhsuk-heading-l\">"},
           {"<h3 class=\"nhsuk-heading-s\">",
            "<h3 class=\"nhsuk-heading-m\">"}})};
}

absl::StatusOr<PageTexts> LoadTexts(absl::string_view templates,
                                    absl::string_view own_folder,
                                    const View& site) {
  PageTexts texts;
  const fs::path shipped = fs::path(std::string(templates)) / "texts";
  RETURN_IF_ERROR(ReadTexts(shipped, /*any_name=*/true, site, texts));
  if (own_folder.empty()) return texts;
  RETURN_IF_ERROR(
      ReadTexts(std::string(own_folder), /*any_name=*/false, site, texts));
  return texts;
}

}  // namespace cwp::web
