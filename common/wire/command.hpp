// What the cloud may have a monitor do once: an errand with a number, answered by a CommandAnswerBody whatever becomes
// of it. What a monitor cannot read is still a command, so that it can be answered.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "common/base/clock.hpp"
#include "common/wire/up.hpp"

namespace liftguard::wire {

inline constexpr std::size_t kMaxSettingsBytes = std::size_t{8} * 1024;
inline constexpr std::size_t kMaxCertificatePem = std::size_t{8} * 1024;  // a chain
inline constexpr std::size_t kImageHeaderBytes = 256;
inline constexpr std::uint32_t kMaxIdentifySeconds = 600;

// New settings for those keys that can be set from afar; they replace the ones sent before as a whole. Empty: none.
struct Configure {
  std::string toml;  // at most kMaxSettingsBytes

  bool operator==(const Configure&) const = default;
};

struct ClipSpan {
  UtcTime from{}, to{};

  bool operator==(const ClipSpan&) const = default;
};

struct RecordName {
  std::uint64_t journal = 0;
  Lane lane = Lane::alarm;
  std::uint64_t seq = 0;

  bool operator==(const RecordName&) const = default;
};

// The clip comes as that of the record which is named; where times are given, of the record that answers the command.
struct RequestClip {
  std::variant<RecordName, ClipSpan> of;

  bool operator==(const RequestClip&) const = default;
};

struct TestNow {
  bool operator==(const TestNow&) const = default;
};

// The box shows which one it is.
struct Identify {
  std::uint32_t seconds = 0;  // 1 to kMaxIdentifySeconds

  bool operator==(const Identify&) const = default;
};

struct Reboot {
  bool operator==(const Reboot&) const = default;
};

struct OfferImage {
  Bytes header;  // kImageHeaderBytes

  bool operator==(const OfferImage&) const = default;
};

struct InstallCertificate {
  std::string pem;  // the box's certificate and those above it

  bool operator==(const InstallCertificate&) const = default;
};

// Made by a newer gateway. Cannot be encoded.
struct UnknownErrand {
  std::uint8_t type = 0;

  bool operator==(const UnknownErrand&) const = default;
};

// One whose fields are not what they may be. Cannot be encoded.
struct UnreadableErrand {
  std::string why;

  bool operator==(const UnreadableErrand&) const = default;
};

using Errand = std::variant<UnknownErrand, UnreadableErrand, Configure, RequestClip, TestNow, Identify, Reboot,
                            OfferImage, InstallCertificate>;

struct Command {
  std::uint64_t id = 0;  // used once for one monitor, 1 .. kMaxNumber
  UtcTime expires{};     // after it the command is not carried out
  Errand errand;

  bool operator==(const Command&) const = default;
};

// Why a monitor would call this errand unreadable (or could not know it); empty: it would not. Whoever sends commands
// asks this first.
[[nodiscard]] std::string unfit_because(const Errand& errand);

// For what is shown and stored: configure, request_clip, test_now, identify, reboot, offer_image, install_certificate;
// unknown, unreadable.
[[nodiscard]] std::string_view errand_name(const Errand& errand);

}  // namespace liftguard::wire
