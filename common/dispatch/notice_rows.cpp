#include "common/dispatch/notice_rows.hpp"

#include "common/rescue/order.hpp"

namespace liftguard::dispatch {

bool Standing::holds() const {
  const bool this_round = dispatch_round == 0 || dispatch_round == round;
  const bool of_dispatch = round == 0 || dispatch_round == round;
  switch (condition) {
    case NoticeCondition::always:
      return true;
    case NoticeCondition::order_open:
      return open;
    case NoticeCondition::step_owed:
      return open && this_round && !not_needed && dispatch_step < step;
    case NoticeCondition::unopened:
      return open && !desk_opened;
    case NoticeCondition::crew_needed:
      return open && of_dispatch && !not_needed && !other_unit;
    case NoticeCondition::help_owed:
      return open && this_round && order_step < step;
    case NoticeCondition::called_off:
      return other_unit || (of_dispatch && not_needed);
  }
  return true;
}

bool Standing::answered() const {
  if (!holds()) return true;
  return condition == NoticeCondition::crew_needed && dispatch_round == round &&
         dispatch_step >= static_cast<int>(rescue::Step::accepted);
}

Standing read_standing(storage::Row& row) {
  Standing standing;
  standing.condition = row.take<NoticeCondition>();
  standing.step = row.take<std::optional<int>>().value_or(0);
  standing.round = row.take<int>();
  standing.open = row.take<bool>();
  standing.order_step = row.take<std::optional<int>>().value_or(0);
  standing.dispatch_step = row.take<std::optional<int>>().value_or(0);
  standing.dispatch_round = row.take<std::optional<int>>().value_or(0);
  standing.not_needed = row.take<bool>();
  standing.other_unit = row.take<bool>();
  standing.desk_opened = row.take<bool>();
  return standing;
}

}  // namespace liftguard::dispatch
