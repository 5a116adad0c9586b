#include "services/scheduling/picture_convert.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/hash.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "tests/common/picture/pictures.h"

namespace cwp::scheduling {
namespace {

v1::SetWorkshopPictureRequest SetRequest() {
  v1::SetWorkshopPictureRequest request;
  request.set_workshop_id(7);
  request.set_image(picture::MakeJpeg(800, 600));
  request.set_alternative_text("A child and a kite");
  request.set_request_id("r-1");
  return request;
}

// The reason and the field of a refusal.
std::string Refusal(const v1::SetWorkshopPictureRequest& request) {
  const absl::Status status = ReadSetWorkshopPicture(request).status();
  return absl::StrCat(ReasonOf(status), " ", MetadataOf(status, "field"));
}

TEST(PictureConvertTest, MakesWhatIsKept) {
  v1::SetWorkshopPictureRequest request = SetRequest();
  request.set_etag("\"12\"");
  ASSERT_OK_AND_ASSIGN(const SetWorkshopPicture set,
                       ReadSetWorkshopPicture(request));
  EXPECT_EQ(set.id, 7);
  EXPECT_EQ(set.change.alternative_text, "A child and a kite");
  EXPECT_EQ(set.change.if_revision, 12);
  ASSERT_TRUE(set.change.picture.has_value());
  EXPECT_EQ(set.change.picture->id, crypto::Sha256Hex(set.files.large));
  EXPECT_EQ(set.change.picture->width, 800);
  EXPECT_EQ(set.change.picture->height, 600);
  EXPECT_LT(set.files.small.size(), set.files.large.size());
  EXPECT_NE(set.files.small, "");
}

TEST(PictureConvertTest, TakesWordsAlone) {
  v1::SetWorkshopPictureRequest request = SetRequest();
  request.clear_image();
  request.set_alternative_text("  A kite ");
  ASSERT_OK_AND_ASSIGN(const SetWorkshopPicture set,
                       ReadSetWorkshopPicture(request));
  EXPECT_FALSE(set.change.picture.has_value());
  EXPECT_EQ(set.change.alternative_text, "A kite");
  EXPECT_EQ(set.change.if_revision, std::nullopt);
}

TEST(PictureConvertTest, ChecksEveryField) {
  v1::SetWorkshopPictureRequest request = SetRequest();
  request.set_workshop_id(0);
  EXPECT_EQ(Refusal(request), "FIELD_REQUIRED workshop_id");
  request = SetRequest();
  request.set_request_id(std::string(129, 'r'));
  EXPECT_EQ(Refusal(request), "FIELD_TOO_LONG request_id");
  for (const char* nothing : {"", " \t"}) {
    request = SetRequest();
    request.set_alternative_text(nothing);
    EXPECT_EQ(Refusal(request), "FIELD_REQUIRED alternative_text");
  }
  request.set_alternative_text("Two\nlines");
  EXPECT_EQ(Refusal(request), "FIELD_INVALID alternative_text");
  request.set_alternative_text(std::string(126, 'a'));
  EXPECT_EQ(Refusal(request), "FIELD_TOO_LONG alternative_text");
  std::string longest;
  for (int i = 0; i < 125; ++i) longest += "é";
  request.set_alternative_text(longest);
  EXPECT_OK(ReadSetWorkshopPicture(request).status());
  request.set_image("GIF89a");
  EXPECT_EQ(Refusal(request), "PICTURE_INVALID ");
}

TEST(PictureConvertTest, ReadsTheOtherRequests) {
  v1::RemoveWorkshopPictureRequest remove;
  EXPECT_THAT(ReadRemoveWorkshopPicture(remove), HasReason("FIELD_REQUIRED"));
  remove.set_workshop_id(7);
  EXPECT_EQ(ReadRemoveWorkshopPicture(remove)->if_revision, std::nullopt);
  remove.set_etag("\"12\"");
  EXPECT_EQ(ReadRemoveWorkshopPicture(remove)->if_revision, 12);

  v1::GetWorkshopPictureRequest get;
  EXPECT_THAT(ReadGetWorkshopPicture(get), HasReason("FIELD_REQUIRED"));
  const std::string id = crypto::Sha256Hex("x");
  for (const std::string& wrong :
       {id.substr(1), id + "0", id.substr(1) + "G", std::string(64, 'F')}) {
    get.set_picture_id(wrong);
    EXPECT_THAT(ReadGetWorkshopPicture(get), HasReason("FIELD_INVALID"));
  }
  get.set_picture_id(id);
  EXPECT_EQ(ReadGetWorkshopPicture(get).value(), id);
}

}  // namespace
}  // namespace cwp::scheduling
