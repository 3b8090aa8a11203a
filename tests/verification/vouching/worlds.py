"""One attack, played in two worlds: the rules alone, thousands of times, and the services on PostgreSQL, some dozens of times.

Captured accounts vouch for false ones, in any order, on any day, from any network; admitted false ones try to vouch too.
Every held request is approved: the worst curator there is.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from verification import policy
from verification.vouching import rules
from verification.vouching.rules import Asked, Given, Standing, Ties

START = datetime(2026, 1, 1, tzinfo=UTC)
PLACE = 1


@dataclass(frozen=True)
class Move:
    """On this day, this account vouches for that false one (or takes its last word back)."""

    day: float
    voucher: int
    target: int
    network: str = ""
    withdraws: bool = False


def random_attack(random, captured, *, moves=60, days=150):
    """Invent an attack: bursts on one false account after another, by captured accounts and by those already let in."""
    false = list(range(captured, captured + 3 * captured + 3))
    hot, attack = false[:2], []
    for day in sorted(random.uniform(0, days) for _ in range(moves)):
        if random.random() < 0.3:
            hot = random.sample(false, min(2, len(false)))
        voucher = random.randrange(captured) if random.random() < 0.7 else random.choice(false)
        network = random.choice(["", "", "192.0.2.1", "198.51.100.7"])
        attack.append(Move(day, voucher, random.choice(hot), network, withdraws=random.random() < 0.1))
    return attack


def cleverest_attack(captured):
    """Spend every vouch at once, each with another partner; a month later those let in do the same among themselves.

    `captured` is even: neighbours on a circle, and those across it, make three partners for each.
    """
    attack, accounts, next_one = [], list(range(captured)), captured
    for day in (0, 31):
        size = len(accounts)
        pairs = [(accounts[i], accounts[(i + 1) % size]) for i in range(size)]
        pairs += [(accounts[i], accounts[i + size // 2]) for i in range(size // 2)] if size % 2 == 0 else []
        targets = list(range(next_one, next_one + len(pairs)))
        attack += [Move(day, voucher, target) for pair, target in zip(pairs, targets, strict=True) for voucher in pair]
        accounts, next_one = targets, next_one + len(pairs)
    return attack


@dataclass
class _Question:
    asked: Asked
    ends: datetime
    given: dict[int, Given] = field(default_factory=dict)


class RulesWorld:
    """The bookkeeping of vouching around the real rules."""

    def __init__(self, captured, methods=policy.VOUCHING_METHODS):
        self.methods = methods
        self.people = {
            person: Standing(person, PLACE, 2, "postcard", START - timedelta(days=60), frozenset({f"home {person}"}))
            for person in range(captured)
        }
        self.questions, self.asked_at = {}, {}
        self.spent, self.counted_at = {}, {}
        self.let_in, self.together, self.burnt = [], set(), set()
        self.vouched = {}

    def standing(self, person, now):
        known = self.people.get(person, Standing(person, None))
        live = [q.given[person].at for q in self.questions.values() if person in q.given and q.ends > now]
        return replace(known, spent=(*self.spent.get(person, ()), *live))

    def play(self, move):
        now = START + timedelta(days=move.day)
        if move.withdraws:
            self._withdraw(move, now)
        elif move.target not in self.burnt and (question := self._question(move, now)):
            self._give(move, question, now)

    def _question(self, move, now):
        question = self.questions.get(move.target)
        if question and question.ends > now:
            return question
        if move.target in self.people:
            return None
        if question:
            del self.questions[move.target]
        recent = [at for at in self.asked_at.get(move.target, []) if at > now - policy.VOUCH_WINDOW]
        if len(recent) >= policy.VOUCH_REQUESTS_PER_ACCOUNT:
            return None
        self.asked_at.setdefault(move.target, []).append(now)
        question = _Question(Asked(Standing(move.target, PLACE), now), now + policy.VOUCH_REQUEST_LIFE)
        self.questions[move.target] = question
        return question

    def _give(self, move, question, now):
        if move.voucher in question.given:
            return
        if rules.obstacle(self.standing(move.voucher, now), question.asked.applicant, now, self.methods):
            return
        question.given[move.voucher] = Given(self.standing(move.voucher, now), now, move.network)
        self.vouched.setdefault((move.voucher, move.target), now)
        given = [replace(vouch, voucher=self.standing(person, now)) for person, vouch in question.given.items()]
        pair = rules.enough(question.asked, given, Ties(frozenset(self.vouched), frozenset(), self.together), now, self.methods)
        if pair is None:
            return
        del self.questions[move.target]
        self.together.add(pair.vouchers)
        for voucher in pair.vouchers:
            self.spent.setdefault(voucher, []).append(now)
            self.counted_at[voucher, move.target] = now
        self.people[move.target] = Standing(move.target, PLACE, 2, "vouch", now)
        self.let_in.append((move.target, now))

    def _withdraw(self, move, now):
        question = self.questions.get(move.target)
        if question and question.ends > now and move.voucher in question.given:
            del question.given[move.voucher]
            self.vouched.pop((move.voucher, move.target), None)
            return
        counted = self.counted_at.pop((move.voucher, move.target), None)
        if counted and counted > now - policy.VOUCH_WITHDRAWAL:
            self.burnt.add(move.target)
            self.vouched.pop((move.voucher, move.target), None)
            self.people[move.target] = replace(self.people[move.target], level=1, method="")


def most_in_a_window(let_in):
    """Return the largest number of accounts let in within any VOUCH_WINDOW."""
    moments = [at for _, at in let_in]
    return max((sum(start <= at < start + policy.VOUCH_WINDOW for at in moments) for start in moments), default=0)
