#include "services/web/render.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "absl/base/call_once.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "kainjow/mustache.hpp"

namespace cwp::web {
namespace {

namespace fs = std::filesystem;
namespace mustache = kainjow::mustache;

using Texts = std::map<std::string, std::string, std::less<>>;

constexpr absl::string_view kTemplate = ".mustache";
constexpr absl::string_view kJson = ".json";
constexpr size_t kDeepest = 20;

absl::Status Invalid(absl::string_view file, absl::string_view problem) {
  return FailedPrecondition("TEMPLATE_INVALID",
                            absl::StrCat("the template ", file, " ", problem),
                            {{"file", std::string(file)}});
}

absl::StatusOr<std::string> ReadText(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return Invalid(path.string(), "cannot be read");
  return text.str();
}

// The files of a folder with an ending, by name without it.
absl::StatusOr<Texts> ReadFolder(const fs::path& folder,
                                 absl::string_view ending) {
  Texts texts;
  std::error_code error;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(folder, error)) {
    if (entry.path().extension().string() != std::string(ending)) continue;
    ASSIGN_OR_RETURN(texts[entry.path().stem().string()],
                     ReadText(entry.path()));
  }
  if (error) return Invalid(folder.string(), "is no folder that can be read");
  return texts;
}

absl::StatusOr<View> ParseJson(absl::string_view name,
                               const std::string& text) {
  json::error_code error;
  json::value value = json::parse(text, error);
  if (error || !value.is_object()) {
    return Invalid(absl::StrCat(name, kJson), "holds no JSON object");
  }
  return std::move(value.get_object());
}

// Pastes partials in the place of the tags that name them, so that they are
// parsed once and not with every page that is sent.
absl::StatusOr<std::string> Paste(absl::string_view name,
                                  absl::string_view text, const Texts& partials,
                                  size_t depth) {
  if (depth > kDeepest) return Invalid(name, "contains itself");
  std::string pasted;
  while (true) {
    const size_t begin = text.find("{{>");
    if (begin == absl::string_view::npos) break;
    const size_t end = text.find("}}", begin);
    if (end == absl::string_view::npos) return Invalid(name, "has no }}");
    const std::string partial(
        absl::StripAsciiWhitespace(text.substr(begin + 3, end - begin - 3)));
    const auto found = partials.find(partial);
    if (found == partials.end()) {
      return Invalid(name, absl::StrCat("names a partial ", partial,
                                        " that is not there"));
    }
    ASSIGN_OR_RETURN(const std::string inner,
                     Paste(partial, found->second, partials, depth + 1));
    absl::StrAppend(&pasted, text.substr(0, begin), inner);
    text.remove_prefix(end + 2);
  }
  absl::StrAppend(&pasted, text);
  return pasted;
}

mustache::data ToData(const json::value& value);

// What a view says goes before what is there, object by object.
void LayOver(mustache::data& below, const View& above) {
  for (const auto& [key, value] : above) {
    const std::string name(key.data(), key.size());
    const mustache::data* const place = below.get(name);
    const bool both =
        value.is_object() && place != nullptr && place->is_object();
    if (both) {
      LayOver(below[name], value.get_object());
    } else {
      below[name] = ToData(value);
    }
  }
}

mustache::data ToData(const View& view) {
  mustache::data data(mustache::data::type::object);
  LayOver(data, view);
  return data;
}

// The library takes copies of what it is given, with all that is in it: for a
// long table that takes longer than anything else. So each thing is made where
// it stays.
mustache::data ToData(const json::value& value) {
  if (value.is_object()) return ToData(value.get_object());
  if (value.is_array()) {
    mustache::data data(mustache::data::type::list);
    // There is no other way to put something into a list but a copy.
    auto& items = const_cast<mustache::list&>(data.list_value());
    items.reserve(value.get_array().size());
    for (const json::value& item : value.get_array()) {
      items.push_back(ToData(item));
    }
    return data;
  }
  if (value.is_string()) {
    return mustache::data(std::string(value.get_string().c_str()));
  }
  CWP_CHECK(value.is_bool(), "views hold strings, bools, lists and objects");
  return mustache::data(value.get_bool() ? mustache::data::type::bool_true
                                         : mustache::data::type::bool_false);
}

// Renders the strings that are templates over `site`, as plain text.
absl::Status Settle(absl::string_view page, const mustache::data& site,
                    json::value& value) {
  if (value.is_object()) {
    for (auto& entry : value.get_object()) {
      RETURN_IF_ERROR(Settle(page, site, entry.value()));
    }
  } else if (value.is_array()) {
    for (json::value& item : value.get_array()) {
      RETURN_IF_ERROR(Settle(page, site, item));
    }
  } else if (value.is_string()) {
    const std::string text = value.get_string().c_str();
    const bool over_site = absl::StrContains(text, "{{site.") ||
                           absl::StrContains(text, "{{#site.");
    if (!over_site) return absl::OkStatus();
    mustache::mustache parsed(text);
    if (!parsed.is_valid()) return Invalid(page, parsed.error_message());
    parsed.set_custom_escape([](const std::string& plain) { return plain; });
    value = parsed.render(site);
  }
  return absl::OkStatus();
}

// A page with its partials in it. It is parsed for good when it is first shown:
// all pages parsed take more memory than the rest of the service, and most of
// the desk are seen seldom. Safe to use from several threads at once.
class Template {
 public:
  explicit Template(std::string text) : text_(std::move(text)) {}

  // Why it cannot be parsed; empty when it can.
  std::string Mistake() const {
    const mustache::mustache parsed(text_);
    return parsed.is_valid() ? "" : parsed.error_message();
  }

  std::string Render(const mustache::data& data) const {
    absl::call_once(once_, [this] { parsed_.emplace(text_); });
    return parsed_->render(data);
  }

 private:
  const std::string text_;
  mutable absl::once_flag once_;
  // Rendering does not change it, though the library does not say so.
  mutable std::optional<mustache::mustache> parsed_;
};

using Templates = std::map<std::string, std::unique_ptr<const Template>>;

absl::StatusOr<Templates> ReadTemplates(const fs::path& root) {
  ASSIGN_OR_RETURN(const Texts partials,
                   ReadFolder(root / "partials", kTemplate));
  ASSIGN_OR_RETURN(const Texts pages, ReadFolder(root / "pages", kTemplate));
  Templates templates;
  for (const auto& [name, text] : pages) {
    ASSIGN_OR_RETURN(std::string whole, Paste(name, text, partials, 0));
    auto page = std::make_unique<const Template>(std::move(whole));
    const std::string mistake = page->Mistake();
    if (!mistake.empty()) return Invalid(name, mistake);
    templates.emplace(name, std::move(page));
  }
  return templates;
}

}  // namespace

struct Renderer::Page {
  View fixed;
  // Of the sources.
  const Template* whole = nullptr;
};

// The files of the folder, by name without ending.
struct Renderer::Sources {
  Templates templates;
  std::map<std::string, View, std::less<>> fixed;
  View shared;
};

Renderer::Renderer(Sources sources)
    : sources_(std::make_unique<const Sources>(std::move(sources))),
      pages_(Pages()) {}

Renderer::~Renderer() = default;

absl::StatusOr<std::unique_ptr<Renderer>> Renderer::Load(
    absl::string_view folder, const View& same) {
  const fs::path root{std::string(folder)};
  Sources sources;
  ASSIGN_OR_RETURN(sources.templates, ReadTemplates(root));
  ASSIGN_OR_RETURN(const Texts fixed, ReadFolder(root / "pages", kJson));
  for (const auto& [name, text] : fixed) {
    ASSIGN_OR_RETURN(sources.fixed[name], ParseJson(name, text));
  }
  ASSIGN_OR_RETURN(const std::string shared, ReadText(root / "shared.json"));
  ASSIGN_OR_RETURN(sources.shared, ParseJson("shared", shared));
  std::unique_ptr<Renderer> renderer(new Renderer(std::move(sources)));
  RETURN_IF_ERROR(renderer->SetSame(same));
  return renderer;
}

absl::Status Renderer::SetSame(const View& same) {
  ASSIGN_OR_RETURN(Pages pages, Parse(*sources_, same));
  pages_.Set(std::move(pages));
  return absl::OkStatus();
}

absl::StatusOr<Renderer::Pages> Renderer::Parse(const Sources& sources,
                                                const View& same) {
  const mustache::data site = ToData(same);
  Pages pages;
  for (const auto& [name, whole] : sources.templates) {
    auto page = std::make_unique<Page>();
    page->whole = whole.get();
    page->fixed = sources.shared;
    if (const auto found = sources.fixed.find(name);
        found != sources.fixed.end()) {
      Overlay(page->fixed, found->second);
    }
    json::value settled = std::move(page->fixed);
    RETURN_IF_ERROR(Settle(name, site, settled));
    page->fixed = std::move(settled.get_object());
    Overlay(page->fixed, same);
    pages.emplace(name, std::move(page));
  }
  return pages;
}

std::string Renderer::Render(absl::string_view name, const View& known) const {
  const std::shared_ptr<const Pages> pages = pages_.Get();
  const auto found = pages->find(name);
  CWP_CHECK(found != pages->end(), "there is no such page");
  const Page& page = *found->second;
  mustache::data data = ToData(page.fixed);
  LayOver(data, known);
  return page.whole->Render(data);
}

View Renderer::Fixed(absl::string_view name) const {
  const std::shared_ptr<const Pages> pages = pages_.Get();
  const auto found = pages->find(name);
  CWP_CHECK(found != pages->end(), "there is no such page");
  return found->second->fixed;
}

}  // namespace cwp::web
