#include "tests/unit/platform/client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace liftguard::test {

namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

std::string Answer::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string{} : found->second;
}

Socket::Socket(std::uint16_t port, int receive_buffer) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect");
  }
}

Socket::~Socket() {
  ::close(fd_);
}

bool Socket::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Socket::read_more(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  pollfd waiting{fd_, POLLIN, 0};
  if (closed_ || left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) return false;
  std::array<char, 16384> part{};
  const auto n = ::recv(fd_, part.data(), part.size(), 0);
  closed_ = n <= 0;
  if (n > 0) buffer_.append(part.data(), static_cast<std::size_t>(n));
  return n > 0;
}

std::string Socket::read_until(std::string_view end, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (buffer_.find(end) == std::string::npos) {
    if (!read_more(deadline)) return std::exchange(buffer_, {});
  }
  const auto length = buffer_.find(end) + end.size();
  std::string text = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return text;
}

bool Socket::closed_within(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (read_more(deadline)) buffer_.clear();
  return closed_;
}

Answer Socket::read_answer(std::chrono::milliseconds patience, bool head) {
  Answer answer;
  const std::string text = read_until("\r\n\r\n", patience);
  if (!text.starts_with("HTTP/1.1 ") || !text.ends_with("\r\n\r\n")) return answer;
  answer.status = static_cast<unsigned>(std::stoi(text.substr(9, 3)));
  for (auto at = text.find("\r\n") + 2; at < text.size() - 2;) {
    const auto end = text.find("\r\n", at);
    const auto colon = text.find(':', at);
    answer.headers.emplace(lower(text.substr(at, colon - at)), text.substr(colon + 2, end - colon - 2));
    at = end + 2;
  }
  const std::string length = answer.header("content-length");
  if (head || length.empty()) return answer;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const auto wanted = static_cast<std::size_t>(std::stoul(length));
  while (buffer_.size() < wanted && read_more(deadline)) {
  }
  answer.body = buffer_.substr(0, wanted);
  buffer_.erase(0, wanted);
  return answer;
}

std::string request_text(std::string_view method, std::string_view target, const Headers& headers,
                         std::string_view body) {
  std::string text = std::string(method) + ' ' + std::string(target) + " HTTP/1.1\r\nHost: lift.test\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + std::string(body);
}

}  // namespace liftguard::test
