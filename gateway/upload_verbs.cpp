#include "gateway/upload_verbs.hpp"

#include <cstdio>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/base/calendar.hpp"
#include "common/storage/database.hpp"
#include "common/uploads/queue.hpp"
#include "common/uploads/rules.hpp"
#include "common/uploads/store.hpp"
#include "gateway/operator_name.hpp"
#include "gateway/regulator/receiver_file.hpp"

namespace liftguard::gateway {

namespace {

struct Words {
  std::string_view code, zh, en;
};
constexpr Words kRefusals[] = {
    {"not_found", "没有这条上传", "there is no such upload"},
    {"bad_state", "当前状态不允许此操作", "its state does not allow that"},
    {"receivers", "接收方文件有误", "the file of receivers is wrong"},
    {"unknown_district", "没有这个辖区", "there is no such district"},
    {"unknown_dialect", "没有这个编号表", "there is no such table of codes"},
    {"bad_table", "编号表有误", "the table of codes is wrong"},
};

int refuse_loudly(const Refusal& refusal) {
  Words words{refusal.code, "已拒绝", "refused"};
  for (const auto& known : kRefusals)
    if (known.code == refusal.code) words = known;
  fmt::print(stderr, "{} / {} ({}): {}\n", words.zh, words.en, refusal.code, refusal.detail);
  return UploadVerbs::kRefused;
}

std::string describe(const uploads::Upload& upload) {
  const std::string by = upload.settled_by.empty() ? "" : "  由 by " + upload.settled_by;
  return fmt::format("{}  {}  {}  {}  {} {}  ×{}  {}{}\n    {}\n", to_string(upload.id), upload.receiver,
                     format_local(upload.created), upload.elevator, uploads::chinese(upload.state),
                     uploads::name_of(upload.state), upload.tries, upload.key, by, upload.answer);
}

std::string describe(const uploads::Receiver& receiver) {
  const bool once = receiver.repeats == uploads::Repeats::idempotent;
  return fmt::format("{}  {}  辖区 districts {}  编号 codes {}  {}\n", receiver.name, receiver.url,
                     fmt::join(receiver.districts, ","), receiver.dialect,
                     once ? "重复提交安全，自动重传 idempotent: sent again by itself"
                          : "重复提交是否安全未知，不自动重传 not known to be idempotent: never sent again by itself");
}

}  // namespace

UploadVerbs::UploadVerbs(CLI::App& app)
    : uploads_(app.add_subcommand("uploads", "what goes to regulators' platforms: list, decide, set up")) {
  uploads_->fallthrough()->require_subcommand(1);
  uploads_->add_option("--by", by_, "who decides, for the audit log; else the log-in name");
  list_ = uploads_->add_subcommand("list", "what waits or has failed, oldest first");
  list_->add_option("--receiver", receiver_, "of one receiver");
  list_->add_option("--state", state_, "of one state")
      ->check(CLI::IsMember({"pending", "claimed", "accepted", "rejected", "unknown"}));
  list_->add_option("--limit", limit_, "at most this many")->check(CLI::Range(1, 100'000));
  show_ = uploads_->add_subcommand("show", "one of them with its body");
  resend_ = uploads_->add_subcommand("resend", "send one again whose fate is not known, or that was rejected");
  settle_ = uploads_->add_subcommand("settle", "say what became of one, and send it no more");
  for (auto* verb : {show_, resend_, settle_}) verb->add_option("ID", id_, "its number, as `list` says")->required();
  settle_->add_option("VERDICT", verdict_, "accepted: the receiver has it; rejected: given up")
      ->required()
      ->check(CLI::IsMember({"accepted", "rejected"}));
  settle_->add_option("--reason", reason_, "kept with it")->required();
  load_ = uploads_->add_subcommand("load", "take receivers and tables of codes from a file, in place of all before");
  load_->add_option("FILE", file_, "TOML (docs/operators.md)")->required();
  receivers_ = uploads_->add_subcommand("receivers", "list the receivers");
  codes_ = uploads_->add_subcommand("codes", "a table of codes as it is in force, or what a code means by it");
  codes_->add_option("DIALECT", dialect_)->required();
  codes_->add_option("CODE", code_);
  for (auto* verb : {list_, show_, resend_, settle_, load_, receivers_, codes_}) verb->fallthrough();
}

bool UploadVerbs::parsed() const {
  return uploads_->parsed();
}

int UploadVerbs::run(const Config& config) const {
  if (list_->parsed()) return list(config);
  if (show_->parsed()) return show(config);
  if (load_->parsed()) return load(config);
  if (receivers_->parsed()) return list_receivers(config);
  if (codes_->parsed()) return code_.empty() ? list_codes(config) : read_code(config);
  return decide(config);
}

int UploadVerbs::list(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  auto session = database->read();
  const auto state = state_.empty() ? std::nullopt : uploads::state_named(state_);
  const auto found = uploads::list(session, {receiver_, state, limit_});
  if (found.empty()) fmt::print("没有待处理的上传 / no uploads of that kind\n");
  for (const auto& upload : found) fmt::print("{}", describe(upload));
  return kDone;
}

int UploadVerbs::show(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  auto session = database->read();
  const auto upload = uploads::find(session, uploads::UploadId{id_});
  if (!upload) return refuse_loudly(refuse("not_found", fmt::format("{}", id_)));
  fmt::print("{}{}\n", describe(*upload), uploads::body(session, upload->id));
  return kDone;
}

int UploadVerbs::decide(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  const auto now = database->utc_now();
  const uploads::UploadId id{id_};
  const storage::Actor actor{.name = by_.empty() ? operator_name() : by_, .from = "liftguard-gateway"};
  auto tx = database->begin();
  const auto done = resend_->parsed()
                        ? uploads::resend(tx, id, actor, now)
                        : uploads::settle(tx, id, {uploads::state_named(verdict_).value(), reason_}, actor, now);
  if (!done) return refuse_loudly(done.error());
  fmt::print("{}", describe(uploads::find(tx, id).value()));
  tx.commit();
  return kDone;
}

int UploadVerbs::load(const Config& config) const {
  const auto setup = read_receiver_file(file_);
  if (!setup) return refuse_loudly(setup.error());
  const auto database = storage::Database::open(config.database_url);
  const auto now = database->utc_now();
  const storage::Actor actor{.name = by_.empty() ? operator_name() : by_, .from = "liftguard-gateway"};
  {
    auto tx = database->begin();
    if (const auto done = uploads::load(tx, *setup, actor, now); !done) return refuse_loudly(done.error());
    tx.commit();
  }
  return list_receivers(config);
}

int UploadVerbs::list_receivers(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  auto session = database->read();
  const auto all = uploads::receivers(session, uploads::Which::in_use);
  if (all.empty()) fmt::print("没有接收方 / no receivers\n");
  for (const auto& receiver : all) fmt::print("{}", describe(receiver));
  return kDone;
}

int UploadVerbs::list_codes(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  auto session = database->read();
  const auto table = uploads::codes_of(session, dialect_);
  if (!table) return refuse_loudly(refuse("unknown_dialect", dialect_));
  if (table->rows().empty()) fmt::print("此表没有编号，事件按名称上传 / no codes: events go by name\n");
  for (const auto& row : table->rows())
    fmt::print("{}  {} {}  {}\n", row.code, row.zh, row.en, row.kind ? find_event(*row.kind)->name : "-");
  return kDone;
}

int UploadVerbs::read_code(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  auto session = database->read();
  const auto table = uploads::codes_of(session, dialect_);
  if (!table) return refuse_loudly(refuse("unknown_dialect", dialect_));
  const auto reading = table->read(code_);
  if (reading.zh.empty())
    fmt::print("{}  未知编号，原样保留 / unknown, kept as it came\n", reading.code);
  else
    fmt::print("{}  {} {}  {}\n", reading.code, reading.zh, reading.en,
               reading.kind ? find_event(*reading.kind)->zh : "本系统不报告 / nothing that our boxes report");
  return kDone;
}

}  // namespace liftguard::gateway
