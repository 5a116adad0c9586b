#include "common/time/local_time.h"

#include <date/tz.h>

#include <chrono>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "gtest/gtest.h"

namespace cwp::civil {
namespace {

constexpr absl::string_view kLondon = "Europe/London";

// What ResolveLocal() should say of a local minute, by date-tz.
std::string Oracle(absl::CivilMinute minute) {
  const auto local =
      date::local_days(date::year(static_cast<int>(minute.year())) /
                       minute.month() / minute.day()) +
      std::chrono::hours(minute.hour()) + std::chrono::minutes(minute.minute());
  const date::local_info info =
      date::locate_zone("Europe/London")->get_info(date::local_seconds(local));
  if (info.result == date::local_info::nonexistent) return "TIME_SKIPPED";
  if (info.result == date::local_info::ambiguous) return "TIME_DOUBLED";
  const auto utc = local.time_since_epoch() - info.first.offset;
  return absl::StrCat(
      std::chrono::duration_cast<std::chrono::seconds>(utc).count());
}

std::string Write(absl::CivilMinute minute) {
  return absl::FormatCivilTime(minute);
}

std::string Resolved(absl::CivilMinute minute) {
  const auto instant = ResolveLocal(Write(minute), kLondon);
  return instant.ok() ? absl::StrCat(absl::ToUnixSeconds(*instant))
                      : ReasonOf(instant.status());
}

// The last Sunday of a month with 31 days.
absl::CivilDay ChangeDay(int year, int month) {
  return absl::PrevWeekday(absl::CivilDay(year, month + 1, 1),
                           absl::Weekday::sunday);
}

TEST(LocalTimeTest, AgreesWithDateTzAroundEveryChange) {
  int skipped = 0;
  int doubled = 0;
  for (int year = 2026; year <= 2037; ++year) {
    for (const int month : {3, 10}) {
      const absl::CivilMinute midnight(ChangeDay(year, month));
      for (int minutes = -60; minutes <= 4 * 60; ++minutes) {
        const absl::CivilMinute minute = midnight + minutes;
        const std::string got = Resolved(minute);
        ASSERT_EQ(got, Oracle(minute)) << Write(minute);
        skipped += got == "TIME_SKIPPED";
        doubled += got == "TIME_DOUBLED";
      }
    }
  }
  EXPECT_EQ(skipped, 12 * 60);
  EXPECT_EQ(doubled, 12 * 60);
}

TEST(LocalTimeTest, AgreesWithDateTzOnEveryDay) {
  for (absl::CivilDay day(2026, 1, 1); day < absl::CivilDay(2038, 1, 1);
       ++day) {
    for (const int hour : {0, 9, 18, 23}) {
      const absl::CivilMinute minute(absl::CivilHour(day) + hour);
      ASSERT_EQ(Resolved(minute), Oracle(minute)) << Write(minute);
    }
  }
}

TEST(LocalTimeTest, ToLocalIsTheOppositeOfResolveLocal) {
  for (const std::string local :
       {"2026-03-29T00:59", "2026-03-29T02:00", "2026-10-25T00:59",
        "2026-10-25T02:00", "2026-07-01T18:30", "2028-02-29T23:59"}) {
    EXPECT_EQ(ToLocal(ResolveLocal(local, kLondon).value(), London()), local);
  }
  const absl::Time instant = absl::FromUnixSeconds(1'785'000'000);
  EXPECT_EQ(ToLocal(instant + absl::Seconds(59), absl::UTCTimeZone()),
            ToLocal(instant, absl::UTCTimeZone()));
}

TEST(LocalTimeTest, KeepsAWeeklySessionAtItsHour) {
  EXPECT_EQ(ResolveLocal("2026-10-21T18:00", kLondon).value() +
                absl::Hours(7 * 24 + 1),
            ResolveLocal("2026-10-28T18:00", kLondon).value());
}

TEST(LocalTimeTest, RefusesWhatIsNoLocalTime) {
  for (const std::string local :
       {"", "2026-08-06", "2026-08-06 18:00", "2026-08-06T18:00:00",
        "2026-08-06T18:00Z", "2026-8-06T18:00", "2026-13-01T18:00",
        "2026-00-01T18:00", "2026-02-29T18:00", "2026-04-31T18:00",
        "2026-08-00T18:00", "2026-08-06T24:00", "2026-08-06T18:60",
        "+026-08-06T18:00", "2026-08-06T-1:00", "2026-08-06T1 :00"}) {
    const absl::Status status = ResolveLocal(local, kLondon).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << local;
    EXPECT_EQ(ReasonOf(status), "TIME_INVALID") << local;
    EXPECT_EQ(MetadataOf(status, "local"), local);
  }
}

TEST(LocalTimeTest, RefusesUnknownZonesAndPaths) {
  for (const std::string zone :
       {"", "Europe/Londinium", "/usr/share/zoneinfo/Europe/London",
        "../zoneinfo/Europe/London", "file:/usr/share/zoneinfo/UTC",
        "Europe/../Europe/London", ":Europe/London"}) {
    const absl::Status status = ResolveLocal("2026-08-06T18:00", zone).status();
    EXPECT_EQ(ReasonOf(status), "TIME_ZONE_UNKNOWN") << zone;
    EXPECT_EQ(MetadataOf(status, "zone"), zone);
  }
  EXPECT_TRUE(LoadZone("America/New_York").ok());
  EXPECT_TRUE(LoadZone("Etc/GMT+5").ok());
}

}  // namespace
}  // namespace cwp::civil
