#include "services/web/convert.h"

#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

using ::testing::Eq;
using ::testing::SizeIs;

scheduling::v1::Session GoodSession() {
  scheduling::v1::Session session;
  session.set_id(1);
  session.set_workshop_id(2);
  session.set_state(scheduling::v1::Session::OPEN);
  session.add_meetings()->mutable_start_time()->set_seconds(100);
  return session;
}

TEST(ConvertTest, SessionsThatMakeNoSenseAreLeftOut) {
  EXPECT_TRUE(FromProto(GoodSession()).has_value());
  scheduling::v1::Session session = GoodSession();
  session.clear_meetings();
  EXPECT_FALSE(FromProto(session).has_value());
  session = GoodSession();
  session.set_state(scheduling::v1::Session::STATE_UNSPECIFIED);
  EXPECT_FALSE(FromProto(session).has_value());
  session = GoodSession();
  session.set_id(0);
  EXPECT_FALSE(FromProto(session).has_value());
}

TEST(ConvertTest, SessionsAreWhereTheySay) {
  scheduling::v1::Session session = GoodSession();
  EXPECT_FALSE(FromProto(session)->live_webinar);
  EXPECT_FALSE(FromProto(session)->venue.has_value());
  session.set_format(scheduling::v1::Session::LIVE_WEBINAR);
  session.mutable_delivery()->set_mode(scheduling::v1::Delivery::VENUE);
  session.mutable_delivery()->mutable_venue()->set_name("Village hall");
  EXPECT_TRUE(FromProto(session)->live_webinar);
  EXPECT_EQ(FromProto(session)->venue->name, "Village hall");
}

TEST(ConvertTest, DraftsAreLeftOut) {
  scheduling::v1::Workshop workshop;
  workshop.set_id(1);
  workshop.set_state(scheduling::v1::Workshop::DRAFT);
  EXPECT_FALSE(FromProto(workshop).has_value());
  workshop.set_state(scheduling::v1::Workshop::PUBLISHED);
  EXPECT_TRUE(FromProto(workshop).has_value());
  webinars::v1::Webinar webinar;
  webinar.set_id(1);
  webinar.set_state(webinars::v1::Webinar::DRAFT);
  EXPECT_FALSE(FromProto(webinar).has_value());
  scheduling::v1::Session session;
  session.set_id(1);
  session.add_meetings();
  session.set_state(scheduling::v1::Session::DRAFT);
  EXPECT_FALSE(FromProto(session).has_value());
  session.set_state(scheduling::v1::Session::CANCELLED);
  EXPECT_TRUE(FromProto(session).has_value());
  session.set_never_shown(true);
  EXPECT_FALSE(FromProto(session).has_value());
}

TEST(ConvertTest, OnlyHttpsVideosAreLinkedTo) {
  webinars::v1::Webinar webinar;
  webinar.set_id(1);
  webinar.set_state(webinars::v1::Webinar::PUBLISHED);
  webinar.add_parts()->set_video_uri("javascript:alert(1)");
  webinar.add_parts()->set_video_uri("https://video.example.org/");
  const auto converted = FromProto(webinar);
  ASSERT_TRUE(converted.has_value());
  ASSERT_THAT(converted->parts, SizeIs(2));
  EXPECT_THAT(converted->parts[0].video_uri, Eq(""));
  EXPECT_THAT(converted->parts[1].video_uri, Eq("https://video.example.org/"));
}

}  // namespace
}  // namespace cwp::web
