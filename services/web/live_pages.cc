// Numbers of places as they change, for the script of pages that are open.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/http/await.h"
#include "common/http/body_source.h"
#include "services/web/client_limits.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

// More than any page shows.
constexpr size_t kMostSessions = 60;

// How long browsers wait before they ask again.
constexpr char kBegin[] = "retry: 15000\n\n";

// Of all that are open; a school behind one address has room.
constexpr int kMostOfOneClient = 500;

// A body of server-sent events.
class PlacesSource final : public http::BodySource {
 public:
  PlacesSource(const Site& site, std::unique_ptr<SeatWatch::Watcher> watcher,
               std::shared_ptr<void> counted)
      : site_(site),
        watcher_(std::move(watcher)),
        counted_(std::move(counted)) {}

  http::Piece Next() override {
    if (!begun_) {
      begun_ = true;
      co_return kBegin;
    }
    co_await http::Await<bool>(
        [this](http::Done<bool> done) { watcher_->Wait(std::move(done)); });
    if (stopping_) co_return "";
    co_return News();
  }

  void Stop() override {
    stopping_ = true;
    watcher_->Wake();
  }

 private:
  // What has changed, in words; a comment for nothing, so that a reader who has
  // gone is noticed.
  std::string News() {
    const ProgrammePtr programme = site_.catalogue->Get();
    json::object words;
    for (const auto& [id, seats] : watcher_->Take()) {
      const Session* const session = programme->FindSession(id);
      if (session == nullptr) continue;
      words[absl::StrCat(id)] =
          PlacesWords(*session, seats, site_.clock->Now(), site_.zone);
    }
    if (words.empty()) return ":\n\n";
    return absl::StrCat("event: places\ndata: ", json::serialize(words),
                        "\n\n");
  }

  const Site& site_;
  const std::unique_ptr<SeatWatch::Watcher> watcher_;
  // Its client has one more of them while this is here.
  const std::shared_ptr<void> counted_;
  bool begun_ = false;
  bool stopping_ = false;
};

// The ids of a list with commas; nothing when it is none.
std::optional<std::vector<int64_t>> ReadSessions(absl::string_view text) {
  std::vector<int64_t> sessions;
  for (const absl::string_view word : absl::StrSplit(text, ',')) {
    const std::optional<int64_t> id = ParseId(word);
    if (!id.has_value() || sessions.size() == kMostSessions) {
      return std::nullopt;
    }
    sessions.push_back(*id);
  }
  if (sessions.empty()) return std::nullopt;
  return sessions;
}

http::Answer Places(const Site& site, const http::Request& request,
                    std::shared_ptr<ClientShare> share) {
  std::optional<std::vector<int64_t>> sessions =
      ReadSessions(request.query().Get("sessions"));
  if (!sessions.has_value()) {
    co_return InvalidArgument("FIELD_INVALID",
                              "sessions is no list of up to 60 ids",
                              {{"field", "sessions"}});
  }
  std::shared_ptr<void> counted =
      ClientShare::Take(share, ClientKey(site, request));
  std::unique_ptr<SeatWatch::Watcher> watcher;
  if (counted != nullptr) {
    watcher = site.seat_watch->Join(*std::move(sessions));
  }
  if (watcher == nullptr) {
    co_return MakeError(absl::StatusCode::kResourceExhausted,
                        "TOO_MANY_WATCHERS", "many pages are open already",
                        {{"retry_after_ms", "60000"}});
  }
  http::Response response;
  response.source = std::make_shared<PlacesSource>(site, std::move(watcher),
                                                   std::move(counted));
  response.SetHeader("Content-Type", "text/event-stream; charset=utf-8");
  // Proxies pass on each piece as it comes.
  response.SetHeader("X-Accel-Buffering", "no");
  co_return response;
}

}  // namespace

void AddLivePages(http::Router& router, const Site& site) {
  const auto share = std::make_shared<ClientShare>(kMostOfOneClient);
  router.Add("GET", "/live/places", [&site, share](http::Request& request) {
    return Places(site, request, share);
  });
}

}  // namespace cwp::web
