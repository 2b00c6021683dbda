#include "common/storage/restored.hpp"

#include <random>
#include <string_view>

#include <fmt/format.h>

namespace liftguard::storage {

namespace {

constexpr Statement kSetIncarnation{"meta.new_incarnation", "update meta set value = :1 where key = 'incarnation'"};
constexpr Statement kSkip{"counters.skip", "update counters set value = value + :2 where name = :1"};

// Others than the database remember these: a gateway that was forgotten may still run, an authority knows its uploads.
constexpr std::string_view kRemembered[] = {"gateway_epoch", "uploads"};

// More than a database gives out between two backups, and far from the end of 63 bits.
constexpr std::int64_t kSkipped = 1'000'000'000;

}  // namespace

std::uint64_t begin_new_incarnation(Transaction& tx) {
  std::random_device entropy;
  const std::uint64_t incarnation = std::uniform_int_distribution<std::uint64_t>{}(entropy);
  tx.exec(kSetIncarnation, fmt::format("{:016x}", incarnation));
  for (const auto counter : kRemembered) tx.exec(kSkip, counter, kSkipped);
  return incarnation;
}

}  // namespace liftguard::storage
