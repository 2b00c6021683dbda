// Every route of the API: path, method, who may call it, where it runs, what does it. schemas/openapi.yaml describes
// the same ones (a test compares them).
#pragma once

#include <array>

#include "platform/accounts/routes.hpp"
#include "platform/app/call.hpp"
#include "platform/faults/chain_routes.hpp"
#include "platform/faults/incident_routes.hpp"
#include "platform/faults/routes.hpp"
#include "platform/live/routes.hpp"

namespace liftguard::app {

inline constexpr std::string_view kApi = "/api/v1";

inline constexpr std::array<Route, 17> kRoutes{{
    {http::Method::post, "/api/v1/session", Admits::anyone, http::Lane::hashing, accounts::post_session},
    {http::Method::get, "/api/v1/session", Admits::first_password_too, http::Lane::database, accounts::get_session},
    {http::Method::erase, "/api/v1/session", Admits::first_password_too, http::Lane::database,
     accounts::delete_session},
    {http::Method::put, "/api/v1/session/password", Admits::first_password_too, http::Lane::hashing,
     accounts::put_password},
    {http::Method::get, "/api/v1/orders", Admits::logged_in, http::Lane::database, faults::list_orders},
    {http::Method::get, "/api/v1/orders/{id}", Admits::logged_in, http::Lane::database, faults::get_order},
    {http::Method::post, "/api/v1/orders/{id}/steps", Admits::logged_in, http::Lane::database, faults::post_step},
    {http::Method::post, "/api/v1/orders/{id}/step-back", Admits::logged_in, http::Lane::database,
     faults::post_step_back},
    {http::Method::post, "/api/v1/orders/{id}/withdraw", Admits::desk, http::Lane::database, faults::post_withdrawal},
    {http::Method::post, "/api/v1/orders/{id}/opened", Admits::desk, http::Lane::database, faults::post_opened},
    {http::Method::get, "/api/v1/incidents", Admits::desk, http::Lane::database, faults::list_incidents},
    {http::Method::get, "/api/v1/incidents/{id}", Admits::desk, http::Lane::database, faults::get_incident},
    {http::Method::get, "/api/v1/contact-findings", Admits::logged_in, http::Lane::database,
     faults::list_contact_findings},
    {http::Method::get, "/api/v1/chains", Admits::district, http::Lane::database, faults::list_chains},
    {http::Method::get, "/api/v1/desk-alerts", Admits::desk, http::Lane::database, faults::list_desk_alerts},
    {http::Method::post, "/api/v1/desk-alerts/{id}/acknowledge", Admits::desk, http::Lane::database,
     faults::acknowledge_desk_alert},
    {http::Method::get, "/api/v1/live", Admits::logged_in, http::Lane::database, live::get_live},
}};

}  // namespace liftguard::app
