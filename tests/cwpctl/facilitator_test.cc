#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/failure.h"
#include "tests/cwpctl/installation.h"

namespace cwp::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class FacilitatorTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_NO_FATAL_FAILURE(installation_.Start()); }

  Ended Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "facilitator");
    return installation_.Run(std::move(arguments));
  }

  Installation installation_;
};

TEST_F(FacilitatorTest, IsFoundByNameUnlessSeveralHaveIt) {
  ASSERT_EQ(
      Run({"create", "--name", "Ade Example", "--role", "supervisor"}).code,
      kExitOk);
  const Ended made = Run({"create", "--name", "Bo Example", "--role", "trainee",
                          "--supervisor", "ade example"});
  ASSERT_EQ(made.code, kExitOk) << made.err;
  EXPECT_THAT(Run({"show", "bo example"}).out, HasSubstr("trainee"));
  const Ended nobody = Run({"show", "Cy Example"});
  EXPECT_EQ(nobody.code, kExitUsage);
  EXPECT_THAT(nobody.err, HasSubstr("no facilitator of that name"));

  ASSERT_EQ(
      Run({"create", "--name", "Bo Example", "--role", "practitioner"}).code,
      kExitOk);
  const Ended several = Run({"retire", "Bo Example"});
  EXPECT_EQ(several.code, kExitUsage);
  EXPECT_THAT(several.err, HasSubstr("give the id, one of "));
}

TEST_F(FacilitatorTest, LeadsSessionsAndSeries) {
  for (const char* name : {"Ade", "Bo"}) {
    ASSERT_EQ(Run({"create", "--name", name, "--role", "practitioner"}).code,
              kExitOk);
  }
  ASSERT_NO_FATAL_FAILURE(installation_.MakeWorries());
  const auto make = [&](const std::string& start, const std::string& name) {
    return installation_.Run({"session", "create", "--workshop", "worries",
                              "--start", start, "--capacity", "20",
                              "--facilitator", name});
  };
  const Ended made = make("2027-01-12T18:00", "ade");
  ASSERT_EQ(made.code, kExitOk) << made.err;
  EXPECT_THAT(made.out, HasSubstr("facilitator   Ade ("));
  const Ended busy = make("2027-01-12T19:00", "Ade");
  EXPECT_EQ(busy.code, kExitRefused);
  EXPECT_THAT(busy.err, HasSubstr("FACILITATOR_BUSY"));
  const std::string id = made.out.substr(14, made.out.find('\n') - 14);
  EXPECT_THAT(
      installation_.Run({"session", "update", id, "--facilitator", "none"}).out,
      Not(HasSubstr("facilitator")));
  const auto both = installation_.Run(
      {"session", "update", id, "--facilitator", "Bo", "--facilitator", "Ade"});
  EXPECT_THAT(both.out, HasSubstr("facilitator   Bo ("));
  EXPECT_THAT(both.out, HasSubstr("facilitator   Ade ("));

  std::vector<std::string> series = {
      "series",  "preview",          "--workshop",
      "worries", "--rule",           "FREQ=WEEKLY;COUNT=2",
      "--start", "2027-01-05T18:30", "--capacity",
      "20",      "--facilitator",    "Bo"};
  EXPECT_THAT(installation_.Run(series).out, HasSubstr("led by facilitator "));
  series[1] = "create";
  series.push_back("--accept-conflicts");
  EXPECT_THAT(installation_.Run(series).err, HasSubstr("FACILITATOR_BUSY"));
  ASSERT_EQ(
      installation_.Run({"session", "update", id, "--facilitator", "Ade"}).code,
      kExitOk);
  const Ended planned = installation_.Run(series);
  ASSERT_EQ(planned.code, kExitOk) << planned.err;
  EXPECT_THAT(planned.out, HasSubstr("facilitators  "));
  const std::string series_id =
      planned.out.substr(14, planned.out.find('\n') - 14);
  const Ended edited = installation_.Run(
      {"series", "edit", series_id, "--all", "--facilitator", "none"});
  EXPECT_EQ(edited.code, kExitOk) << edited.err;
  EXPECT_THAT(edited.out, Not(HasSubstr("facilitators")));
}

TEST_F(FacilitatorTest, TraineesAloneAreAcknowledged) {
  ASSERT_EQ(Run({"create", "--name", "Sam", "--role", "trainee"}).code,
            kExitOk);
  const Ended workshop = installation_.Run(
      {"workshop", "create", "--slug", "worries", "--title", "Worries",
       "--summary", "What helps.", "--audience", "parents and carers", "--ages",
       "5 to 11", "--minutes", "90", "--supervised-pair", "yes"});
  ASSERT_EQ(workshop.code, kExitOk) << workshop.err;
  EXPECT_THAT(workshop.out, HasSubstr("supervised pair  wanted"));
  ASSERT_EQ(installation_.Run({"workshop", "publish", "worries"}).code,
            kExitOk);
  std::vector<std::string> make = {"session",       "create",
                                   "--workshop",    "worries",
                                   "--start",       "2027-01-12T18:00",
                                   "--facilitator", "Sam",
                                   "--capacity",    "20"};
  EXPECT_THAT(installation_.Run(make).err, HasSubstr("TRAINEE_ALONE"));
  make.push_back("--acknowledge-trainee-alone");
  const Ended made = installation_.Run(make);
  ASSERT_EQ(made.code, kExitOk) << made.err;
  const std::string id = made.out.substr(14, made.out.find('\n') - 14);
  EXPECT_THAT(installation_.Run({"session", "open", id}).err,
              HasSubstr("TRAINEE_ALONE"));
  EXPECT_EQ(
      installation_.Run({"session", "open", id, "--acknowledge-trainee-alone"})
          .code,
      kExitOk);
  std::vector<std::string> series = {
      "series",  "preview",          "--workshop",
      "worries", "--rule",           "FREQ=WEEKLY;COUNT=2",
      "--start", "2027-02-02T18:30", "--capacity",
      "20",      "--facilitator",    "Sam"};
  EXPECT_THAT(installation_.Run(series).err,
              HasSubstr("Trainees alone would lead it"));
  series[1] = "create";
  EXPECT_THAT(installation_.Run(series).err, HasSubstr("TRAINEE_ALONE"));
  series.push_back("--acknowledge-trainee-alone");
  EXPECT_EQ(installation_.Run(series).code, kExitOk);
  EXPECT_THAT(
      installation_
          .Run({"workshop", "update", "worries", "--supervised-pair", "no"})
          .out,
      HasSubstr("supervised pair  no"));
}

TEST_F(FacilitatorTest, FieldsAreEmptied) {
  ASSERT_EQ(Run({"create", "--name", "Ade", "--role", "supervisor"}).code,
            kExitOk);
  ASSERT_EQ(Run({"create", "--name", "Bo", "--role", "trainee", "--supervisor",
                 "Ade", "--email", "bo@example.org"})
                .code,
            kExitOk);
  EXPECT_THAT(Run({"show", "Bo"}).out, HasSubstr("bo@example.org"));
  const Ended emptied =
      Run({"update", "Bo", "--supervisor", "none", "--email", "none"});
  ASSERT_EQ(emptied.code, kExitOk) << emptied.err;
  EXPECT_THAT(emptied.out, HasSubstr("supervisor  -\n"));
  EXPECT_THAT(emptied.out, Not(HasSubstr("example.org")));
  EXPECT_EQ(Run({"update", "Bo", "--role", "boss"}).code, kExitUsage);
  ASSERT_EQ(Run({"retire", "Ade"}).code, kExitOk);
  EXPECT_THAT(Run({"list"}).out, Not(HasSubstr("Ade")));
  EXPECT_THAT(Run({"list", "--retired"}).out, HasSubstr("Ade"));
}

TEST_F(FacilitatorTest, ErasedItIsAFormerColleague) {
  ASSERT_EQ(Run({"create", "--name", "Bo Example", "--role", "trainee",
                 "--email", "bo@example.org"})
                .code,
            kExitOk);
  const Ended erased = Run({"erase", "Bo Example"});
  ASSERT_EQ(erased.code, kExitOk) << erased.err;
  EXPECT_THAT(erased.out, HasSubstr("name        a former colleague\n"));
  const std::string list = Run({"list", "--retired"}).out;
  EXPECT_THAT(list, HasSubstr("a former colleague"));
  EXPECT_THAT(list, Not(HasSubstr("Bo Example")));
  EXPECT_EQ(Run({"show", "Bo Example"}).code, kExitUsage);
}

class PlaceTest : public FacilitatorTest {};

TEST_F(PlaceTest, ASessionMayBeElsewhereOrBeALiveWebinar) {
  ASSERT_NO_FATAL_FAILURE(installation_.MakeWorries());
  const Ended made = installation_.Run(
      {"session", "create", "--workshop", "worries", "--start",
       "2027-01-12T18:00", "--capacity", "20", "--venue", "Example Hall",
       "--venue-address", "1 Example Street", "--format", "live-webinar"});
  ASSERT_EQ(made.code, kExitOk) << made.err;
  EXPECT_THAT(made.out, HasSubstr("place         Example Hall (not as the "
                                  "workshop), live webinar\n"));
  const std::string id = made.out.substr(14, made.out.find('\n') - 14);
  EXPECT_THAT(installation_
                  .Run({"session", "update", id, "--place", "workshop",
                        "--format", "workshop"})
                  .out,
              HasSubstr("place         Microsoft Teams\n"));
  EXPECT_THAT(
      installation_.Run({"session", "update", id, "--place", "teams"}).out,
      HasSubstr("Microsoft Teams (not as the workshop)\n"));
  EXPECT_EQ(installation_
                .Run({"session", "update", id, "--place", "teams", "--venue",
                      "Example Hall"})
                .code,
            kExitUsage);
}

}  // namespace
}  // namespace cwp::ctl
