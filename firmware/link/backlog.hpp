// What the link sees of the journal: which records wait for the gateway's confirmation, in order. The bytes pass it by.
#pragma once

#include <cstddef>
#include <optional>

#include "firmware/journal/journal.hpp"

namespace liftguard::link {

using journal::RecordKey;

class Backlog {
 public:
  virtual ~Backlog() = default;
  [[nodiscard]] virtual std::optional<RecordKey> next_unconfirmed(Lane lane, std::optional<RecordKey> after) const = 0;
  [[nodiscard]] virtual bool is_unconfirmed(const RecordKey& key) const = 0;
  [[nodiscard]] virtual std::size_t unconfirmed(Lane lane) const = 0;
  [[nodiscard]] virtual std::size_t length(const RecordKey& key) const = 0;  // bytes
};

class JournalBacklog final : public Backlog {
 public:
  explicit JournalBacklog(const journal::Journal& journal) : journal_(journal) {}
  [[nodiscard]] std::optional<RecordKey> next_unconfirmed(Lane lane, std::optional<RecordKey> after) const override {
    return journal_.next_unconfirmed(lane, after);
  }
  [[nodiscard]] bool is_unconfirmed(const RecordKey& key) const override { return journal_.is_unconfirmed(key); }
  [[nodiscard]] std::size_t unconfirmed(Lane lane) const override { return journal_.unconfirmed(lane); }
  [[nodiscard]] std::size_t length(const RecordKey& key) const override { return journal_.length(key); }

 private:
  const journal::Journal& journal_;
};

}  // namespace liftguard::link
