#ifndef CWP_SERVICES_NOTIFICATIONS_SERVICE_H_
#define CWP_SERVICES_NOTIFICATIONS_SERVICE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/db/readers.h"
#include "common/db/writer.h"
#include "common/rpc/gate.h"
#include "common/rpc/peer.h"
#include "services/notifications/composer.h"
#include "services/notifications/domain.h"
#include "services/notifications/test_letters.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace cwp::notifications {

inline constexpr absl::string_view kProtoService =
    "cwp.notifications.v1.NotificationsService";

// Who may call which RPC.
rpc::AccessTable NotificationsAccess();

// The one write that a caller can ask for: to try a message again.
struct ResendOne {
  int64_t id = 0;
};

using MessageWriter = db::Writer<ResendOne, Message>;

// Applies it. Refuses with NOT_FOUND `MESSAGE_NOT_FOUND` or FAILED_PRECONDITION
// `MESSAGE_SENT` or `MESSAGE_NOT_WANTED`.
absl::StatusOr<Message> ApplyResend(db::Transaction& tx,
                                    const ResendOne& command, absl::Time now);

// What the RPCs work with; all outlive the service.
struct ServiceParts {
  rpc::Gate* gate = nullptr;
  const Clock* clock = nullptr;
  db::Readers* readers = nullptr;
  MessageWriter* writer = nullptr;
  rpc::Peer* registration = nullptr;
  const Composer* composer = nullptr;
  TestLetters* test_letters = nullptr;
  // Where the pages are, without a slash at the end.
  std::string public_url;
  // Where the organisation answers for sessions in calendars.
  std::string sender;
};

// Serves cwp.notifications.v1.NotificationsService.
std::unique_ptr<grpc::Service> MakeService(const ServiceParts& parts);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_SERVICE_H_
