#include "gateway/clip_list.hpp"

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "gateway/clips/clip_files.hpp"

namespace liftguard::gateway {

namespace {

std::string state_of(const Clip& clip) {
  switch (clip.state) {
    case ClipState::coming:
      return fmt::format("{}/{} 段已到 / pieces are here", clip.here, clip.count);
    case ClipState::whole:
    case ClipState::stored:
      return "完整 / whole";
    case ClipState::damaged:
      return "损坏 / damaged";
  }
  return {};
}

}  // namespace

std::string describe(const Clip& clip) {
  return fmt::format("{}  {}  {} B  {}\n", event_of(clip), format_local(clip.cut), clip.size, state_of(clip));
}

Result<Clip> export_clip(storage::Database& database, const std::filesystem::path& folder, std::string_view event,
                         const std::filesystem::path& to) {
  auto session = database.read();
  auto clip = find_clip(session, event);
  if (!clip) return refuse("not_found", std::string(event) + ": no such clip");
  if (clip->state != ClipState::stored) return refuse("not_whole", describe(*clip));
  std::error_code error;
  std::filesystem::copy_file(ClipFiles(folder).path_of(clip->file_hash), to,
                             std::filesystem::copy_options::overwrite_existing, error);
  if (error) return refuse("io", to.string() + ": " + error.message());
  return std::move(*clip);
}

}  // namespace liftguard::gateway
