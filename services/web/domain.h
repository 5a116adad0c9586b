#ifndef CWP_SERVICES_WEB_DOMAIN_H_
#define CWP_SERVICES_WEB_DOMAIN_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cwp::web {

// What families see of the programme: published workshops, their sessions, and
// published webinars. Only what pages show.

// Whom something is for; as the protos' Audience.
enum class Audience {
  kParentsAndCarers = 1,
  kYoungPeople = 2,
  kProfessionals = 3,
};

// Where something takes place when it is not on Microsoft Teams.
struct Venue {
  std::string name;
  std::string address;
  std::string postcode;
};

// What is shown of a workshop's subject.
struct Picture {
  // Which bytes: another picture has another id.
  std::string id;
  std::string alternative_text;
  // In pixels.
  int width = 0;
  int height = 0;
};

struct Workshop {
  int64_t id = 0;
  std::string slug;
  std::string title;
  std::string summary;
  // In Markdown.
  std::string description;
  Audience audience = Audience::kParentsAndCarers;
  int min_years = 0;
  int max_years = 0;
  std::vector<std::string> topics;
  absl::Duration meeting_duration;
  // Absent when on Microsoft Teams.
  std::optional<Venue> venue;
  // Why names of those who take part are needed; empty when they are not.
  std::string attendee_names_reason;
  std::string what_to_bring;
  std::string content_note;
  // Language tags; empty means English.
  std::vector<std::string> languages;
  std::optional<Picture> picture;
};

struct Meeting {
  absl::Time start;
  absl::Time end;
};

// How far a session has come; as scheduling's Session.State.
enum class SessionState {
  kScheduled = 1,
  kOpen = 2,
  kClosed = 3,
  kCancelled = 4,
  // Open, but about to be moved or cancelled, unless that is taken back.
  kChanging = 5,
};

struct Session {
  int64_t id = 0;
  int64_t workshop_id = 0;
  std::string workshop_title;
  // At least one, in order.
  std::vector<Meeting> meetings;
  std::optional<absl::Time> booking_open_time;
  std::optional<absl::Time> booking_close_time;
  SessionState state = SessionState::kScheduled;
  std::optional<Venue> venue;
  // Whether people only watch and listen.
  bool live_webinar = false;
  // When it last changed, and the feed revision of that.
  absl::Time update_time;
  int64_t revision = 0;

  absl::Time start() const { return meetings.front().start; }
  absl::Time end() const { return meetings.back().end; }
};

struct Part {
  std::string title;
  std::string description;
  // One of these two.
  std::string video_hash;
  std::string video_uri;
  std::string captions_hash;
  std::optional<absl::Duration> duration;
  int64_t video_size = 0;
};

struct Handout {
  std::string title;
  std::string file_hash;
  std::string file_name;
  int part = 0;
  int64_t size = 0;
};

struct Webinar {
  int64_t id = 0;
  std::string slug;
  std::string title;
  std::string summary;
  std::string description;
  Audience audience = Audience::kParentsAndCarers;
  std::vector<Part> parts;
  std::vector<Handout> handouts;
};

// A file that a published webinar names, and so everybody may have.
struct PublicFile {
  enum class Kind { kVideo, kCaptions, kHandout };
  Kind kind = Kind::kVideo;
  // 0 when it is not known.
  int64_t size = 0;
  std::string file_name;
  // Which webinar names it; of several, one.
  int64_t webinar_id = 0;
};

// The programme as of one moment. Immutable once made, and so safe to use from
// several threads at once.
class Programme {
 public:
  Programme() = default;
  // Sessions of workshops that are not there are left out.
  Programme(std::vector<Workshop> workshops, std::vector<Session> sessions,
            std::vector<Webinar> webinars);

  Programme(const Programme&) = delete;
  Programme& operator=(const Programme&) = delete;

  // In order of title.
  const std::vector<Workshop>& workshops() const { return workshops_; }
  const std::vector<Webinar>& webinars() const { return webinars_; }
  // In order of start, then id.
  const std::vector<Session>& sessions() const { return sessions_; }

  // Null when there is none.
  const Workshop* FindWorkshop(int64_t id) const;
  const Workshop* FindWorkshop(absl::string_view slug) const;
  const Session* FindSession(int64_t id) const;
  const Webinar* FindWebinar(absl::string_view slug) const;
  const PublicFile* FindFile(PublicFile::Kind kind,
                             absl::string_view hash) const;

  // Those that have not ended, in order of start.
  std::vector<const Session*> SessionsOf(int64_t workshop_id,
                                         absl::Time now) const;

 private:
  void AddFiles(const Webinar& webinar);

  std::vector<Workshop> workshops_;
  std::vector<Session> sessions_;
  std::vector<Webinar> webinars_;
  std::map<int64_t, const Workshop*> workshops_by_id_;
  std::map<std::string, const Workshop*, std::less<>> workshops_by_slug_;
  std::map<int64_t, const Session*> sessions_by_id_;
  std::map<int64_t, std::vector<const Session*>> sessions_by_workshop_;
  std::map<std::string, const Webinar*, std::less<>> webinars_by_slug_;
  // By kind and hash.
  std::map<std::string, PublicFile, std::less<>> files_;
};

using ProgrammePtr = std::shared_ptr<const Programme>;

// How full a session is; `left` is absent when nobody knows.
struct Seats {
  std::optional<int> left;
  // None are left, but some that others only keep may come free.
  bool only_kept = false;
};

// How a session stands for somebody who would like to book.
enum class Standing {
  kCanBook,
  // No places now; some may come free soon.
  kOnlyKept,
  kFull,
  kNotYetOpen,
  kClosed,
  kChanging,
  kCancelled,
};

Standing StandingOf(const Session& session, const Seats& seats, absl::Time now);

// Nobody is older; as in registration's AgeBand.
inline constexpr int kOldest = 120;

// Ages in years, both ends included.
struct AgeSpan {
  int min = 0;
  int max = 0;

  bool Overlaps(const AgeSpan& other) const {
    return min <= other.max && other.min <= max;
  }
  bool operator==(const AgeSpan&) const = default;
};

// All ages, from the youngest on, in bands: cut at 5, 12, 16, 18 and 20, and at
// `cuts`.
std::vector<AgeSpan> BandsCutAt(const std::vector<int>& cuts);

// What a form calls a band: `under_5`, `5_to_11`, `12`, `20_and_over`.
std::string BandName(const AgeSpan& band);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DOMAIN_H_
