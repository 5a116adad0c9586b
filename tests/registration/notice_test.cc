// What staff write to those of a session: who gets it, and how long its words
// are kept.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/feed/log.h"
#include "common/testing/status_matchers.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/registration/v1/change.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/registration/notice_store.h"
#include "services/registration/retention.h"
#include "tests/registration/commands_fixture.h"

namespace cwp::registration {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class NoticeCommandsTest : public CommandsTest {
 protected:
  WriteOne Write(Audience audience, int64_t booking_id = 0,
                 const std::string& request = "",
                 const std::string& author = "3") {
    WriteOne command{.order = NewOrder(request)};
    command.order.actor = {.kind = "STAFF", .id = author};
    command.notice = {.id = ++last_id_,
                      .session_id = kSession,
                      .audience = audience,
                      .booking_id = booking_id,
                      .author = author};
    command.sealed_text = "sealed words";
    return command;
  }

  TakeBackOne TakeBack(int64_t id) {
    return {.order = NewOrder(), .notice_id = id};
  }

  // Without an e-mail address.
  MakeBooking BookByPhone(const std::string& who) {
    MakeBooking command = Book(who, 1);
    command.record.contact.email.clear();
    return command;
  }

  std::string WordsOf(const Notice& notice) {
    return Load(
        [&](db::Transaction& tx) { return FindNoticeText(tx, notice.id); });
  }

  // What the feed says last.
  v1::NoticeChange LastChange() {
    const feed::Page page = Load([&](db::Transaction& tx) {
      return feed::ReadOn(tx, FeedLength() - 1, 1, 1 << 20);
    });
    feed::v1::Change change;
    v1::NoticeChange notice;
    EXPECT_TRUE(change.ParseFromString(page.entries.back().change));
    EXPECT_EQ(change.kind(), "notice");
    EXPECT_TRUE(notice.ParseFromString(change.resource()));
    EXPECT_EQ(change.resource().find("words"), std::string::npos);
    return notice;
  }

  void PurgeAll() {
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) {
      more = PurgeSome(*database_, options_, clock_.Now());
    }
    EXPECT_OK(more.status());
  }
};

TEST_F(NoticeCommandsTest, GoesToThoseMeantWhoHaveAnAddress) {
  OpenSession(3);
  OpenSession(5, 8);
  ASSERT_OK_AND_ASSIGN(const Booking ada, ApplyFor<Booking>(Book("ada", 1)));
  ASSERT_OK(ApplyOne(BookByPhone("bob")));
  ASSERT_OK_AND_ASSIGN(const Booking cy, ApplyFor<Booking>(Book("cy", 1)));
  ASSERT_OK(ApplyOne(Cancel(cy.id)));
  ASSERT_OK_AND_ASSIGN(const Booking dee, ApplyFor<Booking>(Book("dee", 1)));
  ASSERT_OK(ApplyOne(Book("elsewhere", 1, "", 8)));
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry eve,
                       ApplyFor<WaitlistEntry>(Join("eve", 1)));
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry any,
                       ApplyFor<WaitlistEntry>(Join("fay", 3, 0, {})));

  ASSERT_OK_AND_ASSIGN(const Notice booked,
                       ApplyFor<Notice>(Write(Audience::kBooked)));
  EXPECT_EQ(booked.recipients, 2);
  EXPECT_EQ(booked.without_email, 1);
  EXPECT_THAT(LastChange().booking_ids(), ElementsAre(ada.id, dee.id));
  EXPECT_THAT(LastChange().waitlist_entry_ids(), IsEmpty());

  ASSERT_OK(ApplyOne(Write(Audience::kWaiting)));
  EXPECT_THAT(LastChange().booking_ids(), IsEmpty());
  EXPECT_THAT(LastChange().waitlist_entry_ids(), ElementsAre(eve.id, any.id));

  ASSERT_OK(ApplyOne(Write(Audience::kOneBooking, dee.id)));
  EXPECT_THAT(LastChange().booking_ids(), ElementsAre(dee.id));
}

TEST_F(NoticeCommandsTest, ReachesWhoeverBookedInTheSameGroup) {
  OpenSession(3);
  const auto answers = Apply({Book("ada", 1), Write(Audience::kBooked)});
  ASSERT_OK_AND_ASSIGN(const Notice notice, As<Notice>(answers[1]));
  EXPECT_EQ(notice.recipients, 1);
}

TEST_F(NoticeCommandsTest, RefusesWhatReachesNobody) {
  OpenSession(3);
  OpenSession(3, 8);
  ASSERT_OK_AND_ASSIGN(const Booking elsewhere,
                       ApplyFor<Booking>(Book("ada", 1, "", 8)));
  const int64_t before = FeedLength();
  EXPECT_THAT(ApplyOne(Write(Audience::kBooked)),
              HasReason("NOBODY_TO_WRITE_TO"));
  EXPECT_THAT(ApplyOne(Write(Audience::kOneBooking, elsewhere.id)),
              HasReason("BOOKING_NOT_FOUND"));
  EXPECT_THAT(ApplyOne(Write(Audience::kOneBooking, 999)),
              HasReason("BOOKING_NOT_FOUND"));
  WriteOne nowhere = Write(Audience::kBooked);
  nowhere.notice.session_id = 99;
  EXPECT_THAT(ApplyOne(nowhere), HasReason("SESSION_NOT_FOUND"));
  EXPECT_EQ(FeedLength(), before);
}

TEST_F(NoticeCommandsTest, WhoeverWasErasedIsNotEvenToBePhoned) {
  OpenSession(3);
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  ASSERT_OK_AND_ASSIGN(const Booking bob, ApplyFor<Booking>(Book("bob", 1)));
  ASSERT_OK(ApplyOne(PurgeOld{.bookings = {bob.id}}));
  ASSERT_OK_AND_ASSIGN(const Notice notice,
                       ApplyFor<Notice>(Write(Audience::kBooked)));
  EXPECT_EQ(notice.recipients, 1);
  EXPECT_EQ(notice.without_email, 0);
}

TEST_F(NoticeCommandsTest, GoesToNobodyErasedInTheSameGroup) {
  OpenSession(3);
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  ASSERT_OK_AND_ASSIGN(const Booking bob, ApplyFor<Booking>(Book("bob", 1)));
  const auto answers =
      Apply({PurgeOld{.bookings = {bob.id}}, Write(Audience::kBooked)});
  ASSERT_OK_AND_ASSIGN(const Notice notice, As<Notice>(answers[1]));
  EXPECT_EQ(notice.recipients, 1);
}

TEST_F(NoticeCommandsTest, TheSameRequestWritesOnce) {
  OpenSession(3);
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  const WriteOne once = Write(Audience::kBooked, 0, "twice");
  const WriteOne again = Write(Audience::kBooked, 0, "twice");
  const auto answers = Apply({once, again});
  ASSERT_OK_AND_ASSIGN(const Notice first, As<Notice>(answers[0]));
  ASSERT_OK_AND_ASSIGN(const Notice second, As<Notice>(answers[1]));
  EXPECT_EQ(first.id, second.id);
  const int64_t before = FeedLength();
  ASSERT_OK_AND_ASSIGN(const Notice later,
                       ApplyFor<Notice>(Write(Audience::kBooked, 0, "twice")));
  EXPECT_EQ(later.id, first.id);
  EXPECT_EQ(FeedLength(), before);
}

TEST_F(NoticeCommandsTest, CountsThoseWrittenLately) {
  OpenSession(3);
  ASSERT_OK_AND_ASSIGN(const Booking ada, ApplyFor<Booking>(Book("ada", 1)));
  std::vector<Notice> written;
  for (int i = 0; i < kNoticesToThese; ++i) {
    ASSERT_OK_AND_ASSIGN(Notice notice,
                         ApplyFor<Notice>(Write(Audience::kBooked)));
    written.push_back(notice);
  }
  EXPECT_THAT(ApplyOne(Write(Audience::kBooked)),
              HasReason("TOO_MANY_NOTICES"));
  EXPECT_THAT(ApplyOne(Write(Audience::kBooked, 0, "", "4")),
              HasReason("TOO_MANY_NOTICES"))
      << "nor by a colleague";
  EXPECT_OK(ApplyOne(Write(Audience::kOneBooking, ada.id)));
  ASSERT_OK(ApplyOne(TakeBack(written[0].id)));
  EXPECT_OK(ApplyOne(Write(Audience::kBooked)))
      << "what was taken back does not count";
  clock_.Advance(kNoticeWindow);
  EXPECT_OK(ApplyOne(Write(Audience::kBooked)));
}

TEST_F(NoticeCommandsTest, TakenBackItsWordsAreGone) {
  OpenSession(3);
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  ASSERT_OK_AND_ASSIGN(const Notice notice,
                       ApplyFor<Notice>(Write(Audience::kBooked)));
  EXPECT_EQ(WordsOf(notice), "sealed words");
  ASSERT_OK_AND_ASSIGN(const Notice back,
                       ApplyFor<Notice>(TakeBack(notice.id)));
  EXPECT_EQ(back.state, NoticeState::kTakenBack);
  EXPECT_EQ(LastChange().state(), v1::Notice::TAKEN_BACK);
  EXPECT_EQ(WordsOf(notice), "");
  const int64_t before = FeedLength();
  EXPECT_OK(ApplyOne(TakeBack(notice.id)));
  EXPECT_EQ(FeedLength(), before) << "twice changes nothing";
  EXPECT_THAT(ApplyOne(TakeBack(999)), HasReason("NOTICE_NOT_FOUND"));

  ASSERT_OK_AND_ASSIGN(const Notice gone,
                       ApplyFor<Notice>(Write(Audience::kBooked)));
  clock_.Advance(kNoticeDelay);
  EXPECT_THAT(ApplyOne(TakeBack(gone.id)), HasReason("NOTICE_SENT"));
  EXPECT_EQ(WordsOf(gone), "sealed words");
}

TEST_F(NoticeCommandsTest, WordsAreKeptAWeek) {
  OpenSession(3);
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  ASSERT_OK_AND_ASSIGN(const Notice notice,
                       ApplyFor<Notice>(Write(Audience::kBooked)));
  clock_.Advance(kNoticeKept);
  PurgeAll();
  EXPECT_EQ(WordsOf(notice), "sealed words");
  clock_.Advance(absl::Microseconds(1));
  PurgeAll();
  EXPECT_EQ(WordsOf(notice), "");
  const std::vector<Notice> kept = Load([&](db::Transaction& tx) {
    return ListNotices(tx, kSession, INT64_MAX, 10);
  });
  ASSERT_EQ(kept.size(), 1) << "that it was written is kept";
  EXPECT_EQ(kept[0].recipients, 1);
}

TEST_F(NoticeCommandsTest, WordsToOneGoWithTheContact) {
  OpenSession(3);
  ASSERT_OK_AND_ASSIGN(const Booking ada, ApplyFor<Booking>(Book("ada", 1)));
  ASSERT_OK(ApplyOne(Book("bob", 1)));
  ASSERT_OK_AND_ASSIGN(const Notice to_ada,
                       ApplyFor<Notice>(Write(Audience::kOneBooking, ada.id)));
  ASSERT_OK_AND_ASSIGN(const Notice to_all,
                       ApplyFor<Notice>(Write(Audience::kBooked)));
  ASSERT_OK(ApplyOne(EraseOne{.order = NewOrder(), .contact_key = "ada"}));
  EXPECT_EQ(WordsOf(to_ada), "");
  EXPECT_EQ(WordsOf(to_all), "sealed words");
}

TEST_F(NoticeCommandsTest, AreListedNewestFirst) {
  OpenSession(3);
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  std::vector<int64_t> ids;
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK_AND_ASSIGN(const Notice notice,
                         ApplyFor<Notice>(Write(Audience::kBooked)));
    ids.push_back(notice.id);
  }
  const std::vector<Notice> page = Load([&](db::Transaction& tx) {
    return ListNotices(tx, kSession, ids[2], 1);
  });
  ASSERT_EQ(page.size(), 1);
  EXPECT_EQ(page[0].id, ids[1]);
}

}  // namespace
}  // namespace cwp::registration
