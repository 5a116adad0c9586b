#include "tests/bench/rush_case.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/time/proto_time.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "tests/bench/registration_calls.h"
#include "tests/bench/served.h"

namespace cwp::bench {
namespace {

namespace v1 = registration::v1;
using Service = v1::RegistrationService;

constexpr absl::Duration kHold = absl::Seconds(1);
constexpr absl::Duration kLook = absl::Milliseconds(300);
constexpr absl::Duration kCallTimeout = absl::Seconds(20);
// As long as anybody may take; far beyond what it takes.
constexpr absl::Duration kPatience = absl::Minutes(2);
constexpr int kConnections = 8;
// How many of those who are told to wait do, as a multiple of the places. They
// do until they are served or nothing is left, also when they lose their turn
// because an answer took longer than it lasts.
constexpr int64_t kHopeful = 4;
constexpr int kLargestFamily = 4;

// Everybody, and what became of them. Its own thread does what is due later;
// gRPC's threads bring the answers.
class Crowd {
 public:
  Crowd(const Target& target, int64_t people, int64_t places, int in_flight)
      : clock_(*target.clock),
        people_(people),
        places_(places),
        in_flight_(in_flight) {
    for (int i = 0; i < kConnections; ++i) {
      peers_.push_back(std::make_unique<rpc::Peer>(
          target.service, target.address, *target.signer, clock_));
      stubs_.push_back(Service::NewStub(peers_.back()->channel()));
    }
  }

  Round Run() {
    begin_ = absl::Now();
    {
      MutexLock lock(mu_);
      for (int i = 0; i < in_flight_ && arrived_ < people_; ++i) Arrive();
    }
    if (!WorkOff()) Blame("not everybody was done in time");
    CheckEnd();
    return Result();
  }

 private:
  template <class Request, class Response>
  using Method = void (Service::StubInterface::async_interface::*)(
      grpc::ClientContext*, const Request*, Response*,
      std::function<void(grpc::Status)>);

  static int64_t FamilyOf(int64_t person) {
    return 1 + person % kLargestFamily;
  }
  static std::string BrowserOf(int64_t person) {
    return absl::StrCat("the-browser-of-person-", person);
  }
  // Two of three book what they hold.
  static bool Books(int64_t person) { return person / kLargestFamily % 3 != 0; }

  template <class Request, class Response>
  void Call(int64_t person, Method<Request, Response> method, Request request,
            std::function<void(const absl::Status&, const Response&)> done) {
    struct Open {
      grpc::ClientContext context;
      Request request;
      Response response;
    };
    auto open = std::make_shared<Open>();
    open->request = std::move(request);
    const size_t at = static_cast<size_t>(person) % stubs_.size();
    rpc::Caller caller{.kind = rpc::CallerKind::kPublic};
    caller.client_key = absl::StrCat("the address of person ", person);
    peers_[at]->Prepare(open->context, caller, clock_.Now() + kCallTimeout);
    (stubs_[at]->async()->*method)(
        &open->context, &open->request, &open->response,
        [open, done](const grpc::Status& status) {
          done(rpc::FromGrpcStatus(status), open->response);
        });
  }

  // The next person asks for the first time.
  void Arrive() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    Later(absl::Now(), [this, person = arrived_++] { Ask(person, true); });
  }

  void Ask(int64_t person, bool first) {
    v1::CreateHoldRequest request;
    request.mutable_hold()->set_session_id(SessionId(0));
    request.mutable_hold()->set_places(static_cast<int32_t>(FamilyOf(person)));
    request.set_browser_token(BrowserOf(person));
    request.set_wait_in_line(true);
    request.set_request_id(absl::StrCat("ask-", person, "-", ++asked_));
    Call<v1::CreateHoldRequest, v1::Hold>(
        person, &Service::StubInterface::async_interface::CreateHold, request,
        [this, person, first](const absl::Status& status,
                              const v1::Hold& hold) {
          if (first) NoteFirstAnswer();
          if (first && hold.position() > kHopeful * places_) return Leave();
          Judge(person, status, hold);
        });
  }

  // From the moment when the doors opened, waiting for a turn to ask included.
  void NoteFirstAnswer() {
    MutexLock lock(mu_);
    times_.push_back(absl::Now() - begin_);
    if (arrived_ < people_) Arrive();
  }

  void Judge(int64_t person, const absl::Status& status, const v1::Hold& hold) {
    if (ReasonOf(status) == "NOT_ENOUGH_PLACES") {
      int64_t left = 0;
      const bool said = absl::SimpleAtoi(MetadataOf(status, "left"), &left);
      if (!said || left >= FamilyOf(person)) {
        Blame(absl::StrCat("refused with ", left, " places left"));
      }
      return Leave();
    }
    if (!status.ok()) return Blame(status.ToString(), true);
    if (hold.state() == v1::Hold::HELD) return Decide(person, hold.id());
    if (hold.state() == v1::Hold::LAPSED) return Ask(person, false);
    if (hold.state() != v1::Hold::IN_LINE || hold.position() < 1) {
      return Blame(absl::StrCat("neither places nor a position: ",
                                hold.ShortDebugString()),
                   true);
    }
    const absl::Duration wait = std::min(UntilExtending(hold), kLook);
    MutexLock lock(mu_);
    Later(absl::Now() + wait, [this, person, hold] { Look(person, hold); });
  }

  // A turn in line lasts as long as a hold. Half of that is kept for the way to
  // the server, where thousands ask: whoever is late has lost the turn, and
  // gives up behind all the others.
  absl::Duration UntilExtending(const v1::Hold& hold) const {
    return ToTime(hold.expire_time()) - kHold / 2 - clock_.Now();
  }

  // Stays in line, if it is still in it.
  void Look(int64_t person, const v1::Hold& hold) {
    const auto judge = [this, person](const absl::Status& status,
                                      const v1::Hold& now) {
      if (ReasonOf(status) == "HOLD_LAPSED") return Ask(person, false);
      if (ReasonOf(status) != "HOLD_NOT_EXTENDABLE") {
        return Judge(person, status, now);
      }
      MutexLock lock(mu_);
      Later(absl::Now() + kLook, [this, person] { Ask(person, false); });
    };
    if (UntilExtending(hold) <= absl::ZeroDuration()) {
      v1::ExtendHoldRequest request;
      request.set_id(hold.id());
      request.set_browser_token(BrowserOf(person));
      return Call<v1::ExtendHoldRequest, v1::Hold>(
          person, &Service::StubInterface::async_interface::ExtendHold, request,
          judge);
    }
    v1::GetHoldRequest request;
    request.set_id(hold.id());
    request.set_browser_token(BrowserOf(person));
    Call<v1::GetHoldRequest, v1::Hold>(
        person, &Service::StubInterface::async_interface::GetHold, request,
        judge);
  }

  void Decide(int64_t person, int64_t hold_id) {
    if (!Books(person)) return Leave();
    v1::CreateBookingRequest request;
    request.set_request_id(absl::StrCat("book-", person, "-", ++asked_));
    request.set_hold_id(hold_id);
    request.set_browser_token(BrowserOf(person));
    v1::Booking& booking = *request.mutable_booking();
    booking.set_session_id(SessionId(0));
    booking.mutable_contact()->set_name("Ada Example");
    booking.mutable_contact()->set_email(
        absl::StrCat("person", person, "@example.org"));
    for (int64_t i = 0; i < FamilyOf(person); ++i) {
      v1::Attendee& attendee = *booking.add_attendees();
      attendee.set_role(v1::Attendee::PARENT_OR_CARER);
      attendee.mutable_age_band()->set_min_years(5);
      attendee.mutable_age_band()->set_max_years(11);
    }
    Call<v1::CreateBookingRequest, v1::Booking>(
        person, &Service::StubInterface::async_interface::CreateBooking,
        request, [this, person](const absl::Status& status, const auto&) {
          // Whoever was too slow comes back as a newcomer.
          if (ReasonOf(status) == "PLACES_HELD" ||
              ReasonOf(status) == "NOT_ENOUGH_PLACES") {
            return Ask(person, false);
          }
          if (!status.ok()) return Blame(status.ToString(), true);
          {
            MutexLock lock(mu_);
            booked_ += FamilyOf(person);
          }
          Leave();
        });
  }

  void Leave() {
    MutexLock lock(mu_);
    ++gone_;
    due_.NotifyAll();
  }

  void Blame(std::string what, bool leaves = false) {
    {
      MutexLock lock(mu_);
      ++result_.errors;
      if (result_.first_error.empty()) result_.first_error = std::move(what);
    }
    if (leaves) Leave();
  }

  void Later(absl::Time when, std::function<void()> what)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    later_.emplace(when, std::move(what));
    due_.NotifyAll();
  }

  // Does what is due until everybody has left; whether everybody has.
  bool WorkOff() {
    while (absl::Now() < begin_ + kPatience) {
      std::function<void()> next;
      {
        MutexLock lock(mu_);
        if (gone_ == people_) return true;
        const absl::Time now = absl::Now();
        if (later_.empty() || later_.begin()->first > now) {
          const absl::Duration wait =
              later_.empty() ? kLook : later_.begin()->first - now;
          due_.WaitFor(mu_, std::min(wait, kLook));
          continue;
        }
        next = std::move(later_.begin()->second);
        later_.erase(later_.begin());
      }
      next();
    }
    return false;
  }

  void CheckEnd() {
    v1::BatchGetSeatCountsRequest request;
    request.add_session_ids(SessionId(0));
    grpc::ClientContext context;
    peers_[0]->Prepare(context, {.kind = rpc::CallerKind::kPublic},
                       clock_.Now() + kCallTimeout);
    v1::BatchGetSeatCountsResponse response;
    const grpc::Status status =
        stubs_[0]->BatchGetSeatCounts(&context, request, &response);
    if (!status.ok() || response.seat_counts_size() != 1) {
      return Blame("the seats cannot be counted");
    }
    const v1::SeatCount& count = response.seat_counts(0);
    int64_t booked = 0;
    {
      MutexLock lock(mu_);
      booked = booked_;
    }
    // Fewer may be free than a party wants that was passed too often.
    const int64_t collecting = count.collecting() ? places_ - booked : 0;
    if (count.confirmed() != booked || booked + collecting != places_ ||
        collecting >= kLargestFamily) {
      Blame(absl::StrCat("booked ", booked, " of ", places_, ": ",
                         count.ShortDebugString()));
    }
    std::fprintf(stderr, "rush: %ld booked, %ld collect for a passed party\n",
                 booked, collecting);
  }

  Round Result() {
    MutexLock lock(mu_);
    std::sort(times_.begin(), times_.end());
    result_.answers = static_cast<int64_t>(times_.size());
    if (times_.empty()) return result_;
    result_.value = absl::ToDoubleSeconds(times_.back());
    result_.p50 = times_[times_.size() / 2];
    result_.p99 = times_[times_.size() * 99 / 100];
    return result_;
  }

  const Clock& clock_;
  const int64_t people_;
  const int64_t places_;
  const int in_flight_;
  std::vector<std::unique_ptr<rpc::Peer>> peers_;
  std::vector<std::unique_ptr<Service::Stub>> stubs_;
  absl::Time begin_;
  std::atomic<int64_t> asked_ = 0;
  Mutex mu_;
  CondVar due_;
  std::multimap<absl::Time, std::function<void()>> later_ ABSL_GUARDED_BY(mu_);
  int64_t arrived_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t gone_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t booked_ ABSL_GUARDED_BY(mu_) = 0;
  std::vector<absl::Duration> times_ ABSL_GUARDED_BY(mu_);
  Round result_ ABSL_GUARDED_BY(mu_);
};

}  // namespace

Round RunRush(const RoundInput& input) {
  constexpr int64_t kBookingsPerPerson = 50;
  constexpr int64_t kPeoplePerPlace = 40;
  const int64_t people =
      std::max<int64_t>(kPeoplePerPlace, input.bookings / kBookingsPerPerson);
  const int64_t places = people / kPeoplePerPlace;
  const Served served(
      {.kind = Kind::kRegistration, .capacity = places, .hold_time = kHold});
  // Callbacks may still be on their way out when everything is counted.
  auto* const crowd =
      new Crowd(served.TargetFor("web", rpc::CallerKind::kPublic), people,
                places, 16 * input.in_flight);
  return crowd->Run();
}

}  // namespace cwp::bench
