#include "tests/bench/engine/stack_bound.hpp"

#include <algorithm>
#include <charconv>

namespace liftguard::bench {
namespace {

constexpr std::string_view kIndirect = "__indirect_call";

// What stands between `key: "` and the next quotation mark.
std::string_view quoted(std::string_view line, std::string_view key) {
  const auto at = line.find(std::string(key) + ": \"");
  if (at == std::string_view::npos) return {};
  line.remove_prefix(at + key.size() + 3);
  return line.substr(0, line.find('"'));
}

// A function of one file alone is called "/path/file.cpp:_ZName". A constructor of a whole object (C1) and that of a
// base class (C2) are one function under two names where no base is virtual (Itanium C++ ABI, 5.1.4.3).
std::string plain(std::string_view title) {
  std::string name(title.substr(title.rfind(':') + 1));
  if (const auto at = name.find("C1E"); name.starts_with("_ZN") && at != std::string::npos) name[at + 1] = '2';
  return name;
}

}  // namespace

void CallGraph::add(std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    if (line.starts_with("node:")) add_node(line);
    if (line.starts_with("edge:")) add_edge(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// label: "signature\nfile:line:column\n352 bytes (static)"; without the bytes it is defined somewhere else.
void CallGraph::add_node(std::string_view line) {
  const auto label = quoted(line, "label");
  const auto bytes = label.rfind(" bytes (");
  if (bytes == std::string_view::npos) return;
  const auto digits = label.substr(label.rfind("\\n", bytes) + 2);
  auto& function = functions_[plain(quoted(line, "title"))];
  std::size_t frame = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), frame);
  function.frame = std::max(function.frame, frame);
  function.defined = true;
  function.grows = function.grows || label.ends_with("(dynamic)");
}

void CallGraph::add_edge(std::string_view line) {
  functions_[plain(quoted(line, "sourcename"))].calls.insert(plain(quoted(line, "targetname")));
}

Result<StackBound> CallGraph::deepest(std::string_view root) const {
  StackBound worst;
  bool any = false;
  Found found;
  for (auto at = functions_.lower_bound(root); at != functions_.end() && at->first.starts_with(root); ++at) {
    std::set<std::string> open;
    auto bound = below(at->first, found, open);
    if (!bound) return bound;
    any = true;
    if (bound->bytes >= worst.bytes) worst = std::move(*bound);
  }
  if (!any) return refuse("no_function", std::string(root));
  return worst;
}

Result<StackBound> CallGraph::below(const std::string& name, Found& found, std::set<std::string>& open) const {
  if (const auto known = found.find(name); known != found.end()) return known->second;
  if (name == kIndirect) return refuse("indirect_call", name);
  const auto function = functions_.find(name);
  if (function == functions_.end() || !function->second.defined) {
    const auto outside = library_.find(name);
    if (outside == library_.end()) return refuse("unknown_function", name);
    return StackBound{outside->second, {name + " " + std::to_string(outside->second)}};
  }
  if (function->second.grows) return refuse("dynamic_frame", name);
  if (!open.insert(name).second) return refuse("recursion", name);
  StackBound deepest;
  for (const auto& callee : function->second.calls) {
    auto bound = below(callee, found, open);
    if (!bound) return refuse(bound.error().code, name + " -> " + bound.error().detail);
    if (bound->bytes > deepest.bytes) deepest = std::move(*bound);
  }
  open.erase(name);
  deepest.bytes += function->second.frame;
  deepest.path.insert(deepest.path.begin(), name + " " + std::to_string(function->second.frame));
  return found.emplace(name, std::move(deepest)).first->second;
}

}  // namespace liftguard::bench
