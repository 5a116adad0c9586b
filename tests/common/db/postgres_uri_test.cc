#include "common/db/postgres_uri.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::db {
namespace {

struct UriCase {
  std::string name;
  std::string uri;
  std::string want_uri;
  std::string want_schema;
};

class PostgresUriTest : public ::testing::TestWithParam<UriCase> {};

TEST_P(PostgresUriTest, TakesOutTheSchema) {
  ASSERT_OK_AND_ASSIGN(const PostgresPlace place,
                       ParsePostgresUri(GetParam().uri));
  EXPECT_EQ(place.uri, GetParam().want_uri);
  EXPECT_EQ(place.schema, GetParam().want_schema);
}

INSTANTIATE_TEST_SUITE_P(
    All, PostgresUriTest,
    ::testing::ValuesIn(std::vector<UriCase>{
        {.name = "None",
         .uri = "postgresql:///cwp",
         .want_uri = "postgresql:///cwp",
         .want_schema = "public"},
        {.name = "Alone",
         .uri = "postgresql://db.example.org/cwp?schema=web",
         .want_uri = "postgresql://db.example.org/cwp",
         .want_schema = "web"},
        {.name = "Last",
         .uri = "postgresql:///cwp?host=/run/pg&schema=web_2",
         .want_uri = "postgresql:///cwp?host=/run/pg",
         .want_schema = "web_2"},
        {.name = "Between",
         .uri = "postgresql:///cwp?host=/run/pg&schema=web&port=5433",
         .want_uri = "postgresql:///cwp?host=/run/pg&port=5433",
         .want_schema = "web"},
    }),
    [](const auto& test) { return test.param.name; });

TEST(PostgresUriNameTest, RefusesNamesThatWouldNeedCare) {
  for (const char* name :
       {"", "Web", "web-2", "2web", "pg_web", "we\"b", "web;drop", "w%65b"}) {
    EXPECT_THAT(
        ParsePostgresUri(std::string("postgresql:///cwp?schema=") + name),
        HasReason("DATABASE_URI_INVALID"))
        << name;
  }
  EXPECT_THAT(
      ParsePostgresUri("postgresql:///cwp?schema=" + std::string(64, 'a')),
      HasReason("DATABASE_URI_INVALID"));
}

}  // namespace
}  // namespace cwp::db
