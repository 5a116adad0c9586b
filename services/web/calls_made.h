#ifndef CWP_SERVICES_WEB_CALLS_MADE_H_
#define CWP_SERVICES_WEB_CALLS_MADE_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/web/audit_domain.h"

namespace cwp::web {

// What became of the calls that one visit to the desk made: by which the audit
// log says how an act went, whatever its page made of the answer. Used by one
// thread at a time.
//
// A request called Get..., List..., BatchGet... or Preview... changes nothing;
// nor does one called Append... or Finish..., which bring a file that nothing
// names yet. One called Create..., Clone... or Accept... makes what it answers
// with.
class CallsMade {
 public:
  // `sees_people` says that it is in the audit log that this visit sees
  // personal data.
  explicit CallsMade(bool sees_people) : sees_people_(sees_people) {}

  // Before a call whose answer may hold personal data: fails with INTERNAL
  // `NOT_IN_AUDIT_LOG` when this visit is not to see any.
  absl::Status Check(bool personal) const;

  // After it.
  void Note(const google::protobuf::Descriptor& request, bool personal,
            const absl::Status& status);

  // After it, when it was answered.
  void NoteMade(const google::protobuf::Descriptor& request,
                const google::protobuf::Message& answer);

  // For how many contacts it was what was written, as the answer says.
  void NoteRecipients(int64_t recipients) { recipients_ = recipients; }
  int64_t recipients() const { return recipients_; }

  // Which version something has afterwards, as the answer says.
  void NoteVersion(int64_t version) { version_ = version; }
  int64_t version() const { return version_; }

  // The last failure of a call that changes something, and of one that would
  // have shown people.
  const absl::Status& change_failure() const { return change_failure_; }
  const absl::Status& read_failure() const { return read_failure_; }
  // Whether people were shown by any call.
  bool showed_people() const { return showed_people_; }
  // Whether something was changed.
  bool changed() const { return changed_; }

  // Something that a call made.
  struct Made {
    AuditSubject subject = AuditSubject::kNone;
    int64_t id = 0;
  };
  // The last of what was made, if the audit log has a name for it.
  const std::optional<Made>& made() const { return made_; }

 private:
  const bool sees_people_;
  absl::Status change_failure_;
  absl::Status read_failure_;
  bool showed_people_ = false;
  bool changed_ = false;
  std::optional<Made> made_;
  int64_t recipients_ = 0;
  int64_t version_ = 0;
};

// Whether a message has a field with personal data, however deep.
bool HoldsPersonalData(const google::protobuf::Descriptor& message);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_CALLS_MADE_H_
