#include "services/web/desk_undo.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/web/desk_edit.h"
#include "services/web/say.h"
#include "services/web/short_memory.h"

namespace cwp::web {
namespace {

std::string KeyOf(const DeskVisit& visit, absl::string_view path) {
  return absl::StrCat(visit.staff().id, " ", path);
}

void Remember(const Desk& desk, const std::string& key, std::string value) {
  desk.before->Take(key);
  desk.before->Put(key, std::move(value));
}

}  // namespace

void RememberBefore(const Desk& desk, const DeskVisit& visit,
                    absl::string_view path, absl::string_view etag,
                    const http::Parameters& before) {
  Remember(desk, KeyOf(visit, path),
           absl::StrCat(etag, "\n", SeenText(before)));
}

std::optional<http::Parameters> FormBefore(const Desk& desk,
                                           const DeskVisit& visit,
                                           absl::string_view path,
                                           absl::string_view etag) {
  const std::string key = KeyOf(visit, path);
  const std::optional<std::string> kept = desk.before->Take(key);
  if (!kept.has_value()) return std::nullopt;
  // For when the page is asked for once more.
  Remember(desk, key, *kept);
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(*kept, absl::MaxSplits('\n', 1));
  if (parts.first != etag) return std::nullopt;
  return ReadSeen(parts.second);
}

View FormBack(const Desk& desk, const DeskVisit& visit,
              absl::string_view action, const http::Parameters& before,
              const std::string& text) {
  View form = DeskForm(desk, visit, action);
  json::array& hidden = form["hidden"].as_array();
  for (const auto& [name, value] : before.entries()) {
    hidden.push_back(View{{"name", name}, {"value", value}});
  }
  form["act_button"] =
      View{{"text", text}, {"variant", "secondary"}, {"once", true}};
  return form;
}

std::string EditedPath(absl::string_view path) {
  return absl::StrCat(path, "?done=", kEditDone);
}

std::optional<View> EditDone(const Desk& desk, const DeskVisit& visit,
                             const http::Request& request,
                             absl::string_view path,
                             absl::Span<const absl::string_view> fields,
                             absl::string_view etag,
                             const http::Parameters& now) {
  if (request.query().Get("done") != kEditDone) return std::nullopt;
  const std::optional<http::Parameters> before =
      FormBefore(desk, visit, path, etag);
  if (!before.has_value()) return std::nullopt;
  View done = {{"done_text", Say("programme.edit.done")}};
  if (ChangedFields(fields, *before, now).empty()) return done;
  View form = FormBack(desk, visit, absl::StrCat(path, "/edit"), *before,
                       Say("programme.edit.undo"));
  AddVersion({.etag = std::string(etag), .seen = SeenText(now)}, form);
  done["undo_form"] = std::move(form);
  return done;
}

}  // namespace cwp::web
