#include "services/gateway/paging.h"

#include <algorithm>

#include "common/base/error.h"

namespace cwp::gateway {

absl::StatusOr<Page> TakePage(const std::vector<Entry>& entries,
                              const PageRequest& request) {
  std::vector<size_t> wanted;
  std::optional<size_t> begin;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].wanted) wanted.push_back(i);
    if (request.after == entries[i].key) begin = wanted.size();
  }
  if (request.after.has_value() && !begin.has_value()) {
    return InvalidArgument("BAD_CONTINUATION_TOKEN",
                           "The continuation names an entry that is gone. "
                           "Begin again without it.");
  }
  const size_t size = static_cast<size_t>(request.size);
  if (!begin.has_value()) {
    begin = size * static_cast<size_t>(request.number - 1);
    if (*begin >= wanted.size() && request.number > 1) {
      return InvalidArgument("BAD_PAGE", "There is no such page.");
    }
  }

  Page page;
  page.size = request.size;
  page.number = request.number;
  page.object_count = static_cast<int64_t>(wanted.size());
  page.page_count =
      static_cast<int>(std::max<size_t>(1, (wanted.size() + size - 1) / size));
  const size_t end = std::min(wanted.size(), *begin + size);
  for (size_t i = *begin; i < end; ++i) page.indices.push_back(wanted[i]);
  page.has_more = end < wanted.size();
  return page;
}

}  // namespace cwp::gateway
