// liftguard-bench-box-week JOURNAL: a journal file as a box has it that was a week without a network: 200 rides a day,
// some events, and the clips of a few alarms, all waiting. For ./liftguard bench box.
#include <iostream>
#include <random>

#include "common/base/clock.hpp"
#include "common/wire/up.hpp"
#include "firmware/journal/journal.hpp"
#include "firmware/port/linux/file_device.hpp"

namespace {

using namespace liftguard;

constexpr int kDays = 7, kRidesADay = 200, kEventsADay = 40, kClips = 5;
constexpr std::size_t kClipBytes = 100'000;

class Week {
 public:
  explicit Week(const std::filesystem::path& file)
      : device_(file, port::default_geometry()), journal_(device_, options()) {}

  void live() {
    for (day_ = 0; day_ < kDays; ++day_) {
      for (int i = 0; i < kEventsADay; ++i) append(Lane::event, EventKind::mains_lost, event());
      for (int i = 0; i < kRidesADay; ++i) append(Lane::bulk, EventKind::ride, ride());
      if (day_ < kClips) clip();
    }
  }
  [[nodiscard]] const journal::Journal& journal() const { return journal_; }

 private:
  journal::Options options() {
    journal::Options out;
    out.stamp = [this] { return stamp(); };
    out.random = [] { return std::uint64_t{std::random_device{}()} + 1; };
    return out;
  }
  [[nodiscard]] wire::Stamp stamp() const {
    constexpr auto kDay = std::chrono::hours(24);
    const auto now = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
    return {now - (kDays - day_) * kDay, wire::TimeQuality::synchronised, day_ + 1, 1};
  }
  [[nodiscard]] wire::Bytes ride() const {
    wire::RideBody body;
    body.at = stamp();
    body.started = body.at.wall - std::chrono::seconds(20);
    body.metres = 12.03;
    body.from = "1";
    body.to = "5";
    body.peak_speed = 1.62;
    body.direction = "up";
    body.basis = "both";
    return wire::encode_record(body).value();
  }
  [[nodiscard]] wire::Bytes event() const {
    wire::EventBody body;
    body.kind = EventKind::mains_lost;
    body.at = stamp();
    return wire::encode_record(body).value();
  }
  void clip() {
    wire::ClipChunkBody chunk;
    chunk.at = stamp();
    chunk.journal = journal_.id();
    chunk.lane = Lane::alarm;
    chunk.seq = static_cast<std::uint64_t>(day_) + 1;
    chunk.count = static_cast<std::uint32_t>(wire::clip_chunks(kClipBytes));
    chunk.size = kClipBytes;
    for (std::size_t at = 0; at < kClipBytes; at += wire::kClipChunkBytes, ++chunk.index) {
      chunk.data.assign(std::min(wire::kClipChunkBytes, kClipBytes - at), 0x5A);
      append(Lane::bulk, EventKind{}, wire::encode_record(chunk).value());
    }
  }
  void append(Lane lane, EventKind kind, const wire::Bytes& record) {
    const journal::Draft draft{lane, kind, record};
    if (const auto keys = journal_.append({&draft, 1}, {}); !keys) throw std::runtime_error(keys.error().detail);
  }

  int day_ = 0;
  port::FileDevice device_;
  journal::Journal journal_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: liftguard-bench-box-week JOURNAL\n";
    return 2;
  }
  try {
    Week week(argv[1]);
    week.live();
    std::cout << week.journal().unconfirmed(liftguard::Lane::event) << " events, "
              << week.journal().unconfirmed(liftguard::Lane::bulk) << " of bulk wait\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
