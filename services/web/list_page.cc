#include "services/web/list_page.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/web/say.h"

namespace cwp::web {

ListPage CutPage(size_t count, size_t most, size_t number) {
  ListPage page;
  page.pages = std::max<size_t>(1, (count + most - 1) / most);
  page.number = std::clamp<size_t>(number, 1, page.pages);
  page.begin = most * (page.number - 1);
  page.end = std::min(count, page.begin + most);
  return page;
}

size_t PageAsked(const http::Parameters& query) {
  const absl::string_view asked = query.Get("page");
  if (asked.empty()) return 1;
  int number = 0;
  const bool known = absl::SimpleAtoi(asked, &number) && number > 0;
  return known ? static_cast<size_t>(number) : 0;
}

std::string WithPage(absl::string_view path, size_t number) {
  if (number == 1) return std::string(path);
  const bool has_query = path.find('?') != absl::string_view::npos;
  return absl::StrCat(path, has_query ? "&" : "?", "page=", number);
}

std::string PageKey(absl::string_view path, size_t number, bool left_out) {
  return absl::StrCat(WithPage(path, number), left_out ? " left out" : "");
}

void AddPaged(const ListPage& page, size_t count, View& view) {
  if (page.pages == 1) return;
  view["paged"] = View{{"page_number", absl::StrCat(page.number)},
                       {"page_count", absl::StrCat(page.pages)},
                       {"item_count", absl::StrCat(count)}};
}

void AddPageLinks(const ListPage& page, absl::string_view path,
                  absl::string_view id, const PageTitles& titles, View& view) {
  View links;
  const auto add = [&](const char* name, size_t number,
                       const std::string& title) {
    View link = {
        {"href", absl::StrCat(WithPage(path, number), "#", id)},
        {"to", Say("list.page", {{"page", absl::StrCat(number)},
                                 {"pages", absl::StrCat(page.pages)}})}};
    if (!title.empty()) link["title"] = title;
    links[name] = std::move(link);
  };
  if (page.number > 1) add("previous", page.number - 1, titles.before);
  if (page.number < page.pages) add("next", page.number + 1, titles.after);
  if (!links.empty()) view["pagination"] = std::move(links);
}

}  // namespace cwp::web
