#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "boost/json/serialize.hpp"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "tests/gateway/gateway_fixture.h"

namespace cwp::gateway {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EventsTest : public GatewayFixture {
 protected:
  static std::string EventsPath(absl::string_view query = "") {
    return absl::StrCat("/v3/organizations/900100/events/", query);
  }

  std::vector<std::string> IdsOf(const ApiAnswer& answer) {
    EXPECT_EQ(answer.code, 200) << answer.http.body;
    std::vector<std::string> ids;
    const json::value events = At(answer.body, "events");
    if (!events.is_array()) return ids;
    for (const json::value& event : events.get_array()) {
      ids.push_back(TextAt(event, "id"));
    }
    return ids;
  }

  std::vector<std::string> List(absl::string_view query = "") {
    return IdsOf(Get(EventsPath(query)));
  }

  static std::string PathOf(const scheduling::v1::Session& session,
                            absl::string_view rest = "") {
    return absl::StrCat("/v3/events/", session.id(), "/", rest);
  }
};

TEST_F(EventsTest, BelongToTheUsersOrganisation) {
  const std::string id = absl::StrCat(partner_.partner().id());
  for (const std::string& user : {std::string("me"), id}) {
    for (const char* slash : {"", "/"}) {
      const ApiAnswer me = Get(absl::StrCat("/v3/users/", user, slash));
      EXPECT_EQ(me.code, 200);
      EXPECT_EQ(TextAt(me.body, "id"), id);
      EXPECT_EQ(TextAt(me.body, "name"), "Example Bookings");
      EXPECT_TRUE(At(me.body, "emails").is_array());
      EXPECT_EQ(At(me.body, "is_public"), false);

      const ApiAnswer list =
          Get(absl::StrCat("/v3/users/", user, "/organizations", slash));
      EXPECT_EQ(TextAt(list.body, "organizations.0.id"), "900100");
      EXPECT_EQ(TextAt(list.body, "organizations.0._type"), "organization");
      EXPECT_EQ(TextAt(list.body, "organizations.0.name"),
                "Children's Wellbeing");
      EXPECT_EQ(TextAt(list.body, "organizations.0.created"),
                "2026-03-02T09:00:00");
      EXPECT_EQ(At(list.body, "pagination.object_count"), 1);
      EXPECT_EQ(At(list.body, "pagination.has_more_items"), false);
      EXPECT_EQ(At(list.body, "pagination.continuation"), nullptr);
    }
  }
  EXPECT_EQ(Get("/v3/users/7/").error(), "NOT_AUTHORIZED");
  EXPECT_EQ(Get("/v3/users/7/organizations/").code, 403);
  const ApiAnswer other = Get("/v3/organizations/1/events/");
  EXPECT_EQ(other.code, 403);
  EXPECT_EQ(other.error(), "NOT_AUTHORIZED");
}

TEST_F(EventsTest, HaveEventbritesShape) {
  const auto workshop = MakeWorkshop("worry");
  const auto session = MakeSession(workshop.id());
  CatchUp();
  const std::string id = absl::StrCat(session.id());
  const ApiAnswer answer = Get(PathOf(session));
  ASSERT_EQ(answer.code, 200);
  EXPECT_EQ(answer.http.Header("Content-Type"), "application/json");
  const json::object& event = answer.body;
  EXPECT_EQ(TextAt(event, "id"), id);
  EXPECT_EQ(TextAt(event, "name.text"), "Worry & sleep: worry");
  EXPECT_EQ(TextAt(event, "name.html"), "Worry &amp; sleep: worry");
  EXPECT_EQ(TextAt(event, "summary"), "For parents and carers.");
  EXPECT_EQ(TextAt(event, "url"),
            "https://bookings.example.org/workshops/worry");
  EXPECT_EQ(TextAt(event, "resource_uri"),
            absl::StrCat("https://gateway.example.org/v3/events/", id, "/"));
  // In June London is an hour ahead of UTC.
  EXPECT_EQ(TextAt(event, "start.timezone"), "Europe/London");
  EXPECT_EQ(TextAt(event, "start.local"), "2026-06-01T18:30:00");
  EXPECT_EQ(TextAt(event, "start.utc"), "2026-06-01T17:30:00Z");
  EXPECT_EQ(TextAt(event, "end.utc"), "2026-06-01T18:30:00Z");
  EXPECT_EQ(TextAt(event, "organization_id"), "900100");
  EXPECT_EQ(TextAt(event, "created"), "2026-03-02T09:00:00Z");
  EXPECT_EQ(TextAt(event, "status"), "live");
  EXPECT_EQ(At(event, "capacity"), 20);
  EXPECT_EQ(At(event, "online_event"), true);
  EXPECT_EQ(At(event, "venue_id"), nullptr);
  EXPECT_EQ(At(event, "ticket_availability.has_available_tickets"), true);
  EXPECT_EQ(At(event, "ticket_availability.is_sold_out"), false);
  EXPECT_EQ(At(event, "ticket_availability.waitlist_available"), false);
  EXPECT_EQ(TextAt(event, "ticket_availability.minimum_ticket_price.display"),
            "0.00 GBP");
  EXPECT_EQ(TextAt(event, "ticket_availability.start_sales_date.timezone"),
            "Europe/London");
  EXPECT_TRUE(absl::StrContains(
      TextAt(Get(PathOf(session, "description")).body, "description"),
      "<p>First.</p>\n<p>Second.</p>"));
}

TEST_F(EventsTest, HaveEveryKeyOfEventbrites) {
  const auto session = MakeSession(MakeWorkshop("worry").id());
  CatchUp();
  const json::object event = Get(PathOf(session)).body;
  for (const char* key : {"description",
                          "changed",
                          "published",
                          "capacity_is_custom",
                          "currency",
                          "listed",
                          "shareable",
                          "invite_only",
                          "show_remaining",
                          "tx_time_limit",
                          "hide_start_date",
                          "hide_end_date",
                          "locale",
                          "is_locked",
                          "privacy_setting",
                          "is_series",
                          "is_series_parent",
                          "inventory_type",
                          "is_reserved_seating",
                          "show_pick_a_seat",
                          "show_seatmap_thumbnail",
                          "show_colors_in_seatmap_thumbnail",
                          "source",
                          "is_free",
                          "version",
                          "facebook_event_id",
                          "logo_id",
                          "organizer_id",
                          "venue_id",
                          "category_id",
                          "subcategory_id",
                          "format_id",
                          "is_externally_ticketed",
                          "logo"}) {
    EXPECT_TRUE(event.contains(key)) << key;
  }
}

TEST_F(EventsTest, HaveOneTicketClass) {
  const auto session = MakeSession(MakeWorkshop("worry").id(), 0, 3);
  CatchUp();
  Book(session.id(), 2, "key-1");
  const std::string id = absl::StrCat(session.id() + 1);
  const ApiAnswer list = Get(PathOf(session, "ticket_classes/"));
  EXPECT_EQ(At(list.body, "pagination.object_count"), 1);
  for (const ApiAnswer& answer :
       {Get(PathOf(session, "ticket_classes/" + id + "/")),
        Get(PathOf(session, "ticket_classes/" + id))}) {
    EXPECT_EQ(At(list.body, "ticket_classes.0"), json::value(answer.body));
  }
  const json::value ticket = At(list.body, "ticket_classes.0");
  EXPECT_EQ(TextAt(ticket, "id"), id);
  EXPECT_EQ(TextAt(ticket, "name"), "Parent or carer place");
  EXPECT_EQ(TextAt(ticket, "event_id"), absl::StrCat(session.id()));
  EXPECT_EQ(TextAt(ticket, "on_sale_status"), "AVAILABLE");
  EXPECT_EQ(At(ticket, "free"), true);
  EXPECT_EQ(At(ticket, "capacity"), 3);
  EXPECT_EQ(At(ticket, "quantity_total"), 3);
  EXPECT_EQ(At(ticket, "quantity_sold"), 2);
  EXPECT_EQ(TextAt(ticket, "cost.display"), "£0.00");
  EXPECT_EQ(TextAt(ticket, "sales_end"), "2026-06-01T17:30:00Z");
  for (const char* key : {"actual_cost",
                          "actual_fee",
                          "fee",
                          "tax",
                          "resource_uri",
                          "display_name",
                          "description",
                          "sorting",
                          "donation",
                          "minimum_quantity",
                          "maximum_quantity",
                          "maximum_quantity_per_order",
                          "has_pdf_ticket",
                          "order_confirmation_message",
                          "delivery_methods",
                          "category",
                          "sales_channels",
                          "secondary_assignment_enabled",
                          "image_id",
                          "sales_start",
                          "sales_end_relative",
                          "hidden",
                          "hidden_currently",
                          "include_fee",
                          "split_fee",
                          "hide_description",
                          "hide_sale_dates",
                          "auto_hide",
                          "payment_constraints"}) {
    EXPECT_TRUE(ticket.get_object().contains(key)) << key;
  }
  EXPECT_EQ(Get(PathOf(session, "ticket_classes/for_sale")).code, 200);
  EXPECT_EQ(Get(PathOf(session, "ticket_classes/99/")).code, 404);
}

TEST_F(EventsTest, CanBeAtAVenue) {
  const auto workshop = MakeWorkshop("hall", true);
  const auto session = MakeSession(workshop.id());
  CatchUp();
  const ApiAnswer event = Get(PathOf(session, "?expand=venue,unknown"));
  EXPECT_EQ(At(event.body, "online_event"), false);
  EXPECT_EQ(TextAt(event.body, "venue_id"), absl::StrCat(workshop.id()));
  EXPECT_EQ(TextAt(event.body, "venue.name"), "Example Hall");
  EXPECT_EQ(TextAt(event.body, "venue.address.address_1"), "1 Example Street");
  EXPECT_EQ(TextAt(event.body, "venue.address.city"), "Little Sampling");
  EXPECT_EQ(TextAt(event.body, "venue.address.postal_code"), "ZZ1 1ZZ");
  EXPECT_EQ(TextAt(event.body,
                   "venue.address.localized_multi_line_address_display.2"),
            "ZZ1 1ZZ");
  const ApiAnswer venue = Get(absl::StrCat("/v3/venues/", workshop.id(), "/"));
  EXPECT_EQ(json::value(venue.body), At(event.body, "venue"));
  EXPECT_EQ(Get("/v3/venues/7/").code, 404);
}

TEST_F(EventsTest, CanBeAtAVenueOfTheirOwn) {
  const auto workshop = MakeWorkshop("worry");
  const auto online = MakeSession(workshop.id());
  const auto session = MakeSession(workshop.id(), 3);
  MoveToVenue(session.id());
  CatchUp();
  EXPECT_EQ(At(Get(PathOf(online)).body, "online_event"), true);
  const ApiAnswer event = Get(PathOf(session, "?expand=venue"));
  EXPECT_EQ(At(event.body, "online_event"), false);
  EXPECT_EQ(TextAt(event.body, "venue_id"), absl::StrCat(session.id()));
  EXPECT_EQ(TextAt(event.body, "venue.name"), "Example Hall");
  const ApiAnswer venue = Get(absl::StrCat("/v3/venues/", session.id(), "/"));
  EXPECT_EQ(json::value(venue.body), At(event.body, "venue"));
  EXPECT_EQ(Get(absl::StrCat("/v3/venues/", workshop.id(), "/")).code, 404);
}

TEST_F(EventsTest, AreExpandedAsAsked) {
  MakeSession(MakeWorkshop("worry").id());
  CatchUp();
  const json::object plain = Get(EventsPath("?expand=none")).body;
  EXPECT_FALSE(At(plain, "events.0").get_object().contains("venue"));
  EXPECT_FALSE(
      At(plain, "events.0").get_object().contains("ticket_availability"));
  const json::object full =
      Get(EventsPath("?expand=ticket_availability,ticket_classes,organizer"))
          .body;
  EXPECT_EQ(At(full, "events.0.ticket_availability.has_available_tickets"),
            true);
  EXPECT_EQ(TextAt(full, "events.0.ticket_classes.0.on_sale_status"),
            "AVAILABLE");
  EXPECT_EQ(TextAt(full, "events.0.organizer.name"), "Children's Wellbeing");
  const std::string uri = TextAt(full, "events.0.organizer.resource_uri");
  const ApiAnswer organizer = Get(uri.substr(uri.find("/v3/")));
  EXPECT_EQ(organizer.code, 200) << uri;
  EXPECT_EQ(json::value(organizer.body), At(full, "events.0.organizer"));
  EXPECT_EQ(Get("/v3/organizers/none/").code, 404);
}

TEST_F(EventsTest, AreThoseOfPublishedWorkshops) {
  const auto draft = MakeWorkshop("draft", false, false);
  const auto hidden = MakeSession(draft.id(), 0, 20, false);
  const auto shown = MakeSession(MakeWorkshop("worry").id());
  CatchUp();
  EXPECT_THAT(List(), ElementsAre(absl::StrCat(shown.id())));
  EXPECT_EQ(TextAt(Get(PathOf(hidden)).body, "error_description"),
            "The event you requested does not exist.");
  EXPECT_EQ(Get(PathOf(hidden)).code, 404);
  EXPECT_EQ(Get("/v3/events/notanid/").error(), "NOT_FOUND");
  EXPECT_EQ(Get("/v3/events/99999999999999999999/").code, 404);
}

TEST_F(EventsTest, AreNoDraftsEvenWhenCancelled) {
  const auto workshop = MakeWorkshop("worry");
  const auto draft = MakeDraft(workshop.id());
  const auto off = MakeDraft(workshop.id());
  CancelSession(off.id());
  CatchUp();
  EXPECT_THAT(List("?status=all"), IsEmpty());
  EXPECT_EQ(Get(PathOf(draft)).code, 404);
  EXPECT_EQ(Get(PathOf(off)).code, 404);
}

TEST_F(EventsTest, AreFilteredAndOrdered) {
  const auto b = MakeSession(MakeWorkshop("b-workshop").id(), 1);
  const auto a = MakeSession(MakeWorkshop("a-workshop").id(), 2);
  const auto cancelled = MakeSession(MakeWorkshop("c-workshop").id(), 3);
  CancelSession(cancelled.id());
  CatchUp();
  const std::string a_id = absl::StrCat(a.id());
  const std::string b_id = absl::StrCat(b.id());
  const std::string c_id = absl::StrCat(cancelled.id());
  EXPECT_THAT(List(), ElementsAre(b_id, a_id));
  EXPECT_THAT(List("?order_by=start_desc"), ElementsAre(a_id, b_id));
  EXPECT_THAT(List("?order_by=name_asc"), ElementsAre(a_id, b_id));
  EXPECT_THAT(List("?status=canceled"), ElementsAre(c_id));
  EXPECT_THAT(List("?status=live,canceled"), ElementsAre(b_id, a_id, c_id));
  EXPECT_THAT(List("?status=all"), ElementsAre(b_id, a_id, c_id));
  EXPECT_THAT(List("?status=draft"), IsEmpty());
  EXPECT_THAT(List("?name_filter=A-work"), ElementsAre(a_id));
  EXPECT_THAT(List("?time_filter=past"), IsEmpty());
  EXPECT_THAT(List("?time_filter=current_future&status=live"),
              ElementsAre(b_id, a_id));
  EXPECT_THAT(List("?event_ids=" + a_id), ElementsAre(a_id));
  EXPECT_THAT(List("?event_ids_to_exclude=" + a_id), ElementsAre(b_id));
  clock_.Advance(absl::Hours(24 * 120));
  EXPECT_THAT(List(), IsEmpty());
  EXPECT_THAT(List("?status=completed"), ElementsAre(b_id, a_id));
  EXPECT_THAT(List("?status=ended"), ElementsAre(b_id, a_id));

  for (const char* wrong : {"status=x", "time_filter=x", "order_by=start",
                            "event_ids=x", "page_size=0", "page_size=x"}) {
    const ApiAnswer answer = Get(EventsPath(absl::StrCat("?", wrong)));
    EXPECT_EQ(answer.code, 400) << wrong;
    EXPECT_EQ(answer.error(), "ARGUMENTS_ERROR") << wrong;
    EXPECT_EQ(answer.argument(
                  std::string(wrong).substr(0, std::string(wrong).find('='))),
              "INVALID")
        << wrong;
  }
}

TEST_F(EventsTest, ComeInPages) {
  const auto workshop = MakeWorkshop("worry");
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(absl::StrCat(MakeSession(workshop.id(), i).id()));
  }
  CatchUp();
  std::vector<std::string> seen;
  std::string query = "?page_size=2";
  for (int page = 1; page <= 3; ++page) {
    const ApiAnswer answer = Get(EventsPath(query));
    for (const std::string& id : IdsOf(answer)) seen.push_back(id);
    EXPECT_EQ(At(answer.body, "pagination.object_count"), 5);
    EXPECT_EQ(At(answer.body, "pagination.page_number"), page);
    EXPECT_EQ(At(answer.body, "pagination.page_size"), 2);
    EXPECT_EQ(At(answer.body, "pagination.page_count"), 3);
    EXPECT_EQ(At(answer.body, "pagination.has_more_items"), page < 3);
    const std::string token = TextAt(answer.body, "pagination.continuation");
    EXPECT_EQ(token.empty(), page == 3);
    query = absl::StrCat("?page_size=2&continuation=", token);
  }
  EXPECT_EQ(seen, ids);

  EXPECT_THAT(List("?page_size=2&page=2"), ElementsAre(ids[2], ids[3]));
  EXPECT_EQ(Get(EventsPath("?page_size=2&page=4")).error(), "BAD_PAGE");
  EXPECT_EQ(Get(EventsPath("?page=0")).error(), "BAD_PAGE");
  EXPECT_EQ(Get(EventsPath("?page=x")).error(), "BAD_PAGE");
}

TEST_F(EventsTest, RefuseATokenOfAnotherList) {
  const auto workshop = MakeWorkshop("worry");
  for (int i = 0; i < 3; ++i) MakeSession(workshop.id(), i);
  CatchUp();
  const std::string token =
      TextAt(Get(EventsPath("?page_size=2")).body, "pagination.continuation");
  ASSERT_NE(token, "");
  for (const std::string& query :
       {absl::StrCat("?page_size=2&status=live&continuation=", token),
        absl::StrCat("?continuation=x", token),
        std::string("?continuation=eyJwYWdlIjogMn0")}) {
    const ApiAnswer answer = Get(EventsPath(query));
    EXPECT_EQ(answer.code, 400) << query;
    EXPECT_EQ(answer.error(), "BAD_CONTINUATION_TOKEN") << query;
  }
  // The other slash form is the same list.
  EXPECT_EQ(Get(absl::StrCat("/v3/organizations/900100/events?page_size=2"
                             "&continuation=",
                             token))
                .code,
            200);
}

TEST_F(EventsTest, SayWhenTheyCannotBeBooked) {
  const auto workshop = MakeWorkshop("worry");
  const auto waiting = MakeSession(workshop.id(), 0, 20, false);
  const auto closed = MakeSession(workshop.id(), 1);
  CloseSession(closed.id());
  const auto full = MakeSession(workshop.id(), 2, 1);
  CatchUp();
  Book(full.id(), 1, "key-1");
  const auto status = [this](const scheduling::v1::Session& session) {
    return TextAt(Get(PathOf(session, "?expand=ticket_classes")).body,
                  "ticket_classes.0.on_sale_status");
  };
  EXPECT_EQ(status(waiting), "NOT_YET_ON_SALE");
  EXPECT_EQ(status(closed), "UNAVAILABLE");
  EXPECT_EQ(status(full), "SOLD_OUT");
  const json::object event = Get(PathOf(full)).body;
  EXPECT_EQ(At(event, "ticket_availability.is_sold_out"), true);
  EXPECT_EQ(At(event, "ticket_availability.has_available_tickets"), false);
}

TEST_F(EventsTest, NameTheOrganisationAsTheDeskDoes) {
  const auto session = MakeSession(MakeWorkshop("worry").id());
  const auto names = [this, &session] {
    return std::vector<std::string>{
        TextAt(Get(PathOf(session, "?expand=organizer")).body,
               "organizer.name"),
        TextAt(Get("/v3/users/me/organizations/").body, "organizations.0.name"),
        TextAt(Get("/v3/organizers/900100/").body, "name")};
  };
  CatchUp();
  EXPECT_THAT(names(), Each("Children's Wellbeing"));
  SayName("Wellbeing in Schools");
  CatchUp();
  EXPECT_THAT(names(), Each("Wellbeing in Schools"));
  scheduling_ = nullptr;
  StartGateway();
  EXPECT_THAT(names(), Each("Wellbeing in Schools")) << "also after a restart";
}

TEST_F(EventsTest, StayWhileSchedulingAndRegistrationAreDown) {
  const auto session = MakeSession(MakeWorkshop("worry").id());
  CatchUp();
  scheduling_ = nullptr;
  EXPECT_THAT(List(), ElementsAre(absl::StrCat(session.id())));
  EXPECT_EQ(At(Get(PathOf(session)).body,
               "ticket_availability.has_available_tickets"),
            true);
  // Also after a restart.
  StartGateway();
  EXPECT_THAT(List(), ElementsAre(absl::StrCat(session.id())));

  registration_ = nullptr;
  clock_.Advance(absl::Minutes(1));
  const ApiAnswer event = Get(PathOf(session, "?expand=ticket_classes"));
  EXPECT_EQ(event.code, 200);
  EXPECT_EQ(At(event.body, "ticket_availability"), nullptr);
  EXPECT_EQ(TextAt(event.body, "ticket_classes.0.on_sale_status"), "UNKNOWN");
  EXPECT_EQ(At(event.body, "ticket_classes.0.quantity_sold"), nullptr);
  EXPECT_EQ(At(event.body, "capacity"), 20);
}

}  // namespace
}  // namespace cwp::gateway
