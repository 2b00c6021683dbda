// The live world behind its sockets: a virtual clock drives it, real sockets carry the rows.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "common/trace/row_reader.hpp"
#include "simulators/lift/program/live.hpp"

using namespace liftguard;
using namespace liftguard::lift;
using namespace std::chrono_literals;
using boost::asio::local::stream_protocol;

namespace {

// A folder that goes with the test.
struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "lift_live_XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// A box's end of the socket: reads what is there, never waits.
class Box {
 public:
  Box(boost::asio::io_context& io, const std::filesystem::path& path) : socket_(io) {
    socket_.connect(stream_protocol::endpoint(path.string()));
    socket_.non_blocking(true);
  }

  void read() {
    std::array<char, 65536> buffer;
    boost::system::error_code error;
    while (!error) {
      const std::size_t size = socket_.read_some(boost::asio::buffer(buffer), error);
      text_.append(buffer.data(), size);
    }
    closed_ = error != boost::asio::error::would_block;
    take_lines();
  }

  [[nodiscard]] bool closed() const { return closed_; }
  trace::RowReader reader;
  std::vector<trace::Row> rows;
  std::size_t errors = 0;

 private:
  void take_lines() {
    std::size_t end = text_.find('\n');
    for (; end != std::string::npos; end = text_.find('\n')) {
      const auto outcome = reader.push(std::string_view(text_).substr(0, end));
      errors += outcome == trace::RowReader::Outcome::error ? 1 : 0;
      if (outcome == trace::RowReader::Outcome::row) rows.push_back(reader.row());
      text_.erase(0, end + 1);
    }
  }

  stream_protocol::socket socket_;
  std::string text_;
  bool closed_ = false;
};

struct Stage {
  Folder folder;
  VirtualClock clock{utc_from_ms(1'700'000'000'000)};
  boost::asio::io_context io;
  std::optional<LiveWorld> world;

  explicit Stage(const char* scenario) {
    LiveOptions options;
    options.play.seed = 3;
    options.speed = 10;
    options.listen = folder.path / "rows";
    options.control = folder.path / "words";
    options.ledger = folder.path / "ledger";
    options.monitor = "LG-1";
    world.emplace(io, *find_scenario(scenario), options, clock, clock);
    world->begin();
  }

  // Lets `simulated` seconds go by and everything that they cause happen.
  void pass(double simulated_s) {
    clock.advance(std::chrono::microseconds{static_cast<std::int64_t>(simulated_s / 10 * 1e6)});
    io.run_for(25ms);
    io.restart();
  }
  void say(const std::string& words) {
    stream_protocol::socket socket(io);
    socket.connect(stream_protocol::endpoint((folder.path / "words").string()));
    boost::asio::write(socket, boost::asio::buffer(words));
    io.run_for(10ms);
    io.restart();
  }
};

}  // namespace

TEST_CASE("a box gets the header, one row with every cell, then every row; one that comes back has missed the rest") {
  Stage stage{"living"};
  stage.pass(5);  // the world goes on without a box
  {
    Box box{stage.io, stage.folder.path / "rows"};
    stage.pass(0.02);
    for (int second = 0; second < 5; ++second) stage.pass(1);
    box.read();
    REQUIRE(box.errors == 0);
    REQUIRE(box.rows.size() > 490);
    CHECK(box.reader.header().columns == trace::all_columns());
    CHECK_FALSE(box.reader.header().floors.empty());
    CHECK_FALSE(box.reader.header().start_floor.empty());
    const trace::Row& first = box.rows.front();
    CHECK(first.t_us > 4'900'000);
    CHECK((first.door && first.zone && first.occ && first.btn && first.mains && first.insp));
    CHECK((first.p_pa && first.temp_c));
    for (std::size_t row = 1; row < box.rows.size(); ++row) {
      REQUIRE(box.rows[row].t_us - box.rows[row - 1].t_us == 10'000);
    }
  }
  stage.pass(30);
  Box back{stage.io, stage.folder.path / "rows"};
  stage.pass(0.02);
  stage.pass(1);
  back.read();
  REQUIRE_FALSE(back.rows.empty());
  CHECK(back.rows.front().t_us > 39'000'000);
  CHECK(back.rows.front().zone.has_value());
  CHECK(back.reader.header().start_floor.empty());  // it must know by itself
}

TEST_CASE("a new box replaces the old one") {
  Stage stage{"living"};
  Box first{stage.io, stage.folder.path / "rows"};
  stage.pass(1);
  stage.pass(1);
  first.read();
  CHECK_FALSE(first.closed());
  Box second{stage.io, stage.folder.path / "rows"};
  stage.pass(1);
  stage.pass(1);
  first.read();
  second.read();
  CHECK(first.closed());
  CHECK_FALSE(second.closed());
  CHECK_FALSE(second.rows.empty());
}

TEST_CASE("a box that does not read never stalls the world: it is dropped") {
  Stage stage{"living"};
  Box slow{stage.io, stage.folder.path / "rows"};
  stage.pass(1);
  for (int minute = 0; minute < 40; ++minute) stage.pass(60);
  slow.read();
  CHECK(slow.closed());
  Box next{stage.io, stage.folder.path / "rows"};
  stage.pass(1);
  stage.pass(1);
  next.read();
  REQUIRE_FALSE(next.rows.empty());
  CHECK(next.rows.front().t_us > 2'390'000'000);
}

TEST_CASE("the ledger knows of an entrapment before a box can see it, and of the freeing before the door opens") {
  Stage stage{"entrapments"};
  const auto ledger = stage.folder.path / "ledger";
  Box box{stage.io, stage.folder.path / "rows"};
  const auto stuck_for_s = [&box] {  // how long the rows so far have shown no zone
    double seconds = 0;
    bool zone = true;
    for (const trace::Row& row : box.rows) {
      if (row.zone) zone = *row.zone;
      seconds = zone ? 0 : seconds + 0.01;
    }
    return seconds;
  };
  for (int step = 0; step < 400 && stuck_for_s() < 6; ++step) {
    stage.pass(0.5);
    box.read();
  }
  REQUIRE(stuck_for_s() >= 6);
  CHECK(text_of(ledger).find(R"("ledger":"trapped","monitor":"LG-1","episode":1)") != std::string::npos);
  CHECK(text_of(ledger).find("freed") == std::string::npos);

  for (int minute = 0; minute < 5; ++minute) stage.pass(60);
  CHECK(text_of(ledger).find("freed") == std::string::npos);  // nobody is freed unless somebody says so
  stage.say("nonsense\nfree\n");
  box.read();
  const std::size_t seen = box.rows.size();
  const auto door_opened = [&box, seen] {
    for (std::size_t row = seen; row < box.rows.size(); ++row) {
      if (box.rows[row].door == true) return true;
    }
    return false;
  };
  for (int step = 0; step < 200 && !door_opened(); ++step) {
    stage.pass(0.5);
    box.read();
  }
  REQUIRE(door_opened());
  CHECK(text_of(ledger).find(R"("ledger":"freed","monitor":"LG-1","episode":1)") != std::string::npos);
}

TEST_CASE("the program serves until SIGTERM, then leaves nothing behind") {
  const Folder folder;
  const std::string listen = "unix:" + (folder.path / "rows").string();
  const std::string ready = (folder.path / "ready").string();
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const int nowhere = ::open("/dev/null", O_WRONLY);
    ::dup2(nowhere, 2);
    ::execl(SIMULATE_PROGRAM, SIMULATE_PROGRAM, "living", "--live", "--listen", listen.c_str(), "--ready-file",
            ready.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  for (int wait = 0; wait < 200 && !std::filesystem::exists(ready); ++wait) std::this_thread::sleep_for(50ms);
  REQUIRE(std::filesystem::exists(ready));
  CHECK(std::filesystem::is_socket(folder.path / "rows"));

  boost::asio::io_context io;
  stream_protocol::socket socket(io);
  socket.connect(stream_protocol::endpoint((folder.path / "rows").string()));
  std::array<char, 21> first{};
  boost::asio::read(socket, boost::asio::buffer(first));
  CHECK(std::string_view(first.data(), first.size()) == "# liftguard-trace: 1\n");

  ::kill(child, SIGTERM);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  CHECK_FALSE(std::filesystem::exists(folder.path / "rows"));
}
