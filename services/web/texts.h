#ifndef CWP_SERVICES_WEB_TEXTS_H_
#define CWP_SERVICES_WEB_TEXTS_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/web/view.h"

namespace cwp::web {

// What the organisation has to say, in Markdown, one file for each page. The
// rules for its writers are in templates/README.md.

// A page of text, ready to be shown below its heading.
struct PageText {
  std::string title;
  std::string html;
};

// By the file's name without its ending.
using PageTexts = std::map<std::string, PageText, std::less<>>;

// Reads `texts/*.md` of the templates. Files in `own_folder` take the place of
// those of the same name; empty for none. `site` is what {{site.NAME}} stands
// for.
//
// Fails with FAILED_PRECONDITION `TEXT_INVALID` and a sentence that names the
// file, and mostly the line: a file that cannot be read, is too large, has the
// name of no page, or is not written by the rules.
absl::StatusOr<PageTexts> LoadTexts(absl::string_view templates,
                                    absl::string_view own_folder,
                                    const View& site);

// The same for one text; `file` is what errors call it.
absl::StatusOr<PageText> ReadPageText(absl::string_view file,
                                      absl::string_view markdown,
                                      const View& site);

// Marks links that lead to another site, for eyes and ears.
std::string MarkOutsideLinks(absl::string_view html);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_TEXTS_H_
