#include "absl/strings/str_cat.h"
#include "services/notifications/text.h"

namespace cwp::notifications {

std::vector<Block> ErasureBlocks(const Organisation& organisation) {
  return {
      {.lines = {"You asked us to erase what we keep about you. We have done "
                 "so: your name, your contact details and everything else that "
                 "you told us about yourself are erased."}},
      {.lines = {"If you had places that were still to come, they are "
                 "cancelled, and you are not on a waitlist any more. The links "
                 "in earlier messages do not work now."}},
      {.lines = {"This is the last message about it. To send it, we keep your "
                 "e-mail address apart from everything else, for at most one "
                 "day."}},
      {.lines = {"If you did not ask for this, please tell us."}},
      {.type = Block::Type::kLink,
       .lines = {"You can book again at any time. Our website:"},
       .url = absl::StrCat(organisation.public_url, "/")}};
}

}  // namespace cwp::notifications
