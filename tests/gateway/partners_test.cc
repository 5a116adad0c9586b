#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "services/gateway/server.h"
#include "services/gateway/service.h"
#include "tests/gateway/gateway_fixture.h"

namespace cwp::gateway {
namespace {

class PartnersTest : public GatewayFixture {
 protected:
  int CodeOf(const HttpClient::HeaderList& headers,
             absl::string_view path = "/v3/users/me/") {
    return Send("GET", path, headers).code;
  }
};

TEST_F(PartnersTest, HaveATokenThatWorks) {
  EXPECT_EQ(partner_.token().size(), 43);
  EXPECT_GT(partner_.partner().id(), 0);
  EXPECT_EQ(partner_.partner().channel(), "acme");
  EXPECT_EQ(Get("/v3/users/me/").code, 200);
}

TEST_F(PartnersTest, AreRefusedWithoutAToken) {
  const ApiAnswer none = Send("GET", "/v3/users/me/", {});
  EXPECT_EQ(none.code, 401);
  EXPECT_EQ(none.error(), "NO_AUTH");
  EXPECT_EQ(At(none.body, "status_code"), 401);
  EXPECT_NE(TextAt(none.body, "error_description"), "");

  const ApiAnswer wrong = Get("/v3/users/me/", "wrong");
  EXPECT_EQ(wrong.code, 401);
  EXPECT_EQ(wrong.error(), "INVALID_AUTH");

  const ApiAnswer malformed =
      Send("GET", "/v3/users/me/", {{"Authorization", "Basic YTpi"}});
  EXPECT_EQ(malformed.code, 400);
  EXPECT_EQ(malformed.error(), "INVALID_AUTH_HEADER");
}

TEST_F(PartnersTest, AreToldToUseHttpsWhereItIsUsed) {
  const HttpAnswer secure = Get("/v3/users/me/").http;
  EXPECT_EQ(secure.Header("Strict-Transport-Security"),
            "max-age=63072000; includeSubDomains");
  EXPECT_EQ(
      Send("GET", "/v3/users/me/", {}).http.Header("Strict-Transport-Security"),
      "max-age=63072000; includeSubDomains")
      << "with an error too";
  gateway_ = nullptr;
  settings_.public_url = "http://127.0.0.1:8081";
  ASSERT_NO_FATAL_FAILURE(StartGateway());
  EXPECT_EQ(Get("/v3/users/me/").http.Header("Strict-Transport-Security"), "");
}

TEST_F(PartnersTest, AreNotSentOverPlainHttp) {
  struct Case {
    const char* public_url;
    const char* web_url;
    const char* http_listen;
  };
  gateway_ = nullptr;
  for (const Case& test :
       std::vector<Case>{{"http://gateway.example.org", "", "127.0.0.1:0"},
                         {"http://localhost.example.org", "", "127.0.0.1:0"},
                         {"https://gateway.example.org",
                          "http://book.example.org", "127.0.0.1:0"},
                         {"", "", "0.0.0.0:0"}}) {
    settings_.public_url = test.public_url;
    settings_.web_url = test.web_url;
    settings_.http_listen = test.http_listen;
    EXPECT_THAT(GatewayServer::Start(settings_, clock_).status(),
                HasReason("CONFIG_INVALID"))
        << test.public_url;
  }
}

TEST_F(PartnersTest, MaySendTheTokenInTheQuery) {
  const std::string path =
      absl::StrCat("/v3/users/me/?token=", partner_.token());
  EXPECT_EQ(CodeOf({}, path), 200);
  // The header wins.
  EXPECT_EQ(CodeOf({{"Authorization", "Bearer wrong"}}, path), 401);
  EXPECT_EQ(
      CodeOf({{"Authorization", absl::StrCat("bearer ", partner_.token())}},
             "/v3/users/me?token=wrong"),
      200);
}

TEST_F(PartnersTest, AreOutAtOnceWhenRevokedOrExpired) {
  const auto short_lived =
      MakePartner("short-lived", clock_.Now() + absl::Hours(1));
  EXPECT_EQ(Get("/v3/users/me/", short_lived.token()).code, 200);
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(Get("/v3/users/me/", short_lived.token()).error(), "INVALID_AUTH");

  ASSERT_OK(RevokePartner(partner_.partner().id()));
  EXPECT_EQ(Get("/v3/users/me/").code, 401);
  EXPECT_EQ(Get("/v3/users/me/").error(), "INVALID_AUTH");
}

TEST_F(PartnersTest, MayDoWhatTheirTokenIsForAndNothingElse) {
  const auto workshop = MakeWorkshop("worry");
  const int64_t session = MakeSession(workshop.id()).id();
  CatchUp();
  const std::string event = absl::StrCat("/v3/events/", session, "/");
  struct Route {
    v1::Partner::Scope scope;
    std::string method;
    std::string path;
  };
  const std::vector<Route> routes = {
      {v1::Partner::READ_EVENTS, "GET", event},
      {v1::Partner::READ_EVENTS, "GET", event + "ticket_classes/"},
      {v1::Partner::READ_ORDERS, "GET", event + "orders/"},
      {v1::Partner::READ_ORDERS, "GET", event + "attendees/"},
      {v1::Partner::WRITE_ORDERS, "POST", event + "orders/"},
      // Who one is needs none.
      {v1::Partner::SCOPE_UNSPECIFIED, "GET", "/v3/users/me/"}};
  for (const v1::Partner::Scope scope :
       {v1::Partner::READ_EVENTS, v1::Partner::READ_ORDERS,
        v1::Partner::WRITE_ORDERS}) {
    v1::CreatePartnerRequest request;
    request.mutable_partner()->set_name("Narrow");
    request.mutable_partner()->set_channel(absl::StrCat("narrow-", scope));
    request.mutable_partner()->add_scopes(scope);
    ASSERT_OK_AND_ASSIGN(const v1::CreatePartnerResponse narrow,
                         CreatePartner(request));
    ASSERT_EQ(narrow.partner().scopes_size(), 1);
    for (const Route& route : routes) {
      const ApiAnswer answer =
          Send(route.method, route.path,
               {{"Authorization", absl::StrCat("Bearer ", narrow.token())}});
      const bool may =
          route.scope == scope || route.scope == v1::Partner::SCOPE_UNSPECIFIED;
      EXPECT_EQ(answer.code == 403, !may) << scope << " " << route.path;
      if (!may) {
        EXPECT_EQ(answer.error(), "NOT_AUTHORIZED");
      }
    }
  }
  v1::CreatePartnerRequest unknown;
  unknown.mutable_partner()->set_name("Unknown");
  unknown.mutable_partner()->set_channel("unknown");
  unknown.mutable_partner()->add_scopes(v1::Partner::SCOPE_UNSPECIFIED);
  EXPECT_THAT(CreatePartner(unknown), HasReason("FIELD_INVALID"));
  EXPECT_EQ(partner_.partner().scopes_size(), 3) << "all, unless it is said";
}

TEST_F(PartnersTest, ItIsKnownWhenTheyCameLast) {
  const auto last_use = [&] { return ListPartners({})->partners(0); };
  EXPECT_FALSE(last_use().has_last_use_time());
  Get("/v3/users/me/");
  ASSERT_TRUE(Eventually([&] { return last_use().has_last_use_time(); }));
  const int64_t first = last_use().last_use_time().seconds();
  EXPECT_EQ(first, absl::ToUnixSeconds(clock_.Now()));
  // Once an hour is enough.
  clock_.Advance(absl::Minutes(59));
  Get("/v3/users/me/");
  clock_.Advance(absl::Minutes(1));
  Get("/v3/users/me/");
  ASSERT_TRUE(Eventually(
      [&] { return last_use().last_use_time().seconds() == first + 3600; }));
}

TEST_F(PartnersTest, OneThatThereIsNotCannotBeRevoked) {
  EXPECT_THAT(RevokePartner(4711), HasReason("PARTNER_NOT_FOUND"));
}

TEST_F(PartnersTest, AreCheckedWhenMade) {
  struct Case {
    std::string name;
    std::string channel;
    std::string reason;
  };
  for (const Case& test :
       std::vector<Case>{{"", "other", "FIELD_REQUIRED"},
                         {std::string(101, 'n'), "other", "FIELD_TOO_LONG"},
                         {"N\nN", "other", "FIELD_INVALID"},
                         {"Name", "", "FIELD_REQUIRED"},
                         {"Name", "Other", "FIELD_INVALID"},
                         {"Name", "a--b", "FIELD_INVALID"},
                         {"Name", std::string(41, 'c'), "FIELD_TOO_LONG"},
                         {"Name", "direct", "FIELD_INVALID"},
                         {"Name", "phone", "FIELD_INVALID"},
                         {"Name", "eventbrite", "FIELD_INVALID"},
                         {"Name", "acme", "CHANNEL_TAKEN"}}) {
    v1::CreatePartnerRequest request;
    request.mutable_partner()->set_name(test.name);
    request.mutable_partner()->set_channel(test.channel);
    EXPECT_THAT(CreatePartner(request), HasReason(test.reason))
        << test.name << " " << test.channel;
  }
  v1::CreatePartnerRequest late;
  late.mutable_partner()->set_name("Name");
  late.mutable_partner()->set_channel("late");
  late.mutable_partner()->mutable_expire_time()->set_seconds(
      absl::ToUnixSeconds(clock_.Now()));
  EXPECT_THAT(CreatePartner(late), HasReason("FIELD_INVALID"));
}

TEST_F(PartnersTest, AreMadeOnceForOneRequest) {
  v1::CreatePartnerRequest request;
  request.mutable_partner()->set_name("Other");
  request.mutable_partner()->set_channel("other");
  request.set_request_id("request-1");
  ASSERT_OK_AND_ASSIGN(const v1::CreatePartnerResponse made,
                       CreatePartner(request));
  const std::string id = absl::StrCat(made.partner().id());
  const auto again = CreatePartner(request);
  EXPECT_THAT(again, StatusIs(absl::StatusCode::kAlreadyExists,
                              ::testing::HasSubstr(id)));
  EXPECT_THAT(again, HasReason("PARTNER_CREATED_BEFORE"));
  EXPECT_EQ(ListPartners({})->partners_size(), 2);

  // Also when the channel is free again: the token may be in use already.
  ASSERT_OK(RevokePartner(made.partner().id()));
  EXPECT_THAT(CreatePartner(request), HasReason("PARTNER_CREATED_BEFORE"));

  request.mutable_partner()->set_name("Another");
  EXPECT_THAT(CreatePartner(request), HasReason("REQUEST_ID_REUSED"));
  request.set_request_id("request-2");
  EXPECT_OK(CreatePartner(request));
  request.set_request_id(std::string(129, 'r'));
  EXPECT_THAT(CreatePartner(request), HasReason("FIELD_TOO_LONG"));
}

TEST_F(PartnersTest, ARequestThatWasRefusedMayBeMadeAgain) {
  v1::CreatePartnerRequest request;
  request.mutable_partner()->set_name("Acme again");
  request.mutable_partner()->set_channel("acme");
  request.set_request_id("request-1");
  EXPECT_THAT(CreatePartner(request), HasReason("CHANNEL_TAKEN"));
  ASSERT_OK(RevokePartner(partner_.partner().id()));
  EXPECT_OK(CreatePartner(request));
}

TEST_F(PartnersTest, RequestsAreForgottenAfterAWeek) {
  v1::CreatePartnerRequest request;
  request.mutable_partner()->set_name("Other");
  request.mutable_partner()->set_channel("other");
  request.set_request_id("request-1");
  EXPECT_OK(CreatePartner(request));
  clock_.Advance(absl::Hours(24 * 7 + 1));
  MakePartner("third");
  EXPECT_THAT(CreatePartner(request), HasReason("CHANNEL_TAKEN"));
}

TEST_F(PartnersTest, ARevokedPartnersChannelCanBeGivenAgain) {
  ASSERT_OK(RevokePartner(partner_.partner().id()));
  v1::CreatePartnerRequest request;
  request.mutable_partner()->set_name("Acme again");
  request.mutable_partner()->set_channel("acme");
  EXPECT_OK(CreatePartner(request));
  EXPECT_THAT(CreatePartner(request), HasReason("CHANNEL_TAKEN"));
}

TEST_F(PartnersTest, AreListedWithoutTokens) {
  MakePartner("b");
  MakePartner("c");
  v1::ListPartnersRequest request;
  request.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto first, ListPartners(request));
  ASSERT_EQ(first.partners_size(), 2);
  EXPECT_EQ(first.partners(0).channel(), "acme");
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, ListPartners(request));
  ASSERT_EQ(second.partners_size(), 1);
  EXPECT_EQ(second.partners(0).channel(), "c");
  EXPECT_EQ(second.next_page_token(), "");
  // One of another list, which is as well formed.
  MakeWorkshop("worry");
  MakeWorkshop("sleep");
  const std::string other = WorkshopsPageToken();
  ASSERT_NE(other, "");
  for (const std::string& token : {other, std::string("of-another-list")}) {
    request.set_page_token(token);
    EXPECT_THAT(ListPartners(request), HasReason("PAGE_TOKEN_INVALID"));
  }
}

TEST_F(PartnersTest, AreTheBusinessOfAdministratorsAndTheOperator) {
  rpc::Caller staff;
  staff.kind = rpc::CallerKind::kStaff;
  for (const char* role : {"coordinator", "facilitator", "reader"}) {
    staff.roles = {role};
    EXPECT_THAT(CreatePartner(v1::CreatePartnerRequest(), staff, "web"),
                HasReason("CALLER_NOT_ALLOWED"))
        << role;
  }
  staff.roles = {"administrator"};
  EXPECT_THAT(CreatePartner(v1::CreatePartnerRequest(), staff, "web"),
              HasReason("FIELD_REQUIRED"));

  for (const char* service : {"scheduling", "registration", "webinars",
                              "notifications", "gateway", "web", "cwpctl"}) {
    for (int kind = 0; kind <= 6; ++kind) {
      rpc::Caller caller;
      caller.kind = static_cast<rpc::CallerKind>(kind);
      const bool allowed = std::string(service) == "cwpctl" &&
                           caller.kind == rpc::CallerKind::kOperator;
      const auto made =
          CreatePartner(v1::CreatePartnerRequest(), caller, service);
      if (allowed) {
        EXPECT_THAT(made, HasReason("FIELD_REQUIRED"));
      } else {
        EXPECT_THAT(made.status().code(),
                    ::testing::AnyOf(absl::StatusCode::kPermissionDenied,
                                     absl::StatusCode::kUnauthenticated))
            << service << " " << kind << " " << made.status();
      }
    }
  }
}

TEST_F(PartnersTest, HaveARowForEveryRpc) {
  const auto* service = v1::Partner::descriptor()->file()->service(0);
  std::set<std::string> methods;
  for (const rpc::MethodAccess& row : GatewayAccess()) {
    methods.insert(row.method);
    ASSERT_EQ(row.allowed.size(), 2);
    EXPECT_EQ(row.allowed[0].roles, std::vector<std::string>{"administrator"});
    EXPECT_EQ(row.allowed[1].service, "cwpctl");
    EXPECT_EQ(row.allowed[1].kind, rpc::CallerKind::kOperator);
  }
  for (int i = 0; i < service->method_count(); ++i) {
    EXPECT_EQ(methods.count(service->method(i)->name()), 1);
  }
  EXPECT_EQ(methods.size(), service->method_count());
}

}  // namespace
}  // namespace cwp::gateway
