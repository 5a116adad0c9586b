#include "common/cache/read_through.h"

#include <algorithm>

namespace cwp::cache {

ReadThrough::ReadThrough(const Clock& clock, Options options)
    : clock_(clock), options_(std::move(options)) {}

ReadThrough::~ReadThrough() {
  MutexLock lock(mu_);
  while (under_way_ > 0) landed_.Wait(mu_);
}

void ReadThrough::Get(std::vector<std::string> keys, absl::Time deadline,
                      Done done) {
  auto request = std::make_shared<Request>();
  request->values.resize(keys.size());
  request->done = std::move(done);
  std::vector<std::string> fetch;
  bool complete = false;
  {
    const absl::Time now = clock_.Now();
    MutexLock lock(mu_);
    for (size_t i = 0; i < keys.size(); ++i) {
      const auto held = held_.find(keys[i]);
      if (held != held_.end() && now - held->second.time < options_.freshness) {
        request->values[i] = held->second.value;
        ++stats_.fresh;
        continue;
      }
      auto& waiters = flights_[keys[i]];
      if (waiters.empty()) fetch.push_back(keys[i]);
      waiters.emplace_back(request, i);
      ++request->missing;
    }
    complete = request->missing == 0;
    if (!fetch.empty()) ++under_way_;
  }
  if (complete) return request->done(std::move(request->values));
  if (!fetch.empty()) Fetch(std::move(fetch), deadline);
}

void ReadThrough::Fetch(std::vector<std::string> keys, absl::Time deadline) {
  if (options_.client == nullptr) return LoadRest(std::move(keys), deadline);
  const absl::Time cache_deadline =
      std::min(deadline, clock_.Now() + options_.cache_timeout);
  std::vector<std::string> asked = keys;
  options_.client->AsyncMultiGet(
      std::move(asked), cache_deadline,
      [this, keys = std::move(keys),
       deadline](absl::StatusOr<Values> found) mutable {
        std::vector<std::string> found_keys, rest;
        Values values;
        for (size_t i = 0; i < keys.size(); ++i) {
          if (found.ok() && (*found)[i].has_value()) {
            found_keys.push_back(std::move(keys[i]));
            values.push_back((*found)[i]);
          } else {
            rest.push_back(std::move(keys[i]));
          }
        }
        {
          // One part lands here, and the rest later.
          MutexLock lock(mu_);
          ++under_way_;
        }
        LoadRest(std::move(rest), deadline);
        Land(found_keys, std::move(values), &Stats::cached);
      });
}

void ReadThrough::LoadRest(std::vector<std::string> keys, absl::Time deadline) {
  if (keys.empty()) return Land(keys, {}, &Stats::loaded);
  std::vector<std::string> asked = keys;
  options_.load(std::move(asked), deadline,
                [this, keys = std::move(keys)](absl::StatusOr<Values> loaded) {
                  const bool good =
                      loaded.ok() && loaded->size() == keys.size();
                  Land(keys, good ? *std::move(loaded) : Values(keys.size()),
                       good ? &Stats::loaded : &Stats::failed);
                });
}

// Hands values to those who wait for them.
void ReadThrough::Land(const std::vector<std::string>& keys, Values values,
                       int64_t Stats::*source) {
  std::vector<std::shared_ptr<Request>> complete;
  {
    MutexLock lock(mu_);
    stats_.*source += static_cast<int64_t>(keys.size());
    for (size_t i = 0; i < keys.size(); ++i) {
      const ValuePtr value = Hold(keys[i], std::move(values[i]));
      const auto flight = flights_.find(keys[i]);
      for (auto& [request, index] : flight->second) {
        request->values[index] = value;
        if (--request->missing == 0) complete.push_back(request);
      }
      flights_.erase(flight);
    }
  }
  for (const auto& request : complete) {
    request->done(std::move(request->values));
  }
  MutexLock lock(mu_);
  --under_way_;
  landed_.NotifyAll();
}

// Keeps a value, unless what is kept is newer; returns what is kept then.
ReadThrough::ValuePtr ReadThrough::Hold(const std::string& key,
                                        std::optional<Value> value) {
  const absl::Time now = clock_.Now();
  if (held_.size() >= options_.max_entries && !held_.contains(key)) {
    MakeRoom(now);
  }
  Held& held = held_[key];
  const bool comparable =
      held.value != nullptr && value.has_value() &&
      (held.value->identity == value->identity ||
       held.value->identity.empty() || value->identity.empty()) &&
      now - held.time < options_.memory;
  if (comparable && value->revision < held.value->revision) {
    // Its time stays, so that a feed that was put back is believed in the end.
    ++stats_.older;
    return held.value;
  }
  held.value = value.has_value()
                   ? std::make_shared<const Value>(*std::move(value))
                   : nullptr;
  held.time = now;
  return held.value;
}

// Forgets what is no longer fresh; all, when that is not enough.
void ReadThrough::MakeRoom(absl::Time now) {
  absl::erase_if(held_, [&](const auto& entry) {
    return now - entry.second.time >= options_.freshness;
  });
  if (held_.size() >= options_.max_entries) held_.clear();
}

ReadThrough::Stats ReadThrough::stats() const {
  MutexLock lock(mu_);
  return stats_;
}

}  // namespace cwp::cache
