#include "services/cwpctl/webinar_importer.h"

#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::ctl {

using programme::PartEntry;
using programme::WebinarEntry;

absl::StatusOr<ImportedItem> WebinarImporter::Import(const WebinarEntry& entry,
                                                     bool dry_run) {
  const std::string& slug = entry.webinar.slug();
  absl::StatusOr<webinars::v1::Webinar> webinar = webinars_.GetWebinar(slug);
  const bool missing = ReasonOf(webinar.status()) == "WEBINAR_NOT_FOUND";
  if (!webinar.ok() && !missing) return webinar.status();
  if (missing && !dry_run) {
    webinar = Create(entry);
    RETURN_IF_ERROR(webinar.status());
  }
  const bool publish =
      entry.publish &&
      (missing || webinar->state() == webinars::v1::Webinar::DRAFT);
  if (publish && !dry_run) {
    RETURN_IF_ERROR(webinars_.PublishWebinar(webinar->id()).status());
  }
  ImportedItem item{.kind = "webinar", .name = slug};
  item.outcome = missing ? "created" : publish ? "changed" : "unchanged";
  if (publish && !missing) {
    item.changes.push_back({"state", "draft", "published"});
  }
  return item;
}

absl::StatusOr<webinars::v1::Webinar> WebinarImporter::Create(
    const WebinarEntry& entry) {
  webinars::v1::CreateWebinarRequest request;
  *request.mutable_webinar() = entry.webinar;
  for (size_t i = 0; i < entry.parts.size(); ++i) {
    const PartEntry& files = entry.parts[i];
    webinars::v1::Part& part = *request.mutable_webinar()->mutable_parts(i);
    if (!files.video.empty()) {
      ASSIGN_OR_RETURN(*part.mutable_video_hash(),
                       Upload(files.video, "video/mp4"));
    }
    if (!files.captions.empty()) {
      ASSIGN_OR_RETURN(*part.mutable_captions_hash(),
                       Upload(files.captions, "text/vtt"));
    }
  }
  for (size_t i = 0; i < entry.handouts.size(); ++i) {
    ASSIGN_OR_RETURN(
        *request.mutable_webinar()->mutable_handouts(i)->mutable_file_hash(),
        Upload(entry.handouts[i].file, "application/pdf"));
  }
  return webinars_.CreateWebinar(request);
}

absl::StatusOr<std::string> WebinarImporter::Upload(
    const std::string& path, absl::string_view content_type) {
  Progress progress;
  if (progress_) {
    progress = [&](int64_t sent, int64_t size) { progress_(path, sent, size); };
  }
  ASSIGN_OR_RETURN(const webinars::v1::File file,
                   webinars_.UploadFile(path, content_type, progress));
  return file.hash();
}

}  // namespace cwp::ctl
