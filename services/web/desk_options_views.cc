#include "services/web/desk_options_views.h"

#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_join.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_options.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::ListMeetingOptionChangesResponse;
using scheduling::MeetingOptionChange;
using scheduling::SessionMeetingOptions;

std::string OnOffWords(bool on) {
  return on ? Say("team.option.on") : Say("team.option.off");
}

// What an option is called in its form.
std::string NameOf(const Desk& desk, const MeetingOption& option) {
  const View fixed = desk.site->renderer->Fixed(kOptionsPage);
  return FieldLabel(fixed.at("fields").as_object(), option.field);
}

View RowOf(const Desk& desk, const MeetingOptionChange& change,
           const StaffNames& names) {
  const absl::TimeZone& zone = desk.site->zone;
  const std::string why =
      change.reason().empty() ? Say("office.none") : change.reason();
  return {
      {"cells",
       json::array{View{{"is_header", true},
                        {"column", Say("office.when")},
                        {"text", civil::DateTimeWords(
                                     ToTime(change.change_time()), zone)}},
                   View{{"column", Say("team.options.who")},
                        {"text", ActorWords(change.actor_kind(),
                                            change.actor_id(), names)}},
                   View{{"column", Say("team.options.what")},
                        {"text", OptionChangeWords(desk, change)}},
                   View{{"column", Say("team.options.why")}, {"text", why}}}}};
}

}  // namespace

std::string OptionChangeWords(const Desk& desk,
                              const MeetingOptionChange& change) {
  std::vector<std::string> words;
  for (const MeetingOption& option : kMeetingOptions) {
    const bool on = IsOn(change.after(), option);
    if (on == IsOn(change.before(), option)) continue;
    words.push_back(Say("team.option.is", {{"option", NameOf(desk, option)},
                                           {"value", OnOffWords(on)}}));
  }
  return absl::StrJoin(words, ", ");
}

void AddOptionChanges(const Desk& desk,
                      const ListMeetingOptionChangesResponse& list,
                      const StaffNames& names, View& view) {
  const auto& changes = list.changes();
  json::array rows;
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    rows.push_back(RowOf(desk, *change, names));
  }
  if (rows.empty()) {
    view["history_table"] = false;
    view["no_changes"] = true;
  } else {
    view["history_table"] = View{{"table_rows", std::move(rows)}};
  }
}

std::string SetByWords(const SessionMeetingOptions& options) {
  switch (options.set_by()) {
    case SessionMeetingOptions::SERVICE:
      return Say("team.options.by_service");
    case SessionMeetingOptions::STAFF:
      return Say("team.options.by_staff");
    case SessionMeetingOptions::NOBODY:
      return Say("team.options.by_nobody");
    default:
      return Say("office.not_known");
  }
}

json::array LoosenedNames(const Desk& desk, const SessionMeetingOptions& now) {
  json::array names;
  for (const MeetingOption& option : kMeetingOptions) {
    if (absl::c_linear_search(now.loosened(), std::string(option.name))) {
      names.emplace_back(NameOf(desk, option));
    }
  }
  return names;
}

}  // namespace cwp::web
