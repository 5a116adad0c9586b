#ifndef CWP_SERVICES_GATEWAY_PAGING_H_
#define CWP_SERVICES_GATEWAY_PAGING_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace cwp::gateway {

// One page of a list that fits into memory, as Eventbrite counts pages.

// Names an entry of a list for good: its id, or two numbers that make one.
using EntryKey = std::pair<int64_t, int64_t>;

// An entry that may be on a page. Those that are not wanted still say where a
// list goes on.
struct Entry {
  EntryKey key;
  bool wanted = true;
};

// Which page is asked for.
struct PageRequest {
  int size = 50;
  // From 1.
  int number = 1;
  // The last entry of the page before, when a continuation said so. It goes
  // before `number`, which then only counts: no entry is missed or comes twice
  // because others came or went between two pages.
  std::optional<EntryKey> after;
};

// A page.
struct Page {
  // Which entries are on it, in order.
  std::vector<size_t> indices;
  // How many entries there are on all pages.
  int64_t object_count = 0;
  int page_count = 1;
  int size = 50;
  int number = 1;
  bool has_more = false;
};

// Takes a page of all entries, which are in order. Fails with INVALID_ARGUMENT
// `BAD_PAGE` when there is no such page, `BAD_CONTINUATION_TOKEN` when the
// entry to go on after is not among them. The first page is there always.
absl::StatusOr<Page> TakePage(const std::vector<Entry>& entries,
                              const PageRequest& request);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_PAGING_H_
