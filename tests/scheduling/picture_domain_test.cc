#include "services/scheduling/picture_domain.h"

#include <optional>
#include <string>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

const Picture kSeen = {.id = "aa", .width = 1200, .height = 800};

Picture Described(Picture picture, std::string text) {
  picture.alternative_text = std::move(text);
  return picture;
}

TEST(PictureTest, IsSetAndReplaced) {
  const Workshop workshop = SampleWorkshop();
  ASSERT_OK_AND_ASSIGN(
      const Workshop set,
      SetPicture(workshop,
                 {.picture = kSeen, .alternative_text = "A child and a kite"},
                 At(5)));
  EXPECT_EQ(set.picture, Described(kSeen, "A child and a kite"));
  EXPECT_EQ(set.update_time, At(5));
  const Picture other = {.id = "bb", .width = 640, .height = 480};
  ASSERT_OK_AND_ASSIGN(
      const Workshop replaced,
      SetPicture(set, {.picture = other, .alternative_text = "Two children"},
                 At(6)));
  EXPECT_EQ(replaced.picture, Described(other, "Two children"));
  EXPECT_EQ(replaced.content, workshop.content);
}

TEST(PictureTest, WordsChangeByThemselves) {
  Workshop workshop = SampleWorkshop();
  const PictureChange words = {.alternative_text = "A red kite"};
  const auto nothing = SetPicture(workshop, words, At(5));
  EXPECT_THAT(nothing, HasReason("FIELD_REQUIRED"));
  EXPECT_EQ(MetadataOf(nothing.status(), "field"), "image");
  workshop.picture = Described(kSeen, "A kite");
  ASSERT_OK_AND_ASSIGN(const Workshop changed,
                       SetPicture(workshop, words, At(5)));
  EXPECT_EQ(changed.picture, Described(kSeen, "A red kite"));
  EXPECT_EQ(changed.update_time, At(5));
}

TEST(PictureTest, TheSameAgainChangesNothing) {
  Workshop workshop = SampleWorkshop();
  EXPECT_EQ(RemovePicture(workshop, std::nullopt, At(5)).value(), workshop);
  workshop.picture = Described(kSeen, "A kite");
  EXPECT_EQ(SetPicture(workshop,
                       {.picture = kSeen, .alternative_text = "A kite"}, At(5))
                .value(),
            workshop);
}

TEST(PictureTest, IsRemoved) {
  Workshop workshop = SampleWorkshop();
  workshop.picture = Described(kSeen, "A kite");
  ASSERT_OK_AND_ASSIGN(const Workshop removed,
                       RemovePicture(workshop, std::nullopt, At(5)));
  EXPECT_EQ(removed.picture, std::nullopt);
  EXPECT_EQ(removed.update_time, At(5));
}

TEST(PictureTest, AStaleEtagIsRefused) {
  Workshop workshop = SampleWorkshop();
  workshop.picture = Described(kSeen, "A kite");
  EXPECT_THAT(SetPicture(workshop,
                         {.picture = kSeen,
                          .alternative_text = "Another",
                          .if_revision = workshop.revision - 1},
                         At(5)),
              HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(RemovePicture(workshop, workshop.revision - 1, At(5)),
              HasReason("ETAG_MISMATCH"));
  EXPECT_OK(RemovePicture(workshop, workshop.revision, At(5)));
}

TEST(PictureTest, GoesWithAClone) {
  Workshop workshop = SampleWorkshop();
  workshop.picture = Described(kSeen, "A kite");
  EXPECT_EQ(Clone(workshop, 9, "copy", At(5)).picture, workshop.picture);
}

}  // namespace
}  // namespace cwp::scheduling
