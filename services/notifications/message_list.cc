#include "services/notifications/message_list.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/page_token.h"
#include "common/time/proto_time.h"
#include "services/notifications/convert.h"

namespace cwp::notifications {
namespace {

// Tells a page token whose it is.
std::string NameOfList(const MessageFilter& filter) {
  return absl::StrCat("ListMessages ", filter.subject, " ", filter.session_id,
                      " ", filter.notice_id);
}

std::string NameOfList(const FailedFilter& filter) {
  return absl::StrCat("ListMessages failed ", absl::ToUnixMicros(filter.since));
}

// What is asked for must be named once at most.
absl::Status CheckNamesOne(const v1::ListMessagesRequest& request) {
  const std::pair<const char*, int64_t> subjects[] = {
      {"booking_id", request.booking_id()},
      {"waitlist_entry_id", request.waitlist_entry_id()},
      {"session_id", request.session_id()},
      {"notice_id", request.notice_id()}};
  bool named = request.has_failed_since();
  for (const auto& [field, id] : subjects) {
    if (id < 0 || (id != 0 && std::exchange(named, true))) {
      return InvalidArgument(
          "FIELD_INVALID",
          absl::StrCat(field, " is negative, or given with another"),
          {{"field", field}});
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<MessageList> ReadFilter(const v1::ListMessagesRequest& request,
                                       int limit) {
  MessageFilter filter{.subject = request.booking_id() != 0
                                      ? request.booking_id()
                                      : -request.waitlist_entry_id(),
                       .session_id = request.session_id(),
                       .notice_id = request.notice_id(),
                       .before_id = std::numeric_limits<int64_t>::max(),
                       .limit = limit};
  ASSIGN_OR_RETURN(
      const std::vector<int64_t> key,
      rpc::ReadPageToken(NameOfList(filter), request.page_token(), 1));
  if (!key.empty()) filter.before_id = key[0];
  return filter;
}

absl::StatusOr<MessageList> ReadFailedFilter(
    const v1::ListMessagesRequest& request, int limit, absl::Time now) {
  FailedFilter filter{
      .since = ToTime(request.failed_since()), .now = now, .limit = limit};
  ASSIGN_OR_RETURN(
      const std::vector<int64_t> key,
      rpc::ReadPageToken(NameOfList(filter), request.page_token(), 2));
  if (!key.empty()) {
    filter.before_due = absl::FromUnixMicros(key[0]);
    filter.before_id = key[1];
  }
  return filter;
}

// Adds as many as a page has. There is one more when there is another page:
// then the last that was added.
std::optional<Message> AddPage(std::vector<Message> messages, size_t size,
                               v1::ListMessagesResponse& response) {
  const bool more = messages.size() > size;
  if (more) messages.pop_back();
  for (const Message& message : messages) {
    *response.add_messages() = ToProto(message);
  }
  if (!more) return std::nullopt;
  return std::move(messages.back());
}

absl::Status Load(db::Transaction& tx, MessageFilter filter,
                  v1::ListMessagesResponse& response) {
  const size_t size = filter.limit++;
  ASSIGN_OR_RETURN(std::vector<Message> messages, ListMessages(tx, filter));
  const std::optional<Message> last =
      AddPage(std::move(messages), size, response);
  if (last.has_value()) {
    response.set_next_page_token(
        rpc::MakePageToken(NameOfList(filter), {last->id}));
  }
  return absl::OkStatus();
}

absl::Status Load(db::Transaction& tx, FailedFilter filter,
                  v1::ListMessagesResponse& response) {
  const size_t size = filter.limit++;
  ASSIGN_OR_RETURN(std::vector<Message> messages, ListFailed(tx, filter));
  const std::optional<Message> last =
      AddPage(std::move(messages), size, response);
  if (last.has_value()) {
    response.set_next_page_token(rpc::MakePageToken(
        NameOfList(filter), {absl::ToUnixMicros(last->due_time), last->id}));
  }
  ASSIGN_OR_RETURN(const int64_t all, CountFailed(tx, filter));
  response.set_total_size(all);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<MessageList> ReadMessageList(
    const v1::ListMessagesRequest& request, absl::Time now) {
  RETURN_IF_ERROR(CheckNamesOne(request));
  ASSIGN_OR_RETURN(const int limit, rpc::ReadPageSize(request.page_size()));
  if (request.has_failed_since()) {
    return ReadFailedFilter(request, limit, now);
  }
  return ReadFilter(request, limit);
}

absl::Status LoadPage(db::Transaction& tx, const MessageList& list,
                      v1::ListMessagesResponse& response) {
  return std::visit(
      [&](const auto& filter) { return Load(tx, filter, response); }, list);
}

}  // namespace cwp::notifications
