#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "cwp/scheduling/v1/meeting_options_service.grpc.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/cwpctl/call.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;
using Stub = v1::MeetingOptionsService::Stub;

constexpr absl::string_view kService = "scheduling";

// One option of a meeting.
struct Option {
  // On the command line, `--chat`, and in tables.
  const char* word;
  // Its field in v1::MeetingOptions.
  const char* field;
  const char* help;
};
constexpr Option kOptions[] = {
    {"lobby", "lobby_for_outsiders",
     "Whether everyone outside the organisation waits in the lobby"},
    {"camera", "attendee_camera", "Whether attendees may turn on their camera"},
    {"microphone", "attendee_microphone",
     "Whether attendees may turn on their microphone"},
    {"chat", "chat", "Whether there is a chat"},
    {"recording", "recording", "Whether the meeting is recorded"},
};

struct Fields {
  std::string id;
  // `on`, `off` or nothing, in the order of kOptions.
  std::vector<std::string> values =
      std::vector<std::string>(std::size(kOptions));
  std::string reason;
  // The etag of what was.
  std::string confirmed;
};

const google::protobuf::FieldDescriptor* FieldOf(const Option& option) {
  return v1::MeetingOptions::descriptor()->FindFieldByName(option.field);
}

bool IsOn(const v1::MeetingOptions& options, const Option& option) {
  return options.GetReflection()->GetBool(options, FieldOf(option));
}

const char* OnOff(bool on) { return on ? "on" : "off"; }

bool IsLoosened(const v1::SessionMeetingOptions& options,
                const Option& option) {
  for (const std::string& name : options.loosened()) {
    if (name == option.field) return true;
  }
  return false;
}

std::string SetByWords(v1::SessionMeetingOptions::SetBy set_by) {
  switch (set_by) {
    case v1::SessionMeetingOptions::SERVICE:
      return "itself, soon after a change";
    case v1::SessionMeetingOptions::STAFF:
      return "you, by hand, in Teams: its address is typed";
    case v1::SessionMeetingOptions::NOBODY:
      return "nobody: it is at a venue";
    default:
      return "-";
  }
}

Table OptionsTable(const v1::SessionMeetingOptions& options) {
  Table table({});
  table.AddRow({"session", absl::StrCat(options.session_id())});
  for (const Option& option : kOptions) {
    table.AddRow(
        {option.word,
         absl::StrCat(OnOff(IsOn(options.options(), option)),
                      IsLoosened(options, option) ? " (loosened)" : "")});
  }
  table.AddRow({"set in Teams by", SetByWords(options.set_by())});
  if (options.unconfirmed()) {
    table.AddRow({"meeting options",
                  "unconfirmed: look at the meeting in "
                  "Teams, then --confirmed the etag"});
  }
  table.AddRow({"etag", options.etag()});
  return table;
}

// "chat on, camera off": what is another after a change.
std::string ChangeWords(const v1::MeetingOptionChange& change) {
  std::vector<std::string> words;
  for (const Option& option : kOptions) {
    const bool on = IsOn(change.after(), option);
    if (on == IsOn(change.before(), option)) continue;
    words.push_back(absl::StrCat(option.word, " ", OnOff(on)));
  }
  return absl::StrJoin(words, ", ");
}

absl::Status ShowOptions(Shell& shell, int64_t id) {
  v1::ListMeetingOptionChangesRequest request;
  request.set_session_id(id);
  ASSIGN_OR_RETURN(
      const v1::ListMeetingOptionChangesResponse list,
      ListAll(shell.connections, kService, &Stub::ListMeetingOptionChanges,
              request, &v1::ListMeetingOptionChangesResponse::mutable_changes));
  Table table = OptionsTable(list.meeting_options());
  for (const v1::MeetingOptionChange& change : list.changes()) {
    table.AddRow({ShowTime(change.change_time()), ChangeWords(change),
                  absl::StrCat(change.actor_kind(), " ", change.actor_id()),
                  change.reason()});
  }
  shell.Show(list, table);
  return absl::OkStatus();
}

absl::Status Confirm(Shell& shell, int64_t id, const std::string& etag) {
  v1::ConfirmMeetingOptionsRequest request;
  request.set_session_id(id);
  request.set_etag(etag);
  ASSIGN_OR_RETURN(const v1::SessionMeetingOptions confirmed,
                   Write(shell.connections, kService,
                         &Stub::ConfirmMeetingOptions, std::move(request)));
  shell.Show(confirmed, OptionsTable(confirmed));
  return absl::OkStatus();
}

absl::Status ShowOrSet(Shell& shell, const Fields& fields) {
  v1::SetMeetingOptionsRequest request;
  ASSIGN_OR_RETURN(const int64_t id, NeedId(fields.id));
  if (!fields.confirmed.empty()) return Confirm(shell, id, fields.confirmed);
  request.set_session_id(id);
  request.set_reason(fields.reason);
  v1::MeetingOptions& options = *request.mutable_options();
  bool sets = false;
  for (size_t i = 0; i < fields.values.size(); ++i) {
    if (fields.values[i].empty()) continue;
    options.GetReflection()->SetBool(&options, FieldOf(kOptions[i]),
                                     fields.values[i] == "on");
    sets = true;
  }
  if (!sets && !fields.reason.empty()) {
    return UsageError("say which option the reason is for");
  }
  if (!sets) return ShowOptions(shell, id);
  ASSIGN_OR_RETURN(const v1::SessionMeetingOptions set,
                   Write(shell.connections, kService, &Stub::SetMeetingOptions,
                         std::move(request)));
  shell.Show(set, OptionsTable(set));
  return absl::OkStatus();
}

}  // namespace

void AddSessionOptions(CLI::App& noun, Shell& shell) {
  const auto fields = std::make_shared<Fields>();
  CLI::App& verb = *noun.add_subcommand(
      "options",
      "Shows what people may do in its meeting, and who changed that and why; "
      "or changes what is given");
  verb.add_option("session", fields->id, "Its id")->required();
  for (size_t i = 0; i < std::size(kOptions); ++i) {
    verb.add_option(absl::StrCat("--", kOptions[i].word), fields->values[i],
                    kOptions[i].help)
        ->check(CLI::IsMember({"on", "off"}));
  }
  verb.add_option("--reason", fields->reason,
                  "Why people may do more than is usual, which it is needed "
                  "for; names nobody. For young people all is usually closed: "
                  "lobby on, the rest off");
  verb.add_option("--confirmed", fields->confirmed,
                  "The etag that is shown: says that somebody has looked at "
                  "the meeting in Teams and that it is as shown with it; "
                  "changes nothing");
  verb.callback([&shell, fields] {
    shell.action = [&shell, fields] { return ShowOrSet(shell, *fields); };
  });
}

}  // namespace cwp::ctl
