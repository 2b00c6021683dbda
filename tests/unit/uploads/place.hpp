// Two districts with lifts, and receivers for them, on a database of either engine.
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "common/registry/store.hpp"
#include "common/uploads/outbox.hpp"
#include "common/uploads/queue.hpp"
#include "common/uploads/store.hpp"
#include "tests/unit/storage/scratch.hpp"

namespace liftguard::testing {

using namespace std::chrono_literals;

inline constexpr UtcTime kStart = utc_from_ms(1'795'000'000'000);
inline const storage::Actor kOperator{.name = "值班员", .from = "test"};

struct Place {
  Scratch scratch;
  VirtualClock clock{kStart};
  std::unique_ptr<storage::Database> database = scratch.open({.clock = &clock});
  std::vector<ElevatorId> lifts;  // two in 330502, one in 330503
  int events = 0;

  Place() {
    write([&](storage::Transaction& tx) {
      const auto first = registry::put_district(tx, {.code = "330502", .name = "吴兴区"});
      const auto second = registry::put_district(tx, {.code = "330503", .name = "南浔区"});
      lifts.push_back(registry::put_elevator(tx, {.code = "100001", .estate = "太湖花园", .district = first}));
      lifts.push_back(registry::put_elevator(tx, {.code = "100002", .estate = "太湖花园", .district = first}));
      lifts.push_back(registry::put_elevator(tx, {.code = "200001", .estate = "古镇", .district = second}));
    });
  }

  template <class Body>
  std::invoke_result_t<Body, storage::Transaction&> write(Body&& body) {
    auto tx = database->begin();
    if constexpr (std::is_void_v<std::invoke_result_t<Body, storage::Transaction&>>) {
      body(tx);
      tx.commit();
    } else {
      auto result = body(tx);
      tx.commit();
      return result;
    }
  }
  template <class Body>
  std::invoke_result_t<Body, storage::Session&> read(Body&& body) {
    auto session = database->read();
    return body(session);
  }

  [[nodiscard]] UtcTime now() const { return clock.utc_now(); }

  static uploads::Receiver receiver(const std::string& name, uploads::Repeats repeats = uploads::Repeats::unknown,
                                    const std::string& district = "330502") {
    return {.name = name,
            .districts = {district},
            .url = "http://127.0.0.1:1/uploads",
            .dialect = "gbt24476_chongqing",
            .repeats = repeats};
  }

  Result<void> load(uploads::Setup setup) {
    return write([&](storage::Transaction& tx) { return uploads::load(tx, setup, kOperator, now()); });
  }
  void load(std::vector<uploads::Receiver> receivers) { load({{}, std::move(receivers)}).value(); }

  uploads::ReceiverId id_of(const std::string& name) {
    return read([&](storage::Session& session) {
      for (const auto& known : uploads::receivers(session, uploads::Which::all))
        if (known.name == name) return known.id;
      return uploads::ReceiverId{};
    });
  }

  uploads::EventReport event(std::size_t lift = 0, EventKind kind = EventKind::trapped) {
    return {.kind = kind,
            .source_key = "LG-000001/77/alarm/" + std::to_string(++events),
            .monitor = "LG-000001",
            .elevator = lifts.at(lift),
            .happened = now(),
            .received = now()};
  }
  template <class Report>
  void report(const Report& what) {
    write([&](storage::Transaction& tx) { uploads::Outbox(tx, now()).add(what); });
  }

  std::vector<uploads::UploadId> ready(const std::string& name, int limit = 100) {
    const auto id = id_of(name);
    return read([&](storage::Session& session) { return uploads::ready(session, id, now(), limit); });
  }
  std::vector<uploads::Claimed> claim(const std::string& name, int limit = 100, std::string_view worker = "w") {
    const auto ids = ready(name, limit);
    return write([&](storage::Transaction& tx) { return uploads::claim(tx, ids, {worker, 30s}, now()); });
  }
  bool settle(uploads::UploadId id, uploads::State state, std::string_view worker = "w", Milliseconds wait = 0ms) {
    return write([&](storage::Transaction& tx) {
      return uploads::settle_claim(tx, worker, {id, state, now() + wait, "said so"}, now());
    });
  }
  std::vector<uploads::Upload> list(const uploads::Filter& filter = {}) {
    return read([&](storage::Session& session) { return uploads::list(session, filter); });
  }
  uploads::State state_of(uploads::UploadId id) {
    return read([&](storage::Session& session) { return uploads::find(session, id).value().state; });
  }
};

}  // namespace liftguard::testing
