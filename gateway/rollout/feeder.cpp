#include "gateway/rollout/feeder.hpp"

#include <algorithm>
#include <fstream>
#include <utility>

#include <spdlog/spdlog.h>

#include "gateway/rollout/reports.hpp"
#include "gateway/rollout/store.hpp"

namespace liftguard::gateway {
namespace {

// The piece of a file from an offset on; empty at its end and where it cannot be read.
wire::Bytes piece_of(std::ifstream& file, std::uint64_t offset) {
  wire::Bytes out(wire::kMaxImageChunk);
  file.clear();
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
  out.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return out;
}

}  // namespace

Feeder::Feeder(storage::Database& database, const CivilClock& civil, ContentFiles files, Send send)
    : database_(database), civil_(civil), files_(std::move(files)), send_(std::move(send)) {}

void Feeder::ask(const std::string& monitor, const wire::UpdateStatus& update) {
  {
    const std::scoped_lock lock(mutex_);
    if (waiting_.size() >= kMostWaiting && !waiting_.contains(monitor)) return;
    waiting_.insert_or_assign(monitor, update);
  }
  changed_.notify_one();
}

void Feeder::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, stop, [&] { return !waiting_.empty(); });
    }
    step();
  }
}

std::size_t Feeder::step() {
  std::size_t sent = 0;
  for (const auto& [monitor, update] : take()) try {
      sent += answer(monitor, update);
    } catch (const storage::Busy& busy) {
      spdlog::warn("database is busy, box {} asks again: {}", monitor, busy.what());
    }
  return sent;
}

std::map<std::string, wire::UpdateStatus> Feeder::take() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(waiting_, {});
}

std::size_t Feeder::answer(const std::string& monitor, const wire::UpdateStatus& update) {
  bool writes = false;
  std::optional<Place> place;
  {
    auto session = database_.read();
    writes = changes_anything(session, monitor, update);
    place = place_of(session, monitor);
  }
  if (writes) {
    auto tx = database_.begin();
    take_update(tx, monitor, update, civil_.utc_now());
    tx.commit();
  }
  if (!place || place->rollout.state != RolloutState::running || place->image.version != update.version ||
      update.phase != wire::UpdatePhase::receiving)
    return 0;
  return feed(monitor, update, place->image.file_hash);
}

std::size_t Feeder::feed(const std::string& monitor, const wire::UpdateStatus& update, const std::string& file_hash) {
  std::ifstream file(files_.path_of(file_hash), std::ios::binary);
  if (!file) {
    spdlog::error("firmware image {} is gone from its folder", files_.path_of(file_hash).string());
    return 0;
  }
  std::size_t sent = 0;
  auto offset = update.next_offset;
  for (; sent < wire::kChunksAtOnce; ++sent) {
    auto piece = piece_of(file, offset);
    if (piece.empty()) break;
    const auto size = piece.size();
    if (!send_(monitor, wire::ImageChunk{update.version, offset, std::move(piece)})) break;
    offset += size;
  }
  return sent;
}

}  // namespace liftguard::gateway
