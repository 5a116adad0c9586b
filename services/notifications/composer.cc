#include "services/notifications/composer.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/notifications/convert.h"
#include "services/notifications/mime.h"

namespace cwp::notifications {
namespace {

constexpr absl::Duration kAskTimeout = absl::Seconds(5);

absl::Status ToStatus(Verdict verdict) {
  switch (verdict) {
    case Verdict::kSend:
      return absl::OkStatus();
    case Verdict::kWait:
      return Unavailable("CONFIRMATION_PENDING",
                         "the confirmation has to go first");
    case Verdict::kDrop:
      return FailedPrecondition("OVERTAKEN",
                                "this is not true or of no use any more");
  }
  CWP_CHECK(false, "there is no other verdict");
}

}  // namespace

Composer::Composer(Options options) : options_(std::move(options)) {}

absl::StatusOr<Composition> Composer::Compose(
    const Message& message, const Background& background) const {
  ASSIGN_OR_RETURN(const registration::v1::MessageDetails details,
                   Ask(message));
  if (details.email().empty()) {
    return FailedPrecondition("NO_ADDRESS",
                              "the contact has no e-mail address");
  }
  const absl::Time now = options_.clock->Now();
  const Facts facts = ToFacts(details);
  RETURN_IF_ERROR(
      ToStatus(Judge(message, facts, background, options_.reminders, now)));
  const Letter letter =
      WriteLetter(message, details, options_.organisation, now);
  const std::string name = NameOf(message);
  const std::string domain =
      options_.sender.substr(options_.sender.find('@') + 1);
  Composition composition;
  ASSIGN_OR_RETURN(std::string content,
                   WriteEmail({.from = options_.sender,
                               .from_name = options_.organisation.name,
                               .to = details.email(),
                               .subject = letter.subject,
                               .message_id = absl::StrCat(name, "@", domain),
                               .date = now,
                               .text = letter.text,
                               .html = letter.html}));
  composition.envelope = {.from = options_.sender,
                          .to = details.email(),
                          .content = std::move(content),
                          .name = name};
  if (facts.confirmed) {
    composition.told = facts.times();
    composition.reminders = PlanReminders(message.booking_id, facts.meetings,
                                          options_.reminders, now);
  }
  return composition;
}

absl::StatusOr<registration::v1::MessageDetails> Composer::Ask(
    const Message& message) const {
  const auto stub = registration::v1::RegistrationService::NewStub(
      options_.registration->channel());
  grpc::ClientContext context;
  options_.registration->Prepare(context, rpc::ServiceCaller(),
                                 options_.clock->Now() + kAskTimeout);
  registration::v1::GetMessageDetailsRequest request;
  request.set_booking_id(message.booking_id);
  request.set_waitlist_entry_id(message.waitlist_entry_id);
  request.set_farewell(message.kind == Kind::kErased);
  registration::v1::MessageDetails details;
  RETURN_IF_ERROR(rpc::FromGrpcStatus(
      stub->GetMessageDetails(&context, request, &details)));
  return details;
}

}  // namespace cwp::notifications
