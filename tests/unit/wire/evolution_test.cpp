// The schema may grow but never contradict what monitors in the field speak. `flatc --conform` sees removed and
// re-typed fields; it misses a struct that grew, a field that became or ceased to be required, and a changed default:
// those are compared here by reflection.
#include <fstream>
#include <sstream>

#include <flatbuffers/idl.h>
#include <flatbuffers/reflection_generated.h>
#include <catch2/catch.hpp>

#include "common/wire/state.hpp"

namespace wire = liftguard::wire;

namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  REQUIRE(in.good());
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string released_path(unsigned version) {
  return std::string(LIFTGUARD_SCHEMAS) + "/released/monitor-" + std::to_string(version) + ".fbs";
}

std::string read_released(unsigned version) {
  return read_file(released_path(version));
}

// A schema in reflection form.
class Reflected {
 public:
  explicit Reflected(const std::string& schema) {
    const char* includes[] = {LIFTGUARD_GENERATED_SCHEMAS, nullptr};
    const bool parsed = parser_.Parse(schema.c_str(), includes);
    INFO(parser_.error_);
    REQUIRE(parsed);
    parser_.Serialize();
  }
  const reflection::Schema* operator->() const { return reflection::GetSchema(parser_.builder_.GetBufferPointer()); }

 private:
  flatbuffers::Parser parser_;
};

template <class List>
auto* named(const List& list, const flatbuffers::String* name) {
  for (const auto* one : list)
    if (one->name()->str() == name->str()) return one;
  return static_cast<decltype(*list.begin())>(nullptr);
}

void compare(const reflection::Field& before, const reflection::Field& after, const std::string& name,
             std::vector<std::string>& out) {
  if (before.id() != after.id() || before.offset() != after.offset()) out.push_back(name + " moved");
  if (before.type()->base_type() != after.type()->base_type() || before.type()->element() != after.type()->element())
    out.push_back(name + " changed its type");
  if (before.required() != after.required()) out.push_back(name + " changed required");
  if (before.optional() != after.optional()) out.push_back(name + " changed null");
  const auto same_real =
      !(before.default_real() < after.default_real()) && !(after.default_real() < before.default_real());
  if (before.default_integer() != after.default_integer() || !same_real) out.push_back(name + " changed its default");
  if (after.deprecated() && !before.deprecated()) out.push_back(name + " is no longer read");
}

void compare(const reflection::Object& before, const reflection::Object& after, std::vector<std::string>& out) {
  const auto name = before.name()->str();
  if (before.is_struct() != after.is_struct()) out.push_back(name + " is another sort");
  if (before.is_struct() && (before.bytesize() != after.bytesize() || before.minalign() != after.minalign()))
    out.push_back(name + " grew");
  for (const auto* field : *before.fields()) {
    const auto* now = named(*after.fields(), field->name());
    const auto field_name = name + "." + field->name()->str();
    if (now == nullptr)
      out.push_back(field_name + " is gone");
    else
      compare(*field, *now, field_name, out);
  }
  for (const auto* field : *after.fields())
    if (field->required() && named(*before.fields(), field->name()) == nullptr)
      out.push_back(name + "." + field->name()->str() + " is new and required");
}

void compare(const reflection::Enum& before, const reflection::Enum& after, std::vector<std::string>& out) {
  const auto name = before.name()->str();
  if (before.underlying_type()->base_type() != after.underlying_type()->base_type())
    out.push_back(name + " changed its width");
  for (const auto* value : *before.values()) {
    const auto* now = named(*after.values(), value->name());
    if (now == nullptr || now->value() != value->value()) out.push_back(name + "." + value->name()->str() + " changed");
  }
}

std::vector<std::string> violations(const std::string& released, const std::string& current) {
  const Reflected before(released), after(current);
  std::vector<std::string> out;
  for (const auto* object : *before->objects()) {
    const auto* now = named(*after->objects(), object->name());
    if (now == nullptr)
      out.push_back(object->name()->str() + " is gone");
    else
      compare(*object, *now, out);
  }
  for (const auto* one : *before->enums()) {
    const auto* now = named(*after->enums(), one->name());
    if (now == nullptr)
      out.push_back(one->name()->str() + " is gone");
    else
      compare(*one, *now, out);
  }
  return out;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("the schema contradicts no released one") {
  const auto current = read_file(std::string(LIFTGUARD_SCHEMAS) + "/monitor.fbs");
  for (unsigned version = 1; version <= wire::kSchemaVersion; ++version) {
    INFO(version);
    CHECK(violations(read_released(version), current) == std::vector<std::string>{});
  }
}

TEST_CASE("what a birth says of the schema is the newest released one, and nothing is spoken beyond it") {
  const auto newest = read_released(wire::kSchemaVersion);
  CHECK_FALSE(std::ifstream(released_path(wire::kSchemaVersion + 1)).good());
  CHECK(violations(read_file(std::string(LIFTGUARD_SCHEMAS) + "/monitor.fbs"), newest) == std::vector<std::string>{});
}

TEST_CASE("the comparison sees each way to break monitors in the field") {
  const auto released = read_released(1);
  const auto broken = [&](const std::string& what, const std::string& by) {
    return violations(released, replaced(released, what, by));
  };
  using Found = std::vector<std::string>;
  CHECK(violations(released, released).empty());
  CHECK(broken("  now_ms: long (id: 0);", "") == Found{"liftguard.fb.ServerTime.now_ms is gone"});
  CHECK(broken("now_ms: long (id: 0)", "now_ms: int (id: 0)") ==
        Found{"liftguard.fb.ServerTime.now_ms changed its type"});
  CHECK(broken("monitor: string (id: 0)", "monitor: string (id: 0, required)") ==
        Found{"liftguard.fb.Envelope.monitor changed required", "liftguard.fb.Envelope.monitor changed null"});
  CHECK(broken("mains: bool = null (id: 9)", "mains: bool (id: 9)") == Found{"liftguard.fb.Event.mains changed null"});
  CHECK(broken("episode: ulong (id: 2)", "episode: ulong = 1 (id: 2)") ==
        Found{"liftguard.fb.Event.episode changed its default"});
  CHECK(broken("position_m: float = null (id: 3)", "position_m: float = null (id: 3, deprecated)") ==
        Found{"liftguard.fb.Event.position_m is no longer read"});
  CHECK(broken("overspeed = 7", "overspeed = 17") == Found{"liftguard.fb.EventKind.overspeed changed"});
  CHECK_FALSE(broken("union Body { Event, Ride,", "union Body { Ride, Event,").empty());
  CHECK(broken("  now_ms: long (id: 0);", "  now_ms: long (id: 0);\n  zone: string (id: 1);").empty());

  const std::string small = "namespace liftguard.fb; struct Point { x: int; } table T { p: Point (id: 0); }";
  CHECK(violations(small, replaced(small, "x: int;", "x: int; y: int;")) ==
        std::vector<std::string>{"liftguard.fb.Point grew"});
}
