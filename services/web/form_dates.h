#ifndef CWP_SERVICES_WEB_FORM_DATES_H_
#define CWP_SERVICES_WEB_FORM_DATES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/http/parameters.h"
#include "services/web/view.h"

namespace cwp::web {

// Forms that ask which dates somebody means show some at a time, and have
// buttons that lead to earlier and later ones. What was chosen goes along.

// How many dates a form shows. Forms are sent as they are, not compressed, and
// have to be light all the same.
inline constexpr size_t kMostDatesOfForm = 8;

// How many are taken of what a form chose: more than any allows, so that it can
// say that they are too many.
inline constexpr size_t kMostChosen = 50;

// What a form chose of what `field` offers, each once: first what it says of
// other pages than the one that it showed, of which a group of radios may say
// otherwise.
std::vector<std::string> ChosenDates(const http::Parameters& form,
                                     absl::string_view field);

// Whether a form was sent to see earlier or later dates.
bool TurnsDates(const http::Parameters& form);

// The page of dates that a form showed when it was sent; 0 when it does not
// say.
size_t DatesPageOf(const http::Parameters& form);

// The page that its button leads to.
size_t NextDatesPage(const http::Parameters& form);

// Leaves in `items`, what a field offers, one page of them: the first with
// something chosen for the number 0. They are dates in order, and any date at
// the end, which is on every page; those chosen are `checked`. What is chosen
// on other pages is named (by its `short_text`, if there is one), and stays so
// by a hidden field of `view`'s form.
// Numbers the ids of those that are left.
void ShowDatesPage(absl::string_view field, size_t number, json::array& items,
                   View& view);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_FORM_DATES_H_
