// The replay tool's core: options, site files, lines, postures.
#include <catch2/catch.hpp>
#include <cmath>

#include "firmware/port/rows/parameter_values.hpp"
#include "simulators/replay/base64.hpp"
#include "simulators/replay/event_json.hpp"
#include "simulators/replay/plot/plot.hpp"
#include "simulators/replay/posture.hpp"
#include "simulators/replay/replay.hpp"

namespace liftguard::replay {
namespace {

// A trace of a lift that stands for 70 s, with the alarm button pressed at 20 s; z is along `axis`.
std::string standing_trace(const std::array<double, 3>& gravity) {
  std::string text = "# liftguard-trace: 1\n# floors: 1:0 2:3\n# start_floor: 1\nt_ms,ax,ay,az,p_pa,door,zone,btn\n";
  for (int i = 0; i < 7000; ++i) {
    text += std::to_string(i * 10);
    for (const double g : gravity) text += "," + std::to_string(g + (i % 2 == 0 ? 0.01 : -0.01));
    text += "," + std::to_string(101'000 + i % 3) + ",0,1," + (i >= 2000 && i < 2200 ? "1" : "0") + "\n";
  }
  return text;
}

std::string lines_of(const std::string& text, const Options& options = {}) {
  std::string lines;
  Watchers watchers;
  watchers.event = [&](const engine::Event& event) { append_json(lines, event); };
  const auto summary = replay("t.csv", text, options, watchers);
  return summary.has_value() ? lines : summary.error().detail;
}

TEST_CASE("replay: an event is one line of JSON, with the known fields alone") {
  CHECK(lines_of(standing_trace({0, 0, 9.81})) ==
        "{\"t_ms\": 21000, \"event\": \"alarm_button\", \"position_m\": 0, \"floor\": \"1\"}\n");
}

TEST_CASE("replay: the same trace gives the same lines") {
  const auto text = standing_trace({0.1, 0.2, 9.8});
  CHECK(lines_of(text) == lines_of(text));
}

TEST_CASE("replay: a ride's line") {
  engine::Event event;
  event.kind = EventKind::ride;
  event.at = engine::Time{engine::Duration{21'500'500}};
  event.ride = engine::Ride{.start = engine::Time{engine::Duration{10'010'000}},
                            .end = engine::Time{engine::Duration{21'480'000}},
                            .metres = 11.98F,
                            .direction = engine::Direction::up,
                            .from = engine::Label("1"),
                            .to = engine::Label("5"),
                            .peak_speed_mps = 1.74F};
  std::string line;
  append_json(line, event);
  CHECK(line ==
        "{\"t_ms\": 21500.5, \"event\": \"ride\", \"start_ms\": 10010, \"end_ms\": 21480, \"metres\": 11.98, "
        "\"from\": \"1\", \"to\": \"5\", \"peak_speed\": 1.74}\n");
}

TEST_CASE("replay: trapped's line has place and reasons") {
  engine::Event event;
  event.kind = EventKind::trapped;
  event.at = engine::Time{engine::Duration{127'300'000}};
  event.position_m = 7.31F;
  event.between_low = engine::Label("2");
  event.between_high = engine::Label("3");
  engine::add_reason(event, engine::ReasonKind::outside_zone, event.at);
  engine::add_reason(event, engine::ReasonKind::occupied, event.at);
  std::string line;
  append_json(line, event);
  CHECK(line ==
        "{\"t_ms\": 127300, \"event\": \"trapped\", \"position_m\": 7.31, \"between\": [\"2\", \"3\"], "
        "\"reasons\": [\"outside_zone\", \"occupied\"]}\n");
}

TEST_CASE("replay: a bad row stops it with file, line and column") {
  CHECK(lines_of("# liftguard-trace: 1\nt_ms,p_pa\n0,9.8\n1,?\n") == "t.csv:4:3: not a number: '?'");
  CHECK(lines_of("# liftguard-trace: 1\n# floors: 1:0\n# start_floor: 9\nt_ms,p_pa\n0,9.8\n") ==
        "t.csv:3:16: start_floor is not among the floors: 9");
  CHECK(lines_of("# liftguard-trace: 1\n# state: AAAA\nt_ms,p_pa\n0,9.8\n") ==
        "t.csv:2:10: the state is not one that this version can read");
}

TEST_CASE("replay: parameters by name, within their ranges") {
  engine::Parameters parameters;
  CHECK(port::set_parameter(parameters, "trapped_s=25").has_value());
  CHECK(parameters.trapped_s == 25.0F);
  CHECK(port::set_parameter(parameters, "trapped_s=500").error().detail == "trapped_s must be a number from 10 to 120");
  CHECK(port::set_parameter(parameters, "trapt_s=25").error().detail == "there is no parameter trapt_s");
  CHECK(port::set_parameter(parameters, "trapped_s").error().detail == "KEY=VALUE is wanted");
  CHECK(port::set_parameter(parameters, "trapped_s=x").error().detail == "the value of trapped_s=x is no number");
  CHECK_FALSE(port::set_parameter(parameters, "trapped_s=nan").has_value());
  CHECK(port::set_parameter(parameters, "a\nb=1").error().detail == "there is no parameter a b");
}

TEST_CASE("replay: what is counted is whole") {
  for (const auto& facts : engine::kParameterFacts) {
    engine::Parameters parameters;
    const auto half = static_cast<double>(facts.lowest) + (engine::is_count(facts) ? 0.5 : 0.001);
    INFO(facts.name);
    CHECK(port::set_parameter(parameters, facts.name, half).has_value() != facts.name.ends_with("_count"));
  }
  engine::Parameters parameters;
  CHECK(port::set_parameter(parameters, "shocks_count=2.7").error().detail ==
        "shocks_count must be a whole number from 2 to 10");
  CHECK(port::set_parameter(parameters, "shocks_count=4").has_value());
}

TEST_CASE("replay: parameters that mean something only beside each other are held to it") {
  struct Case {
    float engine::Parameters::*field;
    float taken, refused;
    const char* why;
  };
  using P = engine::Parameters;
  const auto c =
      GENERATE(Case{&P::temperature_rearm_c, 44.9F, 45, "temperature_rearm_c must be below over_temperature_c"},
               Case{&P::presence_flicker_s, 1, 1.1F, "presence_flicker_s must not be above presence_on_s"},
               Case{&P::stopped_s, 30, 30.1F, "stopped_s must not be above trapped_s"},
               Case{&P::button_press_s, 3, 3.1F, "button_press_s must not be above button_hold_s"},
               Case{&P::button_door_s, 120, 120.1F, "button_door_s must not be above door_not_opened_s"},
               Case{&P::parked_s, 120, 119.9F, "door_not_opened_s must not be above parked_s"});
  engine::Parameters parameters;
  parameters.*c.field = c.taken;
  CHECK(port::check_together(parameters).has_value());
  parameters.*c.field = c.refused;
  CHECK(port::check_together(parameters).error().detail == c.why);
}

TEST_CASE("replay: site files") {
  const auto site = port::parse_site("s.toml",
                                     "rated_speed = 1.75\nfloors = \"1:0 2:4.5\"\nstart_floor = \"2\"\n"
                                     "[parameters]\ntrapped_s = 20\n");
  REQUIRE(site.has_value());
  CHECK(site->lift.rated_speed == 1.75);
  CHECK(site->lift.floors.size() == 2);
  CHECK(site->parameters.trapped_s == 20.0F);
  struct Case {
    const char* toml;
    const char* refusal;
  };
  const auto c = GENERATE(
      Case{"rated = 1\n", "s.toml:1:1: unknown key rated"},
      Case{"\nrated_speed = 0\n", "s.toml:2:15: rated_speed must be a number above 0 and up to 25"},
      Case{"floors = 3\n", "s.toml:1:10: floors must be a text of label:height pairs"},
      Case{"[parameters]\nstopped_s = 1\n", "s.toml:2:13: stopped_s must be a number from 5 to 60"},
      Case{"[parameters]\nfoo = 5\n", "s.toml:2:1: there is no parameter foo"},
      Case{"\"a\\nb\" = 5\n", "s.toml:1:1: unknown key a b"},
      Case{"floors = \"1:0 1:3\"\n", "s.toml:1:10: two floors have one label: '1:3'"},
      Case{"[parameters]\nopenings_count = 3.5\n", "s.toml:2:18: openings_count must be a whole number from 3 to 20"},
      Case{"[parameters]\nover_temperature_c = 40\n",
           "s.toml:2:22: temperature_rearm_c must be below over_temperature_c"});
  CHECK(port::parse_site("s.toml", c.toml).error().detail == c.refusal);
  CHECK(port::parse_site("s.toml", "= 3").error().detail.starts_with("s.toml:1:1: "));
}

TEST_CASE("replay: any posture gives the same as upright") {
  const auto upright = lines_of(standing_trace({0, 0, 9.81}));
  Options options;
  options.any_posture = true;
  CHECK(lines_of(standing_trace({0, 0, -9.81}), options) == upright);
  CHECK(lines_of(standing_trace({6.94, 0, 6.94}), options) == upright);
  CHECK(lines_of(standing_trace({1, -9.7, 1}), options) == upright);
}

TEST_CASE("replay: posture takes vertical along gravity, and its error off z alone") {
  std::vector<trace::Row> rows(1000);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].t_us = static_cast<std::int64_t>(i) * 10'000;
    rows[i].ax = 10.3F;
    rows[i].ay = rows[i].az = 0.0F;
  }
  const auto posture = Posture::find(rows);
  REQUIRE(posture);
  trace::Row row = rows[0];
  row.ax = 11.3F;
  posture->apply(row);
  CHECK(static_cast<double>(*row.az) == Approx(9.80665 + 1.0).margin(1e-4));
  CHECK_FALSE(Posture::find({}).has_value());
}

TEST_CASE("replay: base64") {
  CHECK(decode_base64("TWFu") == std::vector<std::uint8_t>{'M', 'a', 'n'});
  CHECK(decode_base64("TWE=") == std::vector<std::uint8_t>{'M', 'a'});
  CHECK(decode_base64("") == std::vector<std::uint8_t>{});
  CHECK_FALSE(decode_base64("TWF").has_value());
  CHECK_FALSE(decode_base64("TW!u").has_value());
}

TEST_CASE("replay: the plot has its axes, its bands and its events, in both languages") {
  Plot plot;
  Watchers watchers;
  watchers.event = [&](const engine::Event& event) { plot.take(event); };
  watchers.row = [&](const trace::Row& row, const engine::Engine& engine) { plot.take(row, engine.glance()); };
  REQUIRE(replay("t.csv", standing_trace({0, 0, 9.81}), {}, watchers).has_value());
  const auto svg = plot.svg("a < b");
  for (const char* wanted :
       {"高度", "Height", "速度", "气压", "门区", "报警按钮 ×1", "Alarm button", "a &lt; b", "</svg>"}) {
    INFO(wanted);
    CHECK(svg.find(wanted) != std::string::npos);
  }
  CHECK(svg.size() < 500'000);
}

}  // namespace
}  // namespace liftguard::replay
