#ifndef CWP_SERVICES_WEB_LIST_PAGE_H_
#define CWP_SERVICES_WEB_LIST_PAGE_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "common/http/parameters.h"
#include "services/web/view.h"

namespace cwp::web {

// Lists that are shown in pages, so that none is heavy, however long they are.

// How many workshops, dates of one, or webinars a page for everybody shows.
inline constexpr size_t kMostOnPage = 20;

// A page of a list.
struct ListPage {
  // From 1 to `pages`.
  size_t number = 1;
  size_t pages = 1;
  // It shows the list from `begin` to before `end`.
  size_t begin = 0;
  size_t end = 0;
};

// The page of that number of a list of `count` things, with `most` on each; or
// the nearest to it that there is.
ListPage CutPage(size_t count, size_t most, size_t number);

// The number of the page that an address asks for: 1 unless it does, and 0 for
// what is none.
size_t PageAsked(const http::Parameters& query);

// The address of that page of the list at `path`, which may have a query.
std::string WithPage(absl::string_view path, size_t number);

// What that page is kept by in memory: whatever is left out of what an address
// asks for, what is said of it is the same.
std::string PageKey(absl::string_view path, size_t number, bool left_out);

// Adds `paged`, which says where in a list of `count` things a page is; nothing
// when it shows all of them.
void AddPaged(const ListPage& page, size_t count, View& view);

// What links to the pages before and after are called; empty for the usual.
struct PageTitles {
  std::string before;
  std::string after;
};

// Adds `pagination`, if there are other pages; they begin at the element `id`.
void AddPageLinks(const ListPage& page, absl::string_view path,
                  absl::string_view id, const PageTitles& titles, View& view);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_LIST_PAGE_H_
