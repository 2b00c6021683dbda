// What the simulator is about to cause and what its boxes took as confirmed, as JSON lines in a file: the only account
// of a run that no fault of the system under test can reach. docs/testers.md says what each line means.
//
// A thread of its own writes what has gathered, syncs once, and only then says so to those who wait: a hundred events a
// tick cost one sync.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace liftguard::fleet {

class Ledger {
 public:
  using Done = std::function<void()>;

  // An empty path: nothing is written, and everybody is told at once. Throws std::system_error.
  explicit Ledger(const std::filesystem::path& path);
  ~Ledger();  // writes what there is
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // Any thread. `lines`: whole lines. `done` is called by the ledger's thread when they are on the disk, in the order
  // of the calls; it must return soon. A disk that fails ends the program: without its ledger a run proves nothing.
  void write(std::string lines, Done done = {});

 private:
  struct Entry {
    std::string lines;
    Done done;
  };
  void run();
  void put(const std::vector<Entry>& entries) const;

  int file_ = -1;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Entry> waiting_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace liftguard::fleet
