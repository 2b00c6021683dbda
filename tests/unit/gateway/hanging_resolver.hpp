// A name server that does not answer: while one of these lives, the names that end in ".hang" are looked up until it
// goes, or for kLongest. Linked into a test, it stands before the C library's getaddrinfo, also for libcurl.
#pragma once

#include <chrono>

namespace liftguard::testing {

class HangingResolver {
 public:
  static constexpr std::chrono::milliseconds kLongest{2'000};

  HangingResolver();
  ~HangingResolver();
  HangingResolver(const HangingResolver&) = delete;
  HangingResolver& operator=(const HangingResolver&) = delete;

  [[nodiscard]] bool asked() const;  // has anybody been kept waiting?
};

}  // namespace liftguard::testing
