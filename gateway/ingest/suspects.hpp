// Messages that the process died on (fault row B17): remembered beside the database, so that a message that crashes the
// program twice is set aside instead of crashing it for ever.
//
// What is being applied stands in a small file that is mapped into memory. A handler for the signals by which a program
// dies of itself (SIGSEGV, SIGABRT, ...) marks it there if they struck the thread that applies; kill -9 and a power cut
// are nobody's fault and leave no mark. After a crash in the middle of a group all of its messages are suspects and are
// applied one by one, which clears all but the one that did it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace liftguard::gateway {

// Whatever makes a message the same at every resend.
using MessageMark = std::uint64_t;
[[nodiscard]] MessageMark mark_of(std::string_view topic, std::string_view content);

// One a process. For one thread but for the handler.
class Suspects {
 public:
  static constexpr std::size_t kMaxGroup = 1'024;
  static constexpr int kCrashesAllowed = 1;

  // Reads what the process before this one left, and takes the signals. Throws std::system_error where the file cannot
  // be made: without it nothing would keep a poisoned message from coming back.
  explicit Suspects(const std::filesystem::path& file);
  ~Suspects();
  Suspects(const Suspects&) = delete;
  Suspects& operator=(const Suspects&) = delete;

  // How often the process has died on it; 0 for whatever is above suspicion.
  [[nodiscard]] int crashes(MessageMark mark) const;
  [[nodiscard]] bool none() const { return crashes_.empty(); }

  // These are being applied by this thread, at most kMaxGroup, until done().
  void begin(std::span<const MessageMark> group);
  void done();   // what was begun did no harm: whoever was suspected among them is cleared
  void leave();  // it was given up; nobody is cleared

 private:
  struct File;

  void load();
  void store_crashes();

  File* file_ = nullptr;
  std::map<MessageMark, int> crashes_;
};

}  // namespace liftguard::gateway
