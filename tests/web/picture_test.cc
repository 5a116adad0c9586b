// The pictures of workshops, and the icon.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::scheduling::v1;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kPage[] = "/workshops/helping-with-worry";
constexpr char kPath[] = "/workshops/helping-with-worry/picture/";

class PictureTest : public WebTest {
 protected:
  void SetUp() override {
    WebTest::SetUp();
    services_.pictures.get.Do([](const v1::GetWorkshopPictureRequest& request)
                                  -> absl::StatusOr<v1::PictureFile> {
      v1::PictureFile file;
      file.set_image(
          absl::StrCat(request.picture_id(), request.small() ? " s" : " l"));
      return file;
    });
    ShowPicture("0a1b");
  }

  // Gives the workshop a picture; without an id, takes it away.
  void ShowPicture(const std::string& id) {
    v1::Workshop workshop = SampleWorkshop();
    if (!id.empty()) {
      v1::Picture& picture = *workshop.mutable_picture();
      picture.set_id(id);
      picture.set_alternative_text("A \"red\" kite & a child");
      picture.set_width(1100);
      picture.set_height(550);
    }
    services_.scheduling_feed.Add("workshop", 11, workshop.SerializeAsString());
    ASSERT_TRUE(Eventually([&] {
      const std::string page = Get(kPage).body;
      return id.empty() ? page.find("/picture/") == std::string::npos
                        : page.find(id) != std::string::npos;
    }));
  }

  size_t asked() { return services_.pictures.get.requests().size(); }
};

TEST_F(PictureTest, StandsOnThePageOfItsWorkshopAlone) {
  EXPECT_THAT(
      Get(kPage).body,
      AllOf(HasSubstr("<source type=\"image/webp\" "
                      "srcset=\"/workshops/helping-with-worry/picture/"
                      "0a1b-small.webp\">"),
            HasSubstr("<img class=\"app-picture\" "
                      "src=\"/workshops/helping-with-worry/picture/"
                      "0a1b.jpg\" width=\"1100\" height=\"550\" "
                      "alt=\"A &quot;red&quot; kite &amp; a child\">")));
  for (const char* path : {"/", "/workshops", "/workshops/hall"}) {
    EXPECT_THAT(Get(path).body, Not(HasSubstr("app-picture"))) << path;
  }
}

TEST_F(PictureTest, IsSafeAndKeptForEver) {
  const HttpAnswer small = Get(absl::StrCat(kPath, "0a1b-small.webp"));
  EXPECT_EQ(small.code, 200);
  EXPECT_EQ(small.body, "0a1b s");
  EXPECT_EQ(small.Header("Content-Type"), "image/webp");
  EXPECT_EQ(small.Header("Cache-Control"),
            "public, max-age=31536000, immutable");
  EXPECT_EQ(small.Header("X-Content-Type-Options"), "nosniff");
  EXPECT_THAT(small.Header("Content-Security-Policy"), StartsWith("sandbox"));
  EXPECT_EQ(small.Header("ETag"), "\"0a1b-small.webp\"");
  const HttpAnswer large = Get(absl::StrCat(kPath, "0a1b.jpg"));
  EXPECT_EQ(large.body, "0a1b l");
  EXPECT_EQ(large.Header("Content-Type"), "image/jpeg");
  EXPECT_EQ(
      Get(absl::StrCat(kPath, "0a1b.jpg"), {{"If-None-Match", "\"0a1b.jpg\""}})
          .code,
      304);
  // As the page's policy says, which would keep it out otherwise.
  EXPECT_THAT(Get(kPage).Header("Content-Security-Policy"),
              HasSubstr("img-src 'self'"));
}

TEST_F(PictureTest, IsAskedForOnceInTheNameOfThePublic) {
  for (int i = 0; i < 3; ++i) Get(absl::StrCat(kPath, "0a1b.jpg"));
  EXPECT_EQ(asked(), 1);
  EXPECT_EQ(services_.pictures.get.callers()[0].kind(),
            rpc::v1::Caller::PUBLIC);
  Get(absl::StrCat(kPath, "0a1b-small.webp"));
  EXPECT_EQ(asked(), 2);
}

TEST_F(PictureTest, OnlyTheOneThatIsShownHasAnAddress) {
  for (const char* path :
       {"/workshops/helping-with-worry/picture/2c3d.jpg",
        "/workshops/helping-with-worry/picture/0a1b.png",
        "/workshops/helping-with-worry/picture/0a1b-small.jpg",
        "/workshops/hall/picture/0a1b.jpg",
        "/workshops/none/picture/0a1b.jpg"}) {
    EXPECT_EQ(Get(path).code, 404) << path;
  }
  EXPECT_EQ(asked(), 0);
  // Also once it is gone, though it is still in memory.
  EXPECT_EQ(Get(absl::StrCat(kPath, "0a1b.jpg")).code, 200);
  ShowPicture("");
  const HttpAnswer gone = Get(absl::StrCat(kPath, "0a1b.jpg"));
  EXPECT_EQ(gone.code, 404);
  EXPECT_THAT(gone.body, HasSubstr("This picture is not there any more."));
  EXPECT_EQ(gone.Header("Cache-Control"), "no-store");
}

TEST_F(PictureTest, TheIconStandsInThePageAndIsNotAskedFor) {
  for (const char* path : {"/", "/about", "/sessions/101/book", "/nowhere"}) {
    const HttpAnswer page = Get(path);
    EXPECT_THAT(page.body,
                HasSubstr("<link rel=\"icon\" href=\"data:image/svg+xml,"))
        << path;
    EXPECT_THAT(page.Header("Content-Security-Policy"),
                HasSubstr("img-src 'self' data:;"))
        << path;
  }
}

// Gone since the page was followed.
TEST_F(PictureTest, OneThatSchedulingHasNoMoreIsNotFound) {
  services_.pictures.get.Return(NotFound("PICTURE_NOT_FOUND", "gone"));
  EXPECT_EQ(Get(absl::StrCat(kPath, "0a1b.jpg")).code, 404);
}

TEST_F(PictureTest, PagesStandWhileSchedulingIsDown) {
  EXPECT_EQ(Get(absl::StrCat(kPath, "0a1b.jpg")).code, 200);
  services_.StopScheduling();
  EXPECT_THAT(Get(kPage).body, HasSubstr("kite &amp; a child"));
  EXPECT_EQ(Get(absl::StrCat(kPath, "0a1b.jpg")).body, "0a1b l");
  const HttpAnswer not_here = Get(absl::StrCat(kPath, "0a1b-small.webp"));
  EXPECT_EQ(not_here.code, 503);
  EXPECT_EQ(not_here.Header("Cache-Control"), "no-store");
  EXPECT_NE(not_here.Header("Retry-After"), "");
}

}  // namespace
}  // namespace cwp::web
