#include "firmware/update/reason.hpp"

namespace liftguard::update {

Words words_of(Reason reason) {
  switch (reason) {
    case Reason::none:
      return {"none", "正常", "nothing to report"};
    case Reason::too_short:
      return {"too_short", "镜像不完整", "the image ends too early"};
    case Reason::bad_magic:
      return {"bad_magic", "不是固件镜像", "this is no firmware image"};
    case Reason::unknown_format:
      return {"unknown_format", "镜像格式版本未知", "the image's format version is unknown"};
    case Reason::bad_field:
      return {"bad_field", "镜像头字段无效", "a field of the image's header is invalid"};
    case Reason::unknown_key:
      return {"unknown_key", "签名密钥未知", "signed with a key that is not trusted here"};
    case Reason::bad_signature:
      return {"bad_signature", "签名无效", "the signature is wrong"};
    case Reason::bad_digest:
      return {"bad_digest", "内容校验失败", "the payload is not what was signed"};
    case Reason::wrong_board:
      return {"wrong_board", "型号不符", "the image is for another board"};
    case Reason::too_big:
      return {"too_big", "镜像过大", "the image is bigger than allowed"};
    case Reason::downgrade:
      return {"downgrade", "拒绝降级", "the image is older than what has run here"};
    case Reason::already_running:
      return {"already_running", "该版本已在运行", "this version runs already"};
    case Reason::base_too_old:
      return {"base_too_old", "需先升级到中间版本", "a version in between must be installed first"};
    case Reason::failed_before:
      return {"failed_before", "该版本此前试运行失败", "this version has failed its trial here"};
    case Reason::busy:
      return {"busy", "正在重启或试运行", "a restart or a trial is going on"};
    case Reason::not_expected:
      return {"not_expected", "未在接收镜像", "no image is being received"};
    case Reason::wrong_offset:
      return {"wrong_offset", "数据块位置不符", "the piece does not continue the image"};
    case Reason::bad_chunk:
      return {"bad_chunk", "数据块长度无效", "the piece is empty or too long"};
    case Reason::alarm_open:
      return {"alarm_open", "有未结束的报警，暂缓安装", "waits: an alarm is open"};
    case Reason::car_moving:
      return {"car_moving", "轿厢运行中，暂缓安装", "waits: the car is in a ride"};
    case Reason::on_battery:
      return {"on_battery", "电池供电，暂缓安装", "waits: no mains"};
    case Reason::confirmed_online:
      return {"confirmed_online", "试运行通过（已连通网关）", "confirmed: the gateway was reached"};
    case Reason::confirmed_offline:
      return {"confirmed_offline", "试运行通过（离线正常运行15分钟）", "confirmed: 15 minutes of healthy running"};
    case Reason::trial_too_long:
      return {"trial_too_long", "试运行超时，已回退", "rolled back: not confirmed in time"};
    case Reason::trial_crashed:
      return {"trial_crashed", "试运行崩溃，已回退", "rolled back: it crashed"};
    case Reason::trial_starts_used:
      return {"trial_starts_used", "试运行多次启动未确认，已回退", "rolled back: not confirmed in its starts"};
    case Reason::trial_damaged:
      return {"trial_damaged", "新镜像损坏，已回退", "rolled back: the image is damaged"};
    case Reason::device_failed:
      return {"device_failed", "存储器故障", "the storage failed"};
    case Reason::confirmed_damaged:
      return {"confirmed_damaged", "原镜像损坏，改用另一镜像", "the image in use is damaged; the other one runs"};
    case Reason::nothing_whole:
      return {"nothing_whole", "两个镜像均已损坏", "both images are damaged"};
  }
  return {"unknown", "未知", "unknown"};
}

}  // namespace liftguard::update
