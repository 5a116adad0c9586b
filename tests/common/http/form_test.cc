#include "common/http/form.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Request FormRequest(absl::string_view type, absl::string_view body) {
  Request request;
  request.AddHeader("Content-Type", type);
  request.mutable_body() = std::string(body);
  return request;
}

TEST(FormTest, ReadsFields) {
  ASSERT_OK_AND_ASSIGN(
      const Parameters form,
      ParseForm(FormRequest("application/x-www-form-urlencoded; charset=utf-8",
                            "name=Sam+Example&age_band=5-7&age_band=8-11")));
  EXPECT_EQ(form.Get("name"), "Sam Example");
  EXPECT_THAT(form.All("age_band"), ElementsAre("5-7", "8-11"));
}

TEST(FormTest, RefusesAnotherType) {
  EXPECT_THAT(ParseForm(FormRequest("application/json", "{}")),
              HasReason("FORM_TYPE_WRONG"));
  EXPECT_THAT(ParseForm(Request()), HasReason("FORM_TYPE_WRONG"));
  EXPECT_THAT(ParseMultipart(FormRequest("text/plain", ""), {}),
              HasReason("FORM_TYPE_WRONG"));
}

// Line breaks are \n here and made \r\n.
absl::StatusOr<MultipartForm> ReadMultipart(absl::string_view body,
                                            MultipartLimits limits = {}) {
  return ParseMultipart(
      FormRequest("multipart/form-data; boundary=\"b-1\"",
                  absl::StrReplaceAll(body, {{"\n", "\r\n"}})),
      limits);
}

TEST(MultipartTest, ReadsFieldsAndFiles) {
  ASSERT_OK_AND_ASSIGN(
      const MultipartForm form,
      ReadMultipart("a preamble nobody reads\n"
                    "--b-1\n"
                    "Content-Disposition: form-data; name=\"title\"\n"
                    "\n"
                    "Sleep\n--b-2\nwell\n"
                    "--b-1\n"
                    "content-disposition: form-data; name=\"handout\"; "
                    "filename=\"sleep.pdf\"\n"
                    "Content-Type: application/pdf\n"
                    "\n"
                    "%PDF-1.7\n--b-not\n"
                    "--b-1--\n"));
  EXPECT_EQ(form.fields.Get("title"), "Sleep\r\n--b-2\r\nwell");
  ASSERT_THAT(form.files, SizeIs(1));
  EXPECT_EQ(form.files[0].field, "handout");
  EXPECT_EQ(form.files[0].name, "sleep.pdf");
  EXPECT_EQ(form.files[0].type, "application/pdf");
  EXPECT_EQ(form.files[0].content, "%PDF-1.7\r\n--b-not");
}

TEST(MultipartTest, FileInputsLeftEmptyAreNoFiles) {
  ASSERT_OK_AND_ASSIGN(
      const MultipartForm form,
      ReadMultipart("--b-1\n"
                    "Content-Disposition: form-data; name=\"f\"; "
                    "filename=\"\"\n"
                    "Content-Type: application/octet-stream\n"
                    "\n"
                    "\n"
                    "--b-1--"));
  EXPECT_THAT(form.files, IsEmpty());
  EXPECT_THAT(form.fields.entries(), IsEmpty());
}

struct NameCase {
  std::string sent;
  std::string want;
};

TEST(MultipartTest, FilesHaveNoFolders) {
  const std::vector<NameCase> cases = {
      {"../../etc/passwd", "passwd"},
      {"C:\\\\notes\\\\sleep.pdf", "sleep.pdf"},
      {"C:\\notes\\sleep.pdf", "sleep.pdf"},
      {"a%22b.pdf", "a\"b.pdf"},
      {"a\\\"b.pdf", "a\"b.pdf"},
      {"caf\u00e9.pdf", "caf\u00e9.pdf"},
  };
  for (const NameCase& each : cases) {
    ASSERT_OK_AND_ASSIGN(
        const MultipartForm form,
        ReadMultipart(absl::StrCat(
            "--b-1\nContent-Disposition: form-data; name=\"f\"; filename=\"",
            each.sent, "\"\n\nx\n--b-1--\n")));
    ASSERT_THAT(form.files, SizeIs(1));
    EXPECT_EQ(form.files[0].name, each.want);
  }
}

struct BadCase {
  std::string name;
  std::string body;
};

class MultipartBadTest : public ::testing::TestWithParam<BadCase> {};

TEST_P(MultipartBadTest, IsRefused) {
  EXPECT_THAT(ReadMultipart(GetParam().body), HasReason("FORM_MALFORMED"));
}

const std::string kField = "Content-Disposition: form-data; name=\"a\"\n";

INSTANTIATE_TEST_SUITE_P(
    All, MultipartBadTest,
    ::testing::ValuesIn(std::vector<BadCase>{
        {.name = "Empty", .body = ""},
        {.name = "OtherBoundary", .body = "--b-2\n\n--b-2--\n"},
        {.name = "NoEnd", .body = "--b-1\n" + kField + "\nx"},
        {.name = "CutAfterABoundary", .body = "--b-1"},
        {.name = "NoEmptyLine", .body = "--b-1\n" + kField + "--b-1--\n"},
        {.name = "NoHeaders", .body = "--b-1\n\nx\n--b-1--\n"},
        {.name = "NoColon", .body = "--b-1\nfoo\n\nx\n--b-1--\n"},
        {.name = "NoName",
         .body = "--b-1\nContent-Disposition: form-data\n\nx\n--b-1--\n"},
        {.name = "Attachment",
         .body = "--b-1\nContent-Disposition: attachment; name=\"a\"\n\n"
                 "x\n--b-1--\n"},
        {.name = "FieldNotUtf8",
         .body = "--b-1\n" + kField + "\n\xFF\n--b-1--\n"},
        {.name = "BoundaryWithoutLine",
         .body = "--b-1x\n" + kField + "\nx\n--b-1--\n"},
    }),
    [](const auto& test) { return test.param.name; });

TEST(MultipartTest, RefusesBadBoundaries) {
  for (const std::string& type :
       {std::string("multipart/form-data"),
        std::string("multipart/form-data; boundary="),
        "multipart/form-data; boundary=" + std::string(71, 'b')}) {
    EXPECT_THAT(ParseMultipart(FormRequest(type, "----"), {}),
                HasReason("FORM_MALFORMED"))
        << type;
  }
}

TEST(MultipartTest, HasLimits) {
  const std::string two =
      "--b-1\n" + kField + "\n12345\n--b-1\n" +
      "Content-Disposition: form-data; name=\"f\"; filename=\"f\"\n\n123456\n" +
      "--b-1--\n";
  const MultipartLimits exact = {.parts = 2, .file_bytes = 6, .field_bytes = 5};
  EXPECT_OK(ReadMultipart(two, exact));
  MultipartLimits less = exact;
  less.parts = 1;
  EXPECT_THAT(ReadMultipart(two, less), HasReason("FORM_TOO_MANY_PARTS"));
  less = exact;
  less.file_bytes = 5;
  const absl::Status file = ReadMultipart(two, less).status();
  EXPECT_THAT(file, HasReason("FILE_TOO_LARGE"));
  EXPECT_EQ(MetadataOf(file, "field"), "f");
  EXPECT_EQ(MetadataOf(file, "limit"), "5");
  less = exact;
  less.field_bytes = 4;
  EXPECT_THAT(ReadMultipart(two, less), HasReason("FIELD_TOO_LONG"));
}

TEST(HeaderValueTest, ReadsParameters) {
  const HeaderValue value = ParseHeaderValue(
      "Text/HTML ; charset=\"a;b\\\"c\"; Level=1 ;; flag; q = 2");
  EXPECT_EQ(value.value, "text/html");
  EXPECT_EQ(value.parameters.Get("charset"), "a;b\"c");
  EXPECT_EQ(value.parameters.Get("level"), "1");
  EXPECT_EQ(value.parameters.Get("q"), "2");
  EXPECT_FALSE(value.parameters.Has("flag"));
}

}  // namespace
}  // namespace cwp::http
