// The file that says who is told of what (docs/operators.md): receivers, and tables of codes that take the place of
// those compiled in. Read whole and refused whole; what it says is then kept in the database (common/uploads).
#pragma once

#include <filesystem>
#include <string>

#include "common/base/result.hpp"
#include "common/uploads/store.hpp"

namespace liftguard::gateway {

// Refusal "receivers" with "FILE: key: reason". Paths in it are relative to the file; tables of codes and token files
// must be readable now.
[[nodiscard]] Result<uploads::Setup> read_receiver_file(const std::filesystem::path& file);
[[nodiscard]] Result<uploads::Setup> parse_receiver_file(const std::string& text, const std::filesystem::path& file);

}  // namespace liftguard::gateway
