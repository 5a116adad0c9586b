#include "services/scheduling/schema.h"

#include <string>
#include <utility>

#include "common/db/requests.h"
#include "common/feed/log.h"
#include "common/host/key_check_store.h"
#include "services/scheduling/engagement_store.h"
#include "services/scheduling/facilitator_store.h"
#include "services/scheduling/meeting_confirmation_store.h"
#include "services/scheduling/meeting_options_store.h"
#include "services/scheduling/meeting_store.h"
#include "services/scheduling/organisation_store.h"
#include "services/scheduling/picture_store.h"
#include "services/scheduling/series_store.h"

namespace cwp::scheduling {
namespace {

// States, audiences and modes are the numbers of the proto's enumerators; later
// steps may add some, so there is no upper bound here. Topics and
// languages stand one to a line.
constexpr char kCreateWorkshops[] =
    "CREATE TABLE workshops ("
    "id BIGINT PRIMARY KEY CHECK (id > 0), "
    "slug TEXT NOT NULL CONSTRAINT workshops_slug UNIQUE, "
    "title TEXT NOT NULL, summary TEXT NOT NULL, description TEXT NOT NULL, "
    "audience BIGINT NOT NULL CHECK (audience > 0), "
    "min_years BIGINT NOT NULL, "
    "max_years BIGINT NOT NULL CHECK (max_years >= min_years), "
    "topics TEXT NOT NULL, "
    "meeting_minutes BIGINT NOT NULL CHECK (meeting_minutes > 0), "
    "delivery_mode BIGINT NOT NULL CHECK (delivery_mode > 0), "
    "venue_name TEXT, venue_address TEXT, venue_postcode TEXT, "
    "state BIGINT NOT NULL CHECK (state > 0), "
    "create_micros BIGINT NOT NULL, update_micros BIGINT NOT NULL, "
    "publish_micros BIGINT, "
    "revision BIGINT NOT NULL CHECK (revision > 0))";

// start_micros and end_micros are those of the first and last meeting, for
// listing. The join address is sealed.
constexpr char kCreateSessions[] =
    "CREATE TABLE sessions ("
    "id BIGINT PRIMARY KEY CHECK (id > 0), "
    "workshop_id BIGINT NOT NULL REFERENCES workshops (id), "
    "capacity BIGINT NOT NULL CHECK (capacity > 0), "
    "booking_open_micros BIGINT, booking_close_micros BIGINT, "
    "state BIGINT NOT NULL CHECK (state > 0), "
    "start_micros BIGINT NOT NULL, "
    "end_micros BIGINT NOT NULL CHECK (end_micros > start_micros), "
    "join_uri BYTEA, "
    "join_address_version BIGINT NOT NULL CHECK (join_address_version >= 0), "
    "workshop_title TEXT NOT NULL, "
    "delivery_mode BIGINT NOT NULL CHECK (delivery_mode > 0), "
    "venue_name TEXT, venue_address TEXT, venue_postcode TEXT, "
    "create_micros BIGINT NOT NULL, update_micros BIGINT NOT NULL, "
    "revision BIGINT NOT NULL CHECK (revision > 0))";
constexpr char kCreateSessionsByStart[] =
    "CREATE INDEX sessions_by_start ON sessions (start_micros, id)";
constexpr char kCreateSessionsByWorkshop[] =
    "CREATE INDEX sessions_by_workshop "
    "ON sessions (workshop_id, start_micros, id)";

constexpr char kCreateMeetings[] =
    "CREATE TABLE meetings ("
    "session_id BIGINT NOT NULL REFERENCES sessions (id), "
    "position BIGINT NOT NULL CHECK (position >= 0), "
    "local_start TEXT NOT NULL, local_end TEXT NOT NULL, "
    "time_zone TEXT NOT NULL, "
    "start_micros BIGINT NOT NULL, "
    "end_micros BIGINT NOT NULL CHECK (end_micros > start_micros), "
    "PRIMARY KEY (session_id, position))";

constexpr char kAddSessionAges[] =
    "ALTER TABLE sessions ADD COLUMN min_years BIGINT NOT NULL DEFAULT 0;\n"
    "ALTER TABLE sessions ADD COLUMN max_years BIGINT NOT NULL DEFAULT 0;\n"
    "UPDATE sessions SET "
    "min_years = (SELECT w.min_years FROM workshops w "
    "WHERE w.id = sessions.workshop_id), "
    "max_years = (SELECT w.max_years FROM workshops w "
    "WHERE w.id = sessions.workshop_id)";

constexpr char kAddNames[] =
    "ALTER TABLE workshops "
    "ADD COLUMN attendee_names_reason TEXT NOT NULL DEFAULT '';\n"
    "ALTER TABLE sessions "
    "ADD COLUMN attendee_names_needed BIGINT NOT NULL DEFAULT 0";

constexpr char kAddWorkshopContent[] =
    "ALTER TABLE workshops ADD COLUMN what_to_bring TEXT NOT NULL DEFAULT '';\n"
    "ALTER TABLE workshops ADD COLUMN content_note TEXT NOT NULL DEFAULT '';\n"
    "ALTER TABLE workshops ADD COLUMN languages TEXT NOT NULL DEFAULT '';\n"
    "ALTER TABLE workshops "
    "ADD COLUMN default_capacity BIGINT NOT NULL DEFAULT 0";

constexpr char kAddPending[] =
    "ALTER TABLE sessions ADD COLUMN pending_micros BIGINT;\n"
    "ALTER TABLE sessions ADD COLUMN pending_meetings TEXT NOT NULL DEFAULT "
    "'';\n"
    "CREATE INDEX sessions_by_pending ON sessions (pending_micros) "
    "WHERE pending_micros IS NOT NULL;\n"
    "CREATE INDEX sessions_to_complete ON sessions (end_micros) "
    "WHERE state IN (1, 2, 3)";

constexpr char kAddNeverShown[] =
    "ALTER TABLE sessions ADD COLUMN never_shown BIGINT NOT NULL DEFAULT 0";

// An overridden delivery stands where the workshop's would.
constexpr char kAddDeliveryAndFormat[] =
    "ALTER TABLE sessions "
    "ADD COLUMN delivery_overridden BIGINT NOT NULL DEFAULT 0;\n"
    "ALTER TABLE sessions "
    "ADD COLUMN format BIGINT NOT NULL DEFAULT 1 CHECK (format > 0)";

}  // namespace

std::vector<db::Migration> Migrations() {
  std::vector<std::string> facilitators = CreateFacilitatorStatements();
  for (std::string& statement : CreateEngagementStatements()) {
    facilitators.push_back(std::move(statement));
  }
  facilitators.push_back(kAddDeliveryAndFormat);
  std::vector<std::string> statements = feed::CreateFeedStatements();
  statements.push_back(std::string(db::kCreateRequests));
  statements.push_back(kCreateWorkshops);
  statements.push_back(kCreateSessions);
  statements.push_back(kCreateSessionsByStart);
  statements.push_back(kCreateSessionsByWorkshop);
  statements.push_back(kCreateMeetings);
  return {
      {.version = 1,
       .name = "workshops, sessions and meetings",
       .statements = std::move(statements)},
      {.version = 2,
       .name = "ages of sessions",
       .statements = {kAddSessionAges}},
      {.version = 3, .name = "why names are needed", .statements = {kAddNames}},
      {.version = 4,
       .name = "what to bring, content note, languages, capacity",
       .statements = {kAddWorkshopContent}},
      {.version = 5,
       .name = "series of sessions",
       .statements = CreateSeriesStatements()},
      {.version = 6,
       .name = "changes that can be taken back",
       .statements = {kAddPending}},
      {.version = 7,
       .name = "queue of meetings",
       .statements = CreateMeetingQueueStatements()},
      {.version = 8,
       .name = "facilitators, delivery and format of sessions",
       .statements = std::move(facilitators)},
      {.version = 9,
       .name = "with which keys fields are sealed",
       .statements = host::CreateKeyCheckStatements()},
      {.version = 10,
       .name = "pictures of workshops",
       .statements = CreatePictureStatements()},
      {.version = 11,
       .name = "changes to the options of meetings",
       .statements = CreateMeetingOptionStatements()},
      {.version = 12,
       .name = "edits of series that can be taken back",
       .statements = AddPendingEditStatements()},
      {.version = 13,
       .name = "erased facilitators",
       .statements = AddErasureStatements()},
      {.version = 14,
       .name = "confirmed options of meetings",
       .statements = CreateConfirmationStatements()},
      {.version = 15,
       .name = "what the organisation says of itself",
       .statements = CreateOrganisationStatements()},
      {.version = 16,
       .name = "sessions cancelled as drafts",
       .statements = {kAddNeverShown}}};
}

}  // namespace cwp::scheduling
