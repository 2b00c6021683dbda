// Commands to and from the schema's tables. Private to common/wire.
#pragma once

#include "common/wire/buffer.hpp"
#include "common/wire/command.hpp"

namespace liftguard::wire {

[[nodiscard]] flatbuffers::Offset<fb::Command> write_command(flatbuffers::FlatBufferBuilder& builder,
                                                             const Command& command);

// Refusal "absurd" where there is no usable id.
[[nodiscard]] Result<Command> read_command(const fb::Command& command);

}  // namespace liftguard::wire
