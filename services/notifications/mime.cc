#include "services/notifications/mime.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/base/text.h"

namespace cwp::notifications {
namespace {

// Characters of a quoted-printable line, its soft line break included.
constexpr size_t kLine = 76;
// Bytes of UTF-8 in one encoded word: at most 75 characters of base64 and
// frame.
constexpr size_t kWordBytes = 42;

bool IsContinuation(char c) { return (static_cast<uint8_t>(c) & 0xC0) == 0x80; }

// One encoded word after another (RFC 2047), none of which splits a character.
std::string EncodedWords(absl::string_view text) {
  std::string words;
  while (!text.empty()) {
    size_t size = std::min(kWordBytes, text.size());
    while (size < text.size() && IsContinuation(text[size])) --size;
    absl::StrAppend(&words, words.empty() ? "" : "\r\n ", "=?utf-8?B?",
                    absl::Base64Escape(text.substr(0, size)), "?=");
    text.remove_prefix(size);
  }
  return words;
}

std::string HeaderText(absl::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(),
                                 [](char c) { return absl::ascii_isprint(c); });
  return plain && text.size() < kLine ? std::string(text) : EncodedWords(text);
}

std::string DisplayName(absl::string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == ' ';
  });
  return plain ? std::string(name) : EncodedWords(name);
}

bool HasControl(absl::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_iscntrl(c); });
}

// Between the parts. In quoted-printable no "=_" can stand, so it is nowhere
// else.
constexpr char kBoundary[] = "=_cwp_part";

std::string Part(absl::string_view type, absl::string_view text) {
  return absl::StrCat("--", kBoundary, "\r\nContent-Type: ", type,
                      "; charset=utf-8"
                      "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
                      QuotedPrintable(text), "\r\n");
}

bool IsAddress(absl::string_view text) {
  return !text.empty() && !HasControl(text) &&
         text.find_first_of(" <>,;\"") == absl::string_view::npos;
}

}  // namespace

absl::StatusOr<std::string> WriteEmail(const Email& email) {
  if (!IsAddress(email.from) || !absl::c_all_of(email.to, IsAddress) ||
      !IsAddress(email.message_id) || HasControl(email.from_name) ||
      HasControl(email.subject)) {
    return InvalidArgument("HEADER_INVALID",
                           "a header of the message holds what it must not");
  }
  return absl::StrCat("Date: ",
                      absl::FormatTime("%a, %d %b %Y %H:%M:%S +0000",
                                       email.date, absl::UTCTimeZone()),
                      "\r\nFrom: ", DisplayName(email.from_name), "\r\n <",
                      email.from, ">\r\nTo: <",
                      absl::StrJoin(email.to, ">,\r\n <"),
                      ">\r\nSubject: ", HeaderText(email.subject),
                      "\r\nMessage-ID: <", email.message_id,
                      ">\r\nAuto-Submitted: auto-generated"
                      "\r\nMIME-Version: 1.0"
                      "\r\nContent-Type: multipart/alternative; boundary=\"",
                      kBoundary, "\"\r\n\r\n", Part("text/plain", email.text),
                      Part("text/html", email.html), "--", kBoundary, "--\r\n");
}

std::string QuotedPrintable(absl::string_view text) {
  std::string result;
  size_t column = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      result += "\r\n";
      column = 0;
      continue;
    }
    const bool at_end = i + 1 == text.size() || text[i + 1] == '\n';
    const bool plain = (absl::ascii_isprint(c) && c != '=' && c != ' ') ||
                       (c == ' ' && !at_end);
    const size_t width = plain ? 1 : 3;
    if (column + width > kLine - 1) {
      result += "=\r\n";
      column = 0;
    }
    if (plain) {
      result += c;
    } else {
      absl::StrAppendFormat(&result, "=%02X", static_cast<uint8_t>(c));
    }
    column += width;
  }
  return result;
}

}  // namespace cwp::notifications
