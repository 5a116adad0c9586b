#include "services/scheduling/meeting_options.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr Audience kParents = Audience::kParentsAndCarers;
constexpr Audience kYoung = Audience::kYoungPeople;
constexpr Audience kProfessionals = Audience::kProfessionals;

MeetingOptions With(MeetingOptions options, bool MeetingOptions::*option,
                    bool value) {
  options.*option = value;
  return options;
}

OptionsChange Decided(Audience audience, const MeetingOptions& after,
                      std::string reason = "") {
  return {.session_id = 8,
          .number = 1,
          .time = At(9),
          .audience = audience,
          .after = after,
          .reason = std::move(reason)};
}

TEST(MeetingOptionsTest, UsualIsClosedForYoungPeople) {
  const MeetingOptions young = OptionsFor(kYoung);
  EXPECT_EQ(young, MeetingOptions{});
  EXPECT_TRUE(young.lobby_for_outsiders);
  EXPECT_FALSE(young.attendee_camera || young.attendee_microphone ||
               young.chat || young.recording);
  for (const Audience audience : {kParents, kProfessionals}) {
    const MeetingOptions options = OptionsFor(audience);
    EXPECT_TRUE(options.attendee_camera && options.attendee_microphone &&
                options.chat && options.lobby_for_outsiders);
    EXPECT_FALSE(options.recording);
  }
}

// One option changed from the usual: whether that needs a reason.
struct Row {
  Audience audience;
  bool MeetingOptions::*option;
  bool value;
  bool needs_reason;
};

TEST(MeetingOptionsTest, LooseningNeedsAReasonAndNothingElse) {
  const std::vector<Row> rows = {
      {kYoung, &MeetingOptions::lobby_for_outsiders, false, true},
      {kYoung, &MeetingOptions::lobby_for_outsiders, true, false},
      {kYoung, &MeetingOptions::attendee_camera, true, true},
      {kYoung, &MeetingOptions::attendee_camera, false, false},
      {kYoung, &MeetingOptions::attendee_microphone, true, true},
      {kYoung, &MeetingOptions::attendee_microphone, false, false},
      {kYoung, &MeetingOptions::chat, true, true},
      {kYoung, &MeetingOptions::chat, false, false},
      {kYoung, &MeetingOptions::recording, true, true},
      {kYoung, &MeetingOptions::recording, false, false},
      {kParents, &MeetingOptions::lobby_for_outsiders, false, true},
      {kParents, &MeetingOptions::lobby_for_outsiders, true, false},
      {kParents, &MeetingOptions::attendee_camera, true, false},
      {kParents, &MeetingOptions::attendee_camera, false, false},
      {kParents, &MeetingOptions::attendee_microphone, true, false},
      {kParents, &MeetingOptions::attendee_microphone, false, false},
      {kParents, &MeetingOptions::chat, true, false},
      {kParents, &MeetingOptions::chat, false, false},
      {kParents, &MeetingOptions::recording, true, true},
      {kParents, &MeetingOptions::recording, false, false},
      {kProfessionals, &MeetingOptions::lobby_for_outsiders, false, true},
      {kProfessionals, &MeetingOptions::chat, false, false},
      {kProfessionals, &MeetingOptions::recording, true, true},
  };
  for (const Row& row : rows) {
    const MeetingOptions usual = OptionsFor(row.audience);
    std::string name;
    for (const MeetingOption& option : kMeetingOptions) {
      if (option.value == row.option) name = std::string(option.name);
    }
    SCOPED_TRACE(name + (row.value ? " on for " : " off for ") +
                 std::to_string(static_cast<int>(row.audience)));
    const MeetingOptionsPatch patch = {{row.option, row.value}};
    const auto mute = DecideOptions(usual, patch, row.audience, "");
    if (row.needs_reason) {
      EXPECT_THAT(mute, HasReason("REASON_REQUIRED"));
      EXPECT_EQ(MetadataOf(mute.status(), "options"), name);
      EXPECT_THAT(std::string(mute.status().message()), HasSubstr(name));
    } else {
      EXPECT_THAT(mute, IsOkAndHolds(With(usual, row.option, row.value)));
    }
    EXPECT_THAT(DecideOptions(usual, patch, row.audience, "A choir sings."),
                IsOkAndHolds(With(usual, row.option, row.value)));
  }
}

TEST(MeetingOptionsTest, NamesAllThatNeedTheReason) {
  const auto refused =
      DecideOptions(OptionsFor(kYoung),
                    {{&MeetingOptions::recording, true},
                     {&MeetingOptions::attendee_camera, false},
                     {&MeetingOptions::lobby_for_outsiders, false}},
                    kYoung, "");
  EXPECT_THAT(refused, HasReason("REASON_REQUIRED"));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(MetadataOf(refused.status(), "options"),
            "lobby_for_outsiders,recording");
}

TEST(MeetingOptionsTest, WhatHadItsReasonNeedsNoneAgain) {
  MeetingOptions loose = OptionsFor(kYoung);
  loose.chat = loose.attendee_camera = true;
  MeetingOptions half = loose;
  half.attendee_camera = false;
  EXPECT_THAT(DecideOptions(loose, {{&MeetingOptions::attendee_camera, false}},
                            kYoung, ""),
              IsOkAndHolds(half));
  EXPECT_THAT(DecideOptions(half, {{&MeetingOptions::chat, true}}, kYoung, ""),
              IsOkAndHolds(half));
  EXPECT_THAT(DecideOptions(half, {{&MeetingOptions::attendee_camera, true}},
                            kYoung, ""),
              HasReason("REASON_REQUIRED"))
      << "it was closed meanwhile";
}

TEST(MeetingOptionsTest, UsualUntilSomebodyDecides) {
  for (const Audience audience : {kParents, kYoung, kProfessionals}) {
    EXPECT_EQ(OptionsInForce(std::nullopt, audience), OptionsFor(audience));
  }
  const MeetingOptions chat =
      With(OptionsFor(kYoung), &MeetingOptions::chat, true);
  EXPECT_EQ(OptionsInForce(Decided(kYoung, chat, "why"), kYoung), chat);
}

TEST(MeetingOptionsTest, WhatWasDecidedForOthersLoosensNothing) {
  // All open, with a reason, for each of the others.
  const MeetingOptions open = {.lobby_for_outsiders = false,
                               .attendee_camera = true,
                               .attendee_microphone = true,
                               .chat = true,
                               .recording = true};
  for (const Audience decided : {kParents, kYoung, kProfessionals}) {
    for (const Audience now : {kParents, kYoung, kProfessionals}) {
      EXPECT_EQ(OptionsInForce(Decided(decided, open, "why"), now),
                decided == now ? open : OptionsFor(now))
          << static_cast<int>(decided) << " " << static_cast<int>(now);
    }
  }
}

TEST(MeetingOptionsTest, WhatWasClosedStaysClosedForOthers) {
  MeetingOptions mute = OptionsFor(kParents);
  mute.chat = false;
  mute.recording = true;
  const OptionsChange change = Decided(kParents, mute, "why");
  EXPECT_EQ(OptionsInForce(change, kProfessionals),
            With(OptionsFor(kProfessionals), &MeetingOptions::chat, false));
  EXPECT_EQ(OptionsInForce(change, kYoung), OptionsFor(kYoung));
}

TEST(MeetingOptionsTest, WhatWasMadeUsualIsUsualForAll) {
  EXPECT_EQ(OptionsInForce(Decided(kYoung, OptionsFor(kYoung)), kParents),
            OptionsFor(kParents));
  EXPECT_EQ(OptionsInForce(Decided(kParents, OptionsFor(kParents)), kYoung),
            OptionsFor(kYoung));
}

TEST(MeetingOptionsTest, LooserNamesWhatLetsPeopleDoMore) {
  EXPECT_THAT(LooserIn(OptionsFor(kParents), OptionsFor(kYoung)),
              ElementsAre("attendee_camera", "attendee_microphone", "chat"));
  EXPECT_THAT(LooserIn(OptionsFor(kYoung), OptionsFor(kParents)), IsEmpty());
  EXPECT_THAT(LooserIn({.lobby_for_outsiders = false}, {}),
              ElementsAre("lobby_for_outsiders"));
}

TEST(MeetingOptionsTest, ChecklistNamesEveryOptionAndWhatIsLoosened) {
  EXPECT_EQ(MeetingChecklist({}, kYoung),
            "everyone outside the organisation waits in the lobby, attendees' "
            "camera is off, attendees' microphone is off, chat is off, "
            "recording is off");
  const std::string loose =
      MeetingChecklist({.lobby_for_outsiders = false, .chat = true}, kYoung);
  EXPECT_THAT(loose, HasSubstr("nobody waits in the lobby (loosened), "));
  EXPECT_THAT(loose, HasSubstr("chat is on (loosened), recording is off"));
  EXPECT_THAT(MeetingChecklist(OptionsFor(kParents), kParents),
              Not(HasSubstr("loosened")));
}

TEST(MeetingOptionsTest, EtagDiffersWithEveryChangeAndAudience) {
  EXPECT_OK(CheckOptionsEtag("", 3, kYoung));
  EXPECT_OK(CheckOptionsEtag(OptionsEtag(3, kYoung), 3, kYoung));
  EXPECT_THAT(CheckOptionsEtag(OptionsEtag(2, kYoung), 3, kYoung),
              HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(CheckOptionsEtag(OptionsEtag(3, kParents), 3, kYoung),
              HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(CheckOptionsEtag("3", 3, kYoung), HasReason("ETAG_MISMATCH"));
}

}  // namespace
}  // namespace cwp::scheduling
