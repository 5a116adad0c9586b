#include "common/http/connection.h"

#include <algorithm>
#include <exception>
#include <typeinfo>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "boost/asio/as_tuple.hpp"
#include "boost/asio/buffer.hpp"
#include "boost/asio/use_awaitable.hpp"
#include "boost/core/demangle.hpp"
#include "common/base/error.h"
#include "common/http/body_source.h"
#include "common/http/status.h"
#include "common/http/worker.h"
#include "common/telemetry/log.h"

namespace cwp::http {
namespace {

using std::chrono::steady_clock;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);

// Reading begins with little memory, since most connections wait most of the
// time; heads and bodies that need more get it.
constexpr size_t kFirstBuffer = 2 << 10;
constexpr size_t kLargeBuffer = 16 << 10;
// Whoever cannot be let in may need help now.
constexpr absl::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n"
    "Retry-After: 2\r\nCache-Control: no-store\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 128\r\n\r\n"
    "Too many people are here; please try again in a minute.\n"
    "If somebody is in danger, call 999.\n"
    "If you need help now, call NHS 111.\n";

bool IsRequestId(absl::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  c == '-' || c == '_' || c == '.';
         });
}

Response PlainFailure(const Failure& failure) {
  const bool explained = !ReasonOf(failure.status).empty();
  return Text(absl::StrCat(
      explained ? failure.status.message() : ReasonPhrase(failure.code), "\n"));
}

// Why a request that was read, as far as it goes, has no handler; code 0 when
// it has one.
Failure FailureOf(bool late, const RequestParser& parser,
                  const Router::Match& match) {
  if (late) {
    return {.code = 408,
            .status = MakeError(absl::StatusCode::kDeadlineExceeded,
                                "REQUEST_TOO_SLOW",
                                "the request took too long to arrive")};
  }
  if (parser.failed()) return parser.failure();
  switch (match.result) {
    case Router::Result::kFound:
      return {.code = 0, .status = absl::OkStatus()};
    case Router::Result::kNoPath:
      return {.code = 404,
              .status = NotFound("PAGE_NOT_FOUND", "there is no such page")};
    case Router::Result::kNoMethod:
      return {.code = 405,
              .status = MakeError(absl::StatusCode::kUnimplemented,
                                  "METHOD_NOT_ALLOWED",
                                  "this page does not take that method")};
    case Router::Result::kBadPath:
      break;
  }
  return {.code = 400,
          .status = InvalidArgument("PATH_INVALID",
                                    "the address is wrongly encoded")};
}

// Whether the handler reads the body.
bool Streams(const Router::Match& match) {
  return match.route != nullptr && match.route->options.streams_body;
}

}  // namespace

Connection::Connection(Site& site, Worker& worker, asio::ip::tcp::socket socket)
    : site_(site), worker_(worker), socket_(std::move(socket)) {
  boost::system::error_code error;
  const auto peer = socket_.remote_endpoint(error);
  if (!error) peer_ = peer.address().to_string();
  trusts_peer_ = site_.proxies.Trusts(peer_);
  socket_.set_option(asio::ip::tcp::no_delay(true), error);
}

asio::awaitable<void> Connection::Run() {
  bool more = true;
  while (more) {
    more = co_await ServeOne();
  }
  Cut();
}

asio::awaitable<void> Connection::Refuse() {
  const bool told = co_await Write(kFull, {});
  if (told) co_await Linger();
  Cut();
}

void Connection::Enter(Step step, absl::Duration time) {
  step_ = step;
  deadline_ = time == absl::InfiniteDuration()
                  ? Instant::max()
                  : steady_clock::now() + absl::ToChronoNanoseconds(time);
}

void Connection::Tick(Instant now) {
  if (now < deadline_) return;
  deadline_ = Instant::max();
  if (step_ == Step::kHead || step_ == Step::kBody) {
    // Wakes the reader, which says 408.
    late_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
  } else {
    Cut();
  }
}

void Connection::Drain() {
  if (step_ == Step::kIdle || step_ == Step::kLinger) Cut();
  if (streaming_ != nullptr) streaming_->Stop();
}

void Connection::Cut() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

// Returns whether there may be another request on the connection.
asio::awaitable<bool> Connection::ServeOne() {
  request_.Clear();
  RequestParser parser(request_, site_.options.limits);
  Input input = co_await ReadHead(parser);
  if (input == Input::kGone) co_return false;
  Identify();
  Router::Match match;
  if (input == Input::kDone && !parser.failed()) {
    match = site_.router.Find(request_);
    parser.LimitBody(match.route == nullptr ? RouteOptions().max_body
                                            : match.route->options.max_body);
    if (!parser.failed() && !parser.is_done() && !Streams(match)) {
      input = co_await ReadBody(parser);
      if (input == Input::kGone) co_return false;
    }
  }

  Response response;
  Failure failure = FailureOf(input == Input::kLate, parser, match);
  if (failure.code == 0) {
    step_ = Step::kHandler;
    deadline_ = Instant::max();
    if (Streams(match)) {
      response = co_await HandleStreamed(*match.route, parser, failure.status);
    } else {
      response = co_await Handle(*match.route, failure.status);
    }
  } else {
    response = FailurePage(failure);
    if (!match.allow.empty()) response.SetHeader("Allow", match.allow);
  }
  site_.meter.Record(
      request_,
      {.route = match.route,
       .code = response.code,
       .duration = absl::FromChrono(steady_clock::now() - start_),
       .status = failure.status.ok() ? response.cause : failure.status});

  // What follows a request that was not read to its end is not a request.
  const bool whole =
      !parser.failed() && parser.is_done() && input == Input::kDone;
  const bool keep = whole && parser.keep_alive() && !worker_.draining();
  const bool sent = co_await Send(response, parser.http11(), keep);
  if (sent && !keep) co_await Linger();
  co_return sent&& keep;
}

// Reads up to the end of the headers, and no body.
asio::awaitable<Connection::Input> Connection::ReadHead(RequestParser& parser) {
  const Limits& limits = site_.options.limits;
  late_ = false;
  if (begin_ == end_) {
    if (worker_.draining()) co_return Input::kGone;
    if (buffer_.size() > kFirstBuffer) buffer_ = std::string();
    Enter(Step::kIdle, limits.idle_time);
    if (co_await ReadMore() != Input::kDone) co_return Input::kGone;
  }
  start_ = steady_clock::now();
  step_ = Step::kHead;
  deadline_ = start_ + absl::ToChronoNanoseconds(limits.head_time);
  while (true) {
    Consume(parser);
    if (parser.failed() || parser.is_header_done()) co_return Input::kDone;
    const Input input = co_await ReadMore();
    if (input != Input::kDone) co_return input;
  }
}

asio::awaitable<Connection::Input> Connection::ReadBody(RequestParser& parser) {
  const Limits& limits = site_.options.limits;
  const bool allowed = co_await AllowBody(parser);
  if (!allowed) co_return Input::kGone;
  Enter(Step::kBody, limits.body_time);
  const Instant first_deadline = deadline_;
  while (true) {
    if (begin_ != end_) Consume(parser);
    if (parser.failed() || parser.is_done()) co_return Input::kDone;
    const auto earned =
        absl::Seconds(static_cast<double>(request_.body().size()) /
                      static_cast<double>(limits.body_bytes_per_second));
    deadline_ = first_deadline + absl::ToChronoNanoseconds(earned);
    const Input input = co_await ReadMore();
    if (input != Input::kDone) co_return input;
  }
}

// Says that the body may come, to a client that waits for that.
asio::awaitable<bool> Connection::AllowBody(const RequestParser& parser) {
  if (!parser.expects_continue() || begin_ != end_) co_return true;
  co_return co_await Write("HTTP/1.1 100 Continue\r\n\r\n", {});
}

// The next bytes of a body that is not read before it is handled; none at its
// end.
Piece Connection::NextOfBody(RequestParser& parser) {
  std::string& body = request_.mutable_body();
  while (true) {
    if (begin_ != end_) Consume(parser);
    if (parser.failed()) co_return parser.failure().status;
    if (!body.empty() || parser.is_done()) co_return std::exchange(body, "");
    // What was done with the last piece took time that is not the client's.
    Enter(Step::kBody, site_.options.limits.write_time);
    const Input input = co_await ReadMore();
    Enter(Step::kHandler, absl::InfiniteDuration());
    if (input != Input::kDone) {
      co_return MakeError(absl::StatusCode::kCancelled, "BODY_BROKEN_OFF",
                          "the request did not arrive to its end");
    }
  }
}

// Gives the parser what there is.
void Connection::Consume(RequestParser& parser) {
  begin_ +=
      parser.Read(absl::string_view(buffer_).substr(begin_, end_ - begin_));
  if (begin_ == end_) begin_ = end_ = 0;
}

asio::awaitable<Connection::Input> Connection::ReadMore() {
  if (end_ == buffer_.size() && begin_ > 0) {
    std::copy(buffer_.begin() + static_cast<ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) {
    const size_t largest =
        std::max(kLargeBuffer, site_.options.limits.head_bytes);
    // Only what the parser cannot use in part piles up here, and it limits
    // all of that but the extensions of chunks.
    if (end_ == largest) co_return Input::kGone;
    buffer_.resize(end_ == 0 ? kFirstBuffer : largest);
  }
  const auto [error, count] = co_await socket_.async_read_some(
      asio::buffer(buffer_.data() + end_, buffer_.size() - end_), kNoThrow);
  if (late_) co_return Input::kLate;
  if (error) co_return Input::kGone;
  end_ += count;
  co_return Input::kDone;
}

// Finds out who asks, and names the request.
void Connection::Identify() {
  if (!trusts_peer_) {
    request_.SetClientAddress(peer_);
    request_.SetId(worker_.NewRequestId());
    return;
  }
  request_.SetClientAddress(
      site_.proxies.ClientOf(peer_, request_.JoinedHeader("X-Forwarded-For")));
  const absl::string_view id = request_.Header("X-Request-Id");
  if (IsRequestId(id)) {
    request_.SetId(id);
  } else {
    request_.SetId(worker_.NewRequestId());
  }
}

// Lets the handler make the response; `status` is why it did not.
asio::awaitable<Response> Connection::Handle(const Route& route,
                                             absl::Status& status) {
  try {
    absl::StatusOr<Response> response = co_await route.handler(request_);
    if (response.ok()) co_return *std::move(response);
    status = std::move(response).status();
  } catch (const std::exception& thrown) {
    // What it says may hold what people typed, so only its type is kept.
    status =
        MakeError(absl::StatusCode::kInternal, "HANDLER_THREW",
                  absl::StrCat("a handler threw ",
                               boost::core::demangle(typeid(thrown).name())));
  }
  co_return FailurePage(
      {.code = ToHttpStatus(status.code()), .status = status});
}

asio::awaitable<Response> Connection::HandleStreamed(const Route& route,
                                                     RequestParser& parser,
                                                     absl::Status& status) {
  bool allowed = false;
  const std::shared_ptr<BodySource> source =
      MakeBodySource([this, &parser, &allowed]() -> Piece {
        if (!allowed) {
          allowed = co_await AllowBody(parser);
        }
        co_return co_await NextOfBody(parser);
      });
  request_.SetBodySource(source.get());
  Response response = co_await Handle(route, status);
  request_.SetBodySource(nullptr);
  co_return response;
}

Response Connection::FailurePage(const Failure& failure) {
  Response response;
  try {
    response = site_.options.error_page
                   ? site_.options.error_page(request_, failure)
                   : PlainFailure(failure);
  } catch (const std::exception&) {
    Log(LogLevel::kError, "error_page_threw",
        {{"request_id", request_.id()}, {"code", failure.code}});
    response = PlainFailure(failure);
  }
  response.code = failure.code;
  return response;
}

}  // namespace cwp::http
