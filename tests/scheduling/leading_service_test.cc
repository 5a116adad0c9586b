// Who leads sessions, by the RPCs.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class LeadingServiceTest : public ServiceFixture {
 protected:
  void SetUp() override {
    ServiceFixture::SetUp();
    if (HasFatalFailure()) return;
    workshop_ = MakePublished("worries");
    ade_ = MakeFacilitator("Ade", v1::Facilitator::PRACTITIONER).id();
    bo_ = MakeFacilitator("Bo", v1::Facilitator::PRACTITIONER).id();
  }

  v1::CreateSessionRequest NewLed(absl::Time start,
                                  const std::vector<int64_t>& leaders) {
    v1::CreateSessionRequest request = NewSession(workshop_.id(), start);
    for (const int64_t id : leaders) {
      request.mutable_session()->add_facilitator_ids(id);
    }
    return request;
  }

  absl::StatusOr<v1::Session> MakeLed(absl::Time start,
                                      const std::vector<int64_t>& leaders) {
    return Call(&Stub::CreateSession, NewLed(start, leaders));
  }

  absl::StatusOr<v1::Session> Lead(int64_t id,
                                   const std::vector<int64_t>& leaders) {
    v1::UpdateSessionRequest request;
    request.mutable_session()->set_id(id);
    for (const int64_t each : leaders) {
      request.mutable_session()->add_facilitator_ids(each);
    }
    request.mutable_update_mask()->add_paths("facilitator_ids");
    return Call(&Stub::UpdateSession, request);
  }

  v1::Workshop workshop_;
  int64_t ade_ = 0;
  int64_t bo_ = 0;
};

TEST_F(LeadingServiceTest, StaffSeeWhoLeadsAndThePublicDoesNot) {
  ASSERT_OK_AND_ASSIGN(const v1::Session made, MakeLed(At(18), {bo_, ade_}));
  EXPECT_THAT(made.facilitator_ids(), ElementsAre(bo_, ade_));
  ASSERT_OK_AND_ASSIGN(const v1::Session found, GetSession(made.id()));
  EXPECT_THAT(found.facilitator_ids(), ElementsAre(bo_, ade_));
  ASSERT_OK_AND_ASSIGN(v1::Session shown, GetSession(made.id(), kPublic));
  EXPECT_THAT(shown.facilitator_ids(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(
      const auto all,
      Call(&Stub::ListSessions, v1::ListSessionsRequest(), kPublic));
  ASSERT_THAT(all.sessions(), SizeIs(1));
  EXPECT_THAT(all.sessions(0).facilitator_ids(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto staff,
                       Call(&Stub::ListSessions, v1::ListSessionsRequest()));
  EXPECT_THAT(staff.sessions(0).facilitator_ids(), ElementsAre(bo_, ade_));
}

TEST_F(LeadingServiceTest, IsChangedByTheMask) {
  ASSERT_OK_AND_ASSIGN(const v1::Session first, MakeLed(At(18), {ade_}));
  ASSERT_OK_AND_ASSIGN(const v1::Session second, MakeLed(At(18), {}));
  const auto busy = Lead(second.id(), {bo_, ade_});
  EXPECT_THAT(busy, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(busy, HasReason("FACILITATOR_BUSY"));
  EXPECT_EQ(MetadataOf(busy.status(), "session"), absl::StrCat(first.id()));
  EXPECT_EQ(MetadataOf(busy.status(), "facilitator"), absl::StrCat(ade_));
  EXPECT_EQ(MetadataOf(busy.status(), "start"), "2026-03-02T18:00:00+00:00");
  EXPECT_OK(Lead(first.id(), {}));
  ASSERT_OK_AND_ASSIGN(const v1::Session led, Lead(second.id(), {bo_, ade_}));
  EXPECT_THAT(led.facilitator_ids(), ElementsAre(bo_, ade_));
  EXPECT_THAT(Lead(first.id(), {ade_ + 1000}),
              HasReason("FACILITATOR_NOT_FOUND"));
  EXPECT_THAT(Lead(first.id(), {ade_, ade_}), HasReason("FIELD_INVALID"));
  EXPECT_THAT(Lead(first.id(), {-1}), HasReason("FIELD_INVALID"));
  EXPECT_THAT(Lead(first.id(), std::vector<int64_t>(11, ade_)),
              HasReason("FIELD_TOO_LONG"));
  EXPECT_OK(Lead(first.id(), {}));
}

TEST_F(LeadingServiceTest, ASeriesSaysWhoStandsInItsWay) {
  v1::CreateSeriesRequest request;
  v1::Series& series = *request.mutable_series();
  series.set_workshop_id(workshop_.id());
  series.set_rule("FREQ=WEEKLY;BYDAY=TU;COUNT=3");
  series.set_local_start("2026-03-03T18:00");
  series.mutable_meeting_duration()->set_seconds(90 * 60);
  series.set_capacity(20);
  series.add_facilitator_ids(ade_);
  series.add_facilitator_ids(bo_);
  const v1::Workshop other = MakePublished("sleep");
  v1::CreateSessionRequest session =
      NewSession(other.id(), At(19) + absl::Hours(8 * 24));
  session.mutable_session()->add_facilitator_ids(bo_);
  ASSERT_OK_AND_ASSIGN(const v1::Session there,
                       Call(&Stub::CreateSession, session));

  v1::PreviewSeriesRequest preview;
  *preview.mutable_series() = series;
  ASSERT_OK_AND_ASSIGN(v1::SeriesPlan plan,
                       Call(&SeriesStub::PreviewSeries, preview));
  ASSERT_THAT(plan.conflicts(), SizeIs(1));
  const v1::SessionConflict& conflict = plan.conflicts(0);
  EXPECT_EQ(conflict.kind(), v1::SessionConflict::SAME_FACILITATOR);
  EXPECT_EQ(conflict.day(), "2026-03-10");
  EXPECT_EQ(conflict.session_id(), there.id());
  EXPECT_EQ(conflict.facilitator_id(), bo_);
  EXPECT_EQ(conflict.workshop_title(), other.title());
  // Nobody can accept that.
  request.set_accept_conflicts(true);
  EXPECT_THAT(Call(&SeriesStub::CreateSeries, request),
              HasReason("FACILITATOR_BUSY"));
  series.set_facilitator_ids(1, ade_ + 1000);
  *preview.mutable_series() = series;
  EXPECT_THAT(Call(&SeriesStub::PreviewSeries, preview),
              HasReason("FACILITATOR_NOT_FOUND"));

  series.mutable_facilitator_ids()->Truncate(1);
  ASSERT_OK_AND_ASSIGN(const v1::Series made,
                       Call(&SeriesStub::CreateSeries, request));
  EXPECT_THAT(made.facilitator_ids(), ElementsAre(ade_));
  v1::EditSeriesRequest edit;
  edit.mutable_edit()->set_series_id(made.id());
  edit.mutable_edit()->set_scope(v1::SeriesEdit::ALL);
  edit.mutable_edit()->mutable_leaders()->add_facilitator_ids(bo_);
  v1::PreviewSeriesEditRequest look;
  *look.mutable_edit() = edit.edit();
  ASSERT_OK_AND_ASSIGN(const v1::SeriesEditPlan seen,
                       Call(&SeriesStub::PreviewSeriesEdit, look));
  ASSERT_THAT(seen.conflicts(), SizeIs(1));
  EXPECT_EQ(seen.conflicts(0).kind(), v1::SessionConflict::SAME_FACILITATOR);
  EXPECT_EQ(seen.conflicts(0).day(), "2026-03-10");
  EXPECT_THAT(Call(&SeriesStub::EditSeries, edit),
              HasReason("FACILITATOR_BUSY"));
  edit.mutable_edit()->mutable_leaders()->clear_facilitator_ids();
  ASSERT_OK_AND_ASSIGN(const v1::Series nobody,
                       Call(&SeriesStub::EditSeries, edit));
  EXPECT_THAT(nobody.facilitator_ids(), IsEmpty());
  for (const v1::Session& each : nobody.sessions()) {
    EXPECT_THAT(each.facilitator_ids(), IsEmpty());
  }
}

TEST_F(LeadingServiceTest, TraineesAloneAreAcknowledgedByEachCall) {
  const int64_t sam = MakeFacilitator("Sam", v1::Facilitator::TRAINEE).id();
  v1::CreateSessionRequest request = NewLed(At(18), {sam});
  EXPECT_THAT(Call(&Stub::CreateSession, request), HasReason("TRAINEE_ALONE"));
  request.set_acknowledge_trainee_alone(true);
  ASSERT_OK_AND_ASSIGN(const v1::Session made,
                       Call(&Stub::CreateSession, request));
  v1::OpenSessionRequest open;
  open.set_id(made.id());
  EXPECT_THAT(Call(&Stub::OpenSession, open), HasReason("TRAINEE_ALONE"));
  open.set_acknowledge_trainee_alone(true);
  EXPECT_OK(Call(&Stub::OpenSession, open));

  v1::UpdateSessionRequest update;
  update.mutable_session()->set_id(made.id());
  update.mutable_session()->add_facilitator_ids(
      MakeFacilitator("Lee", v1::Facilitator::TRAINEE).id());
  EXPECT_THAT(Call(&Stub::UpdateSession, update), HasReason("TRAINEE_ALONE"));
  update.set_acknowledge_trainee_alone(true);
  EXPECT_OK(Call(&Stub::UpdateSession, update));

  v1::CreateSeriesRequest series;
  series.mutable_series()->set_workshop_id(workshop_.id());
  series.mutable_series()->set_rule("FREQ=WEEKLY;BYDAY=TU;COUNT=3");
  series.mutable_series()->set_local_start("2026-03-03T18:00");
  series.mutable_series()->mutable_meeting_duration()->set_seconds(90 * 60);
  series.mutable_series()->set_capacity(20);
  series.mutable_series()->add_facilitator_ids(sam);
  v1::PreviewSeriesRequest preview;
  *preview.mutable_series() = series.series();
  ASSERT_OK_AND_ASSIGN(const v1::SeriesPlan plan,
                       Call(&SeriesStub::PreviewSeries, preview));
  EXPECT_TRUE(plan.trainee_alone());
  EXPECT_THAT(Call(&SeriesStub::CreateSeries, series),
              HasReason("TRAINEE_ALONE"));
  series.set_acknowledge_trainee_alone(true);
  ASSERT_OK_AND_ASSIGN(const v1::Series term,
                       Call(&SeriesStub::CreateSeries, series));
  v1::PreviewSeriesEditRequest look;
  look.mutable_edit()->set_series_id(term.id());
  look.mutable_edit()->set_scope(v1::SeriesEdit::ALL);
  look.mutable_edit()->set_capacity(5);
  ASSERT_OK_AND_ASSIGN(v1::SeriesEditPlan seen,
                       Call(&SeriesStub::PreviewSeriesEdit, look));
  EXPECT_FALSE(seen.trainee_alone()) << "nobody else is to lead it";
  look.mutable_edit()->mutable_leaders()->add_facilitator_ids(
      update.session().facilitator_ids(0));
  ASSERT_OK_AND_ASSIGN(seen, Call(&SeriesStub::PreviewSeriesEdit, look));
  EXPECT_TRUE(seen.trainee_alone());
  v1::EditSeriesRequest edit;
  *edit.mutable_edit() = look.edit();
  EXPECT_THAT(Call(&SeriesStub::EditSeries, edit), HasReason("TRAINEE_ALONE"));
  edit.set_acknowledge_trainee_alone(true);
  EXPECT_OK(Call(&SeriesStub::EditSeries, edit));
}

}  // namespace
}  // namespace cwp::scheduling
