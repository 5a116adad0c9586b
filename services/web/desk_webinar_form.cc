#include "services/web/desk_webinar_form.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/text.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_workshop_form.h"
#include "services/web/say.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace webinars = ::cwp::webinars::v1;

// As webinars takes them.
constexpr int64_t kMostMinutes = 24 * 60;
constexpr size_t kLongestAddress = 2'000;
constexpr size_t kLongestFileName = 100;

constexpr absl::string_view kFields[] = {"title", "slug", "summary",
                                         "description", "audience"};
constexpr FieldName kNames[] = {{"webinar.title", "title"},
                                {"webinar.slug", "slug"},
                                {"webinar.summary", "summary"},
                                {"webinar.description", "description"},
                                {"webinar.audience", "audience"}};
constexpr TextRule kTexts[] = {
    {.field = "title", .max = 100, .required = true},
    {.field = "summary", .max = 140, .required = true},
    {.field = "description", .max = 8'000, .lines = true}};

constexpr absl::string_view kPartFields[] = {"title", "description", "minutes",
                                             "address"};
constexpr TextRule kPartTexts[] = {
    {.field = "title", .max = 100, .required = true},
    {.field = "description", .max = 1'000, .lines = true},
    {.field = "address", .max = kLongestAddress}};

constexpr absl::string_view kHandoutFields[] = {"title", "part"};
constexpr TextRule kHandoutTexts[] = {
    {.field = "title", .max = 100, .required = true}};

void AddText(http::Parameters& form, absl::string_view field,
             std::string value) {
  if (!value.empty()) form.Add(std::string(field), std::move(value));
}

std::string MinutesOf(const webinars::Part& part) {
  if (!part.has_duration()) return "";
  return absl::StrCat((part.duration().seconds() + 59) / 60);
}

void ReadMinutes(const http::Parameters& form, const webinars::Part& before,
                 TypedPart& typed) {
  const std::string text = TypedText(form, "minutes");
  if (text.empty()) return;
  if (text == MinutesOf(before)) {
    *typed.part.mutable_duration() = before.duration();
    return;
  }
  const auto minutes = TypedNumber(form, "minutes", 1, kMostMinutes);
  if (minutes.has_value()) {
    typed.part.mutable_duration()->set_seconds(60 * *minutes);
  } else {
    typed.errors.push_back({"minutes", "invalid"});
  }
}

bool IsOfFileName(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == ' ' ||
         c == '.' || c == '-' || c == '_';
}

}  // namespace

absl::Span<const absl::string_view> WebinarFormFields() { return kFields; }

http::Parameters WebinarFormOf(const webinars::Webinar& webinar) {
  http::Parameters form;
  AddText(form, "title", webinar.title());
  AddText(form, "slug", webinar.slug());
  AddText(form, "summary", webinar.summary());
  AddText(form, "description", webinar.description());
  form.Add("audience", absl::StrCat(static_cast<int>(webinar.audience())));
  return form;
}

TypedWebinar ReadWebinarForm(const http::Parameters& form) {
  TypedWebinar typed;
  typed.errors = CheckTexts(form, kTexts);
  webinars::Webinar& webinar = typed.webinar;
  webinar.set_title(TypedText(form, "title"));
  webinar.set_summary(TypedText(form, "summary"));
  webinar.set_description(TypedText(form, "description"));
  std::string slug = TypedText(form, "slug");
  if (slug.empty()) slug = SlugFor(webinar.title(), "webinar-");
  if (!IsSlug(slug) && !webinar.title().empty()) {
    typed.errors.push_back({"slug", "invalid"});
  }
  webinar.set_slug(std::move(slug));
  const auto audience = TypedNumber(form, "audience", 1, 3);
  if (audience.has_value()) {
    webinar.set_audience(static_cast<webinars::Audience>(*audience));
  } else {
    typed.errors.push_back({"audience", "required"});
  }
  return typed;
}

std::optional<FieldError> RefusedWebinarField(const absl::Status& status) {
  return RefusedField(status, kNames);
}

void AddAudiences(View& fields) {
  std::vector<Choice> audiences;
  for (const Audience audience :
       {Audience::kParentsAndCarers, Audience::kYoungPeople,
        Audience::kProfessionals}) {
    audiences.push_back({.value = absl::StrCat(static_cast<int>(audience)),
                         .text = AudienceWords(audience)});
  }
  SetChoices(fields, "audience", audiences);
}

absl::Span<const absl::string_view> PartFormFields() { return kPartFields; }

http::Parameters PartFormOf(const webinars::Part& part) {
  http::Parameters form;
  AddText(form, "title", part.title());
  AddText(form, "description", part.description());
  AddText(form, "minutes", MinutesOf(part));
  AddText(form, "address", part.video_uri());
  return form;
}

TypedPart ReadPartForm(const http::Parameters& form,
                       const webinars::Part& before) {
  TypedPart typed = {.part = before};
  typed.errors = CheckTexts(form, kPartTexts);
  typed.part.set_title(TypedText(form, "title"));
  typed.part.set_description(TypedText(form, "description"));
  typed.part.clear_duration();
  ReadMinutes(form, before, typed);
  const std::string address = TypedText(form, "address");
  if (!address.empty()) {
    typed.part.set_video_uri(address);
    if (!absl::StartsWith(address, "https://")) {
      typed.errors.push_back({"address", "invalid"});
    }
  } else if (typed.part.has_video_uri()) {
    typed.part.clear_video_uri();
  }
  return typed;
}

std::optional<FieldError> RefusedPartField(const absl::Status& status) {
  constexpr FieldName kPartNames[] = {{"title", "title"},
                                      {"description", "description"},
                                      {"duration", "minutes"},
                                      {"video", "address"}};
  return RefusedFieldOfOne(status, kPartNames);
}

absl::Span<const absl::string_view> HandoutFormFields() {
  return kHandoutFields;
}

// A part is chosen by its id, which stays when parts change places.
http::Parameters HandoutFormOf(const webinars::Webinar& webinar,
                               const webinars::Handout& handout) {
  http::Parameters form;
  AddText(form, "title", handout.title());
  const bool of_part =
      handout.part() > 0 && handout.part() <= webinar.parts_size();
  form.Add("part", of_part
                       ? absl::StrCat(webinar.parts(handout.part() - 1).id())
                       : "0");
  return form;
}

TypedHandout ReadHandoutForm(const http::Parameters& form,
                             const webinars::Webinar& webinar) {
  TypedHandout typed;
  typed.errors = CheckTexts(form, kHandoutTexts);
  typed.handout.set_title(TypedText(form, "title"));
  const std::string part = TypedText(form, "part");
  bool found = part.empty() || part == "0";
  for (int i = 0; i < webinar.parts_size(); ++i) {
    if (part != absl::StrCat(webinar.parts(i).id())) continue;
    typed.handout.set_part(i + 1);
    found = true;
  }
  if (!found) typed.errors.push_back({"part", "invalid"});
  return typed;
}

void AddParts(const webinars::Webinar& webinar, View& fields) {
  std::vector<Choice> parts = {
      {.value = "0", .text = Say("webinar.the_whole")}};
  for (int i = 0; i < webinar.parts_size(); ++i) {
    parts.push_back({.value = absl::StrCat(webinar.parts(i).id()),
                     .text = Say("webinar.part_titled",
                                 {{"number", absl::StrCat(i + 1)},
                                  {"title", webinar.parts(i).title()}})});
  }
  SetChoices(fields, "part", parts);
}

std::string HandoutFileName(absl::string_view uploaded,
                            absl::string_view title) {
  constexpr absl::string_view kEnding = ".pdf";
  const std::string lower = absl::AsciiStrToLower(uploaded);
  if (absl::EndsWith(lower, kEnding)) {
    uploaded.remove_suffix(kEnding.size());
  }
  std::string name;
  for (const absl::string_view source : {uploaded, title}) {
    for (const char c : source) {
      if (IsOfFileName(c)) name.push_back(c);
    }
    name = std::string(absl::StripAsciiWhitespace(name));
    while (!name.empty() && (name.front() == '.' || name.front() == ' ')) {
      name.erase(name.begin());
    }
    if (!name.empty()) break;
  }
  if (name.empty()) name = "handout";
  return absl::StrCat(name.substr(0, kLongestFileName - kEnding.size()),
                      kEnding);
}

}  // namespace cwp::web
