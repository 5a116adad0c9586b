#ifndef CWP_TESTS_WEB_FAKE_NOTIFICATIONS_H_
#define CWP_TESTS_WEB_FAKE_NOTIFICATIONS_H_

#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "grpcpp/server_context.h"
#include "tests/web/fake_method.h"

namespace cwp::web {

class FakeNotifications final
    : public notifications::v1::NotificationsService::Service {
 public:
  FakeMethod<notifications::v1::GetCalendarFileRequest,
             notifications::v1::CalendarFile>
      calendar;
  FakeMethod<notifications::v1::PreviewNoticeRequest,
             notifications::v1::NoticePreview>
      preview_notice;
  FakeMethod<notifications::v1::PreviewLetterRequest,
             notifications::v1::LetterPreview>
      preview_letter;
  FakeMethod<notifications::v1::SendTestLetterRequest,
             notifications::v1::SendTestLetterResponse>
      send_test;
  FakeMethod<notifications::v1::ListMessagesRequest,
             notifications::v1::ListMessagesResponse>
      list;
  FakeMethod<notifications::v1::ResendMessageRequest,
             notifications::v1::Message>
      resend;

  grpc::Status ListMessages(
      grpc::ServerContext* context,
      const notifications::v1::ListMessagesRequest* request,
      notifications::v1::ListMessagesResponse* response) override {
    return list.Handle(*context, *request, response);
  }
  grpc::Status ResendMessage(
      grpc::ServerContext* context,
      const notifications::v1::ResendMessageRequest* request,
      notifications::v1::Message* response) override {
    return resend.Handle(*context, *request, response);
  }
  grpc::Status PreviewNotice(
      grpc::ServerContext* context,
      const notifications::v1::PreviewNoticeRequest* request,
      notifications::v1::NoticePreview* response) override {
    return preview_notice.Handle(*context, *request, response);
  }
  grpc::Status PreviewLetter(
      grpc::ServerContext* context,
      const notifications::v1::PreviewLetterRequest* request,
      notifications::v1::LetterPreview* response) override {
    return preview_letter.Handle(*context, *request, response);
  }
  grpc::Status SendTestLetter(
      grpc::ServerContext* context,
      const notifications::v1::SendTestLetterRequest* request,
      notifications::v1::SendTestLetterResponse* response) override {
    return send_test.Handle(*context, *request, response);
  }
  grpc::Status GetCalendarFile(
      grpc::ServerContext* context,
      const notifications::v1::GetCalendarFileRequest* request,
      notifications::v1::CalendarFile* response) override {
    return calendar.Handle(*context, *request, response);
  }
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_FAKE_NOTIFICATIONS_H_
