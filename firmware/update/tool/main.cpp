// liftguard-image: the maker's tool.
#include <exception>
#include <filesystem>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <sodium.h>
#include <CLI/CLI.hpp>

#include "firmware/update/tool/commands.hpp"

namespace {

using namespace liftguard::update;
namespace fs = std::filesystem;

int tell(const liftguard::Result<std::string>& done) {
  if (done) {
    fmt::print("{}", *done);
    return 0;
  }
  fmt::print(stderr, "liftguard-image: {} ({})\n", done.error().detail, done.error().code);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Firmware images of liftguard: keys, signing, and a look inside");
  app.require_subcommand(1);
  SignOptions options;
  fs::path file, slots;
  std::optional<fs::path> keys;
  std::string comment;

  auto* keygen = app.add_subcommand("keygen", "a new key pair: FILE (secret, for its owner alone) and FILE.pub");
  keygen->add_option("FILE", file)->required();
  keygen->add_option("--comment", comment, "stands behind the public key in its list");

  auto* sign = app.add_subcommand("sign", "make an image of a program");
  sign->add_option("PROGRAM", options.payload)->required();
  sign->add_option("--key", options.key, "the secret key's file")->required();
  sign->add_option("--board", options.board, "board that it is for")->required();
  sign->add_option("--version", options.version, "number; only ever rises")->required();
  sign->add_option("--text", options.version_text, "version as people read it")->required();
  sign->add_option("--over", options.oldest_base, "the oldest version that it may be installed over; default: any");
  sign->add_option("--out", options.out, "the image's file")->required();

  auto* inspect = app.add_subcommand("inspect", "what an image is, and whether it is whole and signed");
  inspect->add_option("IMAGE", file)->required();
  inspect->add_option("--keys", keys, "list of public keys to trust");

  auto* place = app.add_subcommand("place", "put the first image of a box into its folder of slots");
  place->add_option("IMAGE", file)->required();
  place->add_option("--keys", keys, "list of public keys to trust")->required();
  place->add_option("--slots", slots, "the box's folder of slots")->required();
  CLI11_PARSE(app, argc, argv);

  try {
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
    return tell(keygen->parsed()    ? make_key(file, comment)
                : sign->parsed()    ? sign_image(options)
                : inspect->parsed() ? inspect_image(file, keys)
                                    : place_image(file, *keys, slots));
  } catch (const std::exception& error) {
    fmt::print(stderr, "liftguard-image: {}\n", error.what());
    return 1;
  }
}
