// HTTP of rescue orders and of the desk's alerts. Everything is done by common/dispatch; here is who may ask for it and
// what the answer looks like.
#pragma once

#include "platform/app/call.hpp"

namespace liftguard::faults {

[[nodiscard]] http::Response list_orders(app::Call& call);
[[nodiscard]] http::Response get_order(app::Call& call);
[[nodiscard]] http::Response post_step(app::Call& call);
[[nodiscard]] http::Response post_step_back(app::Call& call);
[[nodiscard]] http::Response post_withdrawal(app::Call& call);
[[nodiscard]] http::Response post_opened(app::Call& call);
[[nodiscard]] http::Response list_desk_alerts(app::Call& call);
[[nodiscard]] http::Response acknowledge_desk_alert(app::Call& call);

}  // namespace liftguard::faults
