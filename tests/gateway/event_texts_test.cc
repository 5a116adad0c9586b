#include "services/gateway/event_texts.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "boost/json/parse.hpp"
#include "boost/json/serialize.hpp"
#include "gtest/gtest.h"
#include "services/gateway/shape.h"

namespace cwp::gateway {
namespace {

constexpr int kHours = 40;

absl::Time At(int64_t hour) {
  return absl::FromUnixSeconds(1'800'000'000) + absl::Hours(hour);
}

Session SampleSession(int64_t id, std::string title) {
  auto workshop = std::make_shared<Workshop>();
  workshop->id = 7;
  workshop->slug = "worries";
  workshop->title = std::move(title);
  workshop->summary = "What \"helps\".";
  if (id % 2 == 0) workshop->venue = Venue{.name = "Village hall"};
  return {.id = id,
          .workshop = std::move(workshop),
          .state = SessionState::kOpen,
          .start_time = At(20),
          .end_time = At(22),
          .capacity = 12,
          .booking_open_time = At(5),
          .booking_close_time = At(15),
          .create_time = At(1),
          .update_time = At(2)};
}

std::shared_ptr<const Catalogue> SampleCatalogue(int64_t sessions,
                                                 const std::string& title) {
  std::vector<Session> all;
  for (int64_t id = 1; id <= sessions; ++id) {
    all.push_back(SampleSession(id, title));
  }
  Catalogue catalogue = MakeCatalogue(std::move(all));
  catalogue.presence = {.organisation_id = "900100",
                        .organisation = absl::StrCat("Team ", title)};
  return std::make_shared<const Catalogue>(std::move(catalogue));
}

std::string MakeAnew(const EventTexts::Source& source,
                     const EventExpansions& expansions) {
  return boost::json::serialize(EventShape(*source.session, source.seats,
                                           source.now, expansions,
                                           source.catalogue->presence));
}

// Whatever changes of what an event shows, its text is what it would be if
// nothing were kept.
TEST(EventTextsTest, AreThoseOfTheShapes) {
  constexpr int64_t kSessions = 3;
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  const auto below = [&](int64_t limit) {
    return static_cast<int64_t>(random() % static_cast<uint64_t>(limit));
  };
  EventTexts texts;
  auto catalogue = SampleCatalogue(kSessions, "Worries");
  absl::Time now = At(0);
  std::optional<SeatCount> seats;
  for (int step = 0; step < 2000; ++step) {
    if (below(20) == 0) {
      catalogue = SampleCatalogue(kSessions, absl::StrCat("W ", below(3)));
    }
    if (below(5) == 0) now = At(below(kHours));
    if (below(5) == 0) {
      seats.reset();
      if (below(4) > 0) {
        seats = {
            .capacity = 12 + below(2), .confirmed = below(2), .left = below(3)};
      }
    }
    const EventExpansions expansions = {.ticket_availability = below(2) == 0,
                                        .ticket_classes = below(2) == 0,
                                        .venue = below(2) == 0,
                                        .organizer = below(2) == 0};
    const EventTexts::Source source = {
        .catalogue = catalogue,
        .session = catalogue->Find(1 + below(kSessions)),
        .seats = seats.has_value() ? &*seats : nullptr,
        .now = now};
    ASSERT_EQ(*texts.Get(source, expansions), MakeAnew(source, expansions))
        << "step " << step;
  }
}

TEST(EventTextsTest, AreKept) {
  EventTexts texts;
  const auto catalogue = SampleCatalogue(1, "Worries");
  const EventTexts::Source source = {
      .catalogue = catalogue, .session = catalogue->Find(1), .now = At(6)};
  EventTexts::Source later = source;
  later.now = At(7);
  EXPECT_EQ(texts.Get(source, {}), texts.Get(later, {}));
}

TEST(EventTextsTest, MakeRoomForOthers) {
  constexpr int64_t kSessions = 5000;
  EventTexts texts;
  const auto catalogue = SampleCatalogue(kSessions, "Worries");
  for (int64_t id = 1; id <= kSessions; ++id) {
    const EventTexts::Source source = {
        .catalogue = catalogue, .session = catalogue->Find(id), .now = At(6)};
    ASSERT_EQ(*texts.Get(source, {}), MakeAnew(source, {}));
  }
}

// Sessions that nobody lists any more must not keep the catalogue of their
// time.
TEST(EventTextsTest, KeepNoCatalogueOfThePast) {
  EventTexts texts;
  auto catalogue = SampleCatalogue(2, "Worries");
  const std::weak_ptr<const Catalogue> past = catalogue;
  for (const int64_t id : {1, 2}) {
    texts.Get(
        {.catalogue = catalogue, .session = catalogue->Find(id), .now = At(6)},
        {});
  }
  catalogue = SampleCatalogue(2, "Worries less");
  texts.Get(
      {.catalogue = catalogue, .session = catalogue->Find(1), .now = At(6)},
      {});
  EXPECT_TRUE(past.expired());
}

// The text of a page with these items.
std::string PageOf(const std::string& continuation, const json::array& items) {
  const Page page = {.object_count = 3, .page_count = 2, .has_more = true};
  return boost::json::serialize(PageShape(page, continuation, "events", items));
}

TEST(EventPagesTest, AreThoseOfTheShapes) {
  EventPages pages;
  std::vector<EventTexts::Text> texts;
  json::array items;
  for (int i = 0; i < 3; ++i) {
    for (const char* const continuation : {"", "more"}) {
      EXPECT_EQ(*pages.Get(PageOf(continuation, {}), texts),
                PageOf(continuation, items));
    }
    texts.push_back(std::make_shared<const std::string>(
        absl::StrCat(R"({"id":"]})", i, R"("})")));
    items.push_back(boost::json::parse(*texts.back()));
  }
  // One that has changed since.
  texts[1] = std::make_shared<const std::string>(R"({"id":"new"})");
  items[1] = boost::json::parse(*texts[1]);
  EXPECT_EQ(*pages.Get(PageOf("", {}), texts), PageOf("", items));
}

TEST(EventPagesTest, AreKept) {
  EventPages pages;
  const std::vector<EventTexts::Text> texts = {
      std::make_shared<const std::string>("{}")};
  EXPECT_EQ(pages.Get(PageOf("", {}), texts), pages.Get(PageOf("", {}), texts));
}

}  // namespace
}  // namespace cwp::gateway
