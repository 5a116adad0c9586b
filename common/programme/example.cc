#include "common/programme/example.h"

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace cwp::programme {
namespace {

// Far enough to be to come when somebody has filled the table in.
constexpr int kDaysAhead = 56;

using Texts =
    std::initializer_list<std::pair<absl::string_view, absl::string_view>>;

FileNode MapOf(Texts texts) {
  FileNode node;
  for (const auto& [key, text] : texts) {
    node.Add(key, FileNode::Text(std::string(text)));
  }
  return node;
}

FileNode SessionOn(absl::CivilDay day, Texts texts) {
  FileNode node;
  node.Add("start",
           FileNode::Text(absl::StrCat(absl::FormatCivilTime(day), "T18:00")));
  FileNode more = MapOf(texts);
  for (FileNode::Entry& entry : more.entries) {
    node.Add(entry.key, std::move(entry.value));
  }
  return node;
}

}  // namespace

FileNode ExampleProgramme(absl::CivilDay today) {
  FileNode workshop =
      MapOf({{"slug", "example-sleeping-well"},
             {"title", "Sleeping well (an example)"},
             {"summary", "What keeps children awake, and what helps."},
             {"description", "Write here what families should know."},
             {"audience", "parents and carers"},
             {"ages", "5 to 11"},
             {"minutes", "90"},
             {"bring", "Paper and a pen"},
             {"capacity", "20"},
             {"state", "draft"}});
  workshop.Add("topics", FileNode::List({"sleep", "worry"}));
  const absl::CivilDay first =
      absl::NextWeekday(today + kDaysAhead, absl::Weekday::tuesday);
  FileNode sessions = FileNode::List({});
  sessions.items.push_back(SessionOn(first, {{"state", "draft"}}));
  sessions.items.push_back(
      SessionOn(first + 7, {{"minutes", "60"}, {"state", "draft"}}));
  FileNode in_person =
      SessionOn(first + 14, {{"capacity", "12"}, {"state", "draft"}});
  in_person.Add("venue", MapOf({{"name", "Example Hall"},
                                {"address", "1 Example Street, Anytown"},
                                {"postcode", "ZZ1 1ZZ"}}));
  sessions.items.push_back(std::move(in_person));
  workshop.Add("sessions", std::move(sessions));
  FileNode workshops = FileNode::List({});
  workshops.items.push_back(std::move(workshop));
  FileNode programme;
  programme.Add("workshops", std::move(workshops));
  return programme;
}

}  // namespace cwp::programme
