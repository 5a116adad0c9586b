#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/notifications/text.h"

namespace cwp::notifications {
namespace {

using registration::v1::MessageDetails;

Block FactsBlock(const MessageDetails& details,
                 const Organisation& organisation) {
  Block block{.lines = {details.workshop_title()}};
  for (std::string& line : SessionLines(details, organisation.zone)) {
    block.lines.push_back(std::move(line));
  }
  if (!details.reference().empty()) {
    block.lines.push_back(
        absl::StrCat("Booking reference: ", details.reference()));
  }
  return block;
}

}  // namespace

std::vector<Block> NoticeBlocks(const Message& message,
                                const MessageDetails& details,
                                const Organisation& organisation) {
  std::vector<Block> blocks = TypedBlocks(details.notice_text());
  const bool booked = message.booking_id != 0;
  blocks.push_back({.lines = {booked ? "This is about your booking:"
                                     : "This is about your place on the "
                                       "waitlist for:"}});
  blocks.push_back(FactsBlock(details, organisation));
  blocks.push_back(
      {.type = Block::Type::kLink,
       .lines = {booked ? "See or cancel your booking:"
                        : "See your turn, or leave the waitlist:"},
       .url = booked ? absl::StrCat(organisation.public_url, "/manage/",
                                    details.manage_token())
                     : absl::StrCat(organisation.public_url, "/w/",
                                    details.waitlist_token())});
  return blocks;
}

}  // namespace cwp::notifications
