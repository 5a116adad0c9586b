#ifndef CWP_SERVICES_SCHEDULING_SESSION_LISTS_H_
#define CWP_SERVICES_SCHEDULING_SESSION_LISTS_H_

#include <memory>

#include "common/db/readers.h"
#include "common/rpc/gate.h"
#include "grpcpp/support/byte_buffer.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/programme_board.h"

namespace cwp::scheduling {

// Answers ListSessions from the board. What is listed goes out in the bytes
// that lie there, which is most of what makes it quick; so request and response
// are the messages' bytes, as they are on the wire.
class SessionLists {
 public:
  // The readers outlive the calls.
  explicit SessionLists(db::Readers& readers)
      : board_(ProgrammeBoard::Make(readers)) {}

  // Both live until the call is finished.
  void Answer(rpc::CallPtr call, Viewer viewer, const grpc::ByteBuffer& request,
              grpc::ByteBuffer* response);

 private:
  const std::shared_ptr<ProgrammeBoard> board_;
};

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SESSION_LISTS_H_
