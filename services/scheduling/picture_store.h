#ifndef CWP_SERVICES_SCHEDULING_PICTURE_STORE_H_
#define CWP_SERVICES_SCHEDULING_PICTURE_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/db/database.h"

namespace cwp::scheduling {

// Fetches and saves the bytes of pictures, by their hash; decides nothing. What
// else is known of one stands with its workshops. Errors are the database's.

// The statements that make its table, for the migrations.
std::vector<std::string> CreatePictureStatements();

// A picture as browsers take it.
struct PictureFiles {
  // A JPEG.
  std::string large;
  // A WebP, which is light; the other does where this is empty.
  std::string small;
};

// Writes a picture, unless it is there already.
absl::Status SavePicture(db::Transaction& tx, absl::string_view id,
                         const PictureFiles& files);

// Deletes a picture, unless a workshop has it.
absl::Status DropPicture(db::Transaction& tx, absl::string_view id);

// The file to send, or nothing when there is no such picture.
absl::StatusOr<std::optional<std::string>> FindPicture(db::Transaction& tx,
                                                       absl::string_view id,
                                                       bool small);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_PICTURE_STORE_H_
