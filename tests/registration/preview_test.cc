#include "services/registration/preview.h"

#include <cstdint>
#include <functional>
#include <string>

#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "gtest/gtest.h"
#include "tests/registration/commands_fixture.h"

namespace cwp::registration {
namespace {

class PreviewTest : public CommandsTest {
 protected:
  absl::StatusOr<v1::PreviewSessionChangeResponse> Preview(
      const v1::PreviewSessionChangeRequest& request) {
    v1::PreviewSessionChangeResponse response;
    const absl::Status status = database_->Read([&](db::Transaction& tx) {
      return LoadPreview(tx, request, options_, clock_.Now(), response);
    });
    if (!status.ok()) return status;
    return response;
  }
};

struct PreviewCase {
  std::string name;
  std::function<void(v1::PreviewSessionChangeRequest&)> change;
  int would_be_offered = 0;
  int over = 0;
  int messages = 0;
};

TEST_F(PreviewTest, SaysWhatAChangeWouldDoAndDoesNothing) {
  OpenSession(4);
  ASSERT_OK(ApplyOne(Book("ada", 2)));
  ASSERT_OK(ApplyOne(PlaceFor("b1", 1)));
  ASSERT_OK(ApplyOne(Join("offered", 1)));
  ASSERT_OK(ApplyOne(Join("bob", 1)));
  ASSERT_OK(ApplyOne(Join("pair", 2)));
  const int64_t length = FeedLength();
  using Request = v1::PreviewSessionChangeRequest;
  const PreviewCase cases[] = {
      {.name = "nothing", .change = [](Request&) {}},
      {.name = "one more place",
       .change = [](Request& request) { request.set_capacity(5); },
       .would_be_offered = 1,
       .messages = 1},
      {.name = "places for all",
       .change = [](Request& request) { request.set_capacity(7); },
       .would_be_offered = 2,
       .messages = 2},
      {.name = "two places fewer",
       .change = [](Request& request) { request.set_capacity(2); },
       .over = 2},
      {.name = "another time, which those with a booking are told",
       .change = [](Request& request) { request.set_reschedule(true); },
       .messages = 1},
      {.name = "no session, which everybody is told",
       .change = [](Request& request) { request.set_cancel(true); },
       .messages = 4},
  };
  for (const PreviewCase& test : cases) {
    SCOPED_TRACE(test.name);
    Request request;
    request.set_session_id(kSession);
    test.change(request);
    ASSERT_OK_AND_ASSIGN(const auto told, Preview(request));
    EXPECT_EQ(told.bookings(), 1);
    EXPECT_EQ(told.places(), 2);
    EXPECT_EQ(told.holds(), 1);
    EXPECT_EQ(told.offers(), 1);
    EXPECT_EQ(told.waiting(), 2);
    EXPECT_EQ(told.would_be_offered(), test.would_be_offered);
    EXPECT_EQ(told.over(), test.over);
    EXPECT_EQ(told.messages(), test.messages);
  }
  EXPECT_EQ(FeedLength(), length);
  EXPECT_EQ(StoredPool().capacity, 4);
}

TEST_F(PreviewTest, KnowsNoOtherSession) {
  v1::PreviewSessionChangeRequest request;
  request.set_session_id(99);
  EXPECT_THAT(Preview(request), HasReason("SESSION_NOT_FOUND"));
}

}  // namespace
}  // namespace cwp::registration
