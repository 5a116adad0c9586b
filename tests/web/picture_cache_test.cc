#include "services/web/picture_cache.h"

#include <string>

#include "gtest/gtest.h"

namespace cwp::web {
namespace {

TEST(PictureCacheTest, KeepsWhatFits) {
  PictureCache cache(10);
  EXPECT_EQ(cache.Find("a"), nullptr);
  const PictureCache::Bytes a = cache.Put("a", "aaaa");
  EXPECT_EQ(*a, "aaaa");
  EXPECT_EQ(cache.Find("a"), a);
  cache.Put("b", "bbbb");
  // Those that have been here longest make room.
  cache.Put("c", "cccc");
  EXPECT_EQ(cache.Find("a"), nullptr);
  ASSERT_NE(cache.Find("b"), nullptr);
  ASSERT_NE(cache.Find("c"), nullptr);
  // Whoever holds one may go on.
  EXPECT_EQ(*a, "aaaa");
}

TEST(PictureCacheTest, PassesOnWhatDoesNotFit) {
  PictureCache cache(10);
  cache.Put("a", "aaaa");
  EXPECT_EQ(*cache.Put("b", std::string(11, 'b')), std::string(11, 'b'));
  EXPECT_EQ(cache.Find("b"), nullptr);
  EXPECT_NE(cache.Find("a"), nullptr);
}

// Two who ask at once both bring it.
TEST(PictureCacheTest, TheSameCountsOnce) {
  PictureCache cache(10);
  for (int i = 0; i < 5; ++i) cache.Put("a", "aaaa");
  cache.Put("b", "bbbb");
  EXPECT_NE(cache.Find("a"), nullptr);
  EXPECT_NE(cache.Find("b"), nullptr);
}

}  // namespace
}  // namespace cwp::web
