#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/notifications/text.h"

namespace cwp::notifications {
namespace {

using scheduling::v1::SessionLeaders;

std::string Greeting(const SessionLeaders& leaders) {
  std::vector<std::string> names;
  for (const auto& facilitator : leaders.facilitators()) {
    names.push_back(facilitator.display_name());
  }
  if (names.empty()) return "Hello,";
  const std::string last = std::move(names.back());
  names.pop_back();
  if (names.empty()) return absl::StrCat("Dear ", last, ",");
  return absl::StrCat("Dear ", absl::StrJoin(names, ", "), " and ", last, ",");
}

Block FactsBlock(const scheduling::v1::Session& session,
                 const absl::TimeZone& zone) {
  Block block{.lines = {session.workshop_title()}};
  for (const auto& meeting : session.meetings()) {
    block.lines.push_back(absl::StrCat(
        "When: ", civil::RangeWords(ToTime(meeting.start_time()),
                                    ToTime(meeting.end_time()), zone)));
  }
  block.lines.push_back("Where: online, on Microsoft Teams");
  block.lines.push_back(absl::StrCat("Session: ", session.id()));
  return block;
}

}  // namespace

Letter WriteLeadersLetter(const SessionLeaders& leaders,
                          const Organisation& organisation) {
  const scheduling::v1::Session& session = leaders.session();
  return DrawLetter(
      "A session has no Teams link yet",
      {{.lines = {Greeting(leaders)}},
       {.lines = {"This session starts soon, and its Teams link is missing. "
                  "Nobody who booked can join it until it has one."}},
       FactsBlock(session, organisation.zone),
       {.lines = {"Please give the link to whoever keeps the programme, with "
                  "the number of the session. They set it with"}},
       {.lines = {absl::StrCat("cwpctl session update ", session.id(),
                               " --join LINK")}},
       {.lines = {"If your Teams meetings are made by themselves, \"cwpctl "
                  "teams queue\" says what holds this one up."}},
       {.lines =
            {"You get this message once for each date of a session. Nobody "
             "reads replies to it."}},
       {.lines = {organisation.name}}});
}

}  // namespace cwp::notifications
