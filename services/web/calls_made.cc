#include "services/web/calls_made.h"

#include <initializer_list>
#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "cwp/registration/v1/options.pb.h"

namespace cwp::web {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool FindPersonal(const Descriptor& message,
                  std::set<const Descriptor*>& seen) {
  if (!seen.insert(&message).second) return false;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (field.options().GetExtension(registration::v1::personal)) return true;
    if (field.message_type() != nullptr &&
        FindPersonal(*field.message_type(), seen)) {
      return true;
    }
  }
  return false;
}

bool BeginsWith(const Descriptor& request,
                std::initializer_list<absl::string_view> verbs) {
  return absl::c_any_of(verbs, [&](absl::string_view verb) {
    return absl::StartsWith(request.name(), verb);
  });
}

bool OnlyReads(const Descriptor& request) {
  return BeginsWith(request, {"Get", "List", "BatchGet", "Preview", "Export",
                              "Append", "Finish"});
}

AuditSubject SubjectOf(const Descriptor& resource) {
  constexpr std::pair<absl::string_view, AuditSubject> kSubjects[] = {
      {"cwp.registration.v1.Booking", AuditSubject::kBooking},
      {"cwp.registration.v1.WaitlistEntry", AuditSubject::kWaitlistEntry},
      {"cwp.scheduling.v1.Workshop", AuditSubject::kWorkshop},
      {"cwp.scheduling.v1.Session", AuditSubject::kSession},
      {"cwp.scheduling.v1.Series", AuditSubject::kSeries},
      {"cwp.scheduling.v1.Facilitator", AuditSubject::kFacilitator},
      {"cwp.gateway.v1.Partner", AuditSubject::kPartner},
      {"cwp.webinars.v1.Webinar", AuditSubject::kWebinar}};
  for (const auto& [name, subject] : kSubjects) {
    if (resource.full_name() == name) return subject;
  }
  return AuditSubject::kNone;
}

}  // namespace

bool HoldsPersonalData(const Descriptor& message) {
  std::set<const Descriptor*> seen;
  return FindPersonal(message, seen);
}

absl::Status CallsMade::Check(bool personal) const {
  if (sees_people_ || !personal) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInternal, "NOT_IN_AUDIT_LOG",
                   "a page that shows people must be in the audit log");
}

void CallsMade::Note(const Descriptor& request, bool personal,
                     const absl::Status& status) {
  const bool reads = OnlyReads(request);
  if (status.ok()) {
    changed_ = changed_ || !reads;
    showed_people_ = showed_people_ || (reads && personal);
  } else if (!reads) {
    change_failure_ = status;
  } else if (personal) {
    read_failure_ = status;
  }
}

void CallsMade::NoteMade(const Descriptor& request, const Message& answer) {
  if (!BeginsWith(request, {"Create", "Clone", "Accept"})) return;
  const Descriptor& type = *answer.GetDescriptor();
  if (const AuditSubject subject = SubjectOf(type);
      subject != AuditSubject::kNone) {
    made_ = {.subject = subject,
             .id = answer.GetReflection()->GetInt64(
                 answer, type.FindFieldByName("id"))};
    return;
  }
  // An answer that says more has what was made as its first field.
  const FieldDescriptor* first = type.FindFieldByNumber(1);
  if (first == nullptr || first->message_type() == nullptr) return;
  NoteMade(request, answer.GetReflection()->GetMessage(answer, first));
}

}  // namespace cwp::web
