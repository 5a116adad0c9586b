#ifndef CWP_TESTS_WEB_FAKE_SCHEDULING_H_
#define CWP_TESTS_WEB_FAKE_SCHEDULING_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/base/mutex.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "cwp/scheduling/v1/meeting_options_service.grpc.pb.h"
#include "cwp/scheduling/v1/organisation_service.grpc.pb.h"
#include "cwp/scheduling/v1/picture_service.grpc.pb.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "cwp/scheduling/v1/series_service.grpc.pb.h"
#include "cwp/scheduling/v1/teams_service.grpc.pb.h"
#include "grpcpp/server_context.h"
#include "tests/web/fake_method.h"

namespace cwp::web {

// Lists what a test put in, one on each page, so that paging is seen; the rest
// is as the test says.
class FakeScheduling final : public scheduling::v1::SchedulingService::Service {
 public:
  FakeMethod<scheduling::v1::GetWorkshopRequest, scheduling::v1::Workshop>
      get_workshop;
  FakeMethod<scheduling::v1::CreateWorkshopRequest, scheduling::v1::Workshop>
      create_workshop;
  FakeMethod<scheduling::v1::UpdateWorkshopRequest, scheduling::v1::Workshop>
      update_workshop;
  FakeMethod<scheduling::v1::PublishWorkshopRequest, scheduling::v1::Workshop>
      publish_workshop;
  FakeMethod<scheduling::v1::ArchiveWorkshopRequest, scheduling::v1::Workshop>
      archive_workshop;
  FakeMethod<scheduling::v1::CloneWorkshopRequest, scheduling::v1::Workshop>
      clone_workshop;
  FakeMethod<scheduling::v1::GetSessionRequest, scheduling::v1::Session>
      get_session;
  FakeMethod<scheduling::v1::CreateSessionRequest, scheduling::v1::Session>
      create_session;
  FakeMethod<scheduling::v1::UpdateSessionRequest, scheduling::v1::Session>
      update_session;
  FakeMethod<scheduling::v1::CancelSessionRequest, scheduling::v1::Session>
      cancel_session;
  FakeMethod<scheduling::v1::ScheduleSessionRequest, scheduling::v1::Session>
      schedule_session;
  FakeMethod<scheduling::v1::UndoSessionChangeRequest, scheduling::v1::Session>
      undo_change;
  FakeMethod<scheduling::v1::OpenSessionRequest, scheduling::v1::Session>
      open_session;
  FakeMethod<scheduling::v1::CloseSessionRequest, scheduling::v1::Session>
      close_session;
  FakeMethod<scheduling::v1::RescheduleSessionRequest, scheduling::v1::Session>
      reschedule_session;

  grpc::Status ListWorkshops(
      grpc::ServerContext* context,
      const scheduling::v1::ListWorkshopsRequest* request,
      scheduling::v1::ListWorkshopsResponse* response) override;
  grpc::Status ListSessions(
      grpc::ServerContext* context,
      const scheduling::v1::ListSessionsRequest* request,
      scheduling::v1::ListSessionsResponse* response) override;
  grpc::Status GetWorkshop(grpc::ServerContext* context,
                           const scheduling::v1::GetWorkshopRequest* request,
                           scheduling::v1::Workshop* response) override {
    return get_workshop.Handle(*context, *request, response);
  }
  grpc::Status CreateWorkshop(
      grpc::ServerContext* context,
      const scheduling::v1::CreateWorkshopRequest* request,
      scheduling::v1::Workshop* response) override {
    return create_workshop.Handle(*context, *request, response);
  }
  grpc::Status UpdateWorkshop(
      grpc::ServerContext* context,
      const scheduling::v1::UpdateWorkshopRequest* request,
      scheduling::v1::Workshop* response) override {
    return update_workshop.Handle(*context, *request, response);
  }
  grpc::Status PublishWorkshop(
      grpc::ServerContext* context,
      const scheduling::v1::PublishWorkshopRequest* request,
      scheduling::v1::Workshop* response) override {
    return publish_workshop.Handle(*context, *request, response);
  }
  grpc::Status ArchiveWorkshop(
      grpc::ServerContext* context,
      const scheduling::v1::ArchiveWorkshopRequest* request,
      scheduling::v1::Workshop* response) override {
    return archive_workshop.Handle(*context, *request, response);
  }
  grpc::Status CloneWorkshop(
      grpc::ServerContext* context,
      const scheduling::v1::CloneWorkshopRequest* request,
      scheduling::v1::Workshop* response) override {
    return clone_workshop.Handle(*context, *request, response);
  }
  grpc::Status GetSession(grpc::ServerContext* context,
                          const scheduling::v1::GetSessionRequest* request,
                          scheduling::v1::Session* response) override {
    return get_session.Handle(*context, *request, response);
  }
  grpc::Status CreateSession(
      grpc::ServerContext* context,
      const scheduling::v1::CreateSessionRequest* request,
      scheduling::v1::Session* response) override {
    return create_session.Handle(*context, *request, response);
  }
  grpc::Status UpdateSession(
      grpc::ServerContext* context,
      const scheduling::v1::UpdateSessionRequest* request,
      scheduling::v1::Session* response) override {
    return update_session.Handle(*context, *request, response);
  }
  grpc::Status CancelSession(
      grpc::ServerContext* context,
      const scheduling::v1::CancelSessionRequest* request,
      scheduling::v1::Session* response) override {
    return cancel_session.Handle(*context, *request, response);
  }
  grpc::Status ScheduleSession(
      grpc::ServerContext* context,
      const scheduling::v1::ScheduleSessionRequest* request,
      scheduling::v1::Session* response) override {
    return schedule_session.Handle(*context, *request, response);
  }
  grpc::Status UndoSessionChange(
      grpc::ServerContext* context,
      const scheduling::v1::UndoSessionChangeRequest* request,
      scheduling::v1::Session* response) override {
    return undo_change.Handle(*context, *request, response);
  }
  grpc::Status OpenSession(grpc::ServerContext* context,
                           const scheduling::v1::OpenSessionRequest* request,
                           scheduling::v1::Session* response) override {
    return open_session.Handle(*context, *request, response);
  }
  grpc::Status CloseSession(grpc::ServerContext* context,
                            const scheduling::v1::CloseSessionRequest* request,
                            scheduling::v1::Session* response) override {
    return close_session.Handle(*context, *request, response);
  }
  grpc::Status RescheduleSession(
      grpc::ServerContext* context,
      const scheduling::v1::RescheduleSessionRequest* request,
      scheduling::v1::Session* response) override {
    return reschedule_session.Handle(*context, *request, response);
  }

  // What lists were asked for.
  std::vector<scheduling::v1::ListWorkshopsRequest> list_requests() {
    MutexLock lock(mu_);
    return list_requests_;
  }
  std::vector<scheduling::v1::ListSessionsRequest> session_requests() {
    MutexLock lock(mu_);
    return session_requests_;
  }

  // Fails lists of sessions that go on after a page, from now on.
  void FailPages(absl::Status status) {
    MutexLock lock(mu_);
    pages_status_ = std::move(status);
  }

  std::vector<scheduling::v1::Workshop> workshops;
  std::vector<scheduling::v1::Session> sessions;
  int64_t revision = 0;

 private:
  Mutex mu_;
  absl::Status pages_status_ ABSL_GUARDED_BY(mu_);
  std::vector<scheduling::v1::ListWorkshopsRequest> list_requests_
      ABSL_GUARDED_BY(mu_);
  std::vector<scheduling::v1::ListSessionsRequest> session_requests_
      ABSL_GUARDED_BY(mu_);
};

class FakePictures final : public scheduling::v1::PictureService::Service {
 public:
  FakeMethod<scheduling::v1::GetWorkshopPictureRequest,
             scheduling::v1::PictureFile>
      get;
  FakeMethod<scheduling::v1::SetWorkshopPictureRequest,
             scheduling::v1::Workshop>
      set;
  FakeMethod<scheduling::v1::RemoveWorkshopPictureRequest,
             scheduling::v1::Workshop>
      remove;

  grpc::Status GetWorkshopPicture(
      grpc::ServerContext* context,
      const scheduling::v1::GetWorkshopPictureRequest* request,
      scheduling::v1::PictureFile* response) override {
    return get.Handle(*context, *request, response);
  }
  grpc::Status SetWorkshopPicture(
      grpc::ServerContext* context,
      const scheduling::v1::SetWorkshopPictureRequest* request,
      scheduling::v1::Workshop* response) override {
    return set.Handle(*context, *request, response);
  }
  grpc::Status RemoveWorkshopPicture(
      grpc::ServerContext* context,
      const scheduling::v1::RemoveWorkshopPictureRequest* request,
      scheduling::v1::Workshop* response) override {
    return remove.Handle(*context, *request, response);
  }
};

class FakeTeams final : public scheduling::v1::TeamsService::Service {
 public:
  FakeMethod<scheduling::v1::ListQueuedMeetingsRequest,
             scheduling::v1::ListQueuedMeetingsResponse>
      queue;
  FakeMethod<scheduling::v1::RetryMeetingRequest, scheduling::v1::QueuedMeeting>
      retry;

  grpc::Status ListQueuedMeetings(
      grpc::ServerContext* context,
      const scheduling::v1::ListQueuedMeetingsRequest* request,
      scheduling::v1::ListQueuedMeetingsResponse* response) override {
    return queue.Handle(*context, *request, response);
  }
  grpc::Status RetryMeeting(grpc::ServerContext* context,
                            const scheduling::v1::RetryMeetingRequest* request,
                            scheduling::v1::QueuedMeeting* response) override {
    return retry.Handle(*context, *request, response);
  }
};

class FakeSeries final : public scheduling::v1::SeriesService::Service {
 public:
  FakeMethod<scheduling::v1::PreviewSeriesRequest, scheduling::v1::SeriesPlan>
      preview;
  FakeMethod<scheduling::v1::CreateSeriesRequest, scheduling::v1::Series>
      create;
  FakeMethod<scheduling::v1::GetSeriesRequest, scheduling::v1::Series> get;
  FakeMethod<scheduling::v1::ListSeriesRequest,
             scheduling::v1::ListSeriesResponse>
      list;
  FakeMethod<scheduling::v1::PreviewSeriesEditRequest,
             scheduling::v1::SeriesEditPlan>
      preview_edit;
  FakeMethod<scheduling::v1::EditSeriesRequest, scheduling::v1::Series> edit;
  FakeMethod<scheduling::v1::UndoSeriesEditRequest, scheduling::v1::Series>
      undo;

  grpc::Status PreviewSeries(
      grpc::ServerContext* context,
      const scheduling::v1::PreviewSeriesRequest* request,
      scheduling::v1::SeriesPlan* response) override {
    return preview.Handle(*context, *request, response);
  }
  grpc::Status CreateSeries(grpc::ServerContext* context,
                            const scheduling::v1::CreateSeriesRequest* request,
                            scheduling::v1::Series* response) override {
    return create.Handle(*context, *request, response);
  }
  grpc::Status GetSeries(grpc::ServerContext* context,
                         const scheduling::v1::GetSeriesRequest* request,
                         scheduling::v1::Series* response) override {
    return get.Handle(*context, *request, response);
  }
  grpc::Status ListSeries(
      grpc::ServerContext* context,
      const scheduling::v1::ListSeriesRequest* request,
      scheduling::v1::ListSeriesResponse* response) override {
    return list.Handle(*context, *request, response);
  }
  grpc::Status PreviewSeriesEdit(
      grpc::ServerContext* context,
      const scheduling::v1::PreviewSeriesEditRequest* request,
      scheduling::v1::SeriesEditPlan* response) override {
    return preview_edit.Handle(*context, *request, response);
  }
  grpc::Status EditSeries(grpc::ServerContext* context,
                          const scheduling::v1::EditSeriesRequest* request,
                          scheduling::v1::Series* response) override {
    return edit.Handle(*context, *request, response);
  }
  grpc::Status UndoSeriesEdit(
      grpc::ServerContext* context,
      const scheduling::v1::UndoSeriesEditRequest* request,
      scheduling::v1::Series* response) override {
    return undo.Handle(*context, *request, response);
  }
};

// Nothing is said at first.
class FakeOrganisation final
    : public scheduling::v1::OrganisationService::Service {
 public:
  FakeMethod<scheduling::v1::GetOrganisationRequest,
             scheduling::v1::Organisation>
      get;
  FakeMethod<scheduling::v1::UpdateOrganisationPartRequest,
             scheduling::v1::OrganisationPart>
      update;
  FakeMethod<scheduling::v1::RestoreOrganisationPartRequest,
             scheduling::v1::OrganisationPart>
      restore;
  FakeMethod<scheduling::v1::ListOrganisationVersionsRequest,
             scheduling::v1::ListOrganisationVersionsResponse>
      list;

  FakeOrganisation();

  grpc::Status GetOrganisation(
      grpc::ServerContext* context,
      const scheduling::v1::GetOrganisationRequest* request,
      scheduling::v1::Organisation* response) override {
    return get.Handle(*context, *request, response);
  }
  grpc::Status UpdateOrganisationPart(
      grpc::ServerContext* context,
      const scheduling::v1::UpdateOrganisationPartRequest* request,
      scheduling::v1::OrganisationPart* response) override {
    return update.Handle(*context, *request, response);
  }
  grpc::Status RestoreOrganisationPart(
      grpc::ServerContext* context,
      const scheduling::v1::RestoreOrganisationPartRequest* request,
      scheduling::v1::OrganisationPart* response) override {
    return restore.Handle(*context, *request, response);
  }
  grpc::Status ListOrganisationVersions(
      grpc::ServerContext* context,
      const scheduling::v1::ListOrganisationVersionsRequest* request,
      scheduling::v1::ListOrganisationVersionsResponse* response) override {
    return list.Handle(*context, *request, response);
  }
};

class FakeFacilitators final
    : public scheduling::v1::FacilitatorService::Service {
 public:
  FakeMethod<scheduling::v1::ListFacilitatorsRequest,
             scheduling::v1::ListFacilitatorsResponse>
      list;
  FakeMethod<scheduling::v1::GetFacilitatorRequest, scheduling::v1::Facilitator>
      get;
  FakeMethod<scheduling::v1::CreateFacilitatorRequest,
             scheduling::v1::Facilitator>
      create;
  FakeMethod<scheduling::v1::UpdateFacilitatorRequest,
             scheduling::v1::Facilitator>
      update;
  FakeMethod<scheduling::v1::RetireFacilitatorRequest,
             scheduling::v1::Facilitator>
      retire;
  FakeMethod<scheduling::v1::EraseFacilitatorRequest,
             scheduling::v1::Facilitator>
      erase;

  grpc::Status ListFacilitators(
      grpc::ServerContext* context,
      const scheduling::v1::ListFacilitatorsRequest* request,
      scheduling::v1::ListFacilitatorsResponse* response) override {
    return list.Handle(*context, *request, response);
  }
  grpc::Status GetFacilitator(
      grpc::ServerContext* context,
      const scheduling::v1::GetFacilitatorRequest* request,
      scheduling::v1::Facilitator* response) override {
    return get.Handle(*context, *request, response);
  }
  grpc::Status CreateFacilitator(
      grpc::ServerContext* context,
      const scheduling::v1::CreateFacilitatorRequest* request,
      scheduling::v1::Facilitator* response) override {
    return create.Handle(*context, *request, response);
  }
  grpc::Status UpdateFacilitator(
      grpc::ServerContext* context,
      const scheduling::v1::UpdateFacilitatorRequest* request,
      scheduling::v1::Facilitator* response) override {
    return update.Handle(*context, *request, response);
  }
  grpc::Status RetireFacilitator(
      grpc::ServerContext* context,
      const scheduling::v1::RetireFacilitatorRequest* request,
      scheduling::v1::Facilitator* response) override {
    return retire.Handle(*context, *request, response);
  }
  grpc::Status EraseFacilitator(
      grpc::ServerContext* context,
      const scheduling::v1::EraseFacilitatorRequest* request,
      scheduling::v1::Facilitator* response) override {
    return erase.Handle(*context, *request, response);
  }
};

class FakeMeetingOptions final
    : public scheduling::v1::MeetingOptionsService::Service {
 public:
  FakeMethod<scheduling::v1::SetMeetingOptionsRequest,
             scheduling::v1::SessionMeetingOptions>
      set;
  FakeMethod<scheduling::v1::ConfirmMeetingOptionsRequest,
             scheduling::v1::SessionMeetingOptions>
      confirm;
  FakeMethod<scheduling::v1::ListMeetingOptionChangesRequest,
             scheduling::v1::ListMeetingOptionChangesResponse>
      list;

  grpc::Status SetMeetingOptions(
      grpc::ServerContext* context,
      const scheduling::v1::SetMeetingOptionsRequest* request,
      scheduling::v1::SessionMeetingOptions* response) override {
    return set.Handle(*context, *request, response);
  }
  grpc::Status ConfirmMeetingOptions(
      grpc::ServerContext* context,
      const scheduling::v1::ConfirmMeetingOptionsRequest* request,
      scheduling::v1::SessionMeetingOptions* response) override {
    return confirm.Handle(*context, *request, response);
  }
  grpc::Status ListMeetingOptionChanges(
      grpc::ServerContext* context,
      const scheduling::v1::ListMeetingOptionChangesRequest* request,
      scheduling::v1::ListMeetingOptionChangesResponse* response) override {
    return list.Handle(*context, *request, response);
  }
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_FAKE_SCHEDULING_H_
