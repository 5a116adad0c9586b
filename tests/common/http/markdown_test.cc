#include "common/http/markdown.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct ProblemCase {
  std::string name;
  std::string markdown;
  // 0 for none.
  int line;
  std::string words;
};

class ProblemTest : public ::testing::TestWithParam<ProblemCase> {};

TEST_P(ProblemTest, IsFoundInItsLine) {
  const auto problem = FindMarkdownProblem(GetParam().markdown);
  EXPECT_EQ(problem.has_value() ? problem->line : 0, GetParam().line);
  if (!problem.has_value()) return;
  EXPECT_THAT(problem->what, HasSubstr(GetParam().words));
}

INSTANTIATE_TEST_SUITE_P(
    All, ProblemTest,
    ::testing::Values(
        ProblemCase{"Empty", "", 0, ""},
        ProblemCase{"Plain", "Some text.\n\nAnd 1 < 2 & more.", 0, ""},
        ProblemCase{"Rich", "# One\n\n- *a*\n- **b**\n\n> c\n\n`d`", 0, ""},
        ProblemCase{"LinkOut", "[NHS](https://www.nhs.uk/)", 0, ""},
        ProblemCase{"LinkMail", "<team@example.org>", 0, ""},
        ProblemCase{"LinkPhone", "[call](tel:+441632960001)", 0, ""},
        ProblemCase{"LinkHere", "[help](/urgent-help)", 0, ""},
        ProblemCase{"Script", "a\n\n<script>alert(1)</script>", 3, "raw HTML"},
        ProblemCase{"InlineHtml", "a <b onclick=x>b</b>", 1, "raw HTML"},
        ProblemCase{"Comment", "<!-- a -->", 1, "raw HTML"},
        ProblemCase{"Picture", "a\n\n![b](https://x.example.org/)", 3,
                    "picture"},
        ProblemCase{"LinkScript", "[a](javascript:alert(1))", 1, "link"},
        ProblemCase{"LinkScriptOddly", "[a](JaVaScRiPt:alert)", 1, "link"},
        ProblemCase{"LinkData", "[a](data:text/html;base64,AA)", 1, "link"},
        ProblemCase{"LinkHttp", "[a](http://example.org)", 1, "link"},
        ProblemCase{"LinkNoScheme", "[a](//example.org)", 1, "link"},
        ProblemCase{"LinkByReference", "[a][b]\n\n[b]: javascript:1", 1,
                    "link"}),
    [](const auto& param) { return param.param.name; });

TEST(MarkdownToHtmlTest, HasTheClassesOfThePages) {
  EXPECT_EQ(MarkdownToHtml("# One\n\ntext\n\n## Two\n\n- a\n- b\n\n3. c", 2),
            "<h2 class=\"nhsuk-heading-m\">One</h2>\n<p>text</p>\n"
            "<h3 class=\"nhsuk-heading-s\">Two</h3>\n"
            "<ul class=\"nhsuk-list nhsuk-list--bullet\">\n<li>a</li>\n"
            "<li>b</li>\n</ul>\n"
            "<ol class=\"nhsuk-list nhsuk-list--number\" start=\"3\">\n"
            "<li>c</li>\n</ol>\n");
}

TEST(MarkdownToHtmlTest, HeadingsBeginAtTheLevelAndEndAtSix) {
  const std::string html = MarkdownToHtml("### a\n\n###### b", 4);
  EXPECT_THAT(html, HasSubstr("<h4>a</h4>"));
  EXPECT_THAT(html, HasSubstr("<h6>b</h6>"));
}

TEST(MarkdownHeadingsTest, AreToldWithTheirLines) {
  const std::vector<MarkdownHeading> headings =
      MarkdownHeadings("# a\n\ntext\n\n### b\n\nc\n-\n\n    # code\n");
  ASSERT_EQ(headings.size(), 3u);
  EXPECT_EQ(headings[1].line, 5);
  EXPECT_EQ(headings[1].level, 3);
  EXPECT_EQ(headings[2].line, 7) << "underlined";
  EXPECT_EQ(headings[2].level, 2);
}

TEST(MarkdownToHtmlTest, WhatIsNotShownLeavesItsWords) {
  const std::string html = MarkdownToHtml(
      "<script>x</script>\n\n[words *in* it](javascript:y) ![alt](z) <i>w</i>",
      2);
  EXPECT_EQ(html, "<p>words <em>in</em> it alt w</p>\n");
}

TEST(MarkdownToHtmlTest, TextCannotBecomeTags) {
  EXPECT_THAT(MarkdownToHtml("`<ul>` and &lt;h2&gt; \\<ol>", 2),
              Not(HasSubstr("nhsuk")));
}

}  // namespace
}  // namespace cwp::http
