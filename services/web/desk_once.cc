#include "services/web/desk_once.h"

#include <cstddef>
#include <utility>

#include "common/crypto/hash.h"
#include "common/http/await.h"
#include "services/web/view.h"

namespace cwp::web {
namespace {

// Each page is some 20 kB.
constexpr size_t kMostPageBytes = 8 << 20;
constexpr size_t kMostKeyBytes = 1 << 20;

// How a second press waits for what the first one gets: as long as calls of
// services may take.
constexpr absl::Duration kPause = absl::Milliseconds(50);
constexpr int kMostPauses = 200;

std::string ToText(const http::Response& page) {
  json::array headers;
  for (const auto& [name, value] : page.headers) {
    headers.push_back(json::array{json::string(name), json::string(value)});
  }
  return json::serialize(
      View{{"headers", std::move(headers)}, {"body", page.body}});
}

// Of what ToText made.
http::Response FromText(const std::string& text) {
  const json::value value = json::parse(text);
  http::Response page;
  page.body = value.at("body").as_string().c_str();
  for (const json::value& header : value.at("headers").as_array()) {
    page.AddHeader(header.at(0).as_string().c_str(),
                   header.at(1).as_string().c_str());
  }
  return page;
}

}  // namespace

ShownOnce::ShownOnce(const Clock& clock)
    : pages_(clock, kTime, kMostPageBytes),
      begun_(clock, kTime, kMostKeyBytes) {}

std::string ShownOnce::KeyOf(const http::Request& request,
                             absl::string_view sender) const {
  return crypto::KeyedHash(
      key_, {"shown once", sender, request.path(), request.body()});
}

boost::asio::awaitable<std::optional<http::Response>> ShownOnce::Begin(
    const std::string& key) {
  for (int pauses = 0; pauses < kMostPauses; ++pauses) {
    const std::optional<std::string> page = pages_.Find(key);
    if (page.has_value()) co_return FromText(*page);
    if (begun_.Put(key, "")) co_return std::nullopt;
    co_await http::Sleep(kPause);
  }
  co_return std::nullopt;
}

void ShownOnce::End(const std::string& key,
                    const absl::StatusOr<http::Response>& answer) {
  if (answer.ok() && answer->code == 200) pages_.Put(key, ToText(*answer));
  begun_.Take(key);
}

}  // namespace cwp::web
