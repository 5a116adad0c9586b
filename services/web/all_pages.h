#ifndef CWP_SERVICES_WEB_ALL_PAGES_H_
#define CWP_SERVICES_WEB_ALL_PAGES_H_

#include <functional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/co_status_macros.h"
#include "common/rpc/caller.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace cwp::web {

// As the services' lists take.
inline constexpr int kItemsOfPage = 200;

// Asks a method of a ServiceClient that lists for one page after the other,
// `most_pages` at the most, and gives what `items` of each answer has. Fails
// with the first page that does.
//
//   co_await AllPages(*desk.scheduling, &SchedulingCalls::Async::ListSessions,
//                     caller, wanted, 25,
//                     &scheduling::ListSessionsResponse::mutable_sessions);
template <class Client, class Async, class Request, class Response, class Item>
boost::asio::awaitable<absl::StatusOr<std::vector<Item>>> AllPages(
    const Client& client,
    void (Async::*method)(grpc::ClientContext*, const Request*, Response*,
                          std::function<void(grpc::Status)>),
    rpc::Caller caller, Request wanted, int most_pages,
    google::protobuf::RepeatedPtrField<Item>* (Response::*items)()) {
  wanted.set_page_size(kItemsOfPage);
  std::vector<Item> all;
  for (int pages = 0; pages < most_pages; ++pages) {
    Request next = wanted;
    CO_ASSIGN_OR_RETURN(Response page,
                        co_await client.Call(method, caller, std::move(next)));
    for (Item& item : *(page.*items)()) all.push_back(std::move(item));
    if (page.next_page_token().empty()) break;
    wanted.set_page_token(page.next_page_token());
  }
  co_return all;
}

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_ALL_PAGES_H_
