#include "firmware/update/tool/commands.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "firmware/update/boot.hpp"
#include "firmware/update/folder_slots.hpp"
#include "firmware/update/tool/files.hpp"
#include "firmware/update/tool/maker_key.hpp"

namespace liftguard::update {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostImage = kHeaderSize + kMostPayload;

Refusal refused(const fs::path& path, Reason reason) {
  const auto words = words_of(reason);
  return refuse(std::string(words.code), fmt::format("{}: {}；{}", path.string(), words.zh, words.en));
}

std::string described(const ImageHeader& header) {
  return fmt::format(
      "board        {}\n"
      "version      {} ({})\n"
      "over         {}\n"
      "payload      {} bytes, SHA-256 {}\n"
      "signed with  {}\n",
      header.board, header.version, header.version_text,
      header.oldest_base == 0 ? "any version" : fmt::format("version {} or later", header.oldest_base),
      header.payload_length, to_hex(header.payload_digest), to_hex(header.key));
}

Result<ImageHeader> header_of(const SignOptions& options, Bytes payload, const MakerKey& key) {
  PayloadDigest digest;
  digest.add(payload);
  ImageHeader header{options.version, options.oldest_base,  payload.size(),          digest.finish(),
                     options.board,   options.version_text, key_id(key.public_key())};
  if (payload.empty()) return refuse("bad_field", options.payload.string() + " is empty");
  if (!write_header(header))
    return refuse("bad_field",
                  "board: 1 to 31 of a-z 0-9 . _ -; version: 1 or more; version text: 1 to 31 printable ASCII without "
                  "spaces; oldest base: not above the version");
  return header;
}

}  // namespace

Result<std::string> make_key(const fs::path& file, const std::string& comment) {
  const auto key = MakerKey::generate();
  if (auto saved = key.save(file, comment); !saved) return saved.error();
  return {boost::system::in_place_value,
          fmt::format("secret key   {} (keep it off every network)\nkey list     {}.pub\nkey          {}\n",
                      file.string(), file.string(), to_hex(key_id(key.public_key())))};
}

Result<std::string> sign_image(const SignOptions& options) {
  const auto key = MakerKey::load(options.key);
  if (!key) return key.error();
  const auto payload = read_file(options.payload, kMostPayload);
  if (!payload) return payload.error();
  const auto header = header_of(options, *payload, *key);
  if (!header) return header.error();
  const auto head = write_header(*header).value();
  std::vector<std::uint8_t> image(head.begin(), head.end());
  key->sign(image);
  image.insert(image.end(), payload->begin(), payload->end());
  if (auto written = write_new_file(options.out, image, kReadable); !written) return written.error();
  return {boost::system::in_place_value, described(*header)};
}

Result<std::string> inspect_image(const fs::path& path, const std::optional<fs::path>& key_list) {
  std::optional<MakerKeys> keys;
  if (key_list) {
    auto loaded = MakerKeys::load(*key_list);
    if (!loaded) return loaded.error();
    keys = std::move(*loaded);
  }
  const auto image = read_file(path, kMostImage);
  if (!image) return image.error();
  const auto header = keys ? read_image(*image, *keys) : read_whole(*image);
  if (!header) return refused(path, header.error());
  const auto* signature = keys ? "signature    good\n" : "signature    NOT CHECKED: say with --keys whom to trust\n";
  return {boost::system::in_place_value, described(*header) + signature};
}

Result<std::string> place_image(const fs::path& path, const fs::path& key_list, const fs::path& folder) {
  const auto keys = MakerKeys::load(key_list);
  if (!keys) return keys.error();
  const auto image = read_file(path, kMostImage);
  if (!image) return image.error();
  const auto header = read_image(*image, *keys);
  if (!header) return refused(path, header.error());
  try {
    FolderSlots slots(folder, kMostImage);
    if (RecordKeeper(slots).record() || whole_image(slots, Slot::a) || whole_image(slots, Slot::b))
      return refuse("exists", folder.string() + " has an image already; it is updated, not placed anew");
    slots.erase(Slot::a);
    slots.write(Slot::a, 0, *image);
    slots.sync(Slot::a);
  } catch (const DeviceError& error) {
    return refuse("device_failed", error.what());
  }
  return {boost::system::in_place_value, described(*header)};
}

}  // namespace liftguard::update
