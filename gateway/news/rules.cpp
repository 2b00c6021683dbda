#include "gateway/news/rules.hpp"

namespace liftguard::gateway::news {

std::optional<rescue::Step> step_to_tell(const std::optional<rescue::Help>& help,
                                         const std::optional<BoxSession>& there, const std::optional<Told>& told) {
  if (!help || !there || !on_the_wire(help->step)) return std::nullopt;
  if (told && told->step == help->step && told->in == *there) return std::nullopt;
  return help->step;
}

std::optional<wire::RescueStep> on_the_wire(rescue::Step step) {
  switch (step) {
    case rescue::Step::dispatched:
      return wire::RescueStep::dispatched;
    case rescue::Step::accepted:
      return wire::RescueStep::accepted;
    case rescue::Step::arrived:
      return wire::RescueStep::arrived;
    case rescue::Step::received:
    case rescue::Step::rescued:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace liftguard::gateway::news
