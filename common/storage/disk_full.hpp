#pragma once

#include "common/storage/database.hpp"

namespace liftguard::storage {

// The disk has no room for it (fault row B9). Nothing happened; there may be room again.
class DiskFull : public Busy {
 public:
  using Busy::Busy;
};

}  // namespace liftguard::storage
