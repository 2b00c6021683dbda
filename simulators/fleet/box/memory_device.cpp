#include "simulators/fleet/box/memory_device.hpp"

#include <algorithm>

namespace liftguard::fleet {

void MemoryDevice::read(std::uint32_t offset, std::span<std::uint8_t> out) {
  std::fill(out.begin(), out.end(), std::uint8_t{0xFF});
  for (std::size_t done = 0; done < out.size();) {
    const auto at = offset + done;
    const auto& sector = sectors_.at(at / geometry_.sector_size);
    const auto within = at % geometry_.sector_size;
    const auto part = std::min(out.size() - done, geometry_.sector_size - within);
    const auto written = within < sector.size() ? std::min(part, sector.size() - within) : 0;
    std::copy_n(sector.begin() + static_cast<std::ptrdiff_t>(written > 0 ? within : 0), written,
                out.begin() + static_cast<std::ptrdiff_t>(done));
    done += part;
  }
}

void MemoryDevice::program(std::uint32_t offset, std::span<const std::uint8_t> bytes) {
  auto& sector = sectors_.at(offset / geometry_.sector_size);
  const auto within = offset % geometry_.sector_size;
  if (within + bytes.size() > geometry_.sector_size) throw journal::DeviceError("a program crosses a sector");
  if (within < sector.size()) throw journal::DeviceError("a unit is programmed twice");
  sector.resize(within, 0xFF);
  sector.insert(sector.end(), bytes.begin(), bytes.end());
}

void MemoryDevice::erase(std::uint32_t sector) {
  sectors_.at(sector) = {};
}

}  // namespace liftguard::fleet
