#include "services/notifications/service.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/email.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/rpc/status.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/notifications/calendar.h"
#include "services/notifications/convert.h"
#include "services/notifications/message_list.h"
#include "services/notifications/message_store.h"

namespace cwp::notifications {
namespace {

using rpc::CallerKind;
using rpc::CallPtr;
using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

constexpr absl::Duration kMargin = absl::Milliseconds(50);

// As registration's WriteNoticeRequest.text.
constexpr size_t kMostNotice = 2000;

// As scheduling's LetterNote.text.
constexpr size_t kMostNote = 1000;

// A call to registration under way.
template <class Request, class Answer>
struct Asking {
  grpc::ClientContext context;
  Request request;
  Answer answer;
};
using AskingForPass = Asking<registration::v1::ResolveJoinTokenRequest,
                             registration::v1::JoinPass>;
using AskingForSession = Asking<registration::v1::GetMessageDetailsRequest,
                                registration::v1::MessageDetails>;

// What registration could not say, in this service's words.
absl::Status Explain(const absl::Status& status) {
  if (absl::IsNotFound(status) || ReasonOf(status) == "LINK_EXPIRED") {
    return status;
  }
  return Unavailable("REGISTRATION_UNAVAILABLE",
                     "registration cannot be asked now");
}

absl::Status CheckId(const char* field, int64_t id) {
  if (id > 0) return absl::OkStatus();
  return InvalidArgument(id == 0 ? "FIELD_REQUIRED" : "FIELD_INVALID",
                         absl::StrCat(field, " must be at least 1"),
                         {{"field", field}});
}

// Whether there are letters of this kind with a note, and this can be one.
absl::Status CheckLetter(v1::Message::Kind kind, const std::string& note) {
  if (kind == v1::Message::KIND_UNSPECIFIED) {
    return InvalidArgument("FIELD_REQUIRED", "kind is required",
                           {{"field", "kind"}});
  }
  if (!scheduling::v1::LetterNote::Letter_IsValid(kind)) {
    return InvalidArgument("FIELD_INVALID", "such letters have no note",
                           {{"field", "kind"}});
  }
  return CheckText("note", note, {.max = kMostNote, .lines = true});
}

absl::Status CheckEmail(const std::string& email) {
  if (IsEmailAddress(email)) return absl::OkStatus();
  return InvalidArgument(email.empty() ? "FIELD_REQUIRED" : "FIELD_INVALID",
                         "email must be an e-mail address",
                         {{"field", "email"}});
}

absl::StatusOr<Message> LoadMessage(db::Transaction& tx, int64_t id) {
  ASSIGN_OR_RETURN(std::optional<Message> found, FindMessage(tx, id));
  if (!found.has_value()) {
    return NotFound("MESSAGE_NOT_FOUND", "there is no such message",
                    {{"message", absl::StrCat(id)}});
  }
  return *std::move(found);
}

class Service final : public v1::NotificationsService::CallbackService {
 public:
  explicit Service(const ServiceParts& parts)
      : use_(parts),
        registration_(registration::v1::RegistrationService::NewStub(
            parts.registration->channel())) {}

  Reactor* ListMessages(Context* context,
                        const v1::ListMessagesRequest* request,
                        v1::ListMessagesResponse* response) override {
    return use_.gate->Serve(*context, "ListMessages", [&](CallPtr call) {
      const absl::StatusOr<MessageList> list =
          ReadMessageList(*request, use_.clock->Now());
      if (!list.ok()) return call->Finish(list.status());
      const absl::Time deadline = call->deadline();
      use_.readers->Submit(
          deadline,
          [response, list = *list](db::Transaction& tx) {
            return LoadPage(tx, list, *response);
          },
          [call](const absl::Status& status) { call->Finish(status); });
    });
  }

  Reactor* GetMessage(Context* context, const v1::GetMessageRequest* request,
                      v1::Message* response) override {
    return use_.gate->Serve(*context, "GetMessage", [&](CallPtr call) {
      const absl::Status status = CheckId("id", request->id());
      if (!status.ok()) return call->Finish(status);
      const absl::Time deadline = call->deadline();
      use_.readers->Submit(
          deadline,
          [id = request->id(), response](db::Transaction& tx) -> absl::Status {
            ASSIGN_OR_RETURN(const Message message, LoadMessage(tx, id));
            *response = ToProto(message);
            return absl::OkStatus();
          },
          [call](const absl::Status& ended) { call->Finish(ended); });
    });
  }

  Reactor* ResendMessage(Context* context,
                         const v1::ResendMessageRequest* request,
                         v1::Message* response) override {
    return use_.gate->Serve(*context, "ResendMessage", [&](CallPtr call) {
      const absl::Status status = CheckId("id", request->id());
      if (!status.ok()) return call->Finish(status);
      const absl::Time deadline = call->deadline();
      use_.writer->Submit({.id = request->id()}, deadline,
                          [call, response](absl::StatusOr<Message> resent) {
                            if (resent.ok()) *response = ToProto(*resent);
                            call->Finish(resent.status());
                          });
    });
  }

  Reactor* GetCalendarFile(Context* context,
                           const v1::GetCalendarFileRequest* request,
                           v1::CalendarFile* response) override {
    return use_.gate->Serve(*context, "GetCalendarFile", [&](CallPtr call) {
      if (request->join_token().empty()) {
        return call->Finish(InvalidArgument("FIELD_REQUIRED",
                                            "join_token is required",
                                            {{"field", "join_token"}}));
      }
      auto asking = std::make_shared<AskingForPass>();
      asking->request.set_token(request->join_token());
      Prepare(*call, asking->context);
      registration_->async()->ResolveJoinToken(
          &asking->context, &asking->request, &asking->answer,
          [this, call, asking, response](const grpc::Status& ended) {
            const absl::Status status = rpc::FromGrpcStatus(ended);
            if (!status.ok()) return call->Finish(Explain(status));
            CalendarBooking booking = ToCalendarBooking(
                asking->answer, asking->request.token(), use_.public_url);
            booking.organiser_name = use_.composer->organisation()->name;
            booking.organiser_email = use_.sender;
            response->set_text(DrawCalendar(booking, use_.clock->Now()));
            response->set_file_name("nhs-session.ics");
            call->Finish(absl::OkStatus());
          });
    });
  }

  Reactor* PreviewNotice(Context* context,
                         const v1::PreviewNoticeRequest* request,
                         v1::NoticePreview* response) override {
    return use_.gate->Serve(*context, "PreviewNotice", [&](CallPtr call) {
      absl::Status status = CheckId("session_id", request->session_id());
      status.Update(CheckText("text", request->text(),
                              {.min = 1, .max = kMostNotice, .lines = true}));
      if (!status.ok()) return call->Finish(status);
      auto asking = std::make_shared<AskingForSession>();
      asking->request.set_session_id(request->session_id());
      Prepare(*call, asking->context);
      registration_->async()->GetMessageDetails(
          &asking->context, &asking->request, &asking->answer,
          [this, call, asking, request, response](const grpc::Status& ended) {
            const absl::Status answered = rpc::FromGrpcStatus(ended);
            if (!answered.ok()) return call->Finish(Explain(answered));
            Letter letter = use_.composer->Preview(
                asking->answer, request->text(), request->waiting());
            response->set_subject(std::move(letter.subject));
            response->set_text(std::move(letter.text));
            call->Finish(absl::OkStatus());
          });
    });
  }

  Reactor* PreviewLetter(Context* context,
                         const v1::PreviewLetterRequest* request,
                         v1::LetterPreview* response) override {
    return use_.gate->Serve(*context, "PreviewLetter", [&](CallPtr call) {
      const absl::Status status = CheckLetter(request->kind(), request->note());
      if (!status.ok()) return call->Finish(status);
      Letter letter = use_.composer->Sample(static_cast<Kind>(request->kind()),
                                            request->note());
      response->set_subject(std::move(letter.subject));
      response->set_text(std::move(letter.text));
      call->Finish(absl::OkStatus());
    });
  }

  Reactor* SendTestLetter(Context* context,
                          const v1::SendTestLetterRequest* request,
                          v1::SendTestLetterResponse*) override {
    return use_.gate->Serve(*context, "SendTestLetter", [&](CallPtr call) {
      absl::Status status = CheckLetter(request->kind(), request->note());
      status.Update(CheckEmail(request->email()));
      if (!status.ok()) return call->Finish(status);
      const rpc::Caller& caller = call->caller();
      const absl::Time deadline = call->deadline();
      use_.test_letters->Send(
          absl::StrCat(rpc::KindName(caller.kind), " ", caller.id),
          {.kind = static_cast<Kind>(request->kind()),
           .note = request->note(),
           .email = request->email()},
          deadline, [call](const absl::Status& ended) { call->Finish(ended); });
    });
  }

 private:
  // Asks registration in the service's own name, within the caller's time.
  void Prepare(const rpc::Call& call, grpc::ClientContext& context) const {
    rpc::Caller caller = rpc::ServiceCaller();
    caller.trace = call.caller().trace;
    use_.registration->Prepare(context, caller, call.deadline() - kMargin);
  }

  const ServiceParts use_;
  const std::unique_ptr<registration::v1::RegistrationService::Stub>
      registration_;
};

}  // namespace

absl::StatusOr<Message> ApplyResend(db::Transaction& tx,
                                    const ResendOne& command, absl::Time now) {
  ASSIGN_OR_RETURN(Message found, LoadMessage(tx, command.id));
  ASSIGN_OR_RETURN(Message message, Resend(std::move(found), now));
  RETURN_IF_ERROR(UpdateMessage(tx, message));
  return message;
}

rpc::AccessTable NotificationsAccess() {
  const rpc::MethodAccess::Allowed op = {"cwpctl", CallerKind::kOperator};
  const rpc::MethodAccess::Allowed staff = {
      "web", CallerKind::kStaff, {"administrator", "coordinator"}};
  const rpc::MethodAccess::Allowed administrators = {
      "web", CallerKind::kStaff, {"administrator"}};
  const rpc::MethodAccess::Allowed leaders = {
      "web",
      CallerKind::kStaff,
      {"administrator", "coordinator", "facilitator"}};
  return {
      {"ListMessages", {staff, op}},
      {"GetMessage", {op}},
      {"ResendMessage", {staff, op}},
      {"GetCalendarFile", {{"web", CallerKind::kPublic}}},
      {"PreviewNotice", {leaders}},
      {"PreviewLetter", {administrators, op}},
      {"SendTestLetter", {administrators, op}},
  };
}

std::unique_ptr<grpc::Service> MakeService(const ServiceParts& parts) {
  return std::make_unique<Service>(parts);
}

}  // namespace cwp::notifications
