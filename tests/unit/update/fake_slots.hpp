// Slots in memory that behave as badly as storage may: a power cut at any operation, which tears it; what was not
// synced is there in any part afterwards; operations that fail.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "firmware/update/slots.hpp"

namespace liftguard::test {

struct PowerCut {};

class FakeSlots final : public update::Slots {
 public:
  static constexpr std::size_t kPage = 64;  // what is written as a whole, or torn

  explicit FakeSlots(std::uint64_t capacity, std::uint32_t seed = 1) : capacity_(capacity), random_(seed) {}

  [[nodiscard]] std::uint64_t capacity() const override { return capacity_; }

  void erase(update::Slot slot) override {
    operate([&] { seen_[at(slot)].clear(); });
  }
  void write(update::Slot slot, std::uint64_t offset, std::span<const std::uint8_t> bytes) override {
    operate([&] {
      auto& image = seen_[at(slot)];
      image.resize(std::max<std::size_t>(image.size(), offset + bytes.size()), 0);
      std::copy(bytes.begin(), bytes.end(), image.begin() + static_cast<std::ptrdiff_t>(offset));
    });
  }
  void sync(update::Slot slot) override {
    operate([&] { durable_[at(slot)] = seen_[at(slot)]; });
  }
  [[nodiscard]] std::size_t read(update::Slot slot, std::uint64_t offset, std::span<std::uint8_t> out) override {
    const auto& image = seen_[at(slot)];
    if (offset >= image.size()) return 0;
    const auto count = std::min<std::size_t>(out.size(), image.size() - offset);
    std::copy_n(image.begin() + static_cast<std::ptrdiff_t>(offset), count, out.begin());
    return count;
  }

  [[nodiscard]] std::optional<update::RecordBytes> read_record(update::Copy copy) override {
    return records_[static_cast<std::size_t>(copy)];
  }
  void write_record(update::Copy copy, const update::RecordBytes& bytes) override {
    auto& kept = records_[static_cast<std::size_t>(copy)];
    const auto before = kept.value_or(update::RecordBytes{});
    operate([&] { kept = bytes; }, [&] { kept = torn(before, bytes); });
  }

  // The power goes at the operation with this number, counted from 0 since the last reboot.
  void cut_at(std::optional<std::size_t> operation) { cut_at_ = operation; }
  // Operations from this one on fail.
  void fail_from(std::optional<std::size_t> operation) { fail_from_ = operation; }
  [[nodiscard]] std::size_t operations() const { return operations_; }
  void reboot() {
    operations_ = 0;
    cut_at_.reset();
  }
  void reboot(std::uint32_t seed) {
    random_.seed(seed);
    reboot();
  }

  std::vector<std::uint8_t>& bytes(update::Slot slot) { return seen_[at(slot)]; }
  std::optional<update::RecordBytes>& record_bytes(update::Copy copy) {
    return records_[static_cast<std::size_t>(copy)];
  }

 private:
  static std::size_t at(update::Slot slot) { return static_cast<std::size_t>(slot); }

  template <class Operation>
  void operate(Operation operation) {
    operate(operation, operation);
  }

  template <class Operation, class Torn>
  void operate(Operation operation, Torn torn_operation) {
    if (fail_from_ && operations_ >= *fail_from_) {
      ++operations_;
      throw update::DeviceError("told to fail");
    }
    const bool cut = cut_at_ && operations_ == *cut_at_;
    ++operations_;
    if (!cut) return operation();
    const auto synced = durable_;  // a sync that is cut off may have made any part durable
    torn_operation();
    durable_ = synced;
    for (std::size_t slot = 0; slot < seen_.size(); ++slot) scramble(slot);
    throw PowerCut{};
  }

  // Of what was not synced, each page is there as before, as now, or torn; and the length is either.
  void scramble(std::size_t slot) {
    auto &now = seen_[slot], &before = durable_[slot];
    if (now == before) return;
    auto left = random_() % 2 == 0 ? now : before;
    left.resize(random_() % 2 == 0 ? now.size() : before.size(), 0);
    for (std::size_t page = 0; page < left.size(); page += kPage) {
      const auto end = std::min(left.size(), page + kPage);
      const auto& from = random_() % 2 == 0 ? now : before;
      const auto whole = random_() % 4 == 0 ? page + random_() % kPage : end;
      for (auto i = page; i < std::min(whole, end); ++i) left[i] = i < from.size() ? from[i] : 0;
    }
    now = before = left;
  }

  update::RecordBytes torn(const update::RecordBytes& before, const update::RecordBytes& after) {
    auto left = before;
    const auto until = random_() % (left.size() + 1);
    std::copy_n(after.begin(), until, left.begin());
    if (until < left.size() && random_() % 2 == 0) left[until] = static_cast<std::uint8_t>(random_());
    return left;
  }

  std::uint64_t capacity_;
  std::mt19937 random_;
  std::array<std::vector<std::uint8_t>, 2> seen_, durable_;
  std::array<std::optional<update::RecordBytes>, 2> records_;
  std::optional<std::size_t> cut_at_, fail_from_;
  std::size_t operations_ = 0;
};

}  // namespace liftguard::test
