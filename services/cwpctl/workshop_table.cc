#include "services/cwpctl/workshop_table.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cwpctl/output.h"
#include "services/cwpctl/words.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;

std::string PictureWords(const v1::Workshop& workshop) {
  if (!workshop.has_picture()) return "none";
  const v1::Picture& picture = workshop.picture();
  return absl::StrCat(picture.width(), " x ", picture.height(), ", ",
                      picture.alternative_text());
}

}  // namespace

void ShowWorkshop(Shell& shell, const v1::Workshop& workshop) {
  Table table({});
  table.AddRow({"id", absl::StrCat(workshop.id())});
  table.AddRow({"slug", workshop.slug()});
  table.AddRow({"title", workshop.title()});
  table.AddRow({"state", ShowName(v1::Workshop::State_Name(workshop.state()))});
  table.AddRow({"audience", AudienceWords(workshop.audience())});
  table.AddRow({"ages", absl::StrCat(workshop.age_range().min_years(), " to ",
                                     workshop.age_range().max_years())});
  table.AddRow(
      {"minutes", absl::StrCat(workshop.meeting_duration().seconds() / 60)});
  table.AddRow({"place", workshop.delivery().mode() == v1::Delivery::VENUE
                             ? workshop.delivery().venue().name()
                             : "Microsoft Teams"});
  table.AddRow({"names", workshop.attendee_names_reason().empty()
                             ? "not asked"
                             : workshop.attendee_names_reason()});
  table.AddRow({"bring", workshop.what_to_bring()});
  table.AddRow({"content note", workshop.content_note()});
  table.AddRow({"languages", workshop.languages().empty()
                                 ? "en"
                                 : absl::StrJoin(workshop.languages(), ", ")});
  table.AddRow({"capacity", workshop.default_capacity() == 0
                                ? "each session's"
                                : absl::StrCat(workshop.default_capacity())});
  table.AddRow(
      {"supervised pair", workshop.supervised_pair() ? "wanted" : "no"});
  table.AddRow({"picture", PictureWords(workshop)});
  table.AddRow({"topics", absl::StrJoin(workshop.topics(), ", ")});
  table.AddRow({"summary", workshop.summary()});
  table.AddRow({"etag", workshop.etag()});
  shell.Show(workshop, table);
}

}  // namespace cwp::ctl
