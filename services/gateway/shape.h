#ifndef CWP_SERVICES_GATEWAY_SHAPE_H_
#define CWP_SERVICES_GATEWAY_SHAPE_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "boost/json/object.hpp"
#include "boost/json/value.hpp"
#include "services/gateway/paging.h"

namespace cwp::gateway {

namespace json = boost::json;

// The small types that Eventbrite's objects are made of.

json::value JsonText(absl::string_view text);

// {"text", "html"} of plain text.
json::object MultipartText(absl::string_view text);

// "2027-06-15T17:30:00Z".
std::string UtcText(absl::Time time);

// {"timezone", "local", "utc"}, on London's clocks.
json::object DateTimeTz(absl::Time time);

// No money, as orders and ticket classes write it, and as ticket_availability
// does.
json::object NoCost();
json::object NoPrice();

// {"pagination": ..., KEY: items}. `continuation` is empty on the last page,
// and then left out: some clients go on for as long as there is one.
json::object PageShape(const Page& page, const std::string& continuation,
                       absl::string_view key, json::array items);

// The text of a page, from `empty`, the text of PageShape() without items, and
// items that are JSON texts by now.
std::string PageText(
    std::string empty,
    absl::Span<const std::shared_ptr<const std::string>> items);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_SHAPE_H_
