// What can be refused is a Result; what should not happen is an exception.
#pragma once

#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>

#include <boost/system/result.hpp>

namespace liftguard {

// Why something was refused: a stable code for programs and tests, and a sentence for the log. What a user reads is
// looked up by the code in their language.
struct Refusal {
  std::string code;
  std::string detail;
};

inline std::ostream& operator<<(std::ostream& out, const Refusal& refusal) {
  return out << refusal.code << ": " << refusal.detail;
}

template <class T>
using Result = boost::system::result<T, Refusal>;

[[noreturn]] inline void throw_exception_from_error(const Refusal& refusal, const boost::source_location&) {
  throw std::runtime_error(refusal.code + ": " + refusal.detail);
}

[[nodiscard]] inline Refusal refuse(std::string code, std::string detail = {}) {
  return Refusal{std::move(code), std::move(detail)};
}

}  // namespace liftguard
