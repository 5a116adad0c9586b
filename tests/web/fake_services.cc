#include "tests/web/fake_services.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/rpc/caller.h"

namespace cwp::web {
namespace {

std::unique_ptr<rpc::Server> Serve(std::vector<grpc::Service*> services) {
  auto server = rpc::Server::Start({}, services);
  CWP_CHECK(server.ok(), "a fake service could not start");
  return *std::move(server);
}

}  // namespace

rpc::v1::Caller CallerOf(const grpc::ServerContext& context) {
  const auto found = context.client_metadata().find(rpc::kCallerMetadataKey);
  rpc::v1::SignedCaller signed_caller;
  rpc::v1::Caller caller;
  if (found == context.client_metadata().end() ||
      !signed_caller.ParseFromString(
          std::string(found->second.data(), found->second.size())) ||
      !caller.ParseFromString(signed_caller.caller())) {
    return {};
  }
  return caller;
}

int64_t FakeFeed::Add(absl::string_view kind, int64_t id,
                      std::string resource) {
  feed::v1::Change change;
  change.set_kind(std::string(kind));
  change.set_resource_id(id);
  change.set_resource(std::move(resource));
  MutexLock lock(mu_);
  feed::Entry entry;
  entry.revision = static_cast<int64_t>(entries_.size()) + 1;
  entry.change = change.SerializeAsString();
  const std::string before = entries_.empty() ? "" : entries_.back().hash;
  entry.hash = feed::NextHash(before, entry.revision, entry.change);
  entries_.push_back(entry);
  grown_.NotifyAll();
  return entry.revision;
}

void FakeFeed::RefuseOnce() {
  MutexLock lock(mu_);
  refuse_ = true;
}

void FakeFeed::Stop() {
  MutexLock lock(mu_);
  stopping_ = true;
  grown_.NotifyAll();
}

grpc::Status FakeFeed::Watch(
    grpc::ServerContext* context, const feed::v1::WatchRequest* request,
    grpc::ServerWriter<feed::v1::WatchResponse>* writer) {
  size_t sent = static_cast<size_t>(request->after().revision());
  bool first = true;
  while (true) {
    feed::v1::WatchResponse response;
    {
      MutexLock lock(mu_);
      if (first && std::exchange(refuse_, false)) {
        return rpc::ToGrpcStatus(MakeError(absl::StatusCode::kOutOfRange,
                                           "REVISION_COMPACTED", "list anew"));
      }
      while (!first && !stopping_ && sent >= entries_.size() &&
             !context->IsCancelled()) {
        grown_.WaitFor(mu_, absl::Milliseconds(20));
      }
      if (stopping_ || context->IsCancelled()) {
        return rpc::ToGrpcStatus(Unavailable("SHUTTING_DOWN", "stopping"));
      }
      for (; sent < entries_.size(); ++sent) {
        feed::v1::Entry& entry = *response.add_entries();
        entry.set_revision(entries_[sent].revision);
        entry.set_change(entries_[sent].change);
        entry.set_hash(entries_[sent].hash);
      }
      response.mutable_position()->set_revision(static_cast<int64_t>(sent));
      if (sent > 0 && sent <= entries_.size()) {
        response.mutable_position()->set_hash(entries_[sent - 1].hash);
      }
    }
    first = false;
    writer->Write(response);
  }
}

void FakeRegistration::SetSeats(const registration::v1::SeatCount& count) {
  MutexLock lock(mu_);
  counts_.push_back(count);
  changed_.NotifyAll();
}

grpc::Status FakeRegistration::WatchSeatCounts(
    Context* context, const registration::v1::WatchSeatCountsRequest*,
    grpc::ServerWriter<registration::v1::WatchSeatCountsResponse>* writer) {
  size_t sent = 0;
  while (!context->IsCancelled()) {
    registration::v1::WatchSeatCountsResponse response;
    {
      MutexLock lock(mu_);
      if (sent == counts_.size()) {
        changed_.WaitFor(mu_, absl::Milliseconds(20));
      }
      for (; sent < counts_.size(); ++sent) {
        *response.add_seat_counts() = counts_[sent];
      }
    }
    if (!response.seat_counts().empty()) writer->Write(response);
  }
  return grpc::Status::OK;
}

grpc::Status FakeScheduling::ListWorkshops(
    grpc::ServerContext*, const scheduling::v1::ListWorkshopsRequest* request,
    scheduling::v1::ListWorkshopsResponse* response) {
  {
    MutexLock lock(mu_);
    list_requests_.push_back(*request);
  }
  for (const auto& workshop : workshops) *response->add_workshops() = workshop;
  response->set_revision(revision);
  return grpc::Status::OK;
}

grpc::Status FakeScheduling::ListSessions(
    grpc::ServerContext*, const scheduling::v1::ListSessionsRequest* request,
    scheduling::v1::ListSessionsResponse* response) {
  {
    MutexLock lock(mu_);
    session_requests_.push_back(*request);
    if (!request->page_token().empty() && !pages_status_.ok()) {
      return rpc::ToGrpcStatus(pages_status_);
    }
  }
  // One on each page, so that paging is seen.
  const size_t index = request->page_token().size();
  if (index < sessions.size()) *response->add_sessions() = sessions[index];
  if (index + 1 < sessions.size()) {
    response->set_next_page_token(std::string(index + 1, 'x'));
  }
  response->set_revision(revision);
  return grpc::Status::OK;
}

grpc::Status FakeWebinars::ListWebinars(
    grpc::ServerContext*, const webinars::v1::ListWebinarsRequest*,
    webinars::v1::ListWebinarsResponse* response) {
  for (const auto& webinar : webinars) *response->add_webinars() = webinar;
  response->set_revision(revision);
  return grpc::Status::OK;
}

grpc::Status FakeWebinars::DownloadFile(
    grpc::ServerContext*, const webinars::v1::DownloadFileRequest* request,
    grpc::ServerWriter<webinars::v1::DownloadFileResponse>* writer) {
  const auto found = files.find(request->hash());
  if (found == files.end()) {
    return rpc::ToGrpcStatus(NotFound("FILE_NOT_FOUND", "no such file"));
  }
  const std::string& content = found->second;
  webinars::v1::DownloadFileResponse response;
  response.mutable_file()->set_hash(request->hash());
  response.mutable_file()->set_size_bytes(static_cast<int64_t>(content.size()));
  size_t at = static_cast<size_t>(request->offset());
  const size_t end =
      request->length() == 0
          ? content.size()
          : std::min(content.size(),
                     at + static_cast<size_t>(request->length()));
  do {
    const size_t size = std::min(piece, end - at);
    response.set_data(content.substr(at, size));
    at += size;
    if (!writer->Write(response)) break;
    ++pieces;
    response.Clear();
  } while (at < end);
  ++downloads;
  return grpc::Status::OK;
}

FakeOrganisation::FakeOrganisation() {
  scheduling::v1::Organisation nothing;
  using scheduling::v1::OrganisationPart;
  for (int part = OrganisationPart::Part_MIN + 1;
       part <= OrganisationPart::Part_MAX; ++part) {
    OrganisationPart& unsaid = *nothing.add_parts();
    unsaid.set_part(static_cast<OrganisationPart::Part>(part));
    unsaid.set_etag("0");
  }
  // As late as any list.
  nothing.set_revision(std::numeric_limits<int64_t>::max());
  get.Return(std::move(nothing));
  list.Return(scheduling::v1::ListOrganisationVersionsResponse());
}

FakeServices::FakeServices()
    : scheduling_server_(
          Serve({&scheduling, &pictures, &organisation, &series, &facilitators,
                 &meeting_options, &teams, &scheduling_feed})),
      registration_server_(Serve({&registration, &reports})),
      webinars_server_(Serve({&webinars, &webinars_feed})),
      notifications_server_(Serve({&notifications})),
      gateway_server_(Serve({&gateway})) {}

FakeServices::~FakeServices() {
  scheduling_feed.Stop();
  webinars_feed.Stop();
}

void FakeServices::StopScheduling() {
  scheduling_feed.Stop();
  scheduling_server_ = nullptr;
}

void FakeServices::StopRegistration() { registration_server_ = nullptr; }

void FakeServices::StopWebinars() {
  webinars_feed.Stop();
  webinars_server_ = nullptr;
}

void FakeServices::StopNotifications() { notifications_server_ = nullptr; }

std::string FakeServices::Address(const rpc::Server& server) {
  return absl::StrCat("127.0.0.1:", server.port());
}

}  // namespace cwp::web
