#include "services/notifications/test_letters.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/notifications/sender_fixture.h"

namespace cwp::notifications {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// What was told of letters, and waiting for it.
class Outcomes {
 public:
  TestLetters::Done Add() {
    return [this](const absl::Status& status) {
      MutexLock lock(mu_);
      all_.push_back(status);
      told_.NotifyAll();
    };
  }
  std::vector<absl::Status> WaitFor(size_t count) {
    MutexLock lock(mu_);
    while (all_.size() < count) told_.Wait(mu_);
    return all_;
  }

 private:
  Mutex mu_;
  CondVar told_;
  std::vector<absl::Status> all_ ABSL_GUARDED_BY(mu_);
};

// Does not come back until it is let go.
class SlowMailer final : public Mailer {
 public:
  absl::Status Send(const Envelope&) override {
    MutexLock lock(mu_);
    ++begun_;
    changed_.NotifyAll();
    while (!let_go_) changed_.Wait(mu_);
    return absl::OkStatus();
  }
  void WaitForFirst() {
    MutexLock lock(mu_);
    while (begun_ == 0) changed_.Wait(mu_);
  }
  void LetGo() {
    MutexLock lock(mu_);
    let_go_ = true;
    changed_.NotifyAll();
  }
  int begun() {
    MutexLock lock(mu_);
    return begun_;
  }

 private:
  Mutex mu_;
  CondVar changed_;
  int begun_ ABSL_GUARDED_BY(mu_) = 0;
  bool let_go_ ABSL_GUARDED_BY(mu_) = false;
};

class TestLettersTest : public SenderFixture {
 protected:
  std::unique_ptr<TestLetters> Make(Mailer& mailer) {
    return std::make_unique<TestLetters>(
        TestLetters::Options{.composer = composer_.get(),
                             .clock = &clock_,
                             .ids = &ids_,
                             .mailer = &mailer});
  }
  absl::Status Send(TestLetters& letters, const std::string& caller = "STAFF 1",
                    const std::string& email = "ada@example.org") {
    Outcomes outcomes;
    letters.Send(caller, {.note = "Bring a pen.", .email = email},
                 clock_.Now() + absl::Seconds(10), outcomes.Add());
    return outcomes.WaitFor(1)[0];
  }
};

TEST_F(TestLettersTest, OneSaysInItsSubjectWhatItIs) {
  const auto letters = Make(mailer_);
  ASSERT_OK(Send(*letters));
  ASSERT_OK(Send(*letters));
  ASSERT_THAT(mailer_.sent, SizeIs(2));
  const Envelope& sent = mailer_.sent[0];
  EXPECT_THAT(sent.to, ElementsAre("ada@example.org"));
  EXPECT_EQ(sent.from, "bookings@example.org");
  EXPECT_EQ(sent.name, "test-letter-confirmation");
  EXPECT_THAT(sent.content, AllOf(HasSubstr("Subject: Test: Your booking\r\n"),
                                  HasSubstr("To: <ada@example.org>\r\n"),
                                  HasSubstr("Bring a pen.")));
  // Each is another message.
  const auto id = [](const std::string& content) {
    const size_t at = content.find("Message-ID: ");
    return content.substr(at, content.find("\r\n", at) - at);
  };
  EXPECT_THAT(id(sent.content), HasSubstr("<test-letter-confirmation-"));
  EXPECT_NE(id(sent.content), id(mailer_.sent[1].content));
}

TEST_F(TestLettersTest, OneCallerSendsFiveInAnHour) {
  const auto letters = Make(mailer_);
  for (int i = 0; i < 5; ++i) {
    EXPECT_OK(Send(*letters));
    clock_.Advance(absl::Minutes(10));
  }
  const absl::Status refused = Send(*letters);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(refused, HasReason("TOO_MANY_TEST_LETTERS"));
  EXPECT_EQ(MetadataOf(refused, "retry_after_ms"), "600000");
  EXPECT_OK(Send(*letters, "STAFF 2"));
  clock_.Advance(absl::Minutes(10));
  EXPECT_OK(Send(*letters)) << "the first was an hour ago";
  EXPECT_THAT(Send(*letters), HasReason("TOO_MANY_TEST_LETTERS"));
  EXPECT_THAT(mailer_.sent, SizeIs(7));
}

TEST_F(TestLettersTest, SaysWhatTheMailServerSays) {
  const auto letters = Make(mailer_);
  mailer_.status = FailedPrecondition("MAIL_REFUSED", "550");
  const absl::Status refused = Send(*letters);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(refused, HasReason("TEST_LETTER_REFUSED"));
  EXPECT_EQ(MetadataOf(refused, "why"), "MAIL_REFUSED");
  const absl::Status unsafe =
      Send(*letters, "STAFF 1", "ada@example.org, cleo@example.org");
  EXPECT_THAT(unsafe, HasReason("TEST_LETTER_REFUSED"));
  EXPECT_EQ(MetadataOf(unsafe, "why"), "HEADER_INVALID");
}

TEST_F(TestLettersTest, WhatWasNotSentIsNotCounted) {
  const auto letters = Make(mailer_);
  mailer_.status = Unavailable("MAIL_UNAVAILABLE", "down");
  for (int i = 0; i < 6; ++i) {
    EXPECT_THAT(Send(*letters), HasReason("MAIL_UNAVAILABLE"));
  }
  mailer_.status = absl::OkStatus();
  for (int i = 0; i < 5; ++i) EXPECT_OK(Send(*letters));
  EXPECT_THAT(Send(*letters), HasReason("TOO_MANY_TEST_LETTERS"));
}

TEST_F(TestLettersTest, NothingIsSentThatNobodyWaitsForAnyMore) {
  const auto letters = Make(mailer_);
  Outcomes outcomes;
  letters->Send("STAFF 1", {.email = "ada@example.org"}, clock_.Now(),
                outcomes.Add());
  EXPECT_THAT(outcomes.WaitFor(1)[0], HasReason("MAIL_UNAVAILABLE"));
  EXPECT_THAT(mailer_.sent, SizeIs(0));
}

// A mail server that does not answer keeps no caller waiting for long, nor the
// service from stopping.
TEST_F(TestLettersTest, FewWaitForASlowMailServer) {
  SlowMailer slow;
  auto letters = Make(slow);
  Outcomes outcomes;
  const absl::Time deadline = clock_.Now() + absl::Seconds(10);
  const auto send = [&](int caller) {
    letters->Send(absl::StrCat("STAFF ", caller), {.email = "ada@example.org"},
                  deadline, outcomes.Add());
  };
  send(0);
  slow.WaitForFirst();
  for (int i = 1; i <= 4; ++i) send(i);
  send(5);
  EXPECT_THAT(outcomes.WaitFor(1), ElementsAre(HasReason("MAIL_UNAVAILABLE")));
  std::thread stopping([&] { letters = nullptr; });
  slow.LetGo();
  stopping.join();
  EXPECT_THAT(outcomes.WaitFor(6), SizeIs(6)) << "each is answered";
}

}  // namespace
}  // namespace cwp::notifications
