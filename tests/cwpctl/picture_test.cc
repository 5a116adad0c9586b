#include <fstream>
#include <string>
#include <vector>

#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/failure.h"
#include "tests/common/picture/pictures.h"
#include "tests/cwpctl/installation.h"

namespace cwp::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PictureTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(installation_.Start());
    ASSERT_NO_FATAL_FAILURE(installation_.MakeWorries());
  }

  std::string File(const std::string& name, const std::string& bytes) {
    const std::string path = folder_.File(name);
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  Ended Set(const std::string& file, const std::string& text) {
    return installation_.Run(
        {"workshop", "picture", "set", "worries", file, "--alt", text});
  }

  std::string Shown() {
    return installation_.Run({"workshop", "show", "worries"}).out;
  }

  TempDir folder_;
  Installation installation_;
};

TEST_F(PictureTest, IsSetDescribedAndRemoved) {
  EXPECT_THAT(Shown(), HasSubstr("picture          none\n"));
  const Ended set =
      Set(File("kite.png", picture::MakePng(1600, 800)), "A child and a kite");
  ASSERT_EQ(set.code, kExitOk) << set.err;
  EXPECT_THAT(set.out, HasSubstr("picture          1200 x 600, A child and a "
                                 "kite\n"));
  EXPECT_EQ(Shown(), set.out);
  const Ended described = installation_.Run(
      {"workshop", "picture", "set", "worries", "--alt", "A red kite"});
  ASSERT_EQ(described.code, kExitOk) << described.err;
  EXPECT_THAT(Shown(), HasSubstr("1200 x 600, A red kite\n"));
  EXPECT_THAT(
      installation_.Run({"--output", "json", "workshop", "show", "worries"})
          .out,
      HasSubstr("\"alternative_text\":"));
  const Ended removed =
      installation_.Run({"workshop", "picture", "remove", "worries"});
  ASSERT_EQ(removed.code, kExitOk) << removed.err;
  EXPECT_THAT(removed.out, HasSubstr("picture          none\n"));
}

struct BadCase {
  std::string file;
  int code = 0;
  std::string words;
};

TEST_F(PictureTest, MistakesAreSentences) {
  for (const BadCase& bad : std::vector<BadCase>{
           {folder_.File("missing.png"), kExitUsage, "cannot be read"},
           {folder_.path(), kExitUsage, "cannot be read"},
           {File("empty.png", ""), kExitUsage, "is empty"},
           {File("plan.pdf", "%PDF-1.4\n"), kExitRefused,
            "is no JPEG, PNG or WebP, or is cut off (PICTURE_INVALID)"},
           {File("small.jpg", picture::MakeJpeg(200, 200)), kExitRefused,
            "narrower than 320 pixels"},
           {File("large.jpg", std::string(5'000'000, 'x')), kExitRefused,
            "more than 1,000,000 bytes (PICTURE_TOO_LARGE)"}}) {
    const Ended ended = Set(bad.file, "A kite");
    EXPECT_EQ(ended.code, bad.code) << bad.file;
    EXPECT_THAT(ended.err, HasSubstr(bad.words));
    EXPECT_THAT(ended.err, HasSubstr(bad.file));
    EXPECT_THAT(ended.out, IsEmpty());
  }
  const std::string good = File("good.jpg", picture::MakeJpeg(800, 600));
  EXPECT_THAT(
      installation_.Run({"workshop", "picture", "set", "worries", good}).err,
      HasSubstr("--alt"));
  EXPECT_THAT(Set(good, " ").err, HasSubstr("FIELD_REQUIRED"));
  EXPECT_THAT(Set(good, std::string(126, 'a')).err,
              HasSubstr("FIELD_TOO_LONG"));
  EXPECT_THAT(
      installation_.Run({"workshop", "picture", "set", "worries", "--alt", "A"})
          .err,
      HasSubstr("no picture that could be kept"));
  EXPECT_THAT(
      installation_
          .Run({"workshop", "picture", "set", "joy", good, "--alt", "A kite"})
          .err,
      HasSubstr("WORKSHOP_NOT_FOUND"));
  EXPECT_THAT(
      installation_
          .Run({"workshop", "picture", "remove", "worries", "--etag", "\"1\""})
          .err,
      HasSubstr("ETAG_MISMATCH"));
  EXPECT_THAT(Shown(), HasSubstr("picture          none\n"));
}

}  // namespace
}  // namespace cwp::ctl
