#include <string>
#include <vector>

#include "absl/types/span.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "cwp/scheduling/v1/organisation_service.grpc.pb.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::OrganisationPart;

// The fixture's clock stands on 2 March 2026.
class OrganisationServiceTest : public ServiceFixture {
 protected:
  using OrganisationStub = v1::OrganisationService::Stub;
  using Update = v1::UpdateOrganisationPartRequest;

  static Update UrgentHelp(const std::string& phone) {
    Update update;
    update.mutable_urgent_help()->set_local_name("Single Point of Access");
    update.mutable_urgent_help()->set_local_phone(phone);
    update.mutable_urgent_help()->set_local_hours("Day and night");
    update.set_numbers_checked(true);
    return update;
  }
  static void AddHelpLine(Update& update, const std::string& name,
                          const std::string& contact) {
    v1::HelpLine& line = *update.mutable_urgent_help()->add_help_lines();
    line.set_name(name);
    line.set_contact(contact);
  }
  static Update Contacts() {
    Update update;
    update.mutable_contacts()->set_phone("01632 960 001");
    update.mutable_contacts()->set_email("team@example.org");
    update.mutable_contacts()->set_opening_hours("Weekday mornings");
    update.mutable_contacts()->set_opening_times("mon-fri 09:00-12:00");
    return update;
  }

  // Children of 5 to 18, asked for their area.
  static Update Eligibility() {
    Update update;
    v1::EligibilityRules& rules = *update.mutable_eligibility();
    rules.set_ask_area(true);
    rules.set_area("Holby");
    rules.set_ask_age(true);
    rules.set_min_years(5);
    rules.set_max_years(18);
    rules.set_own_booking_years(13);
    return update;
  }
  static Update Retention(int32_t days) {
    Update update;
    update.mutable_retention()->set_days(days);
    return update;
  }
  static Update Names() {
    Update update;
    update.mutable_names()->set_organisation("Holby NHS Trust");
    update.mutable_names()->set_service("Workshops for families");
    return update;
  }
  static void AddNote(Update& update, v1::LetterNote::Letter letter,
                      const std::string& text) {
    v1::LetterNote& note = *update.mutable_letters()->add_notes();
    note.set_letter(letter);
    note.set_text(text);
  }

  absl::StatusOr<OrganisationPart> Say(const Update& update) {
    return Call(&OrganisationStub::UpdateOrganisationPart, update);
  }
  absl::StatusOr<OrganisationPart> Restore(int64_t version,
                                           const std::string& etag = "") {
    v1::RestoreOrganisationPartRequest request;
    request.set_part(OrganisationPart::URGENT_HELP);
    request.set_version(version);
    request.set_etag(etag);
    return Call(&OrganisationStub::RestoreOrganisationPart, request);
  }
  v1::Organisation Get() {
    return *Call(&OrganisationStub::GetOrganisation,
                 v1::GetOrganisationRequest());
  }
  // What spoils a good update of urgent help, and what is said of it.
  struct Case {
    const char* reason;
    const char* field;
    void (*spoil)(Update& update);
  };
  void ExpectRefused(absl::Span<const Case> cases) {
    for (const Case& one : cases) {
      Update update = UrgentHelp("020 7946 0001");
      one.spoil(update);
      const absl::Status status = Say(update).status();
      EXPECT_EQ(ReasonOf(status), one.reason) << one.field;
      EXPECT_EQ(MetadataOf(status, "field"), one.field);
    }
  }
  // Phone numbers of the versions, the newest first.
  std::vector<std::string> Phones(int64_t before = 0, int page_size = 0) {
    v1::ListOrganisationVersionsRequest request;
    request.set_part(OrganisationPart::URGENT_HELP);
    request.set_before_version(before);
    request.set_page_size(page_size);
    std::vector<std::string> phones;
    const v1::ListOrganisationVersionsResponse listed =
        *Call(&OrganisationStub::ListOrganisationVersions, request);
    for (const OrganisationPart& version : listed.versions()) {
      phones.push_back(version.urgent_help().local_phone());
    }
    return phones;
  }
};

TEST_F(OrganisationServiceTest, NothingIsSaidAtFirst) {
  const v1::Organisation said = Get();
  ASSERT_THAT(said.parts(), SizeIs(6));
  for (const OrganisationPart& part : said.parts()) {
    EXPECT_EQ(part.content_case(), OrganisationPart::CONTENT_NOT_SET);
    EXPECT_EQ(part.version(), 0);
    EXPECT_EQ(part.etag(), "\"0\"");
    EXPECT_FALSE(part.has_change_time());
  }
  EXPECT_THAT(Phones(), IsEmpty());
}

TEST_F(OrganisationServiceTest, EachChangeIsAVersionOnTheFeed) {
  ASSERT_OK_AND_ASSIGN(const OrganisationPart first,
                       Say(UrgentHelp("020 7946 0001")));
  EXPECT_EQ(first.version(), 1);
  EXPECT_EQ(first.actor_kind(), "OPERATOR");
  EXPECT_EQ(first.urgent_help().checked_day(), "2026-03-02");
  EXPECT_EQ(first.urgent_help().local_hours(), "Day and night");
  ASSERT_OK(Say(Contacts()));
  ASSERT_OK_AND_ASSIGN(const OrganisationPart second,
                       Say(UrgentHelp("020 7946 0002")));
  EXPECT_EQ(second.version(), 2);
  EXPECT_THAT(Phones(), ElementsAre("020 7946 0002", "020 7946 0001"));
  EXPECT_THAT(Phones(2), ElementsAre("020 7946 0001"));
  EXPECT_THAT(Phones(0, 1), ElementsAre("020 7946 0002"));

  StopServer();
  ASSERT_NO_FATAL_FAILURE(StartServer());
  const v1::Organisation said = Get();
  EXPECT_EQ(said.parts(0).SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(said.parts(1).contacts().phone(), "01632 960 001");
  EXPECT_EQ(said.revision(), 3);

  const std::vector<feed::v1::Change> changes = ReadFeed();
  ASSERT_THAT(changes, SizeIs(3));
  EXPECT_EQ(changes[2].kind(), "organisation");
  EXPECT_EQ(changes[2].cause(), "organisation_updated");
  EXPECT_EQ(changes[2].resource_id(), OrganisationPart::URGENT_HELP);
  EXPECT_EQ(changes[2].resource(), second.SerializeAsString());
}

// So that the first change, too, says what it changed.
TEST_F(OrganisationServiceTest, KeepsWhatHeldBeforeTheFirstChange) {
  Update first = UrgentHelp("020 7946 0001");
  first.mutable_held()->mutable_urgent_help()->set_local_phone("020 7946 0009");
  first.mutable_held()->set_actor_kind("STAFF");
  first.mutable_held()->set_version(9);
  ASSERT_OK_AND_ASSIGN(const OrganisationPart said, Say(first));
  EXPECT_EQ(said.version(), 2);
  ASSERT_THAT(ReadFeed(), SizeIs(1)) << "nobody is told what they know";
  v1::ListOrganisationVersionsRequest request;
  request.set_part(OrganisationPart::URGENT_HELP);
  const v1::ListOrganisationVersionsResponse listed =
      *Call(&OrganisationStub::ListOrganisationVersions, request);
  ASSERT_THAT(listed.versions(), SizeIs(2));
  const OrganisationPart& held = listed.versions(1);
  EXPECT_EQ(held.version(), 1);
  EXPECT_EQ(held.urgent_help().local_phone(), "020 7946 0009");
  EXPECT_EQ(held.actor_kind(), "") << "nobody said it here";
  EXPECT_TRUE(held.has_change_time());

  Update second = UrgentHelp("020 7946 0002");
  *second.mutable_held() = first.held();
  ASSERT_OK(Say(second));
  EXPECT_THAT(Phones(),
              ElementsAre("020 7946 0002", "020 7946 0001", "020 7946 0009"));
  first.mutable_held()->mutable_contacts();
  EXPECT_EQ(MetadataOf(Say(first).status(), "field"), "held");
  Update names = Names();
  *names.mutable_held()->mutable_names() = names.names();
  EXPECT_EQ(Say(names)->version(), 1) << "it is what is said now";
}

TEST_F(OrganisationServiceTest, SayingWhatHoldsChangesNothing) {
  ASSERT_OK_AND_ASSIGN(const OrganisationPart first, Say(Contacts()));
  EXPECT_EQ(Say(Contacts())->SerializeAsString(), first.SerializeAsString());
  ASSERT_OK_AND_ASSIGN(const OrganisationPart signed_once,
                       Say(UrgentHelp("111 222")));
  clock_.Advance(absl::Hours(24));
  ASSERT_OK_AND_ASSIGN(const OrganisationPart signed_again,
                       Say(UrgentHelp("111 222")));
  EXPECT_EQ(signed_again.version(), 2) << "it was called again, on another day";
  EXPECT_EQ(signed_again.urgent_help().checked_day(), "2026-03-03");
}

TEST_F(OrganisationServiceTest, AChangeIsTakenBackAsItWasSigned) {
  ASSERT_OK(Say(UrgentHelp("020 7946 0001")));
  clock_.Advance(absl::Hours(48));
  ASSERT_OK_AND_ASSIGN(const OrganisationPart wrong,
                       Say(UrgentHelp("020 7946 0002")));
  EXPECT_EQ(ReasonOf(Restore(7).status()), "ORGANISATION_VERSION_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Restore(1, "\"1\"").status()), "ETAG_MISMATCH");
  ASSERT_OK_AND_ASSIGN(const OrganisationPart back, Restore(1, wrong.etag()));
  EXPECT_EQ(back.version(), 3);
  EXPECT_EQ(back.urgent_help().local_phone(), "020 7946 0001");
  EXPECT_EQ(back.urgent_help().checked_day(), "2026-03-02")
      << "nobody called the numbers today";
  EXPECT_EQ(ReadFeed().back().cause(), "organisation_restored");

  ASSERT_OK_AND_ASSIGN(const OrganisationPart nothing, Restore(0));
  EXPECT_EQ(nothing.version(), 4);
  EXPECT_EQ(nothing.content_case(), OrganisationPart::CONTENT_NOT_SET);
  EXPECT_THAT(Phones(), SizeIs(4));
}

TEST_F(OrganisationServiceTest, EachPartIsKeptAsItWasSaid) {
  Update letters;
  AddNote(letters, v1::LetterNote::CONFIRMATION,
          "Bring a drink.\nBring a pen.");
  AddNote(letters, v1::LetterNote::OFFER, "Answer soon.");
  for (const Update& update :
       {Eligibility(), Retention(30), Retention(400), letters, Names()}) {
    ASSERT_OK_AND_ASSIGN(const OrganisationPart said, Say(update));
    const OrganisationPart kept = Get().parts(said.part() - 1);
    EXPECT_EQ(kept.SerializeAsString(), said.SerializeAsString());
    EXPECT_EQ(said.eligibility().SerializeAsString(),
              update.eligibility().SerializeAsString());
    EXPECT_EQ(said.retention().days(), update.retention().days());
    EXPECT_EQ(said.letters().SerializeAsString(),
              update.letters().SerializeAsString());
    EXPECT_EQ(said.names().SerializeAsString(),
              update.names().SerializeAsString());
  }
  Update no_notes;
  no_notes.mutable_letters();
  ASSERT_OK_AND_ASSIGN(const OrganisationPart none, Say(no_notes));
  EXPECT_EQ(none.letters().notes_size(), 0);
  EXPECT_TRUE(none.has_letters()) << "it says that there are none";
}

TEST_F(OrganisationServiceTest, HelpLinesAreCalledOrTexted) {
  Update update = UrgentHelp("020 7946 0001");
  AddHelpLine(update, "Childline", "0800 1111");
  AddHelpLine(update, "Shout", "Text SHOUT to 85258");
  ASSERT_OK_AND_ASSIGN(const OrganisationPart said, Say(update));
  ASSERT_THAT(said.urgent_help().help_lines(), SizeIs(2));
  EXPECT_EQ(said.urgent_help().help_lines(1).contact(), "Text SHOUT to 85258");
}

TEST_F(OrganisationServiceTest, TwoWhoChangeItMeet) {
  Update mine = UrgentHelp("020 7946 0001");
  mine.set_etag("\"0\"");
  Update theirs = UrgentHelp("020 7946 0002");
  theirs.set_etag("\"0\"");
  ASSERT_OK(Say(mine));
  EXPECT_EQ(ReasonOf(Say(theirs).status()), "ETAG_MISMATCH");
  EXPECT_THAT(Phones(), ElementsAre("020 7946 0001"));

  Update contacts = Contacts();
  contacts.set_etag("\"0\"");
  EXPECT_OK(Say(contacts)) << "another part";
}

TEST_F(OrganisationServiceTest, ARequestHasOneEffect) {
  Update once = UrgentHelp("020 7946 0001");
  once.set_request_id("once");
  ASSERT_OK(Say(once));
  ASSERT_OK(Say(UrgentHelp("020 7946 0002")));
  ASSERT_OK_AND_ASSIGN(const OrganisationPart again, Say(once));
  EXPECT_EQ(again.urgent_help().local_phone(), "020 7946 0002")
      << "it is answered as things are, and changes nothing";
  EXPECT_THAT(Phones(), SizeIs(2));
}

TEST_F(OrganisationServiceTest, RefusesWhatCannotBeDialledOrRead) {
  const Case kCases[] = {
      {"FIELD_REQUIRED", "content", [](Update& u) { u.clear_urgent_help(); }},
      {"FIELD_REQUIRED", "numbers_checked",
       [](Update& u) { u.set_numbers_checked(false); }},
      {"FIELD_REQUIRED", "urgent_help.local_name",
       [](Update& u) { u.mutable_urgent_help()->clear_local_name(); }},
      {"FIELD_INVALID", "urgent_help.local_phone",
       [](Update& u) { u.mutable_urgent_help()->set_local_phone("call us"); }},
      {"FIELD_INVALID", "urgent_help.local_phone",
       [](Update& u) { u.mutable_urgent_help()->set_local_phone("+"); }},
      {"FIELD_TOO_LONG", "urgent_help.local_name",
       [](Update& u) {
         u.mutable_urgent_help()->set_local_name(std::string(101, 'x'));
       }},
      {"FIELD_INVALID", "urgent_help.local_hours",
       [](Update& u) { u.mutable_urgent_help()->set_local_hours("a\nb"); }},
      {"FIELD_REQUIRED", "urgent_help.help_lines",
       [](Update& u) { u.mutable_urgent_help()->add_help_lines(); }},
      {"FIELD_INVALID", "urgent_help.help_lines",
       [](Update& u) { AddHelpLine(u, "Shout", "Text SHOUT"); }},
      {"FIELD_INVALID", "urgent_help.help_lines",
       [](Update& u) {
         for (int i = 0; i < 11; ++i) AddHelpLine(u, "Childline", "0800 1111");
       }},
      {"FIELD_REQUIRED", "contacts.phone",
       [](Update& u) {
         u = Contacts();
         u.mutable_contacts()->clear_phone();
         u.mutable_contacts()->clear_email();
       }},
      {"FIELD_INVALID", "contacts.email",
       [](Update& u) {
         u = Contacts();
         u.mutable_contacts()->set_email("team at example");
       }},
      {"FIELD_INVALID", "contacts.opening_times", [](Update& u) {
         u = Contacts();
         u.mutable_contacts()->set_opening_times("always");
       }}};
  ExpectRefused(kCases);
  EXPECT_EQ(ReasonOf(Restore(-1).status()), "FIELD_INVALID");
  EXPECT_THAT(ReadFeed(), IsEmpty());
}

TEST_F(OrganisationServiceTest, RefusesWhatCannotBeDecidedBy) {
  const Case kCases[] = {
      {"FIELD_REQUIRED", "eligibility.area",
       [](Update& u) {
         u = Eligibility();
         u.mutable_eligibility()->clear_area();
       }},
      {"FIELD_TOO_LONG", "eligibility.area_question",
       [](Update& u) {
         u = Eligibility();
         u.mutable_eligibility()->set_area_question(std::string(201, 'x'));
       }},
      {"FIELD_INVALID", "eligibility.min_years",
       [](Update& u) {
         u = Eligibility();
         u.mutable_eligibility()->set_min_years(-1);
       }},
      {"FIELD_INVALID", "eligibility.max_years",
       [](Update& u) {
         u = Eligibility();
         u.mutable_eligibility()->set_max_years(4);
       }},
      {"FIELD_INVALID", "eligibility.own_booking_years",
       [](Update& u) {
         u = Eligibility();
         u.mutable_eligibility()->set_own_booking_years(121);
       }},
      {"FIELD_INVALID", "retention.days", [](Update& u) { u = Retention(29); }},
      {"FIELD_INVALID", "retention.days",
       [](Update& u) { u = Retention(401); }},
      {"FIELD_INVALID", "letters.notes",
       [](Update& u) {
         AddNote(u, v1::LetterNote::OFFER, "once");
         AddNote(u, v1::LetterNote::OFFER, "twice");
       }},
      {"FIELD_INVALID", "letters.notes",
       [](Update& u) { AddNote(u, v1::LetterNote::LETTER_UNSPECIFIED, "x"); }},
      {"FIELD_REQUIRED", "letters.notes",
       [](Update& u) { AddNote(u, v1::LetterNote::OFFER, " "); }},
      {"FIELD_TOO_LONG", "letters.notes",
       [](Update& u) {
         AddNote(u, v1::LetterNote::OFFER, std::string(1001, 'x'));
       }},
      {"FIELD_REQUIRED", "names.organisation",
       [](Update& u) {
         u = Names();
         u.mutable_names()->clear_organisation();
       }},
      {"FIELD_REQUIRED", "names.service", [](Update& u) {
         u = Names();
         u.mutable_names()->clear_service();
       }}};
  ExpectRefused(kCases);
  EXPECT_THAT(ReadFeed(), IsEmpty());
}

TEST_F(OrganisationServiceTest, ServicesReadAndFamiliesDoNot) {
  const As web = {"web", rpc::CallerKind::kService};
  const As notifications = {"notifications", rpc::CallerKind::kService};
  const As registration = {"registration", rpc::CallerKind::kService};
  for (const As& as : {web, notifications, registration}) {
    EXPECT_OK(Call(&OrganisationStub::GetOrganisation,
                   v1::GetOrganisationRequest(), as));
  }
  EXPECT_EQ(ReasonOf(Call(&OrganisationStub::GetOrganisation,
                          v1::GetOrganisationRequest(), kPublic)
                         .status()),
            "CALLER_NOT_ALLOWED");
  EXPECT_EQ(
      ReasonOf(Call(&OrganisationStub::UpdateOrganisationPart, Contacts(), web)
                   .status()),
      "CALLER_NOT_ALLOWED");
}

}  // namespace
}  // namespace cwp::scheduling
