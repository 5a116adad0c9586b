#ifndef CWP_SERVICES_WEB_CALLS_MADE_H_
#define CWP_SERVICES_WEB_CALLS_MADE_H_

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"

namespace cwp::web {

// What became of the calls that one visit to the desk made: by which the audit
// log says how an act went, whatever its page made of the answer. Used by one
// thread at a time.
//
// A request called Get..., List..., BatchGet... or Preview... changes nothing;
// nor does one called Append... or Finish..., which bring a file that nothing
// names yet.
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

  // The last failure of a call that changes something, and of one that would
  // have shown people.
  const absl::Status& change_failure() const { return change_failure_; }
  const absl::Status& read_failure() const { return read_failure_; }
  // Whether something was changed.
  bool changed() const { return changed_; }

 private:
  const bool sees_people_;
  absl::Status change_failure_;
  absl::Status read_failure_;
  bool changed_ = false;
};

// Whether a message has a field with personal data, however deep.
bool HoldsPersonalData(const google::protobuf::Descriptor& message);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_CALLS_MADE_H_
