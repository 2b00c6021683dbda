// Every refusal of the API: a problem document (RFC 9457) with a stable code and its text in Chinese and English.
// The table below is the only list of codes; schemas/openapi.yaml repeats it and a test compares the two.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/message.hpp"

namespace liftguard::http {

enum class ProblemCode {
  bad_request,
  bad_json,
  unknown_field,
  invalid_field,
  not_logged_in,
  bad_credentials,
  wrong_password,
  weak_password,
  too_many_attempts,
  password_change_required,
  csrf_refused,
  forbidden,
  not_found,
  method_not_allowed,
  body_too_large,
  header_too_large,
  unsupported_media_type,
  idempotency_key_required,
  idempotency_mismatch,
  version_required,
  version_clash,
  step_refused,
  busy,
  internal,
};

struct ProblemText {
  ProblemCode code;
  unsigned status;
  std::string_view name;
  std::string_view zh;
  std::string_view en;
};

inline constexpr std::array<ProblemText, 24> kProblems{{
    {ProblemCode::bad_request, 400, "bad_request", "请求格式错误", "The request is malformed"},
    {ProblemCode::bad_json, 400, "bad_json", "请求内容不是有效的 JSON", "The body is not valid JSON"},
    {ProblemCode::unknown_field, 400, "unknown_field", "请求中有未知字段", "The body has an unknown member"},
    {ProblemCode::invalid_field, 400, "invalid_field", "字段缺失或取值无效",
     "A member is missing or has no valid value"},
    {ProblemCode::not_logged_in, 401, "not_logged_in", "请先登录", "Please log in first"},
    {ProblemCode::bad_credentials, 401, "bad_credentials", "登录账号或密码错误", "Wrong log-in name or password"},
    {ProblemCode::wrong_password, 403, "wrong_password", "当前密码错误", "The current password is wrong"},
    {ProblemCode::weak_password, 422, "weak_password", "新密码不符合要求", "The new password does not meet the rules"},
    {ProblemCode::too_many_attempts, 429, "too_many_attempts", "密码错误次数过多，请稍后再试",
     "Too many wrong passwords, try again later"},
    {ProblemCode::password_change_required, 403, "password_change_required", "首次登录请先修改密码",
     "The first password must be changed before anything else"},
    {ProblemCode::csrf_refused, 403, "csrf_refused", "页面已过期，请刷新后重试",
     "The page is out of date, reload it and try again"},
    {ProblemCode::forbidden, 403, "forbidden", "无权限进行此操作", "You have no permission for this"},
    {ProblemCode::not_found, 404, "not_found", "记录不存在", "There is no such record"},
    {ProblemCode::method_not_allowed, 405, "method_not_allowed", "不支持的请求方法",
     "This method is not supported here"},
    {ProblemCode::body_too_large, 413, "body_too_large", "提交的内容过大", "The body is too large"},
    {ProblemCode::header_too_large, 431, "header_too_large", "请求头过大", "The header is too large"},
    {ProblemCode::unsupported_media_type, 415, "unsupported_media_type", "请求内容须为 JSON", "The body must be JSON"},
    {ProblemCode::idempotency_key_required, 400, "idempotency_key_required", "缺少有效的 Idempotency-Key",
     "A valid Idempotency-Key is missing"},
    {ProblemCode::idempotency_mismatch, 409, "idempotency_mismatch", "该操作编号已用于其他内容",
     "This Idempotency-Key was used for another body"},
    {ProblemCode::version_required, 428, "version_required", "缺少记录版本",
     "If-Match with the record's version is missing"},
    {ProblemCode::version_clash, 409, "version_clash", "记录已被他人更新，请核对最新状态",
     "Somebody else was first; look at the present state"},
    {ProblemCode::step_refused, 409, "step_refused", "当前状态不能进行此操作", "The order's state does not allow this"},
    {ProblemCode::busy, 503, "busy", "系统繁忙，请稍后再试", "The server is busy, try again"},
    {ProblemCode::internal, 500, "internal", "系统内部错误", "Internal error"},
}};

// What a problem may say beyond its code. `current_json` is a JSON document.
struct ProblemDetails {
  std::string field;
  std::string rule;
  std::string detail;
  std::optional<std::int64_t> retry_after_s;
  std::string current_json;
};

struct Problem {
  ProblemCode code = ProblemCode::internal;
  ProblemDetails details;
};

[[nodiscard]] const ProblemText& text_of(ProblemCode code);
[[nodiscard]] Response problem(ProblemCode code, const ProblemDetails& details = {});
[[nodiscard]] inline Response problem(const Problem& p) {
  return problem(p.code, p.details);
}

}  // namespace liftguard::http
