#include "services/notifications/sender.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/faulty_database.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "cwp/registration/v1/message.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/message_store.h"
#include "tests/notifications/mail_catcher.h"
#include "tests/notifications/sender_fixture.h"

namespace cwp::notifications {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class SenderTest : public SenderFixture {
 protected:
  void SetUp() override {
    SenderFixture::SetUp();
    details_.set_email("ada@example.org");
    details_.set_name("Ada Example");
    details_.set_state(registration::v1::Booking::CONFIRMED);
    auto* meeting = details_.add_meetings();
    const int64_t start = absl::ToUnixSeconds(clock_.Now()) + 30 * 86400;
    meeting->mutable_start_time()->set_seconds(start);
    meeting->mutable_end_time()->set_seconds(start + 3600);
  }

  // Ids are as large as real ones, which need all 63 bits.
  void PutInLine(Kind kind, int64_t id = int64_t{1} << 60) {
    Message message = {.id = id,
                       .booking_id = kBooking,
                       .kind = kind,
                       .version = id,
                       .create_time = clock_.Now(),
                       .due_time = clock_.Now(),
                       .next_time = clock_.Now()};
    ASSERT_OK(database_->Write(
        [&](db::Transaction& tx) { return InsertMessage(tx, message); }));
  }

  Message Stored(int64_t id = int64_t{1} << 60) {
    Message message;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      message = FindMessage(tx, id)->value();
      return absl::OkStatus();
    }));
    return message;
  }

  static constexpr int64_t kBooking = int64_t{1} << 61;

  // The only booking.
  registration::v1::MessageDetails& details_ = registration_.details[kBooking];
};

TEST_F(SenderTest, SendsOnceAndRemembers) {
  PutInLine(Kind::kConfirmation);
  auto sender = MakeSender(mailer_);
  EXPECT_THAT(sender->SendDue(), IsOkAndHolds(1));
  EXPECT_THAT(sender->SendDue(), IsOkAndHolds(0));
  ASSERT_THAT(mailer_.sent, SizeIs(1));
  EXPECT_THAT(mailer_.sent[0].to, ElementsAre("ada@example.org"));
  EXPECT_EQ(Stored().state, State::kSent);
}

TEST_F(SenderTest, TriesAgainLaterAndLater) {
  PutInLine(Kind::kConfirmation);
  auto sender = MakeSender(mailer_);
  // No precondition that holds for this message alone: the server's set-up.
  mailer_.status = FailedPrecondition("SOMETHING_NEW", "login first");
  EXPECT_THAT(sender->SendDue(), IsOkAndHolds(1));
  EXPECT_EQ(Stored().state, State::kPending);
  clock_.Advance(absl::Seconds(3));
  mailer_.status = Unavailable("MAIL_UNAVAILABLE", "down");
  EXPECT_THAT(sender->SendDue(), IsOkAndHolds(1));
  EXPECT_EQ(Stored().state, State::kPending);
  EXPECT_EQ(Stored().last_error, "MAIL_UNAVAILABLE");
  EXPECT_THAT(sender->SendDue(), IsOkAndHolds(0)) << "not at once";
  clock_.Advance(absl::Hours(24));
  mailer_.status = absl::OkStatus();
  EXPECT_THAT(sender->SendDue(), IsOkAndHolds(1));
  EXPECT_EQ(Stored().state, State::kSent);
}

TEST_F(SenderTest, WaitsForRegistration) {
  PutInLine(Kind::kConfirmation);
  registration_.status = Unavailable("OVERLOADED", "busy");
  auto sender = MakeSender(mailer_);
  EXPECT_THAT(sender->SendDue(), IsOkAndHolds(1));
  EXPECT_EQ(Stored().state, State::kPending);
  registration_.status = absl::OkStatus();
  clock_.Advance(absl::Minutes(1));
  EXPECT_THAT(sender->SendDue(), IsOkAndHolds(1));
  EXPECT_EQ(Stored().state, State::kSent);
}

TEST_F(SenderTest, DropsWhatCannotOrNeedNotBeSent) {
  struct Case {
    std::function<void()> arrange;
    std::string reason;
  };
  const Case cases[] = {
      {[&] { details_.clear_email(); }, "NO_ADDRESS"},
      {[&] {
         details_.set_email("ada@example.org");
         details_.set_state(registration::v1::Booking::CANCELLED);
       },
       "OVERTAKEN"},
      {[&] {
         details_.set_state(registration::v1::Booking::CONFIRMED);
         mailer_.status = FailedPrecondition("MAIL_REFUSED", "550");
       },
       "MAIL_REFUSED"},
  };
  auto sender = MakeSender(mailer_);
  int64_t id = int64_t{1} << 60;
  for (const Case& test : cases) {
    test.arrange();
    PutInLine(Kind::kConfirmation, ++id);
    EXPECT_THAT(sender->SendDue(), IsOkAndHolds(1));
    std::vector<Message> all;
    ASSERT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      all = *ListMessages(
          tx, {.subject = kBooking, .before_id = id + 1, .limit = 1});
      return absl::OkStatus();
    }));
    EXPECT_EQ(all.at(0).state, State::kDropped);
    EXPECT_EQ(all.at(0).last_error, test.reason);
  }
}

// As when it died between the mail server's 250 and its own record.
TEST_F(SenderTest, WhatMayHaveGoneOutGoesAgainUnderTheSameMessageId) {
  PutInLine(Kind::kConfirmation);
  MailCatcher catcher;
  auto mailer = *MakeSmtpMailer({.url = catcher.url()});
  ASSERT_OK(MakeSender(*mailer)->SendDue().status());
  Message lost = Stored();
  lost.state = State::kPending;
  lost.next_time = clock_.Now();
  ASSERT_OK(database_->Write(
      [&](db::Transaction& tx) { return UpdateMessage(tx, lost); }));
  ASSERT_OK(MakeSender(*mailer)->SendDue().status());

  const auto caught = catcher.caught();
  ASSERT_THAT(caught, SizeIs(2));
  const std::string id = absl::StrCat("Message-ID: <", kBooking, "-",
                                      lost.version, "-confirmation@");
  EXPECT_THAT(caught[0].content, HasSubstr(id));
  EXPECT_THAT(caught[1].content, HasSubstr(id));
}

// However the database fails, and however long: beyond the time for which a
// message is taken in hand.
TEST_F(SenderTest, SendsOnceWhileTheDatabaseFails) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const int64_t id = (int64_t{1} << 60) + static_cast<int64_t>(seed);
    PutInLine(Kind::kConfirmation, id);
    db::FaultyDatabase faulty(
        *database_, seed,
        {.one_in_before = 3, .one_in_undone = 3, .one_in_after = 3});
    mailer_.sent.clear();
    auto sender = MakeSender(mailer_, faulty);
    int calls = 0;
    while (Stored(id).state != State::kSent && ++calls < 100) {
      sender->SendDue().IgnoreError();
      clock_.Advance(absl::Minutes(3));
    }
    EXPECT_LT(calls, 100);
    EXPECT_THAT(mailer_.sent, SizeIs(1));
  }
}

TEST_F(SenderTest, RecordsTheLastMessageWhenItStops) {
  PutInLine(Kind::kConfirmation);
  // Fails the first write after the message went out, and no other.
  class Closing final : public Mailer {
   public:
    explicit Closing(db::TestDatabase& database) : database_(database) {}
    absl::Status Send(const Envelope&) override {
      return database_->Write([](db::Transaction& tx) {
        return tx.Run("ALTER TABLE messages RENAME TO hidden").status();
      });
    }
    db::TestDatabase& database_;
  };
  Closing mailer(database_);
  auto sender = MakeSender(mailer);
  EXPECT_THAT(sender->SendDue(), Not(IsOk()));
  ASSERT_OK(database_->Write([](db::Transaction& tx) {
    return tx.Run("ALTER TABLE hidden RENAME TO messages").status();
  }));
  EXPECT_EQ(Stored().state, State::kPending);
  sender = nullptr;
  EXPECT_EQ(Stored().state, State::kSent);
}

// A replica that was cut off tells late; meanwhile another one did the work.
TEST_F(SenderTest, AStaleFailureDoesNotUndoWhatAnotherSent) {
  PutInLine(Kind::kConfirmation);
  Message message = Stored();
  const absl::Time claim = clock_.Now() + absl::Minutes(2);
  ASSERT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
    EXPECT_THAT(Claim(tx, message, claim), IsOkAndHolds(true));
    message.next_time = claim;
    EXPECT_THAT(Claim(tx, message, claim + absl::Minutes(2)),
                IsOkAndHolds(true));
    return absl::OkStatus();
  }));
  const auto save = [&](State state, absl::Time until) {
    message.state = state;
    ASSERT_OK(database_->Write(
        [&](db::Transaction& tx) { return SaveOutcome(tx, message, until); }));
  };
  save(State::kDropped, claim);
  EXPECT_EQ(Stored().state, State::kPending) << "somebody else has it";
  save(State::kSent, claim + absl::Minutes(2));
  save(State::kPending, claim);
  save(State::kDropped, claim + absl::Minutes(2));
  EXPECT_EQ(Stored().state, State::kSent);
}

TEST_F(SenderTest, AMessageInHandIsLeftToWhoeverHasIt) {
  PutInLine(Kind::kConfirmation);
  const Message message = Stored();
  ASSERT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
    EXPECT_THAT(Claim(tx, message, clock_.Now() + absl::Minutes(2)),
                IsOkAndHolds(true));
    EXPECT_THAT(Claim(tx, message, clock_.Now() + absl::Minutes(2)),
                IsOkAndHolds(false));
    return absl::OkStatus();
  }));
  auto sender = MakeSender(mailer_);
  EXPECT_THAT(sender->SendDue(), IsOkAndHolds(0));
  clock_.Advance(absl::Minutes(2));
  EXPECT_THAT(sender->SendDue(), IsOkAndHolds(1));
}

TEST(SmtpMailerTest, TellsPassingFailuresFromFinalOnes) {
  MailCatcher catcher;
  auto mailer = *MakeSmtpMailer({.url = catcher.url()});
  const Envelope envelope = {.from = "bookings@example.org",
                             .to = {"ada@example.org"},
                             .content = "Subject: x\r\n\r\n.\r\nhello\r\n",
                             .name = "1"};
  for (const char* reply :
       {"450 try later", "530 authentication required",
        "554 no service for you", "550 5.7.1 relaying denied",
        "550 5.1.0 sender address rejected: user unknown"}) {
    catcher.AnswerRecipients(reply);
    EXPECT_THAT(mailer->Send(envelope), HasReason("MAIL_UNAVAILABLE")) << reply;
  }
  catcher.AnswerRecipients("550 5.1.1 no such user");
  catcher.AnswerSenders("550 who are you?");
  EXPECT_THAT(mailer->Send(envelope), HasReason("MAIL_UNAVAILABLE"))
      << "it says nothing of the recipient";
  catcher.AnswerSenders("250 OK");
  const absl::Status refused = mailer->Send(envelope);
  EXPECT_THAT(refused, HasReason("MAIL_REFUSED"));
  EXPECT_THAT(std::string(refused.message()), Not(HasSubstr("ada")));
  catcher.AnswerRecipients("250 OK");
  EXPECT_OK(mailer->Send(envelope));
  ASSERT_THAT(catcher.caught(), SizeIs(1));
  EXPECT_THAT(catcher.caught()[0].to, ElementsAre("<ada@example.org>"));
  EXPECT_EQ(catcher.caught()[0].content, envelope.content)
      << "a line with a dot alone does not end the message";
}

TEST(SmtpMailerTest, WhoCannotBeWrittenToKeepsItFromNobodyElse) {
  MailCatcher catcher;
  auto mailer = *MakeSmtpMailer({.url = catcher.url()});
  const Envelope envelope = {
      .from = "bookings@example.org",
      .to = {"gone@example.org", "bob@example.org", "cat@example.org"},
      .content = "Subject: x\r\n\r\nhello\r\n",
      .name = "1"};
  catcher.AnswerRecipient("gone@example.org", "550 no such user");
  EXPECT_OK(mailer->Send(envelope));
  ASSERT_THAT(catcher.caught(), SizeIs(1));
  EXPECT_THAT(catcher.caught()[0].to,
              ElementsAre("<bob@example.org>", "<cat@example.org>"));
  catcher.AnswerRecipients("450 try later");
  EXPECT_THAT(mailer->Send(envelope), HasReason("MAIL_UNAVAILABLE"))
      << "some may be reached yet";
  catcher.AnswerRecipients("550 no such user");
  EXPECT_THAT(mailer->Send(envelope), HasReason("MAIL_REFUSED"));
}

TEST(SmtpMailerTest, NobodyThereIsAPassingFailure) {
  auto mailer = *MakeSmtpMailer({.url = "smtp://127.0.0.1:1"});
  EXPECT_THAT(mailer->Send({.from = "a@example.org",
                            .to = {"b@example.org"},
                            .content = "x",
                            .name = "1"}),
              HasReason("MAIL_UNAVAILABLE"));
  EXPECT_THAT(MakeSmtpMailer({.url = "http://127.0.0.1"}).status(),
              HasReason("SMTP_URL_INVALID"));
  for (const char* url :
       {"smtp://user@127.0.0.1", "smtps://user:word@mail.example.org:465"}) {
    EXPECT_THAT(MakeSmtpMailer({.url = url}).status(),
                HasReason("SMTP_URL_INVALID"))
        << url;
  }
}

}  // namespace
}  // namespace cwp::notifications
