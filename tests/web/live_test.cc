// Numbers of places on pages that are open.
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/testing/wall_step.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class LiveTest : public WebTest {
 protected:
  LiveTest() { settings_.live_readers = 2; }

  void SetUp() override {
    SetSeats(kOpen, 3);
    SetSeats(kAtVenue, 1);
    WebTest::SetUp();
  }

  void SetSeats(int64_t session, int left) {
    registration::v1::SeatCount count;
    count.set_session_id(session);
    count.set_capacity(12);
    count.set_left(left);
    count.set_confirmed(12 - left);
    services_.registration.SetSeats(count);
  }

  // A page that is open.
  class Reader {
   public:
    Reader(int port, const std::string& sessions)
        : client_(static_cast<uint16_t>(port)) {
      client_.SendRaw(absl::StrCat("GET /live/places?sessions=", sessions,
                                   " HTTP/1.1\r\nHost: x\r\n\r\n"));
    }

    // Reads until these words have come, whatever comes before.
    bool Hears(const std::string& words) {
      while (!absl::StrContains(heard_, words)) {
        const std::string more = client_.ReadRaw(1);
        if (more.empty()) return false;
        heard_ += more;
      }
      return true;
    }
    bool IsLetIn() { return client_.ReadRaw(12) == "HTTP/1.1 200"; }
    const std::string& heard() const { return heard_; }

   private:
    HttpClient client_;
    std::string heard_;
  };

  std::unique_ptr<Reader> Open(const std::string& sessions = "101,106") {
    return std::make_unique<Reader>(web_->http_port(), sessions);
  }
};

TEST_F(LiveTest, AReaderHearsWhatIsAndWhatChanges) {
  const auto reader = Open();
  EXPECT_TRUE(reader->Hears("\"101\":\"3 places left\""));
  EXPECT_TRUE(reader->Hears("\"106\":\"1 place left\""));
  EXPECT_THAT(reader->heard(), HasSubstr("text/event-stream"));
  EXPECT_THAT(reader->heard(), HasSubstr("event: places\ndata: {"));
  SetSeats(kOpen, 0);
  EXPECT_TRUE(reader->Hears("\"101\":\"Fully booked\""));
}

TEST_F(LiveTest, AReaderHearsNothingOfOtherSessions) {
  const auto reader = Open("106");
  EXPECT_TRUE(reader->Hears("1 place left"));
  SetSeats(kOpen, 2);
  SetSeats(kAtVenue, 0);
  EXPECT_TRUE(reader->Hears("Fully booked"));
  EXPECT_THAT(reader->heard(), Not(HasSubstr("\"101\"")));
}

TEST_F(LiveTest, AReaderHearsWhatChangesThoughTheWallClockIsSetBack) {
  const auto reader = Open();
  EXPECT_TRUE(reader->Hears("\"101\":\"3 places left\""));
  const WallStep back(-absl::Hours(1));
  SetSeats(kOpen, 0);
  EXPECT_TRUE(reader->Hears("\"101\":\"Fully booked\""));
}

TEST_F(LiveTest, OnlySoManyReadAtOnce) {
  auto first = Open();
  const auto second = Open();
  EXPECT_TRUE(first->Hears("3 places"));
  EXPECT_TRUE(second->Hears("3 places"));
  EXPECT_EQ(Get("/live/places?sessions=101").code, 429);
  // The place of one who has gone is free once something could not be sent.
  first = nullptr;
  int left = 3;
  EXPECT_TRUE(Eventually([&] {
    SetSeats(kOpen, ++left);
    return Open()->IsLetIn();
  }));
}

TEST_F(LiveTest, WhatIsNoListOfSessionsIsRefused) {
  for (const char* query :
       {"", "?sessions=", "?sessions=a", "?sessions=1,,2"}) {
    EXPECT_EQ(Get(absl::StrCat("/live/places", query)).code, 400) << query;
  }
  std::string many = "?sessions=1";
  for (int i = 2; i <= 61; ++i) absl::StrAppend(&many, ",", i);
  EXPECT_EQ(Get("/live/places" + many).code, 400);
}

TEST_F(LiveTest, PagesHaveTheScriptAndStandWithoutIt) {
  for (const char* path : {"/", "/workshops", "/workshops/hall"}) {
    const HttpAnswer page = Get(path);
    EXPECT_THAT(page.body, HasSubstr("<script src=\"/assets/live."));
    EXPECT_THAT(page.body, HasSubstr("data-session=\"106\""));
    EXPECT_THAT(page.body, HasSubstr("role=\"status\" data-live-status>"))
        << "changes are announced on " << path;
    EXPECT_THAT(page.Header("Content-Security-Policy"),
                HasSubstr("script-src 'self'; connect-src 'self'"));
  }
  EXPECT_THAT(Get("/sessions/101/book").Header("Content-Security-Policy"),
              Not(HasSubstr("script-src")));
  // Among several workshops, which one.
  for (const char* path : {"/", "/workshops"}) {
    EXPECT_THAT(Get(path).body,
                HasSubstr("data-label=\"Meeting in the hall, Friday"));
  }
}

}  // namespace
}  // namespace cwp::web
