#include "services/web/desk_workshop_form.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/text.h"
#include "common/http/markdown.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_plan.h"
#include "services/web/say.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

// As scheduling's Workshop.
constexpr int kOldestChild = 25;
constexpr int kMostMinutes = 24 * 60;
constexpr int kMostPlaces = 10'000;
constexpr size_t kMostTopics = 10;
constexpr size_t kLongestTopic = 40;
constexpr size_t kLongestSlug = 63;

constexpr absl::string_view kFields[] = {
    "title",          "slug",         "summary",    "description",
    "audience",       "min_age",      "max_age",    "topics",
    "minutes",        "where",        "venue_name", "venue_address",
    "venue_postcode", "capacity",     "bring",      "content_note",
    "languages",      "names_reason", "pair"};

constexpr absl::string_view kPaths[] = {
    "title",          "slug",
    "summary",        "description",
    "audience",       "age_range",
    "topics",         "meeting_duration",
    "delivery",       "default_capacity",
    "what_to_bring",  "content_note",
    "languages",      "attendee_names_reason",
    "supervised_pair"};

constexpr FieldName kNames[] = {{"title", "title"},
                                {"slug", "slug"},
                                {"summary", "summary"},
                                {"description", "description"},
                                {"audience", "audience"},
                                {"age_range.max", "max_age"},
                                {"age_range", "min_age"},
                                {"topics", "topics"},
                                {"meeting_duration", "minutes"},
                                {"delivery.venue.name", "venue_name"},
                                {"delivery.venue.address", "venue_address"},
                                {"delivery.venue.postcode", "venue_postcode"},
                                {"delivery", "where"},
                                {"default_capacity", "capacity"},
                                {"what_to_bring", "bring"},
                                {"content_note", "content_note"},
                                {"languages", "languages"},
                                {"attendee_names_reason", "names_reason"}};

constexpr TextRule kTexts[] = {
    {.field = "title", .max = 100, .required = true},
    {.field = "summary", .max = 140, .required = true},
    {.field = "description", .max = 8'000, .lines = true},
    {.field = "bring", .max = 500, .lines = true},
    {.field = "content_note", .max = 500, .lines = true},
    {.field = "names_reason", .max = 200}};

constexpr absl::string_view kLanguages[] = {
    "en", "cy", "bfi", "ar", "bn", "fa", "fr", "gu", "lt",
    "pa", "pl", "pt",  "ro", "so", "tr", "uk", "ur", "zh"};

void AddText(http::Parameters& form, absl::string_view field,
             std::string value) {
  if (!value.empty()) form.Add(std::string(field), std::move(value));
}

void ReadSlug(const http::Parameters& form, TypedWorkshop& typed) {
  std::string slug = TypedText(form, "slug");
  if (slug.empty()) slug = SlugFor(typed.workshop.title());
  if (!IsSlug(slug) && !typed.workshop.title().empty()) {
    typed.errors.push_back({"slug", "invalid"});
  }
  typed.workshop.set_slug(slug);
}

void ReadDescription(const http::Parameters& form, TypedWorkshop& typed) {
  typed.workshop.set_description(TypedText(form, "description"));
  if (http::FindMarkdownProblem(typed.workshop.description()).has_value()) {
    typed.errors.push_back({"description", "markdown_unsafe"});
  }
}

// A number into `set`, or what is wrong with it.
template <class Set>
void ReadNumber(const http::Parameters& form, absl::string_view field, int min,
                int max, TypedWorkshop& typed, Set set) {
  const std::optional<int64_t> number = TypedNumber(form, field, min, max);
  if (number.has_value()) {
    set(static_cast<int32_t>(*number));
    return;
  }
  const bool none = TypedText(form, field).empty();
  typed.errors.push_back({std::string(field), none ? "required" : "invalid"});
}

void ReadAudienceAndAges(const http::Parameters& form, TypedWorkshop& typed) {
  const std::optional<int64_t> audience = TypedNumber(form, "audience", 1, 3);
  if (audience.has_value()) {
    typed.workshop.set_audience(static_cast<scheduling::Audience>(*audience));
  } else {
    typed.errors.push_back({"audience", "required"});
  }
  scheduling::AgeRange& ages = *typed.workshop.mutable_age_range();
  const size_t before = typed.errors.size();
  ReadNumber(form, "min_age", 0, kOldestChild, typed,
             [&](int32_t age) { ages.set_min_years(age); });
  ReadNumber(form, "max_age", 0, kOldestChild, typed,
             [&](int32_t age) { ages.set_max_years(age); });
  if (typed.errors.size() == before && ages.max_years() < ages.min_years()) {
    typed.errors.push_back({"max_age", "below_min"});
  }
}

// One to a line.
void ReadTopics(const http::Parameters& form, TypedWorkshop& typed) {
  size_t count = 0;
  bool too_long = false;
  for (absl::string_view topic :
       absl::StrSplit(TypedText(form, "topics"), '\n')) {
    topic = absl::StripAsciiWhitespace(topic);
    if (topic.empty()) continue;
    ++count;
    too_long = too_long || CountCharacters(topic) > kLongestTopic;
    typed.workshop.add_topics(std::string(topic));
  }
  if (count > kMostTopics) {
    typed.errors.push_back({"topics", "too_many"});
  } else if (too_long) {
    typed.errors.push_back({"topics", "too_long"});
  }
}

void ReadPlace(const http::Parameters& form, TypedWorkshop& typed) {
  const std::string where = TypedText(form, "where");
  scheduling::Delivery& delivery = *typed.workshop.mutable_delivery();
  if (where == "teams") {
    delivery.set_mode(scheduling::Delivery::TEAMS);
    return;
  }
  if (where != "venue") {
    typed.errors.push_back({"where", "required"});
    return;
  }
  delivery.set_mode(scheduling::Delivery::VENUE);
  *delivery.mutable_venue() = TypedVenue(form, typed.errors);
}

// In the order of the page.
void SortErrors(std::vector<FieldError>& errors) {
  const auto place = [](const FieldError& error) {
    return std::find(std::begin(kFields), std::end(kFields),
                     absl::string_view(error.field));
  };
  std::stable_sort(errors.begin(), errors.end(),
                   [&](const FieldError& a, const FieldError& b) {
                     return place(a) < place(b);
                   });
}

}  // namespace

absl::Span<const absl::string_view> WorkshopFormFields() { return kFields; }

absl::Span<const absl::string_view> WorkshopPaths() { return kPaths; }

http::Parameters WorkshopFormOf(const scheduling::Workshop& workshop) {
  http::Parameters form;
  AddText(form, "title", workshop.title());
  AddText(form, "slug", workshop.slug());
  AddText(form, "summary", workshop.summary());
  AddText(form, "description", workshop.description());
  form.Add("audience", absl::StrCat(static_cast<int>(workshop.audience())));
  form.Add("min_age", absl::StrCat(workshop.age_range().min_years()));
  form.Add("max_age", absl::StrCat(workshop.age_range().max_years()));
  AddText(form, "topics", absl::StrJoin(workshop.topics(), "\n"));
  form.Add("minutes", absl::StrCat(workshop.meeting_duration().seconds() / 60));
  const bool venue = workshop.delivery().mode() == scheduling::Delivery::VENUE;
  form.Add("where", venue ? "venue" : "teams");
  AddText(form, "venue_name", workshop.delivery().venue().name());
  AddText(form, "venue_address", workshop.delivery().venue().address());
  AddText(form, "venue_postcode", workshop.delivery().venue().postcode());
  if (workshop.default_capacity() > 0) {
    form.Add("capacity", absl::StrCat(workshop.default_capacity()));
  }
  AddText(form, "bring", workshop.what_to_bring());
  AddText(form, "content_note", workshop.content_note());
  for (const std::string& tag : workshop.languages()) {
    form.Add("languages", tag);
  }
  AddText(form, "names_reason", workshop.attendee_names_reason());
  if (workshop.supervised_pair()) form.Add("pair", "yes");
  return form;
}

TypedWorkshop ReadWorkshopForm(const http::Parameters& form) {
  TypedWorkshop typed;
  typed.errors = CheckTexts(form, kTexts);
  scheduling::Workshop& workshop = typed.workshop;
  workshop.set_title(TypedText(form, "title"));
  workshop.set_summary(TypedText(form, "summary"));
  workshop.set_what_to_bring(TypedText(form, "bring"));
  workshop.set_content_note(TypedText(form, "content_note"));
  workshop.set_attendee_names_reason(TypedText(form, "names_reason"));
  ReadSlug(form, typed);
  ReadDescription(form, typed);
  ReadAudienceAndAges(form, typed);
  ReadTopics(form, typed);
  ReadNumber(form, "minutes", 1, kMostMinutes, typed, [&](int32_t minutes) {
    workshop.mutable_meeting_duration()->set_seconds(60 * minutes);
  });
  ReadPlace(form, typed);
  if (!TypedText(form, "capacity").empty()) {
    ReadNumber(form, "capacity", 1, kMostPlaces, typed,
               [&](int32_t places) { workshop.set_default_capacity(places); });
  }
  for (const absl::string_view tag : form.All("languages")) {
    workshop.add_languages(std::string(tag));
  }
  workshop.set_supervised_pair(form.Get("pair") == "yes");
  SortErrors(typed.errors);
  return typed;
}

std::optional<FieldError> RefusedWorkshopField(const absl::Status& status) {
  return RefusedField(status, kNames);
}

void AddWorkshopChoices(const http::Parameters& form, View& fields) {
  std::vector<Choice> audiences;
  for (const Audience audience :
       {Audience::kParentsAndCarers, Audience::kYoungPeople,
        Audience::kProfessionals}) {
    audiences.push_back({.value = absl::StrCat(static_cast<int>(audience)),
                         .text = AudienceWords(audience)});
  }
  SetChoices(fields, "audience", audiences);
  std::vector<Choice> languages;
  for (const absl::string_view tag : kLanguages) {
    const std::string words = LanguageWords({std::string(tag)});
    languages.push_back({.value = std::string(tag),
                         .text = words.empty() ? Say("language.en") : words});
  }
  for (const absl::string_view tag : form.All("languages")) {
    const bool known = std::find(std::begin(kLanguages), std::end(kLanguages),
                                 tag) != std::end(kLanguages);
    if (known || tag.empty()) continue;
    languages.push_back({.value = std::string(tag), .text = std::string(tag)});
  }
  SetChoices(fields, "languages", languages);
}

std::string SlugFor(absl::string_view title, absl::string_view before_digit) {
  std::string slug;
  for (const char c : title) {
    if (absl::ascii_isalnum(c)) {
      slug.push_back(absl::ascii_tolower(c));
    } else if (c != '\'' && !slug.empty() && slug.back() != '-') {
      slug.push_back('-');
    }
  }
  if (!slug.empty() && absl::ascii_isdigit(slug.front())) {
    slug = absl::StrCat(before_digit, slug);
  }
  slug = slug.substr(0, kLongestSlug);
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

}  // namespace cwp::web
