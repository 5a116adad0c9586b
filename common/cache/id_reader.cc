#include "common/cache/id_reader.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/check.h"
#include "common/base/mutex.h"

namespace cwp::cache {
namespace {

using Values = ReadThrough::Values;

int64_t IdIn(absl::string_view key, size_t prefix) {
  int64_t id = 0;
  CWP_CHECK(absl::SimpleAtoi(key.substr(prefix), &id),
            "a key ends with the id that it was made from");
  return id;
}

// In the order of the ids; nothing for those that the owner does not know.
Values InOrder(const std::vector<int64_t>& ids,
               std::vector<IdReader::Item> items) {
  absl::flat_hash_map<int64_t, IdReader::Item*> known;
  for (IdReader::Item& item : items) known[item.id] = &item;
  Values values(ids.size());
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto found = known.find(ids[i]);
    if (found == known.end()) continue;
    values[i] = {.revision = found->second->revision,
                 .text = found->second->text};
  }
  return values;
}

ReadThrough::Load LoadByKey(IdReader::Load load, size_t prefix) {
  return [load = std::move(load), prefix](const std::vector<std::string>& keys,
                                          absl::Time deadline,
                                          const ReadThrough::LoadDone& done) {
    std::vector<int64_t> ids;
    ids.reserve(keys.size());
    for (const std::string& key : keys) ids.push_back(IdIn(key, prefix));
    load(ids, deadline,
         [ids, done](absl::StatusOr<std::vector<IdReader::Item>> items) {
           if (!items.ok()) return done(items.status());
           done(InOrder(ids, *std::move(items)));
         });
  };
}

// Puts the batches of one Get together.
class Gathering {
 public:
  Gathering(size_t batches, IdReader::Done done)
      : batches_(batches), done_(std::move(done)) {}

  void Add(const std::vector<int64_t>& ids, const ReadThrough::Found& values) {
    {
      MutexLock lock(mu_);
      texts_.reserve(texts_.size() + ids.size());
      for (size_t i = 0; i < ids.size(); ++i) {
        if (values[i] != nullptr) texts_[ids[i]] = values[i]->text;
      }
      if (--batches_ > 0) return;
    }
    // Nobody else comes any more.
    done_(std::move(texts_));
  }

 private:
  Mutex mu_;
  size_t batches_ ABSL_GUARDED_BY(mu_);
  IdReader::Texts texts_;
  IdReader::Done done_;
};

}  // namespace

IdReader::IdReader(const Clock& clock, Options options, Metrics& metrics)
    : prefix_(options.prefix),
      batch_(options.batch),
      read_through_(clock, {.client = options.client,
                            .load = LoadByKey(std::move(options.load),
                                              options.prefix.size())}) {
  struct Source {
    std::string name;
    int64_t ReadThrough::Stats::*count;
  };
  const Source sources[] = {
      {"memory", &ReadThrough::Stats::fresh},
      {"redis", &ReadThrough::Stats::cached},
      {options.owner, &ReadThrough::Stats::loaded},
      {"nobody", &ReadThrough::Stats::failed},
  };
  for (const Source& source : sources) {
    metrics_.push_back(metrics.AddCallbackCounter(
        options.metric, options.metric_help, {{"source", source.name}},
        [this, count = source.count] {
          return static_cast<double>(read_through_.stats().*count);
        }));
  }
}

void IdReader::Get(const std::vector<int64_t>& ids, absl::Time deadline,
                   Done done) {
  if (ids.empty()) return done({});
  const auto gathering = std::make_shared<Gathering>(
      (ids.size() + batch_ - 1) / batch_, std::move(done));
  for (size_t begin = 0; begin < ids.size(); begin += batch_) {
    std::vector<int64_t> batch(
        ids.begin() + static_cast<std::ptrdiff_t>(begin),
        ids.begin() +
            static_cast<std::ptrdiff_t>(std::min(ids.size(), begin + batch_)));
    std::vector<std::string> keys;
    keys.reserve(batch.size());
    for (const int64_t id : batch) keys.push_back(absl::StrCat(prefix_, id));
    read_through_.Get(std::move(keys), deadline,
                      [gathering, batch = std::move(batch)](
                          const ReadThrough::Found& values) {
                        gathering->Add(batch, values);
                      });
  }
}

}  // namespace cwp::cache
