#include "tests/integration/told.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/time/proto_time.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

namespace v1 = registration::v1;

constexpr char kDirect[] = "direct";

template <class Message>
Message Parse(const std::string& resource) {
  Message message;
  EXPECT_TRUE(message.ParseFromString(resource));
  return message;
}

template <class Id, class Change>
bool Keep(const Id& id, Change change, std::map<Id, Change>& changes,
          std::map<int64_t, v1::SeatCount>& pools) {
  const bool last = change.has_pool();
  if (last) pools[change.pool().session_id()] = change.pool();
  changes[id] = std::move(change);
  return last;
}

bool IsLive(const v1::HoldChange& hold) {
  return hold.state() == v1::Hold::IN_LINE || hold.state() == v1::Hold::HELD;
}

}  // namespace

bool Told::Take(const feed::v1::Change& change) {
  const std::string& kind = change.kind();
  const std::string& resource = change.resource();
  if (kind == "booking") {
    const auto booking = Parse<v1::BookingChange>(resource);
    return Keep(booking.booking_id(), booking, bookings, pools);
  }
  if (kind == "hold") {
    const auto hold = Parse<v1::HoldChange>(resource);
    return Keep(hold.hold_id(), hold, holds, pools);
  }
  if (kind == "offer") {
    const auto offer = Parse<v1::OfferChange>(resource);
    return Keep(offer.waitlist_entry_id(), offer, offers, pools);
  }
  if (kind == "waitlist_entry") {
    const auto entry = Parse<v1::WaitlistChange>(resource);
    return Keep(entry.waitlist_entry_id(), entry, entries, pools);
  }
  if (kind == "allotment") {
    const auto allotment = Parse<v1::AllotmentChange>(resource);
    return Keep(std::make_pair(allotment.session_id(), allotment.channel()),
                allotment, allotments, pools);
  }
  EXPECT_EQ(kind, "pool");
  const auto pool = Parse<v1::SeatCount>(resource);
  pools[pool.session_id()] = pool;
  return true;
}

bool Told::Lasts(int64_t hold_id, absl::Time now) const {
  const auto hold = holds.find(hold_id);
  return hold != holds.end() && IsLive(hold->second) &&
         ToTime(hold->second.expire_time()) > now;
}

int64_t Told::OfferedTo(int64_t entry_id, absl::Time now) const {
  const auto offer = offers.find(entry_id);
  const bool stands = offer != offers.end() &&
                      offer->second.state() == v1::Offer::OPEN &&
                      ToTime(offer->second.expire_time()) > now;
  return stands ? offer->second.places() : 0;
}

int64_t Told::KeptBy(int64_t hold_id, int64_t session_id, int64_t places,
                     absl::Time now) const {
  if (!Lasts(hold_id, now)) return 0;
  const v1::HoldChange& hold = holds.at(hold_id);
  const bool keeps =
      hold.state() == v1::Hold::HELD && hold.session_id() == session_id;
  return keeps ? std::min<int64_t>(hold.places(), places) : 0;
}

int64_t Told::FromAllotment(int64_t session_id, const std::string& channel,
                            int64_t places) const {
  const auto allotment = allotments.find({session_id, channel});
  if (channel == kDirect || allotment == allotments.end()) return 0;
  return std::min<int64_t>(
      allotment->second.places() - allotment->second.sold(), places);
}

bool Told::AreFree(int64_t session_id, int64_t places) const {
  const v1::SeatCount& pool = pools.at(session_id);
  return places <= pool.capacity() - pool.confirmed() - pool.held() -
                       pool.offered() - pool.allotted();
}

bool Told::AreLeft(int64_t session_id, int64_t places) const {
  return places <= pools.at(session_id).left();
}

bool Told::MayBecomeFree(int64_t session_id, int64_t places) const {
  const v1::SeatCount& pool = pools.at(session_id);
  return places <= pool.capacity() - pool.confirmed() - pool.allotted();
}

bool Told::IsOverdue(int64_t session_id, absl::Time now) const {
  const bool hold_is =
      std::any_of(holds.begin(), holds.end(), [&](const auto& known) {
        const v1::HoldChange& hold = known.second;
        return hold.session_id() == session_id && IsLive(hold) &&
               ToTime(hold.expire_time()) <= now;
      });
  return hold_is ||
         std::any_of(offers.begin(), offers.end(), [&](const auto& known) {
           const v1::OfferChange& offer = known.second;
           return offer.session_id() == session_id &&
                  offer.state() == v1::Offer::OPEN &&
                  ToTime(offer.expire_time()) <= now;
         });
}

bool Told::IsRight(int64_t session_id, int64_t places,
                   const absl::Status& answer, absl::Time now) const {
  if (IsOverdue(session_id, now)) return false;
  if (answer.ok()) return AreLeft(session_id, places);
  if (AreLeft(session_id, places) ||
      MetadataOf(answer, "left") != absl::StrCat(pools.at(session_id).left())) {
    return false;
  }
  if (!MayBecomeFree(session_id, places)) {
    return ReasonOf(answer) == "NOT_ENOUGH_PLACES";
  }
  int64_t position = 0;
  return ReasonOf(answer) == "PLACES_HELD" &&
         absl::SimpleAtoi(MetadataOf(answer, "position"), &position) &&
         position >= 1;
}

}  // namespace cwp
