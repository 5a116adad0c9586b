#ifndef CWP_TESTS_WEB_DESK_FAILED_FIXTURE_H_
#define CWP_TESTS_WEB_DESK_FAILED_FIXTURE_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/time/proto_time.h"
#include "tests/web/desk_people_fixture.h"

namespace cwp::web {

inline constexpr char kFailed[] = "/desk/messages/failed";

// The desk, with messages that failed.
class DeskFailedTest : public DeskPeopleTest {
 protected:
  using Message = ::cwp::notifications::v1::Message;

  void SetUp() override {
    DeskPeopleTest::SetUp();
    SetFailed({});
    registration().get.Return(SampleBooking(5));
    registration().get_entry.Return(SampleEntry(9));
  }

  void SetFailed(std::vector<Message> messages, const std::string& next = "") {
    ::cwp::notifications::v1::ListMessagesResponse list;
    for (const Message& message : messages) *list.add_messages() = message;
    list.set_total_size(list.messages_size());
    list.set_next_page_token(next);
    services_.notifications.list.Return(list);
  }

  Message Refused(int64_t id) {
    Message message;
    message.set_id(id);
    message.set_booking_id(5);
    message.set_kind(Message::CONFIRMATION);
    message.set_state(Message::DROPPED);
    message.set_attempts(1);
    message.set_last_error("MAIL_REFUSED");
    *message.mutable_due_time() = ToTimestamp(clock_.Now() - absl::Hours(2));
    return message;
  }
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_DESK_FAILED_FIXTURE_H_
