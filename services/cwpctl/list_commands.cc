#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/time/proto_time.h"
#include "services/cwpctl/scheduling_client.h"
#include "services/cwpctl/series_client.h"
#include "services/cwpctl/series_tables.h"
#include "services/cwpctl/session_tables.h"
#include "services/cwpctl/shell.h"
#include "services/cwpctl/when.h"
#include "services/cwpctl/words.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;

// What a list is narrowed down to, as the command line gives it.
struct Fields {
  std::string workshop;
  std::vector<std::string> states;
  std::string audience;
  std::optional<int> age;
  std::string topic;
  std::string delivery;
  std::string time_of_day;
  std::string from;
  std::string to;
  bool past = false;
  bool latest_first = false;
};

void AddCommon(CLI::App& verb, Fields& fields) {
  verb.add_option("--audience", fields.audience,
                  "Only those for them: 'parents and carers', 'young people' "
                  "or 'professionals'");
  verb.add_option("--age", fields.age,
                  "Only those for children or young people of this age");
  verb.add_option("--topic", fields.topic, "Only those with this topic");
  verb.add_option("--delivery", fields.delivery, "Only those held there")
      ->check(CLI::IsMember({"teams", "venue"}));
}

// The number of an enumerator by its name in small letters, which CLI11 has
// checked.
template <class Enum>
Enum Choose(bool (*parse)(const std::string&, Enum*), const std::string& name) {
  Enum chosen{};
  parse(absl::AsciiStrToUpper(name), &chosen);
  return chosen;
}

template <class Request>
absl::Status FillCommon(const Fields& fields, Request& request) {
  if (!fields.audience.empty()) {
    ASSIGN_OR_RETURN(const int audience, NeedAudience(fields.audience));
    request.set_audience(static_cast<v1::Audience>(audience));
  }
  if (fields.age.has_value()) request.set_age_years(*fields.age);
  request.set_topic(fields.topic);
  if (!fields.delivery.empty()) {
    request.set_delivery_mode(v1::Delivery::VENUE);
    if (fields.delivery == "teams") {
      request.set_delivery_mode(v1::Delivery::TEAMS);
    }
  }
  return absl::OkStatus();
}

absl::Status FillTimes(const Shell& shell, const Fields& fields,
                       v1::ListSessionsRequest& request) {
  if (!fields.from.empty()) {
    ASSIGN_OR_RETURN(const absl::Time start,
                     ReadMidnight("--from", fields.from, 0));
    *request.mutable_start_time_min() = ToTimestamp(start);
  } else if (!fields.past) {
    request.mutable_start_time_min()->set_seconds(
        absl::ToUnixSeconds(shell.connections.clock().Now()));
  }
  if (!fields.to.empty()) {
    ASSIGN_OR_RETURN(const absl::Time end, ReadMidnight("--to", fields.to, 1));
    // Nothing starts but at whole minutes.
    *request.mutable_start_time_max() = ToTimestamp(end - absl::Seconds(1));
  }
  if (!fields.time_of_day.empty()) {
    request.set_time_of_day(fields.time_of_day == "evening"
                                ? v1::ListSessionsRequest::EVENING
                                : v1::ListSessionsRequest::DAYTIME);
  }
  if (fields.latest_first) {
    request.set_order(v1::ListSessionsRequest::START_DESCENDING);
  }
  return absl::OkStatus();
}

absl::Status ListSessions(Shell& shell, const Fields& fields) {
  SchedulingClient client(shell.connections);
  v1::ListSessionsRequest request;
  RETURN_IF_ERROR(FillCommon(fields, request));
  RETURN_IF_ERROR(FillTimes(shell, fields, request));
  for (const std::string& state : fields.states) {
    request.add_states(Choose(v1::Session::State_Parse, state));
  }
  if (!fields.workshop.empty()) {
    ASSIGN_OR_RETURN(const v1::Workshop workshop,
                     client.GetWorkshop(fields.workshop));
    request.set_workshop_id(workshop.id());
  }
  ASSIGN_OR_RETURN(const v1::ListSessionsResponse list,
                   client.ListSessions(request));
  shell.Show(list, SessionsTable(list));
  return absl::OkStatus();
}

absl::Status ListSeries(Shell& shell, const Fields& fields) {
  int64_t workshop_id = 0;
  if (!fields.workshop.empty()) {
    ASSIGN_OR_RETURN(
        const v1::Workshop workshop,
        SchedulingClient(shell.connections).GetWorkshop(fields.workshop));
    workshop_id = workshop.id();
  }
  ASSIGN_OR_RETURN(const v1::ListSeriesResponse list,
                   SeriesClient(shell.connections).List(workshop_id));
  shell.Show(list, SeriesListTable(list));
  return absl::OkStatus();
}

absl::Status ListWorkshops(Shell& shell, const Fields& fields) {
  v1::ListWorkshopsRequest request;
  RETURN_IF_ERROR(FillCommon(fields, request));
  for (const std::string& state : fields.states) {
    request.set_state(Choose(v1::Workshop::State_Parse, state));
  }
  ASSIGN_OR_RETURN(const v1::ListWorkshopsResponse list,
                   SchedulingClient(shell.connections).ListWorkshops(request));
  Table table({"ID", "SLUG", "STATE", "AGES", "AUDIENCE", "TITLE"});
  for (const v1::Workshop& workshop : list.workshops()) {
    table.AddRow({absl::StrCat(workshop.id()), workshop.slug(),
                  ShowName(v1::Workshop::State_Name(workshop.state())),
                  absl::StrCat(workshop.age_range().min_years(), " to ",
                               workshop.age_range().max_years()),
                  AudienceWords(workshop.audience()), workshop.title()});
  }
  shell.Show(list, table);
  return absl::OkStatus();
}

}  // namespace

void AddSessionList(CLI::App& noun, Shell& shell) {
  const auto fields = std::make_shared<Fields>();
  CLI::App& list = *noun.add_subcommand("list", "Lists those to come");
  list.add_option("--workshop", fields->workshop, "Only those of this one");
  list.add_option("--state", fields->states,
                  "Only those in this state; may be given several times")
      ->allow_extra_args(false)
      ->check(CLI::IsMember(
          {"draft", "scheduled", "open", "closed", "cancelled", "completed"}));
  AddCommon(list, *fields);
  list.add_option("--time", fields->time_of_day,
                  "Only those that start then; the evening begins at 17:00")
      ->check(CLI::IsMember({"daytime", "evening"}));
  list.add_option("--from", fields->from,
                  "Only those on this day, such as 2027-01-12, or later");
  list.add_option("--to", fields->to, "Only those on this day or earlier");
  list.add_flag("--past", fields->past, "Also those that have begun");
  list.add_flag("--latest-first", fields->latest_first,
                "The last one first; otherwise the next one");
  list.callback([&shell, fields] {
    shell.action = [&shell, fields] { return ListSessions(shell, *fields); };
  });
}

void AddWorkshopList(CLI::App& noun, Shell& shell) {
  const auto fields = std::make_shared<Fields>();
  CLI::App& list = *noun.add_subcommand("list", "Lists all");
  list.add_option("--state", fields->states, "Only those in this state")
      ->expected(1)
      ->check(CLI::IsMember({"draft", "published", "archived"}));
  AddCommon(list, *fields);
  list.callback([&shell, fields] {
    shell.action = [&shell, fields] { return ListWorkshops(shell, *fields); };
  });
}

void AddSeriesList(CLI::App& noun, Shell& shell) {
  const auto fields = std::make_shared<Fields>();
  CLI::App& list =
      *noun.add_subcommand("list", "Lists them, those made last first");
  list.add_option("--workshop", fields->workshop, "Only those of this one");
  list.callback([&shell, fields] {
    shell.action = [&shell, fields] { return ListSeries(shell, *fields); };
  });
}

}  // namespace cwp::ctl
