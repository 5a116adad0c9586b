#ifndef CWP_SERVICES_REGISTRATION_BLOCK_STORE_H_
#define CWP_SERVICES_REGISTRATION_BLOCK_STORE_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/db/database.h"

namespace cwp::registration {

// Whom staff block. A contact stays blocked after its reason is erased: what
// stands for it is a keyed hash.

// Why staff block a contact, sealed, empty once that was erased; nothing when
// they do not.
absl::StatusOr<std::optional<std::string>> FindBlock(
    db::Transaction& tx, absl::string_view contact_key);

// Whether staff block contacts; one answer for each, in order.
absl::StatusOr<std::vector<bool>> AreBlocked(
    db::Transaction& tx, absl::Span<const absl::string_view> contact_keys);

// Saves that staff block a contact, or that they do not any more.
absl::Status SaveBlock(db::Transaction& tx, absl::string_view contact_key,
                       absl::string_view sealed_reason, absl::Time now);
absl::Status DeleteBlock(db::Transaction& tx, absl::string_view contact_key);

// Whether staff block anybody at all.
absl::StatusOr<bool> AnyBlocks(db::Transaction& tx);

// Erases why a contact is blocked.
absl::Status EraseBlockReason(db::Transaction& tx,
                              absl::string_view contact_key);

// The same for all who were blocked before `before` and of whom nothing else is
// kept.
absl::Status PurgeBlockReasons(db::Transaction& tx, absl::Time before);

// Seals the reasons that a release before this one kept as they were.
absl::Status SealPlainReasons(
    db::Transaction& tx,
    const std::function<std::string(absl::string_view contact_key,
                                    absl::string_view reason)>& seal);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_BLOCK_STORE_H_
