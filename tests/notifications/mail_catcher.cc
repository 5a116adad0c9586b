#include "tests/notifications/mail_catcher.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/check.h"

namespace cwp::notifications {
namespace {

// Reads up to and including the next line break; empty at the end.
std::string ReadLine(int connection) {
  std::string line;
  char c = 0;
  while (read(connection, &c, 1) == 1) {
    line += c;
    if (c == '\n') return line;
  }
  return "";
}

void Say(int connection, const std::string& reply) {
  const std::string line = absl::StrCat(reply, "\r\n");
  if (write(connection, line.data(), line.size()) < 0) return;
}

}  // namespace

MailCatcher::MailCatcher() {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  CWP_CHECK(bind(listener_, plain, size) == 0 && listen(listener_, 8) == 0 &&
                getsockname(listener_, plain, &size) == 0,
            "cannot listen");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Run(); });
}

MailCatcher::~MailCatcher() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

std::string MailCatcher::url() const {
  return absl::StrCat("smtp://127.0.0.1:", port_);
}

void MailCatcher::AnswerRecipients(std::string reply) {
  MutexLock lock(mu_);
  recipient_reply_ = std::move(reply);
}

void MailCatcher::AnswerSenders(std::string reply) {
  MutexLock lock(mu_);
  sender_reply_ = std::move(reply);
}

void MailCatcher::AnswerRecipient(const std::string& address,
                                  std::string reply) {
  MutexLock lock(mu_);
  replies_[absl::StrCat("<", address, ">")] = std::move(reply);
}

std::vector<MailCatcher::Caught> MailCatcher::caught() const {
  MutexLock lock(mu_);
  return caught_;
}

void MailCatcher::Run() {
  while (!stopping_) {
    const int connection = accept(listener_, nullptr, nullptr);
    if (connection < 0) continue;
    Talk(connection);
    close(connection);
  }
}

void MailCatcher::Talk(int connection) {
  Say(connection, "220 catcher");
  Caught mail;
  while (true) {
    const std::string line = ReadLine(connection);
    if (line.empty()) return;
    const std::string reply = Answer(line, mail);
    Say(connection, reply);
    if (absl::StartsWith(reply, "221")) return;
    if (!absl::StartsWith(reply, "354")) continue;
    for (std::string text = ReadLine(connection); text != ".\r\n";
         text = ReadLine(connection)) {
      if (text.empty()) return;
      mail.content += absl::StartsWith(text, ".") ? text.substr(1) : text;
    }
    {
      MutexLock lock(mu_);
      caught_.push_back(mail);
    }
    mail = {};
    Say(connection, "250 taken");
  }
}

std::string MailCatcher::Answer(const std::string& line, Caught& mail) {
  if (absl::StartsWith(line, "EHLO")) return "250 catcher";
  if (absl::StartsWith(line, "DATA")) return "354 go on";
  if (absl::StartsWith(line, "QUIT")) return "221 bye";
  if (absl::StartsWith(line, "MAIL FROM:")) {
    MutexLock lock(mu_);
    return sender_reply_;
  }
  if (!absl::StartsWith(line, "RCPT TO:")) return "250 OK";
  const std::string to(
      absl::StripSuffix(absl::StripPrefix(line, "RCPT TO:"), "\r\n"));
  MutexLock lock(mu_);
  const auto own = replies_.find(to);
  const std::string& reply =
      own == replies_.end() ? recipient_reply_ : own->second;
  if (absl::StartsWith(reply, "250")) mail.to.push_back(to);
  return reply;
}

}  // namespace cwp::notifications
