#include "common/feed/watcher.h"

#include <utility>

namespace cwp::feed {

Watcher::Watcher(rpc::PushedStreams& streams, Position after)
    : PushedStream(streams), position_(std::move(after)) {}

void Watcher::Send(const Page& page) {
  v1::WatchResponse& response = message();
  response.Clear();
  for (const Entry& entry : page.entries) {
    v1::Entry* sent = response.add_entries();
    sent->set_revision(entry.revision);
    sent->set_change(entry.change);
    sent->set_hash(entry.hash);
  }
  if (!page.entries.empty()) {
    position_ = {.revision = page.entries.back().revision,
                 .hash = page.entries.back().hash};
  } else if (position_.hash.empty()) {
    position_.hash = page.after_hash;
  }
  response.mutable_position()->set_revision(position_.revision);
  response.mutable_position()->set_hash(position_.hash);
  response.set_head_revision(page.head.revision);
  Write();
}

}  // namespace cwp::feed
