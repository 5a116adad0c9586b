#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "tests/simulation/replay.h"

namespace cwp::simulation {
namespace {

Kind KindOf(const std::string& kind) {
  if (kind == "booking") return kBooking;
  if (kind == "hold") return kHold;
  if (kind == "offer") return kOffer;
  if (kind == "waitlist_entry") return kEntry;
  if (kind == "allotment") return kAllotment;
  if (kind == "notice") return kNotice;
  return kPool;
}

template <class Change>
void AddPassed(const Change& change, Step& step) {
  step.passed.insert(step.passed.end(), change.passed().begin(),
                     change.passed().end());
}

template <class Change>
bool Read(const std::string& resource, std::optional<Change>& into,
          Step& step) {
  Change change;
  if (!change.ParseFromString(resource)) return false;
  if (change.has_pool()) step.pools.push_back(change.pool());
  into = std::move(change);
  return true;
}

bool AddRecord(const feed::v1::Change& change, Step& step) {
  const std::string& resource = change.resource();
  switch (KindOf(change.kind())) {
    case kBooking:
      if (!Read(resource, step.booking, step)) return false;
      AddPassed(*step.booking, step);
      return true;
    case kHold:
      if (!Read(resource, step.hold, step)) return false;
      AddPassed(*step.hold, step);
      return true;
    case kOffer:
      if (!Read(resource, step.offer, step)) return false;
      AddPassed(*step.offer, step);
      return true;
    case kEntry:
      return Read(resource, step.entry, step);
    case kAllotment:
      if (!Read(resource, step.allotment, step)) return false;
      AddPassed(*step.allotment, step);
      return true;
    case kNotice:
      step.notice.emplace();
      return step.notice->ParseFromString(resource);
    default:
      v1::SeatCount count;
      if (change.kind() != "pool" || !count.ParseFromString(resource)) {
        return false;
      }
      step.pools.push_back(std::move(count));
      return true;
  }
}

// Whether a record begins a step of its own.
bool Begins(const feed::v1::Change& change, const Step& step, Kind last) {
  const Kind kind = KindOf(change.kind());
  if (change.cause() != step.cause || kind <= last) return true;
  // A move enters one pool before it leaves the other.
  const bool leaves = change.cause() == "booking_moved" && kind >= kAllotment;
  return !step.pools.empty() && !leaves;
}

}  // namespace

std::vector<Step> ReadSteps(const std::vector<feed::Entry>& entries,
                            std::vector<std::string>& faults) {
  std::vector<Step> steps;
  Kind last = kBooking;
  for (const feed::Entry& entry : entries) {
    feed::v1::Change change;
    if (!change.ParseFromString(entry.change)) {
      faults.push_back(absl::StrCat("entry ", entry.revision, " is no change"));
      continue;
    }
    if (steps.empty() || Begins(change, steps.back(), last)) {
      steps.push_back({.cause = change.cause(),
                       .actor_id = change.actor().id(),
                       .time = absl::FromUnixMicros(change.commit_micros()),
                       .first_revision = entry.revision});
    }
    last = KindOf(change.kind());
    steps.back().last_revision = entry.revision;
    steps.back().revisions[last] = entry.revision;
    if (!AddRecord(change, steps.back())) {
      faults.push_back(
          absl::StrCat("entry ", entry.revision, " is no ", change.kind()));
    }
  }
  return steps;
}

}  // namespace cwp::simulation
