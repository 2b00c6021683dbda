// The worst stack of a function by analysis: the deepest path through what the compiler says of its functions (GCC's
// -fcallgraph-info=su), with an error for whatever has no bound: recursion, calls through pointers, frames that grow.
//
// A switch over a variant (std::visit) is plain calls in libstdc++ up to eleven alternatives, so that the engine's
// inputs need no exception; a table of functions would be refused as a call through a pointer. Functions of the same
// name in several files (inline ones) count as one with the largest frame and all their calls.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace liftguard::bench {

struct StackBound {
  std::size_t bytes = 0;
  std::vector<std::string> path;  // mangled names with their frames, outermost first
};

class CallGraph {
 public:
  // `library`: bytes of each function that comes without a call graph, with all that it calls.
  explicit CallGraph(std::map<std::string, std::size_t, std::less<>> library) : library_(std::move(library)) {}

  // The text of one .ci file.
  void add(std::string_view text);

  // Of the functions whose mangled name begins with `root`. Refusals: "no_function", "recursion", "indirect_call",
  // "dynamic_frame", "unknown_function", each with the function's name.
  [[nodiscard]] Result<StackBound> deepest(std::string_view root) const;

 private:
  struct Function {
    std::size_t frame = 0;
    bool defined = false, grows = false;
    std::set<std::string> calls;
  };
  using Found = std::map<std::string, StackBound, std::less<>>;

  void add_node(std::string_view line);
  void add_edge(std::string_view line);
  [[nodiscard]] Result<StackBound> below(const std::string& name, Found& found, std::set<std::string>& open) const;

  std::map<std::string, std::size_t, std::less<>> library_;
  std::map<std::string, Function, std::less<>> functions_;
};

}  // namespace liftguard::bench
