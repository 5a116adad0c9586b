#include "services/scheduling/workshop_convert.h"

#include <algorithm>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/rpc/page_token.h"
#include "common/time/proto_time.h"
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
constexpr int kMaxYears = 25;
constexpr int64_t kMinuteSeconds = 60;
constexpr int64_t kDaySeconds = 24 * 60 * kMinuteSeconds;

absl::StatusOr<std::string> ReadSlug(absl::string_view slug) {
  ASSIGN_OR_RETURN(std::string read, ReadText("slug", slug, 1, kMaxSlug));
  if (!IsSlug(read)) {
    return FieldInvalid("slug",
                        "takes lower-case letters, digits and single hyphens, "
                        "and begins with a letter");
  }
  return read;
}

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

// Reads one field of the message into `content`.
using FieldReader = absl::Status (*)(const v1::Workshop&, WorkshopContent&);

// One field that staff write: what the mask calls it, and how it is read.
struct FieldRow {
  absl::string_view path;
  WorkshopField field;
  bool (*has_value)(const v1::Workshop&);
  FieldReader read;
};

const FieldRow kFields[] = {
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
       ASSIGN_OR_RETURN(to.description,
                        ReadText("description", from.description(), 0,
                                 kMaxDescription, /*lines=*/true));
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
};

// The fields that an update is to change.
absl::StatusOr<std::vector<const FieldRow*>> ReadMask(
    const v1::UpdateWorkshopRequest& request) {
  std::vector<const FieldRow*> rows;
  if (!request.has_update_mask()) {
    for (const FieldRow& row : kFields) {
      if (row.has_value(request.workshop())) rows.push_back(&row);
    }
    return rows;
  }
  for (const std::string& path : request.update_mask().paths()) {
    const auto row =
        std::find_if(std::begin(kFields), std::end(kFields),
                     [&](const FieldRow& each) { return each.path == path; });
    if (row == std::end(kFields)) {
      return FieldInvalid("update_mask", "names what cannot be updated");
    }
    rows.push_back(row);
  }
  return rows;
}

// What tells this list from others; see rpc::MakePageToken.
std::string ListName(const WorkshopFilter& filter) {
  return absl::StrCat(
      "ListWorkshops ", static_cast<int>(filter.viewer), " ",
      filter.state.has_value() ? static_cast<int>(*filter.state) : 0);
}

}  // namespace

absl::StatusOr<WorkshopContent> ReadCreateWorkshop(
    const v1::CreateWorkshopRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  if (!request.has_workshop()) return FieldRequired("workshop");
  WorkshopContent content;
  for (const FieldRow& row : kFields) {
    RETURN_IF_ERROR(row.read(request.workshop(), content));
  }
  return content;
}

absl::StatusOr<WorkshopUpdate> ReadUpdateWorkshop(
    const v1::UpdateWorkshopRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  if (!request.has_workshop()) return FieldRequired("workshop");
  WorkshopUpdate update;
  ASSIGN_OR_RETURN(update.id, ReadId("id", request.workshop().id()));
  ASSIGN_OR_RETURN(const auto rows, ReadMask(request));
  for (const FieldRow* row : rows) {
    RETURN_IF_ERROR(row->read(request.workshop(), update.patch.content));
    update.patch.fields.push_back(row->field);
  }
  if (!request.workshop().etag().empty()) {
    update.patch.if_revision = ReadEtag(request.workshop().etag());
  }
  return update;
}

absl::StatusOr<WorkshopKey> ReadGetWorkshop(
    const v1::GetWorkshopRequest& request) {
  switch (request.key_case()) {
    case v1::GetWorkshopRequest::kId: {
      ASSIGN_OR_RETURN(const int64_t id, ReadId("id", request.id()));
      return WorkshopKey(id);
    }
    case v1::GetWorkshopRequest::kSlug: {
      ASSIGN_OR_RETURN(std::string slug, ReadSlug(request.slug()));
      return WorkshopKey(std::move(slug));
    }
    case v1::GetWorkshopRequest::KEY_NOT_SET:
      break;
  }
  return FieldRequired("key");
}

absl::StatusOr<WorkshopFilter> ReadListWorkshops(
    const v1::ListWorkshopsRequest& request, Viewer viewer) {
  WorkshopFilter filter = {.viewer = viewer};
  ASSIGN_OR_RETURN(filter.limit, rpc::ReadPageSize(request.page_size()));
  if (request.state() != v1::Workshop::STATE_UNSPECIFIED) {
    if (!v1::Workshop::State_IsValid(request.state())) {
      return FieldInvalid("state", "is not one that is known here");
    }
    filter.state = static_cast<WorkshopState>(request.state());
  }
  ASSIGN_OR_RETURN(
      const std::vector<int64_t> last,
      rpc::ReadPageToken(ListName(filter), request.page_token(), 1));
  if (!last.empty()) filter.after_id = last[0];
  return filter;
}

std::string NextWorkshopsToken(const WorkshopFilter& filter, int64_t last_id) {
  return rpc::MakePageToken(ListName(filter), {last_id});
}

v1::Workshop WriteWorkshop(const Workshop& workshop) {
  const WorkshopContent& content = workshop.content;
  v1::Workshop written;
  written.set_id(workshop.id);
  written.set_slug(content.slug);
  written.set_title(content.title);
  written.set_summary(content.summary);
  written.set_description(content.description);
  written.set_audience(static_cast<v1::Audience>(content.audience));
  written.mutable_age_range()->set_min_years(content.age_range.min_years);
  written.mutable_age_range()->set_max_years(content.age_range.max_years);
  for (const std::string& topic : content.topics) written.add_topics(topic);
  written.mutable_meeting_duration()->set_seconds(
      absl::ToInt64Seconds(content.meeting_duration));
  *written.mutable_delivery() = WriteDelivery(content.delivery);
  written.set_attendee_names_reason(content.attendee_names_reason);
  written.set_state(static_cast<v1::Workshop::State>(workshop.state));
  *written.mutable_create_time() = ToTimestamp(workshop.create_time);
  *written.mutable_update_time() = ToTimestamp(workshop.update_time);
  if (workshop.publish_time.has_value()) {
    *written.mutable_publish_time() = ToTimestamp(*workshop.publish_time);
  }
  written.set_etag(WriteEtag(workshop.revision));
  return written;
}

}  // namespace cwp::scheduling
