#ifndef CWP_SERVICES_WEB_ASSET_NAMES_H_
#define CWP_SERVICES_WEB_ASSET_NAMES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/http/static_files.h"
#include "services/web/view.h"

namespace cwp::web {

// Where each asset of the build is found, by its logical name, as assets.json
// in `folder` lists them. Fails with FAILED_PRECONDITION `ASSETS_INVALID` when
// there is no such list, or a file that it names is missing.
absl::StatusOr<View> AssetPaths(absl::string_view folder,
                                const http::StaticFiles& files);

// The content of an asset, by its logical name. Fails alike.
absl::StatusOr<std::string> ReadAsset(absl::string_view folder,
                                      const std::string& name);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_ASSET_NAMES_H_
