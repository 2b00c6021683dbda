#include "platform/admin/logins.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "platform/http/json_writer.hpp"

namespace liftguard::admin {

namespace {

std::string text_at(const boost::json::object& object, std::string_view key) {
  const auto& text = object.at(key).as_string();
  return {text.data(), text.size()};
}

FirstLogin entry_of(const boost::json::value& value) {
  const auto& object = value.as_object();
  return {text_at(object, "login"), text_at(object, "password"), text_at(object, "role"), text_at(object, "name"),
          text_at(object, "unit")};
}

[[noreturn]] void cannot_write(const std::filesystem::path& file) {
  throw std::system_error(errno, std::generic_category(), "cannot write " + file.string());
}

// A new file that nobody else may read, on disk before it takes the place of the old one.
void replace_private_file(const std::filesystem::path& file, std::string_view text) {
  auto fresh = file;
  fresh += ".new";
  std::filesystem::remove(fresh);
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) cannot_write(fresh);
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  ::close(fd);
  if (!written) cannot_write(fresh);
  std::filesystem::rename(fresh, file);
}

}  // namespace

LoginsFile::LoginsFile(const std::filesystem::path& data_folder) : file_(data_folder / "logins.json") {
  std::ifstream in(file_);
  if (!in) return;
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  try {
    const boost::json::value list = boost::json::parse(text);
    for (const auto& value : list.as_array()) entries_.push_back(entry_of(value));
  } catch (const std::exception& e) {
    throw std::runtime_error(file_.string() + " is damaged: " + e.what());
  }
}

void LoginsFile::put(const FirstLogin& entry) {
  std::erase_if(entries_, [&](const FirstLogin& old) { return old.login == entry.login; });
  entries_.push_back(entry);
}

void LoginsFile::save() const {
  http::JsonWriter json;
  json.begin_array();
  for (const auto& entry : entries_) {
    json.begin_object()
        .member("login", entry.login)
        .member("password", entry.password)
        .member("role", entry.role)
        .member("name", entry.name)
        .member("unit", entry.unit)
        .end_object();
  }
  replace_private_file(file_, json.end_array().take() + '\n');
}

}  // namespace liftguard::admin
