#include "firmware/calm/words.hpp"

#include <array>

namespace liftguard::calm {

namespace {

// In the order of the enum. Nothing here promises what the box cannot know, above all no time of arrival.
constexpr std::array<Words, kUtterances> kWords{{
    {"keep_calm", "请保持冷静。电梯已停止，轿厢内通风正常，您是安全的。正在为您呼叫救援，请不要扒门，远离轿门。",
     "Please stay calm. The lift has stopped; there is enough air and you are safe. We are calling for help. Please do "
     "not force the doors, and keep away from them."},
    {"alarm_received", "救援中心已收到报警，请耐心等待。请不要扒门。",
     "The rescue centre has received the alarm. Please wait. Do not force the doors."},
    {"dispatched", "救援人员已派出，请耐心等待。请不要扒门。",
     "A rescue crew has been sent. Please wait. Do not force the doors."},
    {"accepted", "救援人员已接单，正在赶来，请耐心等待。请不要扒门。",
     "The rescue crew has confirmed and is on its way. Please wait. Do not force the doors."},
    {"arrived", "救援人员已到达现场，请听从救援人员的指挥。",
     "The rescue crew has arrived. Please follow its instructions."},
    {"ask_hurt", "轿厢内有人受伤或身体不适吗？有，请按开门按钮；没有，请按关门按钮。",
     "Is anyone hurt or unwell? If so, press the button that opens the door; if not, the button that closes it."},
    {"heard_yes", "已告知救援中心有人需要帮助。", "The rescue centre has been told that somebody needs help."},
    {"heard_no", "好的，已告知救援中心。请继续保持冷静。",
     "Thank you, the rescue centre has been told. Please stay calm."},
    {"freed", "请注意脚下，有序离开轿厢。", "Please mind your step and leave the car one after another."},
}};

}  // namespace

const Words& words_of(Utterance utterance) {
  return kWords[static_cast<std::size_t>(utterance) - 1];
}

}  // namespace liftguard::calm
