#ifndef CWP_SERVICES_WEB_RENDER_H_
#define CWP_SERVICES_WEB_RENDER_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/latest.h"
#include "services/web/view.h"

namespace cwp::web {

// All pages, read once; what the organisation says of itself is put into them
// anew when that changes. Safe to use from several threads at once.
class Renderer {
 public:
  // Reads the folder that templates/README.md describes. `same` is what every
  // page gets: `site`, `urgent`, `assets`.
  //
  // Fails with FAILED_PRECONDITION `TEMPLATE_INVALID` and a sentence that names
  // the file: a partial that is missing or contains itself, mustache or JSON
  // that is not well formed.
  static absl::StatusOr<std::unique_ptr<Renderer>> Load(
      absl::string_view folder, const View& same);

  ~Renderer();

  // From now on every page gets this in place of what it got. Fails as Load
  // does; then pages stay as they are.
  absl::Status SetSame(const View& same);

  // Renders a page with `known` laid over what never changes. A page that is
  // not there is a mistake of the program and aborts.
  std::string Render(absl::string_view page, const View& known) const;

  // What a page says whoever asks, for code that builds on it.
  View Fixed(absl::string_view page) const;

 private:
  struct Page;
  struct Sources;
  using Pages = std::map<std::string, std::unique_ptr<Page>, std::less<>>;

  explicit Renderer(Sources sources);
  static absl::StatusOr<Pages> Parse(const Sources& sources, const View& same);

  // Of templates as they were at the start: those of a later version would not
  // fit this program.
  const std::unique_ptr<const Sources> sources_;
  Latest<Pages> pages_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_RENDER_H_
