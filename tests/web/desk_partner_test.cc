#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "services/web/desk_once.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

namespace gateway = ::cwp::gateway::v1;

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kNew[] = "/desk/partners/new";

class DeskPartnerTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    gateway::ListPartnersResponse partners;
    gateway::Partner& one = *partners.add_partners();
    one.set_id(7);
    one.set_name("The <b>library</b>");
    one.set_channel("library");
    one.add_scopes(gateway::Partner::READ_EVENTS);
    services_.gateway.list.Return(partners);
    gateway::CreatePartnerResponse made;
    made.mutable_partner()->set_name("Acme");
    made.set_token("a-token");
    services_.gateway.create.Return(made);
    services_.gateway.revoke.Return(one);
    browser_.emplace(*client_);
    SetUpAccount(*browser_, "ada@example.org");
  }

  HttpAnswer Send(const Fields& fields) {
    return browser_->Submit(browser_->Get(kNew), kNew, fields);
  }
  static Fields Good() {
    return {{"name", "Acme"},
            {"channel", "acme"},
            {"scopes", "read_events"},
            {"scopes", "write_orders"},
            {"term", "90"}};
  }

  std::optional<DeskBrowser> browser_;
};

TEST_F(DeskPartnerTest, ListsWhoMayDoWhat) {
  const HttpAnswer page = browser_->Get("/desk/partners");
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, HasSubstr("The &lt;b&gt;library&lt;/b&gt;"));
  EXPECT_THAT(page.body, HasSubstr("See the programme"));
  EXPECT_THAT(page.body, HasSubstr("Never"));
  services_.gateway.list.Return(gateway::ListPartnersResponse());
  EXPECT_THAT(browser_->Get("/desk/partners").body, HasSubstr("There is none"));
}

TEST_F(DeskPartnerTest, SaysWhenATokenWasUsedLast) {
  gateway::ListPartnersResponse partners;
  gateway::Partner& one = *partners.add_partners();
  one.set_id(7);
  one.set_name("The library");
  one.mutable_last_use_time()->set_seconds(
      absl::ToUnixSeconds(clock_.Now() - absl::Hours(50)));
  services_.gateway.list.Return(partners);
  EXPECT_THAT(
      browser_->Get("/desk/partners").body,
      AllOf(HasSubstr("Last used"), HasSubstr("Friday 20 November 2026"),
            Not(HasSubstr("Never"))));
}

TEST_F(DeskPartnerTest, ShowsATokenOnce) {
  const HttpAnswer made = Send(Good());
  EXPECT_EQ(made.code, 200);
  EXPECT_THAT(made.body, HasSubstr("<code class=\"app-key\">a-token</code>"));
  EXPECT_THAT(made.Header("Cache-Control"), HasSubstr("no-store"));
  const auto requests = services_.gateway.create.requests();
  ASSERT_THAT(requests, SizeIs(1));
  const gateway::Partner& partner = requests[0].partner();
  EXPECT_EQ(partner.channel(), "acme");
  EXPECT_THAT(partner.scopes(), ElementsAre(gateway::Partner::READ_EVENTS,
                                            gateway::Partner::WRITE_ORDERS));
  EXPECT_EQ(partner.expire_time().seconds(),
            absl::ToUnixSeconds(clock_.Now() + absl::Hours(24 * 90)));
  EXPECT_THAT(requests[0].request_id(), SizeIs(43));
  EXPECT_EQ(services_.gateway.create.callers()[0].roles(0), "administrator");
  EXPECT_THAT(browser_->Get("/desk/partners").body, Not(HasSubstr("a-token")));
}

TEST_F(DeskPartnerTest, ShowsATokenAlsoToWhoeverPressedTwice) {
  const HttpAnswer page = browser_->Get(kNew);
  const HttpAnswer made = browser_->Submit(page, kNew, Good());
  services_.gateway.create.Return(MakeError(
      absl::StatusCode::kAlreadyExists, "PARTNER_CREATED_BEFORE", "it was"));
  const HttpAnswer again = browser_->Submit(page, kNew, Good());
  EXPECT_EQ(again.code, 200);
  EXPECT_EQ(again.body, made.body);
  EXPECT_THAT(services_.gateway.create.requests(), SizeIs(1));
  // Not when something else was typed, to somebody else, or later.
  Fields other = Good();
  other[0].second = "Acme Ltd";
  EXPECT_EQ(browser_->Submit(page, kNew, other).code, 400);
  DeskBrowser colleague(*client_);
  SetUpAccount(colleague, "cleo@example.org");
  EXPECT_THAT(colleague.Submit(page, kNew, Good()).body,
              Not(HasSubstr("a-token")));
  clock_.Advance(ShownOnce::kTime);
  EXPECT_EQ(browser_->Submit(page, kNew, Good()).code, 400);
}

TEST_F(DeskPartnerTest, SaysWhatIsWrongAndKeepsTheRest) {
  const HttpAnswer empty = Send({});
  EXPECT_EQ(empty.code, 400);
  for (const char* const field : {"name", "channel", "scopes", "term"}) {
    EXPECT_THAT(empty.body,
                HasSubstr(absl::StrCat("<a href=\"#", field, "\">")));
  }
  EXPECT_THAT(services_.gateway.create.requests(), IsEmpty());

  Fields long_name = Good();
  long_name[0].second = std::string(101, 'x');
  long_name[1].second = std::string(41, 'x');
  const HttpAnswer too_long = Send(long_name);
  EXPECT_EQ(too_long.code, 400);
  EXPECT_THAT(too_long.body, HasSubstr("The name must be 100 characters"));
  EXPECT_THAT(too_long.body, HasSubstr("The channel must be 40 characters"));
  EXPECT_THAT(services_.gateway.create.requests(), IsEmpty());

  struct Case {
    absl::Status status;
    const char* words;
  };
  for (const Case& one : {
           Case{MakeError(absl::StatusCode::kAlreadyExists, "CHANNEL_TAKEN",
                          "it is"),
                "Another partner has this channel"},
           Case{MakeError(absl::StatusCode::kAlreadyExists,
                          "PARTNER_CREATED_BEFORE", "it was"),
                "made a partner before"},
           Case{InvalidArgument("FIELD_INVALID", "no",
                                {{"field", "partner.channel"}}),
                "The channel must be"},
           Case{InvalidArgument("FIELD_TOO_LONG", "no",
                                {{"field", "partner.name"}}),
                "The name must be"},
       }) {
    services_.gateway.create.Return(one.status);
    const HttpAnswer refused = Send(Good());
    EXPECT_EQ(refused.code, 400) << one.status;
    EXPECT_THAT(refused.body, HasSubstr(one.words)) << one.status;
    EXPECT_THAT(refused.body, HasSubstr("value=\"acme\"")) << one.status;
    EXPECT_THAT(refused.body, HasSubstr("value=\"read_events\" checked"));
  }
}

TEST_F(DeskPartnerTest, RevokesATokenAfterAskingOnce) {
  const HttpAnswer ask = browser_->Get("/desk/partners/7");
  EXPECT_EQ(ask.code, 200);
  EXPECT_THAT(ask.body, HasSubstr("Revoke the token of The &lt;b&gt;library"));
  EXPECT_THAT(services_.gateway.revoke.requests(), IsEmpty());
  const HttpAnswer done = browser_->Submit(ask, "/desk/partners/7", {});
  EXPECT_EQ(done.code, 303);
  EXPECT_EQ(services_.gateway.revoke.requests()[0].id(), 7);
  EXPECT_EQ(browser_->Get("/desk/partners/8").code, 404);
}

}  // namespace
}  // namespace cwp::web
