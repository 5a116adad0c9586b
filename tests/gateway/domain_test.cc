#include "services/gateway/domain.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/base/id.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/event_filter.h"
#include "services/gateway/paging.h"

namespace cwp::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kStart = absl::FromUnixSeconds(1'800'000'000);

Session SampleSession(int64_t id = 7) {
  Workshop workshop;
  workshop.id = 3;
  workshop.title = "Understanding Worry";
  Session session;
  session.id = id;
  session.workshop = std::make_shared<const Workshop>(workshop);
  session.state = SessionState::kOpen;
  session.start_time = kStart;
  session.end_time = kStart + absl::Hours(1);
  session.booking_open_time = kStart - absl::Hours(48);
  session.booking_close_time = kStart - absl::Hours(1);
  return session;
}

TEST(CheckTokenTest, RefusesRevokedAndExpired) {
  Partner partner;
  EXPECT_OK(CheckToken(partner, kStart));
  partner.expire_time = kStart;
  EXPECT_OK(CheckToken(partner, kStart - absl::Microseconds(1)));
  EXPECT_THAT(CheckToken(partner, kStart), HasReason("INVALID_AUTH"));
  partner.expire_time = std::nullopt;
  partner.revoke_time = kStart - absl::Hours(1);
  EXPECT_THAT(CheckToken(partner, kStart), HasReason("INVALID_AUTH"));
}

TEST(StatusOfTest, FollowsTheClockAndTheState) {
  Session session = SampleSession();
  EXPECT_EQ(StatusOf(session, kStart - absl::Seconds(1)), EventStatus::kLive);
  EXPECT_EQ(StatusOf(session, kStart), EventStatus::kStarted);
  EXPECT_EQ(StatusOf(session, session.end_time), EventStatus::kCompleted);
  session.state = SessionState::kCancelled;
  EXPECT_EQ(StatusOf(session, kStart), EventStatus::kCanceled);
}

struct SaleCase {
  SessionState state;
  absl::Duration before_start;
  std::optional<int64_t> left;
  SaleStatus want;
};

TEST(SaleStatusOfTest, SaysWhetherPlacesCanBeHad) {
  for (const SaleCase& test : std::vector<SaleCase>{
           {SessionState::kOpen, absl::Hours(24), 3, SaleStatus::kAvailable},
           {SessionState::kOpen, absl::Hours(24), 0, SaleStatus::kSoldOut},
           {SessionState::kOpen, absl::Hours(24), {}, SaleStatus::kUnknown},
           {SessionState::kOpen, absl::Hours(49), 3, SaleStatus::kNotYetOnSale},
           {SessionState::kOpen, absl::Hours(1), 3, SaleStatus::kUnavailable},
           {SessionState::kScheduled, absl::Hours(24), 3,
            SaleStatus::kNotYetOnSale},
           {SessionState::kClosed, absl::Hours(24), 3,
            SaleStatus::kUnavailable},
           {SessionState::kCancelled, absl::Hours(24), 3,
            SaleStatus::kUnavailable}}) {
    Session session = SampleSession();
    session.state = test.state;
    const SeatCount seats = {.left = test.left.value_or(0)};
    EXPECT_EQ(SaleStatusOf(session, test.left.has_value() ? &seats : nullptr,
                           kStart - test.before_start),
              test.want)
        << static_cast<int>(test.state) << " " << test.before_start;
  }
}

// The largest id of a booking or session that there can be.
constexpr int64_t kLastBlock = INT64_MAX - kIdBlock + 1;

TEST(IdsTest, OfTicketClassesLeadToTheSession) {
  for (const int64_t session : {kIdBlock, 42 * kIdBlock, kLastBlock}) {
    const std::string text = TicketClassId(session);
    EXPECT_EQ(ParseId(text), session + 1) << "it is an id like all others";
    EXPECT_EQ(SessionOfTicketClass(text), session);
  }
  for (const char* wrong : {"", "1", "32", "34", "x1", "-33", "033"}) {
    EXPECT_EQ(SessionOfTicketClass(wrong), std::nullopt) << wrong;
  }
}

TEST(IdsTest, OfAttendeesLeadToTheBooking) {
  for (const int64_t booking : {kIdBlock, 42 * kIdBlock, kLastBlock}) {
    for (const int position : {1, 10, 15}) {
      const std::string text =
          ToText(AttendeeId{.booking_id = booking, .position = position});
      EXPECT_EQ(ParseId(text), booking + position);
      const std::optional<AttendeeId> read = ParseAttendeeId(text);
      ASSERT_TRUE(read.has_value());
      EXPECT_EQ(read->booking_id, booking);
      EXPECT_EQ(read->position, position);
    }
  }
  for (const char* wrong : {"", "0", "3", "32", "42x1", "42+1", "-33", "033",
                            "9223372036854775808", "38501123540752793601"}) {
    EXPECT_EQ(ParseAttendeeId(wrong).has_value(), false) << wrong;
  }
}

TEST(CatalogueTest, IsInOrderOfStartAndFindsById) {
  Session late = SampleSession(1);
  late.start_time += absl::Hours(5);
  late.venue = {.name = "Example Hall"};
  const Catalogue catalogue =
      MakeCatalogue({late, SampleSession(9), SampleSession(8)});
  ASSERT_EQ(catalogue.sessions.size(), 3);
  EXPECT_EQ(catalogue.sessions[0].id, 8);
  EXPECT_EQ(catalogue.sessions[1].id, 9);
  EXPECT_EQ(catalogue.Find(1)->start_time, late.start_time);
  EXPECT_EQ(catalogue.Find(2), nullptr);
  EXPECT_EQ(catalogue.FindVenue(1)->name, "Example Hall");
  EXPECT_EQ(catalogue.FindVenue(3), nullptr) << "the workshop is on Teams";
  EXPECT_EQ(catalogue.FindVenue(8), nullptr);
}

TEST(EventFilterTest, WithoutWordsLeavesOutWhatIsOver) {
  const Session session = SampleSession();
  const EventFilter filter;
  EXPECT_TRUE(Matches(filter, session, kStart - absl::Hours(1)));
  EXPECT_TRUE(Matches(filter, session, kStart));
  EXPECT_FALSE(Matches(filter, session, session.end_time));
}

TEST(EventFilterTest, FiltersByEachField) {
  const Session session = SampleSession();
  const absl::Time now = kStart - absl::Hours(1);
  EventFilter filter;
  filter.name = "WORRY";
  EXPECT_TRUE(Matches(filter, session, now));
  filter.name = "sleep";
  EXPECT_FALSE(Matches(filter, session, now));
  filter = {};
  filter.ids = {7};
  EXPECT_TRUE(Matches(filter, session, now));
  filter.ids_to_exclude = {7};
  EXPECT_FALSE(Matches(filter, session, now));
  filter = {};
  filter.time = EventFilter::Time::kPast;
  EXPECT_FALSE(Matches(filter, session, now));
  EXPECT_TRUE(Matches(filter, session, session.end_time));
  filter = {};
  filter.statuses = {EventStatus::kCompleted};
  EXPECT_FALSE(Matches(filter, session, now));
  EXPECT_TRUE(Matches(filter, session, session.end_time));
  filter.statuses = std::set<EventStatus>();
  EXPECT_FALSE(Matches(filter, session, now));
}

TEST(EventFilterTest, OrdersBothWays) {
  const Catalogue catalogue =
      MakeCatalogue({SampleSession(1), SampleSession(2), SampleSession(3)});
  EventFilter filter;
  for (const auto order :
       {EventFilter::Order::kStart, EventFilter::Order::kCreated,
        EventFilter::Order::kName}) {
    filter.order = order;
    filter.descending = false;
    EXPECT_THAT(InOrder(filter, catalogue), ElementsAre(0, 1, 2));
    filter.descending = true;
    EXPECT_THAT(InOrder(filter, catalogue), ElementsAre(2, 1, 0));
  }
}

std::vector<Entry> Entries(int count) {
  std::vector<Entry> entries;
  for (int i = 0; i < count; ++i) entries.push_back({.key = {i, 0}});
  return entries;
}

TEST(TakePageTest, CutsAListIntoPages) {
  ASSERT_OK_AND_ASSIGN(const Page first,
                       TakePage(Entries(5), {.size = 2, .number = 1}));
  EXPECT_THAT(first.indices, ElementsAre(0, 1));
  EXPECT_EQ(first.object_count, 5);
  EXPECT_EQ(first.page_count, 3);
  EXPECT_TRUE(first.has_more);
  ASSERT_OK_AND_ASSIGN(const Page last,
                       TakePage(Entries(5), {.size = 2, .number = 3}));
  EXPECT_THAT(last.indices, ElementsAre(4));
  EXPECT_FALSE(last.has_more);
}

TEST(TakePageTest, HasAFirstPageAndNoneAfterTheLast) {
  ASSERT_OK_AND_ASSIGN(const Page empty, TakePage({}, {}));
  EXPECT_THAT(empty.indices, IsEmpty());
  EXPECT_EQ(empty.page_count, 1);
  EXPECT_FALSE(empty.has_more);
  EXPECT_THAT(TakePage({}, {.number = 2}), HasReason("BAD_PAGE"));
  EXPECT_THAT(TakePage(Entries(4), {.size = 2, .number = 3}),
              HasReason("BAD_PAGE"));
  EXPECT_THAT(TakePage(Entries(4), {.size = 2, .number = 2147483647}),
              HasReason("BAD_PAGE"));
}

TEST(TakePageTest, GoesOnAfterAnEntryThatIsNoLongerWanted) {
  std::vector<Entry> entries = Entries(5);
  entries[1].wanted = false;
  ASSERT_OK_AND_ASSIGN(
      const Page page,
      TakePage(entries, {.size = 2, .number = 2, .after = EntryKey(1, 0)}));
  EXPECT_THAT(page.indices, ElementsAre(2, 3));
  EXPECT_TRUE(page.has_more);
  EXPECT_THAT(
      TakePage(entries, {.size = 2, .number = 2, .after = EntryKey(9, 0)}),
      HasReason("BAD_CONTINUATION_TOKEN"));
}

}  // namespace
}  // namespace cwp::gateway
