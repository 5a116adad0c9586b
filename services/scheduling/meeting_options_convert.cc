#include "services/scheduling/meeting_options_convert.h"

#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/rpc/page_token.h"
#include "common/time/proto_time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/scheduling/convert.h"

namespace cwp::scheduling {
namespace {

constexpr size_t kMaxReason = 500;

// The options have the names of their fields.
const google::protobuf::FieldDescriptor& FieldOf(const MeetingOption& option) {
  return *v1::MeetingOptions::descriptor()->FindFieldByName(
      std::string(option.name));
}

MeetingOptionsPatch ReadOptions(const v1::MeetingOptions& options) {
  MeetingOptionsPatch patch;
  for (const MeetingOption& option : kMeetingOptions) {
    const google::protobuf::FieldDescriptor& field = FieldOf(option);
    if (!options.GetReflection()->HasField(options, &field)) continue;
    patch.push_back(
        {.option = option.value,
         .value = options.GetReflection()->GetBool(options, &field)});
  }
  return patch;
}

v1::MeetingOptions WriteOptions(const MeetingOptions& options) {
  v1::MeetingOptions written;
  for (const MeetingOption& option : kMeetingOptions) {
    written.GetReflection()->SetBool(&written, &FieldOf(option),
                                     options.*option.value);
  }
  return written;
}

std::string ListName(int64_t session_id) {
  return absl::StrCat("ListMeetingOptionChanges ", session_id);
}

}  // namespace

absl::StatusOr<SetMeetingOptions> ReadSetMeetingOptions(
    const v1::SetMeetingOptionsRequest& request, bool makes_meetings) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  SetMeetingOptions set = {.patch = ReadOptions(request.options()),
                           .etag = request.etag(),
                           .makes_meetings = makes_meetings};
  ASSIGN_OR_RETURN(set.session_id, ReadId("session_id", request.session_id()));
  if (set.patch.empty()) return FieldRequired("options");
  ASSIGN_OR_RETURN(set.reason,
                   ReadText("reason", request.reason(), 0, kMaxReason));
  return set;
}

absl::StatusOr<ConfirmMeetingOptions> ReadConfirmMeetingOptions(
    const v1::ConfirmMeetingOptionsRequest& request, bool makes_meetings) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  ConfirmMeetingOptions confirm = {.etag = request.etag(),
                                   .makes_meetings = makes_meetings};
  ASSIGN_OR_RETURN(confirm.session_id,
                   ReadId("session_id", request.session_id()));
  if (confirm.etag.empty()) return FieldRequired("etag");
  return confirm;
}

absl::StatusOr<OptionsChangeList> ReadListMeetingOptionChanges(
    const v1::ListMeetingOptionChangesRequest& request) {
  OptionsChangeList list;
  ASSIGN_OR_RETURN(list.session_id, ReadId("session_id", request.session_id()));
  ASSIGN_OR_RETURN(list.limit, rpc::ReadPageSize(request.page_size()));
  ASSIGN_OR_RETURN(
      const std::vector<int64_t> last,
      rpc::ReadPageToken(ListName(list.session_id), request.page_token(), 1));
  if (!last.empty()) list.after_number = last[0];
  return list;
}

std::string NextOptionsChangesToken(const OptionsChangeList& list,
                                    int64_t last_number) {
  return rpc::MakePageToken(ListName(list.session_id), {last_number});
}

v1::SessionMeetingOptions WriteSessionOptions(const SessionOptions& options) {
  v1::SessionMeetingOptions written;
  written.set_session_id(options.id);
  *written.mutable_options() = WriteOptions(options.options);
  for (std::string& name :
       LooserIn(options.options, OptionsFor(options.audience))) {
    written.add_loosened(std::move(name));
  }
  written.set_set_by(
      static_cast<v1::SessionMeetingOptions::SetBy>(options.set_by));
  written.set_etag(OptionsEtag(options.changes, options.audience));
  written.set_unconfirmed(options.unconfirmed);
  return written;
}

v1::MeetingOptionChange WriteOptionsChange(const OptionsChange& change) {
  v1::MeetingOptionChange written;
  *written.mutable_change_time() = ToTimestamp(change.time);
  written.set_actor_kind(change.actor_kind);
  written.set_actor_id(change.actor_id);
  *written.mutable_before() = WriteOptions(change.before);
  *written.mutable_after() = WriteOptions(change.after);
  for (std::string& name :
       LooserIn(change.after, OptionsFor(change.audience))) {
    written.add_loosened(std::move(name));
  }
  written.set_reason(change.reason);
  return written;
}

}  // namespace cwp::scheduling
