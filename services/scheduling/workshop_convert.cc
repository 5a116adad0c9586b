#include "services/scheduling/workshop_convert.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/etag.h"
#include "common/time/proto_time.h"
#include "services/scheduling/convert.h"
#include "services/scheduling/update_mask.h"
#include "services/scheduling/workshop_fields.h"

namespace cwp::scheduling {
absl::StatusOr<WorkshopContent> ReadCreateWorkshop(
    const v1::CreateWorkshopRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  if (!request.has_workshop()) return FieldRequired("workshop");
  WorkshopContent content;
  for (const WorkshopFieldRow& row : WorkshopFields()) {
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
  ASSIGN_OR_RETURN(const auto rows,
                   ReadMask(WorkshopFields(), request, request.workshop()));
  for (const WorkshopFieldRow* row : rows) {
    RETURN_IF_ERROR(row->read(request.workshop(), update.patch.content));
    update.patch.fields.push_back(row->field);
  }
  if (!request.workshop().etag().empty()) {
    update.patch.if_revision = rpc::ReadEtag(request.workshop().etag());
  }
  return update;
}

absl::StatusOr<WorkshopClone> ReadCloneWorkshop(
    const v1::CloneWorkshopRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  WorkshopClone clone;
  ASSIGN_OR_RETURN(clone.id, ReadId("id", request.id()));
  ASSIGN_OR_RETURN(clone.slug, ReadSlug(request.slug()));
  return clone;
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
  written.set_what_to_bring(content.what_to_bring);
  written.set_content_note(content.content_note);
  for (const std::string& tag : content.languages) written.add_languages(tag);
  written.set_default_capacity(content.default_capacity);
  written.set_supervised_pair(content.supervised_pair);
  written.set_state(static_cast<v1::Workshop::State>(workshop.state));
  *written.mutable_create_time() = ToTimestamp(workshop.create_time);
  *written.mutable_update_time() = ToTimestamp(workshop.update_time);
  if (workshop.publish_time.has_value()) {
    *written.mutable_publish_time() = ToTimestamp(*workshop.publish_time);
  }
  if (workshop.picture.has_value()) {
    v1::Picture& picture = *written.mutable_picture();
    picture.set_id(workshop.picture->id);
    picture.set_alternative_text(workshop.picture->alternative_text);
    picture.set_width(workshop.picture->width);
    picture.set_height(workshop.picture->height);
  }
  written.set_etag(rpc::WriteEtag(workshop.revision));
  return written;
}

}  // namespace cwp::scheduling
