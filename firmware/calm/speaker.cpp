#include "firmware/calm/speaker.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "firmware/calm/words.hpp"

namespace liftguard::calm {

namespace {

class LineSpeaker final : public Speaker {
 public:
  explicit LineSpeaker(std::filesystem::path path) : path_(std::move(path)) {}

  void say(Utterance utterance) override {
    const auto& words = words_of(utterance);
    const auto line = fmt::format("{}\t{}\t{}\n", words.name, words.zh, words.en);
    // O_NONBLOCK: opening a pipe without a reader must not hold up the box.
    const int file = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0644);
    const bool written = file >= 0 && ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    const int reason = errno;
    if (file >= 0) ::close(file);
    if (written)
      spdlog::info("calm: {}", words.name);
    else
      spdlog::error("calm: {} is not said: {}: {}", words.name, path_.string(), std::strerror(reason));
  }

 private:
  std::filesystem::path path_;
};

class LineButtons final : public ButtonPort {
 public:
  explicit LineButtons(std::filesystem::path path) : path_(std::move(path)) {
    if (!readable()) return;
    std::error_code none;
    const auto size = std::filesystem::file_size(path_, none);
    if (!none) read_to_ = static_cast<std::streamoff>(size);
  }

  void poll(const std::function<void(Button)>& pressed) override {
    if (!readable()) return;
    std::error_code none;
    if (static_cast<std::streamoff>(std::filesystem::file_size(path_, none)) < read_to_ || none) read_to_ = 0;
    std::ifstream in(path_);
    if (!in.seekg(read_to_)) return;
    for (std::string line; std::getline(in, line) && !in.eof();) {
      read_to_ = in.tellg();
      if (line == "open") pressed(Button::opens);
      if (line == "close") pressed(Button::closes);
    }
  }

 private:
  // Also where there is no file yet.
  bool readable() {
    std::error_code none;
    const auto what = std::filesystem::status(path_, none);
    const bool other = std::filesystem::exists(what) && !std::filesystem::is_regular_file(what);
    if (std::exchange(refused_, other) != other && other)
      spdlog::error("calm: {} 不是普通文件，不读取按钮 is not a regular file, no button counts", path_.string());
    return !other;
  }

  std::filesystem::path path_;
  std::streamoff read_to_ = 0;
  bool refused_ = false;
};

}  // namespace

std::unique_ptr<Speaker> make_line_speaker(std::filesystem::path path) {
  return std::make_unique<LineSpeaker>(std::move(path));
}

std::unique_ptr<ButtonPort> make_line_buttons(std::filesystem::path path) {
  return std::make_unique<LineButtons>(std::move(path));
}

}  // namespace liftguard::calm
