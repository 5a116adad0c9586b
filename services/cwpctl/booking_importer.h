#ifndef CWP_SERVICES_CWPCTL_BOOKING_IMPORTER_H_
#define CWP_SERVICES_CWPCTL_BOOKING_IMPORTER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/programme/programme.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/cwpctl/connections.h"
#include "services/cwpctl/imported_item.h"
#include "services/cwpctl/registration_client.h"

namespace cwp::ctl {

// Makes the bookings of a programme that are not there yet; they are known by
// their session and e-mail address. Errors begin with file, line and column:
// registration's, and UNAVAILABLE `SESSION_NOT_SEEN` when it does not hear in
// time how a session is now.
class BookingImporter {
 public:
  // `connections` outlives the importer.
  BookingImporter(Connections& connections, std::string file)
      : connections_(connections),
        registration_(connections),
        file_(std::move(file)) {}

  // What would become of a session's bookings; 0 for a session that is not
  // there yet.
  absl::StatusOr<std::vector<ImportedItem>> Look(
      const programme::SessionEntry& entry, int64_t session_id);

  // Makes those of an open session, and adds what became of them to `items`, up
  // to the error if there was one.
  absl::Status Import(const programme::SessionEntry& entry,
                      const scheduling::v1::Session& session,
                      std::vector<ImportedItem>& items);

 private:
  absl::Status AwaitSeen(const scheduling::v1::Session& session);
  absl::Status Make(const programme::BookingEntry& entry, int64_t session_id);

  Connections& connections_;
  RegistrationClient registration_;
  const std::string file_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_BOOKING_IMPORTER_H_
