#ifndef CWP_SERVICES_NOTIFICATIONS_COMPOSER_H_
#define CWP_SERVICES_NOTIFICATIONS_COMPOSER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/latest.h"
#include "common/rpc/peer.h"
#include "services/notifications/domain.h"
#include "services/notifications/facts.h"
#include "services/notifications/mailer.h"
#include "services/notifications/text.h"

namespace cwp::notifications {

// A message ready to go, and what follows once it is gone.
struct Composition {
  Envelope envelope;
  // What the contact is told of the session, when it is about a standing
  // booking.
  std::optional<Arrangement> told;
  // What its contact is to be reminded of, without ids.
  std::vector<Message> reminders;
};

// Asks registration or scheduling for what a message needs and writes it. Keeps
// nothing of it. Safe to use from several threads at once.
class Composer {
 public:
  struct Options {
    rpc::Peer* registration = nullptr;
    rpc::Peer* scheduling = nullptr;
    const Clock* clock = nullptr;
    // What messages say of it at first.
    Organisation organisation;
    // Where messages come from, a bare address.
    std::string sender;
    ReminderTimes reminders;
  };

  explicit Composer(Options options);

  // What messages say of the organisation from now on.
  void Say(Organisation organisation) {
    organisation_.Set(std::move(organisation));
  }

  // Fails with
  // - FAILED_PRECONDITION `NO_ADDRESS` or `OVERTAKEN`, when there is nobody to
  //   tell or nothing to say any more;
  // - UNAVAILABLE `CONFIRMATION_PENDING`, when another message must go first;
  // - NOT_FOUND `BOOKING_NOT_FOUND`, `WAITLIST_ENTRY_NOT_FOUND`,
  //   `NOTICE_NOT_FOUND` or `SESSION_NOT_FOUND`;
  // - INVALID_ARGUMENT `HEADER_INVALID`;
  // - what calling them fails with.
  absl::StatusOr<Composition> Compose(const Message& message,
                                      const Background& background) const;

  // Writes what staff are about to write, about a session of which registration
  // tells, as it would arrive: to those who wait for it or have places in it.
  Letter Preview(registration::v1::MessageDetails session,
                 const std::string& text, bool waiting) const;

  // Writes a letter of a kind that can have a note, with this one, as it would
  // arrive: about what is invented.
  Letter Sample(Kind kind, const std::string& note) const;

  // The same to one address, with a subject that says what it is. Each has an
  // `id` of its own; as a file, it takes the place of the last of its kind.
  // Fails with INVALID_ARGUMENT `HEADER_INVALID`.
  absl::StatusOr<Envelope> ComposeTest(Kind kind, const std::string& note,
                                       const std::string& email,
                                       int64_t id) const;

  // What messages say of it now.
  std::shared_ptr<const Organisation> organisation() const {
    return organisation_.Get();
  }

 private:
  // What is to be said, and to whom.
  struct Draft {
    std::vector<std::string> to;
    Letter letter;
    Facts facts;
  };

  absl::StatusOr<Draft> DraftToContact(const Message& message,
                                       const Background& background,
                                       absl::Time now) const;
  absl::StatusOr<Draft> DraftToLeaders(const Message& message,
                                       const Background& background,
                                       absl::Time now) const;
  absl::StatusOr<registration::v1::MessageDetails> AskRegistration(
      const Message& message) const;
  absl::StatusOr<scheduling::v1::SessionLeaders> AskScheduling(
      int64_t session_id) const;
  absl::StatusOr<std::string> WriteMail(std::vector<std::string> to,
                                        const Letter& letter,
                                        absl::string_view name,
                                        absl::Time now) const;

  const Options options_;
  Latest<Organisation> organisation_;
};

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_COMPOSER_H_
