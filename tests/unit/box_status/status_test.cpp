// What a person at the box is told, and when.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "firmware/monitor/status/status.hpp"

using namespace liftguard::monitor;

namespace {

struct Folder {
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  [[nodiscard]] std::string shown() const {
    std::ifstream in(path / "status");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("liftguard-status-" + std::to_string(::getpid()));
};

Status well() {
  Status out;
  out.online = true;
  return out;
}

}  // namespace

TEST_CASE("each trouble alone wants attention; a waiting alarm or an open episode alone does not") {
  CHECK_FALSE(wants_attention(well()));
  auto status = well();
  status.alarms_waiting = 1;
  status.open_episodes = 1;
  CHECK_FALSE(wants_attention(status));
  status = well();
  status.online = false;
  CHECK(wants_attention(status));
  status = well();
  status.sent_unconfirmed = 1;
  CHECK(wants_attention(status));
  status = well();
  status.alarm_space_full = true;
  CHECK(wants_attention(status));
  status = well();
  status.sensors_lost = {"acceleration"};
  CHECK(wants_attention(status));
}

TEST_CASE("A12: alarms that were sent and that nobody confirmed are said, with their number") {
  auto status = well();
  status.sent_unconfirmed = 2;
  CHECK(describe(status).find("报警：2 条已发出、未获确认") != std::string::npos);
  CHECK(describe(well()).find("未获确认") == std::string::npos);
  CHECK(describe(well()).starts_with("正常"));
}

TEST_CASE("the file follows every change and is not written without one") {
  Folder folder;
  StatusFile file(folder.path);
  file.show(well());
  CHECK(folder.shown() == describe(well()));
  std::filesystem::remove(folder.path / "status");
  file.show(well());
  CHECK(folder.shown().empty());
  auto offline = well();
  offline.online = false;
  file.show(offline);
  CHECK(folder.shown() == describe(offline));
}

TEST_CASE("the status of a box: 3 without a monitor, 0 when all is well, 1 when it wants attention") {
  Folder folder;
  CHECK(print_status(folder.path) == 3);
  std::ofstream(folder.path / "journal") << "x";
  StatusFile file(folder.path);
  file.show(well());
  CHECK(print_status(folder.path) == 3);  // what a monitor showed that is gone
  const int journal = ::open((folder.path / "journal").c_str(), O_RDWR);
  REQUIRE(::flock(journal, LOCK_EX) == 0);
  CHECK(print_status(folder.path) == 0);
  auto status = well();
  status.sent_unconfirmed = 1;
  file.show(status);
  CHECK(print_status(folder.path) == 1);
  file.show(well());
  file.show_safe_mode();
  CHECK(print_status(folder.path) == 1);
  CHECK(folder.shown().find("安全模式") != std::string::npos);
  ::close(journal);
}
