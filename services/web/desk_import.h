#ifndef CWP_SERVICES_WEB_DESK_IMPORT_H_
#define CWP_SERVICES_WEB_DESK_IMPORT_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "common/programme/nodes.h"
#include "common/programme/plan.h"
#include "common/programme/programme.h"
#include "common/programme/section.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/web/desk.h"

namespace cwp::web {

// A term that somebody brings in as a file, at the desk: what it would make and
// change, and doing that. `cwpctl programme import` does the same.

// The most that a file may hold, as UTF-8.
inline constexpr size_t kLargestProgramme = 256 << 10;

// The file, as it was read or is written on the page.
struct ProgrammeText {
  std::string text;
  programme::Form form = programme::Form::kTable;
};

// A session of the file, and what is to be done about it.
struct PlannedSession {
  const programme::SessionEntry* entry = nullptr;
  programme::SessionPlan plan;
  // The session that is there, if there is one.
  std::optional<scheduling::v1::Session> there;
  // Those in it, where the plan does something to them.
  std::optional<registration::v1::PreviewSessionChangeResponse> impact;
};

struct PlannedWorkshop {
  const programme::WorkshopEntry* entry = nullptr;
  programme::WorkshopPlan plan;
  bool is_new = false;
  std::vector<PlannedSession> sessions;
};

// All of a file.
struct ImportPlan {
  // What the others point into.
  std::unique_ptr<const programme::Programme> file;
  std::vector<PlannedWorkshop> workshops;
  programme::FacilitatorNames leaders;
  // In the order of the file. While there are any, nothing is to be done.
  std::vector<programme::Mistake> mistakes;
  // Sessions to come, of the workshops in the file, that are not in it.
  int left_out = 0;
};

// Looks at everything and changes nothing. What is wrong with the file is a
// mistake in the plan; fails as the services that are asked do.
boost::asio::awaitable<absl::StatusOr<ImportPlan>> PlanImport(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const ProgrammeText& text);

// How many sessions and workshops it makes, and how many it changes.
struct ImportCounts {
  int new_sessions = 0;
  int changed_sessions = 0;
  int new_workshops = 0;
  int changed_workshops = 0;

  bool nothing() const {
    return new_sessions + changed_sessions + new_workshops +
               changed_workshops ==
           0;
  }
};
ImportCounts CountsOf(const ImportPlan& plan);

// Whether something that is there becomes another, or goes further.
bool Changes(const PlannedSession& session);
bool Changes(const PlannedWorkshop& workshop);

// Whether a session that is there gets the address to join by that the file
// has: nobody is told whether that is another one.
bool SetsAddress(const PlannedSession& session);

// What a plan does, as one text for the hidden field `seen` of the form by
// which somebody says yes to it.
std::string SeenText(const Desk& desk, const ImportPlan& plan);

// What somebody has said yes to.
class SeenPlan {
 public:
  // Reads what SeenText wrote.
  SeenPlan(const Desk& desk, absl::string_view seen);

  // Whether everything that the plan does was seen. A session that was to be
  // made may be there meanwhile, and go on from there: so the same form, sent
  // twice, goes on after what it did before.
  bool Covers(const ImportPlan& plan) const;

  // Whether it was seen that this would be made, or changed.
  bool Made(const PlannedWorkshop& workshop) const;
  bool Changed(const PlannedWorkshop& workshop) const;
  bool Made(const PlannedWorkshop& workshop,
            const PlannedSession& session) const;
  bool Changed(const PlannedWorkshop& workshop,
               const PlannedSession& session) const;

 private:
  bool Has(const std::string& thing, absl::string_view what) const;
  bool CoversChanges(const std::string& thing,
                     const std::vector<programme::FieldChange>& changes) const;

  const Desk& desk_;
  const std::vector<std::string> marks_;
};

// What became of a workshop or session.
struct ImportResult {
  // Not tried: it could not be done. To come: the next round does it.
  enum class State { kDone, kRefused, kNotTried, kToCome };
  State state = State::kDone;
  // Why it was refused, in words.
  std::string problem;
  // 0 when there is none.
  int64_t id = 0;
};
struct WorkshopResult {
  ImportResult result;
  // In the order of the plan.
  std::vector<ImportResult> sessions;
};
struct ImportReport {
  // In the order of the plan.
  std::vector<WorkshopResult> workshops;
  // What has to be said before it is done: fields of MakeImport.
  bool wants_trainees = false;
  bool wants_options = false;
  // The round was over before the end of the plan.
  bool goes_on = false;

  bool all_done() const;
};

// Does what a plan without mistakes says, as far as it goes: what is refused is
// left out, and the rest goes on; when a service does not answer, it ends. The
// same form does the same once, however often it is sent. A long plan is done
// in rounds of some seconds, so that whoever waits sees how far it is: the same
// form, sent again, goes on after what was done before. The form's fields
// `trainee_alone` and `options_confirmed` say what scheduling may want said.
//
// Each workshop and session that is made or changed has an entry in the audit
// log, besides that of the whole, so that it is found with who did it.
boost::asio::awaitable<ImportReport> MakeImport(const Desk& desk,
                                                const DeskVisit& visit,
                                                const http::Request& request,
                                                const ImportPlan& plan);

inline constexpr char kTraineesField[] = "trainee_alone";
inline constexpr char kOptionsField[] = "options_confirmed";

// The pages (desk_import_pages.cc).
std::vector<DeskRoute> DeskImportRoutes();

// What staff are told of a reason that a row was refused for.
std::string ImportWordsFor(absl::string_view reason);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_IMPORT_H_
