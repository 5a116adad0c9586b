#include "services/web/words.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/time/words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

constexpr int64_t kMegabyte = 1'000'000;
constexpr int64_t kKilobyte = 1'000;

// The language of most workshops, which goes without saying.
constexpr absl::string_view kUsual = "en";

}  // namespace

absl::string_view WordsFor(absl::string_view reason) {
  const std::string* const words = FindWords(reason);
  return words == nullptr ? "" : absl::string_view(*words);
}

std::string AudienceWords(Audience audience) {
  switch (audience) {
    case Audience::kParentsAndCarers:
      return Say("audience.parents_and_carers");
    case Audience::kYoungPeople:
      return Say("audience.young_people");
    case Audience::kProfessionals:
      return Say("audience.professionals");
  }
  return Say("audience.everybody");
}

std::string ForWhomWords(Audience audience, int min_years, int max_years) {
  const std::string ages = AgeWords(min_years, max_years);
  switch (audience) {
    case Audience::kParentsAndCarers:
      return Say("for_whom.parents_and_carers", {{"ages", ages}});
    case Audience::kYoungPeople:
      return Say("for_whom.young_people", {{"ages", ages}});
    case Audience::kProfessionals:
      return Say("for_whom.professionals", {{"ages", ages}});
  }
  return Say("for_whom.everybody", {{"ages", ages}});
}

std::string ChannelWords(absl::string_view channel) {
  if (channel == "direct" || channel.empty()) return Say("channel.website");
  if (channel == kPhoneChannel) return Say("channel.phone");
  if (channel == "eventbrite") return Say("channel.eventbrite");
  return std::string(channel);
}

std::string LanguageWords(const std::vector<std::string>& tags) {
  if (tags.empty() || (tags.size() == 1 && tags[0] == kUsual)) return "";
  std::vector<std::string> names;
  for (const std::string& tag : tags) {
    const std::string* const name = FindWords(absl::StrCat("language.", tag));
    names.push_back(name == nullptr ? tag : *name);
  }
  if (names.size() == 1) return names[0];
  const std::string last = std::move(names.back());
  names.pop_back();
  return Say("list.last_two",
             {{"before", absl::StrJoin(names, ", ")}, {"last", last}});
}

std::string AgeWords(int min_years, int max_years) {
  const std::string min = absl::StrCat(min_years);
  const std::string max = absl::StrCat(max_years);
  if (min_years == max_years) return Say("age.exact", {{"years", min}});
  if (min_years == 0) return Say("age.to", {{"years", max}});
  return Say("age.span", {{"min", min}, {"max", max}});
}

std::string BandWords(const AgeSpan& band) {
  const std::string min = absl::StrCat(band.min);
  const std::string max = absl::StrCat(band.max);
  if (band.max == kOldest) return Say("band.from", {{"years", min}});
  if (band.min == band.max) return min;
  if (band.min == 0) return Say("band.to", {{"years", max}});
  const bool two = band.max == band.min + 1;
  return two ? Say("band.two", {{"min", min}, {"max", max}})
             : Say("band.span", {{"min", min}, {"max", max}});
}

std::string LengthWords(absl::Duration length) {
  if (length < absl::Minutes(1)) {
    return SayCount("length.seconds", absl::ToInt64Seconds(length));
  }
  const int64_t minutes = absl::ToInt64Minutes(length + absl::Seconds(30));
  std::vector<std::string> words;
  if (minutes >= 60) words.push_back(SayCount("length.hours", minutes / 60));
  if (minutes % 60 > 0)
    words.push_back(SayCount("length.minutes", minutes % 60));
  return absl::StrJoin(words, " ");
}

std::string SizeWords(int64_t bytes) {
  if (bytes >= kMegabyte) {
    const int64_t count = (bytes + kMegabyte / 2) / kMegabyte;
    return Say("size.megabytes", {{"count", absl::StrCat(count)}});
  }
  const int64_t count = (bytes + kKilobyte - 1) / kKilobyte;
  return Say("size.kilobytes", {{"count", absl::StrCat(count)}});
}

std::string PlacesWords(const Session& session, const Seats& seats,
                        absl::Time now, const absl::TimeZone& zone) {
  switch (StandingOf(session, seats, now)) {
    case Standing::kCanBook:
      if (!seats.left.has_value()) return Say("places.unknown");
      return SayCount("places.left", *seats.left);
    case Standing::kOnlyKept:
      return Say("places.only_kept");
    case Standing::kFull:
      return Say("places.full");
    case Standing::kNotYetOpen: {
      const std::optional<absl::Time>& opens = session.booking_open_time;
      if (!opens.has_value() || *opens <= now) return Say("places.opens_later");
      return Say("places.opens_at", {{"when", OpensWords(*opens, zone)}});
    }
    case Standing::kClosed:
      return Say("places.closed");
    case Standing::kChanging:
      return Say("places.changing");
    case Standing::kCancelled:
      return Say("places.cancelled");
  }
  return "";
}

std::string OpensWords(absl::Time time, const absl::TimeZone& zone) {
  return Say("when.time_on_date", {{"time", civil::TimeWords(time, zone)},
                                   {"date", civil::DateWords(time, zone)}});
}

}  // namespace cwp::web
