// A folder laid out as the kernel lays out IIO devices, with a FIFO as a device's buffer.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace liftguard::test {

class Root {
 public:
  Root() {
    std::string name = (std::filesystem::temp_directory_path() / "liftguard-port-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Root() { std::filesystem::remove_all(path_); }
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  void put(const std::filesystem::path& file, const std::string& text) const {
    std::filesystem::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file, std::ios::binary) << text;
  }
  [[nodiscard]] std::string get(const std::filesystem::path& file) const {
    std::ifstream in(path_ / file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::filesystem::path path_;
};

// The writing end of a device's buffer.
class Fifo {
 public:
  explicit Fifo(const std::filesystem::path& path) {
    std::filesystem::create_directories(path.parent_path());
    if (::mkfifo(path.c_str(), 0600) != 0) throw std::runtime_error("no FIFO " + path.string());
    fd_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);  // both ends: it never waits for a reader
  }
  ~Fifo() { close(); }
  Fifo(const Fifo&) = delete;
  Fifo& operator=(const Fifo&) = delete;

  void write(const std::vector<std::uint8_t>& bytes) const {
    if (::write(fd_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
      throw std::runtime_error("the FIFO is full");
  }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_ = -1;
};

// Bytes of a number, least first.
inline void append(std::vector<std::uint8_t>& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

// x, y, z as le:s12/16>>4 and a time stamp: 6 bytes, 2 of padding, 8.
inline std::vector<std::uint8_t> accel_frame(int x, int y, int z, std::int64_t stamp_ns) {
  std::vector<std::uint8_t> out;
  for (const int raw : {x, y, z}) append(out, static_cast<std::uint64_t>(raw) << 4U, 2);
  append(out, 0xEEEE, 2);
  append(out, static_cast<std::uint64_t>(stamp_ns), 8);
  return out;
}

// An accelerometer like the kernel's lis2dh12 as device `number`.
inline std::filesystem::path put_accelerometer(const Root& root, int number = 0,
                                               const std::string& name = "lis2dh12_accel") {
  const std::filesystem::path device = "sys/bus/iio/devices/iio:device" + std::to_string(number);
  root.put(device / "name", name + "\n");
  root.put(device / "in_accel_scale", "0.009806\n");
  root.put(device / "sampling_frequency", "100\n");
  root.put(device / "current_timestamp_clock", "realtime\n");
  root.put(device / "buffer/enable", "0\n");
  root.put(device / "buffer/length", "2\n");
  root.put(device / "trigger/current_trigger", "\n");
  int index = 0;
  for (const std::string axis : {"x", "y", "z"}) {
    const auto channel = device / "scan_elements" / ("in_accel_" + axis);
    root.put(channel.string() + "_en", "0\n");
    root.put(channel.string() + "_index", std::to_string(index++) + "\n");
    root.put(channel.string() + "_type", "le:s12/16>>4\n");
  }
  root.put(device / "scan_elements/in_timestamp_en", "0\n");
  root.put(device / "scan_elements/in_timestamp_index", "3\n");
  root.put(device / "scan_elements/in_timestamp_type", "le:s64/64>>0\n");
  return device;
}

}  // namespace liftguard::test
