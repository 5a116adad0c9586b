#include "common/testing/http_client.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/http/escape.h"

namespace cwp {
namespace {

constexpr int kWaitSeconds = 10;

}  // namespace

std::vector<std::string> HttpAnswer::Headers(absl::string_view name) const {
  std::vector<std::string> values;
  for (const absl::string_view line : absl::StrSplit(head, "\r\n")) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits(':', 1));
    if (!absl::EqualsIgnoreCase(parts.first, name)) continue;
    values.emplace_back(absl::StripAsciiWhitespace(parts.second));
  }
  return values;
}

std::string HttpAnswer::Header(absl::string_view name) const {
  const std::vector<std::string> values = Headers(name);
  return values.empty() ? "" : values[0];
}

HttpClient::HttpClient(uint16_t port) : port_(port) { Connect(); }

HttpClient::~HttpClient() { Close(); }

void HttpClient::Connect() {
  Close();
  socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  const timeval wait = {.tv_sec = kWaitSeconds, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address),
              sizeof(address)) != 0) {
    Close();
  }
}

void HttpClient::Close() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
  unread_.clear();
}

absl::StatusOr<HttpAnswer> HttpClient::Send(absl::string_view method,
                                            absl::string_view target,
                                            const HeaderList& headers,
                                            absl::string_view body) {
  std::string request =
      absl::StrCat(method, " ", target, " HTTP/1.1\r\nHost: localhost\r\n");
  for (const auto& [name, value] : headers) {
    absl::StrAppend(&request, name, ": ", value, "\r\n");
  }
  if (!body.empty() || method == "POST") {
    absl::StrAppend(&request, "Content-Length: ", body.size(), "\r\n");
  }
  absl::StrAppend(&request, "\r\n", body);
  if (socket_ < 0) Connect();
  if (!SendRaw(request)) {
    return absl::UnavailableError("the server has closed the connection");
  }
  absl::StatusOr<HttpAnswer> answer = Read(method == "HEAD");
  if (!answer.ok() || answer->Header("Connection") == "close") Close();
  return answer;
}

absl::StatusOr<HttpAnswer> HttpClient::PostForm(absl::string_view target,
                                                const HeaderList& fields,
                                                HeaderList headers) {
  std::string body;
  for (const auto& [name, value] : fields) {
    absl::StrAppend(&body, body.empty() ? "" : "&", http::PercentEncode(name),
                    "=", http::PercentEncode(value));
  }
  headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  return Send("POST", target, headers, body);
}

bool HttpClient::SendRaw(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent =
        send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

absl::StatusOr<HttpAnswer> HttpClient::Read(bool no_body) {
  HttpAnswer answer;
  RETURN_IF_ERROR(ReadUntil("\r\n\r\n", answer.head));
  const std::vector<absl::string_view> words =
      absl::StrSplit(answer.head, absl::MaxSplits(' ', 2));
  if (words.size() < 2 || !absl::SimpleAtoi(words[1], &answer.code)) {
    return absl::DataLossError(absl::StrCat("no status line: ", answer.head));
  }
  const bool without =
      answer.code == 100 || answer.code == 204 || answer.code == 304;
  if (no_body || without) return answer;
  size_t size = 0;
  if (answer.Header("Transfer-Encoding") == "chunked") {
    RETURN_IF_ERROR(ReadChunks(answer.body));
  } else if (absl::SimpleAtoi(answer.Header("Content-Length"), &size)) {
    RETURN_IF_ERROR(ReadExactly(size, answer.body));
  } else {
    RETURN_IF_ERROR(ReadToEnd(answer.body));
  }
  return answer;
}

std::string HttpClient::ReadRaw(size_t bytes) {
  while (unread_.size() < bytes && ReadMore().ok()) {
  }
  std::string text = unread_.substr(0, bytes);
  unread_.erase(0, bytes);
  return text;
}

bool HttpClient::WaitForClose() {
  return unread_.empty() && absl::IsUnavailable(ReadMore());
}

void HttpClient::FinishSending() { shutdown(socket_, SHUT_WR); }

absl::Status HttpClient::ReadMore() {
  std::array<char, 16 << 10> buffer;
  const ssize_t count = recv(socket_, buffer.data(), buffer.size(), 0);
  if (count > 0) {
    unread_.append(buffer.data(), static_cast<size_t>(count));
    return absl::OkStatus();
  }
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    return absl::DeadlineExceededError("the server sends nothing");
  }
  return absl::UnavailableError("the server has closed the connection");
}

absl::Status HttpClient::ReadUntil(absl::string_view mark, std::string& text) {
  size_t at = std::string::npos;
  while ((at = unread_.find(std::string(mark))) == std::string::npos) {
    RETURN_IF_ERROR(ReadMore());
  }
  text = unread_.substr(0, at);
  unread_.erase(0, at + mark.size());
  return absl::OkStatus();
}

absl::Status HttpClient::ReadExactly(size_t bytes, std::string& text) {
  while (unread_.size() < bytes) RETURN_IF_ERROR(ReadMore());
  text.append(unread_, 0, bytes);
  unread_.erase(0, bytes);
  return absl::OkStatus();
}

absl::Status HttpClient::ReadChunks(std::string& body) {
  while (true) {
    std::string line;
    RETURN_IF_ERROR(ReadUntil("\r\n", line));
    const size_t size = std::strtoul(line.c_str(), nullptr, 16);
    RETURN_IF_ERROR(ReadExactly(size, body));
    RETURN_IF_ERROR(ReadUntil("\r\n", line));
    if (size == 0) return absl::OkStatus();
  }
}

absl::Status HttpClient::ReadToEnd(std::string& body) {
  absl::Status status;
  while (status.ok()) status = ReadMore();
  body = std::move(unread_);
  unread_.clear();
  return absl::IsUnavailable(status) ? absl::OkStatus() : status;
}

}  // namespace cwp
