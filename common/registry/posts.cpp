#include "common/registry/posts.hpp"

#include <algorithm>

namespace liftguard::registry {

using storage::Row;
using storage::Statement;

namespace {

constexpr Statement kPut{"posts.put",
                         "insert into posts (id, kind, district_id, position, name, phone) "
                         "values (:1, :2, :3, :4, :5, :6) on conflict (kind, coalesce(district_id, 0), position) "
                         "do update set name = excluded.name, phone = excluded.phone returning id"};
constexpr Statement kFor{"posts.for_district",
                         "select id, kind, district_id, position, name, phone from posts "
                         "where kind = :1 and coalesce(district_id, 0) in (:2, 0) order by position, id"};

}  // namespace

PostId put_post(storage::Transaction& tx, const Post& post) {
  return tx.query_one(kPut, tx.make_id<PostId>(), post.kind, post.district, post.position, post.name, post.phone)
      ->get<PostId>(0);
}

std::vector<Post> posts_for(storage::Session& session, PostKind kind, DistrictId district) {
  std::vector<Post> posts;
  for (Row& row : session.query(kFor, kind, district.value))
    posts.push_back({.id = row.take<PostId>(),
                     .kind = row.take<PostKind>(),
                     .district = row.take<DistrictId>(),
                     .position = row.take<int>(),
                     .name = row.take<std::string>(),
                     .phone = row.take<std::string>()});
  if (std::ranges::any_of(posts, [](const Post& post) { return bool(post.district); }))
    std::erase_if(posts, [](const Post& post) { return !post.district; });
  return posts;
}

}  // namespace liftguard::registry
