#include "services/webinars/convert.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/rpc/etag.h"
#include "common/rpc/page_token.h"
#include "services/webinars/field.h"

namespace cwp::webinars {
namespace {

constexpr int kMaxParts = 20;
constexpr int kMaxHandouts = 20;
constexpr absl::string_view kHttps = "https://";

absl::StatusOr<std::string> HttpsAddress(absl::string_view field,
                                         absl::string_view given) {
  ASSIGN_OR_RETURN(std::string uri,
                   TextFrom(field, given, {.min = 1, .max = 2000}));
  const size_t begin = kHttps.size();
  const bool has_host = absl::StartsWith(uri, kHttps) && uri.size() > begin &&
                        absl::ascii_isalnum(uri[begin]);
  const bool plain = std::none_of(uri.begin(), uri.end(), [](unsigned char c) {
    return c <= ' ' || c > '~' || c == '"' || c == '<' || c == '>' || c == '\\';
  });
  if (!has_host || !plain)
    return FieldInvalid(field, "is not an https address");
  // Whoever reads it may take what stands before an @ for the host.
  const size_t host_end = uri.find_first_of("/?#", begin);
  if (absl::StrContains(uri.substr(begin, host_end - begin), '@')) {
    return FieldInvalid(field, "has a user name in it");
  }
  return uri;
}

absl::StatusOr<absl::Duration> PlayingTime(
    absl::string_view field, const google::protobuf::Duration& duration) {
  const absl::Duration result =
      absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
  if (duration.seconds() < 0 || duration.nanos() < 0 ||
      duration.nanos() >= 1'000'000'000 || result <= absl::ZeroDuration() ||
      result > absl::Hours(24)) {
    return FieldInvalid(field, "is not between 0 and 24 hours");
  }
  return result;
}

absl::StatusOr<Part> PartFromProto(absl::string_view path,
                                   const v1::Part& part) {
  const auto field = [path](absl::string_view name) {
    return absl::StrCat(path, ".", name);
  };
  Part result;
  ASSIGN_OR_RETURN(result.title, TextFrom(field("title"), part.title(),
                                          {.min = 1, .max = 100}));
  ASSIGN_OR_RETURN(result.description,
                   TextFrom(field("description"), part.description(),
                            {.max = 1000, .lines = true}));
  if (part.has_video_hash()) {
    ASSIGN_OR_RETURN(result.video_hash,
                     HashFrom(field("video_hash"), part.video_hash()));
  } else if (part.has_video_uri()) {
    ASSIGN_OR_RETURN(result.video_uri,
                     HttpsAddress(field("video_uri"), part.video_uri()));
  } else {
    return FieldRequired(field("video"));
  }
  ASSIGN_OR_RETURN(
      result.captions_hash,
      OptionalHashFrom(field("captions_hash"), part.captions_hash()));
  if (part.id() < 0) return FieldInvalid(field("id"), "is negative");
  result.id = part.id();
  if (part.has_duration()) {
    ASSIGN_OR_RETURN(result.duration,
                     PlayingTime(field("duration"), part.duration()));
  }
  return result;
}

absl::Status CheckFileName(absl::string_view field, const std::string& name) {
  RETURN_IF_ERROR(CheckText(field, name, {.min = 1, .max = 100}));
  const bool plain = std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == ' ' || c == '.' || c == '-' ||
           c == '_';
  });
  // A dot in front hides a file, and a blank gets lost.
  if (!plain || !absl::EndsWith(name, ".pdf") || name.size() == 4 ||
      name[0] == '.' || name[0] == ' ') {
    return FieldInvalid(field,
                        "is not letters, digits, spaces, dots, hyphens and "
                        "underscores, ending in .pdf");
  }
  return absl::OkStatus();
}

absl::StatusOr<Handout> HandoutFromProto(absl::string_view path,
                                         const v1::Handout& handout,
                                         int parts) {
  const auto field = [path](absl::string_view name) {
    return absl::StrCat(path, ".", name);
  };
  Handout result;
  ASSIGN_OR_RETURN(result.title, TextFrom(field("title"), handout.title(),
                                          {.min = 1, .max = 100}));
  ASSIGN_OR_RETURN(result.file_hash,
                   HashFrom(field("file_hash"), handout.file_hash()));
  RETURN_IF_ERROR(CheckFileName(field("file_name"), handout.file_name()));
  result.file_name = handout.file_name();
  if (handout.part() < 0 || handout.part() > parts) {
    return FieldInvalid(field("part"), "is not the number of a part");
  }
  result.part = handout.part();
  return result;
}

absl::Status ReadParts(const v1::Webinar& webinar, int /*parts*/,
                       Webinar& result) {
  if (webinar.parts_size() > kMaxParts) {
    return FieldTooLong("webinar.parts", "has more than 20 entries", kMaxParts);
  }
  for (int i = 0; i < webinar.parts_size(); ++i) {
    ASSIGN_OR_RETURN(Part part,
                     PartFromProto(absl::StrCat("webinar.parts[", i, "]"),
                                   webinar.parts(i)));
    result.parts.push_back(std::move(part));
  }
  return absl::OkStatus();
}

absl::Status ReadHandouts(const v1::Webinar& webinar, int parts,
                          Webinar& result) {
  if (webinar.handouts_size() > kMaxHandouts) {
    return FieldTooLong("webinar.handouts", "has more than 20 entries",
                        kMaxHandouts);
  }
  for (int i = 0; i < webinar.handouts_size(); ++i) {
    ASSIGN_OR_RETURN(Handout handout,
                     HandoutFromProto(absl::StrCat("webinar.handouts[", i, "]"),
                                      webinar.handouts(i), parts));
    result.handouts.push_back(std::move(handout));
  }
  return absl::OkStatus();
}

void SetTime(absl::Time time, google::protobuf::Timestamp& to) {
  const int64_t micros = absl::ToUnixMicros(time);
  to.set_seconds(micros / 1'000'000);
  to.set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1000));
}

void SetPart(const Part& part, v1::Part& to) {
  to.set_title(part.title);
  to.set_description(part.description);
  if (part.video_hash.empty()) {
    to.set_video_uri(part.video_uri);
  } else {
    to.set_video_hash(part.video_hash);
  }
  to.set_captions_hash(part.captions_hash);
  if (part.duration.has_value()) {
    const int64_t micros = absl::ToInt64Microseconds(*part.duration);
    to.mutable_duration()->set_seconds(micros / 1'000'000);
    to.mutable_duration()->set_nanos(
        static_cast<int32_t>(micros % 1'000'000 * 1000));
  }
  to.set_video_size_bytes(part.video_size_bytes);
  to.set_id(part.id);
}

void SetHandout(const Handout& handout, v1::Handout& to) {
  to.set_title(handout.title);
  to.set_file_hash(handout.file_hash);
  to.set_file_name(handout.file_name);
  to.set_part(handout.part);
  to.set_size_bytes(handout.size_bytes);
}

// Readers of a field: what is wrong with it, or it is in `result`. `parts` is
// how many parts a handout may belong to.

absl::Status ReadSlug(const v1::Webinar& webinar, int /*parts*/,
                      Webinar& result) {
  if (webinar.slug().empty()) return FieldRequired("webinar.slug");
  if (!IsSlug(webinar.slug())) {
    return FieldInvalid(
        "webinar.slug",
        "is not 1 to 63 lower-case letters, digits and single hyphens, "
        "beginning with a letter");
  }
  result.slug = webinar.slug();
  return absl::OkStatus();
}

absl::Status ReadTitle(const v1::Webinar& webinar, int /*parts*/,
                       Webinar& result) {
  ASSIGN_OR_RETURN(result.title, TextFrom("webinar.title", webinar.title(),
                                          {.min = 1, .max = 100}));
  return absl::OkStatus();
}

absl::Status ReadSummary(const v1::Webinar& webinar, int /*parts*/,
                         Webinar& result) {
  ASSIGN_OR_RETURN(
      result.summary,
      TextFrom("webinar.summary", webinar.summary(), {.min = 1, .max = 140}));
  return absl::OkStatus();
}

absl::Status ReadDescription(const v1::Webinar& webinar, int /*parts*/,
                             Webinar& result) {
  ASSIGN_OR_RETURN(result.description,
                   TextFrom("webinar.description", webinar.description(),
                            {.max = 8000, .lines = true}));
  return absl::OkStatus();
}

absl::Status ReadAudience(const v1::Webinar& webinar, int /*parts*/,
                          Webinar& result) {
  switch (webinar.audience()) {
    case v1::AUDIENCE_PARENTS_AND_CARERS:
    case v1::AUDIENCE_YOUNG_PEOPLE:
    case v1::AUDIENCE_PROFESSIONALS:
      result.audience = static_cast<Audience>(webinar.audience());
      return absl::OkStatus();
    case v1::AUDIENCE_UNSPECIFIED:
      return FieldRequired("webinar.audience");
    default:
      return FieldInvalid("webinar.audience", "is not an audience");
  }
}

struct FieldRow {
  absl::string_view path;
  Field field;
  absl::Status (*read)(const v1::Webinar& webinar, int parts, Webinar& result);
};

constexpr FieldRow kFields[] = {
    {"slug", Field::kSlug, &ReadSlug},
    {"title", Field::kTitle, &ReadTitle},
    {"summary", Field::kSummary, &ReadSummary},
    {"description", Field::kDescription, &ReadDescription},
    {"audience", Field::kAudience, &ReadAudience},
    {"parts", Field::kParts, &ReadParts},
    {"handouts", Field::kHandouts, &ReadHandouts}};

}  // namespace

absl::StatusOr<Webinar> ContentFromProto(const v1::Webinar& webinar) {
  Webinar result;
  for (const FieldRow& row : kFields) {
    RETURN_IF_ERROR(row.read(webinar, webinar.parts_size(), result));
  }
  return result;
}

absl::StatusOr<Changes> ChangesFromProto(
    const v1::UpdateWebinarRequest& request) {
  if (!request.has_update_mask()) return FieldRequired("update_mask");
  Changes changes;
  for (const std::string& path : request.update_mask().paths()) {
    const auto* const row =
        std::find_if(std::begin(kFields), std::end(kFields),
                     [&](const FieldRow& each) { return each.path == path; });
    if (row == std::end(kFields)) {
      return FieldInvalid("update_mask", "names what cannot be updated");
    }
    changes.fields.insert(row->field);
  }
  // Which parts there are that it does not change, the rules look at.
  const int parts = changes.fields.count(Field::kParts) > 0
                        ? request.webinar().parts_size()
                        : kMaxParts;
  for (const FieldRow& row : kFields) {
    if (changes.fields.count(row.field) == 0) continue;
    RETURN_IF_ERROR(row.read(request.webinar(), parts, changes.content));
  }
  return changes;
}

absl::StatusOr<int64_t> RevisionFromProto(const std::string& etag) {
  if (etag.empty()) return 0;
  const int64_t revision = rpc::ReadEtag(etag);
  if (revision == 0) return EtagMismatch();
  return revision;
}

absl::StatusOr<WebinarKey> KeyFromProto(const v1::GetWebinarRequest& request) {
  switch (request.key_case()) {
    case v1::GetWebinarRequest::kId:
      if (request.id() < 1) return FieldInvalid("id", "is less than 1");
      return WebinarKey{.id = request.id()};
    case v1::GetWebinarRequest::kSlug:
      if (!IsSlug(request.slug())) return FieldInvalid("slug", "is not a slug");
      return WebinarKey{.slug = request.slug()};
    case v1::GetWebinarRequest::KEY_NOT_SET:
      break;
  }
  return FieldRequired("key");
}

absl::Status CheckId(int64_t id) {
  if (id == 0) return FieldRequired("id");
  if (id < 0) return FieldInvalid("id", "is less than 1");
  return absl::OkStatus();
}

absl::Status CheckRequestId(absl::string_view request_id) {
  return CheckText("request_id", request_id, {.max = 128});
}

absl::StatusOr<PageWanted> PageFromProto(const v1::ListWebinarsRequest& request,
                                         absl::string_view list) {
  PageWanted page;
  ASSIGN_OR_RETURN(page.size, rpc::ReadPageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::vector<int64_t> key,
                   rpc::ReadPageToken(list, request.page_token(), 1));
  if (!key.empty()) page.after_id = key[0];
  return page;
}

absl::string_view ListName(bool only_published) {
  return only_published ? "ListWebinars published" : "ListWebinars all";
}

v1::Webinar ToProto(const Webinar& webinar) {
  v1::Webinar result;
  result.set_id(webinar.id);
  result.set_slug(webinar.slug);
  result.set_title(webinar.title);
  result.set_summary(webinar.summary);
  result.set_description(webinar.description);
  result.set_audience(static_cast<v1::Audience>(webinar.audience));
  for (const Part& part : webinar.parts) SetPart(part, *result.add_parts());
  for (const Handout& handout : webinar.handouts) {
    SetHandout(handout, *result.add_handouts());
  }
  result.set_state(static_cast<v1::Webinar::State>(webinar.state));
  SetTime(webinar.create_time, *result.mutable_create_time());
  SetTime(webinar.update_time, *result.mutable_update_time());
  if (webinar.publish_time.has_value()) {
    SetTime(*webinar.publish_time, *result.mutable_publish_time());
  }
  if (webinar.withdraw_time.has_value()) {
    SetTime(*webinar.withdraw_time, *result.mutable_withdraw_time());
  }
  result.set_etag(rpc::WriteEtag(webinar.revision));
  return result;
}

v1::ListWebinarsResponse ToProto(const std::vector<Webinar>& webinars,
                                 bool more, absl::string_view list,
                                 int64_t revision) {
  v1::ListWebinarsResponse result;
  for (const Webinar& webinar : webinars) {
    *result.add_webinars() = ToProto(webinar);
  }
  if (more) {
    result.set_next_page_token(rpc::MakePageToken(list, {webinars.back().id}));
  }
  result.set_revision(revision);
  return result;
}

}  // namespace cwp::webinars
