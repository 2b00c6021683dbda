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

std::uint64_t draw_incarnation() {
  std::random_device entropy;
  return std::uniform_int_distribution<std::uint64_t>{}(entropy);
}

}  // namespace

std::uint64_t begin_new_incarnation(Transaction& tx) {
  const std::uint64_t incarnation = draw_incarnation();
  tx.exec(kSetIncarnation, fmt::format("{:016x}", incarnation));
  for (const auto counter : kRemembered) tx.exec(kSkip, counter, kSkipped);
  return incarnation;
}

std::string new_incarnation_script() {
  std::string script =
      fmt::format("update meta set value = '{:016x}' where key = 'incarnation';\n", draw_incarnation());
  for (const auto counter : kRemembered)
    script += fmt::format("update counters set value = value + {} where name = '{}';\n", kSkipped, counter);
  return script;
}

}  // namespace liftguard::storage
