#include "services/gateway/shape.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "boost/json/array.hpp"
#include "boost/json/string.hpp"
#include "common/base/check.h"
#include "common/http/escape.h"
#include "common/time/local_time.h"

namespace cwp::gateway {

json::value JsonText(absl::string_view text) {
  return json::string(text.data(), text.size());
}

json::object MultipartText(absl::string_view text) {
  const std::string html =
      absl::StrReplaceAll(http::EscapeHtml(text), {{"\n", "<br>"}});
  return {{"text", JsonText(text)}, {"html", html}};
}

std::string UtcText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

json::object DateTimeTz(absl::Time time) {
  return {
      {"timezone", "Europe/London"},
      {"local", absl::FormatTime("%Y-%m-%dT%H:%M:%S", time, civil::London())},
      {"utc", UtcText(time)}};
}

json::object NoCost() {
  return {{"display", "£0.00"},
          {"currency", "GBP"},
          {"value", 0},
          {"major_value", "0.00"}};
}

json::object NoPrice() {
  return {{"currency", "GBP"},
          {"major_value", "0.00"},
          {"value", 0},
          {"display", "0.00 GBP"}};
}

json::object PageShape(const Page& page, const std::string& continuation,
                       absl::string_view key, json::array items) {
  json::object pagination = {{"object_count", page.object_count},
                             {"page_number", page.number},
                             {"page_size", page.size},
                             {"page_count", page.page_count},
                             {"has_more_items", page.has_more}};
  if (!continuation.empty()) pagination["continuation"] = continuation;
  json::object shape = {{"pagination", std::move(pagination)}};
  shape[json::string_view(key.data(), key.size())] = std::move(items);
  return shape;
}

std::string PageText(
    std::string empty,
    absl::Span<const std::shared_ptr<const std::string>> items) {
  // The items go into an empty array, which is the last of it.
  constexpr absl::string_view kEnd = "]}";
  std::string text = std::move(empty);
  CWP_CHECK(absl::EndsWith(text, kEnd), "a page ends with its items");
  text.resize(text.size() - kEnd.size());
  size_t size = text.size() + kEnd.size();
  for (const auto& item : items) size += item->size() + 1;
  text.reserve(size);
  for (const auto& item : items) {
    if (&item != &items.front()) text += ',';
    text += *item;
  }
  text.append(kEnd.data(), kEnd.size());
  return text;
}

}  // namespace cwp::gateway
