#include "services/scheduling/facilitator_convert.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/key.h"
#include "common/crypto/keyring.h"
#include "common/testing/status_matchers.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/vault.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class FacilitatorConvertTest : public ::testing::Test {
 protected:
  static v1::CreateFacilitatorRequest SampleRequest() {
    v1::CreateFacilitatorRequest request;
    v1::Facilitator& facilitator = *request.mutable_facilitator();
    facilitator.set_display_name(" Sam Example ");
    facilitator.set_role(v1::Facilitator::TRAINEE);
    facilitator.set_supervisor_id(3);
    facilitator.set_email("sam@example.org");
    return request;
  }

  const Vault vault_{crypto::Keyring("k", crypto::Key::Random())};
};

TEST_F(FacilitatorConvertTest, SealsWhatIsPersonal) {
  ASSERT_OK_AND_ASSIGN(const CreateFacilitator create,
                       ReadCreateFacilitator(SampleRequest(), 5, vault_));
  EXPECT_THAT(create.content.sealed_name, Not(HasSubstr("Sam")));
  EXPECT_THAT(create.content.sealed_email, Not(HasSubstr("sam")));
  Facilitator facilitator = SampleFacilitator(5);
  facilitator.content = create.content;
  ASSERT_OK_AND_ASSIGN(const v1::Facilitator written,
                       WriteFacilitator(facilitator, vault_));
  EXPECT_EQ(written.display_name(), "Sam Example");
  EXPECT_EQ(written.email(), "sam@example.org");
  EXPECT_EQ(written.role(), v1::Facilitator::TRAINEE);
  EXPECT_EQ(written.supervisor_id(), 3);
  EXPECT_FALSE(written.has_retire_time());
  // Bound to its row, and one column is not the other.
  facilitator.id = 6;
  EXPECT_THAT(WriteFacilitator(facilitator, vault_),
              HasReason("SEALED_DATA_INVALID"));
  EXPECT_THAT(vault_.OpenFacilitatorName(5, create.content.sealed_email),
              HasReason("SEALED_DATA_INVALID"));
}

TEST_F(FacilitatorConvertTest, TheFeedHasNoNames) {
  Facilitator facilitator = SampleFacilitator(5);
  facilitator.retire_time = At(9);
  const v1::FacilitatorChange change = WriteFacilitatorChange(facilitator);
  EXPECT_EQ(change.id(), 5);
  EXPECT_EQ(change.role(), v1::Facilitator::TRAINEE);
  EXPECT_EQ(change.supervisor_id(), 3);
  EXPECT_TRUE(change.retired());
}

TEST_F(FacilitatorConvertTest, RefusesWhatIsNotWellFormed) {
  const struct {
    std::string field;
    std::string reason;
    std::function<void(v1::Facilitator&)> spoil;
  } kCases[] = {
      {"display_name", "FIELD_REQUIRED",
       [](v1::Facilitator& f) { f.set_display_name("  "); }},
      {"display_name", "FIELD_TOO_LONG",
       [](v1::Facilitator& f) { f.set_display_name(std::string(101, 'x')); }},
      {"role", "FIELD_REQUIRED",
       [](v1::Facilitator& f) {
         f.set_role(v1::Facilitator::ROLE_UNSPECIFIED);
       }},
      {"role", "FIELD_INVALID",
       [](v1::Facilitator& f) {
         f.set_role(static_cast<v1::Facilitator::Role>(9));
       }},
      {"supervisor_id", "FIELD_INVALID",
       [](v1::Facilitator& f) { f.set_supervisor_id(-1); }},
      {"email", "FIELD_INVALID",
       [](v1::Facilitator& f) { f.set_email("ask reception"); }},
      {"email", "FIELD_TOO_LONG",
       [](v1::Facilitator& f) {
         f.set_email(absl::StrCat(std::string(250, 'x'), "@example.org"));
       }},
  };
  for (const auto& test : kCases) {
    v1::CreateFacilitatorRequest request = SampleRequest();
    test.spoil(*request.mutable_facilitator());
    const auto read = ReadCreateFacilitator(request, 5, vault_);
    EXPECT_THAT(read, HasReason(test.reason)) << test.field;
    EXPECT_EQ(MetadataOf(read.status(), "field"), test.field);
    EXPECT_THAT(read.status().message(), Not(HasSubstr("reception")));
  }
  EXPECT_THAT(ReadCreateFacilitator({}, 5, vault_),
              HasReason("FIELD_REQUIRED"));
}

TEST_F(FacilitatorConvertTest, ReadsTheMask) {
  v1::UpdateFacilitatorRequest request;
  *request.mutable_facilitator() = SampleRequest().facilitator();
  EXPECT_THAT(ReadUpdateFacilitator(request, vault_),
              HasReason("FIELD_REQUIRED"));
  request.mutable_facilitator()->set_id(5);
  request.mutable_facilitator()->set_etag("\"12\"");
  request.mutable_facilitator()->clear_supervisor_id();
  ASSERT_OK_AND_ASSIGN(UpdateFacilitator update,
                       ReadUpdateFacilitator(request, vault_));
  EXPECT_EQ(update.id, 5);
  EXPECT_EQ(update.patch.if_revision, 12);
  EXPECT_THAT(update.patch.fields,
              ElementsAre(FacilitatorField::kDisplayName,
                          FacilitatorField::kRole, FacilitatorField::kEmail));
  request.mutable_update_mask()->add_paths("supervisor_id");
  ASSERT_OK_AND_ASSIGN(update, ReadUpdateFacilitator(request, vault_));
  EXPECT_THAT(update.patch.fields, ElementsAre(FacilitatorField::kSupervisor));
  request.mutable_update_mask()->add_paths("retire_time");
  EXPECT_THAT(ReadUpdateFacilitator(request, vault_),
              HasReason("FIELD_INVALID"));
}

}  // namespace
}  // namespace cwp::scheduling
