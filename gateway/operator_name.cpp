#include "gateway/operator_name.hpp"

#include <pwd.h>
#include <unistd.h>

#include <fmt/format.h>

namespace liftguard::gateway {

std::string operator_name() {
  if (const char* name = ::getlogin(); name != nullptr) return name;
  const auto* entry = ::getpwuid(::getuid());
  return entry == nullptr ? fmt::format("uid {}", ::getuid()) : entry->pw_name;
}

}  // namespace liftguard::gateway
