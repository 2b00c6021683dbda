// What people in a stuck car hear, second by second.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "firmware/calm/script.hpp"
#include "firmware/calm/words.hpp"

using namespace liftguard;
using namespace liftguard::calm;
using namespace std::chrono_literals;

namespace {

// The box, called once a second; everything it says and tells with its second.
class Car {
 public:
  Script script;
  std::vector<std::pair<long, Utterance>> said;
  std::vector<std::pair<long, Reply>> told;

  void run_to(long second) {
    for (; now_ <= second; ++now_) {
      const auto spoken = script.step(at(now_));
      if (spoken.say) said.emplace_back(now_, *spoken.say);
      if (spoken.tell) told.emplace_back(now_, *spoken.tell);
    }
  }
  static SteadyTime at(long second) { return SteadyTime{} + std::chrono::seconds{second + 1000}; }
  [[nodiscard]] long count(Utterance utterance) const {
    return std::count_if(said.begin(), said.end(), [&](const auto& it) { return it.second == utterance; });
  }

 private:
  long now_ = 0;
};

using Said = std::vector<std::pair<long, Utterance>>;
using Told = std::vector<std::pair<long, Reply>>;

}  // namespace

TEST_CASE("nobody trapped, nothing said") {
  Car car;
  car.script.news(0, Step::arrived);
  car.script.pressed(Button::opens, Car::at(5));
  car.script.freed(Car::at(6));
  car.run_to(600);
  CHECK(car.said.empty());
  CHECK(car.told.empty());
}

TEST_CASE("the first words come at once, the question after 20 s, the newest state every minute") {
  Car car;
  car.script.trapped(7, Car::at(0));
  car.run_to(125);
  CHECK(car.said == Said{{0, Utterance::keep_calm},
                         {20, Utterance::ask_hurt},
                         {60, Utterance::keep_calm},
                         {111, Utterance::ask_hurt},
                         {121, Utterance::keep_calm}});
}

TEST_CASE("a step of the rescue is said as soon as it is known and nothing else is being said") {
  Car car;
  car.script.trapped(7, Car::at(0));
  car.run_to(3);
  car.script.alarm_received(7);
  car.run_to(5);
  car.script.news(7, Step::dispatched);  // overtakes what was not said yet
  car.run_to(12);
  CHECK(car.said == Said{{0, Utterance::keep_calm}, {10, Utterance::dispatched}});
  car.script.news(7, Step::accepted);
  car.script.alarm_received(7);       // long known
  car.script.news(8, Step::arrived);  // of somebody else
  car.run_to(30);
  CHECK(car.said.at(2) == std::pair{20L, Utterance::accepted});
  CHECK(car.count(Utterance::arrived) == 0);
}

TEST_CASE("a step that is taken back is not repeated, and is news again when it comes again") {
  Car car;
  car.script.trapped(7, Car::at(0));
  car.script.news(7, Step::accepted);
  car.run_to(25);
  car.script.news(7, Step::dispatched);
  car.run_to(85);
  CHECK(car.said == Said{{0, Utterance::keep_calm},
                         {10, Utterance::accepted},
                         {20, Utterance::ask_hurt},
                         {70, Utterance::dispatched}});
  car.script.news(7, Step::accepted);
  car.run_to(86);
  CHECK(car.said.back() == std::pair{86L, Utterance::accepted});
}

TEST_CASE("a press is an answer only within 20 s after the question was heard") {
  struct Case {
    long second;
    bool counts;
  };
  // The question begins at 20 and has been heard at 30.
  for (const auto& [second, counts] :
       {Case{5, false}, Case{29, false}, Case{30, true}, Case{50, true}, Case{51, false}}) {
    CAPTURE(second);
    Car car;
    car.script.trapped(7, Car::at(0));
    car.run_to(second - 1);
    car.script.pressed(Button::opens, Car::at(second));
    car.run_to(second + 1);
    CHECK((car.told == (counts ? Told{{second, Reply::yes}} : Told{})));
  }
}

TEST_CASE("an answer is acknowledged, told once, may be corrected, and ends the asking") {
  Car car;
  car.script.trapped(7, Car::at(0));
  car.run_to(34);
  for (int press = 0; press < 5; ++press) car.script.pressed(Button::closes, Car::at(35));
  car.run_to(38);
  car.script.pressed(Button::opens, Car::at(39));
  car.run_to(1200);
  CHECK(car.told == Told{{35, Reply::no}, {39, Reply::yes}});
  CHECK(car.count(Utterance::heard_no) == 1);
  CHECK(car.count(Utterance::heard_yes) == 1);
  CHECK(car.count(Utterance::ask_hurt) == 1);
}

TEST_CASE("asked three times without an answer, the desk learns that there was none, once") {
  Car car;
  car.script.trapped(7, Car::at(0));
  car.run_to(3600);
  CHECK(car.count(Utterance::ask_hurt) == kAskings);
  REQUIRE(car.told.size() == 1);
  CHECK(car.told.front().second == Reply::none);
}

TEST_CASE("where nobody could answer, nothing is asked") {
  Car car;
  car.script = Script{Asking::never};
  car.script.trapped(7, Car::at(0));
  car.run_to(600);
  CHECK(car.count(Utterance::ask_hurt) == 0);
  CHECK(car.told.empty());
  CHECK(car.count(Utterance::keep_calm) == 10);
}

TEST_CASE("no two recordings overlap, and the box is never silent for longer than two minutes") {
  Car car;
  car.script.trapped(7, Car::at(0));
  car.run_to(100);
  car.script.news(7, Step::accepted);
  car.run_to(3600);
  for (std::size_t i = 1; i < car.said.size(); ++i) {
    CHECK(car.said[i].first - car.said[i - 1].first >= 10);
    CHECK(car.said[i].first - car.said[i - 1].first <= 120);
  }
}

TEST_CASE("freed: one last sentence, then silence; the next entrapment begins anew") {
  Car car;
  car.script.trapped(7, Car::at(0));
  car.script.news(7, Step::arrived);
  car.run_to(62);
  car.script.freed(Car::at(63));
  car.run_to(400);
  CHECK(car.said.back().second == Utterance::freed);
  CHECK(car.count(Utterance::freed) == 1);
  car.script.trapped(8, Car::at(401));
  car.run_to(402);
  CHECK(car.said.back() == std::pair{401L, Utterance::keep_calm});
}

TEST_CASE("told twice of the same episode, the box does not begin again") {
  Car car;
  car.script.trapped(7, Car::at(0));
  car.run_to(30);
  car.script.trapped(7, Car::at(31));
  car.run_to(59);
  CHECK(car.count(Utterance::keep_calm) == 1);
}

TEST_CASE("every utterance has its words in both languages, and a recording's name of its own") {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= kUtterances; ++i) {
    const auto& words = words_of(static_cast<Utterance>(i));
    CHECK_FALSE(words.zh.empty());
    CHECK_FALSE(words.en.empty());
    CHECK(std::find(names.begin(), names.end(), words.name) == names.end());
    names.emplace_back(words.name);
  }
  CHECK(words_of(Utterance::freed).name == "freed");
}
