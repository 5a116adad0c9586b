#ifndef CWP_SERVICES_WEB_RENDER_H_
#define CWP_SERVICES_WEB_RENDER_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/web/view.h"

namespace cwp::web {

// All pages, read and parsed once. Safe to use from several threads at once.
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

  // Renders a page with `known` laid over what never changes. A page that is
  // not there is a mistake of the program and aborts.
  std::string Render(absl::string_view page, const View& known) const;

  // What never changes of a page, for code that builds on it.
  const View& Fixed(absl::string_view page) const;

 private:
  struct Page;

  Renderer();
  const Page& Find(absl::string_view page) const;
  absl::Status LoadPages(absl::string_view folder, const View& same);

  std::map<std::string, std::unique_ptr<Page>, std::less<>> pages_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_RENDER_H_
