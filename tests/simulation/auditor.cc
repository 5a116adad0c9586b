#include "tests/simulation/auditor.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace cwp::simulation {
namespace {

using registration::AcceptOne;
using registration::BlockOne;
using registration::CorrectOne;
using registration::EraseOne;
using registration::FindMine;
using registration::JoinOne;
using registration::LapseDue;
using registration::MakeBooking;
using registration::PlaceOne;
using registration::PurgeOld;
using registration::ReaddressOne;
using registration::RevokeOne;
using registration::WriteOne;

constexpr size_t kEnd = std::numeric_limits<size_t>::max();

std::string NamedBy(const MakeBooking& one) {
  return one.record.booking.contact_key;
}
std::string NamedBy(const AcceptOne& one) {
  return one.record.booking.contact_key;
}
std::string NamedBy(const JoinOne& one) { return one.record.entry.contact_key; }
std::string NamedBy(const CorrectOne& one) { return one.contact_key; }
std::string NamedBy(const ReaddressOne& one) { return one.contact_key; }
std::string NamedBy(const FindMine& one) { return one.contact_key; }
std::string NamedBy(const EraseOne& one) { return one.contact_key; }
template <class Command>
std::string NamedBy(const Command& /*one*/) {
  return "";
}

// The booking or waitlist entry that a command names; 0 for none.
template <class Command>
int64_t IdIn(const Command& one) {
  if constexpr (requires { one.booking_id; }) {
    return one.booking_id;
  } else if constexpr (requires { one.entry_id; }) {
    return one.entry_id;
  } else {
    return 0;
  }
}

// The notice that a command writes or takes back; 0 for none.
template <class Command>
int64_t NoticeIn(const Command& one) {
  if constexpr (requires { one.notice; }) {
    return one.notice.id;
  } else if constexpr (requires { one.notice_id; }) {
    return one.notice_id;
  } else {
    return 0;
  }
}

// The offer that a command answers; 0 where it names none.
template <class Command>
int64_t OfferIn(const Command& one) {
  if constexpr (requires { one.offer_id; }) return one.offer_id;
  return 0;
}

// Whom a command means; empty where it means nobody.
std::string ContactOf(const registration::WriteCommand& command) {
  return std::visit([](const auto& one) { return NamedBy(one); }, command);
}

}  // namespace

const registration::Order* OrderOf(const registration::WriteCommand& command) {
  return std::visit(
      [](const auto& one) -> const registration::Order* {
        using T = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<T, LapseDue> ||
                      std::is_same_v<T, PurgeOld>) {
          return nullptr;
        } else {
          return &one.order;
        }
      },
      command);
}

void Auditor::Send(const Sent& sent) {
  const registration::Order* order = OrderOf(sent.command);
  const auto* revoke = std::get_if<RevokeOne>(&sent.command);
  if (order != nullptr) {
    sent_[sent.number] = {
        .key = order->request.key,
        .fingerprint = order->request.fingerprint,
        .number = sent.number,
        .contact = ContactOf(sent.command),
        .erases = std::holds_alternative<EraseOne>(sent.command),
        .finds = std::holds_alternative<FindMine>(sent.command),
        .corrects = std::holds_alternative<CorrectOne>(sent.command),
        .readdresses = std::holds_alternative<ReaddressOne>(sent.command),
        .details =
            std::holds_alternative<registration::DetailOne>(sent.command),
        .if_revision = order->if_revision,
        .resource_id =
            std::visit([](const auto& one) { return IdIn(one); }, sent.command),
        .notice_id = std::visit([](const auto& one) { return NoticeIn(one); },
                                sent.command),
        .offer_id = std::visit([](const auto& one) { return OfferIn(one); },
                               sent.command),
        .sends_new = revoke != nullptr && revoke->send_new};
  }
  if (const auto* book = std::get_if<MakeBooking>(&sent.command)) {
    const registration::Booking& booking = book->record.booking;
    replay_.Know(
        booking.id,
        {.contact = booking.contact_key,
         .reference = booking.reference,
         .channel = book->own_channel_only ? booking.channel : std::string(),
         .eligible = IsEligible(book->record.answers),
         .has_email = !book->record.contact.email.empty()});
  } else if (const auto* accept = std::get_if<AcceptOne>(&sent.command)) {
    const registration::Booking& booking = accept->record.booking;
    replay_.Know(booking.id, {.contact = booking.contact_key});
  } else if (const auto* place = std::get_if<PlaceOne>(&sent.command)) {
    replay_.Know(place->hold.id, {.client = place->hold.client_key,
                                  .browser = place->hold.browser_key});
  } else if (const auto* join = std::get_if<JoinOne>(&sent.command)) {
    replay_.Know(join->record.entry.id,
                 {.contact = join->record.entry.contact_key});
  } else if (const auto* write = std::get_if<WriteOne>(&sent.command)) {
    replay_.Know(write->notice);
  }
}

void Auditor::Judge(const std::vector<feed::Entry>& entries,
                    const std::vector<Outcome>& outcomes, absl::Time now) {
  now_ = now;
  const std::vector<Step> steps = ReadSteps(entries, faults_);
  for (size_t i = 0; i < outcomes.size(); ++i) {
    Known& known = sent_[outcomes[i].sent->number];
    known.index = i;
    // Those after it in its group may be told so, though the feed may not.
    if (outcomes[i].answer.ok() && !known.key.empty()) {
      requests_[known.key].unknown.insert(known.fingerprint);
    }
    const auto* block = std::get_if<BlockOne>(&outcomes[i].sent->command);
    if (block != nullptr) blocked_[block->contact_key] = std::nullopt;
  }
  std::vector<Open> open = Place(steps, outcomes);
  JudgeAt(0, open);
  for (size_t i = 0; i < steps.size(); ++i) {
    JudgeStep(steps[i]);
    JudgeAt(i + 1, open);
  }
  for (const Open& one : open) {
    if (!one.justified) {
      faults_.push_back(absl::StrCat(
          "command ", one.outcome->sent->number, " was answered ",
          one.outcome->answer.ok() ? "with what is not so"
                                   : one.outcome->answer.status().ToString()));
    }
    NoteAnswer(*one.outcome);
  }
  NoteBlocks(outcomes);
  JudgeIdle();
  NoteForgotten();
}

// A command that left no trace was decided somewhere between those before and
// those after it.
std::vector<Auditor::Open> Auditor::Place(
    const std::vector<Step>& steps,
    const std::vector<Outcome>& outcomes) const {
  std::vector<size_t> first(outcomes.size(), kEnd);
  std::vector<size_t> last(outcomes.size(), 0);
  for (size_t i = 0; i < steps.size(); ++i) {
    int64_t number = 0;
    if (!absl::SimpleAtoi(steps[i].actor_id, &number)) continue;
    const auto sent = sent_.find(number);
    if (sent == sent_.end() || sent->second.index >= outcomes.size()) continue;
    const size_t index = sent->second.index;
    first[index] = std::min(first[index], i);
    last[index] = i + 1;
  }
  std::vector<Open> open(outcomes.size());
  size_t from = 0;
  for (size_t i = 0; i < open.size(); ++i) {
    open[i].outcome = &outcomes[i];
    open[i].from = from;
    from = std::max(from, last[i]);
  }
  size_t to = steps.size();
  for (size_t i = open.size(); i-- > 0;) {
    open[i].to = to;
    to = std::min(to, first[i]);
  }
  return open;
}

void Auditor::JudgeAt(size_t point, std::vector<Open>& open) {
  for (Open& one : open) {
    if (one.justified || point < one.from || point > one.to) continue;
    one.justified = IsJustified(*one.outcome);
  }
}

void Auditor::JudgeLapsed(absl::Time now) {
  for (const auto& [id, hold] : replay_.holds) {
    if (hold.live() && hold.expire_time <= now) {
      AddFault(absl::StrCat("hold ", id, " outlives its time"));
    }
  }
  for (const auto& [id, offer] : replay_.offers) {
    if (offer.state == v1::Offer::OPEN && offer.expire_time <= now) {
      AddFault(absl::StrCat("offer ", id, " outlives its time"));
    }
  }
}

void Auditor::Fault(const Step& step, const std::string& what) {
  faults_.push_back(absl::StrCat("revision ", step.first_revision, " (",
                                 step.cause, ", session ", step.session_id(),
                                 "): ", what));
}

}  // namespace cwp::simulation
