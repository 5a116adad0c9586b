// How pages that are the same for everybody are sent.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class PackedPageTest : public WebTest {};

TEST_F(PackedPageTest, PagesForEverybodyAreSentOnceAndCompressed) {
  for (const char* path :
       {"/", "/workshops", "/workshops/hall", "/webinars",
        "/webinars/school-anxiety", "/contact", "/privacy", "/urgent-help"}) {
    SCOPED_TRACE(path);
    const HttpAnswer plain = Get(path);
    const std::string tag(plain.Header("ETag"));
    EXPECT_THAT(tag, StartsWith("\""));
    EXPECT_EQ(plain.Header("Vary"), "Accept-Encoding");
    EXPECT_THAT(plain.Header("Cache-Control"), Not(HasSubstr("no-store")));
    const HttpAnswer again = Get(path, {{"If-None-Match", tag}});
    EXPECT_EQ(again.code, 304);
    EXPECT_EQ(again.body, "");
    const HttpAnswer zipped = Get(path, {{"Accept-Encoding", "gzip"}});
    EXPECT_EQ(zipped.Header("Content-Encoding"), "gzip");
    EXPECT_LT(zipped.body.size(), plain.body.size() / 2);
    EXPECT_NE(zipped.Header("ETag"), tag);
  }
}

TEST_F(PackedPageTest, AChangeIsAnotherVersion) {
  const std::string tag(Get("/workshops").Header("ETag"));
  SetLeft(2);
  LetCountsLapse();
  const HttpAnswer page = Get("/workshops", {{"If-None-Match", tag}});
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, HasSubstr("2 places left"));
}

TEST_F(PackedPageTest, AWebinarThatChangesIsAnotherVersion) {
  const std::string tag(Get("/webinars/school-anxiety").Header("ETag"));
  webinars::v1::Webinar changed = SampleWebinar();
  changed.set_title("School and worry");
  changed.set_etag("\"5\"");
  services_.webinars_feed.Add("webinar", changed.id(),
                              changed.SerializeAsString());
  EXPECT_TRUE(Eventually([&] {
    const HttpAnswer page =
        Get("/webinars/school-anxiety", {{"If-None-Match", tag}});
    return page.code == 200 &&
           page.body.find("School and worry") != std::string::npos;
  }));
}

// Their size would tell of what they hold.
TEST_F(PackedPageTest, PagesOfOnePersonAreNeitherKeptNorCompressed) {
  const HttpAnswer form =
      Get("/sessions/101/book", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(form.code, 200);
  EXPECT_EQ(form.Header("Content-Encoding"), "");
  EXPECT_EQ(form.Header("ETag"), "");
}

}  // namespace
}  // namespace cwp::web
