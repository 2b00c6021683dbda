// liftguard-city: what the city runs and we only call, as a program of its own: the SMS provider, and a regulator's
// platform that takes uploads.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/lexical_cast.hpp>

#include "simulators/city/provider.hpp"
#include "simulators/city/receiver.hpp"
#include "simulators/city/server.hpp"
#include "simulators/city/sms_log.hpp"

namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace liftguard::city;

// Both behind one door: /uploads is the regulator's, everything else the provider's.
class City final : public Service {
 public:
  City(Provider& provider, Receiver& receiver) : provider_(provider), receiver_(receiver) {}
  Answer handle(const Request& request) override {
    return request.target.starts_with("/uploads") ? receiver_.handle(request) : provider_.handle(request);
  }

 private:
  Provider& provider_;
  Receiver& receiver_;
};

struct Options {
  std::string listen;
  fs::path log;
  fs::path ready_file;
  ReceiverOptions receiver;
};

asio::ip::tcp::endpoint parse_endpoint(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  boost::system::error_code failed;
  const auto address = asio::ip::make_address(text.substr(0, colon), failed);
  std::uint16_t port = 0;
  if (failed || colon == std::string::npos || !boost::conversion::try_lexical_convert(text.substr(colon + 1), port))
    throw std::runtime_error("--listen wants ADDRESS:PORT, not " + text);
  return {address, port};
}

std::int64_t wall_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

void write_ready_file(const fs::path& path, std::uint16_t port) {
  const fs::path fresh = path.string() + ".new";
  std::ofstream out(fresh, std::ios::trunc);
  out << "{\"port\":" << port << "}\n";
  out.close();
  if (!out) throw std::runtime_error("cannot write " + fresh.string());
  fs::rename(fresh, path);
}

void run(const Options& options) {
  SmsLog log(options.log);
  Provider provider(log, wall_ms);
  asio::io_context context(1);
  Receiver receiver(options.receiver, wall_ms);
  City city(provider, receiver);
  const Server server(context, parse_endpoint(options.listen), city);
  asio::signal_set stop(context, SIGTERM, SIGINT);
  stop.async_wait([&](boost::system::error_code, int) { context.stop(); });
  if (!options.ready_file.empty()) write_ready_file(options.ready_file, server.port());
  std::fprintf(stderr, "liftguard-city: SMS provider on port %u, %zu accepted before\n", unsigned{server.port()},
               log.all().size());
  context.run();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "A stand-in for the city's SMS provider (POST /sms, GET /sms, POST /mode) and for a regulator's platform "
      "(POST /uploads, GET /uploads, POST /uploads/mode)");
  Options options;
  app.add_option("--listen", options.listen, "ADDRESS:PORT; port 0 takes a free one")->required();
  app.add_option("--log", options.log, "the durable list of accepted SMS")->required();
  app.add_option("--uploads-token", options.receiver.token, "token that uploads must bring");
  app.add_flag("--uploads-once", options.receiver.keys_once, "take the same key once");
  app.add_option("--ready-file", options.ready_file, "written, with the port, once it serves");
  CLI11_PARSE(app, argc, argv);
  try {
    run(options);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "liftguard-city: %s\n", e.what());
    return 1;
  }
}
