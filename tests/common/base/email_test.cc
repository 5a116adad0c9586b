#include "common/base/email.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

TEST(EmailTest, TakesWhatPeopleHave) {
  for (const char* text :
       {"ada@example.org", "a@b.co", "Ada.Lovelace@Example.ORG",
        "o'brien+cwp@mail.example.co.uk", "x_1-y@a-1.example.org",
        "ada@xn--exmple-cua.org", "1@2.example.org"}) {
    EXPECT_TRUE(IsEmailAddress(text)) << text;
  }
}

TEST(EmailTest, TakesNothingElse) {
  for (const char* text : {"",
                           "@",
                           "ada",
                           "ada@",
                           "@example.org",
                           "ada@example",
                           "ada@@example.org",
                           "ada@example.org@example.org",
                           "a..b@example.org",
                           ".a@example.org",
                           "a.@example.org",
                           "a@.example.org",
                           "a@example.org.",
                           "a@example..org",
                           "a@-x-.org",
                           "a@x-.example.org",
                           "a@[127.0.0.1]",
                           "a@127.0.0.1",
                           "a@example.1org",
                           "\"a b\"@example.org",
                           "a b@example.org",
                           "a@exam ple.org",
                           "a@example.org\n",
                           "a,b@example.org",
                           "a;b@example.org",
                           "<a@example.org>",
                           "a(b)@example.org",
                           "\xC3\xBC@example.org",
                           "a@ex\xC3\xA4mple.org",
                           "a@exa_mple.org"}) {
    EXPECT_FALSE(IsEmailAddress(text)) << text;
  }
}

TEST(EmailTest, HasItsLengths) {
  const std::string label(63, 'x');
  const std::string host = absl::StrCat(label, ".", label, ".org");
  EXPECT_TRUE(IsEmailAddress(absl::StrCat(std::string(64, 'a'), "@", host)));
  EXPECT_FALSE(IsEmailAddress(absl::StrCat(std::string(65, 'a'), "@", host)));
  EXPECT_FALSE(IsEmailAddress(absl::StrCat("a@x", host)));
  const std::string longest =
      absl::StrCat("@", std::string(40, 'x'), ".", label, ".", host);
  EXPECT_TRUE(IsEmailAddress(absl::StrCat(
      std::string(kMaxEmailAddress - longest.size(), 'a'), longest)));
  EXPECT_FALSE(IsEmailAddress(absl::StrCat(
      std::string(kMaxEmailAddress - longest.size() + 1, 'a'), longest)));
}

}  // namespace
}  // namespace cwp
