#include "gateway/certificates/rules.hpp"

namespace liftguard::gateway::certificates {

std::string_view name_of(State state) {
  switch (state) {
    case State::waiting:
      return "waiting";
    case State::given:
      return "given";
    case State::refused:
      return "refused";
    case State::overtaken:
      return "overtaken";
  }
  return {};
}

std::string_view chinese(State state) {
  switch (state) {
    case State::waiting:
      return "待签发";
    case State::given:
      return "已签发";
    case State::refused:
      return "已拒绝";
    case State::overtaken:
      return "已被新申请取代";
  }
  return {};
}

bool is_asked_again(State state, std::optional<UtcTime> decided, UtcTime now) {
  switch (state) {
    case State::waiting:
    case State::overtaken:
      return false;
    case State::given:
    case State::refused:
      return decided && now - *decided >= kAnswerAgainAfter;
  }
  return false;
}

}  // namespace liftguard::gateway::certificates
