#include "services/web/desk_options.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/http/co_status_macros.h"
#include "cwp/scheduling/v1/meeting_options_service.grpc.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using Calls = MeetingOptionsCalls::Async;
using scheduling::ListMeetingOptionChangesRequest;
using scheduling::ListMeetingOptionChangesResponse;
using scheduling::SessionMeetingOptions;

// As scheduling's lists take.
constexpr int kPage = 200;
// More than anybody decides for one session.
constexpr int kMostPages = 10;

const google::protobuf::FieldDescriptor* FieldOf(const MeetingOption& option) {
  return scheduling::MeetingOptions::descriptor()->FindFieldByName(
      std::string(option.name));
}

http::asio::awaitable<absl::StatusOr<ListMeetingOptionChangesResponse>>
ListPage(const Desk& desk, const DeskVisit& visit, const http::Request& request,
         ListMeetingOptionChangesRequest wanted) {
  co_return co_await desk.meeting_options->Call(
      &Calls::ListMeetingOptionChanges, StaffCaller(desk, visit, request),
      std::move(wanted));
}

std::string HowTheyStand(const SessionMeetingOptions& options) {
  if (options.unconfirmed()) return Say("team.options.unconfirmed");
  return options.set_by() == SessionMeetingOptions::SERVICE
             ? Say("team.options.set_by_us")
             : Say("team.options.nothing_unconfirmed");
}

}  // namespace

bool IsOn(const scheduling::MeetingOptions& options,
          const MeetingOption& option) {
  return options.GetReflection()->GetBool(options, FieldOf(option));
}

void SetOn(const MeetingOption& option, bool on,
           scheduling::MeetingOptions& options) {
  options.GetReflection()->SetBool(&options, FieldOf(option), on);
}

std::string OptionsPath(int64_t session_id) {
  return absl::StrCat(SessionPath(session_id), "/meeting-options");
}

boost::asio::awaitable<absl::StatusOr<ListMeetingOptionChangesResponse>>
ListOptionChanges(const Desk& desk, const DeskVisit& visit,
                  const http::Request& request, int64_t session_id) {
  ListMeetingOptionChangesRequest wanted;
  wanted.set_session_id(session_id);
  wanted.set_page_size(kPage);
  ListMeetingOptionChangesResponse all;
  for (int pages = 0; pages < kMostPages; ++pages) {
    ListMeetingOptionChangesRequest next = wanted;
    CO_ASSIGN_OR_RETURN(
        const ListMeetingOptionChangesResponse page,
        co_await ListPage(desk, visit, request, std::move(next)));
    *all.mutable_meeting_options() = page.meeting_options();
    all.mutable_changes()->MergeFrom(page.changes());
    if (page.next_page_token().empty()) break;
    wanted.set_page_token(page.next_page_token());
  }
  co_return all;
}

boost::asio::awaitable<void> AddMeetingOptions(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const scheduling::Session& session, View& view) {
  const bool over = session.state() == scheduling::Session::CANCELLED ||
                    session.state() == scheduling::Session::COMPLETED;
  if (over || session.delivery().mode() != scheduling::Delivery::TEAMS) {
    co_return;
  }
  ListMeetingOptionChangesRequest wanted;
  wanted.set_session_id(session.id());
  wanted.set_page_size(1);
  const absl::StatusOr<ListMeetingOptionChangesResponse> found =
      co_await ListPage(desk, visit, request, std::move(wanted));
  if (!found.ok()) co_return;
  const SessionMeetingOptions& options = found->meeting_options();
  const std::string path = OptionsPath(session.id());
  view["options_href"] = path;
  view["rows"].as_array().push_back(
      FactRow(Say("team.options.label"), HowTheyStand(options)));
  if (!options.unconfirmed()) co_return;
  if (!view.contains("missing"))
    view["missing"] = View{{"gaps", json::array()}};
  view["missing"].as_object()["gaps"].as_array().push_back(
      View{{"href", path}, {"text", Say("team.options.missing")}});
}

}  // namespace cwp::web
