// How a connection writes; connection.cc is how it reads and decides.

#include <algorithm>
#include <array>
#include <exception>
#include <typeinfo>
#include <utility>

#include "absl/strings/str_cat.h"
#include "boost/asio/as_tuple.hpp"
#include "boost/asio/buffer.hpp"
#include "boost/asio/use_awaitable.hpp"
#include "boost/core/demangle.hpp"
#include "common/base/error.h"
#include "common/http/body_source.h"
#include "common/http/connection.h"
#include "common/http/response_head.h"
#include "common/http/worker.h"
#include "common/telemetry/log.h"

namespace cwp::http {
namespace {

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);

// Bodies up to here go out with their head in one piece.
constexpr size_t kSmallBody = 32 << 10;
// Input that is thrown away is read in pieces of this size.
constexpr size_t kLingerBuffer = 2 << 10;
// What one write_time is given for.
constexpr size_t kSlice = 256 << 10;
// Memory for output that is kept between requests.
constexpr size_t kKeptOutput = 8 << 10;
// How long, and for how much, a client that is told to go may go on talking.
constexpr absl::Duration kLingerTime = absl::Seconds(1);
constexpr size_t kLingerBytes = 16 << 20;

asio::awaitable<absl::StatusOr<std::string>> NextPieceOf(BodySource& source) {
  try {
    co_return co_await source.Next();
  } catch (const std::exception& thrown) {
    co_return MakeError(
        absl::StatusCode::kInternal, "SOURCE_THREW",
        absl::StrCat("the source of a body threw ",
                     boost::core::demangle(typeid(thrown).name())));
  }
}

void LogBrokenStream(const Request& request, const absl::Status& status) {
  Log(LogLevel::kError, "body_broken_off",
      {{"request_id", request.id()},
       {"route", request.route()},
       {"reason", ReasonOf(status)}});
}

}  // namespace

// Returns whether the client has all of it, and the connection is still good.
asio::awaitable<bool> Connection::Send(const Response& response, bool http11,
                                       bool keep_alive) {
  const absl::string_view body = response.shared_body
                                     ? absl::string_view(*response.shared_body)
                                     : absl::string_view(response.body);
  HeadFacts facts = {.http11 = http11,
                     .keep_alive = keep_alive,
                     .date = worker_.Date(),
                     .request_id = request_.id()};
  if (response.source == nullptr) {
    facts.length = body.size();
  } else {
    facts.length = response.source_size;
    // Without a length or chunks, only the end of the connection says where
    // the body ends.
    if (!facts.length.has_value() && !http11) facts.keep_alive = false;
  }
  if (out_.capacity() > kKeptOutput) out_ = std::string();
  out_.clear();
  AppendHead(response, facts, site_.headers, out_);

  const bool has_body = request_.method() != "HEAD" && HasBody(response.code);
  if (has_body && response.source != nullptr) {
    if (!co_await Write(out_, {})) co_return false;
    streaming_ = response.source.get();
    const bool sent = co_await SendStream(*response.source, facts);
    streaming_ = nullptr;
    co_return sent&& facts.keep_alive;
  }
  if (!has_body) co_return co_await Write(out_, {});
  if (body.size() > kSmallBody) co_return co_await Write(out_, body);
  out_.append(body.data(), body.size());
  co_return co_await Write(out_, {});
}

asio::awaitable<bool> Connection::SendStream(BodySource& source,
                                             const HeadFacts& facts) {
  const bool chunked = !facts.length.has_value() && facts.http11;
  uint64_t sent = 0;
  if (worker_.draining()) source.Stop();
  while (true) {
    step_ = Step::kHandler;
    deadline_ = Instant::max();
    const absl::StatusOr<std::string> piece = co_await NextPieceOf(source);
    if (!piece.ok()) {
      LogBrokenStream(request_, piece.status());
      co_return false;
    }
    if (piece->empty()) break;
    // The end of the chunk before goes along with the start of this one.
    out_ = chunked && sent > 0 ? "\r\n" : "";
    if (chunked) absl::StrAppend(&out_, absl::Hex(piece->size()), "\r\n");
    sent += piece->size();
    if (facts.length.has_value() && sent > *facts.length) break;
    if (!co_await Write(out_, *piece)) co_return false;
  }
  if (chunked) co_return co_await Write(sent > 0 ? "\r\n" : "", "0\r\n\r\n");
  if (!facts.length.has_value() || sent == *facts.length) co_return true;
  LogBrokenStream(request_,
                  MakeError(absl::StatusCode::kInternal, "BODY_SIZE_WRONG",
                            "the source made another number of bytes than "
                            "the response said"));
  co_return false;
}

// Writes both, one after the other, with as few calls as it takes.
asio::awaitable<bool> Connection::Write(absl::string_view first,
                                        absl::string_view second) {
  while (!first.empty() || !second.empty()) {
    Enter(Step::kWrite, site_.options.limits.write_time);
    const std::array<asio::const_buffer, 2> buffers = {
        asio::buffer(first.data(), first.size()),
        asio::buffer(second.data(), std::min(second.size(), kSlice))};
    auto [error, count] = co_await socket_.async_write_some(buffers, kNoThrow);
    if (error) co_return false;
    const size_t of_first = std::min(count, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(count - of_first);
  }
  co_return true;
}

// Tells the client that nothing more comes, and reads what it still sends: a
// connection closed with input unread is reset, which may take the response
// away from the client before it was read.
asio::awaitable<void> Connection::Linger() {
  if (worker_.draining() && begin_ == end_) co_return;
  Enter(Step::kLinger, kLingerTime);
  boost::system::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  buffer_.resize(kLingerBuffer);
  size_t total = 0;
  while (total < kLingerBytes) {
    const auto [error, count] = co_await socket_.async_read_some(
        asio::buffer(buffer_.data(), buffer_.size()), kNoThrow);
    if (error) co_return;
    total += count;
  }
}

}  // namespace cwp::http
