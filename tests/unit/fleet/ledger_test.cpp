#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

#include <catch2/catch.hpp>

#include "simulators/fleet/ledger.hpp"

using liftguard::fleet::Ledger;

namespace {

struct Scratch {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("ledger-" + std::to_string(::getpid()));
  ~Scratch() { std::filesystem::remove(path); }
  [[nodiscard]] std::string text() const {
    std::stringstream out;
    out << std::ifstream(path).rdbuf();
    return out.str();
  }
};

}  // namespace

TEST_CASE("who waits for the ledger is told when its lines are in the file, in order") {
  const Scratch scratch;
  std::atomic<int> told{0}, too_early{0}, out_of_order{0};
  std::string all;
  {
    Ledger ledger(scratch.path);
    for (int i = 0; i < 200; ++i) {
      const auto line = std::to_string(i) + "\n";
      all += line;
      ledger.write(line, [&, i, upto = all.size()] {
        if (told++ != i) ++out_of_order;
        if (std::filesystem::file_size(scratch.path) < upto) ++too_early;
      });
    }
  }
  CHECK(told == 200);
  CHECK(too_early == 0);
  CHECK(out_of_order == 0);
  CHECK(scratch.text() == all);
}

TEST_CASE("a ledger goes on where the one before ended; without a file everybody is told at once") {
  const Scratch scratch;
  { Ledger(scratch.path).write("a\n"); }
  { Ledger(scratch.path).write("b\n"); }
  CHECK(scratch.text() == "a\nb\n");
  bool told = false;
  Ledger("").write("c\n", [&] { told = true; });
  CHECK(told);
  CHECK_THROWS(Ledger("/nowhere/ledger"));
}
