#include "services/scheduling/meeting_provider.h"

#include "absl/strings/str_cat.h"
#include "common/base/check.h"

namespace cwp::scheduling {
namespace {

constexpr char kDemonstration[] =
    "https://teams.example.org/demonstration-without-a-meeting/";

class TypedAddresses final : public MeetingProvider {
 public:
  bool makes_meetings() const override { return false; }
  absl::StatusOr<OnlineMeeting> CreateOrGet(const MeetingPlan&) override {
    CWP_CHECK(false, "typed addresses make no meetings");
  }
  absl::Status Change(absl::string_view, const MeetingPlan&) override {
    CWP_CHECK(false, "typed addresses make no meetings");
  }
  absl::Status End(absl::string_view) override {
    CWP_CHECK(false, "typed addresses make no meetings");
  }
};

class LocalMeetings final : public MeetingProvider {
 public:
  absl::StatusOr<OnlineMeeting> CreateOrGet(const MeetingPlan& plan) override {
    return OnlineMeeting{
        .id = plan.external_id,
        .join_uri = absl::StrCat(kDemonstration, plan.external_id)};
  }
  absl::Status Change(absl::string_view, const MeetingPlan&) override {
    return absl::OkStatus();
  }
  absl::Status End(absl::string_view) override { return absl::OkStatus(); }
};

}  // namespace

std::unique_ptr<MeetingProvider> MakeTypedAddresses() {
  return std::make_unique<TypedAddresses>();
}

std::unique_ptr<MeetingProvider> MakeLocalMeetings() {
  return std::make_unique<LocalMeetings>();
}

}  // namespace cwp::scheduling
