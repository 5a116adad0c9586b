#include "common/testing/temp_dir.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

TEST(TempDirTest, GoesWithAllThatIsInIt) {
  std::string path;
  {
    const TempDir folder;
    path = folder.path();
    std::filesystem::create_directory(folder.File("inner"));
    std::ofstream(folder.File("inner/note.txt")) << "note";
    EXPECT_TRUE(std::filesystem::exists(path + "/inner/note.txt"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TempDirTest, EachIsAnother) {
  const TempDir one;
  const TempDir two;
  EXPECT_NE(one.path(), two.path());
}

}  // namespace
}  // namespace cwp
