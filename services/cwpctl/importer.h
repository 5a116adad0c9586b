#ifndef CWP_SERVICES_CWPCTL_IMPORTER_H_
#define CWP_SERVICES_CWPCTL_IMPORTER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/programme/plan.h"
#include "common/programme/programme.h"
#include "services/cwpctl/booking_importer.h"
#include "services/cwpctl/connections.h"
#include "services/cwpctl/facilitator_client.h"
#include "services/cwpctl/imported_item.h"
#include "services/cwpctl/scheduling_client.h"
#include "services/cwpctl/webinar_importer.h"

namespace cwp::ctl {

struct ImportOptions {
  // Looks, and changes nothing.
  bool dry_run = false;
  // Also lowers a capacity below the places that are taken.
  bool accept_over = false;
  // Also lets trainees alone lead where a supervised pair is wanted.
  bool acknowledge_trainee_alone = false;
  // Says that meetings for young people at typed addresses are closed to
  // strangers.
  bool meeting_options_confirmed = false;
  FileProgress progress;
};

// Makes what is there what a programme wants, so that importing it again
// changes nothing. Workshops and webinars are known by their slug, sessions by
// their workshop and first start, bookings by their session and e-mail address.
// What the programme does not say stays as it is; bookings and webinars that
// are there stay whatever it says.
class Importer {
 public:
  // `connections` outlives the importer.
  Importer(Connections& connections, std::string file, ImportOptions options);

  // Looks at everything before it changes anything, and stops at the first
  // error, whose message begins with file, line and column: those of the
  // services; INVALID_ARGUMENT `PROGRAMME_INVALID`; FAILED_PRECONDITION
  // `CAPACITY_BELOW_TAKEN`; UNAVAILABLE `SESSION_NOT_SEEN` when registration
  // does not hear of a session in time. What was done stays, and importing
  // again goes on.
  absl::Status Import(const programme::Programme& programme);

  // In the order of the programme, up to the error if there was one.
  const std::vector<ImportedItem>& items() const { return items_; }

 private:
  struct PlannedSession {
    const programme::SessionEntry* entry = nullptr;
    programme::SessionPlan plan;
    // The session that is there, if there is one.
    std::optional<scheduling::v1::Session> there;
    // Where it is among the items.
    size_t item = 0;
  };
  struct PlannedWorkshop {
    const programme::WorkshopEntry* entry = nullptr;
    programme::WorkshopPlan plan;
    std::vector<PlannedSession> sessions;
  };

  absl::StatusOr<PlannedWorkshop> Look(const programme::WorkshopEntry& entry);
  absl::StatusOr<programme::Leaders> FindLeaders(
      const programme::SessionEntry& entry);
  absl::Status LookAtSessions(const programme::WorkshopEntry& entry,
                              PlannedWorkshop& planned);
  // What the plan does to people; fails when it must not be done.
  absl::StatusOr<std::string> LookAtPeople(const programme::SessionPlan& plan);

  absl::Status Do(PlannedWorkshop& planned);
  absl::Status Update(PlannedWorkshop& planned);
  absl::Status Do(const programme::WorkshopPlan& workshop,
                  const PlannedSession& planned);
  absl::StatusOr<scheduling::v1::Session> Make(
      const scheduling::v1::Workshop& workshop, const PlannedSession& planned);
  absl::StatusOr<scheduling::v1::Session> Change(const PlannedSession& planned);
  absl::StatusOr<scheduling::v1::Session> Open(int64_t id);
  absl::StatusOr<scheduling::v1::Session> BringTo(
      int64_t id, scheduling::v1::Session::State state, bool is_new);

  ImportedItem& Note(absl::string_view kind, absl::string_view name,
                     absl::string_view outcome);

  Connections& connections_;
  const std::string file_;
  const ImportOptions options_;
  SchedulingClient scheduling_;
  FacilitatorClient facilitators_;
  programme::FacilitatorNames names_;
  BookingImporter bookings_;
  WebinarImporter webinars_;
  std::vector<ImportedItem> items_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_IMPORTER_H_
