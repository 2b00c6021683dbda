// schemas/openapi.yaml as tests use it: which operations there are, and whether an answer is what it promises.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>
#include <boost/json/value.hpp>

namespace liftguard::test {

class OpenApi {
 public:
  explicit OpenApi(const std::string& file) : root_(YAML::LoadFile(file)) {}

  [[nodiscard]] std::set<std::string> operations() const;  // "GET /orders/{id}"
  [[nodiscard]] std::set<std::string> enum_of(const std::string& schema, const std::string& property) const;

  // What is wrong with an answer of an operation; empty: nothing. `body` empty: none came.
  [[nodiscard]] std::vector<std::string> faults_of(std::string_view method, std::string_view path, unsigned status,
                                                   std::string_view content_type, std::string_view body) const;
  // Likewise for a document that should be of a named schema.
  [[nodiscard]] std::vector<std::string> faults_of(const std::string& schema, std::string_view document) const;

 private:
  [[nodiscard]] YAML::Node resolved(const YAML::Node& node) const;
  [[nodiscard]] YAML::Node operation(std::string_view method, std::string_view path) const;
  void check(const YAML::Node& schema, const boost::json::value& value, const std::string& where,
             std::vector<std::string>& faults) const;
  void check_object(const YAML::Node& schema, const boost::json::object& object, const std::string& where,
                    std::vector<std::string>& faults) const;

  YAML::Node root_;
};

}  // namespace liftguard::test
