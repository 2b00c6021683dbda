// The bodies of report.hpp to and from the schema's tables. Private to common/wire.
#pragma once

#include "common/wire/bounds.hpp"
#include "common/wire/buffer.hpp"
#include "common/wire/report.hpp"

namespace liftguard::wire {

struct WrittenBody {
  fb::Body type = fb::Body::NONE;
  flatbuffers::Offset<void> body;
};

[[nodiscard]] WrittenBody write(flatbuffers::FlatBufferBuilder& builder, const CommandAnswerBody& answer);
[[nodiscard]] WrittenBody write(flatbuffers::FlatBufferBuilder& builder, const HealthBody& health);
[[nodiscard]] WrittenBody write(flatbuffers::FlatBufferBuilder& builder, const CertificateRequestBody& request);
[[nodiscard]] WrittenBody write(flatbuffers::FlatBufferBuilder& builder, const PassengerAnswerBody& answer);

[[nodiscard]] CommandAnswerBody read(const fb::CommandAnswer& answer, Bounds& bounds);
[[nodiscard]] HealthBody read(const fb::Health& health, Bounds& bounds);
[[nodiscard]] CertificateRequestBody read(const fb::CertificateRequest& request, Bounds& bounds);
[[nodiscard]] PassengerAnswerBody read(const fb::PassengerAnswer& answer, Bounds& bounds);

}  // namespace liftguard::wire
