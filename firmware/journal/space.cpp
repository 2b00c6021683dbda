#include "firmware/journal/space.hpp"

#include <algorithm>
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

std::uint32_t Space::sectors_in_use(RegionName region, std::initializer_list<Sector::Use> uses) const {
  std::uint32_t out = 0;
  for (auto s = first(region); s < first(region) + count(region); ++s)
    if (std::find(uses.begin(), uses.end(), sectors_[s].use) != uses.end()) ++out;
  return out;
}

std::uint32_t Space::free_sectors(RegionName region) const {
  return sectors_in_use(region, {Sector::Use::erased, Sector::Use::dead});
}

std::uint32_t Space::used_sectors(RegionName region) const {
  return sectors_in_use(region, {Sector::Use::used});
}

bool Space::fits(RegionName region, std::uint32_t size) const {
  const auto current = current_[index(region)];
  return current && sectors_[*current].use == Sector::Use::used &&
         sectors_[*current].end + size <= geometry_.sector_size;
}

template <class Operations>
void Space::operate(Operations operations) {
  if (failed_) throw DeviceError("the journal's device has failed before");
  failed_ = true;
  try {
    operations();
  } catch (const SectorError&) {
    failed_ = false;
    throw;
  }
  failed_ = false;
}

bool Space::open_next(RegionName region) {
  // Round the ring from the current sector, so that wear is even.
  const auto begin = current_[index(region)].value_or(first(region) + count(region) - 1) - first(region);
  for (std::uint32_t i = 1; i <= count(region); ++i) {
    const auto s = first(region) + (begin + i) % count(region);
    if (sectors_[s].use == Sector::Use::dead) give_up(s);
    if (sectors_[s].use != Sector::Use::erased) continue;
    sectors_[s].use = Sector::Use::used;
    current_[index(region)] = s;
    return true;
  }
  return false;
}

std::optional<std::uint32_t> Space::write(RegionName region, FrameWriter& frame, const FrameHead& head) {
  const auto current = *current_[index(region)];
  auto& sector = sectors_[current];
  const auto position = current * geometry_.sector_size + sector.end;
  const auto bytes = frame.finish(head, {position, sector.erases}, geometry_.program_size);
  try {
    operate([&] {
      device_.program(position, bytes);
      device_.sync();
    });
  } catch (const SectorError&) {
    sector.worn = true;
    sector.end = geometry_.sector_size;
    return std::nullopt;
  }
  sector.end += static_cast<std::uint32_t>(bytes.size());
  if (sector.first_number == 0) sector.first_number = head.number;
  sector.last_number = head.number;
  return position;
}

void Space::give_up(std::uint32_t sector) {
  const auto erases = sectors_[sector].erases;
  if (!sectors_[sector].worn) {
    try {
      operate([&] {
        device_.erase(sector);
        device_.sync();
      });
      sectors_[sector] = {.erases = erases + 1};
      return;
    } catch (const SectorError&) {
    }
  }
  sectors_[sector] = {.use = Sector::Use::retired, .erases = erases, .worn = true};
}

std::vector<BadSector> Space::bad() const {
  std::vector<BadSector> out;
  for (std::uint32_t s = 0; s < sectors(); ++s) {
    if (!sectors_[s].worn) continue;
    const bool dead = sectors_[s].use == Sector::Use::retired;
    out.push_back({s, dead ? BadSector::Content::dead : BadSector::Content::needed});
  }
  return out;
}

Wear Space::wear() const {
  Wear out;
  for (std::uint32_t s = 0; s < sectors(); ++s) {
    auto& region = out.regions[index(region_of(s))];
    ++region.sectors;
    region.erases += sectors_[s].erases;
    region.most = std::max(region.most, sectors_[s].erases);
    if (sectors_[s].worn) ++region.worn_out;
  }
  return out;
}

}  // namespace liftguard::journal
