#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class FacilitatorServiceTest : public ServiceFixture {
 protected:
  using FacilitatorStub = v1::FacilitatorService::Stub;

  absl::StatusOr<v1::Facilitator> Get(int64_t id) {
    v1::GetFacilitatorRequest request;
    request.set_id(id);
    return Call(&FacilitatorStub::GetFacilitator, request);
  }

  absl::StatusOr<v1::Facilitator> Retire(int64_t id) {
    v1::RetireFacilitatorRequest request;
    request.set_id(id);
    return Call(&FacilitatorStub::RetireFacilitator, request);
  }

  absl::StatusOr<v1::Facilitator> Erase(int64_t id,
                                        const std::string& request_id = "") {
    v1::EraseFacilitatorRequest request;
    request.set_id(id);
    request.set_request_id(request_id);
    return Call(&FacilitatorStub::EraseFacilitator, request);
  }

  absl::StatusOr<v1::Facilitator> Update(const v1::Facilitator& facilitator,
                                         const std::string& path) {
    v1::UpdateFacilitatorRequest request;
    *request.mutable_facilitator() = facilitator;
    request.mutable_update_mask()->add_paths(path);
    return Call(&FacilitatorStub::UpdateFacilitator, request);
  }

  // All names, in pages of this size.
  std::vector<std::string> List(bool retired, int page_size) {
    v1::ListFacilitatorsRequest request;
    request.set_include_retired(retired);
    request.set_page_size(page_size);
    std::vector<std::string> names;
    do {
      const auto page = Call(&FacilitatorStub::ListFacilitators, request);
      EXPECT_OK(page);
      if (!page.ok()) return names;
      EXPECT_LE(page->facilitators_size(), page_size);
      for (const v1::Facilitator& each : page->facilitators()) {
        names.push_back(each.display_name());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }
};

TEST_F(FacilitatorServiceTest, IsMadeOnceAndFound) {
  v1::CreateFacilitatorRequest request =
      NewFacilitator("Sam Example", v1::Facilitator::PRACTITIONER);
  request.mutable_facilitator()->set_email("sam@example.org");
  request.set_request_id("r-1");
  ASSERT_OK_AND_ASSIGN(const v1::Facilitator made,
                       Call(&FacilitatorStub::CreateFacilitator, request));
  EXPECT_EQ(made.display_name(), "Sam Example");
  EXPECT_EQ(made.email(), "sam@example.org");
  EXPECT_EQ(made.role(), v1::Facilitator::PRACTITIONER);
  ASSERT_OK_AND_ASSIGN(const v1::Facilitator again,
                       Call(&FacilitatorStub::CreateFacilitator, request));
  EXPECT_EQ(again.SerializeAsString(), made.SerializeAsString());
  ASSERT_OK_AND_ASSIGN(const v1::Facilitator found, Get(made.id()));
  EXPECT_EQ(found.SerializeAsString(), made.SerializeAsString());
  request.mutable_facilitator()->set_display_name("Somebody Else");
  EXPECT_THAT(Call(&FacilitatorStub::CreateFacilitator, request),
              HasReason("REQUEST_ID_REUSED"));
  EXPECT_THAT(Get(made.id() + 1), HasReason("FACILITATOR_NOT_FOUND"));
  EXPECT_THAT(Retire(made.id() + 1), HasReason("FACILITATOR_NOT_FOUND"));
}

TEST_F(FacilitatorServiceTest, ListsPageByPageWithoutThoseWhoRetired) {
  for (const char* name : {"Ade", "Bo", "Cy"}) {
    MakeFacilitator(name, v1::Facilitator::TRAINEE);
  }
  const v1::Facilitator gone = MakeFacilitator("Di", v1::Facilitator::TRAINEE);
  ASSERT_OK_AND_ASSIGN(const v1::Facilitator retired, Retire(gone.id()));
  EXPECT_TRUE(retired.has_retire_time());
  EXPECT_NE(retired.etag(), gone.etag());
  ASSERT_OK_AND_ASSIGN(const v1::Facilitator again, Retire(gone.id()));
  EXPECT_EQ(again.etag(), retired.etag());
  EXPECT_THAT(List(false, 2), ElementsAre("Ade", "Bo", "Cy"));
  EXPECT_THAT(List(true, 2), ElementsAre("Ade", "Bo", "Cy", "Di"));

  v1::ListFacilitatorsRequest request;
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto page,
                       Call(&FacilitatorStub::ListFacilitators, request));
  request.set_page_token(page.next_page_token());
  request.set_include_retired(true);
  EXPECT_THAT(Call(&FacilitatorStub::ListFacilitators, request),
              HasReason("PAGE_TOKEN_INVALID"));
}

TEST_F(FacilitatorServiceTest, SupervisorsAreSupervisors) {
  const int64_t boss = MakeFacilitator("Ade", v1::Facilitator::SUPERVISOR).id();
  v1::CreateFacilitatorRequest request =
      NewFacilitator("Bo", v1::Facilitator::TRAINEE);
  v1::Facilitator& wanted = *request.mutable_facilitator();
  wanted.set_supervisor_id(boss + 1);
  const auto create = [&] {
    return Call(&FacilitatorStub::CreateFacilitator, request);
  };
  EXPECT_THAT(create(), HasReason("FACILITATOR_NOT_FOUND"));
  wanted.set_supervisor_id(boss);
  ASSERT_OK_AND_ASSIGN(v1::Facilitator bo, create());
  EXPECT_EQ(bo.supervisor_id(), boss);
  wanted.set_supervisor_id(bo.id());
  EXPECT_THAT(create(), HasReason("NOT_A_SUPERVISOR"));

  // The supervisor stays one as long as somebody is supervised.
  ASSERT_OK_AND_ASSIGN(v1::Facilitator ade, Get(boss));
  const absl::Status busy = Retire(boss).status();
  EXPECT_THAT(busy, HasReason("SUPERVISES_OTHERS"));
  EXPECT_EQ(MetadataOf(busy, "facilitator"), absl::StrCat(bo.id()));
  ade.set_role(v1::Facilitator::PRACTITIONER);
  EXPECT_THAT(Update(ade, "role"), HasReason("SUPERVISES_OTHERS"));
  bo.set_supervisor_id(0);
  ASSERT_OK(Update(bo, "supervisor_id"));
  ASSERT_OK(Retire(boss));
  bo.clear_etag();
  bo.set_supervisor_id(boss);
  EXPECT_THAT(Update(bo, "supervisor_id"), HasReason("FACILITATOR_RETIRED"));
}

TEST_F(FacilitatorServiceTest, IsUpdatedWhereTheMaskSays) {
  const v1::Facilitator made = MakeFacilitator("Ade", v1::Facilitator::TRAINEE);
  v1::Facilitator changed = made;
  changed.set_display_name("Ade Example");
  changed.set_email("ade@example.org");
  ASSERT_OK_AND_ASSIGN(const v1::Facilitator named,
                       Update(changed, "display_name"));
  EXPECT_EQ(named.display_name(), "Ade Example");
  EXPECT_EQ(named.email(), "");
  EXPECT_THAT(Update(changed, "email"), HasReason("ETAG_MISMATCH"));
  changed.set_etag(named.etag());
  ASSERT_OK_AND_ASSIGN(const v1::Facilitator mailed, Update(changed, "email"));
  EXPECT_EQ(mailed.email(), "ade@example.org");
  changed.set_etag(mailed.etag());
  changed.clear_email();
  ASSERT_OK_AND_ASSIGN(const v1::Facilitator quiet, Update(changed, "email"));
  EXPECT_EQ(quiet.email(), "");
  // What is so already changes nothing.
  changed.set_etag(quiet.etag());
  ASSERT_OK_AND_ASSIGN(const v1::Facilitator same, Update(changed, "role"));
  EXPECT_EQ(same.etag(), quiet.etag());
}

TEST_F(FacilitatorServiceTest, NamesAreOnNoFeedAndSealedAtRest) {
  v1::CreateFacilitatorRequest request =
      NewFacilitator("Sam Example", v1::Facilitator::TRAINEE);
  request.mutable_facilitator()->set_email("sam@example.org");
  ASSERT_OK_AND_ASSIGN(v1::Facilitator made,
                       Call(&FacilitatorStub::CreateFacilitator, request));
  made.set_role(v1::Facilitator::PRACTITIONER);
  ASSERT_OK(Update(made, "role"));
  ASSERT_OK(Retire(made.id()));
  std::vector<std::string> causes;
  for (const feed::v1::Change& change : ReadFeed()) {
    causes.push_back(change.cause());
    EXPECT_EQ(change.kind(), "facilitator");
    EXPECT_THAT(change.SerializeAsString(), Not(HasSubstr("Sam")));
    EXPECT_THAT(change.SerializeAsString(), Not(HasSubstr("sam@")));
  }
  EXPECT_THAT(causes, ElementsAre("facilitator_created", "facilitator_updated",
                                  "facilitator_retired"));
  ASSERT_OK(OpenDatabase());
  ASSERT_OK(database_->Read([](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const db::Rows rows,
                     tx.Run("SELECT display_name, email FROM facilitators"));
    EXPECT_EQ(rows.size(), 1);
    EXPECT_THAT(rows[0].String(0), Not(HasSubstr("Sam")));
    EXPECT_THAT(rows[0].String(1), Not(HasSubstr("sam")));
    return absl::OkStatus();
  }));
}

TEST_F(FacilitatorServiceTest, ErasedItIsAnIdThatLedSessions) {
  v1::CreateFacilitatorRequest request =
      NewFacilitator("Sam Example", v1::Facilitator::PRACTITIONER);
  request.mutable_facilitator()->set_email("sam@example.org");
  ASSERT_OK_AND_ASSIGN(const v1::Facilitator made,
                       Call(&FacilitatorStub::CreateFacilitator, request));
  v1::CreateSessionRequest session =
      NewSession(MakePublished("worries").id(), At(18));
  session.mutable_session()->add_facilitator_ids(made.id());
  ASSERT_OK_AND_ASSIGN(const v1::Session led,
                       Call(&Stub::CreateSession, session));
  ASSERT_OK(Retire(made.id()));
  const auto refused = Erase(made.id());
  EXPECT_THAT(refused, HasReason("FACILITATOR_LEADS_SESSIONS"));
  EXPECT_EQ(MetadataOf(refused.status(), "session"), absl::StrCat(led.id()));
  EXPECT_EQ(Get(made.id())->display_name(), "Sam Example");

  clock_.Advance(absl::Hours(24));
  ASSERT_OK_AND_ASSIGN(const v1::Facilitator erased, Erase(made.id(), "e-1"));
  EXPECT_TRUE(erased.erased());
  EXPECT_EQ(erased.display_name(), "");
  EXPECT_EQ(erased.email(), "");
  EXPECT_TRUE(erased.has_retire_time());
  EXPECT_EQ(Get(made.id())->SerializeAsString(), erased.SerializeAsString());
  EXPECT_EQ(GetSession(led.id())->facilitator_ids(0), made.id());
  v1::Facilitator again = made;
  again.clear_etag();
  EXPECT_THAT(Update(again, "display_name"), HasReason("FACILITATOR_ERASED"));
  EXPECT_EQ(ReadFeed().back().cause(), "facilitator_erased");
  // Once more changes nothing.
  EXPECT_EQ(Erase(made.id(), "e-1")->etag(), erased.etag());
  EXPECT_EQ(Erase(made.id())->etag(), erased.etag());
  EXPECT_THAT(List(true, 10), ElementsAre(""));
  ASSERT_OK(OpenDatabase());
  ASSERT_OK(database_->Read([](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const db::Rows rows,
                     tx.Run("SELECT display_name, email FROM facilitators"));
    EXPECT_EQ(rows[0].String(0), "");
    EXPECT_TRUE(rows[0].IsNull(1));
    return absl::OkStatus();
  }));
}

TEST_F(FacilitatorServiceTest, ErasingTakesNobodyTheirSupervisor) {
  const v1::Facilitator supervisor =
      MakeFacilitator("Ada Example", v1::Facilitator::SUPERVISOR);
  v1::CreateFacilitatorRequest request =
      NewFacilitator("Sam Example", v1::Facilitator::TRAINEE);
  request.mutable_facilitator()->set_supervisor_id(supervisor.id());
  ASSERT_OK_AND_ASSIGN(const v1::Facilitator trainee,
                       Call(&FacilitatorStub::CreateFacilitator, request));
  EXPECT_THAT(Erase(supervisor.id()), HasReason("SUPERVISES_OTHERS"));
  EXPECT_THAT(Erase(1), HasReason("FACILITATOR_NOT_FOUND"));
  ASSERT_OK(Erase(trainee.id()));
  EXPECT_OK(Erase(supervisor.id())) << "those who retired do not count";
}

}  // namespace
}  // namespace cwp::scheduling
