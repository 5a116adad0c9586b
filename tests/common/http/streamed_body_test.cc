// Bodies that a handler reads as they arrive, and forms with files in them.
#include <optional>
#include <string>
#include <vector>

#include "common/http/body_source.h"
#include "common/http/co_status_macros.h"
#include "common/http/multipart_reader.h"
#include "tests/common/http/server_fixture.h"

namespace cwp::http {
namespace {

using ::testing::HasSubstr;

constexpr char kType[] = "Content-Type";
constexpr char kMultipart[] = "multipart/form-data; boundary=mark";

// The size of each file, and the text of each field, as the form has them.
Answer Describe(Request& request) {
  CO_ASSIGN_OR_RETURN(MultipartReader reader, MultipartReader::Open(request));
  std::string words;
  while (true) {
    CO_ASSIGN_OR_RETURN(const std::optional<PartHead> part,
                        co_await reader.NextPart());
    if (!part.has_value()) break;
    size_t size = 0;
    std::string text;
    while (true) {
      CO_ASSIGN_OR_RETURN(const std::string piece, co_await reader.NextPiece());
      if (piece.empty()) break;
      size += piece.size();
      if (!part->is_file) text += piece;
    }
    absl::StrAppend(
        &words, part->field, "=",
        part->is_file ? absl::StrCat(part->file_name, ":", size) : text, "\n");
  }
  CO_RETURN_IF_ERROR(co_await reader.Skip());
  co_return Text(words);
}

class StreamedBodyTest : public ServerTest {
 protected:
  StreamedBodyTest() {
    router_.Add(
        "POST", "/size",
        [](Request& request) -> Answer {
          size_t size = 0;
          size_t largest = 0;
          while (true) {
            CO_ASSIGN_OR_RETURN(const std::string piece,
                                co_await request.body_source()->Next());
            if (piece.empty()) break;
            size += piece.size();
            largest = std::max(largest, piece.size());
          }
          co_return Text(absl::StrCat(size, largest < (1 << 20) ? "" : "!"));
        },
        {.max_body = 8 << 20, .streams_body = true});
    router_.Add("POST", "/form", &Describe,
                {.max_body = 8 << 20, .streams_body = true});
    router_.Add("POST", "/first-part",
                [](Request& request) -> Answer {
                  CO_ASSIGN_OR_RETURN(MultipartReader reader,
                                      MultipartReader::Open(request));
                  CO_ASSIGN_OR_RETURN(const std::optional<PartHead> part,
                                      co_await reader.NextPart());
                  co_return Text(part->field);
                },
                {.max_body = 8 << 20, .streams_body = true});
  }

  HttpAnswer Post(const std::string& path, const std::string& body,
                  const std::string& type = kMultipart) {
    const absl::StatusOr<HttpAnswer> answer =
        NewClient()->Send("POST", path, {{kType, type}}, body);
    EXPECT_OK(answer);
    return answer.ok() ? *answer : HttpAnswer();
  }

  static std::string Part(absl::string_view head, absl::string_view content) {
    return absl::StrCat("--mark\r\nContent-Disposition: form-data; ", head,
                        "\r\n\r\n", content, "\r\n");
  }
};

TEST_F(StreamedBodyTest, IsReadPieceByPieceWithoutBeingKept) {
  Start();
  EXPECT_EQ(Post("/size", std::string(5 << 20, 'x'), "text/plain").body,
            absl::StrCat(5 << 20));
  EXPECT_EQ(Post("/size", "", "text/plain").body, "0");
}

TEST_F(StreamedBodyTest, LeavesTheConnectionForTheNextRequest) {
  Start();
  const auto client = NewClient();
  for (int i = 0; i < 3; ++i) {
    const auto answer = client->Send("POST", "/size", {}, "abc");
    ASSERT_OK(answer);
    EXPECT_EQ(answer->body, "3");
  }
}

TEST_F(StreamedBodyTest, IsLimitedAsAnyOther) {
  Start();
  EXPECT_EQ(Post("/size", std::string((8 << 20) + 1, 'x')).code, 413);
  EXPECT_EQ(CodeOf("POST /size HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
                   "chunked\r\n\r\nffffff0\r\nxx"),
            0)
      << "what never comes is waited for, and not answered";
}

TEST_F(StreamedBodyTest, ClosesTheConnectionWhenSomethingIsNotRead) {
  Start();
  const auto client = NewClient();
  const auto answer = client->Send(
      "POST", "/first-part", {{kType, kMultipart}},
      absl::StrCat(Part("name=\"a\"", std::string(300'000, 'x')), "--mark--"));
  ASSERT_OK(answer);
  EXPECT_EQ(answer->body, "a");
  EXPECT_EQ(answer->Header("Connection"), "close");
}

TEST_F(StreamedBodyTest, ReadsAFormWithFilesAsItArrives) {
  Start();
  // Content that looks like the beginning of a mark, everywhere.
  std::string tricky;
  while (tricky.size() < 3'000'000) tricky += "\r\n--mar\r\n--\r\r\n-";
  const std::string body = absl::StrCat(
      "preamble\r\n", Part("name=\"csrf\"", "token"), Part("name=\"none\"", ""),
      Part("name=\"file\"; filename=\"C:\\a\\talk.mp4\"\r\nContent-Type: x",
           tricky),
      Part("name=\"last\"; filename=\"\"", ""), "--mark--\r\nepilogue");
  EXPECT_EQ(Post("/form", body).body,
            absl::StrCat("csrf=token\nnone=\nfile=talk.mp4:", tricky.size(),
                         "\nlast=:0\n"));
}

TEST_F(StreamedBodyTest, SkipsWhatIsNotReadOfAPart) {
  router_.Add("POST", "/names",
              [](Request& request) -> Answer {
                CO_ASSIGN_OR_RETURN(MultipartReader reader,
                                    MultipartReader::Open(request));
                std::string names;
                while (true) {
                  CO_ASSIGN_OR_RETURN(const std::optional<PartHead> part,
                                      co_await reader.NextPart());
                  if (!part.has_value()) break;
                  names += part->field;
                }
                co_return Text(names);
              },
              {.max_body = 8 << 20, .streams_body = true});
  Start();
  EXPECT_EQ(
      Post("/names", absl::StrCat(Part("name=\"a\"", std::string(100'000, 'x')),
                                  Part("name=\"b\"", "y"), "--mark--"))
          .body,
      "ab");
}

TEST_F(StreamedBodyTest, RefusesWhatIsNoForm) {
  Start();
  const std::string part = Part("name=\"a\"", "x");
  struct Case {
    std::string name;
    std::string type;
    std::string body;
  };
  for (const Case& c : std::vector<Case>{
           {"OtherType", "text/plain", "x"},
           {"NoBoundary", "multipart/form-data", part},
           {"Nothing", kMultipart, ""},
           {"NoMark", kMultipart, "words"},
           {"CutOff", kMultipart, part},
           {"HeadCutOff", kMultipart, "--mark\r\nContent-Disposition: for"},
           {"LongHead", kMultipart,
            absl::StrCat("--mark\r\n", std::string(20'000, 'x'))},
           {"NoName", kMultipart,
            "--mark\r\nContent-Disposition: form-data\r\n\r\nx\r\n--mark--"},
       }) {
    const HttpAnswer answer = Post("/form", c.body, c.type);
    EXPECT_EQ(answer.code, 400) << c.name;
  }
}

}  // namespace
}  // namespace cwp::http
