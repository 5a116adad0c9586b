#ifndef CWP_SERVICES_CWPCTL_LOADER_H_
#define CWP_SERVICES_CWPCTL_LOADER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/cwpctl/connections.h"
#include "services/cwpctl/facilitator_client.h"
#include "services/cwpctl/programme.h"
#include "services/cwpctl/registration_client.h"
#include "services/cwpctl/scheduling_client.h"
#include "services/cwpctl/webinars_client.h"

namespace cwp::ctl {

// What became of one thing in a programme.
struct LoadedItem {
  // `workshop`, `session`, `booking`, `webinar`.
  std::string kind;
  std::string name;
  // `created`, `changed` or `unchanged`; on a dry run what would become of it.
  std::string outcome;
};

struct LoadOptions {
  // Looks, and changes nothing.
  bool dry_run = false;
  // Told of files on their way; may be empty.
  std::function<void(absl::string_view path, int64_t sent, int64_t size)>
      progress;
};

// Brings a programme into the services, so that loading it again changes
// nothing. Workshops and webinars are known by their slug, sessions by their
// workshop and first start, bookings by their session and e-mail address; what
// is there stays as it is, but for a state that the programme wants further on.
class Loader {
 public:
  // `connections` outlives the loader.
  Loader(Connections& connections, LoadOptions options);

  // Stops at the first error, whose message begins with file and line: those of
  // the services, and UNAVAILABLE `SESSION_NOT_SEEN` when registration does not
  // hear of a session in time. What was done stays, and loading again goes on.
  absl::Status Load(const Programme& programme);

  // Makes a webinar, uploading its files before.
  absl::StatusOr<webinars::v1::Webinar> CreateWebinar(
      const WebinarEntry& entry);

  // In the order of the programme, up to the error if there was one.
  const std::vector<LoadedItem>& items() const { return items_; }

 private:
  absl::Status LoadWorkshop(const WorkshopEntry& entry);
  absl::Status LoadSessions(const WorkshopEntry& entry, int64_t workshop_id);
  absl::Status LoadSession(const SessionEntry& entry,
                           scheduling::v1::Session session);
  absl::Status LoadBookings(const SessionEntry& entry,
                            const scheduling::v1::Session& session);
  absl::Status LoadBooking(const BookingEntry& entry,
                           const scheduling::v1::Session& session);
  absl::Status LoadWebinar(const WebinarEntry& entry);
  absl::StatusOr<std::string> Upload(const std::string& path,
                                     absl::string_view content_type);
  void Note(absl::string_view kind, absl::string_view name,
            absl::string_view outcome);
  absl::Status At(int line, const absl::Status& status) const;

  Connections& connections_;
  const LoadOptions options_;
  SchedulingClient scheduling_;
  FacilitatorClient facilitators_;
  RegistrationClient registration_;
  WebinarsClient webinars_;
  std::string file_;
  std::vector<LoadedItem> items_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_LOADER_H_
