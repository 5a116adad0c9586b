#include "services/web/attendance_proposal.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/crypto/seal.h"
#include "services/web/say.h"
#include "services/web/view.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

constexpr char kPurpose[] = "attendance proposal";
// As long as somebody stays signed in.
constexpr absl::Duration kProposalLifetime = absl::Hours(12);

const std::string& ByWords(MatchedBy by) {
  if (by == MatchedBy::kEmail) return Say("people.report.by_email");
  if (by == MatchedBy::kName) return Say("people.report.by_name");
  return Say("people.report.by_first_name");
}

std::string ParticipantWords(const Participant& one, MatchedBy by) {
  const std::string& who = one.name.empty() ? one.email : one.name;
  const std::string& how = ByWords(by);
  if (one.stayed.empty()) {
    return Say("people.report.matched", {{"who", who}, {"how", how}});
  }
  return Say("people.report.matched_stayed",
             {{"who", who}, {"how", how}, {"stayed", one.stayed}});
}

}  // namespace

const Found* Proposal::Find(int64_t booking_id) const {
  const auto one = found.find(booking_id);
  return one == found.end() ? nullptr : &one->second;
}

Proposal Propose(const std::vector<Participant>& people,
                 const std::vector<v1::Booking>& bookings) {
  std::vector<Party> parties;
  for (const v1::Booking& booking : bookings) {
    Party party = {.booking_id = booking.id(),
                   .contact_name = booking.contact().name(),
                   .contact_email = booking.contact().email()};
    for (const v1::Attendee& attendee : booking.attendees()) {
      if (!attendee.name().empty()) party.names.push_back(attendee.name());
    }
    parties.push_back(std::move(party));
  }
  Proposal proposal;
  std::vector<bool> matched(people.size(), false);
  for (const Match& match : MatchParticipants(people, parties)) {
    matched[match.participant] = true;
    Found& found = proposal.found[parties[match.party].booking_id];
    const std::string words =
        ParticipantWords(people[match.participant], match.by);
    absl::StrAppend(&found.words, found.words.empty() ? "" : "; ", words);
    found.sure = found.sure || match.sure;
  }
  for (size_t i = 0; i < people.size(); ++i) {
    if (matched[i]) continue;
    proposal.others.push_back(people[i].name.empty() ? people[i].email
                                                     : people[i].name);
  }
  return proposal;
}

std::string SealProposal(const Site& site, int64_t session_id,
                         const Proposal& proposal) {
  View found;
  for (const auto& [id, one] : proposal.found) {
    found[absl::StrCat(id)] = View{{"words", one.words}, {"sure", one.sure}};
  }
  json::array others;
  for (const std::string& name : proposal.others) others.emplace_back(name);
  return crypto::SealToken(site.form_key,
                           absl::StrCat(kPurpose, " ", session_id),
                           json::serialize(View{{"found", std::move(found)},
                                                {"others", std::move(others)},
                                                {"by_hand", proposal.by_hand}}),
                           site.clock->Now() + kProposalLifetime);
}

absl::StatusOr<Proposal> OpenProposal(const Site& site, int64_t session_id,
                                      absl::string_view sealed) {
  const absl::StatusOr<std::string> text =
      crypto::OpenToken(site.form_key, absl::StrCat(kPurpose, " ", session_id),
                        sealed, site.clock->Now());
  if (!text.ok()) return text.status();
  const json::value value = json::parse(*text);
  Proposal proposal;
  for (const auto& [key, one] : value.at("found").as_object()) {
    int64_t id = 0;
    if (!absl::SimpleAtoi(absl::string_view(key.data(), key.size()), &id)) {
      continue;
    }
    proposal.found[id] = {.words = one.at("words").as_string().c_str(),
                          .sure = one.at("sure").as_bool()};
  }
  for (const json::value& name : value.at("others").as_array()) {
    proposal.others.emplace_back(name.as_string().c_str());
  }
  proposal.by_hand = value.at("by_hand").as_bool();
  return proposal;
}

}  // namespace cwp::web
