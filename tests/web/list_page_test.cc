#include "services/web/list_page.h"

#include <string>
#include <vector>

#include "common/http/parameters.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

TEST(ListPageTest, EveryThingIsOnOnePage) {
  struct Case {
    size_t count;
    size_t asked;
    ListPage page;
  };
  for (const Case& test : std::vector<Case>{{0, 1, {1, 1, 0, 0}},
                                            {0, 0, {1, 1, 0, 0}},
                                            {0, 7, {1, 1, 0, 0}},
                                            {1, 1, {1, 1, 0, 1}},
                                            {20, 1, {1, 1, 0, 20}},
                                            {20, 2, {1, 1, 0, 20}},
                                            {21, 1, {1, 2, 0, 20}},
                                            {21, 2, {2, 2, 20, 21}},
                                            {45, 0, {1, 3, 0, 20}},
                                            {45, 2, {2, 3, 20, 40}},
                                            {45, 3, {3, 3, 40, 45}},
                                            {45, 9999, {3, 3, 40, 45}}}) {
    SCOPED_TRACE(test.count);
    const ListPage page = CutPage(test.count, 20, test.asked);
    EXPECT_EQ(page.number, test.page.number) << test.asked;
    EXPECT_EQ(page.pages, test.page.pages);
    EXPECT_EQ(page.begin, test.page.begin);
    EXPECT_EQ(page.end, test.page.end);
  }
}

TEST(ListPageTest, AnAddressAsksForAPageByItsNumber) {
  for (const auto& [asked, number] :
       std::vector<std::pair<std::string, size_t>>{{"", 1},
                                                   {"1", 1},
                                                   {"2", 2},
                                                   {"9999", 9999},
                                                   {"0", 0},
                                                   {"-1", 0},
                                                   {"x", 0},
                                                   {"2x", 0},
                                                   {"1.5", 0},
                                                   {"99999999999999999", 0}}) {
    http::Parameters query;
    query.Add("page", asked);
    EXPECT_EQ(PageAsked(query), number) << asked;
  }
  EXPECT_EQ(PageAsked({}), 1u);
}

TEST(ListPageTest, AllOfAListSaysNothingOfPages) {
  View view;
  AddPaged(CutPage(20, 20, 1), 20, view);
  AddPageLinks(CutPage(20, 20, 1), "/list", "dates", {}, view);
  EXPECT_TRUE(view.empty());
}

TEST(ListPageTest, LinksLeadToWhatIsBeforeAndAfter) {
  struct Case {
    size_t number;
    std::string path;
    // Empty for none.
    std::string before;
    std::string after;
  };
  for (const Case& test : std::vector<Case>{
           {1, "/list", "", "/list?page=2#dates"},
           {2, "/list", "/list#dates", "/list?page=3#dates"},
           {3, "/list?topic=a", "/list?topic=a&page=2#dates", ""}}) {
    SCOPED_TRACE(test.number);
    View view;
    AddPageLinks(CutPage(45, 20, test.number), test.path, "dates",
                 {.after = "Later"}, view);
    const View& links = view.at("pagination").as_object();
    for (const auto& [name, href] :
         {std::pair("previous", test.before), std::pair("next", test.after)}) {
      ASSERT_EQ(links.contains(name), !href.empty()) << name;
      if (href.empty()) continue;
      EXPECT_EQ(links.at(name).at("href").as_string().c_str(), href);
    }
    if (test.number == 2) {
      EXPECT_EQ(links.at("previous").at("to"), "Page 1 of 3");
      EXPECT_FALSE(links.at("previous").as_object().contains("title"));
      EXPECT_EQ(links.at("next").at("title"), "Later");
    }
  }
}

}  // namespace
}  // namespace cwp::web
