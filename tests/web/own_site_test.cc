// What a page of another site posts, to any address for families.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

// The host that the tests' client names, by plain http.
constexpr char kPlain[] = "http://localhost";

// Every address that takes a form.
const std::vector<std::string>& PostedTo() {
  static const auto* const kPaths = new std::vector<std::string>{
      "/sessions/101/book/who",
      "/sessions/101/book/change",
      "/sessions/101/book/confirm",
      "/sessions/101/book/waitlist",
      "/sessions/101/book/line",
      "/workshops/hall/waitlist/who",
      "/workshops/hall/waitlist/change",
      "/workshops/hall/waitlist/confirm",
      "/booked/x/email",
      "/manage/x",
      "/booking/cancel",
      "/booking/places",
      "/booking/details",
      "/booking/move",
      "/booking/erase",
      "/w/x",
      "/waiting/accept",
      "/waiting/decline",
      "/waiting/leave",
      "/waiting/erase",
      "/j/x",
      "/find-my-booking",
      "/could-this-help/next",
  };
  return *kPaths;
}

// The sample of a self-check, as if somebody had signed it.
std::string SignedSelfCheck() {
  std::ifstream in(CWP_SELF_CHECK_SAMPLE);
  std::stringstream text;
  text << in.rdbuf();
  return absl::StrReplaceAll(
      text.str(), {{"\"signed_by\": \"\"", "\"signed_by\": \"Dr Ada Example\""},
                   {"\"signed_on\": \"\"", "\"signed_on\": \"2026-11-20\""}});
}

class OwnSiteTest : public WebTest {
 protected:
  void SetUp() override {
    settings_.self_check = folder_.File("self-check.json");
    std::ofstream(settings_.self_check) << SignedSelfCheck();
    WebTest::SetUp();
  }

  TempDir folder_;
};

TEST_F(OwnSiteTest, WhatAnotherSitePostsIsRefusedEverywhere) {
  const std::vector<Fields> others = {
      {{"Sec-Fetch-Site", "cross-site"}},
      {{"Sec-Fetch-Site", "same-site"}},
      {{"Origin", "https://evil.example.org"}},
      {{"Origin", "http://book.example.org"}},
      // Plain http is another site where browsers come by https.
      {{"Origin", kPlain}},
  };
  for (const std::string& path : PostedTo()) {
    SCOPED_TRACE(path);
    for (const Fields& headers : others) {
      EXPECT_EQ(Post(path, {}, headers).code, 403) << headers[0].second;
    }
    EXPECT_THAT(Post(path, {}, {{"Sec-Fetch-Site", "same-origin"}}).code,
                ::testing::Not(::testing::AnyOf(403, 405)));
  }
}

TEST_F(OwnSiteTest, WithoutAnAddressOfHttpsPlainHttpIsItsOwn) {
  settings_.public_url.clear();
  Start();
  EXPECT_NE(Post("/find-my-booking", {}, {{"Origin", kPlain}}).code, 403);
  EXPECT_EQ(
      Post("/find-my-booking", {}, {{"Origin", "http://evil.example.org"}})
          .code,
      403);
}

}  // namespace
}  // namespace cwp::web
