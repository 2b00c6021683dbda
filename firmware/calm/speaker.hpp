// Where the box's voice comes out, and where the door buttons' presses come in.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "firmware/calm/script.hpp"

namespace liftguard::calm {

class Speaker {
 public:
  virtual ~Speaker() = default;
  virtual void say(Utterance utterance) = 0;  // begins at once, returns at once; what fails is logged by the speaker
};

// One line a sentence into a file or a named pipe: the recording's name, a tab, the Chinese words, a tab, the English
// ones. Whoever plays it reads the lines. A pipe that nobody reads takes nothing and holds up nothing.
[[nodiscard]] std::unique_ptr<Speaker> make_line_speaker(std::filesystem::path path);

class ButtonPort {
 public:
  virtual ~ButtonPort() = default;
  // The presses since the last call, in order.
  virtual void poll(const std::function<void(Button)>& pressed) = 0;
};

// Lines "open" and "close" that a simulator or a board's own program appends to a file; what was there at the start,
// and lines that are neither, count for nothing. Only a regular file is read, for anything else (a named pipe) may hold
// up who opens it: the log says so, from the start on, and no press counts.
[[nodiscard]] std::unique_ptr<ButtonPort> make_line_buttons(std::filesystem::path path);

}  // namespace liftguard::calm
