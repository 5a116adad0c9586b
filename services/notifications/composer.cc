#include "services/notifications/composer.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
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

Composer::Composer(Options options)
    : options_(std::move(options)), organisation_(options_.organisation) {}

absl::StatusOr<Composition> Composer::Compose(
    const Message& message, const Background& background) const {
  const absl::Time now = options_.clock->Now();
  ASSIGN_OR_RETURN(const Draft draft,
                   message.session_id != 0
                       ? DraftToLeaders(message, background, now)
                       : DraftToContact(message, background, now));
  const std::string name = NameOf(message);
  Composition composition;
  ASSIGN_OR_RETURN(std::string content,
                   WriteMail(draft.to, draft.letter, name, now));
  composition.envelope = {.from = options_.sender,
                          .to = draft.to,
                          .content = std::move(content),
                          .name = name};
  if (draft.facts.confirmed) {
    composition.told = draft.facts.arrangement();
    composition.reminders = PlanReminders(
        message.booking_id, draft.facts.meetings, options_.reminders, now);
  }
  return composition;
}

absl::StatusOr<Composer::Draft> Composer::DraftToContact(
    const Message& message, const Background& background,
    absl::Time now) const {
  ASSIGN_OR_RETURN(const registration::v1::MessageDetails details,
                   AskRegistration(message));
  if (details.email().empty()) {
    return FailedPrecondition("NO_ADDRESS",
                              "the contact has no e-mail address");
  }
  Draft draft{.to = {details.email()}, .facts = ToFacts(details)};
  RETURN_IF_ERROR(ToStatus(
      Judge(message, draft.facts, background, options_.reminders, now)));
  Message said = message;
  said.kind = KindToSay(message, draft.facts, background);
  draft.letter = WriteLetter(said, details, *organisation_.Get(), now);
  return draft;
}

absl::StatusOr<Composer::Draft> Composer::DraftToLeaders(
    const Message& message, const Background& background,
    absl::Time now) const {
  ASSIGN_OR_RETURN(const scheduling::v1::SessionLeaders leaders,
                   AskScheduling(message.session_id));
  Draft draft{.facts = ToFacts(leaders.session())};
  RETURN_IF_ERROR(ToStatus(
      Judge(message, draft.facts, background, options_.reminders, now)));
  for (const auto& facilitator : leaders.facilitators()) {
    if (!facilitator.email().empty()) draft.to.push_back(facilitator.email());
  }
  const std::shared_ptr<const Organisation> organisation = organisation_.Get();
  if (draft.to.empty() && !organisation->contact_email.empty()) {
    draft.to.push_back(organisation->contact_email);
  }
  if (draft.to.empty()) {
    return FailedPrecondition("NO_ADDRESS", "nobody has an e-mail address");
  }
  draft.letter = WriteLeadersLetter(leaders, *organisation);
  return draft;
}

Letter Composer::Preview(registration::v1::MessageDetails session,
                         const std::string& text, bool waiting) const {
  session.set_name("[name]");
  session.set_notice_text(text);
  Message message = {.kind = Kind::kNotice};
  if (waiting) {
    message.waitlist_entry_id = 1;
    session.set_waitlist_token("[own link]");
  } else {
    message.booking_id = 1;
    session.set_manage_token("[own link]");
    session.set_reference("[reference]");
  }
  return WriteLetter(message, session, *organisation_.Get(),
                     options_.clock->Now());
}

Letter Composer::Sample(Kind kind, const std::string& note) const {
  Organisation organisation = *organisation_.Get();
  organisation.notes = {{kind, note}};
  return WriteSample(kind, organisation, options_.clock->Now());
}

absl::StatusOr<Envelope> Composer::ComposeTest(Kind kind,
                                               const std::string& note,
                                               const std::string& email,
                                               int64_t id) const {
  Letter letter = Sample(kind, note);
  letter.subject = absl::StrCat("Test: ", letter.subject);
  Envelope envelope = {.from = options_.sender,
                       .to = {email},
                       .name = absl::StrCat("test-letter-", KindWord(kind))};
  ASSIGN_OR_RETURN(
      envelope.content,
      WriteMail(envelope.to, letter, absl::StrCat(envelope.name, "-", id),
                options_.clock->Now()));
  return envelope;
}

// `name` makes the Message-ID.
absl::StatusOr<std::string> Composer::WriteMail(std::vector<std::string> to,
                                                const Letter& letter,
                                                absl::string_view name,
                                                absl::Time now) const {
  const std::string domain =
      options_.sender.substr(options_.sender.find('@') + 1);
  return WriteEmail({.from = options_.sender,
                     .from_name = organisation_.Get()->name,
                     .to = std::move(to),
                     .subject = letter.subject,
                     .message_id = absl::StrCat(name, "@", domain),
                     .date = now,
                     .text = letter.text,
                     .html = letter.html});
}

absl::StatusOr<registration::v1::MessageDetails> Composer::AskRegistration(
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
  if (message.kind == Kind::kNotice) request.set_notice_id(message.version);
  registration::v1::MessageDetails details;
  RETURN_IF_ERROR(rpc::FromGrpcStatus(
      stub->GetMessageDetails(&context, request, &details)));
  return details;
}

absl::StatusOr<scheduling::v1::SessionLeaders> Composer::AskScheduling(
    int64_t session_id) const {
  const auto stub = scheduling::v1::FacilitatorService::NewStub(
      options_.scheduling->channel());
  grpc::ClientContext context;
  options_.scheduling->Prepare(context, rpc::ServiceCaller(),
                               options_.clock->Now() + kAskTimeout);
  scheduling::v1::GetSessionLeadersRequest request;
  request.set_session_id(session_id);
  scheduling::v1::SessionLeaders leaders;
  RETURN_IF_ERROR(rpc::FromGrpcStatus(
      stub->GetSessionLeaders(&context, request, &leaders)));
  return leaders;
}

}  // namespace cwp::notifications
