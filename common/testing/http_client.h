#ifndef CWP_COMMON_TESTING_HTTP_CLIENT_H_
#define CWP_COMMON_TESTING_HTTP_CLIENT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cwp {

// What an HTTP server answered.
struct HttpAnswer {
  int code = 0;
  std::string head;  // The status line and headers, as they came.
  std::string body;  // Without chunks.

  // The first header by that name, whatever its case; empty without.
  std::string Header(absl::string_view name) const;
  std::vector<std::string> Headers(absl::string_view name) const;
};

// A blocking HTTP/1.1 client on one connection to 127.0.0.1, that can also say
// what no decent client would. Waits 10 s at most for anything. For tests.
class HttpClient {
 public:
  using HeaderList = std::vector<std::pair<std::string, std::string>>;

  explicit HttpClient(uint16_t port);
  ~HttpClient();

  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Sends a request and reads the answer. Connects again when the connection
  // was closed after the answer before. Redirects are not followed.
  absl::StatusOr<HttpAnswer> Send(absl::string_view method,
                                  absl::string_view target,
                                  const HeaderList& headers = {},
                                  absl::string_view body = {});
  absl::StatusOr<HttpAnswer> Get(absl::string_view target,
                                 const HeaderList& headers = {}) {
    return Send("GET", target, headers);
  }
  // Sends a form; names and values are encoded here.
  absl::StatusOr<HttpAnswer> PostForm(absl::string_view target,
                                      const HeaderList& fields,
                                      HeaderList headers = {});

  // Sends bytes as they are. False when the server has closed.
  bool SendRaw(absl::string_view bytes);

  // Reads one answer; with `no_body`, that of a HEAD request. UNAVAILABLE when
  // the connection ends within it, DEADLINE_EXCEEDED when nothing comes.
  absl::StatusOr<HttpAnswer> Read(bool no_body = false);

  // Reads up to so many bytes of what comes, as it is; fewer at the end.
  std::string ReadRaw(size_t bytes);

  // Waits until the server closes the connection; false when it sends more or
  // does not close in time.
  bool WaitForClose();

  // Says that no more will be sent.
  void FinishSending();

 private:
  void Connect();
  void Close();
  absl::Status ReadMore();
  absl::Status ReadUntil(absl::string_view mark, std::string& text);
  absl::Status ReadExactly(size_t bytes, std::string& text);
  absl::Status ReadChunks(std::string& body);
  absl::Status ReadToEnd(std::string& body);

  const uint16_t port_;
  int socket_ = -1;
  std::string unread_;
};

}  // namespace cwp

#endif  // CWP_COMMON_TESTING_HTTP_CLIENT_H_
