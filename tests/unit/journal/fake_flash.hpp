// Flash that behaves as badly as flash may: erase before program is enforced, a power cut may come at any operation and
// tears it, what was not synced may be there in any part, sectors wear out, cannot be read, and a sync may fail.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <vector>

#include "firmware/journal/block_device.hpp"

namespace liftguard::test {

struct PowerCut {};

class FakeFlash final : public journal::BlockDevice {
 public:
  enum class Tearing : std::uint8_t {
    in_order,   // units are programmed one after the other: a cut leaves a beginning, one unit in part, and the rest
                // erased
    reordered,  // everything since the last sync may be there or not, unit by unit
  };

  // Of a thousand erases or programs so many wear their sector out: they fail, leaving a part of their work, and so
  // does all that is tried there afterwards.
  struct Wearing {
    unsigned erases = 0, programs = 0;
    std::size_t most = 0;  // sectors
  };

  FakeFlash(journal::Geometry geometry, std::uint32_t seed, Tearing tearing = Tearing::in_order)
      : FakeFlash(geometry, seed, tearing, Wearing{}) {}
  FakeFlash(journal::Geometry geometry, std::uint32_t seed, Tearing tearing, const Wearing& wearing)
      : geometry_(geometry),
        tearing_(tearing),
        wearing_(wearing),
        random_(seed),
        chance_(seed),
        stable_(size(), 0xFF),
        seen_(size(), 0xFF) {}

  [[nodiscard]] journal::Geometry geometry() const override { return geometry_; }

  void read(std::uint32_t offset, std::span<std::uint8_t> out) override {
    if (offset + out.size() > size()) throw std::logic_error("read beyond the device");
    for (auto at = offset; at < offset + out.size(); at += geometry_.sector_size)
      if (unreadable_.contains(at / geometry_.sector_size)) throw journal::SectorError("unreadable");
    std::copy_n(seen_.begin() + offset, out.size(), out.begin());
  }

  void program(std::uint32_t offset, std::span<const std::uint8_t> bytes) override {
    const auto unit = geometry_.program_size;
    if (offset % unit != 0 || bytes.size() % unit != 0) throw std::logic_error("program is not aligned");
    if (offset / geometry_.sector_size != (offset + bytes.size() - 1) / geometry_.sector_size)
      throw std::logic_error("program crosses a sector");
    for (std::size_t i = 0; i < bytes.size(); ++i)
      if (seen_[offset + i] != 0xFF) throw std::logic_error("program without erase");
    const bool fails = is_worn(offset / geometry_.sector_size, wearing_.programs);
    operate([&](bool cut) {
      cut = cut || fails;
      const auto units = bytes.size() / unit;
      const auto whole = cut ? random_() % units : units;
      for (std::size_t i = 0; i < whole * unit; ++i) seen_[offset + i] = bytes[i];
      if (!cut) return;
      for (std::size_t i = whole * unit; i < (whole + 1) * unit; ++i)  // programming clears bits, one by one
        seen_[offset + i] = static_cast<std::uint8_t>(bytes[i] | random_());
    });
    if (fails) throw journal::SectorError("program failed");
  }

  void erase(std::uint32_t sector) override {
    ++erases_;
    const bool fails = is_worn(sector, wearing_.erases);
    operate([&](bool cut) {
      cut = cut || fails;
      const auto begin = sector * geometry_.sector_size;
      const auto end = begin + (cut ? random_() % geometry_.sector_size : geometry_.sector_size);
      for (auto i = begin; i < end; ++i) seen_[i] = 0xFF;
      if (cut && random_() % 2 == 0 && end < size()) seen_[end] = static_cast<std::uint8_t>(seen_[end] | random_());
    });
    if (fails) throw journal::SectorError("erase failed");
  }

  // A failed sync as Linux has it: any part of what was to be written is there, and no later sync writes the rest.
  void sync() override {
    if (sync_fails_at_ && operations_ == *sync_fails_at_) {
      ++operations_;
      scramble();
      stable_ = seen_;
      throw journal::DeviceError("sync failed");
    }
    operate([&](bool) { stable_ = seen_; });
  }

  void fail_sync_at(std::size_t operation) { sync_fails_at_ = operation; }
  void wear_out(std::uint32_t sector) { worn_.insert(sector); }
  void make_unreadable(std::uint32_t sector) { unreadable_.insert(sector); }
  [[nodiscard]] const std::set<std::uint32_t>& worn() const { return worn_; }

  // The power goes at the operation with this number (from 0, counted since the last reboot); or stays.
  void cut_at(std::optional<std::size_t> operation) { cut_at_ = operation; }
  [[nodiscard]] std::size_t operations() const { return operations_; }
  [[nodiscard]] std::size_t erases() const { return erases_; }
  void reboot() {
    operations_ = 0;
    cut_at_.reset();
    sync_fails_at_.reset();
  }

  std::vector<std::uint8_t>& bytes() { return seen_; }
  void settle() { stable_ = seen_; }  // after bytes() was changed by hand

 private:
  [[nodiscard]] std::size_t size() const { return std::size_t{geometry_.sector_size} * geometry_.sectors; }

  bool is_worn(std::uint32_t sector, unsigned per_mille) {
    if (per_mille > 0 && worn_.size() < wearing_.most && chance_() % 1'000 < per_mille) worn_.insert(sector);
    return worn_.contains(sector);
  }

  template <class Operation>
  void operate(Operation operation) {
    const bool cut = cut_at_ && operations_ == *cut_at_;
    ++operations_;
    operation(cut && tearing_ == Tearing::in_order);
    if (!cut) return;
    if (tearing_ == Tearing::reordered) scramble();
    stable_ = seen_;
    throw PowerCut{};
  }

  // Of all that was written since the last sync each unit is there or not.
  void scramble() {
    const auto unit = geometry_.program_size;
    for (std::size_t at = 0; at < size(); at += unit)
      if (random_() % 2 == 0)
        std::copy_n(stable_.begin() + static_cast<std::ptrdiff_t>(at), unit,
                    seen_.begin() + static_cast<std::ptrdiff_t>(at));
  }

  journal::Geometry geometry_;
  Tearing tearing_;
  Wearing wearing_;
  std::mt19937 random_, chance_;
  std::vector<std::uint8_t> stable_, seen_;
  std::set<std::uint32_t> worn_, unreadable_;
  std::optional<std::size_t> cut_at_, sync_fails_at_;
  std::size_t operations_ = 0;
  std::size_t erases_ = 0;
};

}  // namespace liftguard::test
