#ifndef CWP_SERVICES_WEB_VIEW_H_
#define CWP_SERVICES_WEB_VIEW_H_

#include "boost/json.hpp"

namespace cwp::web {

namespace json = boost::json;

// What a template is fed, as templates/README.md says: strings, bools, lists
// and objects. What is not there is left out.
using View = json::object;

// Lays `above` over `below`: objects are merged key by key, everything else is
// replaced.
void Overlay(View& below, const View& above);

// Adds a number as text, and whether it is 1: `left` and `left_is_one`.
void SetCount(View& view, json::string_view name, int64_t count);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_VIEW_H_
