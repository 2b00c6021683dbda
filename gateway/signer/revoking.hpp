// Keeping the boxes' revocation list: whose certificates stand on it, when it is made anew, where it lies.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "gateway/signer/authority.hpp"
#include "gateway/signer/revocation_list.hpp"

namespace liftguard::signer {

struct RevokedBox {
  std::string monitor{};
  UtcTime since{};
  std::vector<std::string> serials{};  // besides those that the authority knows to have given to it
};

// DIR/boxes-ca/boxes.crl: all that stood on it, and these. Made anew when that is more than before, when it is older
// than kListRenewedAfter, or when there is none. Gives the list that is now in force. Throws std::system_error.
RevocationList keep_list(const Authority& boxes, std::span<const RevokedBox> revoked, UtcTime now);

[[nodiscard]] bool is_serial(std::string_view text);  // upper-case hex of at most 20 bytes (RFC 5280, 4.1.2.2)

// Where the broker reads it: replaced whole, and only when it differs. A broker that finds no list when it is told to
// read anew goes on without one, so the file is never taken away. While an authority takes the place of another, boxes
// of both come, and the broker wants a list of each: DIR/boxes-ca/former.crl, the other's, goes along (fault row E11).
// True: written.
bool publish_list(const Authority& boxes, const std::filesystem::path& to);

// Has the authority revoked what it gave to this name? It then gives it nothing more.
[[nodiscard]] bool is_revoked(const Authority& boxes, std::string_view monitor);

}  // namespace liftguard::signer
