#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/db/database.h"
#include "cwp/scheduling/v1/picture_service.grpc.pb.h"
#include "cwp/scheduling/v1/picture_service.pb.h"
#include "services/scheduling/picture_store.h"
#include "tests/common/picture/pictures.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PictureServiceTest : public ServiceFixture {
 protected:
  using PictureStub = v1::PictureService::Stub;

  static v1::SetWorkshopPictureRequest Request(int64_t workshop_id,
                                               std::string image) {
    v1::SetWorkshopPictureRequest request;
    request.set_workshop_id(workshop_id);
    request.set_image(std::move(image));
    request.set_alternative_text("A child and a kite");
    return request;
  }

  absl::StatusOr<v1::Workshop> Set(
      const v1::SetWorkshopPictureRequest& request) {
    return Call(&PictureStub::SetWorkshopPicture, request);
  }

  absl::StatusOr<v1::Workshop> Remove(int64_t workshop_id,
                                      const std::string& etag = "") {
    v1::RemoveWorkshopPictureRequest request;
    request.set_workshop_id(workshop_id);
    request.set_etag(etag);
    return Call(&PictureStub::RemoveWorkshopPicture, request);
  }

  // The bytes, or the reason why there are none.
  std::string Get(const std::string& id, const As& as = kPublic,
                  bool small = false) {
    v1::GetWorkshopPictureRequest request;
    request.set_picture_id(id);
    request.set_small(small);
    const auto file = Call(&PictureStub::GetWorkshopPicture, request, as);
    return file.ok() ? file->image() : ReasonOf(file.status());
  }
};

TEST_F(PictureServiceTest, IsSetShownAndRemoved) {
  const v1::Workshop workshop = MakePublished("worries");
  EXPECT_FALSE(workshop.has_picture());
  ASSERT_OK_AND_ASSIGN(
      const v1::Workshop shown,
      Set(Request(workshop.id(), picture::MakePng(1600, 800))));
  EXPECT_EQ(shown.picture().alternative_text(), "A child and a kite");
  EXPECT_EQ(shown.picture().width(), 1200);
  EXPECT_EQ(shown.picture().height(), 600);
  EXPECT_NE(shown.etag(), workshop.etag());
  const std::string& id = shown.picture().id();
  const std::string large = Get(id);
  EXPECT_TRUE(absl::StartsWith(large, "\xFF\xD8\xFF"));
  EXPECT_EQ(crypto::Sha256Hex(large), id);
  EXPECT_TRUE(absl::StartsWith(Get(id, kPublic, /*small=*/true), "RIFF"));
  EXPECT_EQ(GetWorkshop(workshop.id())->SerializeAsString(),
            shown.SerializeAsString());

  ASSERT_OK_AND_ASSIGN(const v1::Workshop removed, Remove(workshop.id()));
  EXPECT_FALSE(removed.has_picture());
  EXPECT_EQ(Get(id), "PICTURE_NOT_FOUND");
  EXPECT_EQ(Get(id, kOperator), "PICTURE_NOT_FOUND");
  EXPECT_EQ(Remove(workshop.id())->etag(), removed.etag());
}

TEST_F(PictureServiceTest, OutlivesARestartAndGoesWithAClone) {
  const v1::Workshop workshop = MakePublished("worries");
  ASSERT_OK_AND_ASSIGN(
      const v1::Workshop shown,
      Set(Request(workshop.id(), picture::MakeJpeg(800, 600))));
  const std::string& id = shown.picture().id();
  v1::CloneWorkshopRequest clone;
  clone.set_id(workshop.id());
  clone.set_slug("copy");
  ASSERT_OK_AND_ASSIGN(const v1::Workshop copy,
                       Call(&Stub::CloneWorkshop, clone));
  EXPECT_EQ(copy.picture().SerializeAsString(),
            shown.picture().SerializeAsString());
  StopServer();
  ASSERT_NO_FATAL_FAILURE(StartServer());
  ASSERT_OK(Remove(workshop.id()));
  // The copy, a draft, has it still.
  EXPECT_EQ(Get(id), "PICTURE_NOT_FOUND");
  EXPECT_TRUE(absl::StartsWith(Get(id, kOperator), "\xFF\xD8\xFF"));
  ASSERT_OK(About(&Stub::PublishWorkshop, copy.id()));
  EXPECT_TRUE(absl::StartsWith(Get(id), "\xFF\xD8\xFF"));
  ASSERT_OK(About(&Stub::ArchiveWorkshop, copy.id()));
  EXPECT_EQ(Get(id), "PICTURE_NOT_FOUND");
}

TEST_F(PictureServiceTest, TheFormerIsForgotten) {
  const v1::Workshop workshop = MakePublished("worries");
  ASSERT_OK_AND_ASSIGN(
      const v1::Workshop first,
      Set(Request(workshop.id(), picture::MakeJpeg(800, 600))));
  v1::SetWorkshopPictureRequest words = Request(workshop.id(), "");
  words.set_alternative_text("A red kite");
  ASSERT_OK_AND_ASSIGN(const v1::Workshop described, Set(words));
  EXPECT_EQ(described.picture().id(), first.picture().id());
  EXPECT_EQ(described.picture().alternative_text(), "A red kite");
  ASSERT_OK_AND_ASSIGN(
      const v1::Workshop second,
      Set(Request(workshop.id(), picture::MakeJpeg(640, 480))));
  EXPECT_EQ(Get(first.picture().id(), kOperator), "PICTURE_NOT_FOUND");
  ASSERT_OK(OpenDatabase());
  ASSERT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const auto former,
                     FindPicture(tx, first.picture().id(), false));
    EXPECT_EQ(former, std::nullopt);
    ASSIGN_OR_RETURN(const auto kept,
                     FindPicture(tx, second.picture().id(), false));
    EXPECT_NE(kept, std::nullopt);
    return absl::OkStatus();
  }));
}

TEST_F(PictureServiceTest, StandsOnTheFeedWithoutItsBytes) {
  const v1::Workshop workshop = MakePublished("worries");
  ASSERT_OK_AND_ASSIGN(
      const v1::Workshop shown,
      Set(Request(workshop.id(), picture::MakeJpeg(800, 600))));
  ASSERT_OK(Remove(workshop.id()));
  const std::vector<feed::v1::Change> feed = ReadFeed();
  ASSERT_EQ(feed.size(), 4);
  EXPECT_EQ(feed[2].cause(), "workshop_picture_set");
  EXPECT_EQ(feed[2].resource(), shown.SerializeAsString());
  EXPECT_THAT(feed[2].resource(), Not(HasSubstr("\xFF\xD8\xFF")));
  EXPECT_EQ(feed[3].cause(), "workshop_picture_removed");
}

TEST_F(PictureServiceTest, ARequestHasOneEffect) {
  const v1::Workshop workshop = MakePublished("worries");
  v1::SetWorkshopPictureRequest request =
      Request(workshop.id(), picture::MakeJpeg(800, 600));
  request.set_request_id("r-1");
  ASSERT_OK_AND_ASSIGN(const v1::Workshop shown, Set(request));
  ASSERT_OK(Remove(workshop.id()));
  ASSERT_OK_AND_ASSIGN(const v1::Workshop again, Set(request));
  EXPECT_FALSE(again.has_picture());
  request.set_image(picture::MakeJpeg(640, 480));
  EXPECT_THAT(Set(request), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(PictureServiceTest, RefusesWithItsReason) {
  const v1::Workshop workshop = MakePublished("worries");
  const std::string jpeg = picture::MakeJpeg(800, 600);
  EXPECT_THAT(Set(Request(workshop.id() + 1, jpeg)),
              HasReason("WORKSHOP_NOT_FOUND"));
  EXPECT_THAT(Remove(workshop.id() + 1), HasReason("WORKSHOP_NOT_FOUND"));
  EXPECT_THAT(Set(Request(workshop.id(), "")), HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(Set(Request(workshop.id(), "%PDF-1.4")),
              HasReason("PICTURE_INVALID"));
  EXPECT_THAT(Set(Request(workshop.id(), picture::MakeJpeg(300, 300))),
              HasReason("PICTURE_TOO_SMALL"));
  v1::SetWorkshopPictureRequest stale = Request(workshop.id(), jpeg);
  stale.set_etag("\"1\"");
  EXPECT_THAT(Set(stale), HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(Remove(workshop.id(), "\"1\""), HasReason("ETAG_MISMATCH"));
  EXPECT_EQ(GetWorkshop(workshop.id())->etag(), workshop.etag());
}

// As large as may be, with all else as long as may be, it comes here; and what
// is larger is told so as long as gRPC lets it pass.
TEST_F(PictureServiceTest, LimitFitsIntoAMessage) {
  v1::SetWorkshopPictureRequest request =
      Request(1, std::string(1'000'000, 'x'));
  request.set_request_id(std::string(128, 'r'));
  std::string text;
  for (int i = 0; i < 125; ++i) text += "\xF0\x9F\x98\x80";
  request.set_alternative_text(text);
  EXPECT_THAT(Set(request), HasReason("PICTURE_INVALID"));
  request.set_image(std::string(1'040'000, 'x'));
  EXPECT_THAT(Set(request), HasReason("PICTURE_TOO_LARGE"));
  request.set_image(std::string(1'050'000, 'x'));
  EXPECT_THAT(Set(request), StatusIs(absl::StatusCode::kResourceExhausted));
}

}  // namespace
}  // namespace cwp::scheduling
