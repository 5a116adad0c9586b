#include "services/cwpctl/session_tables.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/cwpctl/facilitator_client.h"
#include "services/cwpctl/place_options.h"
#include "services/cwpctl/words.h"

namespace cwp::ctl {

namespace v1 = scheduling::v1;

namespace {

std::string Span(const v1::Meeting& meeting) {
  return absl::StrCat(ShowTime(meeting.start_time()), " to ",
                      ShowTime(meeting.end_time()));
}

}  // namespace

std::string StateWords(const v1::Session& session) {
  return ShowName(v1::Session::State_Name(session.state()));
}

absl::Status ShowSession(Shell& shell, const v1::Session& session) {
  Table table({});
  table.AddRow({"id", absl::StrCat(session.id())});
  table.AddRow({"workshop", session.workshop_title()});
  table.AddRow({"workshop id", absl::StrCat(session.workshop_id())});
  table.AddRow({"state", StateWords(session)});
  for (const v1::Meeting& meeting : session.meetings()) {
    table.AddRow({"meeting", Span(meeting)});
  }
  if (session.has_pending_change()) {
    const v1::PendingChange& pending = session.pending_change();
    table.AddRow({pending.meetings().empty() ? "cancelled at" : "moved at",
                  absl::StrCat(ShowTime(pending.apply_time()), ", unless `",
                               pending.series_edit() ? "series" : "session",
                               " undo` takes it back")});
    for (const v1::Meeting& meeting : pending.meetings()) {
      table.AddRow({"new meeting", Span(meeting)});
    }
  }
  for (const int64_t id : session.facilitator_ids()) {
    ASSIGN_OR_RETURN(const v1::Facilitator facilitator,
                     FacilitatorClient(shell.connections).Get(id));
    table.AddRow({"facilitator", absl::StrCat(facilitator.erased()
                                                  ? kFormerColleague
                                                  : facilitator.display_name(),
                                              " (", id, ")")});
  }
  table.AddRow({"place", PlaceWords(session)});
  table.AddRow({"capacity", absl::StrCat(session.capacity())});
  table.AddRow({"join address", session.has_join_address() ? "set" : "none"});
  table.AddRow({"etag", session.etag()});
  shell.Show(session, table);
  return absl::OkStatus();
}

Table SessionsTable(const v1::ListSessionsResponse& list) {
  Table table({"ID", "START", "STATE", "CAPACITY", "WORKSHOP"});
  for (const v1::Session& session : list.sessions()) {
    table.AddRow({absl::StrCat(session.id()),
                  ShowTime(session.meetings(0).start_time()),
                  StateWords(session), absl::StrCat(session.capacity()),
                  session.workshop_title()});
  }
  return table;
}

}  // namespace cwp::ctl
