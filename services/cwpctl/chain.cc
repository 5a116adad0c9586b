#include "services/cwpctl/chain.h"

#include "absl/strings/str_cat.h"
#include "common/feed/log.h"

namespace cwp::ctl {

std::string Chain::Take(const feed::v1::Entry& entry,
                        feed::v1::Change& change) {
  ++revision_;
  if (entry.revision() != revision_) {
    return absl::StrCat("entry ", revision_, " is missing");
  }
  if (feed::NextHash(hash_, revision_, entry.change()) != entry.hash()) {
    return "its hash does not follow from the entry before it";
  }
  hash_ = entry.hash();
  if (!change.ParseFromString(entry.change())) return "it cannot be read";
  return "";
}

}  // namespace cwp::ctl
