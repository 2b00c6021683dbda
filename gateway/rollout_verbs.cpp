#include "gateway/rollout_verbs.hpp"

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>
#include <sodium.h>

#include "common/storage/database.hpp"
#include "gateway/operator_name.hpp"
#include "gateway/rollout/image_shelf.hpp"
#include "gateway/rollout/lists.hpp"

namespace liftguard::gateway {

namespace {

struct Words {
  std::string_view code, zh, en;
};
constexpr Words kRefusals[] = {
    {"unknown_image", "没有这个镜像", "there is no such image"},
    {"another_open", "该型号已有未结束的升级", "a roll-out for this board is not over yet"},
    {"not_found", "没有这个升级", "there is no such roll-out"},
    {"bad_state", "当前状态不允许此操作", "its state does not allow that"},
    {"taken", "该型号已有此版本号的另一个镜像", "another image has this board and version"},
    {"unreadable", "文件无法读取", "the file cannot be read"},
    {"bad_key_list", "公钥列表有误", "the list of public keys is wrong"},
};

int refuse_loudly(const Refusal& refusal) {
  Words words{refusal.code, "已拒绝", "refused"};
  for (const auto& known : kRefusals)
    if (known.code == refusal.code) words = known;
  fmt::print(stderr, "{} / {} ({}): {}\n", words.zh, words.en, refusal.code, refusal.detail);
  return RolloutVerbs::kRefused;
}

std::uint32_t per_mille(double percent) {
  return static_cast<std::uint32_t>(std::lround(percent * 10));
}

}  // namespace

RolloutVerbs::RolloutVerbs(CLI::App& app)
    : image_(app.add_subcommand("image", "the maker's firmware images")),
      images_(app.add_subcommand("images", "list the firmware images, newest first")),
      rollout_(app.add_subcommand("rollout", "send an image out to the monitors, in stages")),
      rollouts_(app.add_subcommand("rollouts", "list the roll-outs, newest first")) {
  image_->fallthrough()->require_subcommand(1);
  auto* add = image_->add_subcommand("add", "take an image in")->fallthrough();
  add->add_option("FILE", file_, "as liftguard-image signed it")->required();
  add->add_option("--keys", keys_, "list of the maker's public keys; else the one in the configuration");

  rollout_->fallthrough()->require_subcommand(1);
  rollout_->add_option("--by", by_, "who decides, for the audit log; else the log-in name");
  start_ = rollout_->add_subcommand("start", "offer an image to 1 %, then 10 %, then all");
  start_->add_option("IMAGE", id_, "its number, as `images` lists it")->required();
  start_->add_option("--crash-free", crash_free_, "halt below this share of boxes without a failure, in % (99)")
      ->check(CLI::Range(0.0, 100.0));
  start_->add_option("--tried", tried_, "share of a stage's boxes that must have tried it before the next, in % (80)")
      ->check(CLI::Range(0.0, 100.0));
  start_->add_option("--judged-from", judged_from_, "boxes that must have tried it before a rate says anything (20)")
      ->check(CLI::Range(1, 100'000));
  start_->add_option("--soak-min", soak_min_, "least length of a stage, in minutes (1440)")
      ->check(CLI::Range(0, 100'000));
  resume_ = rollout_->add_subcommand("resume", "go on with a halted one");
  halt_ = rollout_->add_subcommand("halt", "offer and send nothing more, for now");
  cancel_ = rollout_->add_subcommand("cancel", "offer and send nothing more, for good");
  for (auto* verb : {resume_, halt_, cancel_})
    verb->add_option("ID", id_, "its number, as `rollouts` lists it")->required();
  for (auto* verb : {start_, resume_, halt_, cancel_}) verb->fallthrough();

  images_->fallthrough();
  rollouts_->fallthrough();
  rollouts_->add_option("--limit", limit_, "at most this many, and so many boxes of each")
      ->check(CLI::Range(1, 100'000));
}

bool RolloutVerbs::parsed() const {
  return image_->parsed() || images_->parsed() || rollout_->parsed() || rollouts_->parsed();
}

int RolloutVerbs::run(const Config& config) const {
  if (image_->parsed()) return add(config);
  if (images_->parsed()) return list_images(config);
  if (rollouts_->parsed()) return list_rollouts(config);
  if (start_->parsed()) return start(config);
  if (resume_->parsed()) return decide(config, Decision::resume);
  return decide(config, halt_->parsed() ? Decision::halt : Decision::cancel);
}

int RolloutVerbs::add(const Config& config) const {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  const auto database = storage::Database::open(config.database_url);
  const auto image =
      add_image(*database, image_files(config.files), file_, keys_ ? keys_ : config.maker_keys, database->utc_now());
  if (!image) return refuse_loudly(image.error());
  fmt::print("{}", describe(*image));
  return kDone;
}

int RolloutVerbs::list_images(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  auto session = database->read();
  const auto all = images(session);
  if (all.empty()) fmt::print("没有镜像 / no images\n");
  for (const auto& image : all) fmt::print("{}", describe(image));
  return kDone;
}

RolloutLimits RolloutVerbs::limits() const {
  return {per_mille(crash_free_), per_mille(tried_), judged_from_, std::chrono::minutes{soak_min_}};
}

int RolloutVerbs::start(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  const auto now = database->utc_now();
  auto tx = database->begin();
  const storage::Actor actor{.name = by_.empty() ? operator_name() : by_, .from = "liftguard-gateway"};
  const auto id = start_rollout(tx, ImageId{id_}, limits(), actor, now);
  if (!id) return refuse_loudly(id.error());
  fmt::print("{}", describe(tx, find_rollout(tx, *id).value(), now, limit_));
  tx.commit();
  return kDone;
}

int RolloutVerbs::decide(const Config& config, Decision decision) const {
  const auto database = storage::Database::open(config.database_url);
  const auto now = database->utc_now();
  auto tx = database->begin();
  const storage::Actor actor{.name = by_.empty() ? operator_name() : by_, .from = "liftguard-gateway"};
  const auto decided = gateway::decide(tx, RolloutId{id_}, decision, actor, now);
  if (!decided) return refuse_loudly(decided.error());
  fmt::print("{}", describe(tx, find_rollout(tx, RolloutId{id_}).value(), now, limit_));
  tx.commit();
  return kDone;
}

int RolloutVerbs::list_rollouts(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  const auto now = database->utc_now();
  auto session = database->read();
  const auto all = rollouts(session, limit_);
  if (all.empty()) fmt::print("没有升级 / no roll-outs\n");
  for (const auto& rollout : all) fmt::print("{}", describe(session, rollout, now, limit_));
  return kDone;
}

}  // namespace liftguard::gateway
