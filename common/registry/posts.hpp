// Desks of the rescue centre (坐席) and branches of the rescue office (特检院救援办, EL-8), in the order of calling.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/id.hpp"
#include "common/storage/database.hpp"

namespace liftguard::registry {

using PostId = Id<struct PostTag>;

enum class PostKind : std::uint8_t { desk = 1, rescue_office = 2 };

struct Post {
  PostId id{};
  PostKind kind = PostKind::desk;
  DistrictId district{};  // none: for districts without posts of this kind
  int position = 1;       // the first is the one where a new order rings
  std::string name{};
  std::string phone{};  // empty: rings at the desk only
};

// By kind, district and position; the same again changes nothing. The id in the argument is ignored.
PostId put_post(storage::Transaction& tx, const Post& post);

// The district's own, else those for all; by position.
[[nodiscard]] std::vector<Post> posts_for(storage::Session& session, PostKind kind, DistrictId district);

}  // namespace liftguard::registry
