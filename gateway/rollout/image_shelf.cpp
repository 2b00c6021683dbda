#include "gateway/rollout/image_shelf.hpp"

#include <fstream>
#include <vector>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "firmware/update/image.hpp"

namespace liftguard::gateway {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostImage = update::kHeaderSize + update::kMostPayload;

Result<std::vector<std::uint8_t>> read_all(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) return refuse("unreadable", fmt::format("{}: {}", file.string(), error.message()));
  if (size > kMostImage) return refuse("too_big", fmt::format("{}: {} B", file.string(), size));
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  std::ifstream in(file, std::ios::binary);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!in) return refuse("unreadable", file.string());
  return bytes;
}

}  // namespace

ContentFiles image_files(const fs::path& files) {
  return {files / "images", ".image"};
}

Result<Image> add_image(storage::Database& database, const ContentFiles& files, const fs::path& file,
                        const std::optional<fs::path>& key_list, UtcTime now) {
  std::optional<update::MakerKeys> keys;
  if (key_list) {
    auto loaded = update::MakerKeys::load(*key_list);
    if (!loaded) return loaded.error();
    keys = std::move(*loaded);
  }
  const auto bytes = read_all(file);
  if (!bytes) return bytes.error();
  const auto header = keys ? update::read_image(*bytes, *keys) : update::read_whole(*bytes);
  if (!header) {
    const auto words = update::words_of(header.error());
    return refuse(std::string(words.code), fmt::format("{}: {} / {}", file.string(), words.zh, words.en));
  }
  Image image;
  image.file_hash = ContentFiles(files).put(*bytes);
  image.board = header->board;
  image.version = header->version;
  image.version_text = header->version_text;
  image.oldest_base = header->oldest_base;
  image.size = bytes->size();
  image.key = to_hex(header->key);
  image.checked = keys.has_value();
  image.header = to_hex(update::Bytes(*bytes).first(update::kHeaderSize));
  image.added = now;
  auto tx = database.begin();
  const auto id = insert_image(tx, image, now);
  if (!id) return id.error();
  tx.commit();
  image.id = *id;
  return image;
}

}  // namespace liftguard::gateway
