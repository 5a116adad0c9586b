#include "common/base/formula.h"

#include <string>

#include "gtest/gtest.h"

namespace cwp {
namespace {

TEST(FormulaTest, IsKnownByItsFirstSign) {
  for (const std::string text :
       {"=1+1", "+447700900123", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
        "\uFF1D1", "\uFF0B1", "\uFF0D1", "\uFF20x"}) {
    EXPECT_TRUE(LooksLikeFormula(text)) << text;
  }
  for (const std::string text : {"", "1=1", "'=1", " x", "Ada", "\u00E9=1"}) {
    EXPECT_FALSE(LooksLikeFormula(text)) << text;
  }
}

}  // namespace
}  // namespace cwp
