#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/connections.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/registration_client.h"
#include "services/cwpctl/scheduling_client.h"
#include "tests/cwpctl/installation.h"

namespace cwp::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// An open session of three places; Ada has booked two, Bob waits for two.
class ImpactTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(installation_.Start());
    settings_ = installation_.settings();
    connections_.emplace(settings_, installation_.clock());
    ASSERT_NO_FATAL_FAILURE(installation_.MakeWorries());
    ASSERT_EQ(installation_
                  .Run({"session", "create", "--workshop", "worries", "--start",
                        "2027-03-16T18:00", "--capacity", "3"})
                  .code,
              kExitOk);
    ASSERT_OK_AND_ASSIGN(const auto made,
                         SchedulingClient(*connections_).ListSessions({}));
    id_ = absl::StrCat(made.sessions(0).id());
    ASSERT_EQ(installation_.Run({"session", "open", id_}).code, kExitOk);
    ASSERT_TRUE(installation_.AwaitSessions());
  }

  void BookAndWait() {
    RegistrationClient registration(*connections_);
    registration::v1::CreateBookingRequest booking;
    booking.mutable_booking()->set_session_id(std::stoll(id_));
    booking.mutable_booking()->mutable_contact()->set_name("Ada Example");
    booking.mutable_booking()->mutable_contact()->set_email("ada@example.org");
    booking.mutable_booking()->add_attendees();
    booking.mutable_booking()->add_attendees();
    ASSERT_OK(registration.CreateBooking(booking));
    registration::v1::CreateWaitlistEntryRequest entry;
    entry.mutable_waitlist_entry()->add_session_ids(std::stoll(id_));
    entry.mutable_waitlist_entry()->mutable_contact()->set_name("Bob Example");
    entry.mutable_waitlist_entry()->mutable_contact()->set_email(
        "bob@example.org");
    entry.mutable_waitlist_entry()->set_places(2);
    ASSERT_OK(registration.CreateWaitlistEntry(entry));
  }

  Ended Session(const std::string& verb, std::vector<std::string> rest) {
    rest.insert(rest.begin(), {"session", verb, id_});
    return installation_.Run(std::move(rest));
  }

  scheduling::v1::Session Now() {
    const auto session =
        SchedulingClient(*connections_).GetSession(std::stoll(id_));
    EXPECT_OK(session);
    return *session;
  }

  Installation installation_;
  Settings settings_;
  std::optional<Connections> connections_;
  std::string id_;
};

TEST_F(ImpactTest, ADryRunSaysWhomItConcernsAndChangesNothing) {
  ASSERT_NO_FATAL_FAILURE(BookAndWait());
  const struct {
    std::string verb;
    std::vector<std::string> rest;
    std::string words;
  } cases[] = {
      {"cancel",
       {"--dry-run"},
       "1 booking of 2 places is cancelled.\n1 party waits for it.\n"
       "2 messages are sent.\nNothing was changed.\n"},
      {"reschedule",
       {"--start", "2027-03-17T18:00", "--dry-run"},
       "1 booking of 2 places gets the new time.\n1 party waits for it.\n"
       "1 message is sent.\nNothing was changed.\n"},
      {"update",
       {"--capacity", "4", "--dry-run"},
       "1 of those who wait is offered places at once.\n"
       "1 party waits for it.\n1 message is sent.\nNothing was changed.\n"},
      {"update",
       {"--capacity", "1", "--dry-run"},
       "1 place is taken beyond it: nobody loses one, and nobody gets in "
       "until it fits.\n1 party waits for it.\nNothing was changed.\n"},
  };
  const std::string before = Now().etag();
  for (const auto& test : cases) {
    SCOPED_TRACE(testing::PrintToString(test.rest));
    const Ended ended = Session(test.verb, test.rest);
    EXPECT_EQ(ended.code, kExitOk) << ended.err;
    EXPECT_EQ(ended.err, test.words);
    EXPECT_THAT(ended.out, IsEmpty());
  }
  EXPECT_EQ(Now().etag(), before);

  EXPECT_THAT(Session("cancel", {"--dry-run", "--output", "json"}).out,
              HasSubstr("\"bookings\": 1"));
}

TEST_F(ImpactTest, AChangeSaysItTooAndIsMade) {
  ASSERT_NO_FATAL_FAILURE(BookAndWait());
  const Ended ended = Session("reschedule", {"--start", "2027-03-17T18:00"});
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("1 booking of 2 places gets the new time"));
  EXPECT_TRUE(Now().has_pending_change());
}

TEST_F(ImpactTest, FewerPlacesThanAreTakenMustBeAccepted) {
  ASSERT_NO_FATAL_FAILURE(BookAndWait());
  const Ended refused = Session("update", {"--capacity", "1"});
  EXPECT_EQ(refused.code, kExitRefused);
  EXPECT_THAT(refused.err, HasSubstr("CAPACITY_BELOW_TAKEN"));
  EXPECT_EQ(Now().capacity(), 3);

  EXPECT_EQ(Session("update", {"--capacity", "2"}).code, kExitOk);
  EXPECT_EQ(Session("update", {"--capacity", "1", "--accept-over"}).code,
            kExitOk);
  EXPECT_EQ(Now().capacity(), 1);
}

TEST_F(ImpactTest, NobodyIsConcernedByWhatNobodyBooked) {
  const Ended ended = Session("cancel", {});
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  EXPECT_EQ(ended.err, "This concerns nobody yet.\n");
}

TEST_F(ImpactTest, ATimeThatTheClocksLeaveOutIsNamed) {
  const Ended ended = Session("reschedule", {"--start", "2027-03-28T01:30"});
  EXPECT_EQ(ended.code, kExitRefused);
  EXPECT_THAT(ended.err, HasSubstr("TIME_SKIPPED"));
  EXPECT_THAT(ended.err, Not(HasSubstr("concerns")));
}

// A session can be cancelled while registration is away: it hears of it later.
// How many have booked cannot be guessed, so the capacity is not lowered.
TEST_F(ImpactTest, WithoutRegistrationTheUnknownIsNotGuessed) {
  ASSERT_NO_FATAL_FAILURE(BookAndWait());
  installation_.StopRegistration();
  EXPECT_EQ(Session("update", {"--capacity", "1"}).code, kExitUnreachable);
  EXPECT_EQ(Session("cancel", {"--dry-run"}).code, kExitUnreachable);
  EXPECT_FALSE(Now().has_pending_change());
  const Ended cancelled = Session("cancel", {});
  EXPECT_EQ(cancelled.code, kExitOk) << cancelled.err;
  EXPECT_THAT(cancelled.err, HasSubstr("Whom this concerns is not known"));
  EXPECT_TRUE(Now().has_pending_change());
}

}  // namespace
}  // namespace cwp::ctl
