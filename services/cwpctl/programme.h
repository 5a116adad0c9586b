#ifndef CWP_SERVICES_CWPCTL_PROGRAMME_H_
#define CWP_SERVICES_CWPCTL_PROGRAMME_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "cwp/webinars/v1/webinars_service.pb.h"

namespace cwp::ctl {

// What a programme file asks for. deploy/sample/programme.yaml says how such a
// file is written. `line` is where something stands in it.

struct BookingEntry {
  int line = 0;
  registration::v1::Booking booking;
};

struct SessionEntry {
  int line = 0;
  scheduling::v1::Session session;
  std::string join_uri;
  // Names or ids.
  std::vector<std::string> facilitators;
  scheduling::v1::Session::State state = scheduling::v1::Session::OPEN;
  std::vector<BookingEntry> bookings;
};

struct WorkshopEntry {
  int line = 0;
  scheduling::v1::Workshop workshop;
  bool publish = true;
  std::vector<SessionEntry> sessions;
};

// Paths are as they can be opened, empty for none.
struct PartEntry {
  int line = 0;
  std::string video;
  std::string captions;
};

struct HandoutEntry {
  int line = 0;
  std::string file;
};

// The webinar lacks the hashes of its files: `parts` and `handouts` name them
// in the same order.
struct WebinarEntry {
  int line = 0;
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

// Reads a programme, or a file that holds the keys of one webinar. Relative
// times count from `today`; paths from the file's folder. Fails with
// INVALID_ARGUMENT `PROGRAMME_INVALID` and a sentence with file, line and key;
// also when a file that it names cannot be read.
absl::StatusOr<Programme> ReadProgramme(const std::string& path,
                                        absl::CivilDay today);
absl::StatusOr<WebinarEntry> ReadWebinar(const std::string& path);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_PROGRAMME_H_
