#include "firmware/monitor/provisioning.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace liftguard::monitor {

namespace {

Provisioning box_of(const Config& config) {
  return {config.monitor, {config.certificate, config.key}, config.ca, identity_folder(config)};
}

int say_why_not(const Refusal& refusal) {
  fmt::print(stderr, "liftguard-monitor: {} ({})\n", refusal.detail, refusal.code);
  return 1;
}

}  // namespace

std::filesystem::path identity_folder(const Config& config) {
  return config.data / "identity";
}

int provision(const Config& config, Existing existing) {
  const auto request = make_identity(box_of(config), existing);
  if (!request) return say_why_not(request.error());
  fmt::print("密钥已生成，不得离开本机 / the key is made and stays here: {}\n", config.key.string());
  fmt::print("证书申请 / request for a certificate: {}\n", request->string());
  fmt::print("下一步：在签发机上执行 / next, where the authority is:\n");
  fmt::print("  liftguard-signer sign PKI {} {} --out FOLDER\n", config.monitor, request->filename().string());
  fmt::print("然后在本机执行 / then here:\n");
  fmt::print("  liftguard-monitor install {}.crt --broker-ca broker-ca.crt --config ...\n", config.monitor);
  return 0;
}

int install(const Config& config, const Signed& files, std::optional<UtcTime> now) {
  const auto done = install_identity(box_of(config), files, now);
  if (!done) return say_why_not(done.error());
  if (!now) fmt::print("本机时钟未同步，未核对证书有效期 / this box does not know the time: no dates were checked\n");
  fmt::print("证书已安装，重启服务后生效 / installed, in force from the next start: {}\n", config.certificate.string());
  return 0;
}

}  // namespace liftguard::monitor
