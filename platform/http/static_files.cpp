#include "platform/http/static_files.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <sodium.h>

#include "platform/http/problem.hpp"
#include "platform/http/security_headers.hpp"

namespace liftguard::http {

namespace {

constexpr std::string_view kImmutable = "public, max-age=31536000, immutable";
constexpr std::string_view kRevalidate = "no-cache";

struct ContentType {
  std::string_view ending;
  std::string_view type;
};

constexpr std::array<ContentType, 14> kContentTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".txt", "text/plain; charset=utf-8"},
}};

std::string_view content_type_of(std::string_view path) {
  for (const auto& [ending, type] : kContentTypes) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

// Vite's form: /assets/NAME-<hash>.EXT with eight characters of hash.
bool has_hash_in_name(std::string_view path) {
  if (!path.starts_with("/assets/")) return false;
  const auto name = path.substr(path.rfind('/') + 1);
  constexpr std::size_t kHash = 8;
  const auto dot = name.find('.');
  if (dot == std::string_view::npos || dot < kHash + 1 || name[dot - kHash - 1] != '-') return false;
  return name.substr(dot - kHash, kHash)
             .find_first_not_of(
                 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                 "0123456789_-") == std::string_view::npos;
}

std::string etag_of(std::string_view bytes) {
  std::array<unsigned char, 16> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                     nullptr, 0);
  std::array<char, 2 * 16 + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return '"' + std::string(hex.data()) + '"';
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return bytes;
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
  return if_none_match == "*" || if_none_match.find(etag) != std::string_view::npos;
}

std::string_view next_element(std::string_view& list, char separator) {
  const auto end = list.find(separator);
  auto element = list.substr(0, end);
  list = end == std::string_view::npos ? std::string_view{} : list.substr(end + 1);
  while (!element.empty() && element.front() == ' ') element.remove_prefix(1);
  while (!element.empty() && element.back() == ' ') element.remove_suffix(1);
  return element;
}

}  // namespace

bool header_takes(std::string_view header, std::string_view wanted) {
  while (!header.empty()) {
    auto element = next_element(header, ',');
    if (next_element(element, ';') != wanted) continue;
    // A weight of 0 is "q=0" with at most three further zeroes (RFC 9110, 12.4.2).
    while (!element.empty()) {
      const auto parameter = next_element(element, ';');
      if (!parameter.starts_with("q=0")) continue;
      return parameter.find_first_of("123456789", 3) != std::string_view::npos;
    }
    return true;
  }
  return false;
}

StaticFiles::StaticFiles(const std::filesystem::path& dist) {
  if (!std::filesystem::is_directory(dist)) throw std::runtime_error("no folder of pages at " + dist.string());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dist)) {
    if (!entry.is_regular_file()) continue;
    add('/' + entry.path().lexically_relative(dist).generic_string(), read_file(entry.path()));
  }
}

void StaticFiles::add(const std::string& path, std::string bytes) {
  const bool br = path.ends_with(".br");
  const bool gz = path.ends_with(".gz");
  const std::string name = br || gz ? path.substr(0, path.size() - 3) : path;
  std::string etag = etag_of(bytes);
  File& file = files_[name];
  (br ? file.br : gz ? file.gz : file.plain) = {std::make_shared<const std::string>(std::move(bytes)), std::move(etag)};
  file.content_type = content_type_of(name);
  file.cache_control = has_hash_in_name(name) ? kImmutable : kRevalidate;
  if (name.ends_with(".html")) file.policy = name == "/m.html" ? kScannerPagePolicy : kPagePolicy;
}

// The three entries of the browser side: public pages under /q, phone pages under /m, the console for the rest.
const StaticFiles::File* StaticFiles::page_for(std::string_view path) const {
  const auto below = [&](std::string_view root) {
    return path == root || (path.starts_with(root) && path[root.size()] == '/');
  };
  const std::string_view page = below("/q") ? "/q.html" : below("/m") ? "/m.html" : "/index.html";
  const auto found = files_.find(page);
  return found == files_.end() ? nullptr : &found->second;
}

const StaticFiles::File* StaticFiles::find(const Request& request) const {
  const auto found = files_.find(request.path);
  if (found != files_.end()) return &found->second;
  const std::string_view path = request.path;
  const bool dotted = path.substr(path.rfind('/')).find('.') != std::string_view::npos;
  const bool navigates = header_takes(request.header("accept").value_or(""), "text/html");
  const bool api = path == "/api" || path.starts_with("/api/");
  const bool front_door = path == "/";  // for whoever only asks whether somebody is at home, too
  return front_door || (navigates && !dotted && !api) ? page_for(path) : nullptr;
}

Response StaticFiles::answer(const Request& request) const {
  if (changes_something(request.method)) return problem(ProblemCode::method_not_allowed);
  const File* file = find(request);
  if (file == nullptr || !file->plain.bytes) return problem(ProblemCode::not_found);
  const auto accepted = request.header("accept-encoding").value_or("");
  const bool br = file->br.bytes && header_takes(accepted, "br");
  const bool gz = !br && file->gz.bytes && header_takes(accepted, "gzip");
  const Encoded& encoded = br ? file->br : gz ? file->gz : file->plain;

  Response response;
  response.headers = {{"Content-Type", file->content_type},
                      {"Cache-Control", file->cache_control},
                      {"ETag", encoded.etag},
                      {"Vary", "Accept-Encoding"}};
  if (br || gz) response.headers.emplace_back("Content-Encoding", br ? "br" : "gzip");
  if (!file->policy.empty()) {
    response.headers.emplace_back("Content-Security-Policy", file->policy);
    response.headers.emplace_back("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(self)");
  }
  if (etag_matches(request.header("if-none-match").value_or(""), encoded.etag)) {
    response.status = 304;
  } else {
    response.body = encoded.bytes;
  }
  return response;
}

}  // namespace liftguard::http
