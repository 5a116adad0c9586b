#include "services/web/oidc_json.h"

#include <utility>

namespace cwp::web {

namespace json = boost::json;

std::optional<json::object> ReadJsonObject(absl::string_view text) {
  json::error_code error;
  json::value value =
      json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

std::string TextOf(const json::object& object, absl::string_view name) {
  const auto* const value =
      object.if_contains(json::string_view(name.data(), name.size()));
  if (value == nullptr || !value->is_string()) return "";
  return std::string(value->as_string());
}

}  // namespace cwp::web
