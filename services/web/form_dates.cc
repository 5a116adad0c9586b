#include "services/web/form_dates.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/web/booking_form.h"
#include "services/web/list_page.h"

namespace cwp::web {
namespace {

constexpr char kPageField[] = "dates_page";
// Holds what is chosen on other pages.
constexpr char kElsewhereField[] = "elsewhere";
constexpr absl::string_view kThenField = "then";
constexpr absl::string_view kEarlier = "earlier";
constexpr absl::string_view kLater = "later";

bool IsChecked(const json::value& item) {
  const json::value* const checked = item.get_object().if_contains("checked");
  return checked != nullptr && checked->get_bool();
}

bool IsAnyDate(const json::value& item) {
  return item.get_object().at("value").get_string().c_str() == kAnyDate;
}

// The page with the first date that is chosen; the first without any.
size_t PageOfChosen(const json::array& items) {
  const auto chosen = std::find_if(items.begin(), items.end(), &IsChecked);
  if (chosen == items.end() || IsAnyDate(*chosen)) return 1;
  const auto before = static_cast<size_t>(chosen - items.begin());
  return before / kMostDatesOfForm + 1;
}

// The first of a field has its name for an id, which errors lead to.
void NumberItems(absl::string_view field, json::array& items) {
  for (size_t i = 0; i < items.size(); ++i) {
    std::string id(field);
    if (i > 0) absl::StrAppend(&id, "-", i + 1);
    items[i].get_object()["item_id"] = std::move(id);
  }
}

}  // namespace

std::vector<std::string> ChosenDates(const http::Parameters& form,
                                     absl::string_view field) {
  std::vector<absl::string_view> said =
      absl::StrSplit(form.Get(kElsewhereField), ',', absl::SkipEmpty());
  for (const absl::string_view here : form.All(field)) said.push_back(here);
  std::vector<std::string> chosen;
  for (const absl::string_view date : said) {
    if (chosen.size() == kMostChosen) break;
    if (std::find(chosen.begin(), chosen.end(), date) == chosen.end()) {
      chosen.emplace_back(date);
    }
  }
  return chosen;
}

bool TurnsDates(const http::Parameters& form) {
  const absl::string_view then = form.Get(kThenField);
  return then == kEarlier || then == kLater;
}

size_t DatesPageOf(const http::Parameters& form) {
  int number = 0;
  const bool known =
      absl::SimpleAtoi(form.Get(kPageField), &number) && number > 0;
  return known ? static_cast<size_t>(number) : 0;
}

size_t NextDatesPage(const http::Parameters& form) {
  const size_t page = DatesPageOf(form);
  const absl::string_view then = form.Get(kThenField);
  if (then == kLater) return page + 1;
  return then == kEarlier && page > 1 ? page - 1 : page;
}

void ShowDatesPage(absl::string_view field, size_t number, json::array& items,
                   View& view) {
  const auto dates = static_cast<size_t>(
      std::find_if(items.begin(), items.end(), &IsAnyDate) - items.begin());
  const ListPage page = CutPage(dates, kMostDatesOfForm,
                                number == 0 ? PageOfChosen(items) : number);
  if (page.pages == 1) {
    NumberItems(field, items);
    return;
  }
  json::array shown;
  json::array named;
  std::vector<std::string> elsewhere;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i >= dates || (page.begin <= i && i < page.end)) {
      shown.push_back(items[i]);
    } else if (IsChecked(items[i])) {
      const View& item = items[i].get_object();
      const json::value* const brief = item.if_contains("short_text");
      named.push_back(brief != nullptr ? *brief : item.at("text"));
      elsewhere.emplace_back(item.at("value").get_string().c_str());
    }
  }
  NumberItems(field, shown);
  items = std::move(shown);
  AddPaged(page, dates, view);
  view["earlier_dates"] = page.number > 1;
  view["later_dates"] = page.number < page.pages;
  json::array& hidden = view["form"].as_object()["hidden"].as_array();
  hidden.push_back(
      View{{"name", kPageField}, {"value", absl::StrCat(page.number)}});
  if (named.empty()) return;
  hidden.push_back(View{{"name", kElsewhereField},
                        {"value", absl::StrJoin(elsewhere, ",")}});
  view["elsewhere"] = View{{"chosen_dates", std::move(named)}};
}

}  // namespace cwp::web
