#include "tests/integration/walker.h"

#include <set>
#include <utility>

#include "cwp/feed/v1/feed_service.grpc.pb.h"

namespace cwp {

namespace v1 = registration::v1;

std::string NameOf(const v1::Booking& booking) {
  return booking.id() != 0 ? absl::StrCat(booking.id()) : booking.reference();
}

std::string NameOf(const v1::Hold& hold) { return absl::StrCat(hold.id()); }

std::string NameOf(const v1::WaitlistEntry& entry) {
  return entry.id() != 0 ? absl::StrCat(entry.id()) : entry.SerializeAsString();
}

std::string NameOf(const v1::Allotment& allotment) {
  return absl::StrCat(allotment.session_id(), " ", allotment.channel());
}

std::string NameOf(const v1::SetContactBlockResponse& /*nothing*/) {
  return "";
}

Walker::Walker(uint64_t seed) : random_(seed) {
  // Nobody reads the letters.
  deployment_.StopNotifications();
  const scheduling::v1::Session first = deployment_.OpenSession(8);
  sessions_ = {first.id(), OpenAnother(first.workshop_id(), 5),
               deployment_.OpenSession(6).id()};
  ReadOn();
}

int64_t Walker::OpenAnother(int64_t workshop_id, int capacity) {
  scheduling::v1::CreateSessionRequest request;
  request.mutable_session()->set_workshop_id(workshop_id);
  request.mutable_session()->set_capacity(capacity);
  auto& meeting = *request.mutable_session()->add_meetings();
  meeting.set_local_start("2027-02-18T18:00");
  meeting.set_local_end("2027-02-18T19:00");
  const auto created = deployment_.Call<Scheduling>(
      "cwpctl", kOperator, &Scheduling::Stub::CreateSession, request);
  EXPECT_OK(created);
  scheduling::v1::OpenSessionRequest open;
  open.set_id(created->id());
  EXPECT_OK(deployment_.Call<Scheduling>("cwpctl", kOperator,
                                         &Scheduling::Stub::OpenSession, open));
  deployment_.AwaitSession(created->id());
  return created->id();
}

void Walker::PassTime() {
  if (OneIn(10)) deployment_.clock().Advance(absl::Minutes(1 + Below(20)));
  if (OneIn(60)) deployment_.clock().Advance(absl::Hours(1 + Below(9)));
}

bool Walker::ReadOn(absl::FunctionRef<void(bool by_caller, bool last)> note) {
  const rpc::Peer& peer = deployment_.PeerOf("registration", "cwpctl");
  feed::v1::FeedService::Stub stub(peer.channel());
  grpc::ClientContext context;
  peer.Prepare(context, kOperator, Now() + absl::Seconds(20));
  feed::v1::WatchRequest request;
  request.mutable_after()->set_revision(ledger_.entries());
  request.mutable_after()->set_hash(last_hash_);
  const auto stream = stub.Watch(&context, request);
  feed::v1::WatchResponse response;
  bool any = false;
  int64_t end = -1;
  while ((end < 0 || ledger_.entries() < end) && stream->Read(&response)) {
    if (end < 0) end = response.head_revision();
    for (const feed::v1::Entry& entry : response.entries()) {
      EXPECT_OK(ledger_.Take(entry));
      last_hash_ = entry.hash();
      feed::v1::Change change;
      EXPECT_TRUE(change.ParseFromString(entry.change()));
      const bool by_caller = change.actor().kind() != "SERVICE";
      any = any || by_caller;
      note(by_caller, told_.Take(change));
    }
  }
  EXPECT_TRUE(end >= 0 && ledger_.entries() >= end) << "the feed breaks off";
  context.TryCancel();
  stream->Finish();
  return any;
}

bool Walker::ReadOn() {
  return ReadOn([](bool /*by_caller*/, bool /*last*/) {});
}

bool Walker::WasRight(absl::FunctionRef<bool()> is_right) {
  bool before = is_right();
  bool ever = before;
  bool decided = false;
  ReadOn([&](bool by_caller, bool last) {
    decided = decided || by_caller;
    if (decided || !last) return;
    before = is_right();
    ever = ever || before;
  });
  return decided ? before : ever;
}

void Walker::Look(int64_t session_id) {
  v1::SeatCount shown;
  EXPECT_TRUE(Eventually([&] {
    ReadOn();
    shown = deployment_.Seats(session_id);
    return shown.revision() == told_.pools.at(session_id).revision();
  }));
  const v1::SeatCount& count = told_.pools.at(session_id);
  EXPECT_EQ(shown.left(), count.left());
  EXPECT_EQ(shown.confirmed(), count.confirmed());
  EXPECT_EQ(shown.collecting(), count.collecting());
}

std::vector<v1::Booking> Walker::List(int64_t session_id,
                                      v1::Booking::State state) {
  v1::ListBookingsRequest request;
  request.set_session_id(session_id);
  request.set_state(state);
  request.set_page_size(200);
  const auto listed = deployment_.Call<Registration>(
      "cwpctl", kOperator, &Registration::Stub::ListBookings, request);
  EXPECT_OK(listed);
  if (!listed.ok()) return {};
  return {listed->bookings().begin(), listed->bookings().end()};
}

void Walker::CheckBookings() {
  for (const int64_t session_id : sessions_) {
    int64_t places = 0;
    std::set<std::pair<std::string, std::string>> contacts;
    for (const v1::Booking& one : List(session_id, v1::Booking::CONFIRMED)) {
      places += one.places();
      EXPECT_EQ(one.attendees_size(), one.places()) << one.id();
      EXPECT_TRUE(contacts.emplace(one.contact().email(), one.channel()).second)
          << one.id();
    }
    EXPECT_EQ(places, told_.pools.at(session_id).confirmed()) << session_id;
  }
}

}  // namespace cwp
