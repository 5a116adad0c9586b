#include "common/programme/webinar.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/programme/text_file.h"
#include "common/programme/words.h"
#include "common/programme/yaml_file.h"

namespace cwp::programme {
namespace {

// The path of a file that the section names, from the folder of the programme.
std::string ReadPath(Section& section, absl::string_view key) {
  const std::string name = section.Take(key);
  if (name.empty()) return "";
  const std::filesystem::path path =
      std::filesystem::path(section.mistakes().file()).parent_path() / name;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error) || !std::ifstream(path)) {
    section.Wrong(key, absl::StrCat("names the file ", path.string(),
                                    ", which cannot be read"));
  }
  return path;
}

void ReadPart(Section& section, WebinarEntry& entry) {
  section.AllowOnly(
      {"title", "description", "video", "video_uri", "captions", "seconds"});
  webinars::v1::Part& part = *entry.webinar.add_parts();
  part.set_title(section.Need("title"));
  part.set_description(section.Take("description"));
  PartEntry files{.place = section.place(),
                  .video = ReadPath(section, "video"),
                  .captions = ReadPath(section, "captions")};
  if (section.Has("video") == section.Has("video_uri")) {
    section.Wrong("video", "or video_uri must be given, and not both");
  }
  if (section.Has("video_uri")) part.set_video_uri(section.Need("video_uri"));
  const int64_t seconds = section.TakeNumber("seconds", 1, 86400, 0);
  if (seconds > 0) part.mutable_duration()->set_seconds(seconds);
  entry.parts.push_back(std::move(files));
}

void ReadHandout(Section& section, WebinarEntry& entry) {
  section.AllowOnly({"title", "file", "part"});
  webinars::v1::Handout& handout = *entry.webinar.add_handouts();
  handout.set_title(section.Need("title"));
  section.Need("file");
  entry.handouts.push_back(
      {.place = section.place(), .file = ReadPath(section, "file")});
  handout.set_file_name(
      std::filesystem::path(entry.handouts.back().file).filename());
  handout.set_part(static_cast<int32_t>(section.TakeNumber("part", 1, 20, 0)));
}

}  // namespace

bool ReadPublish(Section& section) {
  const std::string state = section.Take("state", "published");
  if (state != "published" && state != "draft") {
    section.Wrong("state", "must be published or draft");
  }
  return state == "published";
}

int ReadAudienceOf(Section& section) {
  const std::optional<int> audience = ReadAudience(section.Need("audience"));
  if (!audience.has_value()) {
    section.Wrong("audience",
                  "must be parents and carers, young people or professionals");
  }
  return audience.value_or(0);
}

WebinarEntry ReadWebinarSection(Section section) {
  section.AllowOnly({"slug", "title", "summary", "description", "audience",
                     "state", "parts", "handouts"});
  WebinarEntry entry;
  entry.place = section.place();
  webinars::v1::Webinar& webinar = entry.webinar;
  webinar.set_slug(section.Need("slug"));
  webinar.set_title(section.Need("title"));
  webinar.set_summary(section.Need("summary"));
  webinar.set_description(section.Take("description"));
  webinar.set_audience(
      static_cast<webinars::v1::Audience>(ReadAudienceOf(section)));
  entry.publish = ReadPublish(section);
  for (Section& part : section.List("parts")) ReadPart(part, entry);
  for (Section& handout : section.List("handouts")) ReadHandout(handout, entry);
  return entry;
}

absl::StatusOr<WebinarEntry> ReadWebinar(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(path));
  ASSIGN_OR_RETURN(const FileNode root, ReadYaml(path, text));
  Mistakes mistakes(path);
  WebinarEntry entry = ReadWebinarSection(Section(root, mistakes));
  RETURN_IF_ERROR(mistakes.first());
  return entry;
}

}  // namespace cwp::programme
