#include "common/dispatch/recipients.hpp"

#include <algorithm>

#include "common/registry/posts.hpp"
#include "common/registry/store.hpp"

namespace liftguard::dispatch {

using registry::Contact;
using registry::ContactRole;
using rescue::Who;
using storage::Session;

namespace {

std::vector<Contact> posts(Session& session, registry::PostKind kind, DistrictId district) {
  std::vector<Contact> contacts;
  for (const registry::Post& post : registry::posts_for(session, kind, district))
    contacts.push_back({.id = ContactId{post.id.value}, .name = post.name, .phone = post.phone});
  return contacts;
}

// RS-12: the first step for a desk calls the second desk, for the first has been ringing all the time.
std::vector<Contact> next_desk(Session& session, const rescue::Chain& chain, const rescue::ChainStep& step,
                               DistrictId district) {
  const auto desks = posts(session, registry::PostKind::desk, district);
  if (desks.empty()) return {};
  const auto before = std::ranges::count_if(chain, [&](const rescue::ChainStep& other) {
    return other.who == Who::next_desk && other.channel == step.channel && other.position <= step.position;
  });
  return {desks[std::min(static_cast<std::size_t>(before), desks.size() - 1)]};
}

std::vector<Contact> of_role(Session& session, UnitId unit, ElevatorId elevator, ContactRole role) {
  auto contacts = unit ? registry::contacts_for(session, unit, elevator) : std::vector<Contact>{};
  std::erase_if(contacts, [&](const Contact& contact) { return contact.role != role; });
  return contacts;
}

}  // namespace

std::vector<Contact> rescuers_of(Session& session, UnitId unit, ElevatorId elevator) {
  return unit ? rescuers_among(registry::contacts_for(session, unit, elevator)) : std::vector<Contact>{};
}

std::vector<Contact> rescuers_among(std::vector<Contact> contacts) {
  const auto is_rescuer = [](const Contact& contact) { return contact.role == ContactRole::rescuer; };
  if (std::ranges::any_of(contacts, is_rescuer))
    std::erase_if(contacts, [&](const Contact& contact) { return !is_rescuer(contact); });
  return contacts;
}

std::vector<Contact> recipients_of(Session& session, const rescue::Chain& chain, const rescue::ChainStep& step,
                                   const RescuePlace& place) {
  switch (step.who) {
    case Who::next_desk:
      return next_desk(session, chain, step, place.district);
    case Who::rescuer:
      return of_role(session, place.first, place.elevator, ContactRole::rescuer);
    case Who::manager:
      return of_role(session, place.first, place.elevator, ContactRole::manager);
    case Who::second_unit:
      return rescuers_of(session, place.second, place.elevator);
    case Who::rescue_office:
      return posts(session, registry::PostKind::rescue_office, place.district);
  }
  return {};
}

}  // namespace liftguard::dispatch
