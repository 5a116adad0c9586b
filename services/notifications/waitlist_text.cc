#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/notifications/text.h"

namespace cwp::notifications {
namespace {

using registration::v1::MessageDetails;
using registration::v1::WaitlistEntry;

std::string Places(int count) {
  return absl::StrCat(count, count == 1 ? " place" : " places");
}

// What becomes of the entry after an offer that came to nothing.
std::string Afterwards(const MessageDetails& details) {
  if (details.waitlist_state() == WaitlistEntry::WAITING) {
    return "You are still on the waitlist for other dates, and we will e-mail "
           "you when places are free.";
  }
  return "You are not on the waitlist any more. You can join it again on our "
         "website.";
}

std::string OfferOpening(const MessageDetails& details,
                         const Organisation& organisation) {
  const int offered = details.offer().places();
  std::string text = absl::StrCat(
      "Good news: ", Places(offered), offered == 1 ? " has" : " have",
      " come free, and we keep ", offered == 1 ? "it" : "them", " for you. ");
  if (offered < details.places()) {
    absl::StrAppend(&text, "You asked for ", Places(details.places()),
                    "; these are all there are now. ");
  }
  absl::StrAppend(&text, "Please answer by ",
                  civil::DateTimeWords(ToTime(details.offer().expire_time()),
                                       organisation.zone),
                  ". After that the next on the waitlist can have ",
                  offered == 1 ? "it." : "them.");
  return text;
}

std::string LapseOpening(const MessageDetails& details,
                         const Organisation& organisation) {
  return absl::StrCat(
      "We kept ", Places(details.offer().places()), " for you until ",
      civil::DateTimeWords(ToTime(details.offer().expire_time()),
                           organisation.zone),
      ". We have no answer from you, so the next on the waitlist can have ",
      details.offer().places() == 1 ? "it" : "them", " now. ",
      Afterwards(details));
}

std::string HeldOpening(const MessageDetails& details,
                        const Organisation& organisation) {
  return absl::StrCat(
      "The places that are left are being held, at this moment, for people who "
      "are filling in the form. You are number ",
      details.position(), " in line for them. What is not booked by ",
      civil::DateTimeWords(ToTime(details.hold_lapse_time()),
                           organisation.zone),
      " comes free then, unless somebody asks for more time. We will e-mail "
      "you when places are free for you. You do not need to do anything until "
      "then.");
}

std::string RefusalOpening(const Organisation& organisation) {
  return absl::StrCat(
      "We are sorry: we could not put you on the waitlist through the website. "
      "Please ",
      organisation.contact_phone.empty()
          ? "contact us"
          : absl::StrCat("call us on ", organisation.contact_phone),
      ", and we will see together what we can do.");
}

std::string Opening(const Message& message, const MessageDetails& details,
                    const Organisation& organisation) {
  switch (message.kind) {
    case Kind::kWaitlisted:
      return "You are on the waitlist. We will e-mail you when places are "
             "free. You do not need to do anything until then.";
    case Kind::kHeldInLine:
      return HeldOpening(details, organisation);
    case Kind::kWaitlistRepeat:
      return "Somebody, maybe you, has just asked again to join a waitlist "
             "that you are on already. Nothing has changed, and you keep your "
             "turn.";
    case Kind::kWaitlistBooked:
      return "Somebody, maybe you, has just asked to join the waitlist of a "
             "session that you have places in already. Nothing has changed: "
             "you keep your booking, and you are not on the waitlist.";
    case Kind::kWaitlistRefusal:
      return RefusalOpening(organisation);
    case Kind::kOffer:
      return OfferOpening(details, organisation);
    case Kind::kOfferLapse:
      return LapseOpening(details, organisation);
    case Kind::kOfferWithdrawal:
      return absl::StrCat(
          "We are sorry: the session in which we kept places for you does not "
          "take place. ",
          Afterwards(details));
    case Kind::kWaitlistEnd:
      return "We are sorry: what you were on the waitlist for does not take "
             "place, so there is nothing left to wait for. Other dates may be "
             "on our website.";
    default:
      CWP_CHECK(false, "no other kind is about a waitlist entry");
  }
}

// The session only where there is one: who waits may wait for several.
Block FactsBlock(const Message& message, const MessageDetails& details,
                 const Organisation& organisation) {
  Block block;
  if (!details.workshop_title().empty()) {
    block.lines.push_back(details.workshop_title());
  }
  const bool of_offer = message.kind == Kind::kOffer ||
                        message.kind == Kind::kOfferLapse ||
                        message.kind == Kind::kOfferWithdrawal;
  if (of_offer || message.kind == Kind::kHeldInLine) {
    for (std::string& line : SessionLines(details, organisation.zone)) {
      block.lines.push_back(std::move(line));
    }
  }
  const int places = of_offer ? details.offer().places() : details.places();
  block.lines.push_back(absl::StrCat("Places: ", places));
  return block;
}

}  // namespace

std::vector<Block> WaitlistBlocks(const Message& message,
                                  const MessageDetails& details,
                                  const Organisation& organisation) {
  std::vector<Block> blocks = {
      {.lines = {Opening(message, details, organisation)}},
      FactsBlock(message, details, organisation)};
  const bool waits = details.waitlist_state() == WaitlistEntry::WAITING ||
                     details.waitlist_state() == WaitlistEntry::OFFERED;
  const std::string path =
      waits ? absl::StrCat("/w/", details.waitlist_token()) : "/";
  std::string words = "Our website:";
  if (message.kind == Kind::kOffer) {
    words =
        "Take the places, or say no, with this link. It is yours alone, "
        "please do not share it:";
  } else if (waits) {
    words = "See your turn, or leave the waitlist:";
  }
  blocks.push_back({.type = Block::Type::kLink,
                    .lines = {std::move(words)},
                    .url = absl::StrCat(organisation.public_url, path)});
  return blocks;
}

}  // namespace cwp::notifications
