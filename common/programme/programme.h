#ifndef CWP_COMMON_PROGRAMME_PROGRAMME_H_
#define CWP_COMMON_PROGRAMME_PROGRAMME_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/programme/file_node.h"
#include "common/programme/section.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "cwp/webinars/v1/webinars_service.pb.h"

namespace cwp::programme {

// What a programme file asks for. deploy/sample/programme.yaml says how such a
// file is written; what it leaves out stays as it is. `place` is where
// something stands in it.

// The longest meeting, in minutes, and the largest capacity.
inline constexpr int kMaxMinutes = 24 * 60;
inline constexpr int kMaxCapacity = 10'000;

// How far a session can be brought, in order: a state that is there stays when
// the file wants one before it.
inline constexpr scheduling::v1::Session::State kStatesInOrder[] = {
    scheduling::v1::Session::DRAFT, scheduling::v1::Session::SCHEDULED,
    scheduling::v1::Session::OPEN, scheduling::v1::Session::CLOSED,
    scheduling::v1::Session::CANCELLED};

struct BookingEntry {
  FilePlace place;
  registration::v1::Booking booking;
};

struct MeetingEntry {
  std::string local_start;
  std::optional<int64_t> minutes;
};

struct SessionEntry {
  FilePlace place;
  std::vector<MeetingEntry> meetings;
  // The local start that it had until now; empty when that stays.
  std::string moved_from;
  std::optional<int32_t> capacity;
  std::string join_uri;
  // Local times.
  std::optional<std::string> book_from;
  std::optional<std::string> book_until;
  // Names or ids of who leads it.
  std::optional<std::vector<std::string>> facilitators;
  // Where it takes place when not where the workshop does.
  std::optional<scheduling::v1::Delivery> delivery;
  std::optional<scheduling::v1::Session::Format> format;
  scheduling::v1::Session::State state = scheduling::v1::Session::OPEN;
  std::vector<BookingEntry> bookings;
};

struct WorkshopEntry {
  FilePlace place;
  // Has the fields that the file gives, which `given` names as an update mask
  // does.
  scheduling::v1::Workshop workshop;
  std::vector<std::string> given;
  bool publish = true;
  std::vector<SessionEntry> sessions;
};

// Paths are as they can be opened, empty for none.
struct PartEntry {
  FilePlace place;
  std::string video;
  std::string captions;
};

struct HandoutEntry {
  FilePlace place;
  std::string file;
};

// The webinar lacks the hashes of its files: `parts` and `handouts` name them
// in the same order.
struct WebinarEntry {
  FilePlace place;
  webinars::v1::Webinar webinar;
  bool publish = true;
  std::vector<PartEntry> parts;
  std::vector<HandoutEntry> handouts;
};

struct Programme {
  std::string file;
  std::vector<WorkshopEntry> workshops;
  std::vector<WebinarEntry> webinars;
};

// Reads a programme: a table when the file's name ends in .csv, otherwise YAML;
// or, in YAML, a file that holds the keys of one webinar. Relative times count
// from `today`; paths from the file's folder. Fails with INVALID_ARGUMENT
// `PROGRAMME_INVALID` and a sentence with file, line, column and key; also when
// a file that it names cannot be read.
absl::StatusOr<Programme> ReadProgramme(const std::string& path,
                                        absl::CivilDay today);
absl::StatusOr<WebinarEntry> ReadWebinar(const std::string& path);

// What a text is written in.
enum class Form { kTable, kYaml };

// Workshops and sessions, as far as they could be read, and all that is wrong.
struct Schedule {
  Programme programme;
  // In the order of the file.
  std::vector<Mistake> mistakes;
};

// Reads a programme that somebody sent. It may have neither bookings, for they
// are people, nor webinars, for they name files of this machine; not more than
// kMostWorkshops and kMostSessions; and nothing of which scheduling says
// without knowing more that it is too long or missing.
Schedule ReadSchedule(const std::string& text, Form form, absl::CivilDay today);
inline constexpr size_t kMostWorkshops = 100;
inline constexpr size_t kMostSessions = 500;

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_PROGRAMME_H_
