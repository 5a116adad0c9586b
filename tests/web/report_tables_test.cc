#include "services/web/report_tables.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;

using ::testing::ElementsAre;

class ReportTablesTest : public ::testing::Test {
 protected:
  registration::ReportRow& AddRow(int period, int64_t workshop_id,
                                  const std::string& title) {
    registration::ReportRow& row = *report_.add_rows();
    row.set_period(period);
    row.set_workshop_id(workshop_id);
    row.set_workshop_title(title);
    row.set_sessions(2);
    row.set_cancelled_sessions(1);
    row.set_capacity(40);
    return row;
  }

  static void AddPeople(registration::ReportRow& row,
                        registration::Attendee::Role role, int64_t attended,
                        int64_t absent, int64_t places) {
    registration::AttendeeFigures& figures = *row.add_attendees();
    figures.set_role(role);
    figures.set_attended(attended);
    figures.set_absent(absent);
    figures.set_places(places);
  }

  // The table's lines, each as its name, facts and numbers.
  std::vector<std::vector<std::string>> LinesOf(const std::string& id) {
    for (const ReportTable& table : MakeReportTables(report_, words_)) {
      if (table.id != id) continue;
      std::vector<std::vector<std::string>> lines;
      for (const ReportLine& line : table.lines) {
        std::vector<std::string>& words = lines.emplace_back();
        words.push_back(line.name);
        for (const int64_t fact : line.facts) {
          words.push_back(absl::StrCat(fact));
        }
        for (const ShownNumber& shown : line.numbers) {
          words.push_back(NumberWords(shown));
        }
        const std::string rate = AttendanceRate(table, line);
        if (!rate.empty()) words.push_back(rate);
      }
      return lines;
    }
    return {};
  }

  registration::Report report_;
  ReportWords words_ = {.periods = {"November 2026", "December 2026"},
                        .audiences = {{1, Audience::kParentsAndCarers},
                                      {2, Audience::kYoungPeople}}};
};

TEST_F(ReportTablesTest, NothingHappenedMeansNoTable) {
  EXPECT_TRUE(MakeReportTables(report_, words_).empty());
}

TEST_F(ReportTablesTest, AttendanceIsSummedUpByMonthWorkshopAndAudience) {
  AddPeople(AddRow(0, 1, "Worry"), registration::Attendee::PARENT_OR_CARER, 20,
            5, 30);
  AddPeople(AddRow(0, 2, "Sleep"), registration::Attendee::YOUNG_PERSON, 10, 10,
            20);
  AddPeople(AddRow(1, 1, "Worry"), registration::Attendee::PARENT_OR_CARER, 0,
            0, 12);
  EXPECT_THAT(
      LinesOf("months"),
      ElementsAre(
          ElementsAre("November 2026", "4", "2", "80", "30", "15", "5", "50",
                      "67%"),
          ElementsAre("December 2026", "2", "1", "40", "0", "0", "12", "12"),
          ElementsAre("All", "6", "3", "120", "30", "15", "17", "62", "67%")));
  EXPECT_THAT(
      LinesOf("workshops"),
      ElementsAre(
          ElementsAre("Sleep", "2", "1", "40", "10", "10", "0", "20", "50%"),
          ElementsAre("Worry", "4", "2", "80", "20", "5", "17", "42", "80%"),
          ElementsAre("All", "6", "3", "120", "30", "15", "17", "62", "67%")));
  EXPECT_THAT(LinesOf("audiences")[0],
              ElementsAre("Parents and carers", "4", "2", "80", "20", "5", "17",
                          "42", "80%"));
}

TEST_F(ReportTablesTest, AWorkshopThatIsNotKnownIsForNobodyKnown) {
  AddPeople(AddRow(0, 3, "Old"), registration::Attendee::PARENT_OR_CARER, 10, 0,
            10);
  EXPECT_EQ(LinesOf("audiences")[0][0], "Not known");
}

TEST_F(ReportTablesTest, PeopleAreNamedByRoleAndAge) {
  registration::ReportRow& row = AddRow(0, 1, "Worry");
  AddPeople(row, registration::Attendee::YOUNG_PERSON, 5, 5, 10);
  AddPeople(row, registration::Attendee::YOUNG_PERSON, 6, 6, 12);
  row.mutable_attendees(1)->set_min_years(5);
  row.mutable_attendees(1)->set_max_years(11);
  AddPeople(row, registration::Attendee::PARENT_OR_CARER, 7, 7, 14);
  AddPeople(row, registration::Attendee::PROFESSIONAL, 8, 8, 16);
  const auto lines = LinesOf("people");
  std::vector<std::string> names;
  for (const auto& line : lines) names.push_back(line[0]);
  EXPECT_THAT(names, ElementsAre("Parents and carers",
                                 "Children and young people, age not said",
                                 "Children and young people, 5 to 11",
                                 "Professionals", "All"));
}

TEST_F(ReportTablesTest, FewPeopleAreNotCountedOutInAnyTable) {
  registration::ReportRow& row = AddRow(0, 1, "Worry");
  AddPeople(row, registration::Attendee::PARENT_OR_CARER, 17, 9, 26);
  AddPeople(row, registration::Attendee::YOUNG_PERSON, 3, 6, 9);
  const auto lines = LinesOf("people");
  EXPECT_EQ(lines[1][1], "not shown");
  // Nor from what stands beside and below.
  EXPECT_EQ(lines[1][2], "not shown");
  EXPECT_EQ(lines[0][1], "not shown");
}

// By audience nobody is few: 3 and 20 are for parents and carers. Beside the
// table by workshop that would tell of the 3.
TEST_F(ReportTablesTest, NoTableTellsWhatAnotherHides) {
  AddPeople(AddRow(0, 1, "Worry"), registration::Attendee::PARENT_OR_CARER, 3,
            20, 23);
  AddPeople(AddRow(0, 4, "Anger"), registration::Attendee::PARENT_OR_CARER, 20,
            20, 40);
  AddPeople(AddRow(0, 2, "Sleep"), registration::Attendee::PARENT_OR_CARER, 6,
            6, 12);
  words_.audiences[4] = Audience::kParentsAndCarers;
  const auto workshops = LinesOf("workshops");
  const auto audiences = LinesOf("audiences");
  ASSERT_EQ(workshops.back()[4], LinesOf("months").back()[4]);
  EXPECT_EQ(workshops[2][4], "not shown");
  const auto hidden = [](const auto& lines, size_t column) {
    return std::count_if(
        lines.begin(), lines.end(),
        [column](const auto& line) { return line[column] == "not shown"; });
  };
  // Each column that hides something hides two numbers at least.
  EXPECT_NE(hidden(workshops, 4), 1);
  EXPECT_NE(hidden(audiences, 4), 1);
  const std::string parents = audiences[0][4];
  EXPECT_TRUE(parents == "not shown" || workshops[0][4] == "not shown")
      << "23 less 20 is 3";
}

// Nobody is few in any table. But of the 20 in December 18 came to Sleep, as
// the table by workshop says: so 2 came to Worry.
TEST_F(ReportTablesTest, MonthsAndWorkshopsDoNotTellOfAWorkshopInAMonth) {
  AddPeople(AddRow(0, 1, "Worry"), registration::Attendee::PARENT_OR_CARER, 10,
            20, 30);
  AddPeople(AddRow(1, 1, "Worry"), registration::Attendee::PARENT_OR_CARER, 2,
            20, 22);
  AddPeople(AddRow(1, 2, "Sleep"), registration::Attendee::PARENT_OR_CARER, 18,
            20, 38);
  const auto months = LinesOf("months");
  const auto workshops = LinesOf("workshops");
  ASSERT_EQ(months[1][0], "December 2026");
  ASSERT_EQ(workshops[0][0], "Sleep");
  EXPECT_TRUE(months[1][4] == "not shown" || workshops[0][4] == "not shown");
  // What is of all is told still.
  EXPECT_EQ(months.back()[7], "90");
}

TEST_F(ReportTablesTest, BookingsCountByMonthAndChannel) {
  registration::ReportRow& row = AddRow(1, 1, "Worry");
  for (const char* channel : {"direct", "library"}) {
    registration::ChannelFigures& figures = *row.add_channels();
    figures.set_channel(channel);
    figures.set_bookings(20);
    figures.set_places(30);
    figures.set_cancelled_bookings(6);
    figures.set_refused_bookings(5);
    figures.set_bookings_cancelled_with_session(7);
  }
  EXPECT_THAT(LinesOf("channels"),
              ElementsAre(ElementsAre("Website", "20", "6", "5", "7", "38"),
                          ElementsAre("library", "20", "6", "5", "7", "38"),
                          ElementsAre("All", "40", "12", "10", "14", "76")));
  EXPECT_THAT(LinesOf("bookings")[0],
              ElementsAre("December 2026", "40", "12", "10", "14", "76"));
}

TEST_F(ReportTablesTest, WaitsAreShownOnceSomebodyWaited) {
  registration::ReportRow& row = AddRow(0, 1, "Worry");
  EXPECT_TRUE(LinesOf("waits").empty());
  EXPECT_TRUE(LinesOf("waiting").empty());
  row.mutable_waits()->set_within_day(5);
  row.mutable_waits()->set_longer(6);
  row.mutable_waits()->set_waiting(8);
  EXPECT_THAT(LinesOf("waits"), ElementsAre(ElementsAre("Up to a day", "5"),
                                            ElementsAre("Up to a week", "0"),
                                            ElementsAre("Up to 4 weeks", "0"),
                                            ElementsAre("Longer", "6"),
                                            ElementsAre("All", "11")));
  EXPECT_THAT(LinesOf("waiting"),
              ElementsAre(ElementsAre("Worry", "8"), ElementsAre("All", "8")));
}

}  // namespace
}  // namespace cwp::web
