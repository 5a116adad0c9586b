#include "common/feed/watcher.h"

#include <utility>

namespace cwp::feed {

Watcher::Watcher(PumpState& state, Position after)
    : state_(state), position_(std::move(after)) {
  MutexLock lock(state_.mu);
  ++state_.open;
}

bool Watcher::cancelled() {
  MutexLock lock(state_.mu);
  return cancelled_;
}

bool Watcher::ready() {
  MutexLock lock(state_.mu);
  return !writing_;
}

void Watcher::Send(const Page& page, absl::Time now) {
  response_.Clear();
  for (const Entry& entry : page.entries) {
    v1::Entry* sent = response_.add_entries();
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
  response_.mutable_position()->set_revision(position_.revision);
  response_.mutable_position()->set_hash(position_.hash);
  response_.set_head_revision(page.head.revision);
  last_sent_ = now;
  {
    MutexLock lock(state_.mu);
    writing_ = true;
  }
  StartWrite(&response_);
}

void Watcher::End(const absl::Status& status) {
  const rpc::CallPtr call = std::move(call_);
  call->Finish(status);
}

void Watcher::OnWriteDone(bool ok) {
  Bell* const bell = state_.bell;
  {
    MutexLock lock(state_.mu);
    writing_ = false;
    cancelled_ |= !ok;
  }
  bell->Ring();
}

void Watcher::OnCancel() {
  Bell* const bell = state_.bell;
  {
    MutexLock lock(state_.mu);
    cancelled_ = true;
  }
  bell->Ring();
}

void Watcher::OnDone() {
  PumpState& state = state_;
  delete this;
  MutexLock lock(state.mu);
  --state.open;
  state.closed.NotifyAll();
}

}  // namespace cwp::feed
