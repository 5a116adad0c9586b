#ifndef CWP_SERVICES_GATEWAY_EVENT_TEXTS_H_
#define CWP_SERVICES_GATEWAY_EVENT_TEXTS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "services/gateway/domain.h"
#include "services/gateway/event_shape.h"

namespace cwp::gateway {

// Events as JSON text, each kept while nothing that it shows has changed: a
// page of them is put together from these. Safe to use from several threads at
// once.
class EventTexts {
 public:
  using Text = std::shared_ptr<const std::string>;

  // What the text of an event is made from: a session of a catalogue, and
  // `seats` and `now` as in EventShape().
  struct Source {
    std::shared_ptr<const Catalogue> catalogue;
    const Session* session = nullptr;
    const SeatCount* seats = nullptr;
    absl::Time now;
  };

  // EventShape() of the source, as text.
  Text Get(const Source& source, const EventExpansions& expansions);

 private:
  // Which text; of one session there are several.
  using Key = std::tuple<int64_t, bool, bool, bool, bool>;

  // All that a text depends on beside the catalogue.
  struct Basis {
    std::optional<SeatCount> seats;
    EventStatus status;
    SaleStatus sale;

    bool operator==(const Basis&) const = default;
  };
  struct Kept {
    Basis basis;
    Text text;
  };

  // Texts of another catalogue than this are not kept, for they would keep it.
  void Follow(const std::shared_ptr<const Catalogue>& catalogue)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  Mutex mu_;
  std::shared_ptr<const Catalogue> catalogue_ ABSL_GUARDED_BY(mu_);
  absl::flat_hash_map<Key, Kept> kept_ ABSL_GUARDED_BY(mu_);
};

// Pages of such texts, each kept while they are the same ones: partners ask for
// the same few again and again. Safe to use from several threads at once.
class EventPages {
 public:
  using Text = EventTexts::Text;

  // PageText() of these.
  Text Get(const std::string& empty, const std::vector<Text>& items);

 private:
  struct Kept {
    std::vector<Text> items;
    Text page;
  };

  Mutex mu_;
  // By the page without its items.
  absl::flat_hash_map<std::string, Kept> kept_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_EVENT_TEXTS_H_
