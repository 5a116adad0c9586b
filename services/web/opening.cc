#include "services/web/opening.h"

#include <utility>

#include "absl/time/civil_time.h"
#include "common/base/error.h"
#include "common/time/words.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

absl::Status Invalid() {
  return InvalidArgument(
      "CONFIG_INVALID",
      "the setting opening-times must be as mon-fri 09:00-17:00",
      {{"setting", "opening-times"}});
}

}  // namespace

absl::StatusOr<Opening> Opening::Read(absl::string_view times,
                                      civil::DaysOff days_off,
                                      const absl::TimeZone& zone) {
  Opening opening(zone);
  if (times.empty()) return opening;
  std::optional<civil::OfficeHours::Options> read =
      civil::ReadOpeningTimes(times);
  if (!read.has_value()) return Invalid();
  civil::OfficeHours::Options& options = *read;
  options.days_off = std::move(days_off);
  options.zone = zone;
  opening.closes_ = options.closes;
  opening.hours_.emplace(std::move(options));
  return opening;
}

View Opening::ViewAt(absl::Time now) const {
  if (!hours_.has_value()) return {};
  if (hours_->IsOpen(now)) {
    const absl::CivilMinute closes =
        absl::CivilMinute(absl::ToCivilDay(now, zone_)) + closes_;
    return {{"open_until",
             civil::TimeWords(absl::FromCivil(closes, zone_), zone_)}};
  }
  const std::optional<absl::Time> next = hours_->NextOpen(now);
  if (!next.has_value()) return {};
  return {{"opens_next", OpensWords(*next, zone_)}};
}

}  // namespace cwp::web
