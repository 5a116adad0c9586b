#include "common/programme/check.h"

#include <cstddef>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/text.h"

namespace cwp::programme {
namespace {

using scheduling::v1::Workshop;

constexpr size_t kMostTopics = 10;
constexpr size_t kLongestTopic = 40;
constexpr size_t kMostLanguages = 10;
constexpr size_t kLongestAddress = 2'000;

struct TextField {
  absl::string_view key;
  size_t max;
  const std::string& (*text)(const Workshop& workshop);
};

const TextField kTexts[] = {
    {"title", 100,
     [](const Workshop& from) -> const std::string& { return from.title(); }},
    {"summary", 140,
     [](const Workshop& from) -> const std::string& { return from.summary(); }},
    {"description", 8'000,
     [](const Workshop& from) -> const std::string& {
       return from.description();
     }},
    {"bring", 500,
     [](const Workshop& from) -> const std::string& {
       return from.what_to_bring();
     }},
    {"content_note", 500,
     [](const Workshop& from) -> const std::string& {
       return from.content_note();
     }},
    {"names_reason", 200,
     [](const Workshop& from) -> const std::string& {
       return from.attendee_names_reason();
     }},
};

void CheckLength(const FilePlace& place, absl::string_view key,
                 absl::string_view text, size_t max, Mistakes& mistakes) {
  if (CountCharacters(text) <= max) return;
  mistakes.Add(place, key,
               absl::StrCat("must be ", max, " characters or fewer"));
}

void CheckVenue(const FilePlace& place, const scheduling::v1::Venue& venue,
                Mistakes& mistakes) {
  CheckLength(place, "the venue's name", venue.name(), 100, mistakes);
  CheckLength(place, "the venue's address", venue.address(), 300, mistakes);
  CheckLength(place, "the venue's postcode", venue.postcode(), 10, mistakes);
}

void CheckWorkshop(const WorkshopEntry& entry, Mistakes& mistakes) {
  const Workshop& workshop = entry.workshop;
  if (!workshop.slug().empty() && !IsSlug(workshop.slug())) {
    mistakes.Add(entry.place, "slug",
                 "must be at most 63 small letters, digits and single hyphens, "
                 "beginning with a letter");
  }
  for (const TextField& field : kTexts) {
    CheckLength(entry.place, field.key, field.text(workshop), field.max,
                mistakes);
  }
  if (static_cast<size_t>(workshop.topics_size()) > kMostTopics) {
    mistakes.Add(entry.place, "topics",
                 absl::StrCat("must be ", kMostTopics, " or fewer"));
  }
  for (const std::string& topic : workshop.topics()) {
    CheckLength(entry.place, "topics", topic, kLongestTopic, mistakes);
  }
  if (static_cast<size_t>(workshop.languages_size()) > kMostLanguages) {
    mistakes.Add(entry.place, "languages",
                 absl::StrCat("must be ", kMostLanguages, " or fewer"));
  }
  CheckVenue(entry.place, workshop.delivery().venue(), mistakes);
}

void CheckSession(const SessionEntry& entry, Mistakes& mistakes) {
  CheckLength(entry.place, "join", entry.join_uri, kLongestAddress, mistakes);
  if (!entry.join_uri.empty() &&
      !absl::StartsWith(entry.join_uri, "https://")) {
    mistakes.Add(entry.place, "join",
                 "must be an address that begins with https://");
  }
  if (entry.delivery.has_value()) {
    CheckVenue(entry.place, entry.delivery->venue(), mistakes);
  }
}

}  // namespace

void CheckFields(const Programme& programme, Mistakes& mistakes) {
  size_t sessions = 0;
  for (const WorkshopEntry& entry : programme.workshops) {
    CheckWorkshop(entry, mistakes);
    for (const SessionEntry& session : entry.sessions) {
      CheckSession(session, mistakes);
      if (++sessions != kMostSessions + 1) continue;
      mistakes.Add(session.place, "",
                   absl::StrCat("there are more than ", kMostSessions,
                                " sessions: bring them in with several files"));
    }
  }
  if (programme.workshops.size() <= kMostWorkshops) return;
  mistakes.Add(programme.workshops[kMostWorkshops].place, "",
               absl::StrCat("there are more than ", kMostWorkshops,
                            " workshops: bring them in with several files"));
}

}  // namespace cwp::programme
