#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "boost/json/serialize.hpp"
#include "common/base/id.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "services/gateway/schema.h"
#include "tests/gateway/gateway_fixture.h"

namespace cwp::gateway {
namespace {

using ::testing::ElementsAre;

class OrdersTest : public GatewayFixture {
 protected:
  void SetUp() override {
    GatewayFixture::SetUp();
    if (HasFatalFailure()) return;
    workshop_ = MakeWorkshop("worry").id();
    session_ = MakeSession(workshop_, 0, 6).id();
    CatchUp();
  }

  static std::string PathOf(int64_t session, absl::string_view rest) {
    return absl::StrCat("/v3/events/", session, "/", rest);
  }

  ApiAnswer PostOrder(const json::object& order, const std::string& key,
                      absl::string_view token = "", int64_t session = 0) {
    return Post(PathOf(session == 0 ? session_ : session, "orders/"),
                json::serialize(order), key, token);
  }

  std::vector<std::string> IdsOf(const ApiAnswer& answer,
                                 absl::string_view key) {
    EXPECT_EQ(answer.code, 200) << answer.http.body;
    std::vector<std::string> ids;
    const json::value list = At(answer.body, key);
    if (!list.is_array()) return ids;
    for (const json::value& item : list.get_array()) {
      ids.push_back(TextAt(item, "id"));
    }
    return ids;
  }

  // The id of an order's attendee: 63 bits, like all ids.
  static std::string AttendeeOf(const std::string& order, int position) {
    const std::optional<int64_t> id = ParseId(order);
    EXPECT_TRUE(id.has_value()) << order;
    return absl::StrCat(id.value_or(0) + position);
  }

  int64_t workshop_ = 0;
  int64_t session_ = 0;
};

TEST_F(OrdersTest, HaveEventbritesShape) {
  const ApiAnswer answer = PostOrder(Order(session_, 2), "key-1");
  ASSERT_EQ(answer.code, 200) << answer.http.body;
  EXPECT_EQ(answer.http.Header("Idempotent-Replayed"), "");
  const json::object& order = answer.body;
  const std::string id = TextAt(order, "id");
  EXPECT_EQ(TextAt(order, "resource_uri"),
            absl::StrCat("https://gateway.example.org/v3/orders/", id, "/"));
  EXPECT_EQ(TextAt(order, "name"), "Alex Example");
  EXPECT_EQ(TextAt(order, "first_name"), "Alex");
  EXPECT_EQ(TextAt(order, "last_name"), "Example");
  EXPECT_EQ(TextAt(order, "email"), "alex@example.org");
  EXPECT_EQ(TextAt(order, "status"), "placed");
  EXPECT_EQ(TextAt(order, "created"), "2026-03-02T09:00:00Z");
  EXPECT_EQ(TextAt(order, "changed"), "2026-03-02T09:00:00Z");
  EXPECT_EQ(At(order, "time_remaining"), 0);
  EXPECT_EQ(TextAt(order, "event_id"), absl::StrCat(session_));
  for (const char* cost : {"base_price", "display_fee", "display_price",
                           "eventbrite_fee", "gross", "payment_fee", "tax"}) {
    EXPECT_EQ(TextAt(order, absl::StrCat("costs.", cost, ".display")), "£0.00");
  }

  ASSERT_EQ(At(order, "attendees").get_array().size(), 2);
  const json::value attendee = At(order, "attendees.1");
  EXPECT_EQ(TextAt(attendee, "id"), AttendeeOf(id, 2));
  EXPECT_EQ(TextAt(attendee, "resource_uri"),
            absl::StrCat("https://gateway.example.org/v3/events/", session_,
                         "/attendees/", AttendeeOf(id, 2), "/"));
  EXPECT_EQ(TextAt(attendee, "order_id"), id);
  EXPECT_EQ(TextAt(attendee, "event_id"), absl::StrCat(session_));
  EXPECT_EQ(TextAt(attendee, "ticket_class_id"), absl::StrCat(session_ + 1));
  EXPECT_EQ(TextAt(attendee, "ticket_class_name"), "Parent or carer place");
  EXPECT_EQ(TextAt(attendee, "status"), "Attending");
  EXPECT_EQ(TextAt(attendee, "age_band"), "5_to_11");
  EXPECT_EQ(TextAt(attendee, "profile.name"), "Alex Example");
  EXPECT_EQ(TextAt(attendee, "profile.email"), "alex@example.org");
  EXPECT_EQ(TextAt(attendee, "profile.cell_phone"), "07700 900123");
  EXPECT_EQ(TextAt(attendee, "barcodes.0.status"), "unused");
  EXPECT_EQ(At(attendee, "quantity"), 1);
  for (const char* key :
       {"costs", "changed", "created", "variant_id", "answers", "checked_in",
        "cancelled", "refunded", "affiliate", "guestlist_id", "invited_by",
        "delivery_method"}) {
    EXPECT_TRUE(attendee.get_object().contains(key)) << key;
  }
}

TEST_F(OrdersTest, AreReadBack) {
  const json::object made = Book(session_, 2, "key-1");
  const std::string id = TextAt(made, "id");
  for (const char* slash : {"", "/"}) {
    const ApiAnswer order =
        Get(absl::StrCat("/v3/orders/", id, slash, "?expand=attendees"));
    EXPECT_EQ(order.body, made);
  }
  EXPECT_FALSE(
      Get(absl::StrCat("/v3/orders/", id, "/")).body.contains("attendees"));
  const ApiAnswer with_event =
      Get(absl::StrCat("/v3/orders/", id, "/?expand=event"));
  EXPECT_EQ(TextAt(with_event.body, "event.id"), absl::StrCat(session_));
  EXPECT_THAT(IdsOf(Get(PathOf(session_, "orders/")), "orders"),
              ElementsAre(id));
  EXPECT_THAT(IdsOf(Get(PathOf(session_, "attendees/")), "attendees"),
              ElementsAre(AttendeeOf(id, 1), AttendeeOf(id, 2)));
  const ApiAnswer attendee =
      Get(PathOf(session_, "attendees/" + AttendeeOf(id, 2)));
  EXPECT_EQ(json::value(attendee.body), At(made, "attendees.1"));

  EXPECT_EQ(TextAt(Get("/v3/orders/7/").body, "error_description"),
            "The path you requested does not exist.");
  EXPECT_EQ(Get("/v3/orders/x/").code, 404);
  const int64_t other = MakeSession(workshop_, 1).id();
  CatchUp();
  for (const std::string& wrong :
       {PathOf(session_, "attendees/" + AttendeeOf(id, 3)),
        PathOf(session_, "attendees/x"),
        PathOf(other, "attendees/" + AttendeeOf(id, 1))}) {
    EXPECT_EQ(Get(wrong).code, 404) << wrong;
  }
}

TEST_F(OrdersTest, AreMadeOnceForOneKey) {
  const json::object made = Book(session_, 2, "key-1");
  const ApiAnswer again = PostOrder(Order(session_, 2), "key-1");
  EXPECT_EQ(again.code, 200);
  EXPECT_EQ(again.body, made);
  EXPECT_EQ(again.http.Header("Idempotent-Replayed"), "true");
  // Quotes are how a structured header writes a string.
  EXPECT_EQ(PostOrder(Order(session_, 2), "\"key-1\"").body, made);

  // Still once, and still known as a repeat, after a restart.
  clock_.Advance(absl::Minutes(1));
  StartGateway();
  const ApiAnswer later = PostOrder(Order(session_, 2), "key-1");
  EXPECT_EQ(later.body, made);
  EXPECT_EQ(later.http.Header("Idempotent-Replayed"), "true");
  EXPECT_EQ(IdsOf(Get(PathOf(session_, "orders/")), "orders").size(), 1);

  const ApiAnswer changed = PostOrder(Order(session_, 1), "key-1");
  EXPECT_EQ(changed.code, 422);
  EXPECT_EQ(changed.error(), "REQUEST_ID_REUSED");
}

// It is the order that the contact has, not the answer to an earlier request.
TEST_F(OrdersTest, OfAContactWhoHasOneAreNoReplays) {
  const json::object made = Book(session_, 2, "key-1");
  clock_.Advance(absl::Minutes(1));
  const ApiAnswer other = PostOrder(Order(session_, 3), "key-2");
  EXPECT_EQ(other.code, 200);
  EXPECT_EQ(TextAt(other.body, "id"), TextAt(made, "id"));
  EXPECT_EQ(At(other.body, "attendees").as_array().size(), 2);
  EXPECT_EQ(other.http.Header("Idempotent-Replayed"), "");
  const ApiAnswer again = PostOrder(Order(session_, 3), "key-2");
  EXPECT_EQ(again.body, other.body);
  EXPECT_EQ(again.http.Header("Idempotent-Replayed"), "true");
}

TEST_F(OrdersTest, AreReplayedAsTheyAreNow) {
  const std::string id = TextAt(Book(session_, 2, "key-1"), "id");
  CancelBooking(std::stoll(id));
  const ApiAnswer again = PostOrder(Order(session_, 2), "key-1");
  EXPECT_EQ(TextAt(again.body, "id"), id);
  EXPECT_EQ(TextAt(again.body, "status"), "cancelled");
  EXPECT_EQ(again.http.Header("Idempotent-Replayed"), "true");
}

TEST_F(OrdersTest, AreAnsweredWhenNobodyCanTellARepeat) {
  const json::object made = Book(session_, 1, "key-1");
  gateway_ = nullptr;
  ASSERT_OK(gateway_database_.Open(clock_, Migrations()));
  ASSERT_OK(gateway_database_->Write([](db::Transaction& tx) {
    return tx.Run("DROP TABLE requests").status();
  }));
  gateway_database_.Close();
  ASSERT_NO_FATAL_FAILURE(StartGateway());
  const ApiAnswer again = PostOrder(Order(session_, 1), "key-1");
  EXPECT_EQ(again.code, 200);
  EXPECT_EQ(again.body, made);
  EXPECT_EQ(again.http.Header("Idempotent-Replayed"), "");
}

TEST_F(OrdersTest, AreMadeOnceForOneKeyAtOnce) {
  constexpr int kThreads = 8;
  std::vector<std::string> ids(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      ids[i] = TextAt(PostOrder(Order(session_, 2), "key-1").body, "id");
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_NE(ids[0], "");
  for (const std::string& id : ids) EXPECT_EQ(id, ids[0]);
  EXPECT_EQ(IdsOf(Get(PathOf(session_, "orders/")), "orders").size(), 1);
}

TEST_F(OrdersTest, KeysOfTwoPartnersAreApart) {
  const auto other = MakePartner("other");
  const json::object mine = Book(session_, 1, "key-1");
  const json::object theirs =
      Book(session_, 1, "key-1", "sam@example.org", other.token());
  EXPECT_NE(TextAt(mine, "id"), TextAt(theirs, "id"));
}

TEST_F(OrdersTest, AreSeenByTheirOwnPartnerAlone) {
  const auto other = MakePartner("other");
  const std::string id = TextAt(Book(session_, 1, "key-1"), "id");
  EXPECT_EQ(Get(absl::StrCat("/v3/orders/", id), other.token()).code, 404);
  EXPECT_EQ(
      Get(PathOf(session_, "attendees/" + AttendeeOf(id, 1)), other.token())
          .code,
      404);
  for (const char* list : {"orders", "attendees"}) {
    const ApiAnswer answer = Get(PathOf(session_, list), other.token());
    EXPECT_EQ(IdsOf(answer, list).size(), 0);
    EXPECT_EQ(At(answer.body, "pagination.object_count"), 0);
  }
  // Nor does an order tell that its contact has one elsewhere.
  const json::object theirs =
      Book(session_, 1, "k", "alex@example.org", other.token());
  EXPECT_NE(TextAt(theirs, "id"), id);
  EXPECT_EQ(TextAt(theirs, "status"), "placed");
}

TEST_F(OrdersTest, AreRefusedWithTheReason) {
  const ApiAnswer many = PostOrder(Order(session_, 7), "key-1");
  EXPECT_EQ(many.code, 409);
  EXPECT_EQ(many.error(), "NOT_ENOUGH_PLACES");
  // A refusal had no effect, so its key may be used again.
  EXPECT_EQ(PostOrder(Order(session_, 6), "key-1").code, 200);

  json::object not_eligible = Order(session_, 1, "sam@example.org");
  not_eligible["order"].get_object()["eligibility"].get_object()["in_area"] =
      "no";
  EXPECT_EQ(PostOrder(not_eligible, "key-2").error(), "NOT_ELIGIBLE");

  const int64_t waiting = MakeSession(workshop_, 1, 20, false).id();
  const int64_t closed = MakeSession(workshop_, 2).id();
  CloseSession(closed);
  const int64_t cancelled = MakeSession(workshop_, 3).id();
  CancelSession(cancelled);
  const int64_t open = MakeSession(workshop_, 4).id();
  CatchUp();
  const auto reason = [this](int64_t session) {
    const ApiAnswer answer = PostOrder(Order(session, 1), "key-3", "", session);
    EXPECT_EQ(answer.code, 409) << answer.http.body;
    return answer.error();
  };
  EXPECT_EQ(reason(waiting), "SESSION_NOT_OPEN");
  EXPECT_EQ(reason(closed), "SESSION_NOT_OPEN");
  EXPECT_EQ(reason(cancelled), "SESSION_CANCELLED");
  clock_.Advance(absl::Hours(24 * 120));
  EXPECT_THAT(reason(open),
              ::testing::AnyOf("SESSION_STARTED", "BOOKING_CLOSED"));
}

TEST_F(OrdersTest, AreCheckedBeforeAnythingIsBooked) {
  const std::string good = json::serialize(Order(session_, 1));
  const std::string path = PathOf(session_, "orders/");
  const ApiAnswer keyless = Post(path, good, "");
  EXPECT_EQ(keyless.code, 400);
  EXPECT_EQ(keyless.argument("Idempotency-Key"), "MISSING");
  EXPECT_EQ(Post(path, good, std::string(129, 'k')).argument("Idempotency-Key"),
            "TOO_LONG");

  const ApiAnswer broken = Post(path, "{\"order\":", "k");
  EXPECT_EQ(broken.code, 400);
  EXPECT_EQ(broken.error(), "INVALID_BODY");

  json::object extra = Order(session_, 1);
  extra["order"].get_object()["notes"] = "x";
  const ApiAnswer unknown = PostOrder(extra, "k");
  EXPECT_EQ(unknown.code, 400);
  EXPECT_EQ(unknown.error(), "ARGUMENTS_ERROR");
  EXPECT_EQ(unknown.argument("order.notes"), "Unknown parameter");

  // What registration finds.
  EXPECT_EQ(PostOrder(Order(session_, 1, "not an address"), "k")
                .argument("order.contact.email"),
            "INVALID");
  json::object nameless = Order(session_, 1);
  nameless["order"].get_object()["contact"].get_object()["name"] =
      std::string(101, 'n');
  EXPECT_EQ(PostOrder(nameless, "k").argument("order.contact.name"),
            "TOO_LONG");
  EXPECT_EQ(IdsOf(Get(PathOf(session_, "orders/")), "orders").size(), 0);
}

TEST_F(OrdersTest, AreRefusedAsHttpSays) {
  const std::string path = PathOf(session_, "orders/");
  const ApiAnswer large = Post(path, std::string(20'000, ' '), "k");
  EXPECT_EQ(large.code, 413);
  EXPECT_NE(large.error(), "");
  const ApiAnswer form =
      Send("POST", path,
           {{"Authorization", absl::StrCat("Bearer ", partner_.token())},
            {"Content-Type", "application/x-www-form-urlencoded"},
            {"Idempotency-Key", "k"}},
           "a=b");
  EXPECT_EQ(form.code, 415);
  EXPECT_EQ(form.error(), "UNSUPPORTED_MEDIA_TYPE");
  const ApiAnswer method = Send("DELETE", path, {});
  EXPECT_EQ(method.code, 405);
  EXPECT_EQ(method.error(), "METHOD_NOT_ALLOWED");
  EXPECT_NE(method.http.Header("Allow"), "");
  EXPECT_EQ(PostOrder(Order(7, 1), "k", "", 7).code, 404);
  EXPECT_EQ(Post(path, "{}", "k", "wrong").code, 401);
  EXPECT_EQ(TextAt(Get("/v3/nowhere/").body, "error_description"),
            "The path you requested does not exist.");
}

TEST_F(OrdersTest, ShowACancellation) {
  const std::string id = TextAt(Book(session_, 2, "key-1"), "id");
  clock_.Advance(absl::Hours(1));
  CancelBooking(std::stoll(id));
  const ApiAnswer order = Get(absl::StrCat("/v3/orders/", id));
  EXPECT_EQ(TextAt(order.body, "status"), "cancelled");
  EXPECT_EQ(TextAt(order.body, "changed"), "2026-03-02T10:00:00Z");
  const ApiAnswer attendees = Get(PathOf(session_, "attendees/"));
  EXPECT_EQ(At(attendees.body, "attendees.0.cancelled"), true);
  EXPECT_EQ(TextAt(attendees.body, "attendees.0.status"), "Not Attending");
  const auto count = [this](absl::string_view list, absl::string_view query) {
    return IdsOf(Get(PathOf(session_, absl::StrCat(list, "/?", query))), list)
        .size();
  };
  EXPECT_EQ(count("attendees", "status=attending"), 0);
  EXPECT_EQ(count("attendees", "status=not_attending"), 2);
  EXPECT_EQ(count("attendees", "status=unpaid"), 0);
  EXPECT_EQ(count("orders", "status=active"), 0);
  EXPECT_EQ(count("orders", "status=inactive"), 1);
  EXPECT_EQ(count("orders", "status=all_not_deleted"), 1);
  EXPECT_EQ(count("orders", "changed_since=2026-03-02T10:00:00Z"), 1);
  EXPECT_EQ(count("orders", "changed_since=2026-03-02T10:00:01Z"), 0);
  EXPECT_EQ(count("attendees", "last_item_seen=" + AttendeeOf(id, 1)), 1);
  EXPECT_EQ(Get(PathOf(session_, "orders/?changed_since=x"))
                .argument("changed_since"),
            "INVALID");
}

TEST_F(OrdersTest, ComeInPages) {
  std::vector<std::string> ids;
  for (const char* name : {"a", "b", "c"}) {
    const std::string email = absl::StrCat(name, "@example.org");
    const std::string id = TextAt(Book(session_, 2, name, email), "id");
    ids.push_back(AttendeeOf(id, 1));
    ids.push_back(AttendeeOf(id, 2));
  }
  std::vector<std::string> seen;
  std::string query = "?page_size=4";
  for (int page = 1; page <= 2; ++page) {
    const ApiAnswer answer = Get(PathOf(session_, "attendees/" + query));
    for (const std::string& id : IdsOf(answer, "attendees")) seen.push_back(id);
    EXPECT_EQ(At(answer.body, "pagination.object_count"), 6);
    const std::string token = TextAt(answer.body, "pagination.continuation");
    EXPECT_EQ(token.empty(), page == 2);
    if (page == 1) {
      const ApiAnswer other =
          Get(PathOf(session_, absl::StrCat("orders/?continuation=", token)));
      EXPECT_EQ(other.error(), "BAD_CONTINUATION_TOKEN");
    }
    query = absl::StrCat("?page_size=4&continuation=", token);
  }
  EXPECT_EQ(seen, ids);
}

TEST_F(OrdersTest, GoOnWhileSchedulingIsDown) {
  scheduling_ = nullptr;
  EXPECT_EQ(PostOrder(Order(session_, 1), "key-1").code, 200);
}

TEST_F(OrdersTest, WaitWhileRegistrationIsDown) {
  registration_ = nullptr;
  for (const ApiAnswer& answer :
       {PostOrder(Order(session_, 1), "key-1"),
        Get(PathOf(session_, "attendees/")), Get("/v3/orders/7/")}) {
    EXPECT_EQ(answer.code, 503);
    EXPECT_NE(answer.http.Header("Retry-After"), "");
    EXPECT_NE(answer.error(), "");
    EXPECT_EQ(At(answer.body, "status_code"), 503);
  }
  ASSERT_NO_FATAL_FAILURE(StartRegistration());
  // Once the gateway has connected again, the same key settles it.
  EXPECT_TRUE(Eventually(
      [this] { return PostOrder(Order(session_, 1), "key-1").code == 200; }));
}

}  // namespace
}  // namespace cwp::gateway
