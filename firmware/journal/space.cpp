#include "firmware/journal/space.hpp"

#include <numeric>

namespace liftguard::journal {
namespace {

std::size_t index(RegionName region) {
  return static_cast<std::size_t>(region);
}

}  // namespace

Space::Space(BlockDevice& device, const SectorCounts& counts)
    : device_(device), geometry_(device.geometry()), counts_(counts) {
  const auto total = std::accumulate(counts.begin(), counts.end(), 0U);
  if (total > geometry_.sectors) throw DeviceError("the device has too few sectors for the journal");
  sectors_.resize(total);
}

std::uint32_t Space::first(RegionName region) const {
  return std::accumulate(counts_.begin(), counts_.begin() + static_cast<std::ptrdiff_t>(index(region)), 0U);
}

std::uint32_t Space::count(RegionName region) const {
  return counts_[index(region)];
}

RegionName Space::region_of(std::uint32_t sector) const {
  for (const auto region : {RegionName::alarm, RegionName::event, RegionName::bulk})
    if (sector < first(region) + count(region)) return region;
  return RegionName::state;
}

std::optional<std::uint32_t> Space::current(RegionName region) const {
  return current_[index(region)];
}

void Space::set_current(RegionName region, std::uint32_t sector) {
  current_[index(region)] = sector;
}

std::uint32_t Space::free_sectors(RegionName region) const {
  std::uint32_t out = 0;
  for (auto s = first(region); s < first(region) + count(region); ++s)
    if (sectors_[s].use != Sector::Use::used) ++out;
  return out;
}

bool Space::fits(RegionName region, std::uint32_t size) const {
  const auto current = current_[index(region)];
  return current && sectors_[*current].end + size <= geometry_.sector_size;
}

void Space::open_next(RegionName region) {
  // Round the ring from the current sector, so that wear is even.
  const auto begin = current_[index(region)].value_or(first(region) + count(region) - 1) - first(region);
  for (std::uint32_t i = 1; i <= count(region); ++i) {
    const auto s = first(region) + (begin + i) % count(region);
    if (sectors_[s].use == Sector::Use::used) continue;
    if (sectors_[s].use == Sector::Use::dead) erase(s);
    sectors_[s] = {Sector::Use::used, 0, 0, 0};
    current_[index(region)] = s;
    return;
  }
  throw std::logic_error("a region of the journal has no free sector");
}

std::uint32_t Space::write(RegionName region, FrameWriter& frame, const FrameHead& head) {
  const auto current = *current_[index(region)];
  auto& sector = sectors_[current];
  const auto position = current * geometry_.sector_size + sector.end;
  const auto bytes = frame.finish(head, position, geometry_.program_size);
  device_.program(position, bytes);
  device_.sync();
  sector.end += static_cast<std::uint32_t>(bytes.size());
  if (sector.first_number == 0) sector.first_number = head.number;
  sector.last_number = head.number;
  return position;
}

void Space::erase(std::uint32_t sector) {
  device_.erase(sector);
  device_.sync();
  sectors_[sector] = {};
}

}  // namespace liftguard::journal
