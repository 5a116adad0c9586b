#include "common/http/body_source.h"

#include <utility>

namespace cwp::http {
namespace {

class FunctionSource final : public BodySource {
 public:
  explicit FunctionSource(NextPiece next) : next_(std::move(next)) {}

  Piece Next() override { return next_(); }

 private:
  const NextPiece next_;
};

}  // namespace

std::shared_ptr<BodySource> MakeBodySource(NextPiece next) {
  return std::make_shared<FunctionSource>(std::move(next));
}

}  // namespace cwp::http
