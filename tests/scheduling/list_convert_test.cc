#include "services/scheduling/list_convert.h"

#include <functional>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "common/time/proto_time.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Workshops = v1::ListWorkshopsRequest;
using Sessions = v1::ListSessionsRequest;

TEST(ReadListWorkshopsTest, Sizes) {
  Workshops request;
  EXPECT_EQ(ReadListWorkshops(request, Viewer::kStaff)->limit, 50);
  request.set_page_size(3);
  EXPECT_EQ(ReadListWorkshops(request, Viewer::kStaff)->limit, 3);
  request.set_page_size(1000);
  EXPECT_EQ(ReadListWorkshops(request, Viewer::kStaff)->limit, 200);
  request.set_page_size(-1);
  EXPECT_THAT(ReadListWorkshops(request, Viewer::kStaff),
              HasReason("FIELD_INVALID"));
}

TEST(ReadListWorkshopsTest, ReadsEachFilter) {
  Workshops request;
  ASSERT_OK_AND_ASSIGN(WorkshopList list,
                       ReadListWorkshops(request, Viewer::kPublic));
  EXPECT_EQ(list.filter.viewer, Viewer::kPublic);
  EXPECT_EQ(list.filter.state, std::nullopt);
  EXPECT_EQ(list.filter.audience, std::nullopt);
  EXPECT_EQ(list.filter.age_years, std::nullopt);
  EXPECT_EQ(list.filter.topic, "");
  EXPECT_EQ(list.filter.delivery, std::nullopt);

  request.set_state(v1::Workshop::ARCHIVED);
  request.set_audience(v1::AUDIENCE_YOUNG_PEOPLE);
  request.set_age_years(0);
  request.set_topic("sleep");
  request.set_delivery_mode(v1::Delivery::VENUE);
  ASSERT_OK_AND_ASSIGN(list, ReadListWorkshops(request, Viewer::kStaff));
  EXPECT_EQ(list.filter.viewer, Viewer::kStaff);
  EXPECT_EQ(list.filter.state, WorkshopState::kArchived);
  EXPECT_EQ(list.filter.audience, Audience::kYoungPeople);
  EXPECT_EQ(list.filter.age_years, 0);
  EXPECT_EQ(list.filter.topic, "sleep");
  EXPECT_EQ(list.filter.delivery, DeliveryMode::kVenue);
}

TEST(ReadListSessionsTest, ReadsEachFilter) {
  Sessions request;
  ASSERT_OK_AND_ASSIGN(SessionList list,
                       ReadListSessions(request, Viewer::kPublic));
  EXPECT_EQ(list.limit, 50);
  EXPECT_EQ(list.after, std::nullopt);
  EXPECT_EQ(list.filter.viewer, Viewer::kPublic);
  EXPECT_EQ(list.filter.workshop_id, std::nullopt);
  EXPECT_THAT(list.filter.states, IsEmpty());
  EXPECT_EQ(list.filter.audience, std::nullopt);
  EXPECT_EQ(list.filter.age_years, std::nullopt);
  EXPECT_EQ(list.filter.topic, "");
  EXPECT_EQ(list.filter.delivery, std::nullopt);
  EXPECT_EQ(list.filter.time_of_day, std::nullopt);
  EXPECT_EQ(list.filter.start_min, absl::InfinitePast());
  EXPECT_EQ(list.filter.start_max, absl::InfiniteFuture());
  EXPECT_FALSE(list.filter.descending);

  request.set_workshop_id(7);
  request.set_state(v1::Session::CLOSED);
  request.add_states(v1::Session::OPEN);
  request.set_audience(v1::AUDIENCE_PROFESSIONALS);
  request.set_age_years(11);
  request.set_topic(" sleep ");
  request.set_delivery_mode(v1::Delivery::TEAMS);
  request.set_time_of_day(Sessions::EVENING);
  *request.mutable_start_time_min() = ToTimestamp(At(9));
  *request.mutable_start_time_max() = ToTimestamp(At(10));
  request.set_order(Sessions::START_DESCENDING);
  ASSERT_OK_AND_ASSIGN(list, ReadListSessions(request, Viewer::kStaff));
  EXPECT_EQ(list.filter.viewer, Viewer::kStaff);
  EXPECT_EQ(list.filter.workshop_id, 7);
  EXPECT_THAT(list.filter.states,
              ElementsAre(SessionState::kClosed, SessionState::kOpen));
  EXPECT_EQ(list.filter.audience, Audience::kProfessionals);
  EXPECT_EQ(list.filter.age_years, 11);
  EXPECT_EQ(list.filter.topic, "sleep");
  EXPECT_EQ(list.filter.delivery, DeliveryMode::kTeams);
  EXPECT_EQ(list.filter.time_of_day, TimeOfDay::kEvening);
  EXPECT_EQ(list.filter.start_min, At(9));
  EXPECT_EQ(list.filter.start_max, At(10));
  EXPECT_TRUE(list.filter.descending);
  request.set_order(Sessions::START_ASCENDING);
  EXPECT_FALSE(ReadListSessions(request, Viewer::kStaff)->filter.descending);
}

// What is wrong with a request after a change, and with which field.
template <class Request, class List>
std::string Fault(absl::StatusOr<List> (*read)(const Request&, Viewer),
                  const std::function<void(Request&)>& change) {
  Request request;
  change(request);
  const absl::Status status = read(request, Viewer::kStaff).status();
  return ReasonOf(status) + " " + MetadataOf(status, "field");
}

TEST(ReadListWorkshopsTest, RefusesNonsense) {
  const auto fault = [](const std::function<void(Workshops&)>& change) {
    return Fault<Workshops>(ReadListWorkshops, change);
  };
  EXPECT_EQ(fault([](auto& to) { to.set_state(v1::Workshop::State(9)); }),
            "FIELD_INVALID state");
  EXPECT_EQ(fault([](auto& to) { to.set_audience(v1::Audience(9)); }),
            "FIELD_INVALID audience");
  EXPECT_EQ(fault([](auto& to) { to.set_age_years(26); }),
            "FIELD_INVALID age_years");
  EXPECT_EQ(fault([](auto& to) { to.set_topic(std::string(41, 'a')); }),
            "FIELD_TOO_LONG topic");
  EXPECT_EQ(
      fault([](auto& to) { to.set_delivery_mode(v1::Delivery::Mode(9)); }),
      "FIELD_INVALID delivery_mode");
}

TEST(ReadListSessionsTest, RefusesNonsense) {
  const auto fault = [](const std::function<void(Sessions&)>& change) {
    return Fault<Sessions>(ReadListSessions, change);
  };
  EXPECT_EQ(fault([](auto& to) { to.set_page_size(-1); }),
            "FIELD_INVALID page_size");
  EXPECT_EQ(fault([](auto& to) { to.set_page_token("rubbish"); }),
            "PAGE_TOKEN_INVALID page_token");
  EXPECT_EQ(fault([](auto& to) { to.set_workshop_id(-1); }),
            "FIELD_INVALID workshop_id");
  EXPECT_EQ(fault([](auto& to) { to.set_state(v1::Session::State(9)); }),
            "FIELD_INVALID state");
  EXPECT_EQ(fault([](auto& to) { to.add_states(v1::Session::State(9)); }),
            "FIELD_INVALID states[0]");
  EXPECT_EQ(fault([](auto& to) {
              to.add_states(v1::Session::OPEN);
              to.add_states(v1::Session::STATE_UNSPECIFIED);
            }),
            "FIELD_REQUIRED states[1]");
  EXPECT_EQ(fault([](auto& to) {
              for (int i = 0; i < 21; ++i) to.add_states(v1::Session::OPEN);
            }),
            "FIELD_TOO_LONG states");
  EXPECT_EQ(fault([](auto& to) { to.set_audience(v1::Audience(-1)); }),
            "FIELD_INVALID audience");
  EXPECT_EQ(fault([](auto& to) { to.set_age_years(-1); }),
            "FIELD_INVALID age_years");
  EXPECT_EQ(fault([](auto& to) { to.set_topic("caf\xE9"); }),
            "FIELD_INVALID topic");
  EXPECT_EQ(
      fault([](auto& to) { to.set_delivery_mode(v1::Delivery::Mode(9)); }),
      "FIELD_INVALID delivery_mode");
  EXPECT_EQ(fault([](auto& to) { to.set_time_of_day(Sessions::TimeOfDay(3)); }),
            "FIELD_INVALID time_of_day");
  EXPECT_EQ(fault([](auto& to) { to.mutable_start_time_min()->set_nanos(-1); }),
            "FIELD_INVALID start_time_min");
  EXPECT_EQ(fault([](auto& to) { to.mutable_start_time_max()->set_nanos(-1); }),
            "FIELD_INVALID start_time_max");
  EXPECT_EQ(fault([](auto& to) { to.set_order(Sessions::Order(3)); }),
            "FIELD_INVALID order");
}

TEST(ReadListWorkshopsTest, TokenIsOfThisListAlone) {
  Workshops request;
  ASSERT_OK_AND_ASSIGN(const WorkshopList all,
                       ReadListWorkshops(request, Viewer::kStaff));
  request.set_page_token(NextWorkshopsToken(all, 41));
  EXPECT_EQ(ReadListWorkshops(request, Viewer::kStaff)->after_id, 41);
  request.set_page_size(7);
  EXPECT_EQ(ReadListWorkshops(request, Viewer::kStaff)->after_id, 41);
  EXPECT_THAT(ReadListWorkshops(request, Viewer::kPublic),
              HasReason("PAGE_TOKEN_INVALID"));
  const std::function<void(Workshops&)> changes[] = {
      [](auto& to) { to.set_state(v1::Workshop::DRAFT); },
      [](auto& to) { to.set_audience(v1::AUDIENCE_YOUNG_PEOPLE); },
      [](auto& to) { to.set_age_years(0); },
      [](auto& to) { to.set_topic("sleep"); },
      [](auto& to) { to.set_delivery_mode(v1::Delivery::TEAMS); }};
  for (const auto& change : changes) {
    Workshops other = request;
    change(other);
    EXPECT_THAT(ReadListWorkshops(other, Viewer::kStaff),
                HasReason("PAGE_TOKEN_INVALID"));
  }
}

TEST(ReadListSessionsTest, TokenIsOfThisListAlone) {
  Sessions request;
  request.set_workshop_id(7);
  ASSERT_OK_AND_ASSIGN(const SessionList first,
                       ReadListSessions(request, Viewer::kStaff));
  const SessionPlace last = {At(18), 41};
  request.set_page_token(NextSessionsToken(first, last));
  EXPECT_EQ(ReadListSessions(request, Viewer::kStaff)->after, last);
  request.set_page_size(7);
  EXPECT_EQ(ReadListSessions(request, Viewer::kStaff)->after, last);
  EXPECT_THAT(ReadListSessions(request, Viewer::kPublic),
              HasReason("PAGE_TOKEN_INVALID"));
  const std::function<void(Sessions&)> changes[] = {
      [](auto& to) { to.set_workshop_id(8); },
      [](auto& to) { to.set_state(v1::Session::OPEN); },
      [](auto& to) { to.add_states(v1::Session::OPEN); },
      [](auto& to) { to.mutable_start_time_min(); },
      [](auto& to) { to.mutable_start_time_min()->set_seconds(5); },
      [](auto& to) { to.mutable_start_time_max()->set_seconds(5); },
      [](auto& to) { to.set_audience(v1::AUDIENCE_YOUNG_PEOPLE); },
      [](auto& to) { to.set_age_years(0); },
      [](auto& to) { to.set_topic("sleep"); },
      [](auto& to) { to.set_delivery_mode(v1::Delivery::TEAMS); },
      [](auto& to) { to.set_time_of_day(Sessions::DAYTIME); },
      [](auto& to) { to.set_order(Sessions::START_DESCENDING); }};
  for (const auto& change : changes) {
    Sessions other = request;
    change(other);
    EXPECT_THAT(ReadListSessions(other, Viewer::kStaff),
                HasReason("PAGE_TOKEN_INVALID"));
  }
}

}  // namespace
}  // namespace cwp::scheduling
