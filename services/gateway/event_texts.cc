#include "services/gateway/event_texts.h"

#include <utility>

#include "boost/json/serialize.hpp"
#include "services/gateway/shape.h"

namespace cwp::gateway {
namespace {

// Some megabytes. More sessions than that are listed by those alone who go
// through everything.
constexpr size_t kMaxKept = 2000;
constexpr size_t kMaxPages = 50;

}  // namespace

EventTexts::Text EventTexts::Get(const Source& source,
                                 const EventExpansions& expansions) {
  const Session& session = *source.session;
  const SeatCount* const seats = source.seats;
  const Key key = {session.id, expansions.ticket_availability,
                   expansions.ticket_classes, expansions.venue,
                   expansions.organizer};
  Basis basis = {
      .seats = seats == nullptr ? std::nullopt : std::optional(*seats),
      .status = StatusOf(session, source.now),
      .sale = SaleStatusOf(session, seats, source.now)};
  {
    MutexLock lock(mu_);
    Follow(source.catalogue);
    const auto found = kept_.find(key);
    if (found != kept_.end() && found->second.basis == basis) {
      return found->second.text;
    }
  }
  const auto text =
      std::make_shared<const std::string>(boost::json::serialize(EventShape(
          session, seats, source.now, expansions, source.catalogue->presence)));
  MutexLock lock(mu_);
  Follow(source.catalogue);
  if (kept_.size() >= kMaxKept) kept_.clear();
  kept_[key] = {.basis = std::move(basis), .text = text};
  return text;
}

void EventTexts::Follow(const std::shared_ptr<const Catalogue>& catalogue) {
  if (catalogue_ == catalogue) return;
  kept_.clear();
  catalogue_ = catalogue;
}

EventPages::Text EventPages::Get(const std::string& empty,
                                 const std::vector<Text>& items) {
  {
    MutexLock lock(mu_);
    const auto found = kept_.find(empty);
    if (found != kept_.end() && found->second.items == items) {
      return found->second.page;
    }
  }
  const auto page = std::make_shared<const std::string>(PageText(empty, items));
  MutexLock lock(mu_);
  if (kept_.size() >= kMaxPages) kept_.clear();
  kept_[empty] = {.items = items, .page = page};
  return page;
}

}  // namespace cwp::gateway
