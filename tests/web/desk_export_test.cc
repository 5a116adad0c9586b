// The programme as a file that comes in again.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/time/local_time.h"
#include "common/time/proto_time.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "gmock/gmock.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

namespace scheduling = ::cwp::scheduling::v1;
using scheduling::Session;

constexpr char kExport[] = "/desk/programme/export.csv";
constexpr char kImport[] = "/desk/programme/import";

// Scheduling with a workshop that is shown, and one that is archived.
class DeskExportTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    workshop_ = SampleWorkshop();
    workshop_.set_default_capacity(12);
    scheduling::Workshop archived = workshop_;
    archived.set_id(12);
    archived.set_slug("archived");
    archived.set_state(scheduling::Workshop::ARCHIVED);
    services_.scheduling.workshops = {workshop_, archived};
    services_.scheduling.get_workshop.Return(workshop_);
    services_.scheduling.sessions = {
        ThereOn(301, "2027-01-12T18:00", Session::OPEN),
        ThereOn(302, "2027-01-19T18:00", Session::DRAFT),
        ThereOn(303, "2027-01-26T18:00", Session::CANCELLED)};
    services_.scheduling.sessions[0].add_facilitator_ids(71);
    services_.scheduling.sessions[1].set_capacity(8);
    scheduling::ListFacilitatorsResponse team;
    team.add_facilitators()->set_id(71);
    team.mutable_facilitators(0)->set_display_name("=Cleo <Example>");
    services_.facilitators.list.Return(team);
  }

  static Session ThereOn(int64_t id, const std::string& local,
                         Session::State state) {
    const absl::Time start =
        civil::ResolveLocal(local, "Europe/London").value();
    Session session = SampleSession(id, start, state);
    session.mutable_meetings(0)->set_local_start(local);
    session.mutable_meetings(0)->set_local_end(
        civil::ToLocal(start + absl::Minutes(90), civil::London()));
    *session.mutable_create_time() = session.update_time();
    *session.mutable_booking_open_time() = session.update_time();
    *session.mutable_booking_close_time() = session.meetings(0).start_time();
    return session;
  }

  scheduling::Workshop workshop_;
};

TEST_F(DeskExportTest, GivesWhatIsToComeAsAFileThatChangesNothing) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, "ada@example.org", v1::Staff::COORDINATOR);
  EXPECT_THAT(browser.Get("/desk/programme").body, HasSubstr(kExport));
  const HttpAnswer file = browser.Get(kExport);
  EXPECT_EQ(file.code, 200);
  EXPECT_THAT(file.Header("Content-Type"), HasSubstr("text/csv"));
  EXPECT_THAT(file.Header("Content-Disposition"),
              HasSubstr("filename=\"programme.csv\""));
  EXPECT_EQ(file.Header("Cache-Control"), "no-store");
  EXPECT_THAT(
      file.body,
      AllOf(HasSubstr("helping-with-worry"), HasSubstr("2027-01-12T18:00"),
            HasSubstr("'=Cleo <Example>"), HasSubstr("2027-01-19"),
            Not(HasSubstr("2027-01-26")), Not(HasSubstr("archived"))));
  const auto asked = services_.scheduling.session_requests().back();
  EXPECT_EQ(ToTime(asked.start_time_min()), clock_.Now());
  const HttpAnswer again = browser.Upload(browser.Get(kImport), kImport, {},
                                          "file", "programme.csv", file.body);
  EXPECT_EQ(again.code, 200);
  EXPECT_THAT(again.body, HasSubstr("everything is there as the file says"));
}

TEST_F(DeskExportTest, IsForThoseWhoPlan) {
  DeskBrowser reader(*client_);
  SetUpAccount(reader, "rea@example.org", v1::Staff::READER);
  EXPECT_EQ(reader.Get(kExport).code, 403);
  EXPECT_THAT(reader.Get("/desk/programme").body, Not(HasSubstr(kExport)));
}

}  // namespace
}  // namespace cwp::web
