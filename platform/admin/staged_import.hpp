// Brings a town into the registry beside a running city: in transactions of a few milliseconds, with a pause after each
// in which an alarm comes first.
//
// The town is staged whole, then accepted by one row. Before that it counts for nothing, and what a killed process left
// is thrown away by the next; after it the town will come in, whoever goes on with it. A lift, its contacts and its
// monitor come in together.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "platform/admin/import_rows.hpp"

namespace liftguard::admin {

struct ImportPace {
  Milliseconds longest{8};       // a transaction takes no new row after that
  std::size_t staged_rows = 50;  // in one transaction
  std::function<void()> pause;   // after each; none: go on at once
};

class StagedImport {
 public:
  StagedImport(storage::Database& database, const SteadyClock& steady, ImportPace pace)
      : database_(database), steady_(steady), pace_(std::move(pace)) {}

  // Goes on with what was accepted and throws away what was not. Refused: "import_running", when another process
  // staged a row within the last minute.
  [[nodiscard]] Result<void> settle_earlier();

  // Stages and accepts. `before_accepting` runs when all is staged. Refused: "import_lost", thrown away meanwhile.
  [[nodiscard]] Result<ImportId> stage(const std::vector<ImportRow>& rows,
                                       const std::function<void()>& before_accepting = {});

  // Carries an accepted one out, from where it stands. Gives what could not be (an account whose name was taken
  // meanwhile), a sentence each.
  std::vector<std::string> carry_out(ImportId import);

 private:
  template <class Body>
  void in_turns(Body&& body);  // a transaction, a pause; until `body` says that there is no more
  void check_contacts(const std::map<std::string, UnitId>& units);  // G6: at once, not only in the night
  void clear(ImportId import);

  storage::Database& database_;
  const SteadyClock& steady_;
  ImportPace pace_;
};

}  // namespace liftguard::admin
