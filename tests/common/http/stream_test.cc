#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>

#include "common/http/body_source.h"
#include "common/http/range.h"
#include "tests/common/http/server_fixture.h"

namespace cwp::http {
namespace {

using ::testing::HasSubstr;

// Gives pieces until there have been so many, then ends as it is told.
class Pieces final : public BodySource {
 public:
  enum class End { kWell, kError, kThrow, kNever };

  Pieces(int count, End end) : left_(count), end_(end) {}

  Piece Next() override {
    if (left_-- > 0) {
      co_await Sleep(absl::Milliseconds(1));
      co_return std::string("piece\n");
    }
    if (end_ == End::kError) {
      co_return Unavailable("WEBINARS_DOWN", "the video broke off");
    }
    if (end_ == End::kThrow) throw std::runtime_error("oh");
    while (end_ == End::kNever && !stopped_) {
      co_await Sleep(absl::Milliseconds(1));
    }
    co_return std::string();
  }

  void Stop() override { stopped_ = true; }

 private:
  int left_;
  const End end_;
  bool stopped_ = false;
};

class StreamTest : public ServerTest {
 protected:
  void Serve(Pieces::End end, std::optional<uint64_t> size = {}) {
    router_.Add("GET", "/stream", [end, size](Request&) -> Answer {
      Response response = Text("");
      response.source = std::make_shared<Pieces>(3, end);
      response.source_size = size;
      co_return response;
    });
    Start();
  }
};

TEST_F(StreamTest, SendsChunksWhenTheSizeIsUnknown) {
  Serve(Pieces::End::kWell);
  const auto client = NewClient();
  ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, client->Get("/stream"));
  EXPECT_EQ(answer.Header("Transfer-Encoding"), "chunked");
  EXPECT_EQ(answer.body, "piece\npiece\npiece\n");
  ASSERT_OK_AND_ASSIGN(const HttpAnswer next, client->Get("/hello"));
  EXPECT_EQ(next.body, "Hello, world!\n");
}

TEST_F(StreamTest, SendsTheBytesAloneWhenTheSizeIsKnown) {
  Serve(Pieces::End::kWell, 18);
  const auto client = NewClient();
  ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, client->Get("/stream"));
  EXPECT_EQ(answer.Header("Content-Length"), "18");
  EXPECT_EQ(answer.body, "piece\npiece\npiece\n");
  ASSERT_OK_AND_ASSIGN(const HttpAnswer head, client->Send("HEAD", "/stream"));
  EXPECT_EQ(head.Header("Content-Length"), "18");
  ASSERT_OK_AND_ASSIGN(const HttpAnswer next, client->Get("/hello"));
  EXPECT_EQ(next.code, 200);
}

TEST_F(StreamTest, EndsTheConnectionForHttp10) {
  Serve(Pieces::End::kWell);
  HttpClient client(server_->port());
  ASSERT_TRUE(
      client.SendRaw("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
  ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, client.Read());
  EXPECT_EQ(answer.Header("Connection"), "close");
  EXPECT_EQ(answer.body, "piece\npiece\npiece\n");
}

TEST_F(StreamTest, ABodyThatBreaksOffIsSeenToBeIncomplete) {
  Serve(Pieces::End::kError);
  EXPECT_FALSE(NewClient()->Get("/stream").ok());
}

TEST_F(StreamTest, ASourceThatThrowsBreaksOff) {
  Serve(Pieces::End::kThrow);
  EXPECT_FALSE(NewClient()->Get("/stream").ok());
  EXPECT_OK(NewClient()->Get("/hello"));
}

TEST_F(StreamTest, ASourceWithTooLittleBreaksOff) {
  Serve(Pieces::End::kWell, 19);
  EXPECT_FALSE(NewClient()->Get("/stream").ok());
}

TEST_F(StreamTest, ASourceWithTooMuchDoesNotSpill) {
  Serve(Pieces::End::kWell, 17);
  HttpClient client(server_->port());
  ASSERT_TRUE(client.SendRaw("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_FALSE(client.Read().ok());
}

TEST_F(StreamTest, EndsWhenTheServerStops) {
  Serve(Pieces::End::kNever);
  HttpClient client(server_->port());
  ASSERT_TRUE(client.SendRaw("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_THAT(client.ReadRaw(150), HasSubstr("200 OK"));
  options_.drain_time = absl::Minutes(1);
  const absl::Time start = absl::Now();
  server_->Stop();
  EXPECT_LT(absl::Now() - start, absl::Seconds(9));
}

// A client that stops reading stops the source: no more is made than fits
// into the buffers between them.
TEST_F(StreamTest, MakesNoMoreThanTheClientTakes) {
  std::atomic<int> made{0};
  router_.Add("GET", "/endless", [&made](Request&) -> Answer {
    Response response = Text("");
    response.source = MakeBodySource([&made]() -> Piece {
      ++made;
      co_return std::string(1 << 20, 'x');
    });
    co_return response;
  });
  options_.limits.write_time = absl::Milliseconds(100);
  Start();
  HttpClient client(server_->port());
  ASSERT_TRUE(client.SendRaw("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_TRUE(Eventually([&made] { return made > 0; }));
  EXPECT_TRUE(Eventually([this] {
    return metrics_
               .AddGauge("http_connections", "Connections that are open now.")
               .Value() == 0;
  }));
  EXPECT_LT(made, 64);
}

TEST_F(StreamTest, ServesRanges) {
  const std::string video = "0123456789";
  router_.Add("GET", "/video.mp4", [&video](Request& request) -> Answer {
    co_return ServeContent(
        request, {.size = 10, .type = "video/mp4", .etag = "\"v1\""},
        [&video](uint64_t first, uint64_t size) {
          auto piece = std::make_shared<std::string>(video.substr(first, size));
          return MakeBodySource([piece]() -> Piece {
            co_return std::exchange(*piece, std::string());
          });
        });
  });
  Start();
  const auto client = NewClient();
  ASSERT_OK_AND_ASSIGN(HttpAnswer answer, client->Get("/video.mp4"));
  EXPECT_EQ(answer.body, video);
  ASSERT_OK_AND_ASSIGN(answer,
                       client->Get("/video.mp4", {{"Range", "bytes=0-1"}}));
  EXPECT_EQ(answer.code, 206);
  EXPECT_EQ(answer.body, "01");
  EXPECT_EQ(answer.Header("Content-Range"), "bytes 0-1/10");
  EXPECT_EQ(answer.Header("Content-Length"), "2");
  ASSERT_OK_AND_ASSIGN(answer,
                       client->Get("/video.mp4", {{"Range", "bytes=10-"}}));
  EXPECT_EQ(answer.code, 416);
  EXPECT_EQ(answer.Header("Content-Range"), "bytes */10");
  ASSERT_OK_AND_ASSIGN(
      answer, client->Get("/video.mp4", {{"If-None-Match", "\"v1\""}}));
  EXPECT_EQ(answer.code, 304);
  ASSERT_OK_AND_ASSIGN(answer, client->Send("HEAD", "/video.mp4"));
  EXPECT_EQ(answer.Header("Content-Length"), "10");
  ASSERT_OK_AND_ASSIGN(answer, client->Get("/hello"));
  EXPECT_EQ(answer.code, 200);
}

}  // namespace
}  // namespace cwp::http
