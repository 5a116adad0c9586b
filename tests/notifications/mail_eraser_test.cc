#include "services/notifications/mail_eraser.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/erasure_store.h"
#include "services/notifications/mailer.h"
#include "tests/notifications/story.h"

// That no mail file outlives the erasure of what it is about.

namespace cwp::notifications {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// Writes files, after something else happened.
class InterruptedMailer final : public Mailer {
 public:
  InterruptedMailer(Mailer& files, std::function<void()> before)
      : files_(files), before_(std::move(before)) {}

  absl::Status Send(const Envelope& envelope) override {
    before_();
    return files_.Send(envelope);
  }

 private:
  Mailer& files_;
  const std::function<void()> before_;
};

// What is written at the beginning of the story.
std::string FileOf(int64_t subject, int version, absl::string_view kind) {
  return absl::StrCat(subject, "-", version, ".", absl::ToUnixMicros(kStart),
                      "-", kind, ".eml");
}

class MailEraserTest : public Story {
 protected:
  void SetUp() override {
    Story::SetUp();
    auto files = MakeFileMailer(mail_.path());
    ASSERT_OK(files.status());
    files_ = *std::move(files);
  }

  // As another process would.
  void Run() { ASSERT_OK(MakeSender(*files_)->SendDue()); }

  std::vector<std::string> Files() {
    std::vector<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator(mail_.path())) {
      names.push_back(file.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  std::vector<Message> Outbox() {
    std::vector<Message> messages;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(messages, FindMessages(tx, kBooking));
      return absl::OkStatus();
    }));
    return messages;
  }

  // Puts a folder in the place of a file: that cannot be unlinked, by root
  // neither.
  std::string Bar(const std::string& name) {
    const std::string file = mail_.File(name);
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    return file;
  }

  std::unique_ptr<Mailer> files_;
};

TEST_F(MailEraserTest, FilesGoWithWhatTheyAreAboutAndTheFarewellADayLater) {
  Book();
  Book(8);
  Run();
  ASSERT_THAT(Files(), ElementsAre(FileOf(7, 1, "confirmation"),
                                   FileOf(8, 1, "confirmation")));
  Erase(true);
  Run();
  EXPECT_THAT(Files(), ElementsAre(FileOf(7, 2, "erased"),
                                   FileOf(8, 1, "confirmation")));
  for (const Message& message : Outbox()) {
    if (message.state == State::kSent) continue;
    EXPECT_EQ(message.state, State::kDropped);
    EXPECT_EQ(message.last_error, "ERASED") << KindWord(message.kind);
  }
  EXPECT_EQ(Outbox().size(), 5u) << "with two reminders and a cancellation";
  clock_.Advance(kFarewellOver);
  Run();
  EXPECT_THAT(Files(), ElementsAre(FileOf(8, 1, "confirmation")));
}

TEST_F(MailEraserTest, NothingIsLeftOfAMessageThatWasBeingWritten) {
  Book();
  InterruptedMailer mailer(*files_, [&] {
    Erase(false);
    // Another process looks before the file is there.
    Run();
  });
  // Dies before it records anything.
  ASSERT_OK(MakeSender(mailer)->SendDue());
  ASSERT_THAT(Files(), ElementsAre(FileOf(7, 1, "confirmation")));
  EXPECT_EQ(Outbox().size(), 1u) << "nobody is reminded any more";
  clock_.Advance(kInHand);
  Run();
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(MailEraserTest, DraftsGoToo) {
  Book();
  Run();
  std::filesystem::rename(
      mail_.File(FileOf(7, 1, "confirmation")),
      mail_.File(absl::StrCat(FileOf(7, 1, "confirmation"), ".part")));
  Erase(false);
  Run();
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(MailEraserTest, WhatCannotBeRemovedIsTriedAgainAndHoldsNothingUp) {
  Book();
  Run();
  const std::string file = Bar(FileOf(7, 1, "confirmation"));
  Erase(true);
  EXPECT_THAT(eraser_->EraseDue(), HasReason("MAIL_FILE_KEPT"));
  Run();
  EXPECT_THAT(Files(), ElementsAre(FileOf(7, 1, "confirmation"),
                                   FileOf(7, 2, "erased")));
  std::filesystem::remove(file);
  std::ofstream(file) << "about somebody";
  clock_.Advance(absl::Minutes(1) - absl::Seconds(1));
  EXPECT_OK(eraser_->EraseDue());
  EXPECT_THAT(Files(), ElementsAre(FileOf(7, 1, "confirmation"),
                                   FileOf(7, 2, "erased")));
  clock_.Advance(absl::Seconds(1));
  EXPECT_OK(eraser_->EraseDue());
  EXPECT_THAT(Files(), ElementsAre(FileOf(7, 2, "erased")));
  clock_.Advance(kFarewellOver);
  EXPECT_OK(eraser_->EraseDue());
  EXPECT_THAT(Files(), IsEmpty());
}

// More of them than are looked at in one go.
TEST_F(MailEraserTest, FilesThatCannotBeRemovedKeepNoOtherWaiting) {
  constexpr int kStuck = 120;
  for (int i = 0; i < kStuck; ++i) Book(100 + i);
  Book();
  while (MakeSender(*files_)->SendDue().value_or(0) > 0) {
  }
  for (int i = 0; i < kStuck; ++i) {
    Bar(FileOf(100 + i, 1, "confirmation"));
    ASSERT_OK(database_->Write([&](db::Transaction& tx) {
      return SaveErasure(tx, {.subject = 100 + i,
                              .erase_time = clock_.Now() - absl::Seconds(1),
                              .next_time = clock_.Now() - absl::Seconds(1)});
    }));
  }
  Erase(false);
  EXPECT_THAT(eraser_->EraseDue(), HasReason("MAIL_FILE_KEPT"));
  EXPECT_THAT(Files(), SizeIs(kStuck));
  EXPECT_THAT(Files(), Not(Contains(FileOf(7, 1, "confirmation"))));
}

TEST_F(MailEraserTest, NoFolderIsNoFault) {
  EXPECT_THAT(RemoveMailFiles(mail_.File("none"), {"7-1-confirmation"}),
              IsOkAndHolds(0));
}

}  // namespace
}  // namespace cwp::notifications
