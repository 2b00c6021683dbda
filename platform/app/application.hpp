// From a request to its handler: route, origin, session, rights, in this order, for every route alike; whatever is not
// allowed by the table is refused. Outside the API it serves the pages.
#pragma once

#include <functional>
#include <string>

#include "platform/app/call.hpp"
#include "platform/http/server.hpp"
#include "platform/http/static_files.hpp"

namespace liftguard::app {

class Application final : public http::Application {
 public:
  // `origin`: ours as browsers name it; empty: that of the Host header. `on_fatal` is called when the database fails
  // for good; it must not block.
  using OnFatal = std::function<void(const std::string& reason)>;
  Application(Services services, http::StaticFiles files, std::string origin, OnFatal on_fatal)
      : services_(services), files_(std::move(files)), origin_(std::move(origin)), on_fatal_(std::move(on_fatal)) {}

  [[nodiscard]] http::Lane lane_of(const http::Request& request) const override;
  [[nodiscard]] http::Response answer(const http::Request& request) override;

 private:
  [[nodiscard]] http::Response answer_api(const http::Request& request);
  [[nodiscard]] http::Response call_route(const Route& route, Call& call) const;
  [[nodiscard]] std::optional<http::ProblemCode> refusal_for(const Route& route, Call& call) const;
  [[nodiscard]] std::optional<Caller> caller_of(const http::Request& request) const;
  [[nodiscard]] bool is_own_origin(const http::Request& request) const;

  mutable Services services_;
  http::StaticFiles files_;
  std::string origin_;
  OnFatal on_fatal_;
};

}  // namespace liftguard::app
