// One client's connection. Internal to platform/http.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_map>

#include <boost/asio/ip/tcp.hpp>

#include "platform/http/server.hpp"
#include "platform/http/work_pool.hpp"

namespace liftguard::http {

class Connection;

// What all connections of a server share; outlives them.
struct ConnectionHost {
  Application& application;
  ServerOptions options;
  WorkPool database;
  WorkPool hashing;

  std::mutex mutex;
  std::unordered_map<Connection*, std::weak_ptr<Connection>> connections;
  bool draining = false;
};

// Serves `socket`, whose executor is a strand, until either side is through. `draining` connections end by themselves.
void serve(boost::asio::ip::tcp::socket socket, ConnectionHost& host);

// Thread-safe: each asks every connection.
void drain_connections(ConnectionHost& host);
void cut_connections(ConnectionHost& host);

}  // namespace liftguard::http
