#ifndef CWP_TESTS_INTEGRATION_WALKER_H_
#define CWP_TESTS_INTEGRATION_WALKER_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/rpc/caller.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "services/cwpctl/ledger.h"
#include "tests/integration/deployment.h"
#include "tests/integration/told.h"

namespace cwp {

// Who calls.
struct Asker {
  std::string service;
  rpc::Caller caller;

  bool is_public() const { return caller.kind == rpc::CallerKind::kPublic; }
  bool is_partner() const { return caller.kind == rpc::CallerKind::kPartner; }
};

// What a repeat of a request names, whatever became of it since.
std::string NameOf(const registration::v1::Booking& booking);
std::string NameOf(const registration::v1::Hold& hold);
std::string NameOf(const registration::v1::WaitlistEntry& entry);
std::string NameOf(const registration::v1::Allotment& allotment);
std::string NameOf(const registration::v1::SetContactBlockResponse& nothing);

// Asks registration for one thing after the other, on an installation of its
// own, and holds each answer against what the feed had told when it was
// decided. All that is drawn follows from the seed and the answers.
class Walker {
 public:
  // How often each reason was met.
  const std::map<std::string, int>& refusals() const { return refusals_; }

 protected:
  // Three open sessions, the first two of one workshop.
  explicit Walker(uint64_t seed);

  int64_t Below(int64_t limit) {
    return std::uniform_int_distribution<int64_t>(0, limit - 1)(random_);
  }
  bool OneIn(int64_t many) { return Below(many) == 0; }
  int64_t AnySession() { return sessions_[Below(std::ssize(sessions_))]; }
  template <class Items>
  auto& AnyRecent(Items& items) {
    const int64_t of = std::min<int64_t>(12, std::ssize(items));
    return *std::next(items.rbegin(), Below(of));
  }
  std::string NewRequest() { return absl::StrCat("walk-", ++requests_); }

  absl::Time Now() { return deployment_.clock().Now(); }
  Deployment& deployment() { return deployment_; }
  const std::vector<int64_t>& sessions() const { return sessions_; }
  const Told& told() const { return told_; }

  // Lets some minutes pass now and then, seldom hours: so few that no request
  // is forgotten.
  void PassTime();

  // Judges that what is shown of a session is what the feed tells, as soon as
  // that is read.
  void Look(int64_t session_id);

  // The bookings of a session in a state.
  std::vector<registration::v1::Booking> List(
      int64_t session_id, registration::v1::Booking::State state);

  template <class Request, class Response>
  using Method = grpc::Status (Registration::Stub::*)(grpc::ClientContext*,
                                                      const Request&,
                                                      Response*);

  // Asks; `is_right` judges the answer by what is told. Now and then the same
  // is asked again at once, which must be answered as before. Returns nothing
  // when it was refused.
  template <class Request, class Response, class Rule>
  std::optional<Response> Ask(const Asker& asker,
                              Method<Request, Response> method,
                              const Request& request, const Rule& is_right);

  // Asks again for something that was asked for before.
  void AskAgain() {
    if (!again_.empty()) AnyRecent(again_)();
  }

  // What was asked for before is asked again no more.
  void ForgetAsked() { again_.clear(); }

 private:
  int64_t OpenAnother(int64_t workshop_id, int capacity);

  // Reads the feed on, which has to fit, and tells `note` of each entry:
  // whether a caller did it, and whether it is the last about what it is about.
  // Says whether a caller did any.
  bool ReadOn(absl::FunctionRef<void(bool by_caller, bool last)> note);
  bool ReadOn();

  // Reads on, and says whether an answer was right when it was decided: just
  // before the first entry that is its doing, or, where there is none, at some
  // moment since it was asked for.
  bool WasRight(absl::FunctionRef<bool()> is_right);

  // Judges that what has places is what is counted, with somebody on each, and
  // no more than one for each contact and channel.
  void CheckBookings();

  std::mt19937_64 random_;
  Deployment deployment_;
  std::vector<int64_t> sessions_;
  int64_t requests_ = 0;
  Told told_;
  ctl::Ledger ledger_;
  std::string last_hash_;
  std::vector<std::function<void()>> again_;
  std::map<std::string, int> refusals_;
};

template <class Request, class Response, class Rule>
std::optional<Response> Walker::Ask(const Asker& asker,
                                    Method<Request, Response> method,
                                    const Request& request,
                                    const Rule& is_right) {
  const std::string asked =
      absl::StrCat(rpc::KindName(asker.caller.kind), ": ",
                   request.GetTypeName(), " ", request.ShortDebugString());
  SCOPED_TRACE(asked);
  const auto call = [this, asker, method, request] {
    return deployment_.Call<Registration>(asker.service, asker.caller, method,
                                          request);
  };
  const absl::StatusOr<Response> answer = call();
  EXPECT_TRUE(WasRight([&] { return is_right(answer); }))
      << "is answered "
      << (answer.ok() ? answer->ShortDebugString()
                      : answer.status().ToString());
  CheckBookings();
  if (!answer.ok()) {
    ++refusals_[ReasonOf(answer.status())];
    return std::nullopt;
  }
  if constexpr (requires { request.request_id(); }) {
    // Whoever waits may get their turn meanwhile.
    constexpr bool kMayChange =
        std::is_same_v<Response, registration::v1::Hold> ||
        std::is_same_v<Response, registration::v1::WaitlistEntry>;
    if (OneIn(4)) {
      const absl::StatusOr<Response> again = call();
      EXPECT_OK(again);
      if (again.ok() && !kMayChange) {
        EXPECT_EQ(again->SerializeAsString(), answer->SerializeAsString());
      } else if (again.ok()) {
        EXPECT_EQ(NameOf(*again), NameOf(*answer));
      }
      EXPECT_FALSE(ReadOn()) << "it had its effect twice";
    }
    again_.push_back([this, call, asked, name = NameOf(*answer)] {
      SCOPED_TRACE(absl::StrCat("again, ", asked));
      const absl::StatusOr<Response> again = call();
      EXPECT_FALSE(ReadOn()) << "it had its effect twice";
      // A hold that ended is not kept for as long as what asked for it.
      if (ReasonOf(again.status()) == "HOLD_NOT_FOUND") return;
      EXPECT_OK(again);
      if (again.ok()) {
        EXPECT_EQ(NameOf(*again), name);
      }
    });
  }
  return *answer;
}

}  // namespace cwp

#endif  // CWP_TESTS_INTEGRATION_WALKER_H_
