// The registered monitors and what they are bound to, in memory: every record asks for them. Brought up to date inside
// each transaction, from the rows alone that changed since the last, so that it is never wrong there. For one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"

namespace liftguard::gateway {

struct KnownBox {
  ElevatorId elevator;  // none: unbound
  UtcTime since;        // of the binding
};

class KnownBoxes {
 public:
  // At the start of a transaction; before the first one in a read session, since then it reads all of them.
  void follow(storage::Session& session);

  [[nodiscard]] const KnownBox* find(std::string_view monitor) const;  // none: not registered
  [[nodiscard]] std::size_t size() const { return boxes_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, KnownBox, Hash, std::equal_to<>> boxes_;
  std::int64_t change_ = -1;
};

}  // namespace liftguard::gateway
