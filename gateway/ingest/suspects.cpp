#include "gateway/ingest/suspects.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <sodium.h>

namespace liftguard::gateway {

namespace {

constexpr std::uint64_t kMagic = 0x4c47'5355'5350'3031;  // "LGSUSP01"

// More than one poisoned message at a time is a program that is no good at all.
constexpr std::size_t kMaxSuspects = 4 * Suspects::kMaxGroup;
constexpr std::size_t kAlternateStack = 64 * 1024;  // a thread that ran out of stack has none for its handler
constexpr std::array kSignals{SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};

}  // namespace

// Lies in the file as it is.
struct Suspects::File {
  struct Suspect {
    MessageMark mark;
    std::uint64_t crashes;
  };

  std::uint64_t magic;
  std::uint64_t applying;  // so many of `group`
  std::uint64_t crashed;   // 1: the process died while it applied them
  std::uint64_t suspected;
  std::array<MessageMark, kMaxGroup> group;
  std::array<Suspect, kMaxSuspects> suspects;
};

namespace {

std::atomic<std::uint64_t*> crashed_flag{nullptr};
thread_local volatile std::sig_atomic_t applies = 0;  // this thread does

// Puts the signal back to what it does by itself and lets it happen again.
void note_crash(int signal) {
  if (std::uint64_t* flag = crashed_flag.load(); flag && applies) *flag = 1;
  std::signal(signal, SIG_DFL);
  ::raise(signal);
}

void give_alternate_stack() {
  thread_local std::array<char, kAlternateStack> stack;
  stack_t alternate{};
  alternate.ss_sp = stack.data();
  alternate.ss_size = stack.size();
  ::sigaltstack(&alternate, nullptr);
}

void take_signals() {
  struct sigaction action {};
  action.sa_handler = note_crash;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  for (const int signal : kSignals) ::sigaction(signal, &action, nullptr);
}

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw std::system_error(errno, std::generic_category(), file.string());
}

}  // namespace

MessageMark mark_of(std::string_view topic, std::string_view content) {
  MessageMark mark = 0;
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, crypto_generichash_BYTES_MIN);
  for (const auto text : {topic, std::string_view("\0", 1), content})
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
  crypto_generichash_final(&state, hash.data(), hash.size());
  for (std::size_t i = 0; i < sizeof mark; ++i) mark = (mark << 8) | hash[i];
  return mark;
}

Suspects::Suspects(const std::filesystem::path& file) {
  const int opened = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (opened < 0) fail(file);
  const bool sized = ::posix_fallocate(opened, 0, sizeof(File)) == 0;
  void* mapped = sized ? ::mmap(nullptr, sizeof(File), PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0) : MAP_FAILED;
  ::close(opened);
  if (mapped == MAP_FAILED) fail(file);
  file_ = static_cast<File*>(mapped);
  load();
  crashed_flag = &file_->crashed;
  take_signals();
}

Suspects::~Suspects() {
  crashed_flag = nullptr;
  for (const int signal : kSignals) std::signal(signal, SIG_DFL);
  ::munmap(file_, sizeof(File));
}

void Suspects::load() {
  if (file_->magic != kMagic || file_->applying > kMaxGroup || file_->suspected > kMaxSuspects) *file_ = {};
  for (std::size_t i = 0; i < file_->suspected; ++i)
    crashes_[file_->suspects[i].mark] = static_cast<int>(file_->suspects[i].crashes);
  if (file_->crashed == 1)
    for (std::size_t i = 0; i < file_->applying; ++i) ++crashes_[file_->group[i]];
  store_crashes();
  file_->applying = 0;
  file_->crashed = 0;
  file_->magic = kMagic;
}

void Suspects::store_crashes() {
  if (crashes_.size() > kMaxSuspects) crashes_.clear();
  std::size_t count = 0;
  for (const auto& [mark, crashes] : crashes_) file_->suspects[count++] = {mark, static_cast<std::uint64_t>(crashes)};
  file_->suspected = count;
}

int Suspects::crashes(MessageMark mark) const {
  const auto found = crashes_.find(mark);
  return found == crashes_.end() ? 0 : found->second;
}

void Suspects::begin(std::span<const MessageMark> group) {
  give_alternate_stack();
  file_->applying = 0;
  std::copy_n(group.begin(), std::min(group.size(), kMaxGroup), file_->group.begin());
  file_->applying = std::min(group.size(), kMaxGroup);
  applies = 1;
}

void Suspects::done() {
  bool cleared = false;
  if (!crashes_.empty())
    for (std::size_t i = 0; i < file_->applying; ++i) cleared |= crashes_.erase(file_->group[i]) > 0;
  leave();
  if (cleared) store_crashes();
}

void Suspects::leave() {
  applies = 0;
  file_->applying = 0;
}

}  // namespace liftguard::gateway
