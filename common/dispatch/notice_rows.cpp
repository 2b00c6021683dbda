#include "common/dispatch/notice_rows.hpp"

#include "common/rescue/order.hpp"

namespace liftguard::dispatch {

bool Standing::holds() const {
  switch (condition) {
    case NoticeCondition::always:
      return true;
    case NoticeCondition::order_open:
      return open;
    case NoticeCondition::step_owed:
      return open && dispatch_round == round && dispatch_step < step;
    case NoticeCondition::unopened:
      return open && !desk_opened;
  }
  return true;
}

bool Standing::answered() const {
  if (condition == NoticeCondition::always) return false;
  if (!holds()) return true;
  return dispatch_round == round && dispatch_step >= static_cast<int>(rescue::Step::accepted);
}

Standing read_standing(storage::Row& row) {
  Standing standing;
  standing.condition = row.take<NoticeCondition>();
  standing.step = row.take<std::optional<int>>().value_or(0);
  standing.round = row.take<int>();
  standing.open = row.take<bool>();
  standing.dispatch_step = row.take<std::optional<int>>().value_or(0);
  standing.dispatch_round = row.take<std::optional<int>>().value_or(0);
  standing.desk_opened = row.take<bool>();
  return standing;
}

}  // namespace liftguard::dispatch
