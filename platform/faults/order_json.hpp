// Orders and desk alerts as the API shows them (schemas/openapi.yaml: OrderSummary, OrderDetail, DeskAlert).
#pragma once

#include <string>

#include "common/dispatch/desk.hpp"
#include "common/dispatch/views.hpp"
#include "platform/accounts/store.hpp"
#include "platform/http/json_writer.hpp"

namespace liftguard::faults {

void write_summary(http::JsonWriter& json, const dispatch::OrderSummary& order);

// `viewer` decides which telephone numbers are whole.
[[nodiscard]] std::string detail_json(const dispatch::OrderDetail& order, const accounts::Account& viewer);

void write_alert(http::JsonWriter& json, const dispatch::StoredAlert& alert);

}  // namespace liftguard::faults
