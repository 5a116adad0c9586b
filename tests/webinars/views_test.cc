// How often files are fetched.
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/webinars/webinars_fixture.h"

namespace cwp::webinars {
namespace {

const std::string kVideo(64, 'a');
const std::string kHandout(64, 'b');

class ViewsTest : public WebinarsFixture {
 protected:
  ViewsTest() { Start(); }

  static v1::CountViewsRequest Of(const std::string& request_id) {
    v1::CountViewsRequest request;
    request.set_request_id(request_id);
    return request;
  }
  static void Add(v1::CountViewsRequest& request, int64_t webinar,
                  const std::string& hash, const std::string& day,
                  int64_t count) {
    v1::ViewCount& one = *request.add_counts();
    one.set_webinar_id(webinar);
    one.set_file_hash(hash);
    one.set_day(day);
    one.set_count(count);
  }
  // "webinar file all recent", the file by its first letter.
  std::vector<std::string> Told(const std::vector<int64_t>& ids,
                                const std::string& day) {
    std::vector<std::string> lines;
    const auto totals = Views(ids, day);
    EXPECT_OK(totals);
    if (!totals.ok()) return lines;
    for (const v1::ViewTotal& total : totals->totals()) {
      lines.push_back(absl::StrCat(total.webinar_id(), " ",
                                   total.file_hash().substr(0, 1), " ",
                                   total.all(), " ", total.recent()));
    }
    return lines;
  }
};

TEST_F(ViewsTest, AddsUpByFileAndDay) {
  v1::CountViewsRequest first = Of("one");
  Add(first, 5, kVideo, "2026-11-01", 3);
  Add(first, 5, kVideo, "2026-11-30", 2);
  Add(first, 5, kHandout, "2026-11-30", 1);
  Add(first, 6, kVideo, "2026-11-30", 9);
  EXPECT_OK(Count(first));
  v1::CountViewsRequest second = Of("two");
  Add(second, 5, kVideo, "2026-11-30", 4);
  EXPECT_OK(Count(second));
  EXPECT_THAT(Told({5, 7}, "2026-11-02"),
              ::testing::ElementsAre("5 a 9 6", "5 b 1 1"));
  EXPECT_THAT(Told({6}, "2026-12-01"), ::testing::ElementsAre("6 a 9 0"));
}

TEST_F(ViewsTest, CountsATellingOnceHoweverOftenItComes) {
  v1::CountViewsRequest request = Of("one");
  Add(request, 5, kVideo, "2026-11-01", 3);
  EXPECT_OK(Count(request));
  EXPECT_OK(Count(request));
  EXPECT_THAT(Told({5}, "2026-01-01"), ::testing::ElementsAre("5 a 3 3"));
  request.mutable_counts(0)->set_count(4);
  EXPECT_THAT(Count(request), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(ViewsTest, IsNoNews) {
  v1::CountViewsRequest request = Of("one");
  Add(request, 5, kVideo, "2026-11-01", 3);
  ASSERT_OK_AND_ASSIGN(const auto before, List(10, ""));
  EXPECT_OK(Count(request));
  ASSERT_OK_AND_ASSIGN(const auto after, List(10, ""));
  EXPECT_EQ(after.revision(), before.revision());
}

TEST_F(ViewsTest, SaysWhatIsWrongWithARequest) {
  const auto with = [](const std::string& request_id, int64_t webinar,
                       const std::string& hash, const std::string& day,
                       int64_t count) {
    v1::CountViewsRequest request = Of(request_id);
    Add(request, webinar, hash, day, count);
    return request;
  };
  v1::CountViewsRequest many = Of("many");
  for (int i = 0; i < 1001; ++i) Add(many, 5, kVideo, "2026-11-01", 1);
  struct Case {
    v1::CountViewsRequest request;
    std::string reason;
    std::string field;
  };
  for (const Case& c : std::vector<Case>{
           {Of("x"), "FIELD_REQUIRED", "counts"},
           {many, "FIELD_TOO_LONG", "counts"},
           {with("", 5, kVideo, "2026-11-01", 1), "FIELD_REQUIRED",
            "request_id"},
           {with("x", 0, kVideo, "2026-11-01", 1), "FIELD_INVALID",
            "counts[0].webinar_id"},
           {with("x", 5, "short", "2026-11-01", 1), "FIELD_INVALID",
            "counts[0].file_hash"},
           {with("x", 5, kVideo, "", 1), "FIELD_REQUIRED", "counts[0].day"},
           {with("x", 5, kVideo, "2026-13-01", 1), "FIELD_INVALID",
            "counts[0].day"},
           {with("x", 5, kVideo, "1 November", 1), "FIELD_INVALID",
            "counts[0].day"},
           {with("x", 5, kVideo, "2026-11-01", 0), "FIELD_INVALID",
            "counts[0].count"},
       }) {
    const absl::Status status = Count(c.request);
    EXPECT_THAT(status, HasReason(c.reason));
    EXPECT_EQ(MetadataOf(status, "field"), c.field);
  }
  EXPECT_THAT(Views({}, "2026-11-01"), HasReason("FIELD_REQUIRED"));
  EXPECT_THAT(Views({0}, "2026-11-01"), HasReason("FIELD_INVALID"));
  EXPECT_THAT(Views({1}, "soon"), HasReason("FIELD_INVALID"));
  EXPECT_THAT(Views(std::vector<int64_t>(201, 1), "2026-11-01"),
              HasReason("FIELD_TOO_LONG"));
}

}  // namespace
}  // namespace cwp::webinars
