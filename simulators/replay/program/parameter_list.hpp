// Every parameter of the engine, for who wants to --set or --sweep one.
#pragma once

#include <string>

namespace liftguard::replay {

[[nodiscard]] std::string parameter_list();       // a table: name, unit, default, range, source
[[nodiscard]] std::string parameter_list_json();  // one object a line

}  // namespace liftguard::replay
