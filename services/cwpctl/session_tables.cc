#include "services/cwpctl/session_tables.h"

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "cwp/scheduling/v1/meeting_options_service.grpc.pb.h"
#include "services/cwpctl/call.h"
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

// Whether somebody has to look at the session's meeting in Teams.
absl::StatusOr<bool> IsUnconfirmed(Shell& shell, const v1::Session& session) {
  v1::ListMeetingOptionChangesRequest request;
  request.set_session_id(session.id());
  request.set_page_size(1);
  ASSIGN_OR_RETURN(
      const v1::ListMeetingOptionChangesResponse list,
      Call(shell.connections, "scheduling",
           &v1::MeetingOptionsService::Stub::ListMeetingOptionChanges,
           request));
  return list.meeting_options().unconfirmed();
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
  ASSIGN_OR_RETURN(const bool unconfirmed, IsUnconfirmed(shell, session));
  if (unconfirmed) {
    table.AddRow({"meeting options", "unconfirmed; see `session options`"});
  }
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
