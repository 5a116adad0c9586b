#include "services/web/render.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// A folder of templates that a test writes.
class RenderTest : public ::testing::Test {
 protected:
  RenderTest() {
    std::filesystem::create_directory(folder_.File("pages"));
    std::filesystem::create_directory(folder_.File("partials"));
    Write("shared.json", R"({"footer": {"text": "© {{site.name}}"}})");
  }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.File(name)) << text;
  }

  absl::StatusOr<std::unique_ptr<Renderer>> Load() {
    return Renderer::Load(folder_.path(), {{"site", View{{"name", "A & B"}}}});
  }

  TempDir folder_;
};

TEST_F(RenderTest, LaysWhatIsKnownOverWhatNeverChanges) {
  Write("pages/p.mustache",
        "{{title}} {{> who}} {{footer.text}} {{button.text}} {{button.more}}");
  Write("pages/p.json", R"({"title": "T", "button": {"text": "Go"}})");
  Write("partials/who.mustache", "[{{name}}{{> deep}}]");
  Write("partials/deep.mustache", "!");
  ASSERT_OK_AND_ASSIGN(const auto renderer, Load());
  EXPECT_EQ(renderer->Render("p", {{"name", "<Ada> \"&\""},
                                   {"button", View{{"more", "x"}}}}),
            "T [&lt;Ada&gt; &quot;&amp;&quot;!] © A &amp; B Go x");
  EXPECT_EQ(renderer->Fixed("p").at("title").as_string(), "T");
}

TEST_F(RenderTest, MissingPartialsAreNoticedAtStart) {
  Write("pages/p.mustache", "{{> gone}}");
  const auto renderer = Load();
  EXPECT_THAT(renderer, HasReason("TEMPLATE_INVALID"));
  EXPECT_THAT(std::string(renderer.status().message()),
              AllOf(HasSubstr("p"), HasSubstr("gone")));
}

TEST_F(RenderTest, CirclesAreNoticedAtStart) {
  Write("pages/p.mustache", "{{> a}}");
  Write("partials/a.mustache", "{{> b}}");
  Write("partials/b.mustache", "{{> a}}");
  EXPECT_THAT(Load(), HasReason("TEMPLATE_INVALID"));
}

TEST_F(RenderTest, BadTemplatesAndJsonAreNoticedAtStart) {
  Write("pages/p.mustache", "{{#open}} never closed");
  EXPECT_THAT(Load(), HasReason("TEMPLATE_INVALID"));
  Write("pages/p.mustache", "fine");
  Write("pages/p.json", "[1]");
  EXPECT_THAT(Load(), HasReason("TEMPLATE_INVALID"));
}

TEST_F(RenderTest, AFolderThatIsNotThereIsNoticedAtStart) {
  EXPECT_THAT(Renderer::Load(folder_.File("none"), {}),
              HasReason("TEMPLATE_INVALID"));
}

}  // namespace
}  // namespace cwp::web
