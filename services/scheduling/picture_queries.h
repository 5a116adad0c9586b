#ifndef CWP_SERVICES_SCHEDULING_PICTURE_QUERIES_H_
#define CWP_SERVICES_SCHEDULING_PICTURE_QUERIES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/db/database.h"
#include "cwp/scheduling/v1/picture_service.pb.h"
#include "services/scheduling/domain.h"

namespace cwp::scheduling {

// Reads a picture of a workshop that `viewer` sees. Fails with NOT_FOUND
// `PICTURE_NOT_FOUND`, and as the database does.
absl::Status ReadPicture(db::Transaction& tx, absl::string_view id, bool small,
                         Viewer viewer, v1::PictureFile& response);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_PICTURE_QUERIES_H_
