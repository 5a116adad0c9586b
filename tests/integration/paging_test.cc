#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"

namespace cwp {
namespace {

TEST(PagingTest, PagesAreOfTheirOwnList) {
  Deployment deployment;
  const auto session = deployment.OpenSession(2);
  ASSERT_OK(deployment.Book(session.id(), "a@example.org", 1, "r1"));
  ASSERT_OK(deployment.Book(session.id(), "b@example.org", 1, "r2"));
  for (const char* who : {"c", "d"}) {
    registration::v1::CreateWaitlistEntryRequest join;
    registration::v1::WaitlistEntry& entry = *join.mutable_waitlist_entry();
    entry.add_session_ids(session.id());
    entry.set_places(1);
    entry.mutable_contact()->set_name("Ada Example");
    entry.mutable_contact()->set_email(absl::StrCat(who, "@example.org"));
    join.set_request_id(who);
    ASSERT_OK(deployment.Call<Registration>(
        "cwpctl", kOperator, &Registration::Stub::CreateWaitlistEntry, join));
  }
  registration::v1::ListWaitlistEntriesRequest waiting;
  waiting.set_session_id(session.id());
  waiting.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto entries,
                       deployment.Call<Registration>(
                           "cwpctl", kOperator,
                           &Registration::Stub::ListWaitlistEntries, waiting));
  registration::v1::ListBookingsRequest list;
  list.set_session_id(session.id());
  list.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(
      const auto bookings,
      deployment.Call<Registration>("cwpctl", kOperator,
                                    &Registration::Stub::ListBookings, list));
  ASSERT_NE(entries.next_page_token(), "");
  list.set_page_token(bookings.next_page_token());
  EXPECT_OK(deployment.Call<Registration>(
      "cwpctl", kOperator, &Registration::Stub::ListBookings, list));
  // One of another list, which is as well formed.
  for (const std::string& other :
       {entries.next_page_token(), std::string("AAAA")}) {
    list.set_page_token(other);
    EXPECT_THAT(
        deployment.Call<Registration>("cwpctl", kOperator,
                                      &Registration::Stub::ListBookings, list),
        HasReason("PAGE_TOKEN_INVALID"));
  }
  list.clear_page_token();
  list.set_page_size(-1);
  EXPECT_THAT(deployment.Call<Registration>(
                  "cwpctl", kOperator, &Registration::Stub::ListBookings, list),
              HasReason("FIELD_INVALID"));
}

}  // namespace
}  // namespace cwp
