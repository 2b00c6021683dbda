#include "firmware/monitor/name_resolution.hpp"

#include <cstdlib>

namespace liftguard::monitor {

void bound_name_resolution() {
  ::setenv("RES_OPTIONS", "timeout:1 attempts:1", 0);
  ::setenv("LOCALDOMAIN", "", 0);
}

}  // namespace liftguard::monitor
