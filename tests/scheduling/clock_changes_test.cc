#include <array>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "services/scheduling/series_plan.h"

// Series over every clock change of the United Kingdom from 2026 to 2037,
// against what the system's zdump says of Europe/London.

namespace cwp::scheduling {
namespace {

using Day = absl::CivilDay;
using State = PlannedDate::State;
using Clock = Resolution::Clock;

constexpr int kFirstYear = 2026;
constexpr int kLastYear = 2037;
constexpr int kChanges = 2 * (kLastYear - kFirstYear + 1);

// From when on clocks have been so far ahead of UTC.
struct Offset {
  absl::Time from;
  absl::Duration offset;
};

// One line of zdump, such as
//   Europe/London  Sun Mar 29 01:00:00 2026 UT = ... BST isdst=1 gmtoff=3600
std::optional<Offset> ReadLine(absl::string_view line) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(line, ' ', absl::SkipEmpty());
  absl::Time from;
  std::string error;
  int offset = 0;
  if (words.size() != 16 ||
      !absl::ParseTime(
          "%b %d %H:%M:%S %Y",
          absl::StrCat(words[2], " ", words[3], " ", words[4], " ", words[5]),
          &from, &error) ||
      !absl::SimpleAtoi(words[15].substr(words[15].find('=') + 1), &offset)) {
    return std::nullopt;
  }
  return Offset{.from = from, .offset = absl::Seconds(offset)};
}

// The changes from 2026 to 2037, after what held before them.
std::vector<Offset> AskZdump() {
  const std::string command = absl::StrCat("zdump -v -c ", kFirstYear - 1, ",",
                                           kLastYear + 1, " Europe/London");
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"),
                                                   pclose);
  std::string text;
  std::array<char, 4096> buffer;
  while (fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) {
    text += buffer.data();
  }
  std::vector<Offset> offsets;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::optional<Offset> read = ReadLine(line);
    if (!read.has_value()) continue;
    // Of the two lines about a change, the second says what holds from it on.
    if (!offsets.empty() && offsets.back().offset == read->offset) continue;
    offsets.push_back(*read);
  }
  return offsets;
}

class ClockChangesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    offsets_ = AskZdump();
    for (const Offset& offset : offsets_) {
      const Day day = absl::ToCivilDay(offset.from, absl::UTCTimeZone());
      if (day.year() >= kFirstYear && day.year() <= kLastYear) {
        days_.push_back(day);
      }
    }
    ASSERT_EQ(days_.size(), static_cast<size_t>(kChanges))
        << "zdump (Debian's libc-bin) must know Europe/London";
  }

  absl::Duration OffsetAt(absl::Time instant) const {
    absl::Duration offset;
    for (const Offset& each : offsets_) {
      if (each.from <= instant) offset = each.offset;
    }
    return offset;
  }

  // Every instant at which clocks in London show `local`, in order.
  std::vector<absl::Time> InstantsOf(absl::CivilMinute local) const {
    const absl::Time utc = absl::FromCivil(local, absl::UTCTimeZone());
    std::vector<absl::Time> instants;
    for (const absl::Duration offset : {absl::Hours(1), absl::ZeroDuration()}) {
      if (OffsetAt(utc - offset) == offset) instants.push_back(utc - offset);
    }
    return instants;
  }

  std::vector<PlannedDate> Plan(absl::CivilMinute start, int interval,
                                int count, ClockChoice choice) {
    const SeriesPattern pattern = {
        .start = start,
        .time_zone = "Europe/London",
        .meeting_duration = absl::Minutes(45),
        .recurrence = {.interval = interval, .count = count},
        .clock_choice = choice};
    const auto plan = PlanSeries(pattern, {});
    EXPECT_OK(plan);
    return plan.value_or(std::vector<PlannedDate>());
  }

  std::vector<Offset> offsets_;
  // The days on which the clocks change.
  std::vector<Day> days_;
};

TEST_F(ClockChangesTest, EighteenStaysEighteen) {
  int shifts = 0;
  Day next(kFirstYear, 1, 6);
  while (next.year() <= kLastYear) {
    const std::vector<PlannedDate> plan =
        Plan(absl::CivilMinute(absl::CivilHour(next) + 18), 7, 300,
             ClockChoice::kAsk);
    ASSERT_EQ(plan.size(), 300u);
    for (const PlannedDate& date : plan) {
      const absl::CivilMinute local(absl::CivilHour(date.day) + 18);
      if (local.year() > kLastYear) break;
      const std::vector<absl::Time> instants = InstantsOf(local);
      ASSERT_EQ(instants.size(), 1u);
      ASSERT_EQ(date.state, State::kKept);
      ASSERT_EQ(date.meeting->local_start, absl::FormatCivilTime(local));
      ASSERT_EQ(date.meeting->start, instants[0]) << local;
      ASSERT_EQ(date.utc_offset, OffsetAt(instants[0]));
      const bool first = date.day == next;
      const absl::Duration before = OffsetAt(
          InstantsOf(absl::CivilMinute(absl::CivilHour(date.day - 7) + 18))[0]);
      ASSERT_EQ(date.utc_shift,
                first ? absl::ZeroDuration() : date.utc_offset - before);
      shifts += date.utc_shift != absl::ZeroDuration();
    }
    next = plan.back().day + 7;
  }
  EXPECT_EQ(shifts, kChanges);
}

// A week around each change, at every quarter of an hour of the night.
TEST_F(ClockChangesTest, NightsAskAndDoAsTheyAreTold) {
  int missing = 0;
  int doubled = 0;
  for (const Day change : days_) {
    for (int minutes = 0; minutes < 4 * 60; minutes += 15) {
      const absl::CivilMinute start = absl::CivilMinute(change - 3) + minutes;
      SCOPED_TRACE(absl::FormatCivilTime(start));
      const auto asked = Plan(start, 1, 7, ClockChoice::kAsk);
      const auto earlier = Plan(start, 1, 7, ClockChoice::kEarlier);
      const auto later = Plan(start, 1, 7, ClockChoice::kLater);
      const auto skipped = Plan(start, 1, 7, ClockChoice::kSkip);
      ASSERT_EQ(asked.size(), 7u);
      for (size_t i = 0; i < asked.size(); ++i) {
        const absl::CivilMinute local =
            absl::CivilMinute(asked[i].day) + minutes;
        const std::vector<absl::Time> instants = InstantsOf(local);
        if (instants.size() == 1) {
          for (const auto* plan : {&asked, &earlier, &later, &skipped}) {
            ASSERT_EQ((*plan)[i].state, State::kKept);
            ASSERT_EQ((*plan)[i].resolution.clock, Clock::kOnce);
            ASSERT_EQ((*plan)[i].meeting->start, instants[0]);
            ASSERT_EQ((*plan)[i].meeting->local_start,
                      absl::FormatCivilTime(local));
          }
          continue;
        }
        ASSERT_EQ(asked[i].state, State::kUndecided);
        ASSERT_EQ(skipped[i].state, State::kSkipped);
        if (instants.empty()) {
          ++missing;
          ASSERT_EQ(asked[i].resolution.clock, Clock::kMissing);
          ASSERT_EQ(earlier[i].meeting->start, InstantsOf(local - 60)[0]);
          ASSERT_EQ(later[i].meeting->start, InstantsOf(local + 60)[0]);
          ASSERT_EQ(earlier[i].meeting->local_start,
                    absl::FormatCivilTime(local - 60));
          ASSERT_EQ(later[i].meeting->local_start,
                    absl::FormatCivilTime(local + 60));
        } else {
          ++doubled;
          ASSERT_EQ(asked[i].resolution.clock, Clock::kDoubled);
          ASSERT_EQ(earlier[i].meeting->start, instants[0]);
          ASSERT_EQ(later[i].meeting->start, instants[1]);
          ASSERT_EQ(earlier[i].meeting->local_start,
                    absl::FormatCivilTime(local));
          ASSERT_EQ(later[i].meeting->local_start,
                    absl::FormatCivilTime(local));
        }
      }
    }
  }
  // Four quarters of an hour, of every year.
  EXPECT_EQ(missing, 4 * kChanges / 2);
  EXPECT_EQ(doubled, 4 * kChanges / 2);
}

}  // namespace
}  // namespace cwp::scheduling
