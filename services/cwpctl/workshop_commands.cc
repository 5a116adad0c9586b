#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/programme/words.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/meeting_options.h"
#include "services/cwpctl/scheduling_client.h"
#include "services/cwpctl/shell.h"
#include "services/cwpctl/words.h"
#include "services/cwpctl/workshop_table.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;

// Empties a field.
constexpr char kNone[] = "none";

// The fields of a workshop as the command line gives them.
struct Fields {
  std::string key;
  std::string slug;
  std::string title;
  std::string summary;
  std::string description;
  std::string audience;
  std::string ages;
  std::vector<std::string> topics;
  int64_t minutes = 0;
  std::string venue_name;
  std::string venue_address;
  std::string venue_postcode;
  std::string names_reason;
  std::string what_to_bring;
  std::string content_note;
  std::vector<std::string> languages;
  int32_t capacity = 0;
  std::string pair;
  std::string etag;
};

void AddFields(CLI::App& verb, Fields& fields, bool needed) {
  verb.add_option("--slug", fields.slug,
                  "Its name in addresses: lower-case letters, digits, hyphens")
      ->required(needed);
  verb.add_option("--title", fields.title, "At most 100 characters")
      ->required(needed);
  verb.add_option("--summary", fields.summary,
                  "One or two sentences, at most 140 characters")
      ->required(needed);
  verb.add_option("--description", fields.description,
                  "Markdown, without raw HTML and pictures");
  verb.add_option("--audience", fields.audience,
                  "'parents and carers', 'young people' or 'professionals'")
      ->required(needed);
  verb.add_option("--ages", fields.ages, "Such as '5 to 11'")->required(needed);
  verb.add_option("--topic", fields.topics, "May be given several times")
      ->allow_extra_args(false);
  verb.add_option("--minutes", fields.minutes, "How long a meeting usually is")
      ->check(CLI::Range(1, kMaxMinutes))
      ->required(needed);
  verb.add_option("--venue", fields.venue_name,
                  "Where it takes place; on Microsoft Teams without");
  verb.add_option("--venue-address", fields.venue_address,
                  "Lines separated by commas");
  verb.add_option("--venue-postcode", fields.venue_postcode);
  verb.add_option("--names-reason", fields.names_reason,
                  "Why it needs the names of those who take part, as families "
                  "are told; 'none' asks for no names, as is usual");
  verb.add_option("--bring", fields.what_to_bring,
                  "What people should have at hand; 'none' takes it away");
  verb.add_option("--content-note", fields.content_note,
                  "What in it may be hard to hear; 'none' takes it away");
  verb.add_option("--language", fields.languages,
                  "A language tag such as en, cy or bfi; English without. May "
                  "be given several times")
      ->allow_extra_args(false);
  verb.add_option("--capacity", fields.capacity,
                  "How many places its sessions have where they do not say")
      ->check(CLI::Range(1, kMaxCapacity));
  verb.add_option("--supervised-pair", fields.pair,
                  "'yes' where no trainee is to lead a session without a "
                  "practitioner or supervisor; 'no' otherwise")
      ->check(CLI::IsMember({"yes", "no"}));
}

absl::Status FillAudience(const Fields& fields, v1::Workshop& workshop) {
  if (!fields.audience.empty()) {
    ASSIGN_OR_RETURN(const int audience, NeedAudience(fields.audience));
    workshop.set_audience(static_cast<v1::Audience>(audience));
  }
  if (!fields.ages.empty()) {
    const std::optional<programme::Ages> ages =
        programme::ReadAges(fields.ages);
    if (!ages.has_value()) return UsageError("--ages must be like '5 to 11'");
    workshop.mutable_age_range()->set_min_years(ages->min);
    workshop.mutable_age_range()->set_max_years(ages->max);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Workshop> ToWorkshop(const Fields& fields) {
  v1::Workshop workshop;
  workshop.set_slug(fields.slug);
  workshop.set_title(fields.title);
  workshop.set_summary(fields.summary);
  workshop.set_description(fields.description);
  RETURN_IF_ERROR(FillAudience(fields, workshop));
  for (const std::string& topic : fields.topics) workshop.add_topics(topic);
  if (fields.minutes != 0) {
    workshop.mutable_meeting_duration()->set_seconds(fields.minutes * 60);
  }
  if (!fields.venue_name.empty()) {
    v1::Delivery& delivery = *workshop.mutable_delivery();
    delivery.set_mode(v1::Delivery::VENUE);
    delivery.mutable_venue()->set_name(fields.venue_name);
    delivery.mutable_venue()->set_address(fields.venue_address);
    delivery.mutable_venue()->set_postcode(fields.venue_postcode);
  }
  const auto text = [](const std::string& given) {
    return given == kNone ? std::string() : given;
  };
  workshop.set_attendee_names_reason(text(fields.names_reason));
  workshop.set_what_to_bring(text(fields.what_to_bring));
  workshop.set_content_note(text(fields.content_note));
  for (const std::string& tag : fields.languages) workshop.add_languages(tag);
  workshop.set_default_capacity(fields.capacity);
  workshop.set_supervised_pair(fields.pair == "yes");
  workshop.set_etag(fields.etag);
  return workshop;
}

absl::Status Show(Shell& shell, const absl::StatusOr<v1::Workshop>& workshop) {
  RETURN_IF_ERROR(workshop.status());
  ShowWorkshop(shell, *workshop);
  return absl::OkStatus();
}

absl::Status Create(Shell& shell, const Fields& fields) {
  v1::CreateWorkshopRequest request;
  ASSIGN_OR_RETURN(*request.mutable_workshop(), ToWorkshop(fields));
  if (!request.workshop().has_delivery()) {
    request.mutable_workshop()->mutable_delivery()->set_mode(
        v1::Delivery::TEAMS);
  }
  return Show(shell,
              SchedulingClient(shell.connections).CreateWorkshop(request));
}

// Names the fields that are given, so that one that is empty can be named too.
void AddMask(v1::UpdateWorkshopRequest& request) {
  std::vector<const google::protobuf::FieldDescriptor*> given;
  request.workshop().GetReflection()->ListFields(request.workshop(), &given);
  for (const google::protobuf::FieldDescriptor* field : given) {
    if (field->name() == "etag") continue;
    request.mutable_update_mask()->add_paths(field->name());
  }
}

absl::Status Update(Shell& shell, const Fields& fields) {
  SchedulingClient client(shell.connections);
  v1::UpdateWorkshopRequest request;
  ASSIGN_OR_RETURN(*request.mutable_workshop(), ToWorkshop(fields));
  AddMask(request);
  const std::pair<const std::string&, const char*> texts[] = {
      {fields.names_reason, "attendee_names_reason"},
      {fields.what_to_bring, "what_to_bring"},
      {fields.content_note, "content_note"}};
  for (const auto& [given, path] : texts) {
    if (given == kNone) request.mutable_update_mask()->add_paths(path);
  }
  if (fields.pair == "no") {
    request.mutable_update_mask()->add_paths("supervised_pair");
  }
  if (request.update_mask().paths().empty()) {
    return UsageError("there is nothing to change; see workshop update --help");
  }
  ASSIGN_OR_RETURN(const v1::Workshop now, client.GetWorkshop(fields.key));
  request.mutable_workshop()->set_id(now.id());
  return Show(shell, client.UpdateWorkshop(request));
}

absl::Status Archive(Shell& shell, const Fields& fields) {
  SchedulingClient client(shell.connections);
  ASSIGN_OR_RETURN(const v1::Workshop now, client.GetWorkshop(fields.key));
  return Show(shell, client.ArchiveWorkshop(now.id()));
}

absl::Status Clone(Shell& shell, const Fields& fields) {
  SchedulingClient client(shell.connections);
  ASSIGN_OR_RETURN(const v1::Workshop now, client.GetWorkshop(fields.key));
  return Show(shell, client.CloneWorkshop(now.id(), fields.slug));
}

absl::Status Publish(Shell& shell, const Fields& fields) {
  SchedulingClient client(shell.connections);
  ASSIGN_OR_RETURN(const v1::Workshop now, client.GetWorkshop(fields.key));
  return Show(shell, client.PublishWorkshop(now.id()));
}

}  // namespace

void AddWorkshopCommands(CLI::App& app, Shell& shell) {
  CLI::App& noun =
      *app.add_subcommand("workshop", "The topics that are on offer");
  noun.require_subcommand(1);
  const auto fields = std::make_shared<Fields>();

  CLI::App& create = *noun.add_subcommand("create", "Makes one, as a draft");
  AddFields(create, *fields, true);
  create.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Create(shell, *fields); };
  });

  CLI::App& update =
      *noun.add_subcommand("update", "Changes the fields that are given");
  update.add_option("workshop", fields->key, "Its id or slug")->required();
  update.add_option("--etag", fields->etag,
                    "Refuses when it has changed since this etag was shown");
  AddFields(update, *fields, false);
  update.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Update(shell, *fields); };
  });

  CLI::App& publish = *noun.add_subcommand("publish", "Shows it to families");
  publish.add_option("workshop", fields->key, "Its id or slug")->required();
  publish.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Publish(shell, *fields); };
  });

  CLI::App& archive = *noun.add_subcommand(
      "archive", "Takes it off the pages; publish brings it back");
  archive.add_option("workshop", fields->key, "Its id or slug")->required();
  archive.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Archive(shell, *fields); };
  });

  CLI::App& clone =
      *noun.add_subcommand("clone", "Makes a draft with the same content");
  clone.add_option("workshop", fields->key, "Its id or slug")->required();
  clone.add_option("--slug", fields->slug, "The copy's name in addresses")
      ->required();
  clone.callback([&shell, fields] {
    shell.action = [&shell, fields] { return Clone(shell, *fields); };
  });

  AddPictureCommands(noun, shell);
  AddWorkshopList(noun, shell);

  CLI::App& show = *noun.add_subcommand("show", "Shows one");
  show.add_option("workshop", fields->key, "Its id or slug")->required();
  show.callback([&shell, fields] {
    shell.action = [&shell, fields] {
      return Show(shell,
                  SchedulingClient(shell.connections).GetWorkshop(fields->key));
    };
  });
}

}  // namespace cwp::ctl
