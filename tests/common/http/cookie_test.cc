#include "common/http/cookie.h"

#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::http {
namespace {

using ::testing::Eq;
using ::testing::Optional;

std::string SetBy(const Cookies& cookies, const Cookie& cookie) {
  Response response;
  cookies.Set(response, cookie);
  return std::string(response.Header("Set-Cookie"));
}

TEST(CookieTest, IsPrivateByDefault) {
  EXPECT_EQ(SetBy(Cookies(false), {.name = "form", .value = "abc"}),
            "form=abc; Path=/; HttpOnly; SameSite=Lax");
  EXPECT_EQ(SetBy(Cookies(true), {.name = "form", .value = "abc"}),
            "__Host-form=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
}

TEST(CookieTest, TakesAttributes) {
  EXPECT_EQ(SetBy(Cookies(true), {.name = "desk",
                                  .value = "abc",
                                  .max_age = absl::Hours(8),
                                  .same_site = SameSite::kStrict,
                                  .http_only = false}),
            "__Host-desk=abc; Path=/; Max-Age=28800; Secure; SameSite=Strict");
}

TEST(CookieTest, EncodesValuesThatWouldEndThemselves) {
  EXPECT_EQ(SetBy(Cookies(false), {.name = "a", .value = "x; Domain=b\r\n"}),
            "a=x%3B%20Domain%3Db%0D%0A; Path=/; HttpOnly; SameSite=Lax");
}

TEST(CookieTest, Clears) {
  Response response;
  Cookies(false).Clear(response, "form");
  EXPECT_EQ(response.Header("Set-Cookie"),
            "form=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

TEST(CookieTest, ReadsItsOwn) {
  Request request;
  request.AddHeader("Cookie", "other=1;  form=a%20b ; __Host-form=c");
  request.AddHeader("cookie", "late=2");
  EXPECT_THAT(Cookies(false).Get(request, "form"), Optional(Eq("a b")));
  EXPECT_THAT(Cookies(true).Get(request, "form"), Optional(Eq("c")));
  EXPECT_THAT(Cookies(false).Get(request, "late"), Optional(Eq("2")));
  EXPECT_EQ(Cookies(false).Get(request, "for"), std::nullopt);
  EXPECT_EQ(Cookies(true).Get(request, "other"), std::nullopt);
}

TEST(CookieTest, ToleratesOddHeaders) {
  Request request;
  request.AddHeader("Cookie", ";;=;a;b=;=c;d=%zz");
  EXPECT_EQ(Cookies(false).Get(request, "a"), std::nullopt);
  EXPECT_THAT(Cookies(false).Get(request, "b"), Optional(Eq("")));
  EXPECT_EQ(Cookies(false).Get(request, "d"), std::nullopt);
}

}  // namespace
}  // namespace cwp::http
