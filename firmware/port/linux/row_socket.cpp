#include "firmware/port/linux/row_socket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <thread>

#include <spdlog/spdlog.h>

#include "common/base/text.hpp"
#include "firmware/port/rows/row_inputs.hpp"

namespace liftguard::port {

RowSocket::~RowSocket() {
  if (fd_ >= 0) ::close(fd_);
}

void RowSocket::try_connect() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path_.size() >= sizeof address.sun_path)
    throw std::invalid_argument("the path of the sensors' socket is too long");
  std::memcpy(address.sun_path, path_.data(), path_.size());
  fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd_ >= 0 && ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    spdlog::info("sensors: connected to {}", path_);
    reader_.emplace();
    line_.clear();
    time_.connected();
    said_waiting_ = false;
    return;
  }
  if (!std::exchange(said_waiting_, true)) spdlog::warn("sensors: {}: {}; waiting", path_, std::strerror(errno));
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  next_attempt_ = clock_.now() + kRetry;
}

void RowSocket::hang_up(const std::string& why) {
  spdlog::warn("sensors: {}", why);
  ::close(fd_);
  fd_ = -1;
  next_attempt_ = clock_.now() + kRetry;
}

void RowSocket::wait(std::chrono::milliseconds patience, const Take& take) {
  if (fd_ < 0 && clock_.now() >= next_attempt_) try_connect();
  if (fd_ < 0) {
    std::this_thread::sleep_for(std::min(patience, kRetry));
    tick_if_silent(take);
    return;
  }
  pollfd waiting{fd_, POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(patience.count())) > 0) {
    std::array<char, 16'384> bytes;
    const auto got = ::read(fd_, bytes.data(), bytes.size());
    if (got > 0)
      take_bytes(bytes.data(), static_cast<std::size_t>(got), take);
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
      hang_up("the source has hung up");
  }
  tick_if_silent(take);
}

void RowSocket::take_bytes(const char* bytes, std::size_t size, const Take& take) {
  std::string_view rest(bytes, size);
  for (auto end = rest.find('\n'); end != std::string_view::npos && fd_ >= 0; end = rest.find('\n')) {
    line_.append(rest.substr(0, end));
    rest.remove_prefix(end + 1);
    take_line(line_, take);
    line_.clear();
  }
  if (fd_ < 0) return;
  line_.append(rest);
  if (line_.size() > kMaxLine) hang_up("a line of more than 4096 bytes");
}

void RowSocket::take_line(std::string_view line, const Take& take) {
  switch (reader_->push(line)) {
    case trace::RowReader::Outcome::metadata:
      return;
    case trace::RowReader::Outcome::columns: {
      auto site = site_of(reader_->header());
      if (!site) return hang_up(printable(site.error().detail, 200));
      if (!site_) site_ = *site;
      return;
    }
    case trace::RowReader::Outcome::row:
      break;
    case trace::RowReader::Outcome::error:
      return hang_up(printable(trace::describe(path_, reader_->error()), 200));
  }
  const auto now = clock_.now();
  heard_ = now;
  auto row = reader_->row();
  row.t_us = time_.of_row(row.t_us, now).time_since_epoch().count();
  const RowInputs inputs(row);
  for (const auto& input : inputs.inputs()) take(input);
}

void RowSocket::tick_if_silent(const Take& take) {
  const auto now = clock_.now();
  if (!site_ || now - heard_ < kSilence) return;
  heard_ = now;
  take({time_.at(now), engine::Tick{}});
}

}  // namespace liftguard::port
