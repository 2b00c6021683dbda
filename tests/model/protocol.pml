/* The protocol between boxes, broker, gateways, database and the SMS provider, as a model for spin (fault rows A1, A8, B2,
 * B3, B6, G7; "The protocol" in docs/architecture.md).
 *
 * It is checked in two parts, for its states multiply: the way of the records (the default), and with LIMITS_AND_NOTICES
 * what becomes of one order. Two boxes: the first has two records (key 0, numbers 1 and 2), the second one (key 1, number 1) and, once it has lost its
 * journal, another (key 2: the same box under a new journal id, number 1). Every record tells of people trapped. Two
 * gateways share one slot. Any process may be delayed at any point for any time: that is what a paused gateway is. FAULTS
 * counts what else happens: a gateway is killed, a gateway is away for so long that it may not act, the broker forgets
 * everything. Whatever becomes of a message in the broker (lost, overtaken, sent again) is in the boxes' resending and in
 * a queue that gives out its two messages in any order.
 *
 * Everything that is one transaction of the database is one atomic step here. Safety is asserted where it might break;
 * `ends_well` holds under weak fairness. Each mutant must give a counter-example (tests/model/run.sh):
 *   CURSOR_JUMPS       the cursor goes to the highest number seen, gap or not
 *   CONFIRMS_FIRST     a record is confirmed before its transaction is committed
 *   NO_FENCE           a transaction does not ask whether its gateway still holds the slot
 *   RESENDS_ON_RECONNECT_ONLY   boxes have no timer: they send again only over a new connection
 *   ACTS_TOO_LONG      a lease may be taken over while its holder still acts
 */
#ifndef FAULTS
#define FAULTS 2
#endif

#define NOBODY 2
#define bit(number) (1 << (number))
#define car_of(key) ((key) == 0 -> 0 : 1)

/* boxes: bit masks of record numbers, by key */
byte journal[3], confirmed[3];
#ifdef RESENDS_ON_RECONNECT_ONLY
byte sent[3];
#endif

/* the broker */
byte up[3], queued;      /* records that wait for the gateway; at most two */
byte down[3];            /* confirmations on their way */
byte session = NOBODY;   /* the gateway that connected last with the slot's client id */

/* the database */
byte holder = NOBODY, slot_epoch;
bool lapsed;             /* by the database's clock, the holder's lease is over */
byte stored[3], cursor[3];
byte orders[2], fired[2];
mtype = { nothing, pending, claimed, delivered };
mtype notice[2] = nothing;
byte claimant[2];

/* the gateways */
byte epoch[2];           /* 0: holds nothing */
bool fresh[2];           /* may act, by its own steady clock */
byte hand[2];            /* the record that ingest has taken from the broker: key * 4 + number; 0: none */
byte answer_to[2], answer[2];   /* a confirmation that has not left: key + 1, mask */
byte watched[2];         /* a limit that was seen to be due: car + 1 */
byte sms[2];             /* a notice that was claimed: car + 1 */
bool told[2];            /* it has been given to the provider */

/* the SMS provider: takes a key once */
bool accepted[2];

byte faults;

#define may_act(g) (epoch[g] != 0 && fresh[g])

#ifdef NO_FENCE
#define is_fenced(g) (epoch[g] == 0)
#else
#define is_fenced(g) (holder != g || epoch[g] != slot_epoch || epoch[g] == 0)
#endif

/* The process ends, and another with its name is started. */
inline restart(g) {
  epoch[g] = 0; fresh[g] = false; hand[g] = 0; answer_to[g] = 0; answer[g] = 0; watched[g] = 0; sms[g] = 0; told[g] = false
}

inline must_hold(g) {
  assert(holder == g && epoch[g] == slot_epoch)   /* a stale epoch never writes */
}

proctype Keeper(byte g) {
  do
  :: atomic { epoch[g] == 0 && (holder == NOBODY || lapsed) ->
       slot_epoch++; holder = g; lapsed = false; epoch[g] = slot_epoch; fresh[g] = true;
       assert(!(may_act(0) && may_act(1))) }
  :: atomic { epoch[g] != 0 && !fresh[g] ->         /* renews, or learns that it was replaced */
       if
       :: holder == g && epoch[g] == slot_epoch -> fresh[g] = true; lapsed = false
       :: else -> restart(g)
       fi }
  :: atomic { may_act(g) && session != g -> session = g }
  od
}

inline take(g, key, number) {
  up[key] = up[key] & ~bit(number); queued--; hand[g] = key * 4 + number
}

inline apply(g, key, number) {
  must_hold(g);
  if
  :: cursor[key] & bit(number) -> skip              /* a repeat */
  :: else ->
       stored[key] = stored[key] | bit(number);
#ifdef CURSOR_JUMPS
       cursor[key] = cursor[key] | (bit(number + 1) - 2);
#else
       cursor[key] = cursor[key] | bit(number);
#endif
       if
       :: orders[car_of(key)] == 0 -> orders[car_of(key)]++; notice[car_of(key)] = pending
       :: else -> skip                              /* the open order of the car takes it too */
       fi;
       assert(orders[car_of(key)] == 1)
  fi
}

proctype Ingest(byte g) {
  byte key, number;
  do
  :: atomic { session == g && hand[g] == 0 && answer_to[g] == 0 && queued > 0 ->
       if
       :: up[0] & bit(1) -> take(g, 0, 1)
       :: up[0] & bit(2) -> take(g, 0, 2)
       :: up[1] & bit(1) -> take(g, 1, 1)
       :: up[2] & bit(1) -> take(g, 2, 1)
       fi }
#ifdef CONFIRMS_FIRST
  :: atomic { hand[g] != 0 && may_act(g) -> down[hand[g] / 4] = down[hand[g] / 4] | bit(hand[g] % 4) }
#endif
  :: atomic { hand[g] != 0 ->
       key = hand[g] / 4; number = hand[g] % 4; hand[g] = 0;
       if
       :: is_fenced(g) -> restart(g)
       :: else -> apply(g, key, number); answer_to[g] = key + 1; answer[g] = cursor[key]
       fi;
       key = 0; number = 0 }
  :: atomic { answer_to[g] != 0 && may_act(g) ->
       down[answer_to[g] - 1] = down[answer_to[g] - 1] | answer[g]; answer_to[g] = 0; answer[g] = 0 }
  od
}

proctype Timers(byte g) {
  do
  :: atomic { epoch[g] != 0 && watched[g] == 0 ->
       if
       :: orders[0] == 1 && fired[0] == 0 -> watched[g] = 1
       :: orders[1] == 1 && fired[1] == 0 -> watched[g] = 2
       fi }
  :: atomic { watched[g] != 0 ->
       if
       :: is_fenced(g) -> restart(g)
       :: else ->
            must_hold(g);
            if
            :: fired[watched[g] - 1] == 0 -> fired[watched[g] - 1]++   /* checked again inside */
            :: else -> skip
            fi;
            assert(fired[watched[g] - 1] == 1);
            watched[g] = 0
       fi }
  od
}

inline claim(g, car) {
  if
  :: is_fenced(g) -> restart(g)
  :: else -> must_hold(g); notice[car] = claimed; claimant[car] = g; sms[g] = car + 1
  fi
}

proctype Sender(byte g) {
  do
  :: atomic { may_act(g) && sms[g] == 0 ->
       if
       :: notice[0] == pending -> claim(g, 0)
       :: notice[1] == pending -> claim(g, 1)
       fi }
  :: atomic { sms[g] != 0 && !told[g] && may_act(g) -> accepted[sms[g] - 1] = true; told[g] = true }
  :: atomic { sms[g] != 0 && told[g] ->
       if
       :: is_fenced(g) -> restart(g)
       :: else -> must_hold(g); assert(accepted[sms[g] - 1]); notice[sms[g] - 1] = delivered; sms[g] = 0; told[g] = false
       fi }
  od
}

/* A box reads what has come before it sends again. */
#ifdef RESENDS_ON_RECONNECT_ONLY
#define to_send(key, number) ((journal[key] & ~confirmed[key] & ~up[key] & ~sent[key] & bit(number)) && queued < 2 && down[key] == 0)
#define note_sent(key, number) sent[key] = sent[key] | bit(number)
#else
#define to_send(key, number) ((journal[key] & ~confirmed[key] & ~up[key] & bit(number)) && queued < 2 && down[key] == 0)
#define note_sent(key, number) skip
#endif

inline send(key, number) {
  up[key] = up[key] | bit(number); queued++; note_sent(key, number)
}

inline take_confirmation(key) {
  assert((down[key] & ~stored[key]) == 0);          /* what is confirmed is stored, for good */
  confirmed[key] = confirmed[key] | down[key]; down[key] = 0
}

proctype FirstBox() {
  do
  :: atomic { to_send(0, 1) -> send(0, 1) }
  :: atomic { to_send(0, 2) -> send(0, 2) }
  :: atomic { down[0] != 0 -> take_confirmation(0) }
  od
}

proctype SecondBox() {
  do
  :: atomic { to_send(1, 1) -> send(1, 1) }
  :: atomic { to_send(2, 1) -> send(2, 1) }
  :: atomic { down[1] != 0 -> take_confirmation(1) }
  :: atomic { down[2] != 0 -> take_confirmation(2) }
  :: atomic { confirmed[1] != 0 && journal[2] == 0 -> journal[1] = 0; journal[2] = bit(1) }   /* a new flash */
  od
}

/* Leases and claims run out by the database's clock. A lease ends there later than its holder's own clock lets it act. */
proctype Time() {
  do
#ifdef ACTS_TOO_LONG
  :: atomic { holder != NOBODY && !lapsed && faults < FAULTS -> lapsed = true; faults++ }
#endif
  :: atomic { holder != NOBODY && !lapsed && !fresh[holder] -> lapsed = true }
  :: atomic { notice[0] == claimed && sms[claimant[0]] != 1 -> notice[0] = pending; claimant[0] = 0 }
  :: atomic { notice[1] == claimed && sms[claimant[1]] != 2 -> notice[1] = pending; claimant[1] = 0 }
  od
}

proctype Faults() {
  do
  :: faults == FAULTS -> break
  :: atomic { faults < FAULTS && epoch[0] != 0 -> faults++; restart(0) }
  :: atomic { faults < FAULTS && epoch[1] != 0 -> faults++; restart(1) }
  :: atomic { faults < FAULTS && fresh[0] -> faults++; fresh[0] = false }
  :: atomic { faults < FAULTS && fresh[1] -> faults++; fresh[1] = false }
  :: atomic { faults < FAULTS ->
       faults++; up[0] = 0; up[1] = 0; up[2] = 0; queued = 0; down[0] = 0; down[1] = 0; down[2] = 0; session = NOBODY;
#ifdef RESENDS_ON_RECONNECT_ONLY
       sent[0] = 0; sent[1] = 0; sent[2] = 0
#endif
     }
  od
}

init {
  atomic {
    run Keeper(0); run Ingest(0); run Keeper(1); run Ingest(1); run FirstBox(); run Time(); run Faults();
#ifdef LIMITS_AND_NOTICES
    journal[0] = bit(1);
    run Timers(0); run Sender(0); run Timers(1); run Sender(1)
#else
    journal[0] = bit(1) | bit(2); journal[1] = bit(1);
    run SecondBox()
#endif
  }
}

#ifdef LIMITS_AND_NOTICES
#define all_done (stored[0] == 2 && confirmed[0] == 2 && fired[0] == 1 && notice[0] == delivered)
#else
#define all_done (stored[0] == 6 && stored[1] == 2 && stored[2] == 2 \
                  && confirmed[0] == 6 && confirmed[1] == 2 && confirmed[2] == 2)
#endif

#ifdef LIVENESS
ltl ends_well { <> (all_done) }
#endif
