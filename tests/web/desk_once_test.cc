#include "services/web/desk_once.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"
#include "boost/asio/io_context.hpp"
#include "common/http/response.h"
#include "common/testing/fake_clock.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

namespace asio = boost::asio;

class ShownOnceTest : public ::testing::Test {
 protected:
  // What a form with this key gets, once somebody knows.
  struct Asked {
    bool answered = false;
    std::optional<http::Response> page;
  };

  void Begin(const std::string& key, Asked& asked) {
    asio::co_spawn(io_, Wait(key, asked), asio::detached);
    io_.restart();
    io_.poll();
  }

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  asio::io_context io_;
  ShownOnce shown_{clock_};

 private:
  asio::awaitable<void> Wait(std::string key, Asked& asked) {
    asked.page = co_await shown_.Begin(key);
    asked.answered = true;
  }
};

TEST_F(ShownOnceTest, ASecondPressWaitsForWhatTheFirstGets) {
  Asked first;
  Begin("form", first);
  EXPECT_TRUE(first.answered);
  EXPECT_FALSE(first.page.has_value());
  Asked second;
  Begin("form", second);
  EXPECT_FALSE(second.answered);
  Asked other;
  Begin("another form", other);
  EXPECT_TRUE(other.answered);

  http::Response made = http::Html("the codes");
  made.AddHeader("Set-Cookie", "a=1").AddHeader("Set-Cookie", "b=2");
  shown_.End("form", made);
  io_.restart();
  io_.run();
  ASSERT_TRUE(second.page.has_value());
  EXPECT_EQ(second.page->code, 200);
  EXPECT_EQ(second.page->body, "the codes");
  EXPECT_EQ(second.page->headers, made.headers);
}

TEST_F(ShownOnceTest, WhatWasRefusedMayBeSentAgain) {
  for (const absl::StatusOr<http::Response>& refused :
       {absl::StatusOr<http::Response>(absl::InternalError("broken")),
        absl::StatusOr<http::Response>(http::Html("mend this", 400))}) {
    Asked first;
    Begin("form", first);
    shown_.End("form", refused);
    Asked second;
    Begin("form", second);
    EXPECT_TRUE(second.answered);
    EXPECT_FALSE(second.page.has_value());
    shown_.End("form", refused);
  }
}

TEST_F(ShownOnceTest, ForgetsAfterAMinute) {
  Asked first;
  Begin("form", first);
  shown_.End("form", http::Html("the codes"));
  clock_.Advance(ShownOnce::kTime);
  Asked late;
  Begin("form", late);
  EXPECT_TRUE(late.answered);
  EXPECT_FALSE(late.page.has_value());
}

}  // namespace
}  // namespace cwp::web
