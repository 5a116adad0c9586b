// Everything that is kept of a contact, at the desk: seen, handed over, erased;
// blocked; and new links.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_people_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace registration = ::cwp::registration::v1;

constexpr char kBooking[] = "/desk/bookings/5/contact";
constexpr char kEntry[] = "/desk/waitlist/9/contact";

class DeskContactTest : public DeskPeopleTest {
 protected:
  void SetUp() override {
    DeskPeopleTest::SetUp();
    registration().get.Return(SampleBooking(5));
    registration().get_entry.Return(SampleEntry(9));
    *kept_.add_bookings() = SampleBooking(4);
    *kept_.add_bookings() = SampleBooking(5);
    *kept_.add_waitlist_entries() = SampleEntry(9);
    registration().export_contact.Return(kept_);
    registration().erase.Return(registration::EraseContactResponse());
    registration().block.Return(registration::SetContactBlockResponse());
    registration().revoke_links.Return(SampleBooking(4));
  }

  void SetBlocked(const std::string& reason) {
    kept_.set_blocked(true);
    kept_.set_block_reason(reason);
    registration().export_contact.Return(kept_);
  }

  // What is left of the booking or entry once its contact was erased.
  void SetErased() {
    registration::Booking booking = SampleBooking(5);
    booking.clear_contact();
    registration().get.Return(booking);
    registration::WaitlistEntry entry = SampleEntry(9);
    entry.clear_contact();
    registration().get_entry.Return(entry);
  }

  // Fills in the form of a step, from its page.
  HttpAnswer Do(const std::string& path, const Fields& fields) {
    return browser_->Submit(browser_->Get(path), path, fields);
  }

  registration::ExportContactResponse kept_;
};

TEST_F(DeskContactTest, IsReachedFromTheBookingAndFromTheWaitlist) {
  EXPECT_THAT(browser_->Get("/desk/bookings/5").body,
              HasSubstr(absl::StrCat("href=\"", kBooking, "\"")));
  EXPECT_THAT(browser_->Get("/desk/waitlist/9").body,
              HasSubstr(absl::StrCat("href=\"", kEntry, "\"")));
  DeskBrowser leader = BrowserOf("f@example.org", v1::Staff::FACILITATOR);
  EXPECT_THAT(leader.Get("/desk/bookings/5").body, Not(HasSubstr(kBooking)));
}

TEST_F(DeskContactTest, ShowsAllThatTheContactHas) {
  const HttpAnswer page = browser_->Get(kBooking);
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("Ada Example"), HasSubstr("ada@example.org"),
                    HasSubstr("href=\"/desk/bookings/4\""),
                    HasSubstr("href=\"/desk/bookings/5\""),
                    HasSubstr("href=\"/desk/waitlist/9\""),
                    HasSubstr(absl::StrCat(kBooking, "/block\"")),
                    Not(HasSubstr(absl::StrCat(kBooking, "/unblock\""))),
                    HasSubstr(absl::StrCat(kBooking, "/links\"")),
                    HasSubstr(absl::StrCat(kBooking, "/erase\"")),
                    HasSubstr(absl::StrCat(kBooking, "/download\""))));
  const auto asked = registration().export_contact.requests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].booking_id(), 5);
  EXPECT_EQ(asked[0].waitlist_entry_id(), 0);
  EXPECT_EQ(asked[0].contact(), "");
}

TEST_F(DeskContactTest, ShowsThatOfWhoeverWaits) {
  EXPECT_THAT(browser_->Get(kEntry).body,
              AllOf(HasSubstr("Bo Example"), HasSubstr("bo@example.org")));
  const auto asked = registration().export_contact.requests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].booking_id(), 0);
  EXPECT_EQ(asked[0].waitlist_entry_id(), 9);
}

TEST_F(DeskContactTest, HandsItOverAsAFile) {
  SetBlocked("Shouted at us");
  const HttpAnswer file = browser_->Get(absl::StrCat(kBooking, "/download"));
  EXPECT_EQ(file.code, 200);
  EXPECT_EQ(file.Header("Content-Disposition"),
            "attachment; filename=\"what-we-keep.json\"");
  EXPECT_THAT(file.Header("Cache-Control"), HasSubstr("no-store"));
  EXPECT_THAT(file.body, AllOf(HasSubstr("\"email\": \"ada@example.org\""),
                               HasSubstr("\"waitlist_entries\""),
                               HasSubstr("Shouted at us")));
}

TEST_F(DeskContactTest, ErasesOnceItWasAskedWhy) {
  struct Case {
    std::string contact;
    int64_t booking;
    int64_t entry;
  };
  for (const Case& test : {Case{kBooking, 5, 0}, Case{kEntry, 0, 9}}) {
    const std::string path = absl::StrCat(test.contact, "/erase");
    const size_t before = registration().erase.requests().size();
    const HttpAnswer page = browser_->Get(path);
    EXPECT_THAT(page.body,
                AllOf(HasSubstr("This stays:"), HasSubstr("Keep it all")));
    EXPECT_THAT(registration().erase.requests(), SizeIs(before));
    const HttpAnswer done =
        browser_->Submit(page, path, {{"reason", "They asked by phone"}});
    EXPECT_EQ(done.code, 303);
    EXPECT_EQ(done.Header("Location"),
              absl::StrCat(test.contact, "?done=erase"));
    const auto erased = registration().erase.requests();
    ASSERT_THAT(erased, SizeIs(before + 1));
    EXPECT_EQ(erased.back().booking_id(), test.booking);
    EXPECT_EQ(erased.back().waitlist_entry_id(), test.entry);
  }
}

TEST_F(DeskContactTest, HasNothingLeftOnceAllIsErased) {
  SetErased();
  for (const char* const contact : {kBooking, kEntry}) {
    const HttpAnswer page = browser_->Get(absl::StrCat(contact, "?done=erase"));
    EXPECT_EQ(page.code, 200);
    EXPECT_THAT(page.body,
                AllOf(HasSubstr("Everything about them was erased."),
                      HasSubstr("Everything personal was erased."),
                      Not(HasSubstr("/erase\"")), Not(HasSubstr("/block\""))));
    for (const char* const step :
         {"/download", "/erase", "/block", "/unblock", "/links"}) {
      EXPECT_EQ(browser_->Get(absl::StrCat(contact, step)).code, 303) << step;
    }
  }
  EXPECT_THAT(registration().export_contact.requests(), IsEmpty())
      << "what was erased is nobody's";
}

TEST_F(DeskContactTest, AFormThatComesTooLateDoesNothing) {
  const std::string path = absl::StrCat(kBooking, "/block");
  const HttpAnswer page = browser_->Get(path);
  SetErased();
  const HttpAnswer late = browser_->Submit(page, path, {{"reason", "Shouts"}});
  EXPECT_EQ(late.code, 409) << "the audit log must not say that it was done";
  EXPECT_THAT(late.body, HasSubstr("Everything about them was erased"));
  EXPECT_THAT(registration().block.requests(), IsEmpty());
}

TEST_F(DeskContactTest, NeitherBlocksTwiceNorLetsBookWhoMay) {
  struct Case {
    const char* step;
    const char* words;
  };
  for (const Case& test : {Case{"/block", "They are blocked already"},
                           Case{"/unblock", "They are not blocked any more"}}) {
    const bool blocks = absl::string_view(test.step) == "/block";
    const std::string path = absl::StrCat(kBooking, test.step);
    kept_.set_blocked(!blocks);
    registration().export_contact.Return(kept_);
    const HttpAnswer page = browser_->Get(path);
    EXPECT_EQ(page.code, 200);
    // A colleague was faster.
    kept_.set_blocked(blocks);
    registration().export_contact.Return(kept_);
    const HttpAnswer late =
        browser_->Submit(page, path, {{"reason", "Books and never comes"}});
    EXPECT_EQ(late.code, 409) << path;
    EXPECT_THAT(late.body, HasSubstr(test.words));
    EXPECT_EQ(browser_->Get(path).Header("Location"), kBooking) << path;
  }
  EXPECT_THAT(registration().block.requests(), IsEmpty());
}

TEST_F(DeskContactTest, BlocksWithAReasonAndLetsBookAgain) {
  const std::string block = absl::StrCat(kBooking, "/block");
  HttpAnswer done = Do(block, {{"reason", " Books and never comes "}});
  EXPECT_EQ(done.code, 303);
  EXPECT_EQ(done.Header("Location"), absl::StrCat(kBooking, "?done=block"));
  auto requests = registration().block.requests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].contact(), "ada@example.org");
  EXPECT_EQ(requests[0].reason(), "Books and never comes");
  EXPECT_THAT(requests[0].request_id(), Not(IsEmpty()));

  SetBlocked("Books and never comes");
  const std::string unblock = absl::StrCat(kBooking, "/unblock");
  EXPECT_THAT(browser_->Get(absl::StrCat(kBooking, "?done=block")).body,
              AllOf(HasSubstr("They are blocked."),
                    HasSubstr("Yes: Books and never comes"),
                    HasSubstr(absl::StrCat(unblock, "\"")),
                    Not(HasSubstr(absl::StrCat(block, "\"")))));
  done = Do(unblock, {{"reason", "They rang and explained"}});
  EXPECT_EQ(done.Header("Location"), absl::StrCat(kBooking, "?done=unblock"));
  requests = registration().block.requests();
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[1].contact(), "ada@example.org");
  EXPECT_EQ(requests[1].reason(), "");
}

// The route says what a path leads to, so that a session is no booking.
TEST_F(DeskContactTest, AnEntryThatIsNoneLeadsNowhere) {
  const std::string token =
      HiddenIn(browser_->Get(absl::StrCat(kEntry, "/erase")).body, "csrf");
  for (const char* const entry : {"x", "0", "-9", "09", "9x"}) {
    const std::string path = absl::StrCat("/desk/waitlist/", entry, "/contact");
    for (const char* const step : {"", "/download", "/erase", "/links"}) {
      EXPECT_EQ(browser_->Get(absl::StrCat(path, step)).code, 404)
          << path << step;
    }
    EXPECT_EQ(browser_
                  ->Post(absl::StrCat(path, "/erase"),
                         {{"reason", "They asked"}, {"csrf", token}})
                  .code,
              404);
  }
  EXPECT_THAT(registration().get.requests(), IsEmpty());
  EXPECT_THAT(registration().erase.requests(), IsEmpty());
}

// Why goes when the contact is erased; the block stays.
TEST_F(DeskContactTest, ShowsABlockThatLostItsReason) {
  SetBlocked("");
  const std::string unblock = absl::StrCat(kBooking, "/unblock");
  EXPECT_THAT(browser_->Get(kBooking).body,
              AllOf(HasSubstr("Yes. Why is not kept any more."),
                    HasSubstr(absl::StrCat(unblock, "\"")),
                    Not(HasSubstr(absl::StrCat(kBooking, "/block\"")))));
  EXPECT_EQ(Do(unblock, {{"reason", "They rang and explained"}}).code, 303);
  EXPECT_THAT(registration().block.requests(), SizeIs(1));
}

TEST_F(DeskContactTest, KnowsThemByPhoneWhoHaveNoEmail) {
  registration::Booking phoned = SampleBooking(5);
  phoned.mutable_contact()->clear_email();
  registration().get.Return(phoned);
  Do(absl::StrCat(kBooking, "/block"), {{"reason", "Shouts"}});
  const auto requests = registration().block.requests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].contact(), "07700 900123");
  EXPECT_THAT(browser_->Get(kBooking).body, Not(HasSubstr("/links\"")))
      << "nowhere to send them to";
}

struct ReasonCase {
  std::string reason;
  std::string words;
};

TEST_F(DeskContactTest, WantsAReasonThatCanBeKept) {
  const ReasonCase cases[] = {
      {"", "Enter why"},
      {"  ", "Enter why"},
      {std::string(201, 'x'), "200 characters or fewer"},
      {std::string(10'000, 'x'), "200 characters or fewer"},
      {"two\nlines", "200 characters or fewer"},
  };
  for (const char* const step : {"/erase", "/block", "/unblock"}) {
    kept_.set_blocked(absl::string_view(step) == "/unblock");
    registration().export_contact.Return(kept_);
    const std::string path = absl::StrCat(kBooking, step);
    const HttpAnswer page = browser_->Get(path);
    for (const ReasonCase& test : cases) {
      const HttpAnswer again =
          browser_->Submit(page, path, {{"reason", test.reason}});
      EXPECT_EQ(again.code, 400) << path;
      EXPECT_THAT(again.body, HasSubstr(test.words)) << path;
    }
  }
  EXPECT_THAT(registration().erase.requests(), IsEmpty());
  EXPECT_THAT(registration().block.requests(), IsEmpty());
  kept_.set_blocked(false);
  registration().export_contact.Return(kept_);
  const std::string path = absl::StrCat(kBooking, "/block");
  EXPECT_THAT(Do(path, {{"reason", std::string(201, 'x')}}).body,
              HasSubstr(std::string(201, 'x')))
      << "it is kept";
}

TEST_F(DeskContactTest, MakesLinksUselessAndSendsOthers) {
  const std::string path = absl::StrCat(kBooking, "/links");
  const HttpAnswer page = browser_->Get(path);
  EXPECT_THAT(registration().revoke_links.requests(), IsEmpty());
  for (int i = 0; i < 2; ++i) {
    const HttpAnswer done = browser_->Submit(page, path, {});
    EXPECT_EQ(done.code, 303);
    EXPECT_EQ(done.Header("Location"), absl::StrCat(kBooking, "?done=links"));
  }
  const auto revoked = registration().revoke_links.requests();
  ASSERT_THAT(revoked, SizeIs(2));
  EXPECT_EQ(revoked[0].id(), 4) << "any of theirs";
  EXPECT_THAT(revoked[0].request_id(), Not(IsEmpty()));
  EXPECT_EQ(revoked[0].request_id(), revoked[1].request_id());
  EXPECT_TRUE(revoked[0].send_new());
  EXPECT_THAT(browser_->Get(absl::StrCat(kBooking, "?done=links")).body,
              HasSubstr("new ones are on their way"));
}

TEST_F(DeskContactTest, SendsNoLinksThatLeadNowhere) {
  registration::ExportContactResponse waits;
  *waits.add_waitlist_entries() = SampleEntry(9);
  registration().export_contact.Return(waits);
  EXPECT_THAT(browser_->Get(kEntry).body, Not(HasSubstr("/links\"")));
  EXPECT_EQ(Do(absl::StrCat(kEntry, "/links"), {}).code, 409);
  EXPECT_THAT(registration().revoke_links.requests(), IsEmpty());
}

TEST_F(DeskContactTest, SaysWhyNoLinksWereSent) {
  registration().revoke_links.Return(
      FailedPrecondition("NOTHING_TO_SEND", "it is over"));
  const HttpAnswer refused = Do(absl::StrCat(kBooking, "/links"), {});
  EXPECT_EQ(refused.code, 409);
  EXPECT_THAT(refused.body, HasSubstr("new links would lead nowhere"));
}

TEST_F(DeskContactTest, SaysThatNothingWasDoneWhenItWasNot) {
  registration().revoke_links.Return(
      Unavailable("SERVICE_UNAVAILABLE", "not now"));
  EXPECT_EQ(Do(absl::StrCat(kBooking, "/links"), {}).code, 503);
  registration().get.Return(NotFound("BOOKING_NOT_FOUND", "there is none"));
  EXPECT_EQ(browser_->Get(kBooking).code, 404);
}

// All that a page leads to, and where its forms go.
std::vector<std::string> LinksOf(const std::string& body) {
  std::vector<std::string> links;
  for (const std::string mark : {"href=\"", "action=\""}) {
    for (size_t at = body.find(mark); at != std::string::npos;
         at = body.find(mark, at)) {
      at += mark.size();
      links.push_back(body.substr(at, body.find('"', at) - at));
    }
  }
  return links;
}

TEST_F(DeskContactTest, PutsNoAddressIntoAnyLink) {
  for (const char* const contact : {kBooking, kEntry}) {
    for (const char* const step :
         {"", "?done=block", "/erase", "/block", "/links"}) {
      const HttpAnswer page = browser_->Get(absl::StrCat(contact, step));
      ASSERT_EQ(page.code, 200) << contact << step;
      const std::vector<std::string> links = LinksOf(page.body);
      EXPECT_THAT(links, Contains(HasSubstr(contact)));
      EXPECT_THAT(links,
                  Each(Not(ContainsRegex("(Ada|Bo|07700)[ %+]|Example|@|%40"))))
          << contact << step;
    }
  }
}

}  // namespace
}  // namespace cwp::web
