// Slots as folders of a Linux file system:
//
//   FOLDER/A/header  FOLDER/A/program   the image's first 256 bytes, and its payload, ready to be executed
//   FOLDER/B/header  FOLDER/B/program
//   FOLDER/record.0  FOLDER/record.1    the copies of the boot record, each replaced by rename
#pragma once

#include <cstdint>
#include <filesystem>

#include "firmware/update/slots.hpp"

namespace liftguard::update {

class FolderSlots final : public Slots {
 public:
  // Makes what is missing of the folders. Throws DeviceError.
  FolderSlots(std::filesystem::path folder, std::uint64_t capacity);

  [[nodiscard]] std::uint64_t capacity() const override { return capacity_; }
  void erase(Slot slot) override;
  void write(Slot slot, std::uint64_t offset, std::span<const std::uint8_t> bytes) override;
  void sync(Slot slot) override;
  [[nodiscard]] std::size_t read(Slot slot, std::uint64_t offset, std::span<std::uint8_t> out) override;
  [[nodiscard]] std::optional<RecordBytes> read_record(Copy copy) override;
  void write_record(Copy copy, const RecordBytes& bytes) override;

  [[nodiscard]] std::filesystem::path program(Slot slot) const;

 private:
  [[nodiscard]] std::filesystem::path folder_of(Slot slot) const;
  [[nodiscard]] std::filesystem::path header(Slot slot) const;
  [[nodiscard]] std::filesystem::path record(Copy copy) const;

  std::filesystem::path folder_;
  std::uint64_t capacity_;
};

}  // namespace liftguard::update
