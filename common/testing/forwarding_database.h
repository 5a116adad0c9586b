#ifndef CWP_COMMON_TESTING_FORWARDING_DATABASE_H_
#define CWP_COMMON_TESTING_FORWARDING_DATABASE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/db/database.h"

namespace cwp::db {

// Passes everything on to a real database, which outlives it: for those that
// do so but for one thing.
class ForwardingDatabase : public Database {
 public:
  explicit ForwardingDatabase(Database& real) : real_(real) {}

  absl::Status Write(Body body) override { return real_.Write(body); }
  absl::Status Read(Body body) override { return real_.Read(body); }
  absl::Status Ping() override { return real_.Ping(); }
  int replica() const override { return real_.replica(); }
  Engine engine() const override { return real_.engine(); }
  absl::Status BackupTo(absl::string_view path) override {
    return real_.BackupTo(path);
  }

 protected:
  Database& real() { return real_; }

 private:
  Database& real_;
};

}  // namespace cwp::db

#endif  // CWP_COMMON_TESTING_FORWARDING_DATABASE_H_
