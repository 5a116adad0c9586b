#ifndef CWP_SERVICES_CWPCTL_WEBINAR_IMPORTER_H_
#define CWP_SERVICES_CWPCTL_WEBINAR_IMPORTER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/programme/programme.h"
#include "services/cwpctl/connections.h"
#include "services/cwpctl/imported_item.h"
#include "services/cwpctl/webinars_client.h"

namespace cwp::ctl {

// Told of files on their way; may be empty.
using FileProgress =
    std::function<void(absl::string_view path, int64_t sent, int64_t size)>;

// Makes the webinars of a programme that are not there yet; they are known by
// their slug. Errors are those of webinars.
class WebinarImporter {
 public:
  // `connections` outlives the importer.
  WebinarImporter(Connections& connections, FileProgress progress)
      : webinars_(connections), progress_(std::move(progress)) {}

  // Makes one, uploading its files before.
  absl::StatusOr<webinars::v1::Webinar> Create(
      const programme::WebinarEntry& entry);

  // Makes and publishes it unless that is done already; a dry run only looks.
  absl::StatusOr<ImportedItem> Import(const programme::WebinarEntry& entry,
                                      bool dry_run);

 private:
  absl::StatusOr<std::string> Upload(const std::string& path,
                                     absl::string_view content_type);

  WebinarsClient webinars_;
  const FileProgress progress_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_WEBINAR_IMPORTER_H_
