"""A second count of the indicators, straight from the rules and slow: a table of sums to compare with.

It shares no code with the first one but the postcode table and the reading of times. It asks every record on
its own, walks day by day where the rules speak of a first day, and cuts sessions by looking at every pair.
"""

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from territory.postcodes import resolve

BRUSSELS = ZoneInfo("Europe/Brussels")
EVENTS = ("webinar", "conference", "community", "launch", "other")


def days(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class Plain:
    def __init__(self, facts):
        self.f = facts
        self.p = facts.project
        self.sums = Counter()
        for code in (
            "trainings", "completions", "actions", "affiliations", "accounts", "sessions", "help", "publicity"
        ):  # fmt: skip
            getattr(self, code)()
        self.sums = {key: value for key, value in self.sums.items() if value}

    def period(self, on):
        if on < self.p.start or on > self.p.end:
            return None
        months = (on.year - self.p.start.year) * 12 + on.month - self.p.start.month
        return 1 + months // self.p.period_months

    def add(self, code, on, operator, zone, value=1, column="main"):
        codes = {partner.code for partner in self.f.partners}
        self.sums[code, self.period(on), operator if operator in codes else None, zone, column] += value

    def local(self, instant):
        return instant.astimezone(BRUSSELS).date()

    def kept(self, key):
        into = {merge.merged: merge.kept for merge in self.f.merges}
        while key in into:
            key = into[key]
        return key

    def account(self, key):
        for one in self.f.people:
            if one.id == self.kept(key):
                return one
        return None

    def staff(self, key):
        account = self.account(key)
        return account is not None and account.kind in ("staff", "test")

    def state(self, rows, on):
        before = [row for row in rows if row.since <= on]
        return max(before, key=lambda row: row.since) if before else None

    def structure(self, key, on):
        return self.state([row for row in self.f.structures if row.id == key], on)

    def flag(self, row):
        if row is None or not row.postcode.strip():
            return "unknown"
        place = resolve(row.country, row.postcode)
        inside = place.in_zone_project if self.p.zone == "project" else place.in_zone_programme
        return {True: "in", False: "out", None: "unknown"}[inside]

    def has(self, row):
        return row is not None and bool(row.postcode.strip())

    def partner(self, on, structure, row, invited=""):
        state = self.structure(structure, on)
        if state and state.operator:
            return state.operator
        if invited:
            return invited
        side = resolve(row.country, row.postcode).versant if self.has(row) else ""
        takers = []
        for code in {partner.code for partner in self.f.partners}:
            now = self.state([row for row in self.f.partners if row.code == code], on)
            if side and now and now.territorial_default and now.side == side:
                takers.append(code)
        return takers[0] if len(takers) == 1 else None

    def when(self, action):
        on = self.local(action.starts_at)
        return max([on, *action.dates]) if action.kind in ("training", "coaching") else on

    def rolls(self, *kinds, core=None):
        found = {}
        for row in self.f.attendances:
            for action in self.f.actions:
                if action.id == row.action and action.kind in kinds and action.status == "closed":
                    ok = row.status == "present" and row.validated and not self.staff(row.person)
                    if ok and self.period(self.when(action)) and core in (None, action.core):
                        found[action.id, self.kept(row.person)] = (self.when(action), action.starts_at, action.id)
        return found

    def firsts(self, kind, core=None):
        found = {}
        for (_, person), order in sorted(self.rolls(kind, core=core).items(), key=lambda item: item[1]):
            found.setdefault(person, order)
        return found

    def action(self, key):
        return next(action for action in self.f.actions if action.id == key)

    def at_presence(self, person, order, event=False):
        account = self.account(person)
        state = self.structure(account.structure, order[0]) if account else None
        if self.has(state) or event:
            return self.flag(state)
        return self.flag(self.action(order[2]))

    def trainings(self):
        coefficients = self.f.coefficients
        months = Counter()
        for person, order in self.firsts("training", True).items():
            zone, operator = self.at_presence(person, order), self.action(order[2]).operator
            self.add("PART_TRAINED", order[0], operator, zone)
            month, seen = self.p.start.replace(day=1), set()
            for on in days(month, self.p.end):
                inside = max(on, self.p.start)
                if (on.year, on.month) not in seen:
                    seen.add((on.year, on.month))
                    if (on.year, on.month) >= (order[0].year, order[0].month):
                        half = (on.year, on.month) == (order[0].year, order[0].month)
                        months[self.period(inside), operator, zone] += Fraction(1, 2) if half else 1
        for (period, operator, zone), count in months.items():
            last = max(on for on in days(self.p.start, self.p.end) if self.period(on) == period)
            held = [row for row in coefficients if row.since <= last]
            value = max(held, key=lambda row: (row.since, row.version)).value if held else 0
            tenths = int(count * Fraction(value) * 10 + Fraction(1, 2))
            self.add("ACCOMP_ESTIMATED", last, operator, zone, Fraction(tenths, 10))
        for (_, person), order in self.rolls("training").items():
            self.add("TRAIN_PARTICIPATIONS", order[0], self.action(order[2]).operator, self.at_presence(person, order))
        for (_, person), order in self.rolls(*EVENTS).items():
            zone = self.at_presence(person, order, event=True)
            self.add("WEBINAR_ATTEND", order[0], self.action(order[2]).operator, zone)

    def completions(self):
        coached = self.firsts("coaching")
        for person, core in self.firsts("training", True).items():
            if person in coached:
                later = max(core, coached[person])
                self.add("COMPLETIONS", later[0], self.action(core[2]).operator, self.at_presence(person, later))

    def actions(self):
        attended = {action for action, _ in self.rolls("training")}
        for action in {action.id: action for action in self.f.actions}.values():
            on = self.when(action)
            if action.status != "closed" or not self.period(on):
                continue
            where = action
            if not self.has(action) and action.online:
                where = self.state([row for row in self.f.partners if row.code == action.operator], on)
            if action.kind == "training" and action.id in attended:
                self.add("TRAIN_ACTIONS", on, action.operator, self.flag(where))
            if action.kind == "awareness" and action.audience and action.evidence:
                self.add("AWARE_ACTIONS", on, action.operator, self.flag(where))
            if action.kind in EVENTS:
                self.add("EVENTS", on, action.operator, "in" if action.online else self.flag(action))

    def accounts(self):
        gone = {merge.merged for merge in self.f.merges}
        for one in {one.id: one for one in self.f.people}.values():
            if one.confirmed_at and one.id not in gone and not self.staff(one.id):
                on = self.local(one.confirmed_at)
                state = self.structure(one.structure, on)
                if self.period(on):
                    operator = self.partner(on, one.structure, state, one.invited_by)
                    self.add("AIDANT_ACCOUNTS", on, operator, self.flag(state))

    def affiliations(self):
        gone = {merge.merged for merge in self.f.merges}
        for key in {row.id for row in self.f.structures}:
            dates = [
                self.local(one.confirmed_at)
                for one in self.f.people
                if one.structure == key and one.confirmed_at and one.id not in gone and not self.staff(one.id)
            ]
            begin = min([row.since for row in self.f.structures if row.id == key])
            for on in days(min([begin, *dates]), self.p.end):
                state = self.structure(key, on)
                if state and state.status == "affiliated" and any(date <= on for date in dates):
                    if self.period(on):
                        self.add("STRUCT_AFF", on, self.partner(on, key, state), self.flag(state))
                    break

    def sessions(self):
        users = {}
        objectors = {self.kept(one.id) for one in self.f.people if one.objects}
        for row in self.f.activity:
            learner = row.user.startswith("learner:")
            if learner or (self.kept(row.user) not in objectors and not self.staff(row.user)):
                users.setdefault((row.user if learner else self.kept(row.user), row.structure), set()).add(row.at)
        for (user, structure), moments in users.items():
            start = None
            for moment in sorted(moments):
                near = [other for other in moments if timedelta() < moment - other <= timedelta(minutes=30)]
                if start is None or not near or moment - start > timedelta(hours=12):
                    start = moment
                    on = self.local(start)
                    state = self.structure(structure, on)
                    account = None if user.startswith("learner:") else self.account(user)
                    operator = self.partner(on, structure, state, account.invited_by if account else "")
                    if self.period(on):
                        self.add("SESSIONS_ZONE", on, operator, self.flag(state))

    def help(self):
        trained, firsts = self.firsts("training", True), {}
        for row in {row.id: row for row in self.f.accompaniments}.values():
            if row.status == "cancelled" or self.staff(row.person) or not self.period(row.date):
                continue
            where = row if self.has(row) else self.structure(row.structure, row.date)
            account = self.account(row.person)
            operator = self.partner(row.date, row.structure, where, account.invited_by if account else "")
            core = trained.get(self.kept(row.person))
            column = "main" if core and core[0] <= row.date else "other"
            heads = len(set(row.learners)) + row.anonymous
            self.add("ACCOMP_DECLARED", row.date, operator, self.flag(where), heads, column)
            for learner in row.learners:
                firsts.setdefault((row.structure, learner), []).append(row.date)
        for (structure, _), dates in firsts.items():
            state = self.structure(structure, min(dates))
            operator = self.partner(min(dates), structure, state)
            self.add("PERSONS_BENEFIT", min(dates), operator, self.flag(state))
        for row in {row.id: row for row in self.f.diagnostics}.values():
            on = self.local(row.completed_at)
            state = self.structure(row.structure, on)
            if self.period(on):
                self.add("DIAGNOSTICS", on, self.partner(on, row.structure, state), self.flag(state))

    def publicity(self):
        for row in {row.id: row for row in self.f.contents}.values():
            if self.period(row.published_on):
                self.add("CONTENT_PUB", row.published_on, row.operator or None, None)
        for operator in {row.operator for row in self.f.newsletters}:
            for period in range(1, 100):
                inside = [on for on in days(self.p.start, self.p.end) if self.period(on) == period]
                read = [row for row in self.f.newsletters if row.operator == operator and self.period(row.on)]
                read = [row for row in read if inside and row.on <= inside[-1]]
                if read:
                    value = max(read, key=lambda row: row.on).readers
                    self.add("NEWS_READERS", inside[-1], operator, None, value)
        best = {}
        for row in self.f.press:  # the tests give plain addresses: one a key
            if row.kind == "press" and self.period(row.on):
                order = (row.on, row.operator == "", row.operator)
                best[row.url] = min(best.get(row.url, order), order)
        for on, _, operator in best.values():
            self.add("PRESS", on, operator or None, None)
