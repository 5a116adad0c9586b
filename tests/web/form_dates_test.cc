#include "services/web/form_dates.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/http/parameters.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Dates 1, 2 and so on, of which some are chosen, and any date.
json::array Items(int count, const std::vector<int>& chosen = {}) {
  json::array items;
  for (int i = 1; i <= count; ++i) {
    items.push_back(
        View{{"value", absl::StrCat(i)}, {"text", absl::StrCat("Day ", i)}});
  }
  for (const int number : chosen) {
    items[static_cast<size_t>(number) - 1].as_object()["checked"] = true;
  }
  items.push_back(View{{"value", "any"}, {"text", "Any date"}});
  return items;
}

// What is left of them, and around them.
struct Shown {
  std::vector<std::string> values;
  std::vector<std::string> ids;
  View view;

  // What the form says of a hidden field; empty when it has none.
  std::string Hidden(const std::string& name) const {
    for (const json::value& field : view.at("form").at("hidden").as_array()) {
      if (field.at("name").as_string().c_str() == name) {
        return field.at("value").as_string().c_str();
      }
    }
    return "";
  }
  std::vector<std::string> Elsewhere() const {
    std::vector<std::string> named;
    if (!view.contains("elsewhere")) return named;
    for (const json::value& date :
         view.at("elsewhere").at("chosen_dates").as_array()) {
      named.emplace_back(date.as_string().c_str());
    }
    return named;
  }
};

Shown Show(size_t number, json::array items) {
  Shown shown;
  shown.view["form"] = View{{"hidden", json::array()}};
  ShowDatesPage("dates", number, items, shown.view);
  for (const json::value& item : items) {
    shown.values.emplace_back(item.at("value").as_string().c_str());
    shown.ids.emplace_back(item.at("item_id").as_string().c_str());
  }
  return shown;
}

TEST(FormDatesTest, FewDatesAreAllThere) {
  for (const int count : {0, 1, 8}) {
    SCOPED_TRACE(count);
    const Shown shown = Show(3, Items(count));
    EXPECT_EQ(shown.values.size(), static_cast<size_t>(count) + 1);
    EXPECT_EQ(shown.ids.front(), "dates");
    EXPECT_EQ(shown.view.size(), 1u);
    EXPECT_EQ(shown.Hidden("dates_page"), "");
  }
}

TEST(FormDatesTest, ManyDatesAreShownInTurn) {
  const json::array items = Items(17);
  EXPECT_THAT(Show(1, items).values,
              ElementsAre("1", "2", "3", "4", "5", "6", "7", "8", "any"));
  const Shown last = Show(3, items);
  EXPECT_THAT(last.values, ElementsAre("17", "any"));
  EXPECT_THAT(last.ids, ElementsAre("dates", "dates-2"));
  EXPECT_EQ(last.view.at("paged").at("item_count"), "17");
  EXPECT_EQ(Show(9, items).values, last.values) << "the nearest there is";
}

TEST(FormDatesTest, ButtonsLeadToWhatIsBeforeAndAfter) {
  struct Case {
    size_t number;
    bool earlier;
    bool later;
  };
  for (const Case& test :
       std::vector<Case>{{1, false, true}, {2, true, true}, {3, true, false}}) {
    const Shown shown = Show(test.number, Items(17));
    EXPECT_EQ(shown.view.at("earlier_dates"), json::value(test.earlier));
    EXPECT_EQ(shown.view.at("later_dates"), json::value(test.later));
    EXPECT_EQ(shown.Hidden("dates_page"), absl::StrCat(test.number));
  }
}

TEST(FormDatesTest, WhatIsChosenOnOtherPagesIsNamedAndKept) {
  const Shown shown = Show(2, Items(17, {1, 10, 17}));
  EXPECT_THAT(shown.Elsewhere(), ElementsAre("Day 1", "Day 17"));
  EXPECT_EQ(shown.Hidden("elsewhere"), "1,17");
  EXPECT_THAT(Show(2, Items(17, {10})).Elsewhere(), IsEmpty());
  EXPECT_EQ(Show(2, Items(17, {10})).Hidden("elsewhere"), "");
}

TEST(FormDatesTest, TheFirstPageSeenIsThatOfWhatIsChosen) {
  EXPECT_EQ(Show(0, Items(17)).values.front(), "1");
  EXPECT_EQ(Show(0, Items(17, {12, 17})).values.front(), "9");
  json::array any = Items(17);
  any.back().as_object()["checked"] = true;
  EXPECT_EQ(Show(0, any).values.front(), "1");
}

TEST(FormDatesTest, AFormSaysWhatWasChosenAndWhereItLeads) {
  struct Case {
    std::string then;
    std::string page;
    bool turns;
    size_t next;
  };
  for (const Case& test : std::vector<Case>{{"later", "1", true, 2},
                                            {"earlier", "2", true, 1},
                                            {"earlier", "1", true, 1},
                                            {"later", "", true, 1},
                                            {"later", "-3", true, 1},
                                            {"later", "x", true, 1},
                                            {"back", "2", false, 2},
                                            {"", "2", false, 2},
                                            {"", "", false, 0}}) {
    SCOPED_TRACE(absl::StrCat(test.then, " ", test.page));
    http::Parameters form;
    form.Add("then", test.then);
    form.Add("dates_page", test.page);
    EXPECT_EQ(TurnsDates(form), test.turns);
    EXPECT_EQ(NextDatesPage(form), test.next);
  }
  http::Parameters form;
  EXPECT_THAT(ChosenDates(form, "dates"), IsEmpty());
  form.Add("dates", "9");
  form.Add("elsewhere", "1,17");
  form.Add("dates", "any");
  EXPECT_THAT(ChosenDates(form, "dates"), ElementsAre("1", "17", "9", "any"));
}

TEST(FormDatesTest, WhatIsChosenCountsOnceAndIsNeverMuch) {
  http::Parameters form;
  form.Add("elsewhere", "1,17,1");
  form.Add("dates", "17");
  form.Add("dates", "9");
  form.Add("dates", "9");
  EXPECT_THAT(ChosenDates(form, "dates"), ElementsAre("1", "17", "9"));
  for (int i = 100; i < 200; ++i) form.Add("dates", absl::StrCat(i));
  EXPECT_THAT(ChosenDates(form, "dates"), SizeIs(kMostChosen));
}

}  // namespace
}  // namespace cwp::web
