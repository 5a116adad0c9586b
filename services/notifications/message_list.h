#ifndef CWP_SERVICES_NOTIFICATIONS_MESSAGE_LIST_H_
#define CWP_SERVICES_NOTIFICATIONS_MESSAGE_LIST_H_

#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "cwp/notifications/v1/notifications_service.pb.h"
#include "services/notifications/message_store.h"

namespace cwp::notifications {

// Lists of messages, page by page.

// What a list has: all messages about something, or those that failed.
using MessageList = std::variant<MessageFilter, FailedFilter>;

// Which list is asked for, and which page of it. Fails as ListMessages does.
absl::StatusOr<MessageList> ReadMessageList(
    const v1::ListMessagesRequest& request, absl::Time now);

// Reads that page.
absl::Status LoadPage(db::Transaction& tx, const MessageList& list,
                      v1::ListMessagesResponse& response);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_MESSAGE_LIST_H_
