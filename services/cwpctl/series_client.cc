#include "services/cwpctl/series_client.h"

#include "cwp/scheduling/v1/series_service.grpc.pb.h"
#include "services/cwpctl/call.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;
using Stub = v1::SeriesService::Stub;

constexpr absl::string_view kService = "scheduling";

}  // namespace

absl::StatusOr<v1::SeriesPlan> SeriesClient::Preview(const v1::Series& series) {
  v1::PreviewSeriesRequest request;
  *request.mutable_series() = series;
  return Call(connections_, kService, &Stub::PreviewSeries, request);
}

absl::StatusOr<v1::Series> SeriesClient::Create(
    const v1::CreateSeriesRequest& request) {
  return Write(connections_, kService, &Stub::CreateSeries, request);
}

absl::StatusOr<v1::Series> SeriesClient::Get(int64_t id) {
  v1::GetSeriesRequest request;
  request.set_id(id);
  return Call(connections_, kService, &Stub::GetSeries, request);
}

absl::StatusOr<v1::ListSeriesResponse> SeriesClient::List(int64_t workshop_id) {
  v1::ListSeriesRequest request;
  request.set_workshop_id(workshop_id);
  return ListAll(connections_, kService, &Stub::ListSeries, request,
                 &v1::ListSeriesResponse::mutable_series);
}

absl::StatusOr<v1::SeriesEditPlan> SeriesClient::PreviewEdit(
    const v1::SeriesEdit& edit, bool apply_now) {
  v1::PreviewSeriesEditRequest request;
  *request.mutable_edit() = edit;
  request.set_apply_now(apply_now);
  return Call(connections_, kService, &Stub::PreviewSeriesEdit, request);
}

absl::StatusOr<v1::Series> SeriesClient::Edit(
    const v1::EditSeriesRequest& request) {
  return Write(connections_, kService, &Stub::EditSeries, request);
}

absl::StatusOr<v1::Series> SeriesClient::UndoEdit(int64_t id) {
  v1::UndoSeriesEditRequest request;
  request.set_id(id);
  return Write(connections_, kService, &Stub::UndoSeriesEdit, request);
}

}  // namespace cwp::ctl
