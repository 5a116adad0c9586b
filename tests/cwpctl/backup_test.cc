#include "services/cwpctl/backup.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/copy_store.h"
#include "services/cwpctl/registration_client.h"
#include "services/cwpctl/scheduling_client.h"
#include "tests/cwpctl/installation.h"

namespace cwp::ctl {
namespace {

using ::testing::HasSubstr;

constexpr char kProgramme[] = R"(workshops:
  - slug: worry
    title: Worry
    summary: What helps.
    audience: young people
    ages: 13 to 19
    minutes: 60
    sessions:
      - start: 2027-02-02T18:00
        capacity: 5000
        bookings:
          - {name: Asha Example, email: asha@example.org}
)";

class BackupTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(installation_.Start());
    std::ofstream(folder_.File("own.yaml")) << kProgramme;
    const Ended loaded =
        installation_.Run({"programme", "import", folder_.File("own.yaml")});
    ASSERT_EQ(loaded.code, 0) << loaded.err;
    std::ofstream(folder_.File("plan.vtt"))
        << "WEBVTT\n\n00:00.000 --> 00:01.000\nHello.\n";
    const Ended uploaded = installation_.Run(
        {"file", "upload", folder_.File("plan.vtt"), "--type", "text/vtt"});
    ASSERT_EQ(uploaded.code, 0) << uploaded.err;
    session_id_ = SessionId();
  }

  int64_t SessionId() {
    const Settings settings = installation_.settings();
    Connections connections(settings, installation_.clock());
    const auto list = SchedulingClient(connections).ListSessions({});
    EXPECT_OK(list);
    return list.ok() ? list->sessions(0).id() : 0;
  }

  static registration::v1::CreateBookingRequest Wanted(int64_t session_id,
                                                       int number) {
    registration::v1::CreateBookingRequest request;
    request.mutable_booking()->set_session_id(session_id);
    request.mutable_booking()->mutable_contact()->set_name("Load Example");
    request.mutable_booking()->mutable_contact()->set_email(
        absl::StrCat("load-", number, "@example.org"));
    request.mutable_booking()->add_attendees();
    return request;
  }

  std::vector<int64_t> BookingIds() {
    const Settings settings = installation_.settings();
    Connections connections(settings, installation_.clock());
    const auto list = RegistrationClient(connections).ListBookings(session_id_);
    EXPECT_OK(list);
    std::vector<int64_t> ids;
    if (!list.ok()) return ids;
    for (const auto& booking : list->bookings()) ids.push_back(booking.id());
    return ids;
  }

  absl::StatusOr<BackupManifest> Create(bool with_keys = false) {
    const Settings settings = installation_.settings();
    Connections connections(settings, installation_.clock());
    BackupOptions options;
    options.data = installation_.data();
    options.out = folder_.File("backup");
    options.with_keys = with_keys;
    options.services = {"scheduling", "registration", "webinars"};
    return CreateBackup(connections, options);
  }

  absl::StatusOr<BackupManifest> Restore(bool force = false) {
    return RestoreBackup({.from = folder_.File("backup"),
                          .data = folder_.File("new"),
                          .force = force},
                         installation_.clock());
  }

  static int64_t RevisionOf(const BackupManifest& manifest,
                            const std::string& path) {
    for (const BackupFile& file : manifest.files) {
      if (file.path == path) return file.feed_revision;
    }
    return -1;
  }

  TempDir folder_;
  Installation installation_;
  int64_t session_id_ = 0;
};

// Books one place after another, until told to stop or something fails.
class Booker {
 public:
  Booker(const Settings& settings, const Clock& clock,
         std::function<registration::v1::CreateBookingRequest(int)> wanted)
      : thread_([this, settings, &clock, wanted = std::move(wanted)] {
          Connections connections(settings, clock);
          RegistrationClient client(connections);
          while (!stop_ && client.CreateBooking(wanted(made_)).ok()) ++made_;
          ended_ = true;
        }) {}

  // Waits until so many more were made than now.
  void WaitForMore(int number) const {
    const int wanted = made_ + number;
    while (made_ < wanted && !ended_) std::this_thread::yield();
    EXPECT_FALSE(ended_) << "a booking was refused";
  }

  int made() const { return made_; }

  void Stop() {
    stop_ = true;
    thread_.join();
  }

 private:
  std::atomic<int> made_{0};
  std::atomic<bool> stop_{false};
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

TEST_F(BackupTest, MadeUnderLoadBringsBackWhatWasAcknowledged) {
  if (installation_.on_postgres()) GTEST_SKIP() << "pg_dump copies that";
  Booker booker(installation_.settings(), installation_.clock(),
                [id = session_id_](int number) { return Wanted(id, number); });
  booker.WaitForMore(20);
  const int before = booker.made();
  ASSERT_OK_AND_ASSIGN(const BackupManifest manifest, Create());
  booker.WaitForMore(5);
  booker.Stop();
  const std::vector<int64_t> all = BookingIds();
  installation_.Stop();

  ASSERT_OK(VerifyBackup(folder_.File("backup")));
  ASSERT_OK(Restore());
  const std::string copy = folder_.File("new/db/registration.db");
  ASSERT_OK_AND_ASSIGN(std::optional<feed::Position> head,
                       ReadCopy(copy, installation_.clock()));
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->revision, RevisionOf(manifest, "db/registration.db"));
  EXPECT_GT(RevisionOf(manifest, "db/scheduling.db"), 0);

  // Ids are made from the time, which does not stand still between the two.
  installation_.clock().Advance(absl::Minutes(1));
  ASSERT_NO_FATAL_FAILURE(installation_.StartOn(folder_.File("new")));
  const std::vector<int64_t> restored = BookingIds();
  EXPECT_GE(restored.size(), static_cast<size_t>(before));
  ASSERT_LE(restored.size(), all.size());
  EXPECT_TRUE(std::equal(restored.begin(), restored.end(), all.begin()))
      << "what was restored is where the whole began";

  const Settings settings = installation_.settings();
  Connections connections(settings, installation_.clock());
  ASSERT_OK_AND_ASSIGN(
      const registration::v1::Booking next,
      RegistrationClient(connections).CreateBooking(Wanted(session_id_, 9999)));
  EXPECT_EQ(next.etag(), absl::StrCat("\"", head->revision + 1, "\""));
}

TEST_F(BackupTest, OnPostgresSaysWhichToolToUse) {
  if (!installation_.on_postgres()) GTEST_SKIP() << "this is for PostgreSQL";
  const absl::Status status = Create().status();
  EXPECT_THAT(status, HasReason("BACKUP_WITH_PG_DUMP"));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("pg_dump --format=custom"));
}

TEST_F(BackupTest, RefusesToRestoreOverDataOrUnderAService) {
  if (installation_.on_postgres()) GTEST_SKIP() << "pg_dump copies that";
  ASSERT_OK(Create());
  EXPECT_THAT(Create(), HasReason("BACKUP_EXISTS"));
  ASSERT_OK(Restore());
  EXPECT_THAT(Restore(), HasReason("DATA_FOLDER_NOT_EMPTY"));
  EXPECT_OK(Restore(/*force=*/true));

  installation_.Stop();
  ASSERT_NO_FATAL_FAILURE(installation_.StartOn(folder_.File("new")));
  EXPECT_THAT(Restore(/*force=*/true), HasReason("DATABASE_IN_USE"));
  EXPECT_FALSE(BookingIds().empty());
}

TEST_F(BackupTest, RefusesADamagedBackup) {
  if (installation_.on_postgres()) GTEST_SKIP() << "pg_dump copies that";
  ASSERT_OK(Create());
  {
    std::fstream file(folder_.File("backup/db/registration.db"),
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(5000);
    file.put('~');
  }
  EXPECT_THAT(Restore(), HasReason("BACKUP_DAMAGED"));
  EXPECT_FALSE(std::filesystem::exists(folder_.File("new")));
}

TEST_F(BackupTest, HoldsKeysOnlyWhenAsked) {
  if (installation_.on_postgres()) GTEST_SKIP() << "pg_dump copies that";
  std::filesystem::create_directories(installation_.data() + "/keys/master");
  std::ofstream(installation_.data() + "/keys/master/k1.key") << "secret";
  ASSERT_OK(Create());
  EXPECT_FALSE(std::filesystem::exists(folder_.File("backup/keys")));
  std::filesystem::remove_all(folder_.File("backup"));

  ASSERT_OK(Create(/*with_keys=*/true));
  const std::string key = folder_.File("backup/keys/master/k1.key");
  ASSERT_TRUE(std::filesystem::exists(key));
  EXPECT_EQ(
      std::filesystem::status(key).permissions(),
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace
}  // namespace cwp::ctl
