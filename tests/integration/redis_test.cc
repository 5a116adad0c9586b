#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/cache/client.h"
#include "common/cache/id_reader.h"
#include "common/cache/value.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/telemetry/metrics.h"
#include "common/testing/http_client.h"
#include "common/testing/redis_server.h"
#include "common/testing/status_matchers.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"
#include "tests/integration/shown_seats.h"

namespace cwp {
namespace {

// Registration with a real Redis, and what that shows of one session.
class RedisTest : public ::testing::Test {
 protected:
  void SetUp() override { session_ = deployment_.OpenSession(10); }

  std::optional<registration::v1::SeatCount> Shown() {
    return shown_.Of(session_.id());
  }

  bool Shows(int left) { return shown_.Become(session_.id(), left); }

  RedisServer redis_;
  ShownSeats shown_{redis_};
  Deployment deployment_{redis_.address_text()};
  scheduling::v1::Session session_;
};

TEST_F(RedisTest, ShowsEachCommitUnderTheSessionsKey) {
  EXPECT_TRUE(Shows(10));
  ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 3, "r1"));
  EXPECT_TRUE(Shows(7));
}

TEST_F(RedisTest, IsRightWithinASecondOfBeingWiped) {
  ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 3, "r1"));
  ASSERT_TRUE(Shows(7));
  redis_.Run({"FLUSHALL"});
  const absl::Time wiped = absl::Now();
  ASSERT_TRUE(Shows(7));
  EXPECT_LT(absl::Now() - wiped, absl::Seconds(1));
}

TEST_F(RedisTest, IsRightAgainAfterARestartOfRegistration) {
  ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 3, "r1"));
  ASSERT_TRUE(Shows(7));
  redis_.Kill();
  ASSERT_OK(deployment_.Book(session_.id(), "bob@example.org", 2, "r2"));
  deployment_.StopRegistration();
  redis_.Start();
  EXPECT_FALSE(Shown().has_value());
  deployment_.StartRegistration();
  EXPECT_TRUE(Shows(5));
}

// Redis' own time of life has seen to the old key by then.
TEST_F(RedisTest, ForgetsSessionsThatHaveEnded) {
  const auto ended = session_;
  ASSERT_TRUE(Shows(10));
  deployment_.clock().Advance(absl::Hours(24 * 11));
  deployment_.StopRegistration();
  redis_.Run({"FLUSHALL"});
  deployment_.StartRegistration();
  session_ = deployment_.OpenSession(4);
  ASSERT_TRUE(Shows(4));
  session_ = ended;
  EXPECT_FALSE(Shown().has_value());
  EXPECT_EQ(deployment_.Seats(ended.id()).left(), 10) << "who asks is told";
}

TEST_F(RedisTest, EverythingGoesOnWhileItIsGone) {
  redis_.Kill();
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK(deployment_.Book(session_.id(),
                               absl::StrCat("ada", i, "@example.org"), 1,
                               absl::StrCat("r", i)));
  }
  EXPECT_TRUE(
      Eventually([&] { return deployment_.Seats(session_.id()).left() == 5; }));
  redis_.Start();
  EXPECT_TRUE(Shows(5));
}

// Every queue and every loop can be watched.
TEST_F(RedisTest, ThatItIsGoneIsSeenAndSoAreQueuesAndLoops) {
  const auto shows = [](int admin_port, const std::string& line) {
    return Eventually([&] {
      const auto page = HttpClient(admin_port).Get("/metrics");
      return page.ok() &&
             absl::StrContains(page->body, absl::StrCat("\n", line));
    });
  };
  const int port = deployment_.registration().admin_port();
  EXPECT_TRUE(shows(port, "cwp_redis_connected 1\n"));
  for (const char* loop : {"housekeeping", "lapse_timer", "feed_pump",
                           "seat_pump", "redis_publisher"}) {
    EXPECT_TRUE(shows(port, absl::StrCat("cwp_loop_rounds_total{loop=\"", loop,
                                         "\",result=\"ok\"} ")))
        << loop;
  }
  for (const int each : {port, deployment_.notifications().admin_port()}) {
    EXPECT_TRUE(shows(each, "cwp_writer_queue_length 0\n"));
    EXPECT_TRUE(shows(each, "cwp_reader_queue_length 0\n"));
  }
  redis_.Kill();
  EXPECT_TRUE(shows(port, "cwp_redis_connected 0\n"));
}

TEST_F(RedisTest, IsRightWithinASecondOfARestartThatLeftItEmpty) {
  ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 3, "r1"));
  ASSERT_TRUE(Shows(7));
  redis_.Kill();
  redis_.Start();
  const absl::Time back = absl::Now();
  ASSERT_TRUE(Shows(7));
  EXPECT_LT(absl::Now() - back, absl::Seconds(1));
}

// One that accepts connections and commands, and answers nobody.
TEST_F(RedisTest, NobodyWaitsWhileItIsSlow) {
  ASSERT_TRUE(Shows(10));
  std::atomic<bool> slow = true;
  std::thread sleep([&] {
    redis_.Run({"DEBUG", "SLEEP", "3"});
    slow = false;
  });
  int booked = 0;
  const absl::Time start = absl::Now();
  for (; booked < 5; ++booked) {
    EXPECT_OK(deployment_.Book(session_.id(),
                               absl::StrCat("ada", booked, "@example.org"), 1,
                               absl::StrCat("r", booked)));
    EXPECT_TRUE(Eventually([&] {
      return deployment_.Seats(session_.id()).confirmed() == booked + 1;
    }));
  }
  EXPECT_TRUE(slow) << "that took " << absl::Now() - start;
  sleep.join();
  const absl::Time back = absl::Now();
  EXPECT_TRUE(Shows(10 - booked));
  EXPECT_LT(absl::Now() - back, absl::Seconds(1));
}

// Its file is of before the last booking.
TEST_F(RedisTest, IsRightWithinASecondOfARestoreOfOldCounts) {
  ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 3, "r1"));
  ASSERT_TRUE(Shows(7));
  redis_.Run({"SAVE"});
  ASSERT_OK(deployment_.Book(session_.id(), "bob@example.org", 2, "r2"));
  ASSERT_TRUE(Shows(5));
  redis_.Kill();
  redis_.Start();
  const absl::Time back = absl::Now();
  ASSERT_TRUE(Shows(5));
  EXPECT_LT(absl::Now() - back, absl::Seconds(1));

  // The same while nobody mends it.
  redis_.Kill();
  deployment_.StopRegistration();
  redis_.Start();
  ASSERT_TRUE(Shows(7)) << "what was restored is old";
  deployment_.StartRegistration();
  const absl::Time up = absl::Now();
  ASSERT_TRUE(Shows(5));
  EXPECT_LT(absl::Now() - up, absl::Seconds(1));
}

TEST_F(RedisTest, AValueOfTheWrongTypeIsNotShownAndGivesWay) {
  ASSERT_TRUE(Shows(10));
  const std::string key = absl::StrCat("seats:", session_.id());
  // The publisher repairs what it comes by, every ten seconds.
  EXPECT_TRUE(Eventually([&] {
    redis_.Run({"DEL", key});
    redis_.Run({"RPUSH", key, "10"});
    return !Shown().has_value();
  })) << "whoever reads it asks registration";
  ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 3, "r1"));
  const absl::Time booked = absl::Now();
  ASSERT_TRUE(Shows(7)) << "the booking's count took its place";
  EXPECT_LT(absl::Now() - booked, absl::Seconds(1));

  redis_.Run({"DEL", key});
  redis_.Run({"RPUSH", key, "10"});
  redis_.Run({"SAVE"});
  redis_.Kill();
  redis_.Start();
  const absl::Time back = absl::Now();
  ASSERT_TRUE(Shows(7));
  EXPECT_LT(absl::Now() - back, absl::Seconds(1));
}

// Somebody has written counts there that are as they should be, newer than
// registration's, and not so.
TEST_F(RedisTest, AForgedCountSellsAndRefusesNothing) {
  session_ = deployment_.OpenSession(3);
  ASSERT_TRUE(Shows(3));
  const std::string key = absl::StrCat("seats:", session_.id());
  const auto forge = [&](int left, int64_t newer) {
    const std::optional<cache::Value> real =
        cache::ReadStored(redis_.Run({"GET", key}).text);
    ASSERT_TRUE(real.has_value());
    registration::v1::SeatCount count;
    ASSERT_TRUE(count.ParseFromString(real->text));
    count.set_left(left);
    count.set_revision(count.revision() + newer);
    redis_.Run({"SET", key,
                absl::StrCat(real->identity, " ", real->revision + newer, "\n",
                             count.SerializeAsString()),
                "PX", "30000"});
    ASSERT_TRUE(Shows(left));
  };
  // As new as the next commit, whose count takes its place.
  ASSERT_NO_FATAL_FAILURE(forge(0, 1));
  ASSERT_OK(deployment_.Book(session_.id(), "ada@example.org", 1, "r1"))
      << "though none seems left";
  absl::Time booked = absl::Now();
  ASSERT_TRUE(Shows(2));
  EXPECT_LT(absl::Now() - booked, absl::Seconds(1));
  ASSERT_OK(deployment_.Book(session_.id(), "bob@example.org", 2, "r2"));
  ASSERT_TRUE(Shows(0));

  // Newer than all that is to come: it stands until its time is over.
  ASSERT_NO_FATAL_FAILURE(forge(99, 1'000'000));
  EXPECT_THAT(deployment_.Book(session_.id(), "eve@example.org", 1, "r3"),
              HasReason("NOT_ENOUGH_PLACES"));
  EXPECT_EQ(deployment_.Seats(session_.id()).left(), 0) << "who asks is told";
  redis_.Run({"PEXPIRE", key, "1"});
  EXPECT_TRUE(Shows(0));
}

// Families that book, one place each, and visitors who look at the seats left
// as web and gateway do: in Redis, or at registration when Redis is silent.
class Traffic {
 public:
  Traffic(Deployment& deployment, const RedisServer& redis, int64_t session_id)
      : deployment_(deployment),
        session_id_(session_id),
        client_(clock_, {.address = redis.address()}),
        reader_(clock_,
                {.client = &client_,
                 .prefix = "seats:",
                 .owner = "registration",
                 .load =
                     [this](std::vector<int64_t> ids, absl::Time deadline,
                            cache::IdReader::LoadDone done) {
                       Load(std::move(ids), deadline, std::move(done));
                     },
                 .metric = "cwp_seat_counts_total",
                 .metric_help = "Seat counts read, by who answered."},
                metrics_) {
    for (int i = 0; i < kBookers; ++i) {
      threads_.emplace_back([this, i] { BookOnAndOn(i); });
    }
    for (int i = 0; i < kReaders; ++i) {
      threads_.emplace_back([this] { ReadOnAndOn(); });
    }
  }
  ~Traffic() { Stop(); }

  void Stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  // Waits until so many more have booked, and have read.
  bool GoesOn(int more) {
    const int booked = booked_;
    const int read = read_;
    return Eventually(
        [&] { return booked_ >= booked + more && read_ >= read + more; });
  }

  int booked() const { return booked_; }
  int refused() const { return refused_; }
  // Reads that nobody answered, or not with a count that can be.
  int unanswered() const { return unanswered_; }

 private:
  static constexpr int kBookers = 3;
  static constexpr int kReaders = 2;

  void BookOnAndOn(int booker) {
    for (int i = 0; !stopping_; ++i) {
      const std::string who = absl::StrCat("family-", booker, "-", i);
      const auto booking = deployment_.Book(
          session_id_, absl::StrCat(who, "@example.org"), 1, who);
      EXPECT_OK(booking.status());
      ++(booking.ok() ? booked_ : refused_);
    }
  }

  void ReadOnAndOn() {
    while (!stopping_) ++(ReadOnce() ? read_ : unanswered_);
  }

  bool ReadOnce() {
    struct Wait {
      Mutex mu;
      CondVar answered;
      std::optional<cache::IdReader::Texts> texts;
    };
    const auto wait = std::make_shared<Wait>();
    reader_.Get({session_id_}, clock_.Now() + absl::Seconds(2),
                [wait](cache::IdReader::Texts texts) {
                  MutexLock lock(wait->mu);
                  wait->texts = std::move(texts);
                  wait->answered.NotifyAll();
                });
    MutexLock lock(wait->mu);
    while (!wait->texts.has_value()) wait->answered.Wait(wait->mu);
    const auto found = wait->texts->find(session_id_);
    registration::v1::SeatCount count;
    return found != wait->texts->end() &&
           count.ParseFromString(found->second) &&
           count.left() == count.capacity() - count.confirmed();
  }

  void Load(std::vector<int64_t> ids, absl::Time deadline,
            cache::IdReader::LoadDone done) {
    struct Call {
      std::unique_ptr<Registration::Stub> stub;
      grpc::ClientContext context;
      registration::v1::BatchGetSeatCountsRequest request;
      registration::v1::BatchGetSeatCountsResponse response;
    };
    const rpc::Peer& peer = deployment_.PeerOf("registration", "web");
    auto call = std::make_shared<Call>();
    call->stub = Registration::NewStub(peer.channel());
    call->request.mutable_session_ids()->Assign(ids.begin(), ids.end());
    // The deployment's clock stands still.
    peer.Prepare(call->context, kFamily,
                 deployment_.clock().Now() + (deadline - clock_.Now()));
    call->stub->async()->BatchGetSeatCounts(
        &call->context, &call->request, &call->response,
        [call, done = std::move(done)](const grpc::Status& status) {
          if (!status.ok()) return done(rpc::FromGrpcStatus(status));
          std::vector<cache::IdReader::Item> items;
          for (const auto& count : call->response.seat_counts()) {
            items.push_back({count.session_id(), count.revision(),
                             count.SerializeAsString()});
          }
          done(std::move(items));
        });
  }

  Deployment& deployment_;
  const int64_t session_id_;
  SystemClock clock_;
  Metrics metrics_{"visitors"};
  cache::Client client_;
  cache::IdReader reader_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> booked_ = 0;
  std::atomic<int> refused_ = 0;
  std::atomic<int> read_ = 0;
  std::atomic<int> unanswered_ = 0;
  std::vector<std::thread> threads_;
};

TEST_F(RedisTest, KilledAmidTrafficNobodyIsRefusedAndCountsComeRightAgain) {
  constexpr int kSome = 25;
  session_ = deployment_.OpenSession(10'000);
  Traffic traffic(deployment_, redis_, session_.id());
  ASSERT_TRUE(traffic.GoesOn(kSome));
  redis_.Kill();
  ASSERT_TRUE(traffic.GoesOn(kSome));
  redis_.Start();
  const absl::Time back = absl::Now();
  const int64_t revision = deployment_.Seats(session_.id()).revision();
  ASSERT_TRUE(Eventually([&] {
    const auto shown = Shown();
    return shown.has_value() && shown->revision() >= revision;
  }));
  EXPECT_LT(absl::Now() - back, absl::Seconds(1));
  ASSERT_TRUE(traffic.GoesOn(kSome));
  traffic.Stop();
  EXPECT_EQ(traffic.refused(), 0);
  EXPECT_EQ(traffic.unanswered(), 0);
  EXPECT_TRUE(Shows(10'000 - traffic.booked())) << "none was lost";
  EXPECT_EQ(deployment_.Seats(session_.id()).confirmed(), traffic.booked());
}

}  // namespace
}  // namespace cwp
