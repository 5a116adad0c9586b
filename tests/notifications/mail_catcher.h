#ifndef CWP_TESTS_NOTIFICATIONS_MAIL_CATCHER_H_
#define CWP_TESTS_NOTIFICATIONS_MAIL_CATCHER_H_

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "common/base/mutex.h"

namespace cwp::notifications {

// A mail server on a free loopback port that keeps what it is given. Speaks
// just enough SMTP (RFC 5321) for one client at a time.
class MailCatcher {
 public:
  struct Caught {
    // Those that it took, as the client named them.
    std::vector<std::string> to;
    std::string content;
  };

  MailCatcher();
  ~MailCatcher();

  // smtp://127.0.0.1:PORT
  std::string url() const;

  // What it answers to recipients, for example "550 no such user": to all but
  // those that it was told another answer for.
  void AnswerRecipients(std::string reply);
  void AnswerRecipient(const std::string& address, std::string reply);

  // What it answers to senders.
  void AnswerSenders(std::string reply);

  std::vector<Caught> caught() const;

 private:
  void Run();
  void Talk(int connection);
  std::string Answer(const std::string& line, Caught& mail);

  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  mutable Mutex mu_;
  std::string recipient_reply_ ABSL_GUARDED_BY(mu_) = "250 OK";
  std::string sender_reply_ ABSL_GUARDED_BY(mu_) = "250 OK";
  std::map<std::string, std::string> replies_ ABSL_GUARDED_BY(mu_);
  std::vector<Caught> caught_ ABSL_GUARDED_BY(mu_);
  std::thread thread_;
};

}  // namespace cwp::notifications

#endif  // CWP_TESTS_NOTIFICATIONS_MAIL_CATCHER_H_
