#include "services/web/page_cache.h"

#include <memory>
#include <string>

#include "common/http/request.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

constexpr absl::Time kNow = absl::FromUnixMillis(100'500);

TEST(PageCacheTest, APageIsKeptWhileNothingChanges) {
  const PageCache::Basis basis = {
      .programme = std::make_shared<const Programme>(),
      .left = {3, std::nullopt},
      .second = absl::FromUnixSeconds(100),
      .known = true};
  PageCache cache;
  EXPECT_EQ(cache.Find("/", basis, kNow), nullptr);
  const PageCache::Html html = cache.Put("/", basis, kNow, "page");
  EXPECT_EQ(cache.Find("/", basis, kNow), html);
  EXPECT_EQ(cache.Find("/workshops", basis, kNow), nullptr);

  PageCache::Basis other = basis;
  other.left = {2, std::nullopt};
  EXPECT_EQ(cache.Find("/", other, kNow), nullptr);
  other = basis;
  other.programme = std::make_shared<const Programme>();
  EXPECT_EQ(cache.Find("/", other, kNow), nullptr);
  other = basis;
  other.second += absl::Seconds(1);
  EXPECT_EQ(cache.Find("/", other, kNow), nullptr);
  other = basis;
  other.known = false;
  EXPECT_EQ(cache.Find("/", other, kNow), nullptr);
  EXPECT_EQ(html->html(), "page");
  EXPECT_EQ(cache.Put("/", other, kNow, "page"), html) << "it says the same";
  EXPECT_NE(cache.Put("/", other, kNow, "other"), html);
}

TEST(PageCacheTest, APageOfAMomentAgoNeedsNoCounts) {
  const ProgrammePtr programme = std::make_shared<const Programme>();
  const Programme another;
  const PageCache::Basis basis = {.programme = programme,
                                  .left = {3},
                                  .second = SecondOf(kNow),
                                  .known = true};
  PageCache cache;
  const auto recent = [&](absl::Duration later) {
    return cache.FindRecent("/", programme.get(), true, kNow + later);
  };
  EXPECT_EQ(recent(absl::ZeroDuration()), nullptr);
  const PageCache::Html html = cache.Put("/", basis, kNow, "page");
  EXPECT_EQ(recent(absl::Milliseconds(249)), html);
  EXPECT_EQ(recent(absl::Milliseconds(250)), nullptr) << "it may be too old";
  EXPECT_EQ(recent(absl::Milliseconds(249)), html) << "asking renews nothing";

  cache.Find("/", basis, kNow + absl::Milliseconds(200));
  EXPECT_EQ(recent(absl::Milliseconds(449)), html);
  EXPECT_EQ(recent(absl::Milliseconds(500)), nullptr) << "the next second";
  EXPECT_EQ(recent(-absl::Milliseconds(300)), nullptr) << "a clock set back";

  const absl::Time then = kNow + absl::Milliseconds(210);
  EXPECT_EQ(cache.FindRecent("/", &another, true, then), nullptr);
  EXPECT_EQ(cache.FindRecent("/", programme.get(), false, then), nullptr);
  EXPECT_EQ(cache.FindRecent("/else", programme.get(), true, then), nullptr);
}

// While the cache keeps a page, nothing is compressed for who asks next.
TEST(PackedPageTest, APageIsCompressedForTheFirstAlone) {
  http::Request request;
  request.AddHeader("Accept-Encoding", "gzip");
  PageCache cache;
  const auto sent = [&] {
    return cache.Put("/", {}, kNow, "page")->AnswerTo(request, "").shared_body;
  };
  const std::shared_ptr<const std::string> first = sent();
  ASSERT_NE(first, nullptr);
  EXPECT_NE(*first, "page");
  EXPECT_EQ(sent(), first);
}

}  // namespace
}  // namespace cwp::web
