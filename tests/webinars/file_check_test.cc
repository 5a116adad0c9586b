#include "services/webinars/file_check.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/webinars/samples.h"

namespace cwp::webinars {
namespace {

using ::testing::HasSubstr;

// The verdict on bytes that come in pieces of `piece`.
absl::Status Check(FileType type, absl::string_view bytes, size_t piece) {
  const std::unique_ptr<FileCheck> check = MakeFileCheck(type);
  while (!bytes.empty()) {
    const absl::Status status = check->Update(bytes.substr(0, piece));
    if (!status.ok()) return status;
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  return check->Finish();
}

struct GoodCase {
  std::string name;
  FileType type;
  std::string bytes;
};

class GoodFileTest : public ::testing::TestWithParam<GoodCase> {};

TEST_P(GoodFileTest, IsTakenInPiecesOfAnySize) {
  for (const size_t piece : {1, 2, 3, 7, 100, 1 << 20}) {
    EXPECT_OK(Check(GetParam().type, GetParam().bytes, piece)) << piece;
  }
}

std::string LongBox(absl::string_view name, absl::string_view content) {
  const std::string size("\0\0\0\0\0\0\0", 7);
  return absl::StrCat(std::string("\0\0\0\1", 4), name, size,
                      std::string(1, static_cast<char>(16 + content.size())),
                      content);
}

std::string EndlessBox(absl::string_view name, absl::string_view content) {
  return absl::StrCat(std::string(4, '\0'), name, content);
}

const std::string* const kType = new std::string(Box("ftyp", "isom0000"));

INSTANTIATE_TEST_SUITE_P(
    All, GoodFileTest,
    ::testing::ValuesIn(std::vector<GoodCase>{
        {"Mp4", FileType::kMp4, Mp4()},
        {"Mp4IndexLast", FileType::kMp4,
         absl::StrCat(*kType, Box("free", ""), Box("mdat", "media"),
                      Box("moov", "index"))},
        {"Mp4LongSize", FileType::kMp4,
         absl::StrCat(*kType, Box("moov", "index"), LongBox("mdat", "media"))},
        {"Mp4ToTheEnd", FileType::kMp4,
         absl::StrCat(*kType, Box("moov", "index"),
                      EndlessBox("mdat", "media"))},
        {"WebVtt", FileType::kWebVtt, WebVtt()},
        {"WebVttWindows", FileType::kWebVtt,
         "\xEF\xBB\xBFWEBVTT - Part 1\r\nLanguage: en\r\n\r\n"
         "NOTE Made by hand\r\nand checked\r\n\r\n"
         "STYLE\r\n::cue { color: white }\r\n\r\n"
         "1\r\n00:01.000 --> 00:02.500 line:0 align:start\r\nHello\r\n"
         "again\r\n\r\n\r\n"
         "01:00:00.000 --> 01:00:01.000\r\nBye"},
        {"WebVttOldMac", FileType::kWebVtt,
         "WEBVTT\r\r00:01.000\t-->\t00:02.000\rHello\r"},
        {"WebVttOver99Hours", FileType::kWebVtt,
         "WEBVTT\n\n100:00:00.000 --> 100:00:01.000\nHello\n"},
        {"WebVttTogether", FileType::kWebVtt,
         "WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\n00:01.000 --> "
         "00:03.000\nB\n"},
        {"Pdf", FileType::kPdf, Pdf()},
        {"PdfShortest", FileType::kPdf, "%PDF-%%EOF"},
        {"PdfTail", FileType::kPdf,
         absl::StrCat("%PDF-1.4 %%EOF", std::string(1019, ' '))},
    }),
    [](const auto& test) { return test.param.name; });

struct BadCase {
  std::string name;
  FileType type;
  std::string bytes;
  std::string says;
};

class BadFileTest : public ::testing::TestWithParam<BadCase> {};

TEST_P(BadFileTest, IsRefusedInPiecesOfAnySize) {
  for (const size_t piece : {1, 3, 100, 1 << 20}) {
    const absl::Status status = Check(GetParam().type, GetParam().bytes, piece);
    EXPECT_THAT(status, HasReason("FILE_WRONG_TYPE"));
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                                 HasSubstr(GetParam().says)));
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, BadFileTest,
    ::testing::ValuesIn(std::vector<BadCase>{
        {"Mp4Empty", FileType::kMp4, "", "ftyp"},
        {"Mp4Tiny", FileType::kMp4, "abc", "ftyp"},
        {"Mp4IsPdf", FileType::kMp4, Pdf(), "ftyp"},
        {"Mp4IsText", FileType::kMp4, "a page of plain text", "ftyp"},
        {"Mp4NoIndex", FileType::kMp4,
         absl::StrCat(*kType, Box("mdat", "media")), "moov"},
        {"Mp4NoMedia", FileType::kMp4,
         absl::StrCat(*kType, Box("moov", "index")), "mdat"},
        {"Mp4CutOff", FileType::kMp4, Mp4().substr(0, Mp4().size() - 1),
         "inside of a box"},
        {"Mp4CutInHeader", FileType::kMp4, Mp4() + "abc", "inside of a box"},
        {"Mp4SmallBox", FileType::kMp4,
         absl::StrCat(*kType, std::string("\0\0\0\7moov", 8)), "damaged"},
        {"Mp4HugeBox", FileType::kMp4,
         absl::StrCat(*kType, std::string("\0\0\0\1moov", 8),
                      std::string(8, '\xff')),
         "inside of a box"},
        {"WebVttEmpty", FileType::kWebVtt, "", "WEBVTT"},
        {"WebVttIsPdf", FileType::kWebVtt, Pdf(), "WEBVTT"},
        {"WebVttIsVideo", FileType::kWebVtt, Mp4(), "line 1"},
        {"WebVttOtherWord", FileType::kWebVtt,
         "WEBVTTX\n\n00:01.000 --> 00:02.000\nA\n", "WEBVTT"},
        {"SubRip", FileType::kWebVtt, "1\n00:00:01,000 --> 00:00:02,000\nA\n",
         "WEBVTT"},
        {"WebVttSubRipTimes", FileType::kWebVtt,
         "WEBVTT\n\n1\n00:00:01,000 --> 00:00:02,000\nA\n", "line 4"},
        {"WebVttNoCue", FileType::kWebVtt, "WEBVTT\n\nNOTE empty\n", "no cue"},
        {"WebVttNoTimes", FileType::kWebVtt, "WEBVTT\n\nHello\nagain\n",
         "line 4"},
        {"WebVttNoTimesAtTheEnd", FileType::kWebVtt,
         "WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\nHello\n", "no times"},
        {"WebVttBackwards", FileType::kWebVtt,
         "WEBVTT\n\n00:02.000 --> 00:01.000\nA\n", "ends before"},
        {"WebVttNoLength", FileType::kWebVtt,
         "WEBVTT\n\n00:02.000 --> 00:02.000\nA\n", "ends before"},
        {"WebVttOutOfOrder", FileType::kWebVtt,
         "WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\n00:01.000 --> "
         "00:04.000\nB\n",
         "order"},
        {"WebVttRunTogether", FileType::kWebVtt,
         "WEBVTT\n\n00:01.000 --> 00:02.000\nA\n00:03.000 --> "
         "00:04.000\nB\n",
         "line 5"},
        {"WebVttNoBlankAfterHeader", FileType::kWebVtt,
         "WEBVTT\n00:01.000 --> 00:02.000\nA\n", "line 2"},
        {"WebVttMinutes", FileType::kWebVtt,
         "WEBVTT\n\n00:60:00.000 --> 00:61:00.000\nA\n", "00:00:00.000"},
        {"WebVttSeconds", FileType::kWebVtt,
         "WEBVTT\n\n00:60.000 --> 00:61.000\nA\n", "00:00:00.000"},
        {"WebVttOneDigitHours", FileType::kWebVtt,
         "WEBVTT\n\n1:00:00.000 --> 1:00:01.000\nA\n", "00:00:00.000"},
        {"WebVttNegative", FileType::kWebVtt,
         "WEBVTT\n\n-0:01.000 --> 00:02.000\nA\n", "00:00:00.000"},
        {"WebVttNotUtf8", FileType::kWebVtt,
         "WEBVTT\n\n00:01.000 --> 00:02.000\nA\xff\n", "UTF-8"},
        {"WebVttLongLine", FileType::kWebVtt,
         absl::StrCat("WEBVTT\n\n", std::string(70'000, 'a')), "too long"},
        {"PdfEmpty", FileType::kPdf, "", "%PDF-"},
        {"PdfTiny", FileType::kPdf, "%PDF", "%PDF-"},
        {"PdfIsVideo", FileType::kPdf, Mp4(), "%PDF-"},
        {"PdfIsPage", FileType::kPdf, "<!doctype html>", "%PDF-"},
        {"PdfCutOff", FileType::kPdf, "%PDF-1.7\nabc", "%%EOF"},
        {"PdfMuchBehind", FileType::kPdf,
         absl::StrCat("%PDF-1.4 %%EOF", std::string(1020, ' ')), "%%EOF"},
    }),
    [](const auto& test) { return test.param.name; });

TEST(FileCheckTest, RefusesTheWrongTypeAtItsFirstBytes) {
  EXPECT_THAT(MakeFileCheck(FileType::kPdf)->Update("<"),
              HasReason("FILE_WRONG_TYPE"));
  EXPECT_THAT(MakeFileCheck(FileType::kMp4)->Update("%PDF-1.7"),
              HasReason("FILE_WRONG_TYPE"));
  EXPECT_THAT(MakeFileCheck(FileType::kWebVtt)->Update("<html>\n"),
              HasReason("FILE_WRONG_TYPE"));
}

}  // namespace
}  // namespace cwp::webinars
