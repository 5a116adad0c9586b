// Who gets what at the desk: every role, every route, own and others'.
#include "tests/web/desk_matrix.h"

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "services/web/desk.h"
#include "tests/web/desk_all_fixture.h"

namespace cwp::web {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class DeskMatrixTest : public DeskAllTest {
 protected:
  static v1::Staff::Role RoleOf(Asker asker) {
    switch (asker) {
      case Asker::kAdministrator:
        return v1::Staff::ADMINISTRATOR;
      case Asker::kCoordinator:
        return v1::Staff::COORDINATOR;
      case Asker::kReader:
        return v1::Staff::READER;
      default:
        return v1::Staff::FACILITATOR;
    }
  }

  // Services ask whose session it is only when the role may call.
  static Asker RoleAlone(Asker asker) {
    return asker == Asker::kFacilitatorOther ? Asker::kFacilitatorOwn : asker;
  }

  // A browser that is signed in, and the token of its forms.
  void SignInAnew(Asker asker) {
    browser_ = std::make_unique<DeskBrowser>(*client_);
    last_ = SetUpAccount(*browser_,
                         absl::StrCat("who", ++accounts_, "@example.org"),
                         RoleOf(asker));
    token_ = HiddenIn(browser_->Get("/desk/account").body, "csrf");
    ASSERT_EQ(token_.size(), 86);
  }

  // Whether a method changes something.
  static bool Changes(const std::string& method) {
    for (const char* const verb :
         {"Get", "List", "BatchGet", "Preview", "Export"}) {
      if (absl::StartsWith(method, verb)) return false;
    }
    return true;
  }

  HttpAnswer Ask(const MatrixRow& row) {
    const std::pair<std::string, std::string> route =
        absl::StrSplit(row.route, absl::MaxSplits(' ', 1));
    const std::string path = PathFor(route.second, last_.id);
    if (route.first == "GET") return browser_->Get(path);
    if (path == "/desk/sessions/101/attendance") {
      HttpAnswer page;
      page.body = absl::StrCat("action=\"", path,
                               "\" type=\"hidden\" name=\"csrf\" value=\"",
                               token_, "\"</form>");
      return browser_->Upload(page, path, "report", "");
    }
    Fields fields = row.fields;
    fields.emplace_back("csrf", token_);
    return browser_->Post(path, fields);
  }

  Colleague last_;
  std::string token_;
  int accounts_ = 0;
};

TEST_F(DeskMatrixTest, ExpectsSomethingOfEveryRouteAndOfNoOther) {
  std::set<std::string> routes;
  for (const DeskRoute& route : DeskRoutes()) {
    routes.insert(absl::StrCat(route.method, " ", route.pattern));
  }
  std::set<std::string> expected;
  for (const MatrixRow& row : DeskMatrix()) expected.insert(row.route);
  EXPECT_EQ(expected, routes);
}

TEST_F(DeskMatrixTest, GivesEachAskerWhatIsExpected) {
  for (const Asker asker : kAskers) {
    SetServices(asker == Asker::kFacilitatorOther);
    SignInAnew(asker);
    for (const MatrixRow& row : DeskMatrix()) {
      const int expected = row.codes[static_cast<size_t>(asker)];
      AskedForStaff::Seen().Take();
      const HttpAnswer answer = Ask(row);
      const std::string what =
          absl::StrCat("asker ", static_cast<int>(asker), ": ", row.route);
      // So that whether services refuse it, too, is looked at
      // (desk_access_test). What one page reads, others may that the same role
      // sees.
      for (const std::string& call : AskedForStaff::Seen().Take()) {
        if (Changes(call)) {
          EXPECT_THAT(row.calls, Contains(call)) << what;
        } else {
          EXPECT_TRUE(AsksFor(RoleAlone(asker), call)) << what << ", " << call;
        }
      }
      EXPECT_EQ(answer.code, expected) << what;
      if (expected == 403) {
        EXPECT_THAT(answer.body, Not(HasSubstr("Ada Example"))) << what;
      }
      EXPECT_THAT(answer.body, Not(HasSubstr("sent from another site")))
          << what;
      if (absl::StrContains(row.route, "sign-out")) SignInAnew(asker);
    }
  }
}

}  // namespace
}  // namespace cwp::web
