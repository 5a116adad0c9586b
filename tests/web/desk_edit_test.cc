#include "services/web/desk_edit.h"

#include <string>
#include <vector>

#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

http::Parameters Form(
    const std::vector<std::pair<std::string, std::string>>& fields) {
  http::Parameters form;
  for (const auto& [name, value] : fields) form.Add(name, value);
  return form;
}

constexpr absl::string_view kFields[] = {"title", "places", "topics"};

TEST(MergeForms, TakesOverWhatWasNotTouchedAndKeepsWhatWasTyped) {
  const Merged merged = MergeForms(
      kFields, Form({{"title", "Old"}, {"places", "12"}, {"topics", "sleep"}}),
      Form({{"title", "Theirs"}, {"places", "15"}, {"topics", "sleep"}}),
      Form({{"title", "Mine"}, {"places", "12"}, {"topics", "worry"}}));
  EXPECT_EQ(merged.form.Get("title"), "Mine");
  EXPECT_EQ(merged.form.Get("places"), "15");
  EXPECT_EQ(merged.form.Get("topics"), "worry");
  ASSERT_EQ(merged.changes.size(), 2);
  EXPECT_EQ(merged.changes[0].field, "title");
  EXPECT_THAT(merged.changes[0].now, ElementsAre("Theirs"));
  EXPECT_THAT(merged.changes[0].typed, ElementsAre("Mine"));
  EXPECT_TRUE(merged.changes[0].both);
  EXPECT_EQ(merged.changes[1].field, "places");
  EXPECT_FALSE(merged.changes[1].both);
}

TEST(MergeForms, FindsNothingWhereBothWantedTheSame) {
  const Merged merged =
      MergeForms(kFields, Form({{"title", "Old"}}), Form({{"title", "New"}}),
                 Form({{"title", " New "}}));
  EXPECT_THAT(merged.changes, IsEmpty());
  EXPECT_EQ(merged.form.Get("title"), "New");
}

TEST(MergeForms, TakesLineBreaksOfBrowsersForThoseOfServices) {
  const Merged merged =
      MergeForms(kFields, Form({{"topics", "a\nb"}}), Form({{"topics", "c"}}),
                 Form({{"topics", "a\r\nb"}}));
  EXPECT_EQ(merged.form.Get("topics"), "c");
  ASSERT_EQ(merged.changes.size(), 1);
  EXPECT_FALSE(merged.changes[0].both);
}

TEST(MergeForms, KeepsThatSomethingWasTakenAway) {
  const Merged merged = MergeForms(
      kFields, Form({{"topics", "a"}, {"topics", "b"}}),
      Form({{"topics", "a"}, {"topics", "b"}, {"topics", "c"}}), Form({}));
  EXPECT_FALSE(merged.form.Has("topics"));
  ASSERT_EQ(merged.changes.size(), 1);
  EXPECT_THAT(merged.changes[0].now, ElementsAre("a", "b", "c"));
  EXPECT_TRUE(merged.changes[0].both);
}

TEST(SeenText, IsReadBack) {
  const http::Parameters form =
      Form({{"title", "\"A\" <b> & ü"}, {"topics", "x"}, {"topics", "y"}});
  const auto read = ReadSeen(SeenText(form));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->entries(), form.entries());
  for (const char* text : {"", "x", "{}", "[1]", "[[\"a\"]]", "[[\"a\", 1]]"}) {
    EXPECT_FALSE(ReadSeen(text).has_value()) << text;
  }
}

TEST(RefusedField, TakesTheFirstNameThatFits) {
  constexpr FieldName kNames[] = {{"age_range.max", "max_age"},
                                  {"age_range", "min_age"}};
  const auto refused = [&](const char* reason, const char* field) {
    return RefusedField(
        InvalidArgument(reason, "no", {{"field", std::string(field)}}), kNames);
  };
  EXPECT_EQ(refused("FIELD_INVALID", "age_range.max_years")->field, "max_age");
  EXPECT_EQ(refused("FIELD_INVALID", "age_range")->field, "min_age");
  EXPECT_EQ(refused("FIELD_REQUIRED", "age_range")->reason, "required");
  EXPECT_EQ(refused("FIELD_TOO_LONG", "age_range")->reason, "too_long");
  EXPECT_EQ(refused("TIME_SKIPPED", "age_range")->reason, "time_skipped");
  EXPECT_FALSE(refused("FIELD_INVALID", "other").has_value());
}

TEST(IndexIn, ReadsTheNumberInAPath) {
  const auto index = [](const char* field) {
    return IndexIn(InvalidArgument("X", "no", {{"field", std::string(field)}}));
  };
  EXPECT_EQ(index("meetings[2].local_start"), 2);
  EXPECT_EQ(index("meetings"), 0);
  EXPECT_EQ(index("meetings[x]"), 0);
  EXPECT_EQ(index("]["), 0);
}

TEST(CheckTexts, CountsCharactersAndLines) {
  constexpr TextRule kRules[] = {{.field = "title", .max = 3, .required = true},
                                 {.field = "notes", .max = 5, .lines = true}};
  EXPECT_THAT(CheckTexts(Form({{"title", "äöü"}, {"notes", "a\r\nb"}}), kRules),
              IsEmpty());
  const auto errors =
      CheckTexts(Form({{"title", " "}, {"notes", "abcdef"}}), kRules);
  ASSERT_EQ(errors.size(), 2);
  EXPECT_EQ(errors[0].reason, "required");
  EXPECT_EQ(errors[1].reason, "too_long");
  EXPECT_EQ(CheckTexts(Form({{"title", "a\nb"}}), kRules)[0].reason, "invalid");
}

}  // namespace
}  // namespace cwp::web
