#include "services/web/view.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace cwp::web {

void Overlay(View& below, const View& above) {
  for (const auto& [key, value] : above) {
    json::value& place = below[key];
    if (place.is_object() && value.is_object()) {
      Overlay(place.get_object(), value.get_object());
    } else {
      place = value;
    }
  }
}

void SetCount(View& view, json::string_view name, int64_t count) {
  view[name] = absl::StrCat(count);
  view[std::string(name.data(), name.size()) + "_is_one"] = count == 1;
}

}  // namespace cwp::web
