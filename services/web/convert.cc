#include "services/web/convert.h"

#include <cstdint>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "common/time/proto_time.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "cwp/webinars/v1/webinars_service.pb.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;
namespace webinars = ::cwp::webinars::v1;

std::optional<Venue> VenueOf(const scheduling::Delivery& delivery) {
  if (delivery.mode() != scheduling::Delivery::VENUE) return std::nullopt;
  return Venue{.name = delivery.venue().name(),
               .address = delivery.venue().address(),
               .postcode = delivery.venue().postcode()};
}

std::optional<Picture> PictureOf(const scheduling::Workshop& proto) {
  if (!proto.has_picture()) return std::nullopt;
  return Picture{.id = proto.picture().id(),
                 .alternative_text = proto.picture().alternative_text(),
                 .width = proto.picture().width(),
                 .height = proto.picture().height()};
}

Part FromProto(const webinars::Part& proto) {
  Part part = {.title = proto.title(),
               .description = proto.description(),
               .video_hash = proto.video_hash(),
               .captions_hash = proto.captions_hash(),
               .video_size = proto.video_size_bytes()};
  // Anything but https would be a way out of the page's own safety.
  if (absl::StartsWith(proto.video_uri(), "https://")) {
    part.video_uri = proto.video_uri();
  }
  if (proto.has_duration()) {
    part.duration = absl::Seconds(proto.duration().seconds());
  }
  return part;
}

// How a session stands for families, who see no drafts.
std::optional<SessionState> StateOf(const scheduling::Session& proto) {
  if (proto.never_shown()) return std::nullopt;
  switch (proto.state()) {
    case scheduling::Session::SCHEDULED:
      return SessionState::kScheduled;
    case scheduling::Session::OPEN:
      return proto.has_pending_change() ? SessionState::kChanging
                                        : SessionState::kOpen;
    case scheduling::Session::CLOSED:
    case scheduling::Session::COMPLETED:
      return SessionState::kClosed;
    case scheduling::Session::CANCELLED:
      return SessionState::kCancelled;
    default:
      return std::nullopt;
  }
}

// The feed revision that an etag holds; 0 when it holds none.
int64_t RevisionIn(absl::string_view etag) {
  int64_t revision = 0;
  absl::ConsumePrefix(&etag, "\"");
  absl::ConsumeSuffix(&etag, "\"");
  return absl::SimpleAtoi(etag, &revision) ? revision : 0;
}

}  // namespace

std::optional<Workshop> FromProto(const scheduling::Workshop& proto) {
  if (proto.state() != scheduling::Workshop::PUBLISHED || proto.id() < 1) {
    return std::nullopt;
  }
  return Workshop{
      .id = proto.id(),
      .slug = proto.slug(),
      .title = proto.title(),
      .summary = proto.summary(),
      .description = proto.description(),
      .audience = static_cast<Audience>(proto.audience()),
      .min_years = proto.age_range().min_years(),
      .max_years = proto.age_range().max_years(),
      .topics = {proto.topics().begin(), proto.topics().end()},
      .meeting_duration = absl::Seconds(proto.meeting_duration().seconds()),
      .venue = VenueOf(proto.delivery()),
      .attendee_names_reason = proto.attendee_names_reason(),
      .what_to_bring = proto.what_to_bring(),
      .content_note = proto.content_note(),
      .languages = {proto.languages().begin(), proto.languages().end()},
      .picture = PictureOf(proto)};
}

std::optional<Session> FromProto(const scheduling::Session& proto) {
  const std::optional<SessionState> state = StateOf(proto);
  if (proto.id() < 1 || proto.meetings().empty() || !state.has_value()) {
    return std::nullopt;
  }
  Session session = {
      .id = proto.id(),
      .workshop_id = proto.workshop_id(),
      .workshop_title = proto.workshop_title(),
      .state = *state,
      .venue = VenueOf(proto.delivery()),
      .live_webinar = proto.format() == scheduling::Session::LIVE_WEBINAR,
      .update_time = ToTime(proto.update_time()),
      .revision = RevisionIn(proto.etag())};
  for (const scheduling::Meeting& meeting : proto.meetings()) {
    session.meetings.push_back({.start = ToTime(meeting.start_time()),
                                .end = ToTime(meeting.end_time())});
  }
  if (proto.has_booking_open_time()) {
    session.booking_open_time = ToTime(proto.booking_open_time());
  }
  if (proto.has_booking_close_time()) {
    session.booking_close_time = ToTime(proto.booking_close_time());
  }
  return session;
}

std::optional<Webinar> FromProto(const webinars::Webinar& proto) {
  if (proto.state() != webinars::Webinar::PUBLISHED || proto.id() < 1) {
    return std::nullopt;
  }
  Webinar webinar = {.id = proto.id(),
                     .slug = proto.slug(),
                     .title = proto.title(),
                     .summary = proto.summary(),
                     .description = proto.description(),
                     .audience = static_cast<Audience>(proto.audience())};
  for (const webinars::Part& part : proto.parts()) {
    webinar.parts.push_back(FromProto(part));
  }
  for (const webinars::Handout& handout : proto.handouts()) {
    webinar.handouts.push_back({.title = handout.title(),
                                .file_hash = handout.file_hash(),
                                .file_name = handout.file_name(),
                                .part = handout.part(),
                                .size = handout.size_bytes()});
  }
  return webinar;
}

}  // namespace cwp::web
