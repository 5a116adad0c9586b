#include "services/registration/report_service.h"

#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/time/proto_time.h"
#include "cwp/registration/v1/report_service.grpc.pb.h"
#include "services/registration/convert.h"
#include "services/registration/report_store.h"

namespace cwp::registration {
namespace {

constexpr int kMostBoundaries = 61;

// Of the year 9999.
constexpr int64_t kLastSecond = 253'402'300'799;

absl::StatusOr<std::vector<absl::Time>> ReadBoundaries(
    const v1::GetReportRequest& request) {
  if (request.boundaries_size() < 2) {
    return InvalidArgument("FIELD_REQUIRED", "two boundaries make a period",
                           {{"field", "boundaries"}});
  }
  std::vector<absl::Time> boundaries;
  for (const auto& boundary : request.boundaries()) {
    const bool in_range =
        boundary.seconds() >= 0 && boundary.seconds() <= kLastSecond;
    const absl::Time time = in_range ? ToTime(boundary) : absl::InfinitePast();
    if (!in_range || boundaries.size() == kMostBoundaries ||
        (!boundaries.empty() && time <= boundaries.back())) {
      return InvalidArgument(
          "FIELD_INVALID",
          "boundaries must rise, lie from 1970 to 9999, and be at most 61",
          {{"field", "boundaries"}});
    }
    boundaries.push_back(time);
  }
  return boundaries;
}

v1::ChannelFigures ToProto(const std::string& channel,
                           const ChannelFigures& figures) {
  v1::ChannelFigures proto;
  proto.set_channel(channel);
  proto.set_bookings(figures.bookings);
  proto.set_places(figures.places);
  proto.set_cancelled_bookings(figures.cancelled);
  proto.set_refused_bookings(figures.refused);
  proto.set_bookings_cancelled_with_session(figures.with_session);
  return proto;
}

v1::AttendeeFigures ToProto(const AttendeeGroup& group,
                            const AttendeeFigures& figures) {
  v1::AttendeeFigures proto;
  proto.set_role(static_cast<v1::Attendee::Role>(group.first));
  if (group.second.has_value()) {
    proto.set_min_years(static_cast<int32_t>(group.second->first));
    proto.set_max_years(static_cast<int32_t>(group.second->second));
  }
  proto.set_places(figures.places);
  proto.set_attended(figures.attended);
  proto.set_absent(figures.absent);
  return proto;
}

v1::WaitFigures ToProto(const WaitFigures& figures) {
  v1::WaitFigures proto;
  proto.set_within_day(figures.within_day);
  proto.set_within_week(figures.within_week);
  proto.set_within_four_weeks(figures.within_four_weeks);
  proto.set_longer(figures.longer);
  proto.set_waiting(figures.waiting);
  return proto;
}

v1::ReportRow ToProto(const ReportRow& row) {
  v1::ReportRow proto;
  proto.set_period(static_cast<int32_t>(row.period));
  proto.set_workshop_id(row.workshop_id);
  proto.set_workshop_title(row.workshop_title);
  proto.set_sessions(static_cast<int32_t>(row.sessions));
  proto.set_cancelled_sessions(static_cast<int32_t>(row.cancelled_sessions));
  proto.set_capacity(row.capacity);
  for (const auto& [channel, figures] : row.figures.channels) {
    *proto.add_channels() = ToProto(channel, figures);
  }
  for (const auto& [group, figures] : row.figures.attendees) {
    *proto.add_attendees() = ToProto(group, figures);
  }
  *proto.mutable_waits() = ToProto(row.figures.waits);
  return proto;
}

class Service final : public v1::ReportService::CallbackService {
 public:
  Service(rpc::Gate& gate, db::Readers& readers)
      : gate_(gate), readers_(readers) {}

  grpc::ServerUnaryReactor* GetReport(grpc::CallbackServerContext* context,
                                      const v1::GetReportRequest* request,
                                      v1::Report* response) override {
    return gate_.Serve(*context, "GetReport", [&](rpc::CallPtr call) {
      absl::StatusOr<std::vector<absl::Time>> boundaries =
          ReadBoundaries(*request);
      if (!boundaries.ok()) return call->Finish(boundaries.status());
      const absl::Time deadline = call->deadline();
      readers_.Submit(
          deadline,
          [boundaries = *std::move(boundaries),
           workshop_id = request->workshop_id(),
           response](db::Transaction& tx) -> absl::Status {
            ASSIGN_OR_RETURN(const std::vector<CountedSession> sessions,
                             CountSessions(tx, boundaries.front(),
                                           boundaries.back(), workshop_id));
            for (const ReportRow& row : MakeReport(sessions, boundaries)) {
              *response->add_rows() = ToProto(row);
            }
            return absl::OkStatus();
          },
          [call](const absl::Status& status) { call->Finish(status); });
    });
  }

 private:
  rpc::Gate& gate_;
  db::Readers& readers_;
};

}  // namespace

// Whoever leads sessions sees those; a report is about all.
rpc::AccessTable ReportAccess() {
  using rpc::CallerKind;
  return {
      {"GetReport",
       {{"web", CallerKind::kStaff, {"administrator", "coordinator", "reader"}},
        {"cwpctl", CallerKind::kOperator}}}};
}

std::unique_ptr<grpc::Service> MakeReportService(rpc::Gate& gate,
                                                 db::Readers& readers) {
  return std::make_unique<Service>(gate, readers);
}

}  // namespace cwp::registration
