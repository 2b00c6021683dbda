#include "tests/unit/platform/running_platform.hpp"

#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include "common/registry/store.hpp"
#include "platform/accounts/routes.hpp"
#include "platform/accounts/secrets.hpp"

namespace liftguard::test {

namespace {

const std::string& known_hash() {
  static const std::string hash = accounts::hash_password(kPassword);
  return hash;
}

// The 18 characters of a unit's code, told apart by a letter.
std::string code_for(char letter) {
  const std::string first17 = std::string("91330502MA2B3C4D") + letter;
  return first17 + accounts::credit_code_check_digit(first17).value();
}

UnitId put_unit(storage::Transaction& tx, char letter) {
  const std::string name = std::string("维保单位") + letter;
  const UnitId unit = registry::put_unit(tx, {.code = code_for(letter), .name = name, .phone = "0572-0000100"});
  registry::put_contact(tx, {.unit = unit, .name = "沈建国", .phone = "1380000010" + std::to_string(letter % 10)});
  return unit;
}

void put_elevator(storage::Transaction& tx, DistrictId district, int number, UnitId unit, UnitId second, UtcTime now) {
  registry::Elevator elevator;
  elevator.code = "10000" + std::to_string(number);
  elevator.place = "1幢" + std::to_string(number) + "号梯";
  elevator.estate = "爱山广场";
  elevator.district = district;
  elevator.area = rescue::Area::city_centre;
  elevator.maintenance_unit = unit;
  elevator.second_unit = second;
  const ElevatorId id = registry::put_elevator(tx, elevator);
  const std::string monitor = "LG-00000" + std::to_string(number);
  registry::put_monitor(tx, monitor, now);
  registry::bind_monitor(tx, monitor, id, now);
}

void put_account(storage::Transaction& tx, std::string login, accounts::Role role, UnitId unit,
                 accounts::FirstPassword first, UtcTime now, DistrictId district = {}) {
  const storage::Actor system{{}, "系统", {}};
  const auto id =
      accounts::add_account(tx, {std::move(login), "沈建国", role, unit, known_hash(), district}, system, now).value();
  if (first == accounts::FirstPassword::no) accounts::set_password(tx, id, known_hash(), first, system, now);
}

}  // namespace

RunningPlatform::RunningPlatform(PlatformOptions options) {
  accounts::set_up_secrets();
  database_ = scratch_.open({.busy_timeout = Milliseconds{1000}});
  clock_ = std::make_unique<AnchoredCivilClock>(steady_, database_->utc_now());
  make_town();
  std::int64_t start = 0;
  {
    auto session = database_->read();
    start = live::first_change_to_remember(session);
  }
  const auto on_fatal = [](const std::string& reason) { WARN(reason); };
  hub_ = std::make_unique<live::Hub>(start, live::HubOptions{});
  options.http.transport = http::Transport::loopback_http;
  options.live.session = options.policy.session;
  application_ = std::make_unique<app::Application>(
      app::Services{*database_, *clock_, *hub_, options.policy, options.http.transport}, http::StaticFiles{}, "",
      on_fatal);
  server_ = std::make_unique<http::Server>(*application_, options.http);
  live_ = std::make_unique<live::Service>(*database_, *clock_, *hub_, start, options.live, on_fatal);
  server_->start();
}

RunningPlatform::~RunningPlatform() {
  server_.reset();
  live_.reset();
  application_.reset();
  database_.reset();
}

void RunningPlatform::make_town() {
  using accounts::FirstPassword;
  using accounts::Role;
  const UtcTime now = clock_->utc_now();
  auto tx = database_->begin();
  const DistrictId district = registry::put_district(tx, {.code = "330502", .name = "吴兴区"});
  const UnitId a = put_unit(tx, 'A');
  const UnitId b = put_unit(tx, 'B');
  const UnitId s = put_unit(tx, 'T');
  const DistrictId elsewhere = registry::put_district(tx, {.code = "330503", .name = "南浔区"});
  put_elevator(tx, district, 1, a, s, now);
  put_elevator(tx, district, 2, b, s, now);
  put_account(tx, "admin", Role::administrator, {}, FirstPassword::no, now);
  put_account(tx, "zuoxi01", Role::dispatcher, {}, FirstPassword::no, now);
  put_account(tx, "zuoxi02", Role::dispatcher, {}, FirstPassword::no, now);
  put_account(tx, "zuoxi03", Role::dispatcher, {}, FirstPassword::no, now, elsewhere);
  put_account(tx, "jianguan01", Role::regulator, {}, FirstPassword::no, now, district);
  put_account(tx, "crewa01", Role::maintenance_sub, a, FirstPassword::no, now);
  put_account(tx, "crewa02", Role::maintenance_sub, a, FirstPassword::no, now);
  put_account(tx, "crewb01", Role::maintenance_sub, b, FirstPassword::no, now);
  put_account(tx, code_for('A'), Role::maintenance_main, a, FirstPassword::no, now);
  put_account(tx, "fresh01", Role::dispatcher, {}, FirstPassword::yes, now);
  tx.commit();
}

OrderId RunningPlatform::trap(int elevator) {
  const UtcTime now = clock_->utc_now();
  auto tx = database_->begin();
  dispatch::Alarm alarm;
  alarm.id = tx.make_id<EventId>();
  alarm.monitor = "LG-00000" + std::to_string(elevator);
  alarm.journal = 1;
  alarm.elevator = registry::elevator_of(tx, alarm.monitor, now);
  alarm.episode = ++episode_;
  alarm.happened = now - std::chrono::seconds{30};
  alarm.received = now;
  alarm.facts_json = R"({"reasons":["outside_zone","occupied"],"between":["2","3"],"position_m":7.25,)"
                     R"("occupancy":"occupied","mains":true})";
  const auto outcome = dispatch::apply_alarm(tx, alarm, now);
  tx.commit();
  return outcome.order.value();
}

void RunningPlatform::ring() {
  auto tx = database_->begin();
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::alarm_button;
  alert.key = "test/" + std::to_string(++episode_);
  alert.text_zh = "报警按钮";
  alert.text_en = "Alarm button";
  dispatch::ring(tx, alert, clock_->utc_now());
  tx.commit();
}

Person::Person(RunningPlatform& platform, std::string_view login) : port_(platform.port()) {
  const Answer answer = log_in(login);
  if (answer.status != 200) throw std::runtime_error("log-in failed: " + answer.body);
}

std::string Person::cookies() const {
  return "lg_session=" + session + "; lg_device=" + device;
}

void Person::take_cookies(const Answer& answer) {
  const auto [first, last] = answer.headers.equal_range("set-cookie");
  for (auto header = first; header != last; ++header) {
    const std::string& text = header->second;
    const auto value = text.substr(text.find('=') + 1, text.find(';') - text.find('=') - 1);
    (text.starts_with("lg_session=") ? session : device) = value;
  }
}

Answer Person::send(std::string_view method, std::string_view path, const Headers& headers, std::string_view body) {
  const std::string text = request_text(method, path, headers, body);
  const bool kept = socket_ != nullptr;
  if (!kept) socket_ = std::make_unique<Socket>(port_);
  socket_->send(text);
  Answer answer = socket_->read_answer();
  if (kept && answer.status == 0) {  // it had idled too long; a browser, too, tries once more
    socket_ = std::make_unique<Socket>(port_);
    socket_->send(text);
    answer = socket_->read_answer();
  }
  if (answer.status == 0 || answer.header("connection") == "close") socket_.reset();
  const std::string_view plain = path.substr(0, path.find('?'));
  const auto faults = openapi().faults_of(method, plain, answer.status, answer.header("content-type"), answer.body);
  for (const auto& fault : faults) FAIL_CHECK(fault);
  take_cookies(answer);
  return answer;
}

Answer Person::log_in(std::string_view login, std::string_view password) {
  const std::string body = R"({"login":")" + std::string(login) + R"(","password":")" + std::string(password) + "\"}";
  Answer answer = send("POST", "/api/v1/session", {{"Content-Type", "application/json"}, {"Cookie", cookies()}}, body);
  if (answer.status == 200) csrf = json_of(answer).at("csrf").as_string().c_str();
  return answer;
}

Answer Person::get(std::string_view path, Headers headers) {
  headers.emplace_back("Cookie", cookies());
  return send("GET", path, headers, {});
}

Answer Person::write(std::string_view method, std::string_view path, std::string_view body, Headers headers) {
  headers.insert(headers.end(), {{"Cookie", cookies()}, {"X-CSRF-Token", csrf}, {"Content-Type", "application/json"}});
  Answer answer = send(method, path, headers, body);
  if (answer.status == 200 && path.ends_with("/password")) csrf = json_of(answer).at("csrf").as_string().c_str();
  return answer;
}

Answer Person::step(OrderId order, std::string_view body, std::int64_t version, std::string_view key) {
  return write("POST", "/api/v1/orders/" + to_string(order) + "/steps", body,
               {{"Idempotency-Key", std::string(key)}, {"If-Match", '"' + std::to_string(version) + '"'}});
}

std::unique_ptr<Socket> Person::open_live(Headers headers, int receive_buffer) const {
  headers.emplace_back("Cookie", cookies());
  auto socket = std::make_unique<Socket>(port_, receive_buffer);
  socket->send(request_text("GET", "/api/v1/live", headers, {}));
  return socket;
}

const OpenApi& openapi() {
  static const OpenApi document(LIFTGUARD_OPENAPI);
  return document;
}

boost::json::object json_of(const Answer& answer) {
  return boost::json::parse(answer.body).as_object();
}

std::string code_of(const Answer& answer) {
  const auto document = json_of(answer);
  const auto* code = document.if_contains("code");
  return code == nullptr ? std::string{} : std::string(code->as_string().c_str());
}

std::string new_uuid() {
  static std::atomic<unsigned> count{0};
  std::string number = std::to_string(++count);
  return "0190b6c2-7b1e-7c3a-9f00-" + std::string(12 - number.size(), '0') + number;
}

}  // namespace liftguard::test
