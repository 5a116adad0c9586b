#include "services/web/page_cache.h"

#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

TEST(PageCacheTest, APageIsKeptWhileNothingChanges) {
  const PageCache::Basis basis = {
      .programme = std::make_shared<const Programme>(),
      .left = {3, std::nullopt},
      .second = absl::FromUnixSeconds(100),
      .known = true};
  PageCache cache;
  EXPECT_EQ(cache.Find("/", basis), nullptr);
  const PageCache::Html html = cache.Put("/", basis, "page");
  EXPECT_EQ(cache.Find("/", basis), html);
  EXPECT_EQ(cache.Find("/workshops", basis), nullptr);

  PageCache::Basis other = basis;
  other.left = {2, std::nullopt};
  EXPECT_EQ(cache.Find("/", other), nullptr);
  other = basis;
  other.programme = std::make_shared<const Programme>();
  EXPECT_EQ(cache.Find("/", other), nullptr);
  other = basis;
  other.second += absl::Seconds(1);
  EXPECT_EQ(cache.Find("/", other), nullptr);
  other = basis;
  other.known = false;
  EXPECT_EQ(cache.Find("/", other), nullptr);
  EXPECT_EQ(html->html(), "page");
  EXPECT_EQ(cache.Put("/", other, "page"), html) << "it says the same";
  EXPECT_NE(cache.Put("/", other, "other"), html);
}

}  // namespace
}  // namespace cwp::web
