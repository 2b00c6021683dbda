#include "simulators/fleet/program/arguments.hpp"

#include <charconv>
#include <cstdlib>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "common/wire/names.hpp"

namespace liftguard::fleet {
namespace {

Place parse_place(const std::string& text) {
  const auto colon = text.rfind(':');
  Place out;
  if (colon != std::string::npos && colon > 0) {
    const auto* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data() + colon + 1, end, out.port);
    if (error == std::errc{} && at == end && out.port != 0) {
      out.host = text.substr(0, colon);
      return out;
    }
  }
  throw CLI::ValidationError(text, "is not HOST:PORT");
}

// AT:SHARE or AT:SHARE:half-open
Storm parse_storm(const std::string& text) {
  const auto parts = CLI::detail::split(text, ':');
  Storm out;
  const bool good = (parts.size() == 2 || (parts.size() == 3 && (parts[2] == "half-open" || parts[2] == "reset"))) &&
                    CLI::detail::lexical_cast(parts[0], out.at_s) && CLI::detail::lexical_cast(parts[1], out.share) &&
                    out.at_s >= 0 && out.share > 0 && out.share <= 1;
  if (!good) throw CLI::ValidationError(text, "is not AT_S:SHARE or AT_S:SHARE:half-open");
  if (parts.size() == 3 && parts[2] == "half-open") out.manner = Cut::half_open;
  return out;
}

struct Texts {
  std::string broker, alarm_broker;
  std::vector<std::string> storms;
  std::int64_t duration_s = 60, drain_s = 60, delay_most_ms = 30'000, keep_alive_s = 60, heartbeat_s = 45;
};

void add_place_options(CLI::App& app, Arguments& out, Texts& texts) {
  app.add_option("--broker", texts.broker, "HOST:PORT of the boxes' door");
  app.add_option("--alarm-broker", texts.alarm_broker, "HOST:PORT of the door for alarms");
  app.add_option("--ca", out.ca, "PEM file of the authority that signed the broker's certificate");
  app.add_option("--authority", out.authority, "folder with ca.crt and ca.key, to sign the boxes' certificates");
  app.add_option("--ledger", out.ledger, "file of what is caused and confirmed; appended to");
  app.add_option("--control", out.control, "socket to take commands from");
  app.add_option("--ready-file", out.ready_file, "written once it runs");
  app.add_option("--town", out.town, "print this town file with an elevator for each box behind it, and end");
}

void add_size_options(CLI::App& app, Arguments& out, Texts& texts) {
  app.add_option("--boxes", out.boxes, "how many")->check(CLI::Range(1, 100'000))->capture_default_str();
  app.add_option("--prefix", out.prefix, "of their names; six digits follow")->capture_default_str();
  app.add_option("--first", out.first, "number of the first")->check(CLI::Range(0, 999'999))->capture_default_str();
  app.add_option("--seed", out.seed, "of the plan")->capture_default_str();
  app.add_option("--threads", out.threads, "the plan depends on it")->check(CLI::Range(1, 16))->capture_default_str();
  app.add_option("--duration", texts.duration_s, "seconds")->check(CLI::Range(1, 86'400))->capture_default_str();
  app.add_option("--drain", texts.drain_s, "seconds at most, after that, for what waits for its confirmation")
      ->check(CLI::Range(0, 3'600))
      ->capture_default_str();
  app.add_option("--ramp", out.ramp_per_s, "first connections a second; 0: all at once")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  app.add_option("--keep-alive", texts.keep_alive_s, "seconds")->check(CLI::Range(5, 600))->capture_default_str();
  app.add_option("--heartbeat", texts.heartbeat_s, "seconds")->check(CLI::Range(1, 50))->capture_default_str();
  app.add_option("--journal-kib", out.journal_kib, "flash of a box")
      ->check(CLI::Range(40, 4'096))
      ->capture_default_str();
}

void add_event_options(CLI::App& app, Arguments& out, Texts& texts) {
  const auto share = CLI::Range(0.0, 1.0);
  const auto rate = CLI::Range(0.0, 1e6);
  app.add_option("--rate", out.rates.records, "records a second of the event and bulk lanes, over all boxes")
      ->check(rate);
  app.add_option("--bulk-share", out.rates.bulk_share, "of these")->check(share)->capture_default_str();
  app.add_option("--entrapments", out.rates.entrapments, "a second, over all boxes")->check(rate);
  app.add_option("--trapped-least", out.rates.trapped_least_s, "seconds")->check(rate)->capture_default_str();
  app.add_option("--trapped-most", out.rates.trapped_most_s, "seconds")->check(rate)->capture_default_str();
  app.add_option("--storm", texts.storms, "AT_S:SHARE[:half-open]: cuts that share of the boxes off; may be repeated");
  app.add_option("--duplicate", out.mischief.duplicate, "share of the messages sent 2 to 5 times")->check(share);
  app.add_option("--reorder", out.mischief.reorder, "share that goes after the next one")->check(share);
  app.add_option("--delay", out.mischief.delay, "share of the records that are held back")->check(share);
  app.add_option("--repeat", out.mischief.repeat, "share that comes once more, later")->check(share);
  app.add_option("--malformed", out.mischief.malformed, "share followed by bytes that are no message")->check(share);
  app.add_option("--delay-most", texts.delay_most_ms, "ms; bound of --delay and --repeat")
      ->check(CLI::Range(0, 3'600'000))
      ->capture_default_str();
}

void finish(Arguments& out, const Texts& texts) {
  out.duration = std::chrono::seconds(texts.duration_s);
  out.drain = std::chrono::seconds(texts.drain_s);
  out.keep_alive = std::chrono::seconds(texts.keep_alive_s);
  out.heartbeat = std::chrono::seconds(texts.heartbeat_s);
  out.mischief.delay_most = std::chrono::milliseconds(texts.delay_most_ms);
  for (const auto& storm : texts.storms) out.storms.push_back(parse_storm(storm));
  if (const auto checked = wire::check_monitor_name(monitor_name(out, 0)); !checked)
    throw CLI::ValidationError("--prefix", checked.error().detail);
  if (out.heartbeat >= out.keep_alive) throw CLI::ValidationError("--heartbeat", "is not below --keep-alive");
  if (out.rates.trapped_least_s > out.rates.trapped_most_s)
    throw CLI::ValidationError("--trapped-least", "is above --trapped-most");
  if (!out.town.empty()) return;
  for (const auto& [option, given] : {std::pair{"--broker", !texts.broker.empty()}, std::pair{"--ca", !out.ca.empty()},
                                      std::pair{"--authority", !out.authority.empty()}})
    if (!given) throw CLI::RequiredError(option);
  out.broker = parse_place(texts.broker);
  if (!texts.alarm_broker.empty()) out.alarm_broker = parse_place(texts.alarm_broker);
}

}  // namespace

std::string monitor_name(const Arguments& arguments, std::size_t index) {
  return fmt::format("{}{:06}", arguments.prefix, arguments.first + index);
}

Arguments read_arguments(int argc, char** argv) {
  CLI::App app("Thousands of simulated boxes on real MQTT over TLS, with the box's own journal and link behind each");
  Arguments out;
  Texts texts;
  add_place_options(app, out, texts);
  add_size_options(app, out, texts);
  add_event_options(app, out, texts);
  try {
    app.parse(argc, argv);
    finish(out, texts);
    return out;
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error) == 0 ? 0 : 2);
  }
}

}  // namespace liftguard::fleet
