#include "common/mqtt/server_dates.hpp"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>
#include <mutex>
#include <new>

namespace liftguard::mqtt {
namespace {

struct FreeParameters {
  void operator()(X509_VERIFY_PARAM* parameters) const { X509_VERIFY_PARAM_free(parameters); }
};

// As OpenSSL's own entry of this name; the table owns it until the process ends.
X509_VERIFY_PARAM* lay_over_the_default() {
  std::unique_ptr<X509_VERIFY_PARAM, FreeParameters> made(X509_VERIFY_PARAM_new());
  if (!made || X509_VERIFY_PARAM_set1_name(made.get(), "ssl_server") != 1 ||
      X509_VERIFY_PARAM_set_purpose(made.get(), X509_PURPOSE_SSL_SERVER) != 1 ||
      X509_VERIFY_PARAM_set_trust(made.get(), X509_TRUST_SSL_SERVER) != 1 ||
      X509_VERIFY_PARAM_add0_table(made.get()) != 1)
    throw std::bad_alloc();
  return made.release();
}

// It is altered in place, never replaced: a replaced one would be freed under a verification that reads it.
class ServerParameters {
 public:
  void judge(const ByHostClock&) {
    if (entry_ != nullptr) clear();
  }
  void judge(const ByTime& by) {
    clear();
    X509_VERIFY_PARAM_set_time(entry_, to_ms(by.now) / 1000);  // sets X509_V_FLAG_USE_CHECK_TIME
  }
  void judge(const NotJudged&) {
    clear();
    X509_VERIFY_PARAM_set_flags(entry_, X509_V_FLAG_NO_CHECK_TIME);
  }

 private:
  // A given time counts before the flag that no time is to be checked, so neither stays behind.
  void clear() {
    if (entry_ == nullptr) entry_ = lay_over_the_default();
    X509_VERIFY_PARAM_clear_flags(entry_, X509_V_FLAG_USE_CHECK_TIME | X509_V_FLAG_NO_CHECK_TIME);
  }

  X509_VERIFY_PARAM* entry_ = nullptr;
};

}  // namespace

void judge_server_dates(const ServerDates& dates) {
  static std::mutex mutex;
  static ServerParameters parameters;
  const std::lock_guard lock(mutex);
  std::visit([](const auto& one) { parameters.judge(one); }, dates);
}

}  // namespace liftguard::mqtt
