// What this process costs, as the kernel counts it (proc(5)).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace liftguard::monitor {

// What cannot be read is absent.
struct ProcessUsage {
  std::optional<std::chrono::milliseconds> cpu;  // of all threads since the start, in user and kernel mode
  std::optional<std::uint64_t> resident_kib;
};

// `folder`: /proc/self, or one laid out like it.
[[nodiscard]] ProcessUsage process_usage(const std::filesystem::path& folder);

// Of one core, in thousandths, over `elapsed`; none where no time has passed. More than 1000 with several threads.
[[nodiscard]] std::optional<std::uint32_t> cpu_per_mille(std::chrono::milliseconds used,
                                                         std::chrono::milliseconds elapsed);

}  // namespace liftguard::monitor
