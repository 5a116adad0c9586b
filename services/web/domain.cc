#include "services/web/domain.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"

namespace cwp::web {
namespace {

std::string FileKey(PublicFile::Kind kind, absl::string_view hash) {
  return absl::StrCat(static_cast<int>(kind), " ", hash);
}

template <class Map, class Key>
auto FindIn(const Map& map, const Key& key) -> typename Map::mapped_type {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : found->second;
}

}  // namespace

Programme::Programme(std::vector<Workshop> workshops,
                     std::vector<Session> sessions,
                     std::vector<Webinar> webinars)
    : workshops_(std::move(workshops)), webinars_(std::move(webinars)) {
  const auto by_title = [](const auto& a, const auto& b) {
    return std::tie(a.title, a.id) < std::tie(b.title, b.id);
  };
  std::sort(workshops_.begin(), workshops_.end(), by_title);
  std::sort(webinars_.begin(), webinars_.end(), by_title);
  for (const Workshop& workshop : workshops_) {
    workshops_by_id_.emplace(workshop.id, &workshop);
    workshops_by_slug_.emplace(workshop.slug, &workshop);
  }
  for (Session& session : sessions) {
    if (workshops_by_id_.count(session.workshop_id) == 0) continue;
    sessions_.push_back(std::move(session));
  }
  std::sort(sessions_.begin(), sessions_.end(),
            [](const Session& a, const Session& b) {
              return std::make_tuple(a.start(), a.id) <
                     std::make_tuple(b.start(), b.id);
            });
  for (const Session& session : sessions_) {
    sessions_by_id_.emplace(session.id, &session);
    sessions_by_workshop_[session.workshop_id].push_back(&session);
  }
  for (const Webinar& webinar : webinars_) {
    webinars_by_slug_.emplace(webinar.slug, &webinar);
    AddFiles(webinar);
  }
}

void Programme::AddFiles(const Webinar& webinar) {
  using Kind = PublicFile::Kind;
  for (const Part& part : webinar.parts) {
    if (part.video_hash.empty()) continue;
    files_[FileKey(Kind::kVideo, part.video_hash)] = {.kind = Kind::kVideo,
                                                      .size = part.video_size,
                                                      .webinar_id = webinar.id};
    if (part.captions_hash.empty()) continue;
    files_[FileKey(Kind::kCaptions, part.captions_hash)] = {
        .kind = Kind::kCaptions, .webinar_id = webinar.id};
  }
  for (const Handout& handout : webinar.handouts) {
    files_[FileKey(Kind::kHandout, handout.file_hash)] = {
        .kind = Kind::kHandout,
        .size = handout.size,
        .file_name = handout.file_name,
        .webinar_id = webinar.id};
  }
}

const Workshop* Programme::FindWorkshop(int64_t id) const {
  return FindIn(workshops_by_id_, id);
}

const Workshop* Programme::FindWorkshop(absl::string_view slug) const {
  return FindIn(workshops_by_slug_, std::string(slug));
}

const Session* Programme::FindSession(int64_t id) const {
  return FindIn(sessions_by_id_, id);
}

const Webinar* Programme::FindWebinar(absl::string_view slug) const {
  return FindIn(webinars_by_slug_, std::string(slug));
}

const PublicFile* Programme::FindFile(PublicFile::Kind kind,
                                      absl::string_view hash) const {
  const auto found = files_.find(FileKey(kind, hash));
  return found == files_.end() ? nullptr : &found->second;
}

std::vector<const Session*> Programme::SessionsOf(int64_t workshop_id,
                                                  absl::Time now) const {
  std::vector<const Session*> sessions;
  const auto found = sessions_by_workshop_.find(workshop_id);
  if (found == sessions_by_workshop_.end()) return sessions;
  for (const Session* session : found->second) {
    if (now < session->end()) sessions.push_back(session);
  }
  return sessions;
}

Standing StandingOf(const Session& session, const Seats& seats,
                    absl::Time now) {
  if (session.state == SessionState::kCancelled) return Standing::kCancelled;
  const absl::Time close =
      std::min(session.start(),
               session.booking_close_time.value_or(absl::InfiniteFuture()));
  if (session.state == SessionState::kClosed || now >= close) {
    return Standing::kClosed;
  }
  if (session.state == SessionState::kChanging) return Standing::kChanging;
  const bool open_later =
      session.booking_open_time.has_value() && now < *session.booking_open_time;
  if (session.state == SessionState::kScheduled || open_later) {
    return Standing::kNotYetOpen;
  }
  if (seats.left != 0) return Standing::kCanBook;
  return seats.only_kept ? Standing::kOnlyKept : Standing::kFull;
}

std::vector<AgeSpan> BandsCutAt(const std::vector<int>& cuts) {
  std::set<int> begins = {0, 5, 12, 16, 18, 20};
  for (const int cut : cuts) {
    if (cut > 0 && cut <= kOldest) begins.insert(cut);
  }
  std::vector<AgeSpan> bands;
  for (const int begin : begins) {
    if (!bands.empty()) bands.back().max = begin - 1;
    bands.push_back({.min = begin, .max = kOldest});
  }
  return bands;
}

std::string BandName(const AgeSpan& band) {
  if (band.max == kOldest) return absl::StrCat(band.min, "_and_over");
  if (band.min == 0) return absl::StrCat("under_", band.max + 1);
  if (band.min == band.max) return absl::StrCat(band.min);
  return absl::StrCat(band.min, "_to_", band.max);
}

}  // namespace cwp::web
