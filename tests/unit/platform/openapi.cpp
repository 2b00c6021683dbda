#include "tests/unit/platform/openapi.hpp"

#include <algorithm>
#include <array>
#include <regex>

#include <boost/json/parse.hpp>

#include "platform/http/route.hpp"

namespace liftguard::test {

namespace {

constexpr std::array<std::string_view, 5> kMethods{"get", "post", "put", "patch", "delete"};

bool is_of_type(const std::string& type, const boost::json::value& value) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_bool();
  return false;
}

std::string scalar_of(const boost::json::value& value) {
  if (value.is_string()) return std::string(value.as_string().data(), value.as_string().size());
  if (value.is_int64()) return std::to_string(value.as_int64());
  return value.is_bool() && value.as_bool() ? "true" : "false";
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

}  // namespace

YAML::Node OpenApi::resolved(const YAML::Node& node) const {
  if (!node || !node.IsMap() || !node["$ref"]) return node;
  YAML::Node at = YAML::Clone(root_);
  std::string ref = node["$ref"].as<std::string>().substr(2);  // after "#/"
  while (!ref.empty()) {
    const auto slash = ref.find('/');
    at.reset(at[ref.substr(0, slash)]);
    ref = slash == std::string::npos ? "" : ref.substr(slash + 1);
  }
  return resolved(at);
}

std::set<std::string> OpenApi::operations() const {
  std::set<std::string> all;
  for (const auto& path : root_["paths"]) {
    for (const auto method : kMethods) {
      if (path.second[std::string(method)]) all.insert(upper(method) + ' ' + path.first.as<std::string>());
    }
  }
  return all;
}

std::set<std::string> OpenApi::enum_of(const std::string& schema, const std::string& property) const {
  std::set<std::string> all;
  for (const auto& value : root_["components"]["schemas"][schema]["properties"][property]["enum"]) {
    all.insert(value.as<std::string>());
  }
  return all;
}

YAML::Node OpenApi::operation(std::string_view method, std::string_view path) const {
  std::string lower(method);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const auto& entry : root_["paths"]) {
    const std::string pattern = "/api/v1" + entry.first.as<std::string>();
    if (http::match_path(pattern, path)) return entry.second[lower];
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

std::vector<std::string> OpenApi::faults_of(std::string_view method, std::string_view path, unsigned status,
                                            std::string_view content_type, std::string_view body) const {
  const YAML::Node described = operation(method, path);
  const std::string where = upper(method) + ' ' + std::string(path) + ' ' + std::to_string(status);
  // What the server refuses before it knows the route is a problem all the same.
  constexpr std::array<unsigned, 7> kGeneral{400, 404, 405, 413, 415, 431, 503};
  const bool general = std::find(kGeneral.begin(), kGeneral.end(), status) != kGeneral.end();
  const YAML::Node response =
      described && described["responses"] ? resolved(described["responses"][std::to_string(status)]) : described;
  if (!response || !response.IsMap()) {
    return general ? faults_of("Problem", body) : std::vector<std::string>{where + ": not described"};
  }
  const YAML::Node content = response["content"];
  if (!content) return body.empty() ? std::vector<std::string>{} : std::vector{where + ": has a body"};
  const YAML::Node media = content[std::string(content_type)];
  if (!media) return {where + ": content type " + std::string(content_type)};
  if (content_type == "text/event-stream") return {};
  std::vector<std::string> faults;
  check(media["schema"], boost::json::parse(boost::json::string_view(body.data(), body.size())), where, faults);
  return faults;
}

std::vector<std::string> OpenApi::faults_of(const std::string& schema, std::string_view document) const {
  std::vector<std::string> faults;
  check(root_["components"]["schemas"][schema],
        boost::json::parse(boost::json::string_view(document.data(), document.size())), schema, faults);
  return faults;
}

void OpenApi::check(const YAML::Node& given, const boost::json::value& value, const std::string& where,
                    std::vector<std::string>& faults) const {
  const YAML::Node schema = resolved(given);
  if (!schema || !schema.IsMap()) {
    faults.push_back(where + ": no schema");
    return;
  }
  if (schema["type"] && !is_of_type(schema["type"].as<std::string>(), value)) {
    faults.push_back(where + ": is no " + schema["type"].as<std::string>());
    return;
  }
  if (schema["const"] && scalar_of(value) != schema["const"].as<std::string>()) faults.push_back(where + ": const");
  if (schema["enum"]) {
    bool found = false;
    for (const auto& allowed : schema["enum"]) found = found || allowed.as<std::string>() == scalar_of(value);
    if (!found) faults.push_back(where + ": " + scalar_of(value) + " is not in the enum");
  }
  if (schema["pattern"] && !std::regex_search(scalar_of(value), std::regex(schema["pattern"].as<std::string>()))) {
    faults.push_back(where + ": " + scalar_of(value) + " breaks the pattern");
  }
  if (schema["minimum"] && value.is_int64() && value.as_int64() < schema["minimum"].as<std::int64_t>()) {
    faults.push_back(where + ": below the minimum");
  }
  if (value.is_array() && schema["items"]) {
    std::size_t index = 0;
    for (const auto& item : value.as_array()) {
      check(schema["items"], item, where + '[' + std::to_string(index++) + ']', faults);
    }
  }
  if (value.is_object()) check_object(schema, value.as_object(), where, faults);
}

void OpenApi::check_object(const YAML::Node& schema, const boost::json::object& object, const std::string& where,
                           std::vector<std::string>& faults) const {
  for (const auto& required : schema["required"]) {
    if (!object.contains(required.as<std::string>())) {
      faults.push_back(where + ": " + required.as<std::string>() + " is missing");
    }
  }
  const YAML::Node properties = schema["properties"];
  for (const auto& member : object) {
    const std::string name(member.key().data(), member.key().size());
    if (properties && properties[name]) {
      check(properties[name], member.value(), where + '.' + name, faults);
    } else if (schema["additionalProperties"] && !schema["additionalProperties"].as<bool>()) {
      faults.push_back(where + ": " + name + " is not described");
    }
  }
}

}  // namespace liftguard::test
