#include "services/scheduling/workshop_fields.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/http/markdown.h"
#include "services/scheduling/convert.h"

namespace cwp::scheduling {
namespace {

constexpr size_t kMaxSlug = 63;
constexpr size_t kMaxTitle = 100;
constexpr size_t kMaxSummary = 140;
constexpr size_t kMaxDescription = 8000;
constexpr int kMaxTopics = 10;
constexpr size_t kMaxTopic = 40;
constexpr size_t kMaxNamesReason = 200;
constexpr size_t kMaxNote = 500;
constexpr int kMaxLanguages = 10;
constexpr int kMaxCapacity = 10000;
constexpr int kMaxYears = 25;
constexpr int64_t kMinuteSeconds = 60;
constexpr int64_t kDaySeconds = 24 * 60 * kMinuteSeconds;

absl::StatusOr<Audience> ReadAudience(v1::Audience audience) {
  switch (audience) {
    case v1::AUDIENCE_UNSPECIFIED:
      return FieldRequired("audience");
    case v1::AUDIENCE_PARENTS_AND_CARERS:
    case v1::AUDIENCE_YOUNG_PEOPLE:
    case v1::AUDIENCE_PROFESSIONALS:
      return static_cast<Audience>(audience);
    default:
      return FieldInvalid("audience", "is not one that is known here");
  }
}

absl::StatusOr<AgeRange> ReadAgeRange(const v1::Workshop& workshop) {
  if (!workshop.has_age_range()) return FieldRequired("age_range");
  const AgeRange range = {.min_years = workshop.age_range().min_years(),
                          .max_years = workshop.age_range().max_years()};
  if (range.min_years < 0 || range.min_years > kMaxYears) {
    return FieldInvalid("age_range.min_years", "is not 0 to 25");
  }
  if (range.max_years < 0 || range.max_years > kMaxYears) {
    return FieldInvalid("age_range.max_years", "is not 0 to 25");
  }
  if (range.max_years < range.min_years) {
    return FieldInvalid("age_range.max_years", "is below min_years");
  }
  return range;
}

absl::StatusOr<std::vector<std::string>> ReadTopics(
    const v1::Workshop& workshop) {
  if (workshop.topics_size() > kMaxTopics) {
    return InvalidArgument(
        "FIELD_TOO_LONG", "topics has more than 10 topics",
        {{"field", "topics"}, {"limit", absl::StrCat(kMaxTopics)}});
  }
  std::vector<std::string> topics;
  for (const std::string& topic : workshop.topics()) {
    ASSIGN_OR_RETURN(std::string read,
                     ReadText(absl::StrCat("topics[", topics.size(), "]"),
                              topic, 1, kMaxTopic));
    topics.push_back(std::move(read));
  }
  return topics;
}

// Lower-case primary language and subtags of letters and digits: what RFC 5646
// calls well-formed, without its rarer forms.
bool IsLanguageTag(absl::string_view tag) {
  const std::vector<absl::string_view> parts = absl::StrSplit(tag, '-');
  if (parts[0].size() < 2 || parts[0].size() > 3) return false;
  const auto is_plain = [](absl::string_view part) {
    return !part.empty() && part.size() <= 8 &&
           absl::c_all_of(part, absl::ascii_isalnum);
  };
  return absl::c_all_of(parts[0], absl::ascii_islower) &&
         absl::c_all_of(parts, is_plain);
}

absl::StatusOr<std::vector<std::string>> ReadLanguages(
    const v1::Workshop& workshop) {
  if (workshop.languages_size() > kMaxLanguages) {
    return InvalidArgument(
        "FIELD_TOO_LONG", "languages has more than 10 languages",
        {{"field", "languages"}, {"limit", absl::StrCat(kMaxLanguages)}});
  }
  for (int i = 0; i < workshop.languages_size(); ++i) {
    if (IsLanguageTag(workshop.languages(i))) continue;
    return FieldInvalid(absl::StrCat("languages[", i, "]"),
                        "is not a language tag such as en or cy");
  }
  return std::vector<std::string>(workshop.languages().begin(),
                                  workshop.languages().end());
}

absl::StatusOr<std::string> ReadDescription(const v1::Workshop& workshop) {
  ASSIGN_OR_RETURN(std::string read,
                   ReadText("description", workshop.description(), 0,
                            kMaxDescription, /*lines=*/true));
  const auto problem = http::FindMarkdownProblem(read);
  if (!problem.has_value()) return read;
  return InvalidArgument(
      "MARKDOWN_UNSAFE",
      absl::StrCat("description, line ", problem->line, ": ", problem->what),
      {{"field", "description"}, {"line", absl::StrCat(problem->line)}});
}

absl::StatusOr<int> ReadDefaultCapacity(const v1::Workshop& workshop) {
  const int capacity = workshop.default_capacity();
  if (capacity < 0 || capacity > kMaxCapacity) {
    return FieldInvalid("default_capacity", "is not 0 to 10,000");
  }
  return capacity;
}

absl::StatusOr<absl::Duration> ReadMeetingDuration(
    const v1::Workshop& workshop) {
  if (!workshop.has_meeting_duration()) {
    return FieldRequired("meeting_duration");
  }
  const auto& duration = workshop.meeting_duration();
  if (duration.seconds() < kMinuteSeconds || duration.seconds() > kDaySeconds) {
    return FieldInvalid("meeting_duration", "is not 1 minute to 24 hours");
  }
  if (duration.nanos() != 0 || duration.seconds() % kMinuteSeconds != 0) {
    return FieldInvalid("meeting_duration", "is not in whole minutes");
  }
  return absl::Seconds(duration.seconds());
}

const WorkshopFieldRow kFields[] = {
    {"slug", WorkshopField::kSlug,
     [](const v1::Workshop& from) { return !from.slug().empty(); },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       ASSIGN_OR_RETURN(to.slug, ReadSlug(from.slug()));
       return absl::OkStatus();
     }},
    {"title", WorkshopField::kTitle,
     [](const v1::Workshop& from) { return !from.title().empty(); },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       ASSIGN_OR_RETURN(to.title,
                        ReadText("title", from.title(), 1, kMaxTitle));
       return absl::OkStatus();
     }},
    {"summary", WorkshopField::kSummary,
     [](const v1::Workshop& from) { return !from.summary().empty(); },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       ASSIGN_OR_RETURN(to.summary,
                        ReadText("summary", from.summary(), 1, kMaxSummary));
       return absl::OkStatus();
     }},
    {"description", WorkshopField::kDescription,
     [](const v1::Workshop& from) { return !from.description().empty(); },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       ASSIGN_OR_RETURN(to.description, ReadDescription(from));
       return absl::OkStatus();
     }},
    {"audience", WorkshopField::kAudience,
     [](const v1::Workshop& from) {
       return from.audience() != v1::AUDIENCE_UNSPECIFIED;
     },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       ASSIGN_OR_RETURN(to.audience, ReadAudience(from.audience()));
       return absl::OkStatus();
     }},
    {"age_range", WorkshopField::kAgeRange,
     [](const v1::Workshop& from) { return from.has_age_range(); },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       ASSIGN_OR_RETURN(to.age_range, ReadAgeRange(from));
       return absl::OkStatus();
     }},
    {"topics", WorkshopField::kTopics,
     [](const v1::Workshop& from) { return from.topics_size() > 0; },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       ASSIGN_OR_RETURN(to.topics, ReadTopics(from));
       return absl::OkStatus();
     }},
    {"meeting_duration", WorkshopField::kMeetingDuration,
     [](const v1::Workshop& from) { return from.has_meeting_duration(); },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       ASSIGN_OR_RETURN(to.meeting_duration, ReadMeetingDuration(from));
       return absl::OkStatus();
     }},
    {"delivery", WorkshopField::kDelivery,
     [](const v1::Workshop& from) { return from.has_delivery(); },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       if (!from.has_delivery()) return FieldRequired("delivery");
       ASSIGN_OR_RETURN(to.delivery, ReadDelivery(from.delivery()));
       return absl::OkStatus();
     }},
    {"attendee_names_reason", WorkshopField::kAttendeeNamesReason,
     [](const v1::Workshop& from) {
       return !from.attendee_names_reason().empty();
     },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       ASSIGN_OR_RETURN(
           to.attendee_names_reason,
           ReadText("attendee_names_reason", from.attendee_names_reason(), 0,
                    kMaxNamesReason));
       return absl::OkStatus();
     }},
    {"what_to_bring", WorkshopField::kWhatToBring,
     [](const v1::Workshop& from) { return !from.what_to_bring().empty(); },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       ASSIGN_OR_RETURN(to.what_to_bring,
                        ReadText("what_to_bring", from.what_to_bring(), 0,
                                 kMaxNote, /*lines=*/true));
       return absl::OkStatus();
     }},
    {"content_note", WorkshopField::kContentNote,
     [](const v1::Workshop& from) { return !from.content_note().empty(); },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       ASSIGN_OR_RETURN(to.content_note,
                        ReadText("content_note", from.content_note(), 0,
                                 kMaxNote, /*lines=*/true));
       return absl::OkStatus();
     }},
    {"languages", WorkshopField::kLanguages,
     [](const v1::Workshop& from) { return from.languages_size() > 0; },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       ASSIGN_OR_RETURN(to.languages, ReadLanguages(from));
       return absl::OkStatus();
     }},
    {"default_capacity", WorkshopField::kDefaultCapacity,
     [](const v1::Workshop& from) { return from.default_capacity() != 0; },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       ASSIGN_OR_RETURN(to.default_capacity, ReadDefaultCapacity(from));
       return absl::OkStatus();
     }},
    {"supervised_pair", WorkshopField::kSupervisedPair,
     [](const v1::Workshop& from) { return from.supervised_pair(); },
     [](const v1::Workshop& from, WorkshopContent& to) -> absl::Status {
       to.supervised_pair = from.supervised_pair();
       return absl::OkStatus();
     }},
};

}  // namespace

absl::StatusOr<std::string> ReadSlug(absl::string_view slug) {
  ASSIGN_OR_RETURN(std::string read, ReadText("slug", slug, 1, kMaxSlug));
  if (!IsSlug(read)) {
    return FieldInvalid("slug",
                        "takes lower-case letters, digits and single hyphens, "
                        "and begins with a letter");
  }
  return read;
}

absl::Span<const WorkshopFieldRow> WorkshopFields() { return kFields; }

}  // namespace cwp::scheduling
