// Texts that the organisation writes: what they become, and what is said of a
// mistake in one.
#include "services/web/texts.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/web/opening.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

View SampleSite() {
  return {{"organisation", "A *starred* & <odd> name"},
          {"phone", "01632 960 001"},
          {"phone_href", "tel:+441632960001"},
          {"asks_age", true},
          {"asks_area", false}};
}

TEST(PageTextTest, ValuesStandForThemselves) {
  ASSERT_OK_AND_ASSIGN(const PageText text,
                       ReadPageText("a.md",
                                    "# About {{site.organisation}}\n\n"
                                    "By {{site.organisation}}, "
                                    "[{{site.phone}}]({{site.phone_href}}).\n",
                                    SampleSite()));
  EXPECT_EQ(text.title, "About A *starred* & <odd> name");
  EXPECT_EQ(text.html,
            "<p>By A *starred* &amp; &lt;odd&gt; name, "
            "<a href=\"tel:+441632960001\">01632 960 001</a>.</p>\n");
}

TEST(PageTextTest, LinesGoWithWhatIsNotSet) {
  ASSERT_OK_AND_ASSIGN(const PageText text,
                       ReadPageText("a.md",
                                    "# A\n\n"
                                    "- one\n"
                                    "- write to {{site.email}}\n"
                                    "- the age {{site.asks_age}}\n"
                                    "- the area {{site.asks_area}}\n"
                                    "- last\n",
                                    SampleSite()));
  EXPECT_THAT(text.html,
              AllOf(HasSubstr("<li>one</li>\n<li>the age</li>\n<li>last</li>"),
                    Not(HasSubstr("write")), Not(HasSubstr("area"))));
}

TEST(PageTextTest, HeadingsHaveTheirPlaceBelowThePages) {
  ASSERT_OK_AND_ASSIGN(
      const PageText text,
      ReadPageText("a.md", "# A\n\n## B\n\n### C\n", SampleSite()));
  EXPECT_EQ(text.html,
            "<h2 class=\"nhsuk-heading-l\">B</h2>\n"
            "<h3 class=\"nhsuk-heading-m\">C</h3>\n");
}

TEST(PageTextTest, LinksToElsewhereSaySo) {
  EXPECT_EQ(MarkOutsideLinks("<a href=\"/a\">a</a> <a href=\"https://b\">b</a>"
                             " <a href=\"https://c\">c</a>."),
            "<a href=\"/a\">a</a> "
            "<a class=\"app-outside\" href=\"https://b\">b<span "
            "class=\"nhsuk-u-visually-hidden\"> (another website)</span></a> "
            "<a class=\"app-outside\" href=\"https://c\">c<span "
            "class=\"nhsuk-u-visually-hidden\"> (another website)</span></a>.");
}

struct MistakeCase {
  std::string name;
  std::string markdown;
  std::string says;
};

class MistakeTest : public ::testing::TestWithParam<MistakeCase> {};

TEST_P(MistakeTest, IsNamedWithItsLine) {
  const auto text = ReadPageText("own/a.md", GetParam().markdown, SampleSite());
  EXPECT_THAT(text.status(), HasReason("TEXT_INVALID"));
  EXPECT_THAT(std::string(text.status().message()), HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    All, MistakeTest,
    ::testing::ValuesIn(std::vector<MistakeCase>{
        {"Html", "# A\n\ntext\n\n<b>bold</b>\n", "own/a.md:5: raw HTML"},
        {"AfterALineThatIsGone", "# A\n{{site.email}}\n\n<b>b</b>\n",
         "own/a.md:4: raw HTML"},
        {"Script", "# A\n\n[x](javascript:alert)\n", "own/a.md:3: a link has"},
        {"NoHeading", "Words first\n\n# A\n", "own/a.md:1: a page begins"},
        {"Nothing", "", "own/a.md:1: a page begins"},
        {"SmallHeading", "## A\n", "own/a.md:1: a page begins"},
        {"TwoHeadings", "# A\n\n# B\n", "own/a.md:3: a page has one"},
        {"Skips", "# A\n\n## B\n\n#### C\n", "own/a.md:5: a heading skips"},
        {"NoSuchValue", "# A\n\n{{site.emial}}\n",
         "own/a.md:3: there is no value site.emial"},
        {"OtherBraces", "# A\n\n{{email}}\n", "own/a.md:3: {{ begins"},
        {"NotClosed", "# A\n\n{{site.email\n", "own/a.md:3: {{ begins"},
        {"NotUtf8", "# A\n\n\xff\n", "own/a.md is not UTF-8"},
    }),
    [](const auto& test) { return test.param.name; });

class OwnTextsTest : public ::testing::Test {
 protected:
  OwnTextsTest() {
    std::filesystem::create_directory(shipped_.File("texts"));
    Write(shipped_.File("texts/about.md"), "# Theirs\n");
    Write(shipped_.File("texts/contact.md"), "# Contact\n");
  }

  static void Write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
  }

  absl::StatusOr<PageTexts> Load() const {
    return LoadTexts(shipped_.path(), own_.path(), SampleSite());
  }

  TempDir shipped_;
  TempDir own_;
};

TEST_F(OwnTextsTest, TakeThePlaceOfThoseShipped) {
  Write(own_.File("about.md"), "# Ours\n");
  Write(own_.File(".about.md.swp"), "an editor’s own");
  ASSERT_OK_AND_ASSIGN(const PageTexts texts, Load());
  EXPECT_EQ(texts.at("about").title, "Ours");
  EXPECT_EQ(texts.at("contact").title, "Contact");
}

TEST_F(OwnTextsTest, AreRefusedWhereTheyWouldNotBeSeen) {
  Write(own_.File("abuot.md"), "# Ours\n");
  EXPECT_THAT(std::string(Load().status().message()),
              HasSubstr("abuot.md has the name of no page"));
}

TEST_F(OwnTextsTest, AreMarkdownOfASaneSize) {
  Write(own_.File("about.txt"), "# Ours\n");
  EXPECT_THAT(std::string(Load().status().message()),
              HasSubstr("about.txt does not end in .md"));
  std::filesystem::remove(own_.File("about.txt"));
  Write(own_.File("about.md"),
        absl::StrCat("# A\n", std::string(64 << 10, 'x')));
  EXPECT_THAT(std::string(Load().status().message()),
              HasSubstr("about.md is larger than 65536 bytes"));
}

TEST_F(OwnTextsTest, AFolderThatIsNotThereIsAMistake) {
  EXPECT_THAT(
      LoadTexts(shipped_.path(), own_.File("none"), SampleSite()).status(),
      HasReason("TEXT_INVALID"));
}

absl::Time At(int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(2026, 12, day, hour, minute),
                         civil::London());
}

TEST(OpeningTest, SaysUntilWhenAndWhenNext) {
  ASSERT_OK_AND_ASSIGN(
      const Opening opening,
      Opening::Read("mon-fri 09:00-17:30", civil::DaysOff(), civil::London()));
  const auto next = [](const char* words) {
    return View{{"opens_next", words}};
  };
  EXPECT_EQ(opening.ViewAt(At(23, 9)), (View{{"open_until", "5:30pm"}}));
  EXPECT_EQ(opening.ViewAt(At(23, 8, 59)),
            next("9am on Wednesday 23 December 2026"));
  EXPECT_EQ(opening.ViewAt(At(23, 17, 30)),
            next("9am on Thursday 24 December 2026"));
  // Christmas, the weekend, and the Monday that stands for Boxing Day.
  EXPECT_EQ(opening.ViewAt(At(24, 18)),
            next("9am on Tuesday 29 December 2026"));
}

TEST(OpeningTest, SaysNothingWithoutTimes) {
  ASSERT_OK_AND_ASSIGN(const Opening opening,
                       Opening::Read("", civil::DaysOff(), civil::London()));
  EXPECT_EQ(opening.ViewAt(At(23, 9)), View());
}

TEST(OpeningTest, TimesAreRead) {
  for (const char* good : {"mon 09:00-12:00", "Sat-Sun  00:00-24:00"}) {
    EXPECT_OK(Opening::Read(good, civil::DaysOff(), civil::London())) << good;
  }
  for (const char* bad :
       {"mon-fri", "fri-mon 09:00-17:00", "mon-fry 09:00-17:00",
        "mon-fri 9:00-17:00", "mon-fri 17:00-09:00", "mon-fri 09:00-24:01",
        "mon-fri 09:60-17:00", "mon-fri 09:00-17:00 x", "mon-fri 09:00"}) {
    EXPECT_THAT(Opening::Read(bad, civil::DaysOff(), civil::London()).status(),
                HasReason("CONFIG_INVALID"))
        << bad;
  }
}

}  // namespace
}  // namespace cwp::web
