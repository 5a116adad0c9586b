#include "services/registration/vault.h"

#include <functional>
#include <string>
#include <vector>

#include "common/crypto/key.h"
#include "common/crypto/keyring.h"
#include "common/rpc/caller.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::registration {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;

Vault NewVault() {
  return Vault(crypto::Keyring("2026-11", crypto::Key::Random()));
}

v1::Contact Contact(const std::string& email, const std::string& phone) {
  v1::Contact contact;
  contact.set_email(email);
  contact.set_phone(phone);
  return contact;
}

struct ContactCase {
  std::string name;
  v1::Contact one;
  v1::Contact other;
  bool same;
};

TEST(VaultTest, AContactIsOneHoweverItIsWritten) {
  const Vault vault = NewVault();
  const ContactCase cases[] = {
      {"the case of an address", Contact("Ada@Example.org", ""),
       Contact("ada@example.org", ""), true},
      {"the phone beside an address", Contact("ada@example.org", "07700900123"),
       Contact("ada@example.org", ""), true},
      {"another address", Contact("ada@example.org", ""),
       Contact("bob@example.org", ""), false},
      {"the spaces of a number", Contact("", "07700 900123"),
       Contact("", "(07700) 900-123"), true},
      {"another number", Contact("", "07700 900123"),
       Contact("", "07700 900124"), false},
  };
  for (const ContactCase& test : cases) {
    EXPECT_EQ(vault.ContactKey(test.one) == vault.ContactKey(test.other),
              test.same)
        << test.name;
  }
  EXPECT_NE(vault.ContactKey(cases[0].one),
            NewVault().ContactKey(cases[0].one));
}

TEST(VaultTest, WhyAContactIsBlockedOpensForThatContactAlone) {
  const Vault vault = NewVault();
  const std::string sealed = vault.SealBlockReason("ada", "asked us to");
  EXPECT_THAT(sealed, Not(HasSubstr("asked")));
  ASSERT_OK_AND_ASSIGN(const std::string opened,
                       vault.OpenBlockReason("ada", sealed));
  EXPECT_EQ(opened, "asked us to");
  EXPECT_THAT(vault.OpenBlockReason("bob", sealed),
              HasReason("SEALED_DATA_INVALID"));
}

// What makes two requests with the same id two requests.
TEST(VaultTest, ARequestIdIsOneCallersOwn) {
  const Vault vault = NewVault();
  const rpc::Caller caller = {
      .service = "web", .kind = rpc::CallerKind::kPublic, .id = "ada"};
  const db::RequestKey key =
      vault.KeyOfRequest(caller, "CreateBooking", "id", "content");
  EXPECT_EQ(vault.KeyOfRequest(caller, "CreateBooking", "id", "content").key,
            key.key);
  const std::vector<std::function<void(rpc::Caller&)>> changes = {
      [](rpc::Caller& other) { other.service = "gateway"; },
      [](rpc::Caller& other) { other.kind = rpc::CallerKind::kStaff; },
      [](rpc::Caller& other) { other.id = "bob"; },
  };
  for (const auto& change : changes) {
    rpc::Caller other = caller;
    change(other);
    EXPECT_NE(vault.KeyOfRequest(other, "CreateBooking", "id", "content").key,
              key.key);
  }
  EXPECT_NE(vault.KeyOfRequest(caller, "CreateHold", "id", "content").key,
            key.key);
  EXPECT_NE(vault.KeyOfRequest(caller, "CreateBooking", "i", "content").key,
            key.key);
  const db::RequestKey reused =
      vault.KeyOfRequest(caller, "CreateBooking", "id", "other content");
  EXPECT_EQ(reused.key, key.key);
  EXPECT_NE(reused.fingerprint, key.fingerprint);
}

TEST(VaultTest, ALinkIsGoodForItsOwnPurpose) {
  const Vault vault = NewVault();
  const Booking booking = {.id = 17, .generation = 3};
  const WaitlistEntry entry = {.id = 17, .generation = 3};
  const auto is_it = Optional(crypto::Link{17, 3});
  const std::string manage = vault.ManageToken(booking);
  const std::string join = vault.JoinToken(booking);
  const std::string waitlist = vault.WaitlistToken(entry);
  EXPECT_THAT(vault.ReadManageToken(manage), is_it);
  EXPECT_THAT(vault.ReadJoinToken(join), is_it);
  EXPECT_THAT(vault.ReadWaitlistToken(waitlist), is_it);
  for (const std::string& other : {join, waitlist}) {
    EXPECT_EQ(vault.ReadManageToken(other), std::nullopt);
  }
  for (const std::string& other : {manage, waitlist}) {
    EXPECT_EQ(vault.ReadJoinToken(other), std::nullopt);
  }
  for (const std::string& other : {manage, join}) {
    EXPECT_EQ(vault.ReadWaitlistToken(other), std::nullopt);
  }
}

TEST(VaultTest, WhatIsSealedOpensInItsOwnRowAlone) {
  const Vault vault = NewVault();
  v1::Contact contact = Contact("ada@example.org", "07700 900123");
  contact.set_name("Ada");
  v1::AccessNeeds needs;
  needs.set_captions(true);
  const SealedContact sealed =
      vault.SealContact(Vault::Table::kBookings, 17, contact, needs);
  v1::Contact opened;
  v1::AccessNeeds opened_needs;
  ASSERT_OK(vault.OpenContact(Vault::Table::kBookings, 17, sealed, opened,
                              opened_needs));
  EXPECT_EQ(opened.email(), "ada@example.org");
  EXPECT_EQ(opened.phone(), "07700 900123");
  EXPECT_EQ(opened.relationship(), "");
  EXPECT_TRUE(opened_needs.captions());
  EXPECT_THAT(vault.OpenContact(Vault::Table::kBookings, 18, sealed, opened,
                                opened_needs),
              HasReason("SEALED_DATA_INVALID"));
  EXPECT_THAT(vault.OpenContact(Vault::Table::kWaitlistEntries, 17, sealed,
                                opened, opened_needs),
              HasReason("SEALED_DATA_INVALID"));
}

}  // namespace
}  // namespace cwp::registration
