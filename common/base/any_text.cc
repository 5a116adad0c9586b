#include "common/base/any_text.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/text.h"

namespace cwp {
namespace {

// How a file begins that is no text: zip (Excel), PDF, old Excel, pictures.
constexpr absl::string_view kOtherKinds[] = {
    absl::string_view("PK\x03\x04", 4), absl::string_view("%PDF", 4),
    absl::string_view("\xD0\xCF\x11\xE0", 4), absl::string_view("\x89PNG", 4),
    absl::string_view("\xFF\xD8\xFF", 3)};

// What the bytes from 0x80 to 0x9F stand for in Windows-1252, whose others are
// those of Latin-1; 0 for nothing.
constexpr uint32_t kWindows[] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void AppendUtf8(uint32_t point, std::string& text) {
  const auto add = [&](uint32_t byte) {
    text.push_back(static_cast<char>(byte));
  };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0 | point >> 6);
    add(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    add(0xE0 | point >> 12);
    add(0x80 | (point >> 6 & 0x3F));
    add(0x80 | (point & 0x3F));
  } else {
    add(0xF0 | point >> 18);
    add(0x80 | (point >> 12 & 0x3F));
    add(0x80 | (point >> 6 & 0x3F));
    add(0x80 | (point & 0x3F));
  }
}

// Nothing when it is no UTF-16.
std::optional<std::string> FromUtf16(absl::string_view bytes, bool big) {
  if (bytes.size() % 2 != 0) return std::nullopt;
  const auto unit = [&](size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<uint32_t>(big ? first << 8 | second
                                     : second << 8 | first);
  };
  std::string text;
  for (size_t at = 0; at < bytes.size(); at += 2) {
    uint32_t point = unit(at);
    if (point >= 0xDC00 && point < 0xE000) return std::nullopt;
    if (point >= 0xD800 && point < 0xDC00) {
      if (at + 3 >= bytes.size()) return std::nullopt;
      const uint32_t low = unit(at += 2);
      if (low < 0xDC00 || low >= 0xE000) return std::nullopt;
      point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    }
    AppendUtf8(point, text);
  }
  return text;
}

// Nothing when it is no Windows-1252.
std::optional<std::string> FromWindows(absl::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    uint32_t point = static_cast<unsigned char>(byte);
    if (point >= 0x80 && point < 0xA0) {
      point = kWindows[point - 0x80];
      if (point == 0) return std::nullopt;
    }
    AppendUtf8(point, text);
  }
  return text;
}

// Letters of English in UTF-16 have a zero in every other byte.
bool LooksLikeUtf16(absl::string_view bytes, size_t zero) {
  return bytes.size() > 1 && bytes[zero] == '\0' && bytes[1 - zero] != '\0';
}

std::optional<AnyText> Decode(absl::string_view bytes) {
  std::optional<std::string> text;
  if (absl::ConsumePrefix(&bytes, "\xFF\xFE")) {
    text = FromUtf16(bytes, /*big=*/false);
  } else if (absl::ConsumePrefix(&bytes, "\xFE\xFF")) {
    text = FromUtf16(bytes, /*big=*/true);
  } else if (LooksLikeUtf16(bytes, 1)) {
    text = FromUtf16(bytes, /*big=*/false);
  } else if (LooksLikeUtf16(bytes, 0)) {
    text = FromUtf16(bytes, /*big=*/true);
  } else {
    absl::ConsumePrefix(&bytes, "\xEF\xBB\xBF");
    if (!IsValidUtf8(bytes)) {
      text = FromWindows(bytes);
      if (!text.has_value()) return std::nullopt;
      return AnyText{.text = *std::move(text), .guessed = true};
    }
    text = std::string(bytes);
  }
  if (!text.has_value()) return std::nullopt;
  return AnyText{.text = *std::move(text)};
}

// What no text has, besides tabs and line breaks.
bool IsControl(char c) {
  return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' &&
         c != '\r' && c != '\f';
}

}  // namespace

absl::StatusOr<AnyText> ReadAnyText(absl::string_view bytes) {
  for (const absl::string_view kind : kOtherKinds) {
    if (absl::StartsWith(bytes, kind)) {
      return InvalidArgument("TEXT_KIND", "the file is no text");
    }
  }
  std::optional<AnyText> read = Decode(bytes);
  if (!read.has_value() ||
      std::any_of(read->text.begin(), read->text.end(), &IsControl)) {
    return InvalidArgument("TEXT_ENCODING",
                           "the file is no text in an encoding that is known");
  }
  read->text = absl::StrReplaceAll(read->text, {{"\r\n", "\n"}, {"\r", "\n"}});
  return *std::move(read);
}

}  // namespace cwp
